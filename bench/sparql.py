"""Queries side by side: our server, the engine in this process, and other servers, over the same data and by the same questions.

python -m bench.sparql [--quads 1000000] [--rounds 7] [--peers oxigraph rdflib-endpoint virtuoso]

Printed are the medians in milliseconds, the ratios of their geometric means to ours, and what our server and the Oxigraph server do for
1, 8 and 64 clients. Servers are asked over HTTP with connections that stay open. Virtuoso and rdflib-endpoint take minutes to load.
"""

from __future__ import annotations

import argparse
import http.client
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from itertools import cycle
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import psutil
import pyoxigraph as ox
import pytest

import diplograph
from bench.measure import worked
from bench.questions import QUESTIONS
from diplograph.ontology.terms import PREFIXES
from diplograph.store import open_store
from diplograph.store.formats import format_named
from tests.store.servers import free_port, ours, running, virtuoso

Ask = Callable[[str], bytes]
PROLOGUE = "".join(f"PREFIX {name}: <{iri}> " for name, iri in PREFIXES.items())
EVENTS = "https://w3id.org/diplograph/id/graph/events"


def asked_directly(engine: ox.Store, query: str) -> bytes:
    """The engine's answer in this process."""
    answer = engine.query(query, prefixes=dict(PREFIXES))
    if isinstance(answer, ox.QueryTriples):
        return ox.serialize(answer, format=ox.RdfFormat.N_TRIPLES) or b""
    return answer.serialize(format=ox.QueryResultsFormat.JSON) or b""


class Client:
    """One client of a server, with a connection that stays open.

    Args:
        url: Where it asks.
        more: Further parameters.
    """

    def __init__(self, url: str, **more: str) -> None:
        parts = urlsplit(url)
        self._path = parts.path
        self._more = more
        self._connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=120)

    def __call__(self, query: str) -> bytes:
        """The answer's body."""
        body = urlencode({"query": PROLOGUE + query, **self._more})
        accept = "application/n-triples, text/plain;q=0.5" if query.startswith("CONSTRUCT") else "application/sparql-results+json"
        headers = {"content-type": "application/x-www-form-urlencoded", "accept": accept}
        try:
            self._connection.request("POST", self._path, body, headers)
            response = self._connection.getresponse()
        except (ConnectionError, http.client.HTTPException):
            # Servers close connections that rest, as this one does while others are asked.
            self._connection.close()
            self._connection.request("POST", self._path, body, headers)
            response = self._connection.getresponse()
        data = response.read()
        if response.status != 200:
            raise OSError(f"status {response.status}: {data[:200]!r}")
        return data


def median(ask: Ask, query: str, rounds: int) -> float | None:
    """Milliseconds; of fewer rounds where they take long, nothing where the question is not answered."""
    taken: list[float] = []
    try:
        ask(query)
        while len(taken) < rounds and sum(taken) < 10_000:
            started = time.perf_counter()
            ask(query)
            taken.append((time.perf_counter() - started) * 1000)
    except (OSError, http.client.HTTPException):
        return None
    return statistics.median(taken)


@contextmanager
def oxigraph(folder: Path) -> Iterator[str]:
    """The Oxigraph server over a generation of the dataset; gives its address."""
    at = f"127.0.0.1:{free_port()}"
    program = str(Path(sys.executable).with_name("oxigraph"))
    with tempfile.TemporaryDirectory() as log:
        command = [program, "serve-read-only", "--location", str(folder), "--bind", at]
        with running(command, Path(log), f"http://{at}/query"):
            yield f"http://{at}/query"


@contextmanager
def rdflib_endpoint(file: Path) -> Iterator[str]:
    """The server of rdflib-endpoint over the file; gives its address."""
    port = free_port()
    program = str(Path(sys.executable).with_name("rdflib-endpoint"))
    with tempfile.TemporaryDirectory() as log:
        command = [program, "serve", "--host", "127.0.0.1", "--port", str(port), str(file)]
        with running(command, Path(log), f"http://127.0.0.1:{port}/", seconds=900):
            yield f"http://127.0.0.1:{port}/"


@contextmanager
def loaded_virtuoso(file: Path) -> Iterator[str]:
    """Virtuoso with the file's quads, those of the default graph in the graph of events; gives its address."""
    with tempfile.TemporaryDirectory() as folder, virtuoso(Path(folder), buffers=100_000) as server:
        store = open_store(server.url, access=server.access)
        store.bulk_load(file, format_named("nquads"))
        yield server.url


def wait_for_memory(client: Client, process: subprocess.Popen[bytes]) -> None:
    """Waits until the server answers from memory: until the processes that hold the copy have stopped growing."""
    deadline = time.monotonic() + 120
    before: list[int] = []
    while time.monotonic() < deadline:
        client(QUESTIONS["lookup"])
        time.sleep(2)
        sizes = [child.memory_info().rss for child in psutil.Process(process.pid).children()]
        if len(sizes) > 1 and sizes == before:
            return
        before = sizes


