"""Queries that are written anew give the answers that they gave."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from diplograph.store.rewriting import distinct_first

NAMES = st.sampled_from(["<e:a>", "<e:b>", "<e:c>", "<e:d>"])
VERBS = st.sampled_from(["<e:p>", "<e:q>", "a"])
VARIABLES = st.sampled_from(["?b", "?c", "?e", "?f", "$b"])
VALUES = st.one_of(NAMES, VARIABLES, VARIABLES, st.sampled_from(["1", '"x"@en', '"1"^^<http://www.w3.org/2001/XMLSchema#integer>']))
LISTS = st.lists(st.builds("{} {}".format, VERBS, st.lists(VALUES, min_size=1, max_size=2).map(" , ".join)), min_size=1, max_size=2)
TRIPLES = st.builds("{} {} .".format, st.one_of(VARIABLES, NAMES), LISTS.map(" ; ".join))
FILTERS = st.sampled_from(
    ["", "FILTER(?b != <e:a>)", "FILTER(?c!=?b && ?b<?e&&?c>?f)", "FILTER isIRI(?c) .", "FILTER(?b IN (<e:a>, ?e)) # FILTER(?f)\n"]
)
FIRST = st.builds("?e <e:p> {} , {} .".format, NAMES, VARIABLES)
SECOND = st.builds("?f <e:p> {} ; {} {} .".format, VARIABLES, VERBS, VARIABLES)
GROUPS = st.builds("{} {} {} {}".format, FIRST, SECOND, st.one_of(st.just(""), TRIPLES), FILTERS)
FORMS = st.sampled_from(
    [
        "SELECT DISTINCT ?b ?c {{ {} }}",
        "select distinct $c where {{ {} }} ORDER BY ?c",
        "SELECT ?c (COUNT(DISTINCT ?b) AS ?n) {{ {} }} GROUP BY ?c ORDER BY DESC(?n) ?c",
        "SELECT (MIN(?b) AS ?least) (COUNT(DISTINCT ?e) AS ?n) {{ {} }}",
        "SELECT ?b (SUM(DISTINCT ?c * 2) AS ?n) WHERE {{ {} }} GROUP BY ?b HAVING(COUNT(DISTINCT ?c) > 0.5)",
        "PREFIX e: <e:> SELECT ?c (COUNT(?b) AS ?n) {{ {} }} GROUP BY ?c",
        "SELECT ?b {{ {} }}",
    ]
)
DATA = st.lists(
    st.builds("{} {} {}".format, NAMES, st.sampled_from(["<e:p>", "<e:q>"]), st.one_of(NAMES, st.sampled_from(["1", "2"]))),
    min_size=5,
    max_size=25,
)


def answer(engine: ox.Store, query: str) -> list[str]:
    found = engine.query(query)
    assert isinstance(found, ox.QuerySolutions)
    return sorted(map(str, found))


@given(data=DATA, form=FORMS, group=GROUPS)
@settings(max_examples=300, deadline=None, database=None, derandomize=True)
def test_the_answer_is_the_same(data: list[str], form: str, group: str) -> None:
    engine = ox.Store()
    engine.update(f"INSERT DATA {{ {' . '.join(data)} . <e:a> a <e:b> . <e:c> a <e:d> }}")
    query = form.format(group)
    rewritten = distinct_first(query)
    event("written anew" if rewritten != query else "left")
    assert answer(engine, rewritten) == answer(engine, query)


HOPS = "?e <e:p> <e:a>, ?b . ?f <e:p> ?b, ?c"


@pytest.mark.parametrize(
    "query",
    [
        f"SELECT ?c (COUNT(?b) AS ?n) {{ {HOPS} }} GROUP BY ?c",
        f"SELECT ?c (COUNT(DISTINCT ?b) AS ?n) (COUNT(*) AS ?m) {{ {HOPS} }} GROUP BY ?c",
        f"SELECT (COUNT(DISTINCT *) AS ?n) {{ {HOPS} }}",
        f"SELECT ?c {{ {HOPS} }} # DISTINCT",
        f"SELECT DISTINCT ?e ?c {{ {HOPS} }}",
        f"SELECT DISTINCT ?c {{ {HOPS} FILTER(?e != ?f) }}",
        f"SELECT DISTINCT ?c {{ {HOPS} FILTER(?b<?e&&?c>?f) }}",
        f"SELECT DISTINCT ?c {{ {HOPS} FILTER EXISTS {{ ?e a ?f }} }}",
        f"SELECT DISTINCT ?c (RAND() AS ?r) {{ {HOPS} }}",
        f"SELECT DISTINCT ?c {{ {HOPS} OPTIONAL {{ ?e a ?c }} }}",
        f"SELECT DISTINCT ?c {{ {HOPS} BIND(?e AS ?x) }}",
        f"SELECT DISTINCT ?c {{ {HOPS} }} VALUES ?e {{ <e:a> }}",
        "SELECT DISTINCT ?c { ?e <e:p> <e:a>, ?b . ?f <e:p>/<e:q> ?b, ?c }",
        "SELECT DISTINCT ?c { ?e <e:p> <e:a>, ?b . _:f <e:p> ?b, ?c }",
        "SELECT DISTINCT ?c { ?e <e:p> <e:a>, ?b . ?f <e:p> ?b, ?c, <e:d> }",
        "SELECT DISTINCT ?c { ?e a <e:a> ; <e:p> ?b . ?f <e:p> ?b, ?c }",
        "SELECT DISTINCT ?c { ?e <e:p> <e:a>, ?b . \\u003Ff <e:p> ?b, ?c }",
        "SELECT DISTINCT",
        "SELECT DISTINCT ?c { ?e <e:p> ",
        "SELECT DISTINCT ?c { FILTER }",
        "} DISTINCT {",
    ],
)
def test_others_are_left_as_they_are(query: str) -> None:
    assert distinct_first(query) == query


def test_what_is_within_a_query_stays() -> None:
    query = f"PREFIX p: <e:>\nSELECT DISTINCT ?c # a comment {{\n{{ {HOPS} . FILTER(?c != p:a) FILTER(STR(?c) < '}}') }} LIMIT 5"
    assert distinct_first(query) == (
        "PREFIX p: <e:>\nSELECT DISTINCT ?c # a comment {\n{ { SELECT DISTINCT ?b { ?e <e:p> <e:a> . ?e <e:p> ?b } } "
        "LATERAL { ?f <e:p> ?b . ?f <e:p> ?c } FILTER(?c != p:a) FILTER(STR(?c) < '}') } LIMIT 5"
    )
