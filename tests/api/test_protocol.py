"""The SPARQL 1.1 Protocol for queries, and the service description, on a plain server."""

from __future__ import annotations

from urllib.parse import urlencode
from xml.etree import ElementTree as ET

import httpx
import pyoxigraph as ox
import pytest

from diplograph.store.formats import GRAPH_FORMATS
from tests.api.asking import JSON, QUERY, ROWS, holds, kind, problem, triples, update, values

FORM = {"content-type": "application/x-www-form-urlencoded"}
SELECT = 'SELECT ?a ?b { VALUES (?a ?b) { ("x"@en 1) (<http://e/é> UNDEF) } }'
CONSTRUCT = 'CONSTRUCT { <http://e/s> <http://e/p> "é" } {}'
THREE = """INSERT DATA {
  GRAPH <http://g/1> { <http://g/1> a <http://e/D> }
  GRAPH <http://g/2> { <http://g/2> a <http://e/D> }
  GRAPH <http://g/3> { <http://g/3> a <http://e/D> } }"""


def ask(client: httpx.Client, query: str, accept: str | None = None) -> httpx.Response:
    request = client.build_request("GET", "/sparql", params={"query": query}, headers={"accept": accept} if accept else {})
    if accept is None:
        del request.headers["accept"]
    return client.send(request)


def test_rows_as_json_keep_languages_types_and_gaps(plain: httpx.Client) -> None:
    response = ask(plain, SELECT, JSON)
    assert kind(response) == JSON
    document = response.json()
    assert sorted(document["head"]["vars"]) == ["a", "b"]
    literal, iri = document["results"]["bindings"]
    assert literal["a"] == {"type": "literal", "value": "x", "xml:lang": "en"}
    assert literal["b"]["datatype"].endswith("#integer")
    assert iri == {"a": {"type": "uri", "value": "http://e/é"}}


def test_rows_as_xml_csv_and_tsv(plain: httpx.Client) -> None:
    namespace = "{http://www.w3.org/2005/sparql-results#}"
    rows = ET.fromstring(ask(plain, SELECT, ROWS[1]).content).findall(f".//{namespace}result")  # noqa: S314 (our own answer)
    assert len(rows) == 2
    assert ask(plain, SELECT, "text/csv").content.split(b"\r\n")[0] == b"a,b"
    lines = ask(plain, SELECT, ROWS[3]).text.splitlines()
    assert lines[0] == "?a\t?b"
    assert lines[1].startswith('"x"@en\t')


@pytest.mark.parametrize(
    ("accept", "given"),
    [
        ("application/sparql-results+xml;q=0.2, application/sparql-results+json;q=0.9", ROWS[:1]),
        ("application/sparql-results+json;q=0.2, application/sparql-results+xml;q=0.9", ROWS[1:2]),
        ("application/sparql-results+json;q=0.5, text/csv", ROWS[2:3]),
        ("application/sparql-results+json;q=0, */*;q=0.1", ROWS[1:]),
        ("*/*", ROWS),
        (None, ROWS),
        ("text/*", ROWS[2:]),
        ("application/*;q=0.3, text/*;q=0.7", ROWS[2:]),
        ("application/json", ("application/json",)),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", ("application/xml",)),
    ],
)
def test_the_format_of_rows_is_negotiated(plain: httpx.Client, accept: str | None, given: tuple[str, ...]) -> None:
    response = ask(plain, SELECT, accept)
    assert response.status_code == 200
    assert kind(response) in given
    assert "accept" in response.headers["vary"].lower()


@pytest.mark.parametrize("accept", ["image/png", "text/turtle", "*/*;q=0"])
def test_rows_that_cannot_be_had_are_refused(plain: httpx.Client, accept: str) -> None:
    problem(ask(plain, SELECT, accept), 406)


