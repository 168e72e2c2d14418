"""SPARQL updates by the SPARQL 1.1 Protocol, on a plain server and behind the gate."""

from __future__ import annotations

from urllib.parse import urlencode

import httpx
import pytest

import diplograph
from diplograph.api.app import create_app
from tests.api.asking import UPDATE, holds, problem, update, values
from tests.api.serving import serving

FORM = {"content-type": "application/x-www-form-urlencoded"}
TWO = """DROP ALL ; INSERT DATA {
  GRAPH <http://g/1> { <http://g/1> a <http://e/D> }
  GRAPH <http://g/2> { <http://g/2> a <http://e/D> }
  GRAPH <http://g/3> { <http://g/3> a <http://e/D> } }"""
COPY = """INSERT { GRAPH <http://g/new> { ?s <http://e/in> ?g } }
WHERE { { ?s a <http://e/D> BIND('default' AS ?g) } UNION { GRAPH ?g { ?s a <http://e/D> } } }"""


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        (UPDATE, 'INSERT DATA { <http://e/a> <http://e/b> "é😀" }'),
        ({"content-type": "application/sparql-update; charset=utf-8"}, 'INSERT DATA { <http://e/a> <http://e/b> "é😀" }'),
        (FORM, urlencode({"update": 'INSERT DATA { <http://e/a> <http://e/b> "é😀" }'})),
    ],
)
def test_the_ways_to_change(plain: httpx.Client, headers: dict[str, str], body: str) -> None:
    response = plain.post("/update", content=body.encode(), headers=headers)
    assert (response.status_code, response.content) == (204, b"")
    assert holds(plain, 'ASK { ?s ?p "é😀" }')


@pytest.mark.parametrize(
    ("parameters", "found"),
    [
        ({"using-graph-uri": ["http://g/1"]}, {"http://g/1 default"}),
        ({"using-graph-uri": ["http://g/1", "http://g/2"]}, {"http://g/1 default", "http://g/2 default"}),
        ({"using-named-graph-uri": ["http://g/1", "http://g/2"]}, {"http://g/1 http://g/1", "http://g/2 http://g/2"}),
        ({"using-graph-uri": ["http://g/1"], "using-named-graph-uri": ["http://g/2"]}, {"http://g/1 default", "http://g/2 http://g/2"}),
    ],
)
def test_the_graphs_that_a_request_names_are_what_its_update_reads(
    plain: httpx.Client, parameters: dict[str, list[str]], found: set[str]
) -> None:
    read = 'SELECT (CONCAT(STR(?a), " ", STR(?b)) AS ?s) { GRAPH <http://g/new> { ?a <http://e/in> ?b } }'
    assert update(plain, f"{TWO} ; {COPY}", **parameters).status_code == 204
    assert set(values(plain, read)) == found
    # The same as a form, whose fields may name the graphs as well.
    assert plain.post("/update", data={"update": f"{TWO} ; {COPY}", **parameters}).status_code == 204
    assert set(values(plain, read)) == found


def test_delete_where_reads_the_graphs_of_the_request(plain: httpx.Client) -> None:
    update(
        plain,
        "INSERT DATA { <http://e/a> a <http://e/D> . <http://e/b> a <http://e/D> GRAPH <http://g/1> { <http://e/a> a <http://e/D> } }",
    )
    assert update(plain, "DELETE WHERE { ?s a <http://e/D> }", **{"using-graph-uri": "http://g/1"}).status_code == 204
    assert values(plain, "SELECT ?s { ?s a <http://e/D> }") == ["http://e/b"]


@pytest.mark.parametrize(
    ("method", "address", "headers", "body", "status"),
    [
        ("GET", "/update?update=CLEAR%20ALL", {}, "", 405),
        ("POST", "/update", FORM, "update=CLEAR%20NAMED&update=CLEAR%20DEFAULT", 400),
        ("POST", "/update", FORM, "query=CLEAR%20ALL", 400),
        ("POST", "/update", FORM, "update=CLEAR%20XYZ", 400),
        ("POST", "/update", {"content-type": "text/plain"}, "CLEAR ALL", 415),
        ("POST", "/update", {}, "update=CLEAR%20ALL", 415),
        ("POST", "/update", {"content-type": "application/sparql-update; charset=UTF-16"}, "CLEAR ALL".encode("utf-16"), 415),
        ("POST", "/update", UPDATE, "INSERT DATA { <http://e/a> <http://e/b> }", 400),
        ("POST", "/update", UPDATE, "ASK {}", 400),
        ("POST", "/update?using-graph-uri=http://g/1", UPDATE, "WITH <http://g/2> DELETE { ?s ?p 1 } WHERE { ?s ?p 1 }", 400),
        ("POST", "/update?using-graph-uri=http://g/1", UPDATE, "DELETE { ?s ?p 1 } USING <http://g/2> WHERE { ?s ?p 1 }", 400),
        ("POST", "/update?using-graph-uri=no%20iri", UPDATE, "DELETE { ?s ?p 1 } WHERE { ?s ?p 1 }", 400),
        ("POST", "/update?using-graph-uri=http://g/1", UPDATE, "DELETE { ?s ?p 1 } \\u0057HERE { ?s ?p 1 }", 400),
        ("POST", "/update", UPDATE, "CLEAR DEFAULT ; LOAD <http://127.0.0.1:9/none.ttl>", 400),
        ("POST", "/update", UPDATE, "LOAD <file:///etc/hostname>", 400),
    ],
)
def test_requests_that_change_nothing(
    plain: httpx.Client, method: str, address: str, headers: dict[str, str], body: str | bytes, status: int
) -> None:
    update(plain, "INSERT DATA { <http://e/a> <http://e/b> 1 }")
    problem(plain.request(method, address, headers=headers, content=body or None), status)
    assert values(plain, "SELECT ?s { ?s ?p ?o }") == ["http://e/a"]


