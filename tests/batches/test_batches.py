"""Many articles at once: the same bytes whatever does the work, and no work done twice."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

import diplograph
from diplograph.batches import engine
from diplograph.batches.processes import in_processes
from diplograph.errors import ConfigurationError
from diplograph.loaders.document import Document, Unread
from diplograph.pipeline import Pipeline, Prepared, Task
from diplograph.results import Outcome
from diplograph.settings import Settings
from diplograph.store.formats import format_named
from tests.conftest import CHECKOUT

STORIES = [
    f"Talks in {place}\n\n{one} and {other} held talks in {place} on Monday.\n\nThe two sides signed a trade agreement."
    for place, one, other in (("Paris", "France", "Chad"), ("Oslo", "Norway", "Peru"), ("Rome", "Italy", "Mali"), ("Lima", "Peru", "Cuba"))
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Articles, an empty file and one that is no text among them."""
    path = tmp_path_factory.mktemp("articles")
    for number, story in enumerate(STORIES):
        (path / f"{number}.txt").write_text(story)
    (path / "1-empty.txt").write_bytes(b"")
    (path / "2-binary.txt").write_bytes(b"\x00\x01\x02" * 100)
    return path


def exported(database: diplograph.Database) -> bytes:
    target = io.BytesIO()
    database.export(target, format_named("nquads"), dataset=True)
    return target.getvalue()


@pytest.fixture(scope="module")
def alone(folder: Path) -> tuple[list[tuple[str, Outcome]], bytes]:
    """What becomes of them in this process alone."""
    with diplograph.open("memory:") as database:
        return [(loaded.source, loaded.outcome) for loaded in database.loading([folder])], exported(database)


@pytest.mark.parametrize("name", ["local", "ray"])
def test_every_engine_gives_the_same_bytes(name: str, folder: Path, alone: tuple[list[tuple[str, Outcome]], bytes]) -> None:
    if name == "ray":
        pytest.importorskip("ray", reason="Ray is not installed")
    with diplograph.open("memory:") as database:
        found = [(loaded.source, loaded.outcome) for loaded in database.loading([folder], jobs=2, engine=name)]
        assert (found, exported(database)) == alone
    assert [outcome for _, outcome in found].count(Outcome.LOADED) == 4
    assert [outcome for _, outcome in found].count(Outcome.FAILED) == 2


def test_there_is_no_other_engine() -> None:
    with pytest.raises(ConfigurationError, match="choose one of local, ray"):
        engine("steam", Settings(), 1)


@dataclass(frozen=True, slots=True)
class Deadly(Document):
    """A document that kills the process that gets it."""

    def __reduce__(self) -> tuple[object, ...]:
        return os._exit, (1,)


def test_a_document_that_kills_its_process_stops_no_other() -> None:
    harmless = [Document(f"{number}.txt", story.encode(), origin=f"{number}.txt") for number, story in enumerate(STORIES)]
    # It comes first, so that the language model is read once only; those behind it are with the same process by then.
    documents = [Deadly("deadly.txt", b"x", origin="deadly.txt"), *harmless]
    with in_processes(Settings(), 1) as run:
        prepared: list[Prepared] = list(run(Task(document) for document in documents))
    assert [item.place for item in prepared if isinstance(item, Unread)] == ["deadly.txt"]
    assert "the process that read it died" in next(item.reason for item in prepared if isinstance(item, Unread))
    assert [item.source for item in prepared if not isinstance(item, Unread)] == [document.name for document in harmless]


class Counting(Pipeline):
    """A pipeline that counts what it is given to do."""

    prepared = 0

    def prepare(self, task: Task) -> Prepared:
        """What becomes of it, counted."""
        self.prepared += 1
        return super().prepare(task)


def test_what_is_in_the_dataset_is_not_read_again(folder: Path) -> None:
    pipeline = Counting(Settings())
    with diplograph.open("memory:") as opened:
        database = diplograph.Database(opened.store, pipeline)
        first = list(database.loading([folder]))
        assert pipeline.prepared == 6
        second = list(database.loading([folder]))
        assert pipeline.prepared == 6 + 2  # what could not be read is tried again
        assert [loaded.outcome for loaded in second].count(Outcome.UNCHANGED) == 4
        assert [(loaded.article, loaded.events) for loaded in second] == [(loaded.article, loaded.events) for loaded in first]
        list(database.loading([folder], again=True))
        assert pipeline.prepared == 6 + 2 + 6
        database.remove("0.txt")
        again = list(database.loading([folder]))
        assert pipeline.prepared == 6 + 2 + 6 + 3
        assert again[0].outcome is Outcome.LOADED


def test_a_document_that_has_changed_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "talks.txt"
    with diplograph.open("memory:") as database:
        for text, outcome in ((STORIES[0], Outcome.LOADED), (STORIES[0], Outcome.UNCHANGED), (STORIES[0] + "\n\nMore.", Outcome.LOADED)):
            path.write_text(text)
            assert [loaded.outcome for loaded in database.loading([path])] == [outcome]


def test_a_run_that_is_killed_goes_on_where_it_ended(tmp_path: Path) -> None:
    for number in range(20):
        (tmp_path / f"{number:02}.txt").write_text(f"Day {number}\n\n" + STORIES[number % 4].partition("\n\n")[2])
    command = [sys.executable, "-m", "diplograph", "load", *map(str, sorted(tmp_path.glob("*.txt"))), "--store", str(tmp_path / "store")]
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment) as first:
        assert first.stdout is not None
        done = [first.stdout.readline() for _ in range(5)]
        time.sleep(0.05)
        first.send_signal(signal.SIGKILL)
    assert all(line.startswith("loaded\t") for line in done)
    second = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert second.returncode == 0, second.stderr
    lines = second.stdout.splitlines()
    assert [line.startswith("unchanged\t") for line in lines[:5]] == [True] * 5
    assert "loaded\t" in second.stdout
    assert len(lines) == 20
