"""A folder that a server holds: how its address is found, and when it is not believed any more."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import diplograph
from diplograph.errors import StoreInUse
from diplograph.results import Outcome
from diplograph.shapes.report import Report
from diplograph.store import DEFAULT_GRAPH, EmbeddedStore, open_store
from diplograph.store.remote import RemoteStore
from diplograph.store.server import Server, announced, announced_server
from tests.killing import REJECTED
from tests.samples import article, broken, extracted


@contextmanager
def serving(folder: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server of the folder, and its address."""
    program = [sys.executable, "-m", "diplograph", "serve", "--port", "0", "--store", str(folder)]
    with subprocess.Popen(program, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        try:
            line = server.stderr.readline()
            assert " at http" in line, line
            # The file stands before the first request is answered.
            while announced_server(folder, server.pid) is None:
                assert server.poll() is None
            yield server, line.split(" at ")[1].split("/ ")[0]
        finally:
            server.terminate()
            server.wait(60)


def test_a_server_tells_its_address_to_its_own_user_alone(tmp_path: Path) -> None:
    with announced(tmp_path, "http://127.0.0.1:1") as server:
        assert (tmp_path / "server").stat().st_mode & 0o777 == 0o600
        assert announced_server(tmp_path, os.getpid()) == server == Server("http://127.0.0.1:1", os.getpid(), server.token)
        assert len(server.token) >= 40
        # Another process holds the folder now: the file is an old one.
        assert announced_server(tmp_path, os.getpid() + 1) is None
        assert announced_server(tmp_path, None) is None
    assert list(tmp_path.iterdir()) == []
    with announced(tmp_path, "http://127.0.0.1:1") as other:
        assert other.token != server.token
    with announced(None, "http://127.0.0.1:1"):
        assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ["", "{", "[]", '{"address": "http://127.0.0.1:1"}', '{"address": 1, "pid": null, "token": ""}'])
def test_a_file_that_makes_no_sense_is_no_server(tmp_path: Path, text: str) -> None:
    (tmp_path / "server").write_text(text)
    assert announced_server(tmp_path, os.getpid()) is None


def test_commands_that_write_work_through_the_server_that_holds_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    with serving(folder) as (server, address):
        with diplograph.open(str(folder)) as database:
            assert isinstance(database.store, RemoteStore)
            assert database.store.location == f"{address}/sparql"
            for name in ("a.txt", "b.txt", "c.txt"):
                assert database.store_extracted(extracted(article(name)), Report(())).outcome is Outcome.LOADED
            database.store_extracted(broken(article("d.txt")), REJECTED)
            database.remove("b.txt")
            before = sorted(map(str, database.store.quads(graph=DEFAULT_GRAPH)))
        found = subprocess.run(
            [sys.executable, "-m", "diplograph", "remove", "c.txt", "--store", str(folder)], capture_output=True, text=True, check=False
        )
        assert found.stdout.startswith("removed\thttps://"), found.stderr
        assert server.poll() is None
    with diplograph.open(str(folder)) as database:
        assert isinstance(database.store, EmbeddedStore)
        assert not database.rebuild()
        assert (database.stats().articles, database.stats().quarantined) == (1, 1)
        # What was written through the server is what is written without it.
        database.store_extracted(extracted(article("c.txt")), Report(()))
        assert sorted(map(str, database.store.quads(graph=DEFAULT_GRAPH))) == before


def test_a_server_is_asked_alone_while_it_holds_the_folder_and_not_believed_when_it_was_killed(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    with serving(folder) as (server, _):
        with pytest.raises(StoreInUse, match=f"in use by process {server.pid}"):
            open_store(str(folder), wait=0.1, through_server=False)
        open_store(str(folder), read_only=True).close()
        server.kill()
        server.wait(60)
        assert (folder / "server").exists()
        store = open_store(str(folder))
        assert isinstance(store, EmbeddedStore)
        store.close()
    with serving(folder):
        assert (folder / "server").exists()
    assert not (folder / "server").exists()
