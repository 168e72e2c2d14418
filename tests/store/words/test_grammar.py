"""Where text:query may stand in a query, and what is refused."""

from __future__ import annotations

import pytest

from diplograph.errors import QueryError
from diplograph.store import MEMORY, EmbeddedStore
from diplograph.store.formats import format_named
from diplograph.store.words import searched

ROWS = format_named("json")


@pytest.fixture(scope="module")
def store() -> EmbeddedStore:
    store = EmbeddedStore(MEMORY)
    store.update(
        "INSERT DATA { <http://e/1> rdfs:label 'Nuclear talks' ; dg:confidence 0.5 ; dg:evidence <http://e/q> . "
        "<http://e/q> dg:quote 'A long day' . <http://e/2> rdfs:label 'A visit' ; dcterms:title '?x text:query \"day\"' }"
    )
    return store


def found(store: EmbeddedStore, query: str) -> bytes:
    return store.query(query, format_named("csv"), None).data.replace(b"\r", b"")


@pytest.mark.parametrize(
    ("query", "answer"),
    [
        ("SELECT * { ?s text:query 'talks' }", b"s\nhttp://e/1\n"),
        ("SELECT*{?s text:query'talks'.}", b"s\nhttp://e/1\n"),
        (
            "SELECT * { ?s dg:confidence 0.5 ; text:query 'talks'@en ; dg:evidence ?q . ?q dg:quote ?t }",
            b"q,s,t\nhttp://e/q,http://e/1,A long day\n",
        ),
        ("SELECT ?s { ?s text:query 'talks' ; ; dg:confidence 0.5 ; }", b"s\nhttp://e/1\n"),
        ('SELECT ?s { ?s text:query """day \'long\'""" , \'visit\' ; rdfs:label ?l }', b"s\n"),
        ('SELECT ?s { ?s text:query """day \'long\'""" , \'a\' ; rdfs:label ?l }', b"s\nhttp://e/1\n"),
        ("PREFIX find: <http://jena.apache.org/text#> SELECT ?s { ?s find:query 'talks' }", b"s\nhttp://e/1\n"),
        ("SELECT ?s { ?s <http://jena.apache.org/text#query> ( 'talks' 1 ) # text:query\n }", b"s\nhttp://e/1\n"),
        ("SELECT ?s { ?s <http://jena.apache.org/te\\u0078t#query> 'talks' }", b"s\nhttp://e/1\n"),
        ("PREFIX text: <http://other/> SELECT ?s { ?s text:query 'talks' }", b"s\n"),
        ("SELECT ?s { ?s dcterms:title '?x text:query \"day\"' }", b"s\nhttp://e/2\n"),
        ("SELECT ?s { ?s (dg:evidence/dg:quote)|rdfs:label ?t ; text:query 'talks' } ORDER BY ?t LIMIT 1", b"s\nhttp://e/1\n"),
        (
            "SELECT ?s { VALUES ?s { <http://e/1> <http://e/2> } FILTER(EXISTS { ?s text:query 'talks' } && ?s != <http://e/2>) }",
            b"s\nhttp://e/1\n",
        ),
        ("SELECT (COUNT(*) AS ?n) { ?s ?p ?o } HAVING (EXISTS { ?x text:query 'talks' })", b"n\n6\n"),
        ("BASE <http://e/> SELECT ?n { (<http://e/1> ?n) text:query 'nuclear talks' }", b"n\n1\n"),
        ("SELECT ?x { BIND(1 AS ?x) <http://e/1> text:query 'talks' }", b"x\n1\n"),
        ("SELECT ?x { BIND(1 AS ?x) <http://e/1> text:query 'visit' }", b"x\n"),
        ("SELECT (?words0_text AS ?t) { (?s ?n) text:query 'talks' . ?s rdfs:label ?words0_text }", b"t\nNuclear talks\n"),
    ],
)
def test_a_search_is_a_triple_like_others(store: EmbeddedStore, query: str, answer: bytes) -> None:
    assert found(store, query) == answer


def test_the_triples_of_a_construct_are_those_of_what_is_found(store: EmbeddedStore) -> None:
    query = "CONSTRUCT { ?s dg:found true } WHERE { ?s text:query 'talks' }"
    assert b"<http://e/1>" in store.query(query, None, format_named("ntriples")).data


@pytest.mark.parametrize(
    ("query", "complaint"),
    [
        ("SELECT ?s { ?x rdfs:label ?w . ?s text:query ?w }", "have to be written out"),
        ("SELECT ?s { ?x rdfs:label ?w . ?s text:query (rdfs:label ?w) }", "have to be written out"),
        ("SELECT ?s {\n ?s text:query '-' }", "line 2, column 16"),
        ("SELECT ?s { ?s text:query ('a' 0) }", "whole number"),
        ("SELECT ?s { ?s text:query ('a' 1.5) }", "whole number"),
        ("SELECT ?s { ?s text:query (dcterms:title 'a') }", "no other property"),
        ("SELECT ?s { ?s text:query ('a' 10 'lang:en') }", "text:query takes"),
        ("SELECT ?s { ?s text:query 5 }", "text:query takes"),
        ("SELECT ?s { [] text:query 'a' }", "at this place"),
        ("SELECT ?s { _:b text:query 'a' }", "at this place"),
        ("SELECT ?s { ?s dg:report [ text:query 'a' ] }", "at this place"),
        ("SELECT ?s { ?s dg:report/text:query 'a' }", "at this place"),
        ("SELECT ?s { ?s ^text:query 'a' }", "at this place"),
        ("SELECT ?s { 'a' text:query 'a' }", "variable or an IRI"),
        ("SELECT ?s { (?s ?a ?b ?c) text:query 'a' }", "before text:query"),
        ("SELECT ?s { (?s 1) text:query 'a' }", "before text:query"),
        ("SELECT ?s { VALUES ?p { text:query } ?s ?p 'a' }", "at this place"),
        ("CONSTRUCT WHERE { ?s text:query 'a' }", "at this place"),
        ("SELECT ?s { GRAPH ?g { ?s text:query ('a' 3) } }", "takes no number"),
        (f"SELECT ?s {{ ?s text:query '{'a ' * 65}' }}", "65 words"),
        ("SELECT ?s { ?s text:query 'a' ", "not understood"),
    ],
)
def test_what_cannot_be_answered_is_refused_with_its_place(store: EmbeddedStore, query: str, complaint: str) -> None:
    with pytest.raises(QueryError) as raised:
        store.query(query, ROWS, None)
    assert complaint in str(raised.value)


@pytest.mark.parametrize(
    "update", ["DELETE WHERE { ?s text:query 'a' }", "INSERT DATA { <http://e/1> text:query 'a' }", "INSERT { ?s text:query 'a' } WHERE {}"]
)
def test_what_an_update_states_is_no_search(store: EmbeddedStore, update: str) -> None:
    before = len(store)
    with pytest.raises(QueryError, match="at this place"):
        store.update(update)
    assert len(store) == before


def test_a_query_without_a_search_stays_as_it_is() -> None:
    query = "SELECT ?s { ?s rdfs:label 'text:query' }"
    assert searched(query, None) == query
