"""Loading over HTTP, with the language model."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

import diplograph
from diplograph.api.app import create_app
from tests.api.asking import problem
from tests.api.serving import serving
from tests.conftest import CHECKOUT
from tests.site import Answer, page, site

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
    ("file", "kind"),
    [("notes.md", "text/markdown"), ("release.eml", "message/rfc822"), ("statement.pdf", "application/pdf")],
)
def test_what_a_body_is_its_media_type_says(client: httpx.Client, file: str, kind: str) -> None:
    recorded = CHECKOUT / "tests" / "data" / "readers" / file
    response = client.post("/articles", params={"dry_run": "true"}, content=recorded.read_bytes(), headers={"content-type": kind})
    expected = json.loads(recorded.with_name(f"{file}.json").read_text(encoding="utf-8"))
    assert response.status_code == 200, response.text
    assert response.json()["article"]["headline"] == expected[0]["headline"]


@pytest.mark.parametrize("kind", ["application/vnd.iptc.g2.newsitem+xml", "text/html"])
def test_of_a_body_that_holds_several_articles_none_is_taken(client: httpx.Client, kind: str) -> None:
    wire = (CHECKOUT / "tests" / "data" / "readers" / "wire.xml").read_bytes()
    response = client.post("/articles", content=wire, headers={"content-type": kind})
    assert response.status_code == 400
    assert "holds more than one article" in response.json()["detail"]


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
        ('{"text": "a", "address": "https://example.org/"}', {"content-type": "application/json"}, 400),
        ('{"url": "https://example.org/", "address": "https://example.org/"}', {"content-type": "application/json"}, 400),
        ('{"address": "/etc/passwd"}', {"content-type": "application/json"}, 400),
        ('{"address": "file:///etc/passwd"}', {"content-type": "application/json"}, 400),
        ('{"address": "http://127.0.0.1:9/"}', {"content-type": "application/json"}, 400),
        ('{"address": "http://user:secret@example.org/"}', {"content-type": "application/json"}, 400),
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


def test_what_was_seen_at_an_address_is_what_is_stored() -> None:
    settings = diplograph.Settings(auth=False, fetch_private=True, fetch_delay=0)
    with diplograph.open("memory:", settings=settings) as database, site() as served, serving(create_app(settings, database)) as client:
        served.pages["/talks"] = Answer(status=302, headers={"Location": "/talks.html"})
        served.pages["/talks.html"] = page("Peru recalls ambassador")
        asked = {"address": f"{served.url}/talks", "publisher": "The Paper"}
        before = len(database.store)
        seen = client.post("/articles", params={"dry_run": "true", "explain": "true"}, json=asked).json()
        assert "Recall" in {event["type"] for event in seen["events"]}
        assert len(database.store) == before
        # The page changes between the look at it and the word to store it.
        served.pages["/talks.html"] = page("Peru recalls nobody", "Peru recalls nobody, its foreign ministry said.")
        stored = client.post("/articles", json=asked)
        assert (stored.status_code, stored.json()["iri"], stored.json()["outcome"]) == (201, seen["iri"], "loaded")
        assert database.find_article(f"{served.url}/talks.html").value == seen["iri"]
        assert stored.json()["article"] == seen["article"]
        assert stored.json()["article"]["publisher"] == "The Paper"
        assert served.count("/talks") == 1
        # Without a look before, it is as the page is now.
        assert client.post("/articles", json=asked).json()["article"]["headline"] == "Peru recalls nobody"
        served.pages["/talks.html"] = Answer(status=503)
        assert "trouble of its own" in str(problem(client.post("/articles", json=asked), 502)["detail"])
        assert "no such page" in str(problem(client.post("/articles", json={"address": f"{served.url}/none"}), 400)["detail"])


@pytest.mark.parametrize(
    ("settings", "headers", "status", "said"),
    [
        ({"auth": True}, {}, 401, "needs a token"),
        ({"writable": False}, {}, 403, "--writable"),
        ({}, {"origin": "https://elsewhere.example"}, 403, "another site"),
        ({"fetch_for_clients": False}, {}, 403, "DIPLOGRAPH_FETCH_FOR_CLIENTS"),
        ({"fetch_private": False}, {}, 400, "DIPLOGRAPH_FETCH_PRIVATE"),
        ({"fetch_bytes": 1_000}, {}, 400, "DIPLOGRAPH_FETCH_BYTES"),
    ],
)
def test_an_address_is_fetched_only_for_who_may_write_and_only_as_settings_allow(
    settings: dict[str, Any], headers: dict[str, str], status: int, said: str
) -> None:
    told = diplograph.Settings(**{"auth": False, "fetch_private": True, "fetch_delay": 0, **settings})
    with diplograph.open("memory:", settings=told) as database, site() as served, serving(create_app(told, database)) as client:
        served.pages["/talks"] = Answer(b"a" * 2_000)
        assert client.get("/health").json()["fetches"] is ("writable" not in settings and "fetch_for_clients" not in settings)
        for parameters in ({"dry_run": "true"}, {}):
            answer = client.post("/articles", params=parameters, json={"address": f"{served.url}/talks"}, headers=headers)
            assert said in str(problem(answer, status)["detail"])
        assert served.count("/talks") == (2 if "fetch_bytes" in settings else 0)
