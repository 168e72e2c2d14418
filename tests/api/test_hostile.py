"""Queries that are meant to bring the server down: each is answered or ended within its limits, and the next one is answered."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

import diplograph
from diplograph.api.app import create_app
from tests.api.asking import QUERY, problem
from tests.api.serving import serving
from tests.store.readers.test_pool import QUICK, rows

# Seconds that a query may take.
SECONDS = 0.7
RING = 1_500
THREE = "{ ?a ?b ?c } { ?d ?e ?f } { ?g ?h ?i }"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of a server over a dataset in a folder whose nodes form a ring."""
    folder: Path = tmp_path_factory.mktemp("hostile")
    settings = diplograph.Settings(
        store=str(folder / "dataset"), writable=True, gate=False, auth=False, query_timeout=SECONDS, query_memory=150_000_000
    )
    with diplograph.open(settings=settings) as database, serving(create_app(settings, database)) as client:
        ring = " ".join(f"<http://e/{number}> <http://e/p> <http://e/{(number + 1) % RING}> ." for number in range(RING))
        assert client.post("/update", data={"update": f"INSERT DATA {{ {ring} }}"}).status_code == 204
        yield client


def doubled(times: int) -> str:
    steps = " ".join(f"BIND(CONCAT(?x{number}, ?x{number}) AS ?x{number + 1})" for number in range(times))
    return f"SELECT (STRLEN(?x{times}) AS ?n) {{ BIND('{'a' * 100}' AS ?x0) {steps} }}"


def nested(opening: str, inner: str, closing: str, depth: int) -> str:
    return opening * depth + inner + closing * depth


ANSWERED = {
    "10 MB of text": f"SELECT * {{ VALUES ?x {{ 1 }} }} # {'x' * 10_000_000}",
    "many values": f"SELECT (COUNT(*) AS ?n) {{ VALUES ?x {{ {' '.join(map(str, range(100_000)))} }} }}",
    "a long list": f"ASK {{ ?s ?p ?o FILTER(?o IN ({', '.join(f'<http://e/x{number}>' for number in range(2_000))})) }}",
    "many prefixes": "".join(f"PREFIX p{number}: <http://e/{number}> " for number in range(50_000)) + "ASK {}",
    "a number without end": f"SELECT ({'9' * 1_000_000} * 9 AS ?x) {{}}",
    "an exponent without end": "SELECT (1e999999999 * 1e999999999 AS ?x) (1e-999999999 AS ?y) {}",
    "numbers that are too large": "SELECT (9223372036854775807 + 1 AS ?x) (79228162514264337593543950335.0 * 10.0 AS ?y) (1 / 0 AS ?z) {}",
    "a place far away": "SELECT ?s { ?s ?p ?o } OFFSET 18446744073709551615 LIMIT 18446744073709551615",
    "a part beyond all ends": "SELECT (SUBSTR('a', -1e300, 1e300) AS ?x) (SUBSTR('a', 9223372036854775807) AS ?y) {}",
    "a catastrophic expression": f"ASK {{ FILTER(REGEX('{'a' * 50_000}!', '^(a+)+$')) }}",
    "an expression that looks back": f"ASK {{ FILTER(REGEX('{'a' * 1_000}', '(a*)*\\\\1$')) }}",
    "an expression that repeats repetitions": "ASK { FILTER(REGEX('a', '((((a{1,100}){1,100}){1,100}){1,100}){1,100}')) }",
    "a replacement that grows": f"SELECT (STRLEN(REPLACE('{'a' * 10_000}', 'a', '{'b' * 1_000}')) AS ?n) {{}}",
    "a name without end": f"ASK {{ <http://e/{'x' * 1_000_000}> ?p ?o }}",
}


@pytest.mark.parametrize("query", ANSWERED.values(), ids=ANSWERED)
def test_what_is_only_strange_is_answered(server: httpx.Client, query: str) -> None:
    response = server.post("/sparql", content=query, params={"timeout": "30"}, headers=QUERY)
    # On a machine that has much else to do, the time may not be enough all the same.
    assert response.status_code == 200 or problem(response, 503)
    assert server.get("/sparql", params={"query": QUICK}).status_code == 200