@pytest.mark.parametrize("format", GRAPH_FORMATS, ids=lambda format: format.name)
def test_triples_in_each_format_keep_their_characters(plain: httpx.Client, format: object) -> None:
    assert format in GRAPH_FORMATS
    chosen = next(known for known in GRAPH_FORMATS if known == format)
    assert isinstance(chosen.engine, ox.RdfFormat)
    response = ask(plain, CONSTRUCT, chosen.media_type)
    assert kind(response) == chosen.media_type
    (quad,) = ox.parse(response.content, format=chosen.engine)
    assert quad.object == ox.Literal("é")


def test_the_format_of_triples_is_negotiated(plain: httpx.Client) -> None:
    assert kind(ask(plain, CONSTRUCT, "text/turtle;q=0.3, application/n-triples;q=0.8")) == "application/n-triples"
    assert kind(ask(plain, CONSTRUCT, "text/csv, text/turtle;q=0.1")) == "text/turtle"


@pytest.mark.parametrize(
    ("query", "kinds"),
    [
        ("SELECT (1 AS ?value) {}", ROWS),
        ("ASK {}", ROWS[:2]),
        ("DESCRIBE <http://example.org/>", ("text/turtle",)),
        ("CONSTRUCT { <s> <p> 1 } WHERE {}", ("text/turtle",)),
    ],
)
def test_a_query_without_wishes_gets_what_fits_its_form(plain: httpx.Client, query: str, kinds: tuple[str, ...]) -> None:
    response = plain.post("/sparql", content=query, params={"default-graph-uri": "http://g/0"}, headers=QUERY)
    assert response.status_code == 200
    assert kind(response) in kinds


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        (FORM, urlencode({"query": 'SELECT ("é😀 +" AS ?s) {}'})),
        ({"content-type": "application/x-www-form-urlencoded; charset=UTF-8"}, urlencode({"query": 'SELECT ("é😀 +" AS ?s) {}'})),
        (QUERY, 'SELECT ("é😀 +" AS ?s) {}'),
        ({"content-type": "application/sparql-query; charset=utf-8"}, 'SELECT ("é😀 +" AS ?s) {}'),
        ({"content-type": "Application/SPARQL-Query"}, 'SELECT ("é😀 +" AS ?s) {}'),
        (QUERY, '\ufeffSELECT ("é😀 +" AS ?s) {}'),
    ],
)
def test_posted_queries_come_through_whole(plain: httpx.Client, headers: dict[str, str], body: str) -> None:
    response = plain.post("/sparql", content=body.encode(), headers={**headers, "accept": JSON})
    assert response.status_code == 200, response.text
    assert response.json()["results"]["bindings"][0]["s"]["value"] == "é😀 +"


def test_a_query_in_the_address_comes_through_whole(plain: httpx.Client) -> None:
    assert values(plain, 'SELECT ("é😀" AS ?s) {}') == ["é😀"]
    assert plain.get("/sparql?query=ASK+%7B+FILTER(1%2B1%3D2)+%7D", headers={"accept": JSON}).json()["boolean"] is True


def test_long_queries_are_taken(plain: httpx.Client) -> None:
    assert ask(plain, f'ASK {{ FILTER(STRLEN("{"x" * 6000}") > 1) }}').status_code == 200
    numbers = " ".join(f'"{number:09d}"' for number in range(10_000))
    assert plain.post("/sparql", content=f"ASK {{ VALUES ?x {{ {numbers} }} }}", headers=QUERY).status_code == 200


