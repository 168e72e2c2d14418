"""A folder that a server holds: how its address is found, and when it is not believed any more."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from diplograph.errors import StoreError, StoreInUse
from diplograph.store import open_store
from diplograph.store.server import Server, announced, announced_server


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
            server.wait(20)


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


def test_a_writer_is_led_to_the_server_that_holds_the_folder_and_not_to_one_that_was_killed(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    with serving(folder) as (server, address):
        with pytest.raises(StoreError, match=f"served at {address} by process {server.pid}"):
            open_store(str(folder))
        with pytest.raises(StoreInUse, match=f"in use by process {server.pid}"):
            open_store(str(folder), wait=0.1, through_server=False)
        open_store(str(folder), read_only=True).close()
        server.kill()
        server.wait(10)
        assert (folder / "server").exists()
        open_store(str(folder)).close()
    with serving(folder):
        assert (folder / "server").exists()
    assert not (folder / "server").exists()
