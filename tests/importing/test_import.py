"""Files of events as sources of a dataset: whole or not at all, again, changed, and beside what articles say."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

import diplograph
from diplograph.checks.documents import Document
from diplograph.database import Database
from diplograph.errors import ImportFailed
from diplograph.importing import TEMPLATES
from diplograph.ontology.terms import DG, PREFIXES
from diplograph.results import ImportReport, Outcome
from diplograph.selection import Selection
from diplograph.store.base import DEFAULT_GRAPH
from diplograph.store.formats import format_named
from diplograph.tables.columns import cell
from tests.samples import article, extracted

HEAD = "id,type,status,label,earliest,latest,parties,place,country,quote,url,publisher\n"
TALKS = "talks,Meeting,occurred,India and Canada meet,2026-02-07,2026-02-07,IND; CAN,Ottawa,CAN,,,\n"
PLAN = "plan,Agreement,occurred,India and Canada agree,2026-02,,IND; CAN,,,They agreed.,https://example.org/1,The Paper\n"
TURTLE = format_named("turtle")


@pytest.fixture
def database() -> Iterator[Database]:
    with diplograph.open("memory:") as opened:
        yield opened


def take(database: Database, text: str, name: str = "mine.csv", *, keep_going: bool = False) -> ImportReport:
    return database.import_document(Document(name, text.encode()), name, keep_going=keep_going)


def quads(database: Database) -> set[ox.Quad]:
    return set(database.store.quads())


def load(database: Database) -> None:
    found = extracted(article())
    database.store_extracted(found, database.pipeline.validator.validate(found.graph))


def exported(database: Database, selection: Selection | None = None) -> str:
    written = io.BytesIO()
    database.export(written, TURTLE, selection=selection)
    return written.getvalue().decode()


def graph(database: Database) -> set[ox.Triple]:
    return set(database.store.graph(DEFAULT_GRAPH))


def test_events_are_in_the_dataset_with_their_source_and_what_made_it(database: Database) -> None:
    done = take(database, HEAD + TALKS + PLAN)
    assert (done.outcome, done.events, done.faults) == (Outcome.LOADED, 2, ())
    assert {event.label for event in database.events()} == {"India and Canada meet", "India and Canada agree"}
    source = ox.NamedNode(done.graph)
    made = next(database.store.quads(source, ox.NamedNode(PREFIXES["prov"] + "wasGeneratedBy"), None, source)).object
    assert isinstance(made, ox.NamedNode)
    assert next(database.store.quads(made, ox.NamedNode(PREFIXES["prov"] + "wasAssociatedWith"), None, source))
    assert database.validate().results == ()
    quotes = {event.label: (event.quote, event.source) for event in database.events()}
    assert quotes["India and Canada agree"] == ("They agreed.", "https://example.org/1")
    assert quotes["India and Canada meet"] == ("India and Canada meet", "mine.csv")


def test_importing_the_same_again_changes_nothing_and_another_version_replaces_it(database: Database) -> None:
    take(database, HEAD + TALKS + PLAN)
    before = quads(database)
    assert take(database, HEAD + PLAN + TALKS).outcome is Outcome.UNCHANGED
    assert quads(database) == before
    assert take(database, HEAD + TALKS.replace("02-07", "02-09").replace("Ottawa", "Toronto")).outcome is Outcome.LOADED
    (event,) = database.events()
    assert (event.date, event.place) == ("2026-02-09", "Toronto")
    take(database, HEAD + TALKS + PLAN)
    assert quads(database) == before


def test_a_source_can_be_taken_away_by_its_name(database: Database) -> None:
    before = quads(database)
    take(database, HEAD + TALKS + PLAN)
    database.remove("mine.csv")
    assert quads(database) == before


def test_its_events_are_those_of_articles_where_they_are_the_same(database: Database) -> None:
    load(database)
    known = {event.iri for event in database.events()}
    take(database, HEAD + TALKS)
    assert len(database.events()) == len(known)
    meeting = next(event for event in database.events() if event.type == "Meeting")
    reports = database.store.quads(ox.NamedNode(str(meeting.iri)), ox.NamedNode(str(DG.report)), None, DEFAULT_GRAPH)
    assert len(list(reports)) == 2


def test_a_file_with_a_fault_leaves_nothing_but_its_entry_in_the_quarantine(database: Database, tmp_path: Path) -> None:
    take(database, HEAD + TALKS)
    before = quads(database)
    with pytest.raises(ImportFailed) as failed:
        take(database, HEAD + TALKS.replace("02-07", "02-09") + PLAN.replace("IND", "Indai"))
    assert [(fault.line, fault.place, fault.got) for fault in failed.value.faults] == [(3, "parties", "Indai")]
    apart = ox.NamedNode(database.iris.quarantine_graph)
    assert {quad for quad in quads(database) if quad.graph_name != apart} == before
    (entry,) = database.quarantined()
    assert "mine.csv:3: parties: 'Indai'" in entry.report
    assert entry.imported == "mine.csv"
    take(database, HEAD + TALKS)
    assert quads(database) == before


def test_what_breaks_a_shape_is_told_by_the_line_of_its_row(database: Database) -> None:
    alone = TALKS.replace("IND; CAN", "IND").replace("talks", "alone")
    with pytest.raises(ImportFailed, match=r"mine\.csv:3: India and Canada meet: A meeting is between two parties"):
        take(database, HEAD + TALKS + alone)
    assert database.events() == []


def test_keeping_going_takes_what_has_no_fault_and_keeps_the_rest_apart(database: Database) -> None:
    bad = PLAN.replace("IND", "Indai").replace("plan", "bad") + TALKS.replace("IND; CAN", "IND").replace("talks", "alone")
    done = take(database, HEAD + TALKS + bad + PLAN, keep_going=True)
    assert done.events == 2
    assert [fault.line for fault in done.faults] == [3, 4]
    (entry,) = database.quarantined()
    assert entry.kind == "refused"
    assert entry.graph is not None
    assert "India and Canada meet" in entry.graph
    whole = {quad for quad in quads(database) if quad.graph_name == ox.NamedNode(done.graph)}
    take(database, HEAD + TALKS + PLAN)
    assert {quad for quad in quads(database) if quad.graph_name == ox.NamedNode(done.graph)} == whole
    assert database.quarantined() == []


def test_a_file_that_is_mended_leaves_the_quarantine_by_retry(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(HEAD + TALKS.replace("IND", "Indai"))
    with pytest.raises(ImportFailed):
        database.import_file(path)
    assert database.retry(str(path)).outcome is Outcome.QUARANTINED
    path.write_text(HEAD + TALKS)
    assert database.retry(str(path)).outcome is Outcome.LOADED
    assert database.quarantined() == []
    assert [event.source for event in database.events()] == ["mine.csv"]


def table(rows: list[dict[str, object]]) -> str:
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(rows[0])
    writer.writerows([cell(value) for value in row.values()] for row in rows)
    return written.getvalue()


def rows(database: Database) -> list[dict[str, object]]:
    """The events as a table has them."""
    return [
        {
            "id": event.iri,
            "type": event.type,
            "status": event.status,
            "label": event.label,
            "earliest": event.earliest,
            "latest": event.latest,
            "parties": list(event.parties),
            "place": event.place,
            "quote": event.quote,
        }
        for event in database.events()
    ]


def test_a_table_of_the_datasets_events_comes_back_changed_where_it_was_edited(database: Database) -> None:
    load(database)
    before, events = quads(database), rows(database)
    change = {"label": "They met in Toronto", "place": "Toronto", "earliest": "2026-02-11", "latest": "2026-02-11"}
    edited = [{**row, **change} if row["type"] == "Meeting" else row for row in events]
    take(database, table(edited), "edited.csv")
    after = rows(database)
    assert [row["id"] for row in after] == [row["id"] for row in sorted(edited, key=lambda row: str(row["earliest"]))]
    meeting = next(row for row in after if row["type"] == "Meeting")
    assert (meeting["label"], meeting["place"], str(meeting["earliest"])) == ("They met in Toronto", "Toronto", "2026-02-11")
    agreement = next(row for row in after if row["type"] == "Agreement")
    assert agreement == next(row for row in events if row["type"] == "Agreement")
    assert database.validate().results == ()
    again = quads(database)
    assert take(database, table(rows(database)), "edited.csv").outcome is Outcome.UNCHANGED
    assert quads(database) == again
    database.remove("edited.csv")
    assert quads(database) == before


def test_a_selection_in_turtle_comes_back_changed_where_it_was_edited(database: Database) -> None:
    load(database)
    before = quads(database)
    chosen = exported(database, Selection(type="Meeting"))
    take(database, chosen.replace("India and Canada meet in Ottawa", "Doval visits Ottawa"), "edited.ttl")
    assert len(database.events()) == 2
    meeting = next(event for event in database.events() if event.type == "Meeting")
    assert meeting.label == "Doval visits Ottawa"
    assert f"<{meeting.iri}>" == f"<{next(event.iri for event in database.events() if event.type == 'Meeting')}>"
    once = exported(database)
    take(database, exported(database, Selection(type="Meeting")), "edited.ttl")
    assert exported(database) == once
    assert database.validate().results == ()
    database.remove("edited.ttl")
    assert quads(database) == before


def test_a_source_of_ones_own_comes_back_under_its_own_names(database: Database) -> None:
    take(database, HEAD + TALKS + PLAN)
    events = rows(database)
    take(database, table([{**row, "label": f"{row['label']} again"} for row in events]), "mine.csv")
    assert [row["id"] for row in rows(database)] == [row["id"] for row in events]
    assert {str(row["label"]) for row in rows(database)} == {"India and Canada meet again", "India and Canada agree again"}


def test_what_is_told_anew_stands_wherever_the_articles_come(database: Database) -> None:
    load(database)
    text = table(
        [{**row, "earliest": "2026-03-01", "latest": "2026-03-01", "place": None} for row in rows(database) if row["type"] == "Meeting"]
    )
    take(database, text, "edited.csv")
    done = graph(database)
    iri = next(event.iri for event in database.events() if event.type == "Meeting")
    database.remove("talks.txt")
    (alone,) = database.events()
    assert alone.date == "2026-03-01"
    led = database.store.quads(ox.NamedNode(str(iri)), ox.NamedNode(PREFIXES["dcterms"] + "isReplacedBy"), None, DEFAULT_GRAPH)
    assert [str(quad.object) for quad in led] == [f"<{alone.iri}>"]
    load(database)
    assert graph(database) == done
    assert database.rebuild() is False


OWN = """@prefix dg: <https://w3id.org/diplograph/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix ex: <https://example.org/> .
ex:meeting a dg:Meeting, dg:Engagement, dg:Event ; rdfs:label "They meet" ; dg:status dg:occurred ;
  dg:party [ a dg:State, dg:Actor ; rdfs:label "Ruritania" ; dg:iso3 "RUR" ], ex:other .