def test_the_graphs_that_a_request_names_are_what_is_asked(plain: httpx.Client) -> None:
    update(plain, THREE)
    union = "ASK { <http://g/1> a ?t . <http://g/2> a ?t }"
    named = "ASK { GRAPH ?g1 { <http://g/1> a ?t } GRAPH ?g2 { <http://g/2> a ?t } FILTER NOT EXISTS { GRAPH ?g3 { <http://g/3> a ?t } } }"
    full = "ASK { <http://g/3> a ?t GRAPH ?g1 { <http://g/1> a ?t } FILTER NOT EXISTS { GRAPH ?g3 { <http://g/3> a ?t } } }"
    both = ["http://g/1", "http://g/2"]
    for query, dataset in (
        (union, {"default-graph-uri": both}),
        (named, {"named-graph-uri": both}),
        (full, {"default-graph-uri": ["http://g/3"], "named-graph-uri": both}),
    ):
        for response in (
            plain.get("/sparql", params={"query": query, **dataset}, headers={"accept": JSON}),
            plain.post("/sparql", content=query, params=dataset, headers={**QUERY, "accept": JSON}),
            plain.post("/sparql", data={"query": query, **dataset}, headers={"accept": JSON}),
            plain.post("/sparql", data={"query": query}, params=dataset, headers={"accept": JSON}),
        ):
            assert response.json()["boolean"] is True, query


def test_the_graphs_of_the_request_win_over_those_of_the_query(plain: httpx.Client) -> None:
    update(plain, THREE)
    query = "SELECT ?s FROM <http://g/2> { ?s a <http://e/D> }"
    assert values(plain, query, **{"default-graph-uri": "http://g/1"}) == ["http://g/1"]
    assert values(plain, query) == ["http://g/2"]


def test_named_graphs_alone_leave_the_default_graph_empty(plain: httpx.Client) -> None:
    update(plain, "INSERT DATA { <http://e/x> a <http://e/D> }")
    assert values(plain, "SELECT ?s { ?s a <http://e/D> }", **{"named-graph-uri": "http://g/1"}) == []
    assert values(plain, "SELECT ?s { ?s a <http://e/D> }", **{"default-graph-uri": "http://nowhere.example/"}) == []


def test_relative_names_are_relative_to_the_base_of_the_data(plain: httpx.Client) -> None:
    update(plain, "INSERT DATA { <http://e/s> <http://e/p> <state/IND> }")
    assert values(plain, "SELECT ?s { <http://e/s> <http://e/p> ?s }") == ["https://w3id.org/diplograph/id/state/IND"]
    assert holds(plain, "ASK { ?s ?p <state/IND> }")


@pytest.mark.parametrize(
    ("method", "address", "headers", "body", "status"),
    [
        ("PUT", "/sparql?query=ASK%20%7B%7D", FORM, "", 405),
        ("DELETE", "/sparql?query=ASK%20%7B%7D", {}, "", 405),
        ("GET", "/sparql?query=ASK%20%7B%7D&query=SELECT%20*%20%7B%7D", {}, "", 400),
        ("GET", "/sparql?query=", {}, "", 400),
        ("GET", "/sparql?query=ASK%20%7B", {}, "", 400),
        ("GET", "/sparql?update=CLEAR%20ALL", {}, "", 400),
        ("GET", "/sparql?query=SELECT%20*%20%7B%20%3Fs%20undeclared:y%20%3Fz%20%7D", {}, "", 400),
        ("POST", "/sparql", {"content-type": "text/plain"}, "ASK {}", 415),
        ("POST", "/sparql", {}, "query=ASK%20%7B%7D", 415),
        ("POST", "/sparql", {}, "ASK {}", 415),
        ("POST", "/sparql", {"content-type": "application/sparql-query; charset=UTF-16"}, "ASK {}".encode("utf-16"), 415),
        ("POST", "/sparql", QUERY, "ASK {}".encode("utf-16"), 400),
        ("POST", "/sparql", QUERY, "INSERT DATA { <http://e/a> <http://e/b> <http://e/c> }", 400),
        ("POST", "/sparql", FORM, "query=%ff%fe", 400),
        ("POST", "/sparql", FORM, "update=CLEAR%20ALL", 400),
    ],
)
def test_requests_that_the_protocol_does_not_know(
    plain: httpx.Client, method: str, address: str, headers: dict[str, str], body: str | bytes, status: int
) -> None:
    update(plain, "INSERT DATA { <http://e/a> <http://e/b> 1 }")
    assert problem(plain.request(method, address, headers=headers, content=body or None), status)["detail"]
    assert holds(plain, "ASK { <http://e/a> <http://e/b> 1 }")


