"""The database: loading, the consolidated view, quarantine, export, removal."""

from __future__ import annotations

import dataclasses
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

import diplograph
from diplograph import vocabularies
from diplograph.consolidation import consolidate
from diplograph.database import Database
from diplograph.errors import FormatError, NotFound, StoreError
from diplograph.loaders.event import Person
from diplograph.ontology.iris import BASE
from diplograph.results import Extracted, Outcome
from diplograph.store.base import DEFAULT_GRAPH
from diplograph.store.formats import format_named
from tests.samples import FRANCE, INDIA, agreement, article, broken, extracted, meeting


@pytest.fixture
def database() -> Iterator[Database]:
    with diplograph.open("memory:") as opened:
        yield opened


def store(database: Database, found: Extracted) -> Outcome:
    return database.store_extracted(found, database.pipeline.validator.validate(found.graph)).outcome


def quads(database: Database) -> set[ox.Quad]:
    # Blank nodes of the vocabularies have other labels in each dataset.
    return {quad for quad in database.store.quads() if not str(quad.graph_name).startswith(f"<{vocabularies.NAMESPACE}") or _data(quad)}


def _data(quad: ox.Quad) -> bool:
    return isinstance(quad.graph_name, ox.NamedNode) and quad.graph_name.value.startswith(BASE)


def rows(database: Database, query: str) -> list[dict[str, str]]:
    bindings = json.loads(database.query(query).data)["results"]["bindings"]
    return [{name: value["value"] for name, value in row.items()} for row in bindings]


def test_loading_again_changes_nothing(database: Database) -> None:
    assert store(database, extracted(article())) is Outcome.LOADED
    before = set(database.store.quads())
    assert store(database, extracted(article())) is Outcome.UNCHANGED
    assert set(database.store.quads()) == before


def test_an_event_is_known_once_with_its_report_its_sentence_and_its_article(database: Database) -> None:
    store(database, extracted(article()))
    (row,) = rows(
        database,
        """SELECT ?event ?report ?quote ?headline ?outcome {
             ?event a dg:Agreement ; dg:report ?report ; dg:evidence ?evidence ; dg:outcomeOf ?outcome .
             ?evidence dg:quote ?quote ; dg:article/schema:headline ?headline .
             ?outcome a dg:Meeting }""",
    )
    assert row["event"].startswith(database.iris.event(""))
    assert row["report"].startswith(database.iris.report(""))
    assert row["headline"] == "India and Canada hold talks"
    assert rows(database, "SELECT * { ?article dg:text ?text }") == []
    assert len(rows(database, "SELECT * { GRAPH ?g { ?article dg:text ?text } }")) == 1


def test_the_known_follows_from_the_reports(database: Database) -> None:
    for name in ("a.txt", "b.txt"):
        store(database, extracted(article(name)))
    reports = (triple for name in database.article_graphs() for triple in database.store.graph(name))
    assert database.store.graph(DEFAULT_GRAPH) == consolidate(reports, database.iris)


@pytest.mark.parametrize("names", [("a.txt", "b.txt"), ("b.txt", "a.txt"), ("c.txt", "d.txt")])
def test_links_lead_on_when_only_one_end_of_them_changes(database: Database, names: tuple[str, str]) -> None:
    minister = (Person("Arun Rao", "Minister", INDIA),)
    for name in names:
        store(database, extracted(article(name)))
    for name in (*names, *reversed(names)):
        text = article(name)
        # The agreement stays what it was, and its meeting becomes another one; then it goes, and the meeting stays.
        for events in (
            (dataclasses.replace(meeting(text), delegates=minister), agreement(text)),
            (meeting(text), agreement(text)),
            (meeting(text),),
        ):
            store(database, extracted(text, *events))
            assert not database.rebuild()


def test_removing_leaves_what_another_article_supports_and_nothing_else(database: Database) -> None:
    store(database, extracted(article("a.txt")))
    alone = quads(database)
    other = article("b.txt")
    store(database, extracted(other, dataclasses.replace(meeting(other), parties=(*meeting(other).parties, FRANCE))))
    assert rows(database, "SELECT * { ?s dg:iso3 'FRA' }") != []
    database.remove("b.txt")
    assert quads(database) == alone
    database.remove("a.txt")
    assert quads(database) == set()


