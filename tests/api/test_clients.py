"""The clients that people have already, unchanged: SPARQLWrapper, rdflib's SPARQL stores, curl."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import httpx
import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore, SPARQLUpdateStore
from SPARQLWrapper import JSON, POST, TURTLE, XML, SPARQLWrapper

from tests.api.asking import holds, values

EX = rdflib.Namespace("http://e/")


@pytest.fixture
def address(plain: httpx.Client) -> str:
    """Where the plain server is."""
    return str(plain.base_url).rstrip("/")


def test_sparqlwrapper(plain: httpx.Client, address: str) -> None:
    writer = SPARQLWrapper(f"{address}/update")
    writer.setMethod(POST)
    writer.setQuery("INSERT DATA { <http://e/a> <http://e/b> 'é' }")
    writer.query()
    reader = SPARQLWrapper(f"{address}/sparql")
    reader.setQuery("SELECT ?o { <http://e/a> ?p ?o }")

    def answer(format: str) -> Any:
        reader.setReturnFormat(format)
        return reader.queryAndConvert()

    assert answer(JSON)["results"]["bindings"][0]["o"]["value"] == "é"
    assert "é" in answer(XML).toxml()
    reader.setMethod(POST)
    reader.setQuery("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
    assert "é" in answer(TURTLE).decode()


def test_rdflib_stores(plain: httpx.Client, address: str) -> None:
    writing = rdflib.Dataset(SPARQLUpdateStore(f"{address}/sparql", f"{address}/update"))
    graph = writing.graph(EX.g)
    graph.add((EX.a, EX.b, rdflib.Literal("é", lang="fr")))
    graph.add((EX.a, EX.b, rdflib.Literal(2)))
    graph.remove((EX.a, EX.b, rdflib.Literal(2)))
    assert holds(plain, 'ASK { GRAPH <http://e/g> { <http://e/a> <http://e/b> "é"@fr } }')
    for method in ("GET", "POST", "POST_FORM"):
        reading = rdflib.Graph(SPARQLStore(f"{address}/sparql", method=method), identifier=EX.g)
        assert list(reading.objects(EX.a, EX.b)) == [rdflib.Literal("é", lang="fr")]
        assert [row.o for row in reading.query("SELECT ?o { ?s ?p ?o }")] == [rdflib.Literal("é", lang="fr")]  # type: ignore[union-attr]


def test_curl(plain: httpx.Client, address: str, tmp_path: Path) -> None:
    curl = shutil.which("curl")
    if curl is None:
        pytest.skip("curl is not installed")

    def run(*options: str) -> str:
        done = subprocess.run([curl, "-sS", "--fail-with-body", *options], check=True, capture_output=True, text=True)
        return done.stdout

    document = tmp_path / "more.ttl"
    document.write_text("<http://e/c> <http://e/b> 3 .\n", encoding="utf-8")
    run(
        "-X",
        "PUT",
        "-H",
        "Content-Type: text/turtle",
        "--data-binary",
        "<http://e/a> <http://e/b> 1 .",
        f"{address}/graphs?graph=http://g/1",
    )
    run("-T", str(document), "-H", "Content-Type: text/turtle", f"{address}/graphs/more")
    run("-F", f"file=@{document}", f"{address}/graphs?graph=http://g/1")
    run("--data-urlencode", "update=INSERT DATA { <http://e/d> <http://e/b> 4 }", f"{address}/update")
    assert values(plain, "SELECT ?s { GRAPH <http://g/1> { ?s ?p ?o } }") == ["http://e/a", "http://e/c"]
    answer = run(
        "-G", "--compressed", "--data-urlencode", "query=SELECT ?s { ?s ?p ?o }", "-H", "Accept: application/json", f"{address}/sparql"
    )
    assert [row["s"]["value"] for row in json.loads(answer)["results"]["bindings"]] == ["http://e/d"]
