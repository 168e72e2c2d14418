"""The SPARQL 1.1 Graph Store HTTP Protocol, on a plain server and behind the gate."""

from __future__ import annotations

import httpx
import pyoxigraph as ox
import pytest

import diplograph
from diplograph.api.app import create_app
from tests.api.asking import TURTLE, holds, kind, problem, triples, update, values
from tests.api.serving import serving
from tests.samples import article, broken, extracted

GRAPH = {"graph": "http://www.example/gsp/person/1.ttl"}
ONE = "<http://e/a> <http://e/b> 1 ."
TWO = "<http://e/a> <http://e/b> 2 ."
BODIES = {
    "text/turtle": '<http://e/a> <http://e/b> "é" .',
    "application/n-triples": '<http://e/a> <http://e/b> "é" .',
    "application/trig": '<http://e/a> <http://e/b> "é" .',
    "application/n-quads": '<http://e/a> <http://e/b> "é" .',
    "application/rdf+xml": '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="http://e/a">'
    '<b xmlns="http://e/">é</b></rdf:Description></rdf:RDF>',
    "application/ld+json": '{"@id": "http://e/a", "http://e/b": "é"}',
}
ADDRESSES = [("/graphs", GRAPH), ("/graphs/person/1.ttl", {}), ("/graphs", {"default": ""})]


@pytest.mark.parametrize(("address", "name"), ADDRESSES)
def test_a_graph_is_made_read_replaced_extended_and_removed(plain: httpx.Client, address: str, name: dict[str, str]) -> None:
    whole = "default" in name
    assert plain.put(address, params=name, content=ONE, headers=TURTLE).status_code == (204 if whole else 201)
    response = plain.get(address, params=name, headers={"accept": "text/turtle"})
    assert [triple.object for triple in triples(response)] == [ox.Literal(1)]
    assert plain.put(address, params=name, content=TWO, headers=TURTLE).status_code == 204
    assert [triple.object for triple in triples(plain.get(address, params=name))] == [ox.Literal(2)]
    assert plain.post(address, params=name, content=ONE, headers=TURTLE).status_code == 204
    assert len(triples(plain.get(address, params=name))) == 2
    assert plain.delete(address, params=name).status_code == 204
    assert plain.get(address, params=name).status_code == (200 if whole else 404)
    assert plain.delete(address, params=name).status_code == (204 if whole else 404)


@pytest.mark.parametrize("media_type", BODIES)
def test_each_format_is_taken_and_given(plain: httpx.Client, media_type: str) -> None:
    assert plain.put("/graphs", params=GRAPH, content=BODIES[media_type].encode(), headers={"content-type": media_type}).status_code == 201
    assert values(plain, "SELECT ?s { GRAPH ?g { <http://e/a> <http://e/b> ?s } }") == ["é"]
    response = plain.get("/graphs", params=GRAPH, headers={"accept": media_type})
    assert kind(response) == media_type
    format = ox.RdfFormat.from_media_type(media_type)
    assert [quad.object for quad in ox.parse(response.content, format=format)] == [ox.Literal("é")]


def test_head_gives_the_head_alone(plain: httpx.Client) -> None:
    plain.put("/graphs", params=GRAPH, content=ONE, headers=TURTLE)
    response = plain.head("/graphs", params=GRAPH, headers={"accept": "text/turtle; charset=utf-8"})
    assert (response.status_code, kind(response), response.content) == (200, "text/turtle", b"")
    assert plain.head("/graphs", params={"graph": "http://g/none"}).status_code == 404


def test_a_graph_without_a_name_gets_one(plain: httpx.Client) -> None:
    made = plain.post("/graphs", content=ONE, headers=TURTLE)
    assert made.status_code == 201
    location = made.headers["location"]
    assert triples(plain.get("/graphs", params={"graph": location})) == triples(plain.get(location))


def test_files_of_a_form_are_added_together(plain: httpx.Client) -> None:
    plain.put("/graphs", params=GRAPH, content=ONE, headers=TURTLE)
    files = [
        ("first", ("first.ttl", "<http://e/f> <http://e/b> 1 . _:x <http://e/b> 2 .", "text/turtle; charset=utf-8")),
        ("second", ("second.nt", "_:x <http://e/b> <http://e/o> .", "application/octet-stream")),
    ]
    assert plain.post("/graphs", params=GRAPH, files=files).status_code == 204
    found = triples(plain.get("/graphs", params=GRAPH))
    assert len(found) == 4
    assert len({triple.subject for triple in found if isinstance(triple.subject, ox.BlankNode)}) == 2
    problem(plain.post("/graphs", params=GRAPH, content=b"--x\r\n", headers={"content-type": "multipart/form-data"}), 400)
    problem(plain.put("/graphs", params=GRAPH, files=files), 415)
    problem(plain.post("/graphs", params=GRAPH, files=[("picture", ("a.png", "x", "image/png"))]), 415)
    problem(plain.post("/graphs", params=GRAPH, data={"field": "x"}, files=files), 400)


def test_escapes_in_a_name_are_resolved_once(plain: httpx.Client) -> None:
    for address in ("/graphs?graph=http://g/%31.ttl", "/graphs?graph=http://g/%2531.ttl"):
        assert plain.put(address, content=ONE, headers=TURTLE).status_code == 201
        assert plain.get(address).status_code == 200
    assert values(plain, "SELECT ?s { GRAPH ?s {} }") == ["http://g/%31.ttl", "http://g/1.ttl"]


