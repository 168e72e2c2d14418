"""The gate: whichever way data comes, what breaks a shape stays out but for its entry in the quarantine, and warnings stay recorded."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest

import diplograph
from diplograph.api.app import create_app
from diplograph.database import Database
from diplograph.errors import ConfigurationError
from diplograph.loaders.article import Article
from diplograph.loaders.event import Evidence
from diplograph.loaders.extraction.base import Extraction
from diplograph.pipeline import Pipeline
from diplograph.store import open_store
from tests.api.serving import serving
from tests.importing.test_import import HEAD, TALKS
from tests.samples import article, broken, extracted, meeting

RULES = """@prefix dg: <https://w3id.org/diplograph/ontology#> .
@prefix schema: <https://schema.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
<https://example.org/rules#dated> a sh:NodeShape ; sh:targetClass dg:Article ; sh:property <https://example.org/rules#day> .
<https://example.org/rules#day> a sh:PropertyShape ; sh:path schema:datePublished ; sh:minCount 1 ; sh:severity sh:Warning ;
  sh:message "An article has a day." .
"""
TURTLE = {"content-type": "text/turtle"}
SECOND = "https://example.org/second"


class OneMeeting:
    """An extractor that finds a meeting in every article; in one that says so, with a sentence that is not in it."""

    name = "one meeting"

    def extract(self, article: Article) -> Extraction:
        """The meeting."""
        found = meeting(SAMPLE)
        quote = "Nobody wrote this." if "broken" in article.text else article.text
        return Extraction((dataclasses.replace(found, evidence=(Evidence(quote, 0, len(quote)),)),))


SAMPLE = article()


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    rules = tmp_path_factory.mktemp("rules") / "rules.ttl"
    rules.write_text(RULES)
    settings = diplograph.Settings(store="memory:", shapes=(rules,))
    with Database(open_store("memory:"), Pipeline(settings, OneMeeting())) as opened:
        found = extracted(SAMPLE)
        opened.store_extracted(found, opened.pipeline.validator.validate(found.graph))
        yield opened


@pytest.fixture(scope="module")
def client(database: Database) -> Iterator[httpx.Client]:
    with serving(create_app(diplograph.Settings(auth=False, writable=True), database)) as opened:
        yield opened


def turtle(*, sound: bool, dated: bool = True) -> str:
    one = article("second.txt", "Second")
    one = one if dated else dataclasses.replace(one, published=None)
    return (extracted if sound else broken)(one).graph.serialize(format="turtle")


def insert(*, sound: bool, dated: bool = True) -> str:
    lines = ox.serialize(ox.parse(turtle(sound=sound, dated=dated), format=ox.RdfFormat.TURTLE), format=ox.RdfFormat.N_TRIPLES) or b""
    return f"INSERT DATA {{ GRAPH <{SECOND}> {{ {lines.decode()} }} }}"


def post_article(client: httpx.Client, *, sound: bool) -> httpx.Response:
    text = "Second\n\nIndia and Canada met." if sound else "Second\n\nThis is broken."
    return client.post("/articles", params={"source": "second.txt"}, content=text, headers={"content-type": "text/plain"})


def put_graph(client: httpx.Client, *, sound: bool) -> httpx.Response:
    return client.put("/graphs", params={"graph": SECOND}, content=turtle(sound=sound, dated=False), headers=TURTLE)


def post_graph(client: httpx.Client, *, sound: bool) -> httpx.Response:
    return client.post("/graphs", params={"graph": SECOND}, content=turtle(sound=sound, dated=False), headers=TURTLE)


def post_update(client: httpx.Client, *, sound: bool) -> httpx.Response:
    body = insert(sound=sound, dated=False)
    return client.post("/update", content=body.encode(), headers={"content-type": "application/sparql-update"})


def post_import(client: httpx.Client, *, sound: bool) -> httpx.Response:
    row = TALKS if sound else TALKS.replace("IND; CAN", "IND")
    return client.post("/imports", params={"name": "second.csv"}, content=HEAD + row, headers={"content-type": "text/csv"})


WAYS = [post_article, put_graph, post_graph, post_update, post_import]
Way = Callable[..., httpx.Response]


def apart(database: Database) -> tuple[set[ox.Quad], list[tuple[str, str]]]:
    """All that is in the dataset but its quarantine, and what lies there."""
    graph = ox.NamedNode(database.iris.quarantine_graph)
    origins = ox.NamedNode(database.iris.origins_graph)
    quads = {quad for quad in database.store.quads() if quad.graph_name not in (graph, origins)}
    return quads, [(entry.kind, entry.reason) for entry in database.quarantined()]


@pytest.fixture
def clean(database: Database) -> Iterator[set[ox.Quad]]:
    before, entries = apart(database)
    assert entries == []
    yield before
    for name in [name for name in database.article_graphs() if name.value != database.iris.article(SAMPLE.key)]:
        database.write_graph(name, ())
    for entry in database.quarantined():
        database.drop(entry.name)
    assert apart(database) == (before, [])


@pytest.mark.parametrize("way", WAYS)
def test_what_breaks_a_shape_is_answered_with_its_report_and_stays_out(
    client: httpx.Client, database: Database, clean: set[ox.Quad], way: Way
) -> None:
    response = way(client, sound=False)
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert problem["faults"] if way is post_import else problem["report"]["conforms"] is False
    quads, entries = apart(database)
    assert quads == clean
    assert [kind for kind, _ in entries] == ["refused"]


@pytest.mark.parametrize("way", WAYS)
def test_warnings_pass_and_stay_recorded(client: httpx.Client, database: Database, clean: set[ox.Quad], way: Way) -> None:
    response = way(client, sound=True)
    assert response.is_success, response.text
    quads, entries = apart(database)
    assert len(quads) > len(clean)
    assert entries == [("warned", "An article has a day.")]
    assert database.stats().quarantined == 0
    (entry,) = database.quarantined()
    assert entry.results is not None
    assert entry.results["results"][0]["severity"] == "Warning"
    database.retry(entry.name)
    assert [kept.kind for kept in database.quarantined()] == ["warned"]


@pytest.mark.parametrize("way", [put_graph, post_update])
def test_an_older_version_stays_where_a_newer_one_is_refused(
    client: httpx.Client, database: Database, clean: set[ox.Quad], way: Way
) -> None:
    way(client, sound=True)
    before, _ = apart(database)
    assert way(client, sound=False).status_code == 422
    assert apart(database)[0] == before


def test_a_record_of_warnings_goes_when_there_are_none(client: httpx.Client, database: Database, clean: set[ox.Quad]) -> None:
    put_graph(client, sound=True)
    assert len(database.quarantined()) == 1
    client.put("/graphs", params={"graph": SECOND}, content=turtle(sound=True), headers=TURTLE)
    assert database.quarantined() == []


def test_a_load_keeps_out_and_records_likewise(database: Database, clean: set[ox.Quad], tmp_path: Path) -> None:
    (tmp_path / "bad.txt").write_text("Second\n\nThis is broken.")
    (tmp_path / "good.txt").write_text("Third\n\nIndia and Canada met.")
    bad, good = database.load([tmp_path]).sources
    assert (bad.outcome.value, good.outcome.value) == ("quarantined", "loaded")
    assert sorted(entry.kind for entry in database.quarantined()) == ["refused", "warned"]
    assert any("An article has a day." in note for note in good.notes)


def test_shapes_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"DIPLOGRAPH_SHAPES: .*none\.ttl"):
        _ = Pipeline(diplograph.Settings(shapes=(tmp_path / "none.ttl",))).validator