ENDED = {
    "a path around a ring": "SELECT (COUNT(*) AS ?n) { ?a (<http://e/p>|^<http://e/p>)* ?b . ?b (<http://e/p>|^<http://e/p>)+ ?c }",
    "paths of paths": "SELECT (COUNT(*) AS ?n) { ?a ((<http://e/p>*)*/(<http://e/p>+)?)* ?b . ?b !<http://e/q>* ?c }",
    "a product": f"SELECT (COUNT(*) AS ?n) {{ {THREE} }}",
    "a product that is filtered": f"SELECT * {{ {THREE} FILTER(CONCAT(STR(?a), STR(?d)) = STR(?g)) }}",
    "all in order": f"SELECT * {{ {THREE} }} ORDER BY DESC(?a) ?d RAND()",
    "all but what is known": f"SELECT (COUNT(DISTINCT CONCAT(STR(?a), STR(?d), STR(?g))) AS ?n) {{ {THREE} }}",
    "all in one line": f"SELECT (GROUP_CONCAT(?a; separator='{'x' * 10_000}') AS ?x) {{ {THREE} }}",
    "a group of each": f"SELECT ?a ?d ?g (SAMPLE(?c) AS ?x) {{ {THREE} }} GROUP BY ?a ?d ?g",
    "a text that doubles": doubled(40),
    "products of values": "SELECT (COUNT(*) AS ?n) { " + " ".join(f"{{ {rows(name)} }}" for name in "abcd") + " }",
    "expressions for all": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f FILTER(REGEX(CONCAT(STR(?a), STR(?f)), '^(.*e)*(.*1)*x$')) }",
}


@pytest.mark.parametrize("query", ENDED.values(), ids=ENDED)
def test_what_has_no_end_is_ended(server: httpx.Client, query: str) -> None:
    started = time.monotonic()
    response = server.post("/sparql", content=query, headers=QUERY)
    assert problem(response, 503 if response.status_code == 503 else 507)
    assert time.monotonic() - started < 20  # a second, where the machine has nothing else to do
    assert server.get("/sparql", params={"query": QUICK}).status_code == 200


DEEP = 100_000
DEEPER = 300_000
NESTED = {
    "groups": f"ASK {nested('{', '', '}', DEEP)}",
    "choices": f"ASK {{ {nested('OPTIONAL {', '', '}', DEEP)} }}",
    "questions": f"ASK {{ {nested('FILTER NOT EXISTS {', '?s ?p ?o', '}', DEEP)} }}",
    "queries": f"{nested('SELECT * { {', '', '} }', DEEP)}",
    "brackets": f"ASK {{ FILTER{nested('(', '1', ')', DEEPER)} }}",
    "negations": f"ASK {{ FILTER({'!' * DEEPER}true) }}",
    "functions": f"ASK {{ FILTER({nested('STR(', '1', ')', DEEPER)} = '1') }}",
    "paths": f"ASK {{ ?s {nested('(', '<http://e/p>', ')*', DEEP)} ?o }}",
    "triples": f"ASK {{ ?s ?p {nested('<<( <a:a> <a:b> ', '1', ' )>>', DEEPER)} }}",
    "nodes": f"ASK {{ {nested('[ <http://e/p> ', '1', ' ]', DEEP)} }}",
    "lists": f"ASK {{ ?s ?p {nested('( ', '', ' )', DEEP)} }}",
    "unions": "ASK { " + " UNION ".join(["{ ?s ?p ?o }"] * 20_000) + " }",
    "sums": "SELECT (" + " + ".join(["1"] * 100_000) + " AS ?x) {}",
    "steps": f"ASK {{ ?s {'/'.join(['<http://e/p>'] * 20_000)} ?o }}",
    "triple after triple": f"ASK {{ {' '.join(f'?s{number} ?p ?s{number + 1} .' for number in range(3_000))} }}",
}


@pytest.mark.parametrize("query", NESTED.values(), ids=NESTED)
def test_what_is_nested_without_end_is_answered(server: httpx.Client, query: str) -> None:
    response = server.post("/sparql", content=query, headers=QUERY)
    assert response.status_code in (200, 400, 503, 507), response.text[:300]
    if response.status_code != 200:
        problem(response, response.status_code)
    assert server.get("/sparql", params={"query": QUICK}).status_code == 200


@pytest.mark.parametrize(
    "text",
    [
        "ASK { ?s ?p '\0' }",
        "ASK {\0}",
        "\ufeffASK {}",
        "ASK { ?s ?p '\ud800' }".encode("utf-16", "surrogatepass"),
        b"ASK { '\xff' }",
        b"ASK \x00",
    ],
)
def test_what_is_no_text_is_answered(server: httpx.Client, text: str | bytes) -> None:
    response = server.post("/sparql", content=text, headers=QUERY)
    assert response.status_code in (200, 400)


def test_what_is_too_long_is_refused(server: httpx.Client) -> None:
    problem(server.post("/sparql", content=f"ASK {{}} # {'x' * 16_000_000}", headers=QUERY), 413)
    assert server.get("/sparql", params={"query": QUICK}).status_code == 200
