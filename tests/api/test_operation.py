"""What the server says of itself: whether it lives and answers, what it counts and logs; and how it ends."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest
from prometheus_client.parser import text_string_to_metric_families

import diplograph
from diplograph.api.app import create_app
from diplograph.errors import ConfigurationError, StoreError
from tests.api.asking import problem, update
from tests.api.serving import serving

RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


def counts(client: httpx.Client) -> dict[str, float]:
    """What is counted, by name and labels."""
    families = text_string_to_metric_families(client.get("/metrics").text)
    samples = [sample for family in families for sample in family.samples]
    return {" ".join([sample.name, *sample.labels.values()]): sample.value for sample in samples}


def test_requests_queries_and_writes_are_counted(database: diplograph.Database) -> None:
    with serving(create_app(diplograph.Settings(auth=False, writable=True), database)) as client:
        for query in ("ASK {}", "SELECT ?s {}", "SELECT"):
            client.get("/sparql", params={"query": query})
        client.head("/sparql", params={"query": "ASK {}"})
        client.get("/nothing/at/all")
        update(client, "INSERT DATA { <http://e/a> <http://e/b> 1 }")
        found = counts(client)
        assert found["diplograph_http_requests_total GET /sparql 200"] == 2
        assert found["diplograph_http_requests_total GET /sparql 400"] == 1
        assert found["diplograph_http_requests_total GET none 404"] == 1
        assert found["diplograph_http_requests_total HEAD /sparql 200"] == 1
        assert found["diplograph_http_request_seconds_count /sparql"] == 4
        assert found["diplograph_http_sent_bytes_total /sparql"] > 100
        assert (found["diplograph_queries_total answered"], found["diplograph_queries_total QueryError"]) == (3, 1)
        assert found["diplograph_query_seconds_count"] == 4
        assert found["diplograph_writes_total update refused: NotAllowed"] == 1
        assert found["diplograph_store_quads"] == len(database.store)
        assert found["diplograph_store_commit"] == database.store.commit
        assert (found["diplograph_queries_running"], found["diplograph_queries_waiting"]) == (0, 0)


def test_two_servers_count_for_themselves(database: diplograph.Database) -> None:
    with serving(create_app(diplograph.Settings(), database)) as one, serving(create_app(diplograph.Settings(), database)) as other:
        one.get("/health")
        assert "diplograph_http_requests_total GET /health 200" not in counts(other)


def test_a_server_is_ready_when_it_answers(client: httpx.Client, database: diplograph.Database) -> None:
    assert client.get("/ready").json() == {"status": "ready"}

    def broken(*arguments: object, **named: object) -> None:
        raise StoreError("/secret/folder", "is damaged")

    database.store.query = broken  # type: ignore[assignment, method-assign]  # the disk goes away while the server runs
    assert "secret" not in str(problem(client.get("/ready"), 503))
    assert client.get("/health").status_code == 200


def test_each_request_is_a_line_of_the_access_log(database: diplograph.Database, tmp_path: Path) -> None:
    log = tmp_path / "access.jsonl"
    with serving(create_app(diplograph.Settings(access_log=str(log)), database)) as client:
        client.get("/sparql", params={"query": "ASK {}"})
        client.get("/sparql", params={"query": "ASK { }"})
        client.get("/sparql", params={"query": "ASK {}"})
        client.get("/nothing%22%0A")
    lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    assert [(line["method"], line["path"], line["status"]) for line in lines] == [("GET", "/sparql", 200)] * 3 + [
        ("GET", '/nothing"\n', 404)
    ]
    assert lines[0]["query"] == lines[2]["query"] != lines[1]["query"]
    assert "query" not in lines[3]
    assert all(line["seconds"] > 0 and line["bytes"] > 0 and line["client"] == "127.0.0.1" for line in lines)
    with pytest.raises(ConfigurationError):
        create_app(diplograph.Settings(access_log=str(tmp_path)), database)


@contextmanager
def served(folder: Path, *options: str) -> Iterator[tuple[subprocess.Popen[str], httpx.Client]]:
    """A server in a process of its own, and a client of it."""
    command = [sys.executable, "-m", "diplograph", "serve", "--port", "0", "--store", str(folder), *options]
    environment = {"PATH": "", "DIPLOGRAPH_SHUTDOWN_TIMEOUT": "2", "DIPLOGRAPH_ACCESS_LOG": "-"}
    with subprocess.Popen(
        command, stderr=subprocess.PIPE, text=True, env=environment, cwd=Path(diplograph.__file__).parent.parent
    ) as process:
        assert process.stderr is not None
        found = re.search(r"http://127\.0\.0\.1:\d+", process.stderr.readline())
        assert found is not None
        try:
            with httpx.Client(base_url=found[0], timeout=60, trust_env=False) as client:
                yield process, client
        finally:
            process.kill()


def test_a_server_that_is_told_to_end_ends_soon_whatever_runs(tmp_path: Path) -> None:
    with served(tmp_path / "store", "--writable", "--no-auth", "--no-gate") as (process, client):
        numbers = " ".join(f"<http://e/{number}> <http://e/p> {number} ." for number in range(300))
        assert update(client, f"INSERT DATA {{ {numbers} }}").status_code == 204
        answers: list[object] = []

        def ask() -> None:
            try:
                answers.append(client.get("/sparql", params={"query": RUNAWAY}).status_code)
            except httpx.HTTPError as error:
                answers.append(type(error))

        runaway = threading.Thread(target=ask)
        runaway.start()
        while not counts(client)["diplograph_queries_running"]:
            time.sleep(0.05)
        started = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) == 128 + signal.SIGTERM
        assert time.monotonic() - started < 20
        runaway.join()
        assert process.stderr is not None
        logged = process.stderr.read()
        assert answers == [503], logged
        assert "Traceback" not in logged
        assert '"path": "/update"' in logged
    with diplograph.open(str(tmp_path / "store"), read_only=True) as database:
        assert len(list(database.store.quads(predicate=ox.NamedNode("http://e/p")))) == 300
