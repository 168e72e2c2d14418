"""Real SPARQL servers on free ports of this machine, for the time of a test session."""

from __future__ import annotations

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
    command: list[str], folder: Path, url: str, seconds: float = 60, environment: dict[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """A server's process, ready to answer at the address, ended with the block."""
    with (folder / "output").open("wb") as output:
        process = subprocess.Popen(command, cwd=folder, stdout=output, stderr=subprocess.STDOUT, env=environment)
    try:
        deadline = time.monotonic() + seconds
        while True:
            assert process.poll() is None, (folder / "output").read_text(errors="replace")
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
def oxigraph(folder: Path, *options: str) -> Iterator[Server]:
    """The Oxigraph server over an empty dataset."""
    program = Path(sys.executable).with_name("oxigraph")
    if not program.exists():
        pytest.skip(f"the Oxigraph server is not installed beside {sys.executable}")
    at = f"127.0.0.1:{free_port()}"
    command = [str(program), "serve", "--location", str(folder / "data"), "--bind", at, *options]
    with running(command, folder, f"http://{at}/query") as process:
        yield Server("oxigraph", f"http://{at}/query", Access(), process)
