"""Real SPARQL servers on free ports of this machine, for the time of a test session."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from diplograph.store import Access
from tests.conftest import CHECKOUT


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs.

    Attributes:
        name: What it is.
        url: Where it is asked.
        access: How else it is reached.
        process: The server itself.
    """

    name: str
    url: str
    access: Access
    process: subprocess.Popen[bytes]


def free_port() -> int:
    """A port that nothing listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def running(
    command: list[str],
    folder: Path,
    url: str,
    *,
    log: Path | None = None,
    seconds: float = 60,
    environment: dict[str, str] | None = None,
) -> Iterator[subprocess.Popen[bytes]]:
    """A server's process, ready to answer at the address, ended with the block."""
    written = (log or folder) / "output"
    with written.open("wb") as output:
        process = subprocess.Popen(command, cwd=folder, stdout=output, stderr=subprocess.STDOUT, env=environment)
    try:
        deadline = time.monotonic() + seconds
        while True:
            assert process.poll() is None, written.read_text(errors="replace")
            try:
                httpx.get(url, params={"query": "ASK {}"}, timeout=5, trust_env=False)
                break
            except httpx.TransportError:
                assert time.monotonic() < deadline, f"{command[0]} does not answer"
                time.sleep(0.05)
        yield process
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def union(folder: Path) -> Iterator[Server]:
    """The Oxigraph server with the union of all graphs as its default graph, as other servers have it."""
    with oxigraph(folder, "--union-default-graph") as server:
        yield server


@contextmanager
def ours(folder: Path, *more: str) -> Iterator[Server]:
    """Our own server, as a plain SPARQL server that lets clients write."""
    port = free_port()
    options = ["--store", str(folder / "data"), "--port", str(port), "--writable", "--no-gate", "--no-auth", *more]
    at = f"http://127.0.0.1:{port}"
    with running([sys.executable, "-m", "diplograph", "serve", *options], CHECKOUT, f"{at}/sparql", log=folder) as process:
        yield Server("ours", f"{at}/sparql", Access(graph_store_url=f"{at}/graphs"), process)


_VIRTUOSO = """
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
FileExtend = 200
[TempDatabase]
DatabaseFile = virtuoso-temp.db
TransactionFile = virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DirsAllowed = .
NumberOfBuffers = {buffers}
MaxDirtyBuffers = 3000
ServerThreads = 20
CheckpointInterval = 0
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = .
ServerThreads = 10
[SPARQL]
ResultSetMaxRows = {rows}
MaxQueryExecutionTime = 60
"""


@contextmanager
def virtuoso(folder: Path, rows: int = 1_000_000, buffers: int = 4_000) -> Iterator[Server]:
    """Virtuoso over an empty database, as ``make tools`` has fetched it, with so many buffers of 8 kB; writers show a digest."""
    unpacked = CHECKOUT / ".tools" / "virtuoso"
    program = shutil.which("virtuoso-t") or str(unpacked / "usr" / "bin" / "virtuoso-t")
    if not Path(program).exists():
        pytest.skip("Virtuoso is neither installed nor in .tools; fetch it with `make tools`")
    libraries = ":".join(str(path) for path in (*unpacked.glob("usr/lib/*-linux-gnu"), *unpacked.glob("lib/*-linux-gnu")))
    http = free_port()
    (folder / "virtuoso.ini").write_text(_VIRTUOSO.format(sql=free_port(), http=http, rows=rows, buffers=buffers))
    at = f"http://127.0.0.1:{http}"
    access = Access(f"{at}/sparql-auth", f"{at}/sparql-graph-crud-auth", "dba", "dba")
    command = [program, "+foreground", "+configfile", "virtuoso.ini"]
    with running(command, folder, f"{at}/sparql", environment={**os.environ, "LD_LIBRARY_PATH": libraries}) as process:
        yield Server("virtuoso", f"{at}/sparql", access, process)


@contextmanager
def oxigraph(folder: Path, *options: str) -> Iterator[Server]:
    """The Oxigraph server over an empty dataset."""
    program = Path(sys.executable).with_name("oxigraph")
    if not program.exists():
        pytest.skip(f"the Oxigraph server is not installed beside {sys.executable}")
    at = f"127.0.0.1:{free_port()}"
    command = [str(program), "serve", "--location", str(folder / "data"), "--bind", at, *options]
    with running(command, folder, f"http://{at}/query") as process:
        yield Server("oxigraph", f"http://{at}/query", Access(), process)