def test_a_changed_article_replaces_its_older_version(database: Database) -> None:
    store(database, extracted(article()))
    later = dataclasses.replace(article(), publisher="Another Paper")
    assert store(database, extracted(later, meeting(later))) is Outcome.LOADED
    with diplograph.open("memory:") as fresh:
        store(fresh, extracted(later, meeting(later)))
        assert quads(database) == quads(fresh)


def test_order_of_loading_makes_no_difference(database: Database) -> None:
    for name in ("a.txt", "b.txt", "c.txt"):
        store(database, extracted(article(name)))
    with diplograph.open("memory:") as other:
        for name in ("c.txt", "a.txt", "b.txt"):
            store(other, extracted(article(name)))
        assert quads(database) == quads(other)


def test_what_does_not_conform_is_kept_apart_and_the_older_version_stays(database: Database) -> None:
    store(database, extracted(article()))
    known, events = database.store.graph(DEFAULT_GRAPH), database.events()
    found = broken(article())
    loaded = database.store_extracted(found, database.pipeline.validator.validate(found.graph))
    assert loaded.outcome is Outcome.QUARANTINED
    assert loaded.reason is not None
    assert "quarantine" in loaded.reason
    assert database.store.graph(DEFAULT_GRAPH) == known
    assert database.events() == events
    assert database.stats().quarantined == 1
    (kept,) = rows(
        database,
        f"""SELECT ?source ?graph {{ GRAPH <{database.iris.quarantine_graph}> {{
              ?entry dcterms:source ?source ; dcterms:description ?report ; prov:value ?graph }} }}""",
    )
    assert kept["source"] == "talks.txt"
    assert "Nobody wrote this." in kept["graph"]
    target = io.BytesIO()
    database.export(target, format_named("nquads"), dataset=True)
    assert b"Nobody wrote this." not in target.getvalue()


def test_an_article_leaves_quarantine_when_it_conforms(database: Database) -> None:
    store(database, broken(article()))
    assert database.stats().articles == 0
    assert store(database, extracted(article())) is Outcome.LOADED
    assert database.stats().quarantined == 0
    with diplograph.open("memory:") as fresh:
        store(fresh, extracted(article()))
        assert quads(database) == quads(fresh)


def test_everything_in_the_dataset_conforms(database: Database) -> None:
    for name in ("a.txt", "b.txt"):
        store(database, extracted(article(name)))
    report = database.validate()
    assert report.conforms, report.text()


def test_vocabularies_stand_in_their_graphs_and_are_not_written_twice(database: Database) -> None:
    assert {name.value for name in database.store.graphs()} == set(vocabularies.VOCABULARIES)
    assert vocabularies.install(database.store) == []
    ontology = ox.NamedNode(vocabularies.NAMESPACE + "ontology")
    database.store.replace(ontology, [])
    assert vocabularies.install(database.store) == [ontology.value]


def test_labels_of_classes_can_be_asked_for(database: Database) -> None:
    store(database, extracted(article()))
    found = rows(
        database,
        """SELECT DISTINCT ?label { ?event a dg:Event ; a ?class .
             GRAPH <https://w3id.org/diplograph/ontology> { ?class rdfs:label ?label } }""",
    )
    assert {row["label"] for row in found} >= {"meeting", "agreement", "event"}


def test_events_are_listed_with_their_most_special_type(database: Database) -> None:
    store(database, extracted(article()))
    first, second = database.events()
    assert (first.type, first.date, first.parties, first.place) == ("Meeting", "2026-02-07", ("CAN", "IND"), "Ottawa")
    assert (second.type, second.date) == ("Agreement", "")
    assert database.events("talks.txt") == [first, second]


def test_counts(database: Database) -> None:
    store(database, extracted(article()))
    stats = database.stats()
    assert (stats.articles, stats.events, stats.states, stats.persons, stats.places) == (1, 2, 2, 1, 1)
    assert stats.types == {"Meeting": 1, "Agreement": 1}
    assert stats.statuses == {"occurred": 2}


