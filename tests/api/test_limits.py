"""What queries over HTTP may take, and that the server lives on when one takes more."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

import diplograph
from diplograph.api.app import create_app
from tests.api.asking import problem
from tests.api.serving import serving
from tests.samples import article, extracted
from tests.store.readers.test_pool import COUNTING, ENDLESS, GREEDY, QUICK, rows

Served = Callable[..., AbstractContextManager[httpx.Client]]


@pytest.fixture
def served(tmp_path: Path) -> Served:
    """Makes a server over a dataset in a folder, with settings of the test's own."""

    @contextmanager
    def make(**options: Any) -> Iterator[httpx.Client]:
        before = set(psutil.Process().children(recursive=True))
        settings = diplograph.Settings(store=str(tmp_path / "dataset"), **options)
        with diplograph.open(settings=settings) as database:
            found = extracted(article())
            database.store_extracted(found, database.pipeline.validator.validate(found.graph))
            with serving(create_app(settings, database)) as client:
                yield client
                assert client.get("/sparql", params={"query": QUICK}).json()["results"]["bindings"]
        assert set(psutil.Process().children(recursive=True)) <= before

    return make


def test_a_query_over_its_time_is_ended_with_a_problem(served: Served) -> None:
    with served(query_timeout=0.5) as client:
        started = time.monotonic()
        document = problem(client.get("/sparql", params={"query": COUNTING}), 503)
        assert "ended after 0.5 seconds" in str(document["detail"])
        assert time.monotonic() - started < 20


def test_a_client_may_ask_for_less_time_and_not_for_more(served: Served) -> None:
    with served(query_timeout=1) as client:
        assert "ended after 0.2 seconds" in str(problem(client.post("/sparql", data={"query": COUNTING, "timeout": "0.2"}), 503)["detail"])
        assert "ended after 1 seconds" in str(problem(client.get("/sparql", params={"query": COUNTING, "timeout": "60"}), 503)["detail"])
        for wrong in ("0", "-1", "soon", "inf", "nan"):
            problem(client.get("/sparql", params={"query": QUICK, "timeout": wrong}), 400)


def test_a_query_over_its_memory_is_ended_with_a_problem(served: Served) -> None:
    with served(query_memory=60_000_000) as client:
        document = problem(client.get("/sparql", params={"query": GREEDY}), 507)
        assert "60,000,000 bytes" in str(document["detail"])


def test_a_query_that_crashes_the_engine_is_answered_with_a_problem(served: Served) -> None:
    with served() as client:
        query = {"query": "ASK " + "{" * 100_000 + "}" * 100_000}
        assert "nested too deeply" in str(problem(client.post("/sparql", data=query), 400)["detail"])


@pytest.mark.parametrize("options", [{"query_timeout": 1.0}, {"result_bytes": 1_000_000}])
def test_an_answer_cut_short_never_looks_whole(served: Served, options: dict[str, Any]) -> None:
    with served(**options) as client:
        for encoding in ("identity", "gzip"):
            headers = {"accept": "text/csv", "accept-encoding": encoding}
            with client.stream("GET", "/sparql", params={"query": ENDLESS}, headers=headers) as response:
                assert response.status_code == 200
                with pytest.raises(httpx.RemoteProtocolError):
                    sum(map(len, response.iter_raw()))


def test_an_old_client_gets_a_whole_answer_or_a_problem(served: Served) -> None:
    with served(result_bytes=1_000_000) as client:
        for query, status in (("SELECT * { " + rows("a", 5_000) + "}", b" 200 "), (ENDLESS, b" 507 ")):
            with socket.create_connection((client.base_url.host, client.base_url.port or 80)) as connection:
                head = (
                    f"POST /sparql HTTP/1.0\r\ncontent-type: application/sparql-query\r\naccept: text/csv\r\ncontent-length: {len(query)}"
                )
                connection.sendall(f"{head}\r\n\r\n{query}".encode())
                answer = b"".join(iter(lambda: connection.recv(65_536), b""))
            assert status in answer.partition(b"\r\n")[0] + b" "
            assert status != b" 200 " or answer.count(b"\r\n") > 5_000


def test_an_answer_streams_from_its_first_rows_to_its_millionth(served: Served) -> None:
    with served() as client:
        query = "SELECT * {{ " + rows("a") + " } { " + rows("b") + " }}"
        with client.stream("POST", "/sparql", data={"query": query}, headers={"accept": "text/csv"}) as response:
            assert sum(part.count(b"\n") for part in response.iter_bytes()) == 1_000_001
        with client.stream("GET", "/sparql", params={"query": ENDLESS, "timeout": "20"}, headers={"accept": "text/csv"}) as response:
            assert next(response.iter_bytes()).startswith(b"a,b,c,d\r\n")


def test_too_many_queries_are_turned_away(served: Served) -> None:
    with served(readers=2, queue=2, query_timeout=1) as client:
        responses: list[httpx.Response] = []

        def ask(number: int) -> None:
            responses.append(client.get("/sparql", params={"query": f"{COUNTING} # {number}"}))

        threads = [threading.Thread(target=ask, args=(number,)) for number in range(10)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert all(problem(response, 503) for response in responses)
        told = [response for response in responses if "retry-after" in response.headers]
        assert 5 <= len(told) < 10


def test_a_client_that_goes_away_ends_its_query(served: Served) -> None:
    with served() as client:
        with pytest.raises(httpx.ReadTimeout):
            client.get("/sparql", params={"query": COUNTING}, timeout=0.5)
        with client.stream("GET", "/sparql", params={"query": ENDLESS}) as response:
            next(response.iter_raw())
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline and _working():
            time.sleep(0.05)
        assert not _working()


def _working() -> bool:
    """Whether a reader has the processor."""
    for process in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.Error):
            if process.cpu_percent(0.1) > 20:
                return True
    return False


def test_a_write_is_seen_by_the_next_query(served: Served) -> None:
    with served(writable=True, gate=False, auth=False) as client:
        for number in range(5):
            update = f"INSERT DATA {{ GRAPH <http://e/g> {{ <http://e/s> <http://e/p> {number} }} }}"
            assert client.post("/update", data={"update": update}).status_code < 300
            found = client.get("/sparql", params={"query": "SELECT (COUNT(*) AS ?n) { GRAPH <http://e/g> { ?s ?p ?o } }"})
            assert found.json()["results"]["bindings"][0]["n"]["value"] == str(number + 1)
            assert client.get("/sparql", params={"query": QUICK}, headers={"if-none-match": found.headers["etag"]}).status_code == 304


def test_a_server_that_is_stopped_ends_running_queries(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "diplograph", "serve", "--store", str(tmp_path / "dataset"), "--port", "0"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "DIPLOGRAPH_SHUTDOWN_TIMEOUT": "1"}
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment) as server:
        try:
            assert server.stderr is not None
            address = server.stderr.readline().partition(" at ")[2].split()[0]
            assert httpx.get(f"{address}health", trust_env=False).status_code == 200
            family = psutil.Process(server.pid).children(recursive=True)
            threading.Timer(0.5, server.terminate).start()
            with pytest.raises(httpx.HTTPError):
                httpx.get(f"{address}sparql", params={"query": COUNTING}, timeout=60, trust_env=False).raise_for_status()
            server.communicate(timeout=60)
        finally:
            server.kill()
    assert family
    _, left = psutil.wait_procs(family, timeout=30)
    assert not left
