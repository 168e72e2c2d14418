"""Queries that reach out are found before the engine sees them, and nothing else is taken for one."""

from __future__ import annotations

import pytest

from diplograph.errors import QueryError
from diplograph.store import open_store
from diplograph.store.formats import format_named
from diplograph.store.sparql import refuse_remote, syntax_error


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://a/> { ?s ?p ?o } }",
        "select * { service silent ?x { ?s ?p ?o } }",
        "SELECT * { ?a ?b ?c.SERVICE<http://a/>{ ?s ?p ?o } }",
        # The engine reads these three as the keyword and a name (tried with pyoxigraph 0.5.13).
        "PREFIX : <http://a/> SELECT * { SERVICE:x { ?s ?p ?o } }",
        "PREFIX x: <http://a/> SELECT * { SERVICEx:x { ?s ?p ?o } }",
        "PREFIX : <http://a/> SELECT * { VALUES ?a {1} FILTER(?a<2)SERVICE:x#>\n { ?s ?p ?o } }",
        "SELECT * { ?a ?b '#' . SERVICE <http://a/> { ?s ?p ?o } }",
        'SELECT * { ?a ?b "\\"" . SERVICE <http://a/> { ?s ?p ?o } # "\n }',
        "SELECT * { ?a ?b '''it's''' . SERVICE <http://a/> { ?s ?p ?o } }",
        'SELECT * { ?a ?b "\\u0022 . # " . \n SERVICE <http://a/> { ?s ?p ?o } }',
        "SELECT * { \\u0053ERVICE <http://a/> { ?s ?p ?o } }",
        "# harmless\nSELECT * { # '\n SERVICE <http://a/> { ?s ?p ?o } }",
    ],
)
def test_service_is_refused(query: str) -> None:
    with pytest.raises(QueryError, match="SERVICE"):
        refuse_remote(query)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?service { ?service a <http://example.org/SERVICE> }",
        'SELECT * { ?s rdfs:label "SERVICE <http://a/>" }',
        "SELECT * { ?s rdfs:label '''a SERVICE <http://a/> {}''' } # SERVICE <http://a/>",
        "SELECT * { ?s <http://example.org/wiki/Post_(service)> $SERVICE ; schema:service ?o }",
        "SELECT * { ?s rdfs:label 'Dienst'@x-service } # LOAD",
        'SELECT * { ?s rdfs:label "it\'s \\" SERVICE" , """ "" SERVICE """ }',
    ],
)
def test_the_word_elsewhere_is_no_service(query: str) -> None:
    refuse_remote(query)


def test_load_is_refused_in_updates_alone() -> None:
    with pytest.raises(QueryError, match="LOAD"):
        refuse_remote("INSERT DATA {} ; LOAD <http://a/>", update=True)
    refuse_remote("PREFIX load: <http://a/> SELECT * { ?s load:x ?o }")


def test_the_place_of_the_refused_keyword_is_named() -> None:
    with pytest.raises(QueryError) as caught:
        refuse_remote("SELECT *\n{ SERVICE <http://a/> {} }")
    assert (caught.value.line, caught.value.column) == (2, 3)


def test_the_engines_place_becomes_line_and_column() -> None:
    error = syntax_error(SyntaxError('error at 2:5: expected one of ",", "."'), "ASK {\n?a ? b }")
    assert (error.line, error.column) == (2, 5)
    assert "line 2, column 5" in str(error)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("SELECT * { ?s ?p ?o", "line 1, column 20: the query is not understood at this place; expected one of"),
        ("SELECT ?x ?y { ?x a ?z } GROUP BY ?x", "the SELECT contains a variable that is unbound; mend"),
        ("ASK { ?s a <a b> }", "IRI parsing failed; mend"),
        ("SELECT ?x { ?x foo:bar 1 }", "line 1, column 23: the prefix of the name here is not declared"),
        ("# why\nPREFIX a: <http://a/>\nINSERT DATA { a:b a:c 1 }", "INSERT begins an update"),
        ("delete where { ?s ?p ?o }", "DELETE begins an update"),
        ("SELEKT * { ?s ?p ?o }", "expected CONSTRUCT"),
        ("hello", "not understood"),
        ("SELECT ?x WHERE { ?x a dg:Meeting ; }}", "not understood"),
    ],
)
def test_the_engines_complaints_are_told_in_words(query: str, words: str) -> None:
    store = open_store("memory:")
    with pytest.raises(QueryError) as caught:
        store.query(query, format_named("json"), None)
    assert words in str(caught.value)
    assert "['" not in str(caught.value)
    assert caught.value.line is not None


def test_answers_declare_the_prefixes_that_they_use_alone() -> None:
    answer = open_store("memory:").query('CONSTRUCT { dg:a rdfs:label "x:y" } {}', None, format_named("turtle"))
    assert [line.split()[1] for line in answer.data.decode().splitlines() if line.startswith("@prefix")] == ["dg:", "rdfs:"]