@pytest.mark.parametrize("name", ["turtle", "ntriples", "nquads", "trig", "jsonld", "rdfxml"])
def test_exports_hold_the_known_events_in_every_format(database: Database, tmp_path: Path, name: str) -> None:
    store(database, extracted(article()))
    target = tmp_path / "out"
    database.export(target, format_named(name))
    chosen = format_named(name)
    assert isinstance(chosen.engine, ox.RdfFormat)
    read = {quad.triple for quad in ox.parse(path=str(target), format=chosen.engine)}
    assert read == database.store.graph(DEFAULT_GRAPH)


@pytest.mark.parametrize("name", ["nquads", "trig", "jsonld"])
def test_a_whole_dataset_is_exported_with_its_graphs(database: Database, name: str) -> None:
    store(database, extracted(article()))
    target = io.BytesIO()
    chosen = format_named(name)
    assert isinstance(chosen.engine, ox.RdfFormat)
    database.export(target, chosen, dataset=True)
    read = set(ox.parse(target.getvalue(), format=chosen.engine))
    assert read == {quad for quad in quads(database) if quad.graph_name != ox.NamedNode(database.iris.index_graph)}
    assert len({quad.graph_name for quad in read}) == 2


def test_an_exported_dataset_fills_an_empty_one(database: Database, tmp_path: Path) -> None:
    store(database, extracted(article()))
    store(database, extracted(article("second.txt", "A second report")))
    nquads = format_named("nquads")
    database.export(tmp_path / "all.nq", nquads, dataset=True)
    with diplograph.open(str(tmp_path / "copy")) as copy:
        copy.load_dataset(tmp_path / "all.nq", nquads)
        assert quads(copy) == quads(database)
        with pytest.raises(StoreError, match="holds articles already"):
            copy.load_dataset(tmp_path / "all.nq", nquads)
        # The index is there too, so that a removal finds what it has to.
        copy.remove("second.txt")
        database.remove("second.txt")
        assert quads(copy) == quads(database)


def test_exports_say_what_cannot_be_had(database: Database, tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="one graph only"):
        database.export(io.BytesIO(), format_named("turtle"), dataset=True)
    with pytest.raises(NotFound, match="graph"):
        database.export(io.BytesIO(), format_named("turtle"), graph="http://example.org/none")
    with pytest.raises(NotFound, match="graph"):
        database.export(io.BytesIO(), format_named("turtle"), graph="no iri")
    with pytest.raises(StoreError, match="cannot be written"):
        database.export(tmp_path / "none" / "out.ttl", format_named("turtle"))


def test_a_failed_export_leaves_the_old_file(database: Database, tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    target.write_text("old")
    with pytest.raises(FormatError):
        database.export(target, format_named("csv"))
    assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]
    assert target.read_text() == "old"


def test_an_article_is_found_by_iri_and_source_and_one_name_is_not_enough_for_two(database: Database) -> None:
    store(database, extracted(article()))
    graph = database.find_article("talks.txt")
    assert database.find_article(graph.value) == graph
    store(database, extracted(article("talks.txt", "Another headline")))
    with pytest.raises(NotFound, match="2 articles"):
        database.find_article("talks.txt")
    with pytest.raises(NotFound, match="no article"):
        database.remove(database.iris.article("none"))


def test_two_processes_cannot_write_and_the_folder_opens_again(tmp_path: Path) -> None:
    folder = str(tmp_path / "store")
    with diplograph.open(folder) as first:
        store(first, extracted(article()))
        with pytest.raises(StoreError, match="in use"):
            diplograph.open(folder)
    with diplograph.open(folder, read_only=True) as reader:
        assert reader.stats().events == 2


def test_a_bad_source_stops_no_other(database: Database, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("")
    (tmp_path / "binary.txt").write_bytes(bytes(range(256)) * 10)
    story = "India and Canada hold talks\n\nIndia's foreign minister met his Canadian counterpart in Ottawa on Saturday.\n"
    (tmp_path / "talks.txt").write_text(story)
    heard: list[Outcome] = []
    report = database.load([tmp_path, tmp_path / "none.txt"], lambda loaded: heard.append(loaded.outcome))
    assert [loaded.outcome for loaded in report.sources] == [Outcome.FAILED, Outcome.FAILED, Outcome.LOADED, Outcome.FAILED] == heard
    assert all(loaded.reason for loaded in report.sources if loaded.outcome is Outcome.FAILED)
    assert not report.complete
    assert database.stats().articles == 1
