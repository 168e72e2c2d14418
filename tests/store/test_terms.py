"""Triples keep what they say on the way between rdflib and the engine."""

from __future__ import annotations

import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from rdflib import XSD, BNode, Literal, URIRef

from diplograph.errors import FormatError
from diplograph.store import Change, open_store
from diplograph.store.base import DEFAULT_GRAPH
from diplograph.store.terms import from_rdflib, to_rdflib

import pyoxigraph as ox  # isort: skip

S, P = URIRef("http://example.org/s"), URIRef("http://example.org/p")


@pytest.mark.parametrize(
    "value",
    [
        URIRef("http://example.org/ö"),
        Literal("plain"),
        Literal("Grüße", lang="de"),
        Literal("0.8", datatype=XSD.decimal),
        Literal("2026-02-09T09:19:00+05:30", datatype=XSD.dateTime),
        Literal('quotes " and \\ and\nlines\r\t'),
    ],
)
def test_a_value_comes_back_as_it_was(value: rdflib.term.Node) -> None:
    graph = rdflib.Graph()
    graph.add((S, P, value))
    assert set(to_rdflib(from_rdflib(graph))) == set(graph)


def test_lexical_forms_are_those_that_the_engine_keeps() -> None:
    graph = rdflib.Graph()
    graph.add((S, P, Literal("1.50", datatype=XSD.decimal, normalize=False)))
    (triple,) = from_rdflib(graph)
    assert isinstance(triple.object, ox.Literal)
    assert triple.object.value == "1.5"


@pytest.mark.parametrize("value", [BNode("odd"), URIRef("http://example.org/a b"), Literal("\ud800")])
def test_what_the_dataset_cannot_hold_is_refused(value: rdflib.term.Node) -> None:
    graph = rdflib.Graph()
    graph.add((S, P, value))
    with pytest.raises(FormatError):
        from_rdflib(graph)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_survives_the_way_into_the_store_and_out(text: str) -> None:
    graph = rdflib.Graph()
    graph.add((S, P, Literal(text)))
    triples = from_rdflib(graph)
    store = open_store("memory:")
    store.apply(Change(add=frozenset(ox.Quad(t.subject, t.predicate, t.object) for t in triples)))
    assert store.graph(DEFAULT_GRAPH) == triples
    (triple,) = triples
    assert isinstance(triple.object, ox.Literal)
    assert triple.object.value == text
    store.apply(Change(remove=frozenset(store.quads())))
    assert len(store) == 0