def latencies(url: str, clients: int, seconds: float, questions: tuple[str, ...] = ("lookup",)) -> tuple[list[float], list[str]]:
    """The milliseconds, sorted, of questions that so many clients ask one after the other, and what was said where one had no answer."""
    taken: list[float] = []
    refused: list[str] = []
    ending = time.perf_counter() + seconds

    def work() -> None:
        ask = Client(url)
        for question in cycle(questions):
            if (started := time.perf_counter()) > ending:
                return
            try:
                ask(QUESTIONS[question])
            except (OSError, http.client.HTTPException) as error:
                refused.append(str(error)[:300])
            taken.append((time.perf_counter() - started) * 1000)

    threads = [threading.Thread(target=work) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(taken), refused


def shares(taken: list[float]) -> list[float]:
    """What half, nineteen in twenty and ninety-nine in a hundred of them come to at most; they are sorted."""
    return [taken[int(len(taken) * share)] for share in (0.5, 0.95, 0.99)]


def made(quads: int, folder: Path) -> Path:
    """A file of the made-up world with so many quads."""
    file = folder / "world.nq"
    subprocess.run([sys.executable, "-m", "bench.generator", str(file), "--quads", str(quads)], check=True, stdout=subprocess.DEVNULL)
    return file


def main() -> int:
    """Prints the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quads", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=5, help="how long each throughput is measured")
    parser.add_argument("--workers", help="of our server, instead of as many as it takes by itself")
    parser.add_argument("--file", type=Path, help="N-Quads to use instead of generated ones")
    parser.add_argument("--peers", nargs="*", default=["oxigraph"], choices=["oxigraph", "rdflib-endpoint", "virtuoso"])
    options = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        file: Path = options.file or made(options.quads, folder)
        with diplograph.open(str(folder / "data")) as database:
            database.store.bulk_load(file, format_named("nquads"))
        generation = max((folder / "data" / "generations").iterdir(), key=lambda path: int(path.name))
        on_disk, in_memory = ox.Store.read_only(str(generation)), ox.Store()
        in_memory.bulk_load(path=str(file), format=ox.RdfFormat.N_QUADS)
        for graph in on_disk.named_graphs():
            # The vocabularies, which the file leaves out.
            if next(in_memory.quads_for_pattern(None, None, None, graph), None) is None:
                in_memory.bulk_extend(on_disk.quads_for_pattern(None, None, None, graph))
        server = stack.enter_context(ours(folder, *(["--workers", options.workers] if options.workers else [])))
        wait_for_memory(Client(server.url), server.process)
        targets: dict[str, Ask] = {
            "ours": Client(server.url),
            "engine, memory": partial(asked_directly, in_memory),
            "engine, disk": partial(asked_directly, on_disk),
        }
        urls = {"ours": server.url}
        if "oxigraph" in options.peers:
            urls["oxigraph"] = stack.enter_context(oxigraph(generation))
            targets["oxigraph"] = Client(urls["oxigraph"])
        if "rdflib-endpoint" in options.peers:
            targets["rdflib-endpoint"] = Client(stack.enter_context(rdflib_endpoint(file)))
        if "virtuoso" in options.peers:
            try:
                targets["virtuoso"] = Client(stack.enter_context(loaded_virtuoso(file)), **{"default-graph-uri": EVENTS})
            except pytest.skip.Exception as missing:
                print(missing, file=sys.stderr)
        print(f"{len(in_memory):,} quads; medians of {options.rounds} rounds in milliseconds")
        print(_line("", targets) + "\n" + _line("---", ["---:"] * len(targets)))
        found: dict[str, list[float | None]] = {name: [] for name in targets}
        for question, query in QUESTIONS.items():
            for name, ask in targets.items():
                found[name].append(median(ask, query, options.rounds))
            line = (found[name][-1] for name in targets)
            print(_line(question, ("–" if taken is None else f"{taken:.1f}" for taken in line)), flush=True)
        print(_line("geometric mean", (f"{mean(found[name]):.1f}" for name in targets)))
        print(_line("its ratio to ours", (f"{ratio(found[name], found['ours']):.2f}" for name in targets)))
        within = sum(
            a <= 1.2 * b + 1.5 for a, b in zip(found["ours"], found["engine, memory"], strict=True) if a is not None and b is not None
        )
        print(f"within 1.2 times the engine in memory and 1.5 ms: {within} of {len(QUESTIONS)} questions")
        print(
            "\n"
            + _line("lookups", ("clients", "answers/s", "a second of the processor", "p50 ms", "p95 ms", "p99 ms"))
            + "\n"
            + _line("---", ["---:"] * 6)
        )
        for name, url in urls.items():
            for clients in (1, 8, 64):
                started = worked()
                taken, refused = latencies(url, clients, options.seconds)
                spent = worked() - started
                late = (f"{milliseconds:.1f}" for milliseconds in shares(taken))
                print(_line(name, (str(clients), f"{len(taken) / options.seconds:.0f}", f"{len(taken) / spent:.0f}", *late)), flush=True)
                if refused:
                    print(f"refused: {refused}")
    return 0


def _line(title: str, cells: Iterable[str]) -> str:
    """A line of a table in Markdown."""
    return f"| {title} | {' | '.join(cells)} |"


def mean(taken: list[float | None]) -> float:
    """The geometric mean of the questions that were answered."""
    return statistics.geometric_mean(one for one in taken if one is not None)


def ratio(taken: list[float | None], others: list[float | None]) -> float:
    """The ratio of the geometric means, over the questions that both answered."""
    return statistics.geometric_mean(a / b for a, b in zip(taken, others, strict=True) if a is not None and b is not None)


if __name__ == "__main__":
    raise SystemExit(main())
