"""ICEWS: its doubles, its ids, its names, and what the mapper makes of the same events."""

from __future__ import annotations

import dataclasses
import datetime as dt

from rdflib import RDF, Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, RDFS

from diplograph.loaders.actors.gazetteer import gazetteer
from diplograph.loaders.coded.table import DOMESTIC, NOBODY, OUTSIDE, SOCIETY
from diplograph.loaders.event import Coding, EventRecord, EventType, Person, Place, Status
from diplograph.loaders.mapper import DatasetGraph
from diplograph.ontology.iris import Iris
from diplograph.ontology.terms import DG
from tests.loaders.coded.test_recorded import DATA, read

IRIS = Iris()
FILE = DATA / "icews.tab"


def labelled(graph: Graph, label: str) -> URIRef:
    """The one event of that label."""
    (event,) = graph.subjects(RDFS.label, Literal(label))
    assert isinstance(event, URIRef)
    return event


def test_both_directions_of_a_meeting_are_one_event_with_both_ids() -> None:
    graph, tally = read(FILE)
    met = labelled(graph, "Consult: Foreign Affairs (India), Justin Trudeau")
    assert set(graph.objects(met, DCTERMS.identifier)) == {Literal("101"), Literal("102")}
    assert set(graph.objects(met, DG.party)) == {URIRef(IRIS.state("IND")), URIRef(IRIS.state("CAN"))}
    assert not set(graph.objects(met, DG.initiator))
    assert tally.notes["rows that are the other direction of a row before, one event with it"] == 2


def test_a_visit_and_its_hosting_are_one_visit_of_the_visitor() -> None:
    graph, _ = read(FILE)
    visit = labelled(graph, "Make a visit: Narendra Modi → Singapore")
    assert set(graph.objects(visit, DG.code)) == {Literal("042"), Literal("043")}
    assert set(graph.objects(visit, DG.initiator)) == {URIRef(IRIS.state("IND"))}
    assert set(graph.objects(visit, DG.target)) == {URIRef(IRIS.state("SGP"))}


def test_an_id_that_stands_for_two_days_gives_two_events_and_a_repeated_row_one() -> None:
    graph, tally = read(FILE)
    assert len(set(graph.subjects(DCTERMS.identifier, Literal("105")))) == 2
    assert len(set(graph.subjects(DCTERMS.identifier, Literal("114")))) == 1
    assert tally.notes["ids that stand for more than one event"] == 1
    assert tally.notes["rows that repeat a row before, one event with it"] == 1


def test_rows_that_are_left_out_are_counted_by_reason_and_malformed_ones_named() -> None:
    _, tally = read(FILE)
    assert tally.left_out == {
        OUTSIDE: 2,
        DOMESTIC: 1,
        SOCIETY: 1,
        NOBODY: 1,
        "malformed: 8 fields where 20 are wanted": 1,
        "malformed: the date is none": 1,
        "malformed: not UTF-8": 1,
    }
    assert tally.named == ["line 14: 8 fields where 20 are wanted", "line 20: not UTF-8", "line 15: the date is none"]


def test_rows_outside_of_the_ontology_are_kept_as_plain_events_on_request() -> None:
    graph, tally = read(FILE, keep_other=True)
    struck = labelled(graph, "Use conventional military force: Military (Israel) → Syria")
    assert set(graph.objects(struck, RDF.type)) == {DG.Event}
    assert set(graph.objects(struck, DG.party)) == {URIRef(IRIS.state("ISR")), URIRef(IRIS.state("SYR"))}
    assert tally.notes["rows kept as plain events"] == 5
    assert set(tally.left_out) == {reason for reason in tally.left_out if reason.startswith("malformed")}


def test_the_table_gives_what_the_mapper_gives_for_the_same_events() -> None:
    graph, _ = read(FILE)
    known = gazetteer()
    india, canada, japan, france, singapore = (known.state(code) for code in ("IND", "CAN", "JPN", "FRA", "SGP"))
    ottawa, city = known.place("Ottawa", "CAN"), Place("Singapore", "SGP", 1.28967, 103.85, by_position=True)
    records = [
        EventRecord(
            ref="1",
            type=EventType.MEETING,
            status=Status.OCCURRED,
            label="Consult: Foreign Affairs (India), Justin Trudeau",
            parties=(india, canada),
            evidence=(),
            delegates=(Person("Justin Trudeau", represents=canada),),
            earliest=dt.date(2018, 6, 1),
            latest=dt.date(2018, 6, 1),
            place=ottawa,
            coding=Coding(("040",), ("1.0",), ("101", "102"), ("The Paper",)),
        ),
        EventRecord(
            ref="2",
            type=EventType.VISIT,
            status=Status.OCCURRED,
            label="Make a visit: Narendra Modi → Singapore",
            parties=(),
            evidence=(),
            initiators=(india,),
            targets=(singapore,),
            delegates=(Person("Narendra Modi", represents=india),),
            earliest=dt.date(2018, 6, 2),
            latest=dt.date(2018, 6, 2),
            place=city,
            coding=Coding(("042", "043"), ("1.9", "2.8"), ("103", "104")),
        ),
        EventRecord(
            ref="3",
            type=EventType.AGREEMENT,
            status=Status.PLANNED,
            label="Express intent to cooperate: France → Japan",
            parties=(),
            evidence=(),
            initiators=(france,),
            targets=(japan,),
            earliest=dt.date(2018, 6, 4),
            latest=dt.date(2018, 6, 4),
            place=Place("Springfield", "USA", 39.8, -89.64, by_position=True),
            coding=Coding(("030",), ("4.0",), ("106",)),
        ),
        EventRecord(
            ref="4",
            type=EventType.REJECTION,
            status=Status.OCCURRED,
            label='Reject: He said "no" \\ (France) → Italy',
            parties=(),
            evidence=(),
            initiators=(france,),
            targets=(known.state("ITA"),),
            earliest=dt.date(2018, 6, 5),
            latest=dt.date(2018, 6, 5),
            coding=Coding(("120",), ("-4.0",), ("116",)),
        ),
    ]
    mapped = DatasetGraph(IRIS.dataset("icews", "icews", "1"), IRIS)
    keyed = [dataclasses.replace(record, ref=labelled(graph, record.label).removeprefix(IRIS.report(""))) for record in records]
    mapped.add(keyed)
    for record in keyed:
        event = URIRef(IRIS.report(record.ref))
        assert set(graph.predicate_objects(event)) == set(mapped.graph.predicate_objects(event))
    # What the events point to is described alike, but for what belongs to other events.
    assert set(mapped.graph) <= set(graph)


def test_facts_without_ids_are_read_as_well() -> None:
    graph, tally = read(DATA / "icews-facts.tsv")
    met = labelled(graph, "Consult: China, Vladimir Putin")
    assert set(graph.objects(met, DG.delegate)) == {URIRef(IRIS.person("Vladimir Putin"))}
    assert (tally.rows, tally.kept) == (3, 2)
