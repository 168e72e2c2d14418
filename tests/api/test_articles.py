"""Loading over HTTP, with the language model."""

from __future__ import annotations

import httpx
import pytest

import diplograph
from diplograph.api.app import create_app
from tests.api.serving import serving

STORY = """France and Japan hold talks in Paris

French Foreign Minister Anne Dupont met her Japanese counterpart Kenji Mori in Paris on Monday. Japan condemned North Korea.
"""
PLAIN = {"content-type": "text/plain; charset=utf-8"}


def test_an_article_is_loaded_once_and_known_afterwards(client: httpx.Client, database: diplograph.Database) -> None:
    response = client.post("/articles", params={"source": "talks-in-paris.txt"}, content=STORY, headers=PLAIN)
    assert response.status_code == 201, response.text
    document = response.json()
    assert document["outcome"] == "loaded"
    assert "Meeting" in {event["type"] for event in document["events"]}
    assert document["article"]["source"] == "talks-in-paris.txt"
    assert database.find_article("talks-in-paris.txt").value == document["iri"]
    again = client.post("/articles", params={"source": "talks-in-paris.txt"}, content=STORY, headers=PLAIN)
    assert (again.status_code, again.json()["outcome"]) == (200, "unchanged")


def test_a_dry_run_stores_nothing(client: httpx.Client, database: diplograph.Database) -> None:
    before = len(database.store)
    response = client.post("/articles", params={"dry_run": "true"}, content=STORY, headers=PLAIN)
    assert response.status_code == 200
    assert response.json()["events"]
    assert len(database.store) == before


def test_an_article_as_json_brings_its_address(client: httpx.Client) -> None:
    body = {"text": STORY, "url": "https://example.org/talks", "publisher": "The Paper"}
    response = client.post("/articles", json=body)
    assert response.status_code == 201, response.text
    assert response.json()["article"]["url"] == "https://example.org/talks"
    assert response.json()["article"]["publisher"] == "The Paper"


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        ("", PLAIN, 400),
        (bytes(range(256)) * 20, PLAIN, 400),
        ("x" * 20_001, PLAIN, 413),
        ("x", {"content-type": "image/png"}, 415),
        ("{", {"content-type": "application/json"}, 400),
        ('{"text": "a", "surprise": 1}', {"content-type": "application/json"}, 400),
        ('{"url": "https://example.org/"}', {"content-type": "application/json"}, 400),
    ],
)
def test_bodies_that_are_no_article(
    client: httpx.Client, database: diplograph.Database, body: str | bytes, headers: dict[str, str], status: int
) -> None:
    before = len(database.store)
    response = client.post("/articles", content=body, headers=headers)
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    assert len(database.store) == before


def test_a_server_that_others_can_reach_takes_articles_only_when_told(database: diplograph.Database) -> None:
    open_to_all = diplograph.Settings(host="0.0.0.0")  # noqa: S104 (nothing listens in this test)
    with serving(create_app(open_to_all, database)) as client:
        assert client.get("/health").json()["takes_articles"] is False
        assert client.post("/articles", content=STORY, headers=PLAIN).status_code == 403
    told = diplograph.Settings(host="0.0.0.0", writable=True)  # noqa: S104
    assert told.takes_articles
    assert not diplograph.Settings(writable=False).takes_articles
