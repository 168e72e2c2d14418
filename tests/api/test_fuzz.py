"""Requests that nobody would think of: made from the server's description, and made of nothing but noise. None is answered with 500."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

import httpx
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, given
from hypothesis import settings as bounds
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance

import diplograph
from diplograph.api.app import create_app
from tests.api.serving import serving
from tests.samples import article, extracted

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
BOUNDED = bounds(deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def server() -> Iterator[httpx.Client]:
    """A server of one article that takes whatever is written."""
    with diplograph.open("memory:") as database:
        found = extracted(article())
        database.store_extracted(found, database.pipeline.validator.validate(found.graph))
        # Nobody is asked for the addresses that are made up here.
        settings = diplograph.Settings(auth=False, writable=True, max_request_bytes=200_000, fetch_for_clients=False)
        with serving(create_app(settings, database)) as client:
            yield client


def test_what_the_description_allows_is_answered_as_it_says(server: httpx.Client) -> None:
    description = schemathesis.openapi.from_url(f"{server.base_url}/openapi.json")
    seen, session = set(), requests.Session()
    for result in description.get_all_operations():
        assert isinstance(result, Ok)
        operation = result.ok()
        seen.add(operation.path)

        @given(case=operation.as_strategy())
        # What writes and takes bodies is tried more often than what reads by the same few conditions.
        @bounds(BOUNDED, max_examples=8 if operation.method == "get" else 15)
        def answers(case: schemathesis.Case[Any]) -> None:
            case.call_and_validate(checks=CHECKS, session=session)

        answers()
    session.close()
    assert {"/sparql", "/update", "/graphs", "/graphs/{path}", "/validate", "/articles", "/health"} <= seen


TEXTS = st.sampled_from(
    [
        "ASK {}",
        "SELECT * { ?s ?p ?o } LIMIT 3",
        "CONSTRUCT WHERE { ?s ?p ?o }",
        "DESCRIBE <http://e/>",
        "INSERT DATA { GRAPH <http://e/g> { <http://e/a> <http://e/b> 1 } }",
        "DELETE WHERE { GRAPH <http://e/g> { ?s ?p ?o } }",
        "INSERT { ?s ?p ?o } WHERE { ?s ?p ?o } ; LOAD SILENT <x:y>",
        "<http://e/a> <http://e/b> 1 .",
        "\\u0041SK{}",
        "{" * 50,
        "PREFIX",
    ]
)
ANY_TEXT = st.one_of(TEXTS, st.text(max_size=60), st.builds(lambda one, other: one + other, TEXTS, st.text(max_size=20)))
BODIES = st.one_of(
    ANY_TEXT.map(lambda text: text.encode("utf-8", "replace")),
    ANY_TEXT.map(lambda text: text.encode("utf-16", "replace")),
    st.builds(
        lambda name, text: urlencode({name: text.encode("utf-8", "replace")}).encode(), st.sampled_from(["query", "update"]), ANY_TEXT
    ),
    st.binary(max_size=200),
)
MEDIA_TYPES = st.sampled_from(
    [
        "application/sparql-query", "application/sparql-update", "application/x-www-form-urlencoded", "multipart/form-data",
        "multipart/form-data; boundary=x", "text/turtle", "application/trig", "application/rdf+xml", "application/ld+json", "text/html",
        "text/plain; charset=utf-16", "application/json", "*/*", "text/*;q=0.5, application/*;q=0", "nonsense", "", ";;;=,",
    ]
)  # fmt: skip
VALUES = st.one_of(MEDIA_TYPES, st.text(st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=30))
HEADERS = st.dictionaries(
    st.sampled_from(
        [
            "accept",
            "content-type",
            "if-match",
            "if-none-match",
            "origin",
            "accept-encoding",
            "authorization",
            "access-control-request-method",
        ]
    ),
    VALUES,
    max_size=4,
)
PARAMETERS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "query",
                "update",
                "default-graph-uri",
                "named-graph-uri",
                "using-graph-uri",
                "graph",
                "default",
                "timeout",
                "limit",
                "cursor",
                "x",
            ]
        ),
        st.one_of(ANY_TEXT, st.just("http://e/g")),
    ),
    max_size=3,
)
PATHS = st.one_of(
    st.sampled_from(
        [
            "/sparql",
            "/update",
            "/graphs",
            "/graphs/a/b",
            "/validate",
            "/events",
            "/actors",
            "/articles",
            "/id/state/IND",
            "/data/a",
            "/metrics",
            "/",
        ]
    ),
    st.text(max_size=20).map(lambda text: "/graphs/" + quote(text.encode("utf-8", "replace"), safe="")),
)
METHODS = st.sampled_from(["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "SPARQL"])


HOSTS = st.one_of(st.just("127.0.0.1"), st.sampled_from(["[", "[::1]:80", "a b", "x:y:z", "http://x", ""]), VALUES)


@given(method=METHODS, path=PATHS, parameters=PARAMETERS, host=HOSTS, headers=HEADERS, body=BODIES)
@bounds(BOUNDED, max_examples=200)
def test_noise_is_answered_with_a_problem(
    server: httpx.Client, method: str, path: str, parameters: list[tuple[str, str]], host: str, headers: dict[str, str], body: bytes
) -> None:
    connection = http.client.HTTPConnection(server.base_url.host, server.base_url.port, timeout=30)
    try:
        encoded = urlencode([(name, value.encode("utf-8", "replace")) for name, value in parameters])
        connection.putrequest(method, f"{path}?{encoded}" if encoded else path, skip_host=True, skip_accept_encoding=True)
        for name, value in {"host": host, **headers, "content-length": str(len(body))}.items():
            connection.putheader(name, value.encode("latin-1"))
        connection.endheaders(body)
        response = connection.getresponse()
        data = response.read()
    finally:
        connection.close()
    assert response.status < 500, data
    if response.status >= 400 and method not in ("HEAD", "OPTIONS") and response.headers.get("content-encoding") is None:
        assert json.loads(data)["status"] == response.status
        assert response.headers["content-type"] == "application/problem+json"