ex:other a dg:State, dg:Actor ; rdfs:label "Other" ; dg:iso3 "OTH" .
ex:unused rdfs:label "is referred to by nothing" .
"""


def test_rdf_of_ones_own_needs_neither_evidence_nor_names(database: Database) -> None:
    done = take(database, OWN, "own.ttl")
    (event,) = database.events()
    assert (event.label, event.quote, event.source, event.parties) == ("They meet", "They meet", "own.ttl", ("OTH", "RUR"))
    assert not list(database.store.quads(ox.NamedNode("https://example.org/unused")))
    assert take(database, OWN.replace("[ a", "[\n  a"), "own.ttl").outcome is Outcome.UNCHANGED
    assert all(isinstance(quad.object, ox.NamedNode | ox.Literal) for quad in database.store.quads(graph=ox.NamedNode(done.graph)))


def test_rdf_that_breaks_a_shape_is_told_by_its_own_names_and_lines(database: Database) -> None:
    with pytest.raises(ImportFailed) as failed:
        take(database, OWN.replace("dg:occurred", "dg:occured ; dg:partys ex:other"), "own.ttl")
    told = {(fault.line, fault.place, fault.got) for fault in failed.value.faults}
    assert (4, "status", "https://w3id.org/diplograph/ontology#occured") in told
    assert any(line == 4 and "partys" in str(got) for line, _, got in told)


def test_progress_is_told(database: Database) -> None:
    told: list[tuple[str, int, int | None]] = []
    database.import_document(Document("t.csv", TEMPLATES["csv"]().encode()), "t.csv", progress=lambda *said: told.append(said))
    assert told == [("events mapped", 2, 2), ("events to store", 2, None)]


def test_a_file_whose_name_is_no_utf8_is_a_source_by_its_name_written_out(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "m\udce9moire.csv"
    path.write_text(HEAD + TALKS)
    assert database.import_file(path).name == r"m\udce9moire.csv"
    database.remove(path.name)
    assert list(database.events()) == []
