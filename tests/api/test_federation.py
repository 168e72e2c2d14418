"""Queries and updates that reach out to other servers: only to those that are named, and within limits."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest

import diplograph
from diplograph.api.app import create_app
from diplograph.errors import NotAllowed, RemoteFailed
from diplograph.store.reaching import Reach
from tests.api.asking import holds, problem, update, values
from tests.api.serving import serving

JSON = "application/sparql-results+json"


@contextmanager
def asking(*hosts: str, **options: Any) -> Iterator[httpx.Client]:
    """A client of a plain server that may reach the hosts."""
    settings = diplograph.Settings(store="memory:", writable=True, gate=False, auth=False, remote_hosts=hosts, **options)
    with diplograph.open("memory:") as opened, serving(create_app(settings, opened)) as client:
        update(client, "INSERT DATA { <http://e/a> <http://e/name> 'A' . <http://e/b> <http://e/name> 'B' }")
        yield client


@pytest.fixture(scope="module")
def other() -> Iterator[httpx.Client]:
    """A real SPARQL server beside it."""
    settings = diplograph.Settings(store="memory:", writable=True, gate=False, auth=False)
    with diplograph.open("memory:") as opened, serving(create_app(settings, opened)) as client:
        update(
            client,
            "INSERT DATA { <http://e/a> <http://e/knows> <http://e/b>, 'x\\\") } } ; DROP ALL #\\n'@en, 2 , true . _:b a <http://e/B> }",
        )
        yield client


@pytest.fixture(scope="module")
def near(other: httpx.Client) -> Iterator[httpx.Client]:
    """A client of a server that may ask the other one."""
    with asking(f"127.0.0.1:{other.base_url.port}") as client:
        yield client


def test_another_server_is_asked(near: httpx.Client, other: httpx.Client) -> None:
    url = f"{other.base_url}/sparql"
    found = values(near, f"SELECT ?s {{ <http://e/a> <http://e/name> 'A' . SERVICE <{url}> {{ <http://e/a> <http://e/knows> ?s }} }}")
    assert found == ["2", "http://e/b", "true", 'x") } } ; DROP ALL #\n']
    joined = f"{{ SERVICE SILENT <{url}> {{ ?x k:knows ?y }} ?y <http://e/name> ?s }}"
    assert values(near, f"PREFIX k: <http://e/> SELECT ?s {joined}") == ["B"]
    by_name = f"PREFIX x: <{other.base_url}/> SELECT ?s {{ ?x <http://e/name> ?s service x:sparql{{ ?x ?p 2 }} }}"
    assert values(near, by_name) == ["A"]
    assert values(near, f"BASE <{other.base_url}/> SELECT ?s {{ SERVICE <sparql> {{ ?x ?p 2, ?s }} OPTIONAL {{ ?s a ?x }} }}") == found
    assert not holds(near, f"ASK {{ SERVICE <{url}> {{ ?x <http://e/none> ?y }} }}")
    assert holds(near, f"ASK {{ SERVICE <{url}> {{ <http://e/a> <http://e/knows> 2 }} }}")
    nothing = f"SELECT ?s {{ ?x <http://e/name> ?s FILTER NOT EXISTS {{ SERVICE <{url}> {{ ?x <http://e/knows> ?y }} }} }}"
    assert values(near, nothing) == ["B"]


def test_an_answer_that_another_server_had_a_part_in_has_no_tag(near: httpx.Client, other: httpx.Client) -> None:
    query = f"ASK {{ SERVICE <{other.base_url}/sparql> {{ ?s ?p 2 }} }}"
    first = near.get("/sparql", params={"query": query})
    assert "etag" not in first.headers
    assert near.get("/sparql", params={"query": query}, headers={"if-none-match": "*"}).status_code == 200


@pytest.mark.parametrize(
    ("query", "status", "told"),
    [
        ("ASK { SERVICE <http://example.org/sparql> { ?s ?p ?o } }", 403, "DIPLOGRAPH_REMOTE_HOSTS"),
        ("ASK { SERVICE SILENT <http://127.0.0.1:1/sparql> { ?s ?p ?o } }", 403, "127.0.0.1 at port 1"),
        ("ASK { SERVICE <http://127.0.0.1@example.org:{port}/> { ?s ?p ?o } }", 403, "example.org"),
        ("ASK { SERVICE <http://localhost:{port}/sparql> { ?s ?p ?o } }", 403, "localhost"),
        ("ASK { SERVICE <http://2130706433:{port}/sparql> { ?s ?p ?o } }", 403, "2130706433"),
        ("ASK { SERVICE <ftp://127.0.0.1:{port}/sparql> { ?s ?p ?o } }", 403, "http://"),
        ("ASK { SERVICE <file:///etc/passwd> { ?s ?p ?o } }", 403, "http://"),
        ("ASK { SERVICE <http://127.0.0.1:99999999/> { ?s ?p ?o } }", 403, "no address"),
        ("ASK { SERVICE ?x { ?s ?p ?o } }", 400, "name the server by its IRI"),
        ("ASK { VALUES ?x { <http://127.0.0.1:{port}/sparql> } SERVICE SILENT ?x { ?s ?p ?o } }", 400, "name the server by its IRI"),
        ("PREFIX : <http://127.0.0.1:{port}/> ASK { SERVICE:sparql { ?s ?p ?o } }", 400, "not allowed"),
        ("PREFIX x: <http://127.0.0.1:{port}/> ASK { SERVICEx:sparql { ?s ?p ?o } }", 400, "not allowed"),
        ("ASK { VALUES ?a {1} FILTER(?a<2)SERVICE:sparql#>\n { ?s ?p ?o } }", 400, "not allowed"),
        ("ASK { \\u0053ERVICE <http://127.0.0.1:{port}/sparql> { ?s ?p ?o } }", 400, "not allowed"),
        ("ASK { SERVICE <http://127.0.0.1:{port}/sparql> { ?s ?p ?o", 400, "not closed"),
        ("ASK { SERVICE y:sparql { ?s ?p ?o } }", 400, "not declared"),
        ("ASK { " + "SERVICE <http://127.0.0.1:{port}/sparql> { ?s ?p ?o } " * 11 + "}", 400, "more than 10"),
        ("ASK { SERVICE <http://127.0.0.1:{port}/sparql> { ?s ?p } }", 502, "status 400"),
        ("ASK { SERVICE <http://127.0.0.1:{port}/nothing> { ?s ?p ?o } }", 502, "status 404"),
        ("ASK { SERVICE <http://127.0.0.1:{port}/sparql> { ?s a <http://e/B> } }", 502, "blank node"),
    ],
)
def test_what_may_not_be_asked_or_gives_no_answer(near: httpx.Client, other: httpx.Client, query: str, status: int, told: str) -> None:
    asked = query.replace("{port}", str(other.base_url.port))
    assert told in str(problem(near.post("/sparql", data={"query": asked}), status)["detail"])


def test_nothing_is_reached_unless_a_setting_names_it(plain: httpx.Client, other: httpx.Client) -> None:
    document = problem(plain.post("/sparql", data={"query": f"ASK {{ SERVICE <{other.base_url}/sparql> {{ ?s ?p ?o }} }}"}), 400)
    assert "DIPLOGRAPH_REMOTE_HOSTS" in str(document["detail"])
    assert (document["line"], document["column"]) == (1, 7)
    problem(update(plain, f"LOAD <{other.base_url}/graphs?default>"), 400)


def test_documents_are_loaded(near: httpx.Client, other: httpx.Client) -> None:
    url = f"{other.base_url}/graphs?default"
    assert (
        update(near, f"PREFIX g: <http://e/> LOAD <{url}> INTO GRAPH g:loaded ; INSERT DATA {{ <http://e/c> a <http://e/C> }}").status_code
        == 204
    )
    query = "SELECT ?s { GRAPH <http://e/loaded> { <http://e/a> <http://e/knows> ?s } }"
    assert values(near, query) == ["2", "http://e/b", "true", 'x") } } ; DROP ALL #\n']
    asked = f"SERVICE <{other.base_url}/sparql> {{ ?x <http://e/knows> ?y FILTER isIRI(?y) }}"
    copied = f"INSERT {{ GRAPH <http://e/copied> {{ ?x a ?y }} }} WHERE {{ {asked} }}"
    assert update(near, copied).status_code == 204
    assert values(near, "SELECT ?s { GRAPH <http://e/copied> { ?x a ?s } }") == ["http://e/b"]
    assert update(near, f"LOAD SILENT <{other.base_url}/nothing> ; LOAD <{url}>").status_code == 204
    assert holds(near, "ASK { <http://e/a> <http://e/knows> 2 }")
    assert "status 404" in str(problem(update(near, f"CLEAR ALL ; LOAD <{other.base_url}/nothing>"), 502)["detail"])
    problem(update(near, "LOAD <http://example.org/>"), 403)
    problem(update(near, "LOAD SILENT <http://example.org/>"), 403)
    problem(update(near, f"LOAD <{url}> INTO GRAPH <a b>"), 400)
    assert holds(near, "ASK { <http://e/c> a <http://e/C> }")


class Misbehaving(BaseHTTPRequestHandler):
    """A server that does at each path another thing that it should not do."""

    def do_POST(self) -> None:
        """Answers as its path says."""
        self.rfile.read(int(self.headers["content-length"]))
        match self.path:
            case "/redirect":
                self.head(302, location="http://example.org/")
            case "/endless":
                self.head(200)
                self.send(b" " * 65_536)
            case "/slow":
                self.head(200)
                self.send(b" ", pause=0.1)
            case "/slow-head":
                self.send(b"HTTP/1.0 200 OK\r\n", times=1)
                self.send(b"x-a: b\r\n", pause=0.1)
            case "/short":
                self.head(200, **{"content-length": "1000"})
                self.send(b"{}", times=1)
            case "/page":
                self.head(200, **{"content-type": "text/html"})
            case "/wrong":
                self.head(200)
                self.send(b'{"head":{"vars":["s"]},"results":', times=1)
            case "/yes":
                self.head(200)
                self.send(b'{"head":{},"boolean":true}', times=1)

    def head(self, status: int, **headers: str) -> None:
        """Begins an answer."""
        self.send_response(status)
        for name, value in {"content-type": JSON, **headers}.items():
            self.send_header(name, value)
        self.end_headers()

    def send(self, data: bytes, pause: float = 0, times: int = 2_000) -> None:
        """Goes on with it, until the other side has had enough."""
        try:
            for _ in range(times):
                self.wfile.write(data)
                self.wfile.flush()
                time.sleep(pause)
        except OSError:
            pass

    def log_message(self, *arguments: object) -> None:
        """Says nothing."""


@pytest.mark.parametrize(
    ("path", "status", "told"),
    [
        ("redirect", 502, "not followed"),
        ("endless", 502, "1,000,000 bytes"),
        ("slow", 503, "1 seconds"),
        ("slow-head", 503, "1 seconds"),
        ("short", 502, "IncompleteRead"),
        ("page", 502, "text/html"),
        ("wrong", 502, "cannot be read"),
        ("yes", 502, "yes or no"),
    ],
)
def test_a_server_that_misbehaves_does_no_harm(path: str, status: int, told: str) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), Misbehaving) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        host = f"127.0.0.1:{server.server_address[1]}"
        query = f"SELECT ?s {{ ?x <http://e/name> ?s SERVICE %s <http://{host}/{path}> {{ ?x ?y ?z }} }}"
        try:
            with asking(host, remote_bytes=1_000_000, query_timeout=1.0) as client:
                response = client.post("/sparql", data={"query": query % ""})
                document = problem(response, response.status_code)
                # What is late is told by whoever notices it first.
                assert (response.status_code, told in str(document["detail"])) == (status, True) or "1 seconds" in str(document["detail"])
                if status == 502:
                    assert values(client, query % "SILENT") == ["A", "B"]
        finally:
            server.shutdown()


def resolving(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> list[str]:
    """Lets every name be the addresses; gives back the list of names that are looked up from now on."""
    asked: list[str] = []

    def found(host: str, port: int, **_: object) -> list[tuple[int, int, int, str, tuple[str, int]]]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 0, "", (address, port)) for address in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", found)
    return asked


@pytest.mark.parametrize(
    "address",
    (
        "127.0.0.1 127.8.8.8 10.0.0.1 192.168.1.1 172.16.0.1 169.254.169.254 0.0.0.0 100.64.0.1 224.0.0.1 ::1 fe80::1%eth0 fd00::1 "
        "::ffff:127.0.0.1 64:ff9b::7f00:1 2002:7f00:1:: 2001::1 ::"
    ).split(),
)
def test_a_name_that_leads_to_a_private_address_is_refused(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    resolving(monkeypatch, "93.184.216.34", address)
    with pytest.raises(NotAllowed, match="names that address itself"):
        Reach(("example.org",)).fetch("http://example.org/", JSON)


def test_a_name_is_looked_up_once_and_what_was_found_is_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    connected: list[tuple[str, int]] = []

    def connect(address: tuple[str, int], **_: object) -> socket.socket:
        connected.append(address)
        raise ConnectionRefusedError

    asked = resolving(monkeypatch, "93.184.216.34")
    monkeypatch.setattr(socket, "create_connection", connect)
    for url in ("http://example.org/x", "https://EXAMPLE.org/"):
        with pytest.raises(RemoteFailed, match="ConnectionRefusedError"):
            Reach(("Example.org",)).fetch(url, JSON)
    assert (asked, connected) == (["example.org"] * 2, [("93.184.216.34", 80), ("93.184.216.34", 443)])
    for url in ("http://example.org:8080/", "http://a.example.org/", "http://example.org.evil.test/", "http://example.org./"):
        with pytest.raises(NotAllowed, match="queries may not reach"):
            Reach(("example.org",)).fetch(url, JSON)


def test_this_machine_is_reached_where_it_is_named(other: httpx.Client) -> None:
    port = other.base_url.port
    for host in ("localhost", "127.0.0.1"):
        kind, data = Reach((f"{host}:{port}",)).fetch(f"http://{host}:{port}/sparql", "text/turtle")
        assert (kind, b"sd:Service" in data) == ("text/turtle", True)
        with pytest.raises(NotAllowed):
            Reach((host,)).fetch(f"http://{host}:{port}/sparql", "text/turtle")
