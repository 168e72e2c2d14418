"""The command line and the server work on a remote store as they do on a folder."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

import diplograph
from diplograph.api.app import create_app
from diplograph.cli import app
from tests.api.serving import serving
from tests.conftest import CHECKOUT
from tests.store.servers import Server, union

SEED = str(CHECKOUT / "seeds" / "iran-saudi-beijing.html")


def run(*arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(app, list(arguments))
    assert result.exit_code == code, result.output
    return result.stdout


def commands(store: str, *options: str, folder: Path) -> list[str]:
    """What each command says of a dataset with one article, without where it is kept."""
    at = ("--store", store, *options)
    said = [run("load", SEED, *at), run("load", SEED, *at)]
    said += [run("query", "SELECT ?l { ?e a dg:Event ; rdfs:label ?l } ORDER BY ?l", "--format", "csv", *at)]
    said += [run("export", *at), run("export", "--dataset", "-o", str(folder / "all.nq"), *at)]
    said += sorted((folder / "all.nq").read_text().splitlines())
    counts = json.loads(run("stats", "--format", "json", *at))
    del counts["store"]
    return [*said, str(counts), run("remove", "iran-saudi-beijing.html", *at), run("export", *at)]


def test_every_command_says_the_same_of_a_server(tmp_path: Path) -> None:
    near = commands(str(tmp_path / "folder"), folder=tmp_path)
    with union(tmp_path) as server:
        address = str(httpx.URL(server.url).join("/update"))
        assert commands(server.url, "--update-url", address, "--view", "named", folder=tmp_path) == near
        run("stats", "--store", server.url, "--view", "default", code=2)


def test_an_article_on_a_server_is_explained(tmp_path: Path) -> None:
    with union(tmp_path) as server:
        run("load", SEED, "--store", server.url)
        assert "Iran" in run("explain", "iran-saudi-beijing.html", "--event", "1", "--store", server.url)


def _settings(server: Server) -> diplograph.Settings:
    return diplograph.Settings(store=server.url, auth=False)


def test_the_server_serves_a_remote_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIPLOGRAPH_VIEW", "named")
    with union(tmp_path) as server, diplograph.open(server.url) as database, serving(create_app(_settings(server), database)) as client:
        loaded = client.post("/articles", content=Path(SEED).read_bytes(), headers={"content-type": "text/html"})
        assert loaded.status_code == 201, loaded.text
        answer = client.get("/sparql", params={"query": "SELECT (COUNT(*) AS ?n) { ?e a dg:Event }"}, headers={"accept": "text/csv"})
        assert int(answer.text.split()[1]) == len(database.events()) > 0
        assert "etag" not in answer.headers
        assert client.get("/sparql", params={"query": "ASK { ?s ?p"}).status_code == 400