def test_blank_nodes_of_two_documents_stay_apart(plain: httpx.Client) -> None:
    for _ in range(2):
        plain.post("/graphs", params=GRAPH, content="_:x <http://e/b> 1 .", headers=TURTLE)
    assert len(triples(plain.get("/graphs", params=GRAPH))) == 2


def test_relative_names_are_relative_to_the_graph(plain: httpx.Client) -> None:
    plain.put("/graphs", params=GRAPH, content="<> <#p> <2.ttl> .", headers=TURTLE)
    assert values(plain, "SELECT ?s { GRAPH ?g { ?g ?p ?s } }") == ["http://www.example/gsp/person/2.ttl"]


@pytest.mark.parametrize(
    ("method", "address", "headers", "body", "status"),
    [
        ("PUT", "/graphs?graph=http://g/1", TURTLE, "<http://e/a> <http://e/b> ", 400),
        ("PUT", "/graphs?graph=http://g/1", {"content-type": "image/png"}, "x", 415),
        ("PUT", "/graphs?graph=http://g/1", {}, ONE, 415),
        ("PUT", "/graphs?graph=http://g/1", {"content-type": "application/trig"}, f"<http://g/2> {{ {ONE} }}", 400),
        ("PUT", "/graphs?graph=http://g/1", TURTLE, b"\xff\xfe", 400),
        ("PUT", "/graphs?graph=relative", TURTLE, ONE, 400),
        ("PUT", "/graphs", TURTLE, ONE, 400),
        ("GET", "/graphs", {}, "", 400),
        ("GET", "/graphs?default&graph=http://g/1", {}, "", 400),
        ("GET", "/graphs/a?graph=http://g/1", {}, "", 400),
        ("GET", "/graphs?graph=http://g/1", {"accept": "text/csv"}, "", 406),
        ("GET", "/graphs?graph=http://g/none", {}, "", 404),
        ("PATCH", "/graphs?graph=http://g/1", TURTLE, ONE, 405),
    ],
)
def test_requests_that_change_nothing(
    plain: httpx.Client, method: str, address: str, headers: dict[str, str], body: str | bytes, status: int
) -> None:
    plain.put("/graphs", params={"graph": "http://g/1"}, content=ONE, headers=TURTLE)
    problem(plain.request(method, address, headers=headers, content=body or None), status)
    assert len(triples(plain.get("/graphs", params={"graph": "http://g/1"}))) == 1


def test_tags_tell_whether_the_dataset_has_changed(plain: httpx.Client) -> None:
    plain.put("/graphs", params=GRAPH, content=ONE, headers=TURTLE)
    tag = plain.get("/graphs", params=GRAPH).headers["etag"]
    assert plain.get("/graphs", params=GRAPH, headers={"if-none-match": tag}).status_code == 304
    assert plain.put("/graphs", params=GRAPH, content=TWO, headers={**TURTLE, "if-match": tag}).status_code == 204
    assert plain.get("/graphs", params=GRAPH, headers={"if-none-match": tag}).status_code == 200
    for method in ("PUT", "POST", "DELETE"):
        problem(plain.request(method, "/graphs", params=GRAPH, content=ONE, headers={**TURTLE, "if-match": tag}), 412)
    assert [triple.object for triple in triples(plain.get("/graphs", params=GRAPH))] == [ox.Literal(2)]


def test_an_empty_document_leaves_no_graph(plain: httpx.Client) -> None:
    plain.put("/graphs", params=GRAPH, content=ONE, headers=TURTLE)
    assert plain.put("/graphs", params=GRAPH, content="", headers=TURTLE).status_code == 204
    assert plain.get("/graphs", params=GRAPH).status_code == 404


def test_with_the_gate_a_graph_is_validated_and_the_events_follow(database: diplograph.Database) -> None:
    name = database.find_article("talks.txt").value
    other = extracted(article("other.txt", "More talks"))
    graph = database.iris.article(other.article.key)
    with serving(create_app(diplograph.Settings(auth=False, writable=True), database)) as client:
        document = other.graph.serialize(format="turtle").encode()
        assert client.put("/graphs", params={"graph": graph}, content=document, headers=TURTLE).status_code == 201
        assert values(client, "SELECT ?s { ?e a dg:Meeting . ?e dg:report ?s }") == sorted(
            values(client, "SELECT ?s { GRAPH ?g { ?s a dg:Meeting } }")
        )
        bad = broken(article("third.txt", "Third")).graph.serialize(format="turtle").encode()
        third = {"graph": database.iris.article("third")}
        assert problem(client.put("/graphs", params=third, content=bad, headers=TURTLE), 422)["report"]
        assert client.get("/graphs", params=third).status_code == 404
        assert holds(client, f"ASK {{ GRAPH <{database.iris.quarantine_graph}> {{ ?entry dcterms:isVersionOf <{third['graph']}> }} }}")
        for protected in ({"default": ""}, {"graph": database.iris.index_graph}, {"graph": "https://w3id.org/diplograph/ontology"}):
            for method in ("PUT", "POST", "DELETE"):
                problem(client.request(method, "/graphs", params=protected, content=ONE, headers=TURTLE), 403)
        problem(client.put("/graphs", params={"graph": "http://g/1"}, content="[] <http://e/b> 1 .", headers=TURTLE), 403)
        assert client.delete("/graphs", params={"graph": graph}).status_code == 204
        assert values(client, "SELECT ?s { ?e a dg:Meeting . ?e dg:report ?s }") == values(
            client, f"SELECT ?s {{ GRAPH <{name}> {{ ?s a dg:Meeting }} }}"
        )
        problem(update(client, "CLEAR ALL"), 403)
    assert not database.rebuild()
