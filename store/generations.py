"""Generations: unchanging copies of a dataset that its writer publishes and that readers read.

A generation is a folder of hard links, made in milliseconds and named by the number of the commit that it holds. A reader
holds a shared lock on the one that it reads; the writer takes away older ones that nobody holds.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox

# So many numbers are set aside at a time: after a crash the next commits get numbers that none before had.
_RESERVED = 1000


class Generation:
    """A generation that is held: it stays until ``close``, or until the process ends however it ends.

    Attributes:
        path: The folder that the engine opens read-only.
        commit: The number of the newest commit in it.
    """

    __slots__ = ("_handle", "commit", "path")

    def __init__(self, path: Path, handle: int) -> None:
        self.path = path
        self.commit = int(path.name)
        self._handle = handle

    def close(self) -> None:
        """Lets the writer take it away."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1


class Generations:
    """The generations of the dataset in a folder.

    Args:
        folder: The dataset's folder.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "generations"

    def publish(self, engine: ox.Store, commit: int) -> None:
        """Makes the engine's present state the newest generation; for the one that holds the folder's lock.

        Raises:
            OSError: It cannot be written; the generations are as they were.
        """
        self._folder.mkdir(exist_ok=True)
        unfinished = self._folder / f".new-{commit}"
        shutil.rmtree(unfinished, ignore_errors=True)
        engine.backup(str(unfinished))
        unfinished.rename(self._folder / str(commit))
        self._take_away_old()

    def newest(self) -> Generation | None:
        """The newest generation, held; nothing where there is none."""
        while (path := max(self._published(), key=_number, default=None)) is not None:
            handle = _held(path, fcntl.LOCK_SH)
            # One that cannot be held is being taken away, and a newer one stands beside it.
            if handle is not None:
                return Generation(path, handle)
        return None

    def clean(self) -> None:
        """Takes away what a writer that was killed left half made or half gone; for the one that holds the folder's lock."""
        for path in self._folder.glob(".*"):
            shutil.rmtree(path, ignore_errors=True)

    def _published(self) -> Iterator[Path]:
        return (path for path in self._folder.glob("[0-9]*") if path.name.isdigit())

    def _take_away_old(self) -> None:
        for path in sorted(self._published(), key=_number)[:-1]:
            handle = _held(path, fcntl.LOCK_EX)
            if handle is None:
                continue
            try:
                # Renamed first, so that nobody opens one that is half gone.
                gone = path.rename(path.with_name(f".old-{path.name}"))
                shutil.rmtree(gone, ignore_errors=True)
            finally:
                os.close(handle)


def _number(path: Path) -> int:
    return int(path.name)


def _held(path: Path, kind: int) -> int | None:
    """A handle that holds the folder's lock; nothing where the folder has gone or another holds it otherwise."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    except FileNotFoundError:
        return None
    with contextlib.suppress(OSError):
        fcntl.flock(handle, kind | fcntl.LOCK_NB)
        # It may have been taken away between the opening and the locking.
        if os.path.samestat(os.fstat(handle), path.stat()):
            return handle
    os.close(handle)
    return None


class Commits:
    """The numbers of a dataset's commits, which grow and never come again, not even after a crash.

    The file holds the number of the last commit while no writer is at work; a writer sets numbers aside in it before it gives
    them, so after a crash it holds one that is larger than any given.

    Args:
        folder: The dataset's folder.
        least: A number that was given, where the file may have been lost.
    """

    def __init__(self, folder: Path, least: int = 0) -> None:
        self._file = folder / "commit"
        self._kept = last_commit(folder)
        self.number = max(self._kept, least)

    def following(self) -> int:
        """The number that the next commit will have."""
        if self.number + 1 >= self._kept:
            self._keep(self.number + _RESERVED)
        return self.number + 1

    def settle(self) -> None:
        """Keeps the number of the last commit, when no more will come."""
        if self._kept != self.number:
            self._keep(self.number)

    def _keep(self, number: int) -> None:
        unfinished = self._file.with_name(".commit")
        with unfinished.open("w", encoding="utf-8") as file:
            file.write(f"{number}\n")
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(self._file)
        self._kept = number


def last_commit(folder: Path) -> int:
    """The number of the dataset's last commit; a larger one while a writer is at work, or after one was killed."""
    try:
        return int((folder / "commit").read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return 0
