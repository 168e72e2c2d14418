"""Readers beside a writer: what they see, and when; writers that are killed, and folders that cannot be written to."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyoxigraph as ox
import pytest

from diplograph.store import Change, Store, open_store
from diplograph.store.embedded import EmbeddedStore
from diplograph.store.generations import Commits, Generations, last_commit

# Adds one quad at a time, telling of each, until its input ends or it is killed.
WRITER = """
import sys, select
import pyoxigraph as ox
from diplograph.store import Change, open_store
store = open_store(sys.argv[1])
number = 0
while not select.select([sys.stdin], [], [], float(sys.argv[2]))[0]:
    node = ox.NamedNode(f"http://example.org/{number}")
    store.apply(Change(add=frozenset({ox.Quad(node, node, node)})))
    number += 1
    print(number, flush=True)
store.close()
"""


@contextmanager
def writing(folder: Path, pause: float = 0.01) -> Iterator[subprocess.Popen[str]]:
    """A process that writes to the folder."""
    program = [sys.executable, "-c", WRITER, str(folder), str(pause)]
    with subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdin is not None
        assert writer.stdout is not None
        try:
            assert writer.stdout.readline() == "1\n"
            yield writer
        finally:
            if writer.poll() is None:
                writer.stdin.close()
                writer.stdout.read()
            writer.wait(60)


def quad(name: str) -> ox.Quad:
    node = ox.NamedNode(f"http://example.org/{name}")
    return ox.Quad(node, node, node)


def add(store: Store, *names: str) -> None:
    for name in names:
        store.apply(Change(add=frozenset({quad(name)})))


def count(folder: Path) -> int:
    reader = open_store(str(folder), read_only=True)
    try:
        return len(reader)
    finally:
        reader.close()


def generations(folder: Path) -> list[str]:
    return sorted((path.name for path in (folder / "generations").iterdir()), key=lambda name: (len(name), name))


def test_readers_go_on_beside_a_writer_in_another_process(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    with writing(folder) as writer:
        assert writer.stdout is not None
        # The loop outlasts several generations; no opening waits, and none sees less than one before.
        seen = [count(folder)]
        while seen[-1] < 60:
            start = time.monotonic()
            seen.append(count(folder))
            assert time.monotonic() - start < 20
        assert seen == sorted(seen)
    assert count(folder) > seen[-1]


def test_a_commit_is_soon_seen_while_the_writer_goes_on_or_rests(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    store = open_store(str(folder))
    for number, pause in enumerate((0.0, 0.1, 0.3, 0.0), start=1):
        add(store, str(number))
        start = time.monotonic()
        while count(folder) < number:
            # A second is what is promised; a busy machine may take some more.
            assert time.monotonic() - start < 5
        time.sleep(pause)
    store.close()


def test_a_reader_keeps_what_it_opened(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    store = open_store(str(folder))
    add(store, "a")
    store.close()
    reader = open_store(str(folder), read_only=True)
    store = open_store(str(folder))
    assert isinstance(store, EmbeddedStore)
    for name in "bcd":
        add(store, name)
        store.publish()
    held, newest = generations(folder)
    assert int(held) == reader.commit
    assert int(newest) == store.commit
    assert set(reader.quads()) == {quad("a")}
    reader.close()
    add(store, "e")
    store.close()
    assert generations(folder) == [str(store.commit)]


def test_a_closed_store_leaves_nothing_unpublished(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    store = open_store(str(folder))
    add(store, "a", "b", "c")
    store.close()
    before = (folder / "data" / "CURRENT").stat().st_mtime_ns
    assert count(folder) == 3
    assert (folder / "data" / "CURRENT").stat().st_mtime_ns == before
    assert generations(folder) == [str(last_commit(folder))]


def test_the_commits_of_a_killed_writer_are_seen_by_the_next_reader(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    numbers = []
    for _ in range(3):
        before = count(folder) if folder.exists() else 0
        with writing(folder) as writer:
            assert writer.stdout is not None
            for line in writer.stdout:
                if int(line) >= before + 30:
                    break
            writer.kill()
            told = max([int(line), *map(int, writer.stdout)])
        assert count(folder) >= told
        reader = open_store(str(folder), read_only=True)
        assert reader.commit is not None
        numbers.append(reader.commit)
        reader.close()
        # It was published once for all.
        assert generations(folder) == [str(numbers[-1])]
    assert numbers == sorted(set(numbers))


def test_what_a_killed_writer_left_is_cleaned(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    store = open_store(str(folder))
    add(store, "a")
    store.close()
    for name in (".new-7", ".new-7.tmp", ".old-1"):
        shutil.copytree(folder / "generations" / str(store.commit), folder / "generations" / name)
    left = folder / "data" / "bulk-0123.sst"
    left.write_bytes(b"half")
    assert count(folder) == 1
    open_store(str(folder)).close()
    assert generations(folder) == [str(store.commit)]
    assert not left.exists()


def test_commits_are_counted_and_no_number_comes_twice(tmp_path: Path) -> None:
    given: list[int | None] = []

    def use(work: Callable[[Store], None]) -> None:
        store = open_store(str(tmp_path))
        work(store)
        given.append(store.commit)
        store.close()

    use(lambda store: None)
    use(lambda store: add(store, "a"))
    use(lambda store: add(store, "b", "c"))
    assert given == [0, 1, 3]
    use(lambda store: store.apply(Change()))
    assert given[-1] == 3
    # A crash leaves the numbers that were set aside, of which any may have been given.
    crashed = Commits(tmp_path)
    for _ in range(2500):
        crashed.number = crashed.following()
    use(lambda store: None)
    last = given[-1]
    assert last is not None
    assert last > crashed.number
    memory = open_store("memory:")
    add(memory, "a", "b")
    assert memory.commit == 2
    memory.close()


def test_a_folder_without_generations_opens(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    store = open_store(str(folder))
    add(store, "a")
    store.close()
    shutil.rmtree(folder / "generations")
    (folder / "commit").unlink()
    assert count(folder) == 1
    newest = Generations(folder).newest()
    assert newest is not None
    newest.close()


@pytest.mark.parametrize("published", [True, False])
def test_a_folder_that_cannot_be_written_to_is_read(published: bool) -> None:
    program = (
        "import os, sys; from diplograph.store import open_store; os.getuid() or os.setuid(65534);"
        " store = open_store(sys.argv[1], read_only=True); print(len(store)); store.close()"
    )
    # Not pytest's own folder, which is closed to other users.
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "store"
        store = open_store(str(folder))
        add(store, "a")
        store.close()
        if not published:
            shutil.rmtree(folder / "generations")
        try:
            for path in (Path(name), *Path(name).rglob("*")):
                path.chmod(0o555 if path.is_dir() else 0o444)
            done = subprocess.run([sys.executable, "-c", program, str(folder)], capture_output=True, text=True, timeout=60, check=False)
            assert (done.stdout, done.stderr) == ("1\n", "")
        finally:
            for path in (Path(name), folder, *(path for path in folder.rglob("*") if path.is_dir())):
                path.chmod(0o755)


def test_two_processes_write_one_after_the_other(tmp_path: Path) -> None:
    program = (
        "import sys; import pyoxigraph as ox; from diplograph.store import Change, open_store; store = open_store(sys.argv[1], wait=30);"
        " node = ox.NamedNode('http://example.org/' + sys.argv[2]); store.apply(Change(add=frozenset({ox.Quad(node, node, node)})));"
        " store.close()"
    )
    folder = tmp_path / "store"
    writers = [subprocess.Popen([sys.executable, "-c", program, str(folder), str(number)]) for number in range(4)]
    assert [writer.wait(60) for writer in writers] == [0] * 4
    assert count(folder) == 4
    assert last_commit(folder) == 4