def test_an_error_within_an_expression_fails_no_query(plain: httpx.Client) -> None:
    assert values(plain, "SELECT (1/0 AS ?s) {}") == []


def test_head_gives_the_head_alone(plain: httpx.Client) -> None:
    response = plain.head("/sparql", params={"query": "ASK {}"}, headers={"accept": JSON})
    assert response.status_code == 200
    assert kind(response) == JSON
    assert response.content == b""
    assert plain.head("/sparql", params={"query": "ASK {"}).status_code == 400


def test_an_answer_is_not_sent_twice_until_the_dataset_changes(plain: httpx.Client) -> None:
    first = ask(plain, "SELECT ?s { ?s ?p ?o }", JSON)
    unchanged = {"if-none-match": first.headers["etag"], "accept": JSON}
    again = plain.get("/sparql", params={"query": "SELECT ?s { ?s ?p ?o }"}, headers=unchanged)
    assert (again.status_code, again.content) == (304, b"")
    other = plain.get("/sparql", params={"query": "SELECT ?s { ?s ?p ?o }"}, headers={**unchanged, "accept": "text/csv"})
    assert other.status_code == 200
    update(plain, "INSERT DATA { <http://e/a> <http://e/b> 1 }")
    assert plain.get("/sparql", params={"query": "SELECT ?s { ?s ?p ?o }"}, headers=unchanged).status_code == 200


@pytest.mark.parametrize("encoding", ["gzip", "br"])
def test_large_answers_are_compressed_where_the_client_takes_it(plain: httpx.Client, encoding: str) -> None:
    query = "SELECT ?s { VALUES ?s { " + '"the same words" ' * 200 + "} }"
    parameters = {"query": query}
    response = plain.get("/sparql", params=parameters, headers={"accept": JSON, "accept-encoding": encoding})
    assert response.headers["content-encoding"] == encoding
    assert len(response.json()["results"]["bindings"]) == 200
    assert "accept-encoding" in response.headers["vary"].lower()
    assert "content-encoding" not in plain.get("/sparql", params=parameters, headers={"accept-encoding": "identity"}).headers


def test_pages_of_other_sites_may_read(plain: httpx.Client) -> None:
    other = {"origin": "http://other.example"}
    assert plain.get("/sparql", params={"query": "ASK {}"}, headers=other).headers["access-control-allow-origin"] == "*"
    wish = {**other, "access-control-request-method": "POST", "access-control-request-headers": "content-type"}
    preflight = plain.options("/sparql", headers=wish)
    assert preflight.status_code == 200
    assert preflight.headers["access-control-allow-origin"] == "*"


def test_without_a_query_the_service_describes_itself(plain: httpx.Client) -> None:
    sd = "http://www.w3.org/ns/sparql-service-description#"
    said = triples(plain.get("/sparql", headers={"accept": "text/turtle"}))
    endpoint = ox.NamedNode(str(plain.base_url.join("/sparql")))
    service = next(triple.subject for triple in said if triple.predicate == ox.NamedNode(sd + "endpoint") and triple.object == endpoint)
    assert any(triple.subject == service and triple.object == ox.NamedNode(sd + "Service") for triple in said)
    languages = {triple.object for triple in said if triple.predicate == ox.NamedNode(sd + "supportedLanguage")}
    assert languages == {ox.NamedNode(sd + "SPARQL11Query"), ox.NamedNode(sd + "SPARQL11Update")}
    assert sum(triple.predicate == ox.NamedNode(sd + "resultFormat") for triple in said) == 10
    assert kind(plain.get("/sparql", headers={"accept": "application/ld+json"})) == "application/ld+json"
    problem(plain.get("/sparql", headers={"accept": "image/png"}), 406)
