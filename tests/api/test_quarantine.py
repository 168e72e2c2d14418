"""The quarantine, an article and exports over HTTP."""

from __future__ import annotations

import io
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest

import diplograph
from diplograph.exporting import export_format
from diplograph.ontology.iris import Iris
from diplograph.selection import Selection
from diplograph.tables.formats import TABLE_FORMATS
from tests.samples import article, broken


@pytest.fixture
def entry(database: diplograph.Database, client: httpx.Client) -> str:
    """The name of an article in quarantine."""
    of = article("broken.txt", "Nobody wrote this")
    refused = broken(of)
    database.store_extracted(refused, database.pipeline.validator.validate(refused.graph))
    (listed,) = client.get("/quarantine").json()
    assert (listed["kind"], listed["source"]) == ("refused", "broken.txt")
    name: str = listed["name"]
    return name


def test_an_entry_is_shown_with_what_was_refused(client: httpx.Client, entry: str) -> None:
    shown = client.get(f"/quarantine/{entry}").json()
    assert shown["text"].startswith("Nobody wrote this")
    assert shown["report"]["conforms"] is False
    assert "dg:Meeting" in shown["graph"]
    assert client.get("/quarantine/nothing").status_code == 404


def test_an_entry_is_tried_again_and_leaves_when_it_conforms(client: httpx.Client, entry: str) -> None:
    tried = client.post(f"/quarantine/{entry}/retry").json()
    # The article itself was sound: only the events that had been found in it were not.
    assert tried["outcome"] == "loaded"
    assert client.get("/quarantine").json() == []


def test_an_entry_is_dropped(client: httpx.Client, entry: str) -> None:
    assert client.delete(f"/quarantine/{entry}").status_code == 204
    assert client.get("/quarantine").json() == []
    assert client.delete(f"/quarantine/{entry}").status_code == 404


def test_no_file_of_the_server_is_read_for_a_caller_from_elsewhere(
    client: httpx.Client, database: diplograph.Database, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("India and Canada hold talks\n\nAjit Doval met his secret counterpart in Ottawa on Saturday.\n", encoding="utf-8")
    refused = broken(article(str(secret)))
    database.store_extracted(refused, database.pipeline.validator.validate(refused.graph))
    (listed,) = client.get("/quarantine").json()
    client.post(f"/quarantine/{listed['name']}/retry")
    texts = client.get("/sparql", params={"query": "SELECT ?text { GRAPH ?g { ?article dg:text ?text } }"}).text
    assert "Ajit Doval met" in texts
    assert "secret counterpart" not in texts


def test_an_article_is_shown_with_the_place_of_each_sentence(client: httpx.Client) -> None:
    of = article()
    name = Iris().article(of.key).rpartition("/")[2]
    answer = client.get(f"/articles/{name}")
    shown = answer.json()
    assert shown["text"] == of.text
    assert {event["type"] for event in shown["events"]} == {"Meeting", "Agreement"}
    for event in shown["events"]:
        (sentence,) = event["evidence"]
        assert shown["text"][sentence["start"] : sentence["end"]] == sentence["quote"]
    assert client.get(f"/articles/{name}", headers={"if-none-match": answer.headers["etag"]}).status_code == 304
    assert client.get(f"/articles/{name}?format=turtle").text.count("schema:headline") == 1
    assert client.get("/articles/nothing").status_code == 404


def test_an_article_is_explained(client: httpx.Client) -> None:
    name = Iris().article(article().key).rpartition("/")[2]
    shown = client.get(f"/articles/{name}?explain=true").json()["explained"]
    assert shown["events"]
    assert all(event["trace"] for event in shown["events"])
    assert {"trigger", "start", "end", "reason", "sentence"} <= set(shown["rejected"][0]) if shown["rejected"] else True
    tried = client.post("/articles?dry_run=true&explain=true", content=article().text, headers={"content-type": "text/plain"}).json()
    assert tried["text"].startswith("India and Canada hold talks")
    assert tried["report"]["conforms"] is True
    assert tried["events"][0]["trace"]


@pytest.mark.parametrize("format", ["turtle", "ntriples", "rdfxml", "trig", "nquads", "jsonld"])
def test_a_selection_is_exported_whole(client: httpx.Client, format: str) -> None:
    answer = client.get("/export", params={"type": "Meeting", "format": format})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-disposition"].startswith('attachment; filename="events.')
    assert int(answer.headers.get("content-length", len(answer.content))) > 0
    assert "Ajit Doval met" in answer.text
    assert "work plan worth" not in answer.text


@pytest.mark.parametrize("format", [format.name for format in TABLE_FORMATS])
def test_a_selection_is_exported_as_a_table_as_in_a_file(client: httpx.Client, database: diplograph.Database, format: str) -> None:
    answer = client.get("/export", params={"type": "Meeting", "format": format})
    assert answer.status_code == 200, answer.text
    written = io.BytesIO()
    database.export(written, export_format(format), selection=Selection(type="Meeting"))
    assert answer.content == written.getvalue()


def test_all_there_is_is_exported_where_nothing_is_asked_for(client: httpx.Client) -> None:
    triples = list(ox.parse(client.get("/export?format=ntriples").content, format=ox.RdfFormat.N_TRIPLES))
    events = [triple for triple in triples if str(triple.object).endswith("ontology#Event>")]
    assert len(events) == 2


@pytest.mark.parametrize("asked", ["format=excel", "party=nobody", "topic=nothing", "type=Party", "limit=3"])
def test_what_cannot_be_exported_is_refused_with_a_reason(client: httpx.Client, asked: str) -> None:
    answer = client.get(f"/export?{asked}")
    assert answer.status_code in (400, 404)
    assert len(answer.json()["detail"]) > 10
