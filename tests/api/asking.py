"""What tests of the protocols share: short ways to ask, to change, and to read answers."""

from __future__ import annotations

import httpx
import pyoxigraph as ox

QUERY = {"content-type": "application/sparql-query"}
UPDATE = {"content-type": "application/sparql-update"}
TURTLE = {"content-type": "text/turtle"}
JSON = "application/sparql-results+json"
ROWS = (JSON, "application/sparql-results+xml", "text/csv", "text/tab-separated-values")


def update(client: httpx.Client, text: str, **parameters: str | list[str]) -> httpx.Response:
    """The answer to an update."""
    return client.post("/update", content=text, params=parameters, headers=UPDATE)


def values(client: httpx.Client, query: str, name: str = "s", **parameters: str | list[str]) -> list[str]:
    """The values of a variable, sorted."""
    response = client.get("/sparql", params={"query": query, **parameters}, headers={"accept": JSON})
    assert response.status_code == 200, response.text
    return sorted(row[name]["value"] for row in response.json()["results"]["bindings"] if name in row)


def holds(client: httpx.Client, query: str) -> bool:
    """The answer to an ASK."""
    response = client.get("/sparql", params={"query": query}, headers={"accept": JSON})
    assert response.status_code == 200, response.text
    answer: bool = response.json()["boolean"]
    return answer


def kind(response: httpx.Response) -> str:
    """The media type of an answer."""
    return str(response.headers.get("content-type", "")).partition(";")[0]


def triples(response: httpx.Response) -> list[ox.Triple]:
    """The triples of an answer in N-Triples or Turtle."""
    assert response.status_code == 200, response.text
    return [quad.triple for quad in ox.parse(response.content, format=ox.RdfFormat.TURTLE)]


def problem(response: httpx.Response, status: int) -> dict[str, object]:
    """The problem document of an answer of that status."""
    assert response.status_code == status, response.text
    assert kind(response) == "application/problem+json"
    document: dict[str, object] = response.json()
    assert document["status"] == status
    assert {"type", "title", "detail"} <= set(document)
    return document
