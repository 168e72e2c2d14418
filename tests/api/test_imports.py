"""Importing events over HTTP."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator

import httpx
import pytest

import diplograph
from diplograph.api.app import create_app
from diplograph.importing import TEMPLATES
from tests.api.serving import serving
from tests.importing.test_import import HEAD, OWN, PLAN, TALKS

CSV = {"content-type": "text/csv"}


@pytest.fixture(scope="module")
def server() -> Iterator[httpx.Client]:
    settings = diplograph.Settings(store="memory:", auth=False, writable=True, max_request_bytes=20_000)
    with diplograph.open("memory:") as database, serving(create_app(settings, database)) as client:
        yield client


def labels(client: httpx.Client) -> set[str]:
    return {event["label"] for event in client.get("/events").json()["events"]}


def test_a_table_in_every_form_is_taken_once(server: httpx.Client) -> None:
    text = HEAD + TALKS + PLAN
    first = server.post("/imports", params={"name": "mine.csv"}, content=text, headers=CSV)
    assert first.status_code == 201, first.text
    assert (first.json()["events"], first.json()["outcome"], first.json()["faults"]) == (2, "loaded", [])
    assert {"India and Canada meet", "India and Canada agree"} <= labels(server)
    packed = server.post(
        "/imports", params={"name": "mine.csv"}, content=gzip.compress(text.encode()), headers={"content-type": "application/gzip"}
    )
    assert (packed.status_code, packed.json()["outcome"]) == (200, "unchanged")
    assert server.get("/graphs", params={"graph": first.json()["graph"]}).status_code == 200
    for name, kind, body in (("t.json", "application/json", TEMPLATES["json"]()), ("o.ttl", "text/turtle", OWN)):
        assert server.post("/imports", params={"name": name}, content=body, headers={"content-type": kind}).status_code == 201
    assert server.delete("/graphs", params={"graph": first.json()["graph"]}).status_code == 204


def test_faults_come_with_their_places(server: httpx.Client) -> None:
    before = labels(server)
    bad = HEAD + TALKS.replace("IND", "Indai") + PLAN.replace("IND", "FRA").replace("India", "France")
    response = server.post("/imports", params={"name": "bad.csv"}, content=bad, headers=CSV)
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    (fault,) = response.json()["faults"]
    assert (fault["line"], fault["place"], fault["got"]) == (2, "parties", "Indai")
    assert "did you mean India?" in fault["reason"]
    assert labels(server) == before
    going = server.post("/imports", params={"name": "bad.csv", "keep_going": True}, content=bad, headers=CSV)
    assert (going.status_code, going.json()["events"], len(going.json()["faults"])) == (201, 1, 1)
    assert labels(server) == before | {"France and Canada agree"}


def test_the_template_can_be_fetched_and_sent_back(server: httpx.Client) -> None:
    for name in TEMPLATES:
        response = server.get("/imports/template", params={"format": name})
        assert response.text == TEMPLATES[name]()
        assert f"events.{name}" in response.headers["content-disposition"]
    assert server.get("/imports/template").headers["content-type"] == "text/csv; charset=utf-8"
    assert json.loads(server.get("/imports/template?format=json").text)["events"]


def test_requests_that_cannot_be_taken(server: httpx.Client) -> None:
    assert server.post("/imports", content=HEAD, headers=CSV).status_code == 400
    assert server.post("/imports", params={"name": "x"}, content=HEAD, headers={"content-type": "image/png"}).status_code == 415
    assert server.post("/imports", params={"name": "x"}, content="#" * 20_001, headers=CSV).status_code == 413
    latin = (HEAD + TALKS).replace("Ottawa", "Köln").encode("latin-1")
    refused = server.post("/imports", params={"name": "x"}, content=latin, headers=CSV)
    assert (refused.status_code, refused.json()["line"]) == (400, 2)
    assert server.post("/imports", params={"name": "x", "encoding": "latin-1"}, content=latin, headers=CSV).status_code == 201


@pytest.mark.parametrize(("writable", "auth", "status"), [(False, False, 403), (True, True, 401)])
def test_only_who_may_write_imports(database: diplograph.Database, writable: bool, auth: bool, status: int) -> None:
    with serving(create_app(diplograph.Settings(store="memory:", writable=writable, auth=auth), database)) as client:
        assert client.post("/imports", params={"name": "x"}, content=HEAD + TALKS, headers=CSV).status_code == status