def test_a_silent_load_does_nothing(plain: httpx.Client) -> None:
    text = "LOAD SILENT <file:///etc/hostname> INTO GRAPH <http://g/1> ; INSERT DATA { <http://e/a> <http://e/b> 1 }"
    assert update(plain, text).status_code == 204
    assert values(plain, "SELECT ?s { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }") == ["http://e/a"]


def test_what_was_written_is_read_at_once(plain: httpx.Client) -> None:
    for number in range(5):
        update(plain, f"INSERT DATA {{ <http://e/a> <http://e/n> {number} }}")
        assert holds(plain, f"ASK {{ <http://e/a> <http://e/n> {number} }}")


def test_an_update_meant_for_an_older_state_is_refused(plain: httpx.Client) -> None:
    state = plain.get("/sparql", params={"query": "ASK {}"}).headers["etag"]
    matching = {**UPDATE, "if-match": state}
    assert plain.post("/update", content="INSERT DATA { <http://e/a> <http://e/b> 1 }", headers=matching).status_code == 204
    problem(plain.post("/update", content="INSERT DATA { <http://e/a> <http://e/b> 2 }", headers=matching), 412)
    assert values(plain, "SELECT ?s { ?a ?b ?s }") == ["1"]
    either = {**UPDATE, "if-match": f"{state}, {plain.get('/sparql', params={'query': 'ASK {}'}).headers['etag']}"}
    assert plain.post("/update", content="CLEAR ALL", headers=either).status_code == 204


def test_other_sites_pages_cannot_write_through_a_browser_here(plain: httpx.Client) -> None:
    problem(plain.post("/update", data={"update": "CLEAR ALL"}, headers={"origin": "http://other.example"}), 403)
    problem(plain.post("/update", data={"update": "CLEAR ALL"}, headers={"host": "rebound.example"}), 403)
    own = f"http://{plain.base_url.netloc.decode()}"
    assert plain.post("/update", data={"update": "CLEAR ALL"}, headers={"origin": own}).status_code == 204


def test_a_server_takes_updates_only_when_told(database: diplograph.Database) -> None:
    before = database.state
    with serving(create_app(diplograph.Settings(auth=False), database)) as client:
        assert "--writable" in str(problem(update(client, "CLEAR ALL"), 403)["detail"])
        problem(client.put("/graphs", params={"graph": "http://g/1"}, content="", headers={"content-type": "text/turtle"}), 403)
    assert database.state == before


def test_with_the_gate_updates_change_graphs_of_sources_and_the_view_follows(database: diplograph.Database) -> None:
    article = database.find_article("talks.txt").value
    with serving(create_app(diplograph.Settings(auth=False, writable=True), database)) as client:
        headline = f'DELETE DATA {{ GRAPH <{article}> {{ <{article}> rdfs:label "India and Canada hold talks" }} }} ; '
        headline += f'INSERT DATA {{ GRAPH <{article}> {{ <{article}> rdfs:label "Talks in Ottawa" }} }}'
        assert update(client, headline).status_code == 204
        assert holds(client, f'ASK {{ <{article}> rdfs:label "Talks in Ottawa" . GRAPH <{article}> {{ <{article}> rdfs:label ?one }} }}')
        assert problem(update(client, "DELETE WHERE { ?e a dg:Meeting }"), 403)
        quotes = f"DELETE {{ GRAPH <{article}> {{ ?s dg:quote ?q }} }} WHERE {{ GRAPH <{article}> {{ ?s dg:quote ?q }} }}"
        report = problem(update(client, quotes), 422)["report"]
        assert isinstance(report, dict)
        assert report["conforms"] is False
        assert holds(client, f"ASK {{ GRAPH <{article}> {{ ?s dg:quote ?q }} }}")
    assert not database.rebuild()
