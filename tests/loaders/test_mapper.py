"""The graph of an article: what stands in it, and that it follows from the records alone."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from rdflib import RDF, RDFS, XSD, Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, PROV, SKOS

from diplograph.loaders.event import Actor, ActorKind, Place
from diplograph.loaders.extraction.base import Extraction
from diplograph.loaders.mapper import address, article_graph, report_keys
from diplograph.ontology.iris import Iris
from diplograph.ontology.terms import DG, PREFIXES
from diplograph.shapes.validator import Validator
from tests.samples import SOFTWARE, accusation, agreement, article, extracted, meeting

IRIS = Iris()
GEO = PREFIXES["geo"]


def only(graph: Graph, subject: URIRef, predicate: URIRef) -> object:
    (value,) = graph.objects(subject, predicate)
    return value


def event(graph: Graph, kind: URIRef) -> URIRef:
    (found,) = graph.subjects(RDF.type, kind)
    assert isinstance(found, URIRef)
    return found


def test_the_graph_is_named_for_its_article_and_conforms() -> None:
    graph = extracted(article()).graph
    assert graph.identifier == URIRef(IRIS.article(article().key))
    assert Validator().validate(graph).conforms


def test_a_directed_event_conforms_and_its_roles_are_parties() -> None:
    story = article()
    graph = extracted(story, dataclasses.replace(accusation(story), parties=())).graph
    found = event(graph, DG.Accusation)
    roles = {only(graph, found, DG.initiator), only(graph, found, DG.target)}
    assert roles == {URIRef(IRIS.state("IND")), URIRef(IRIS.state("CAN"))}
    assert set(graph.objects(found, DG.party)) == roles
    assert {DG.Accusation, DG.Dispute, DG.Event} <= set(graph.objects(found, RDF.type))


def test_the_article_is_described_with_its_text_and_provenance() -> None:
    story = article()
    graph = extracted(story).graph
    node = URIRef(IRIS.article(story.key))
    assert only(graph, node, DCTERMS.source) == Literal("talks.txt")
    assert only(graph, node, DG.text) == Literal(story.text)
    assert only(graph, node, URIRef(PREFIXES["schema"] + "datePublished")) == Literal("2026-02-09T09:19:00+05:30", datatype=XSD.dateTime)
    activity = only(graph, node, PROV.wasGeneratedBy)
    assert isinstance(activity, URIRef)
    software = only(graph, activity, PROV.wasAssociatedWith)
    assert isinstance(software, URIRef)
    assert only(graph, software, RDFS.label) == Literal(f"Diplograph {SOFTWARE}")


def test_an_event_says_who_when_where_and_by_which_sentence() -> None:
    story = article()
    graph = extracted(story).graph
    met = event(graph, DG.Meeting)
    assert only(graph, met, DG.status) == DG.occurred
    assert only(graph, met, DG.earliest) == Literal("2026-02-07", datatype=XSD.date)
    assert only(graph, met, DG.confidence) == Literal("0.8", datatype=XSD.decimal)
    person, place, sentence = only(graph, met, DG.delegate), only(graph, met, DG.place), only(graph, met, DG.evidence)
    assert isinstance(person, URIRef)
    assert isinstance(place, URIRef)
    assert isinstance(sentence, URIRef)
    assert only(graph, person, DG.represents) == URIRef(IRIS.state("IND"))
    assert only(graph, place, DG.country) == URIRef(IRIS.state("CAN"))
    assert only(graph, place, URIRef(GEO + "lat")) == Literal("45.41117", datatype=XSD.decimal)
    start, end = only(graph, sentence, DG.start), only(graph, sentence, DG.end)
    assert isinstance(start, Literal)
    assert isinstance(end, Literal)
    assert story.text[start.toPython() : end.toPython()] == str(only(graph, sentence, DG.quote))


def test_events_are_linked_and_the_instrument_is_described() -> None:
    graph = extracted(article()).graph
    agreed = event(graph, DG.Agreement)
    assert only(graph, agreed, DG.outcomeOf) == event(graph, DG.Meeting)
    instrument = only(graph, agreed, DG.instrument)
    assert isinstance(instrument, URIRef)
    assert only(graph, instrument, DG.instrumentValue) == Literal("C$2 billion")


def test_a_country_of_a_place_is_described_though_it_is_no_party() -> None:
    story = article()
    elsewhere = dataclasses.replace(meeting(story), place=Place("Geneva", "CHE"))
    graph = extracted(story, elsewhere).graph
    state = URIRef(IRIS.state("CHE"))
    assert only(graph, state, RDFS.label) == Literal("Switzerland")
    assert only(graph, state, DG.iso3) == Literal("CHE")


def test_an_actor_is_described_once_whatever_names_it() -> None:
    story = article()
    aliased = Actor(ActorKind.STATE, "CAN", "Canada", ("Canada", "Dominion of Canada"))
    graph = extracted(story, dataclasses.replace(meeting(story), parties=(meeting(story).parties[0], aliased))).graph
    assert list(graph.objects(URIRef(IRIS.state("CAN")), SKOS.altLabel)) == [Literal("Dominion of Canada")]
    assert list(graph.objects(URIRef(IRIS.state("CAN")), RDFS.label)) == [Literal("Canada")]


def test_the_same_input_gives_the_same_triples() -> None:
    assert set(extracted(article()).graph) == set(extracted(article()).graph)


def test_keys_follow_from_what_is_told_and_not_from_numbers_or_order() -> None:
    story = article()
    first, second = meeting(story), agreement(story)
    keys = report_keys(story, (first, second))
    swapped = report_keys(story, (dataclasses.replace(second, ref="e1"), dataclasses.replace(first, ref="e2")))
    assert (keys["e1"], keys["e2"]) == (swapped["e2"], swapped["e1"])
    reworded = dataclasses.replace(first, label="Another label", confidence=0.1)
    assert report_keys(story, (reworded,))["e1"] == keys["e1"]
    moved = dataclasses.replace(first, earliest=dt.date(2026, 2, 8), latest=dt.date(2026, 2, 8))
    assert report_keys(story, (moved,))["e1"] != keys["e1"]
    assert report_keys(article("other.txt"), (first,))["e1"] != keys["e1"]


def test_records_that_agree_in_all_that_identifies_stay_two() -> None:
    story = article()
    twin = dataclasses.replace(meeting(story), ref="e2", delegates=())
    graph = article_graph(story, Extraction((meeting(story), twin)), IRIS, SOFTWARE)
    assert len(set(graph.subjects(RDF.type, DG.Meeting))) == 2


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("https://example.org/a b?q=<x>", "https://example.org/a%20b?q=%3Cx%3E"),
        ("https://example.org/ö#top", "https://example.org/ö#top"),
        ("javascript:alert(1)", None),
        ("/relative", None),
        ("http:///nohost", None),
    ],
)
def test_addresses_become_valid_iris_or_nothing(given: str, wanted: str | None) -> None:
    assert address(given) == (URIRef(wanted) if wanted is not None else None)
