"""SPARQL over HTTP: the ways to ask, the formats of answers, and the problems."""

from __future__ import annotations

import threading

import httpx
import pyoxigraph as ox
import pytest

from diplograph.store.formats import BINDINGS_FORMATS, GRAPH_FORMATS, format_named, names

SELECT = "SELECT ?label { ?event a dg:Meeting ; rdfs:label ?label }"
LABEL = "India and Canada meet in Ottawa"


def labels(response: httpx.Response) -> list[str]:
    assert response.status_code == 200, response.text
    return [row["label"]["value"] for row in response.json()["results"]["bindings"]]


def problem(response: httpx.Response, status: int) -> dict[str, object]:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    document: dict[str, object] = response.json()
    assert document["status"] == status
    assert {"type", "title", "detail"} <= set(document)
    return document


def test_the_three_ways_to_ask(client: httpx.Client) -> None:
    assert labels(client.get("/sparql", params={"query": SELECT})) == [LABEL]
    assert labels(client.post("/sparql", data={"query": SELECT})) == [LABEL]
    assert labels(client.post("/sparql", content=SELECT, headers={"content-type": "application/sparql-query; charset=utf-8"})) == [LABEL]


@pytest.mark.parametrize("name", names(BINDINGS_FORMATS).split(", "))
def test_rows_in_each_format(client: httpx.Client, name: str) -> None:
    chosen = format_named(name)
    response = client.get("/sparql", params={"query": SELECT}, headers={"accept": chosen.media_type})
    assert response.headers["content-type"].partition(";")[0] == chosen.media_type
    assert LABEL in response.text


@pytest.mark.parametrize("name", names(GRAPH_FORMATS).split(", "))
def test_triples_in_each_format(client: httpx.Client, name: str) -> None:
    chosen = format_named(name)
    query = "CONSTRUCT { ?event rdfs:label ?label } WHERE { ?event a dg:Meeting ; rdfs:label ?label }"
    response = client.get("/sparql", params={"query": query}, headers={"accept": chosen.media_type})
    assert response.headers["content-type"].partition(";")[0] == chosen.media_type
    assert isinstance(chosen.engine, ox.RdfFormat)
    (quad,) = ox.parse(response.content, format=chosen.engine)
    assert isinstance(quad.object, ox.Literal)
    assert quad.object.value == LABEL


def test_a_dataset_of_the_protocol_is_what_is_asked(client: httpx.Client) -> None:
    query = "SELECT (COUNT(*) AS ?label) { ?s a dg:Event }"
    assert labels(client.get("/sparql", params={"query": query})) == ["2"]
    ontology = {"query": query, "default-graph-uri": "https://w3id.org/diplograph/ontology"}
    assert labels(client.get("/sparql", params=ontology)) == ["0"]
    assert labels(client.post("/sparql", data=ontology)) == ["0"]
    headers = {"content-type": "application/sparql-query"}
    address = {"default-graph-uri": "https://w3id.org/diplograph/ontology"}
    assert labels(client.post("/sparql", content=query, params=address, headers=headers)) == ["0"]


def test_a_bad_query_is_answered_with_its_place(client: httpx.Client) -> None:
    document = problem(client.get("/sparql", params={"query": "SELECT *\n{ ?s ?p"}), 400)
    assert document["line"] == 2
    assert isinstance(document["column"], int)


@pytest.mark.parametrize(
    "parameters",
    [{"query": [SELECT, SELECT]}, {"update": "CLEAR ALL"}, {"query": ""}, {"query": SELECT, "default-graph-uri": "no iri"}],
)
def test_what_is_no_query_is_refused(client: httpx.Client, parameters: dict[str, str | list[str]]) -> None:
    problem(client.get("/sparql", params=parameters), 400)
    problem(client.post("/sparql", data=parameters), 400)


def test_a_query_that_reaches_out_is_refused(client: httpx.Client) -> None:
    document = problem(client.get("/sparql", params={"query": "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }"}), 400)
    assert "SERVICE" in str(document["detail"])


def test_updates_are_not_taken_for_queries(client: httpx.Client) -> None:
    problem(client.post("/sparql", data={"query": "CLEAR ALL"}), 400)
    assert labels(client.get("/sparql", params={"query": SELECT})) == [LABEL]


def test_formats_that_cannot_be_had(client: httpx.Client) -> None:
    problem(client.get("/sparql", params={"query": SELECT}, headers={"accept": "image/png"}), 406)
    problem(client.get("/sparql", params={"query": SELECT}, headers={"accept": "text/turtle"}), 406)


def test_bodies_of_the_wrong_kind(client: httpx.Client) -> None:
    problem(client.post("/sparql", content="x", headers={"content-type": "text/plain"}), 415)
    problem(client.post("/sparql", content="x"), 415)
    query = {"content-type": "application/sparql-query"}
    problem(client.post("/sparql", content="", headers=query), 400)
    problem(client.post("/sparql", content=b"\xff\xfe", headers=query), 400)
    problem(client.post("/sparql", content="#" * 20_001, headers=query), 413)
    problem(client.post("/sparql", content=iter([b"#" * 15_000, b"#" * 15_000]), headers=query), 413)


def test_routes_and_methods_that_do_not_exist(client: httpx.Client) -> None:
    problem(client.get("/nothing"), 404)
    problem(client.delete("/sparql"), 405)


def test_many_at_once_are_all_answered(client: httpx.Client) -> None:
    answers: list[list[str]] = []
    threads = [threading.Thread(target=lambda: answers.append(labels(client.get("/sparql", params={"query": SELECT})))) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [[LABEL]] * 16


def test_the_place_of_an_error_is_one_of_the_text_that_was_sent(client: httpx.Client) -> None:
    document = problem(client.get("/sparql", params={"query": "SELECT (GROUP_CONCAT(?x) AS ?y) { ?s ?p ] }"}), 400)
    assert (document["line"], document["column"]) == (1, 43)
    plain = "SELECT (GROUP_CONCAT(?x) AS ?label) { VALUES ?x { 'a'@en 'b'@en } }"
    assert client.get("/sparql", params={"query": plain}).json()["results"]["bindings"] == [{"label": {"type": "literal", "value": "a b"}}]
