"""The folder of an embedded dataset: what lies in it, and the two ways of opening it.

layout            the version of all this
lock              held by the writer
data/             the writer's engine
data.staged/      a copy of it, while many changes are made as one
commit            the number of the last commit
generations/<n>/  what readers read
server            where the server is reached that holds the folder, if one does
words.db          the index of words; see words/index.py
overview/         what a server has counted; see api/overview/keeping.py
"""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import shutil
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from ..errors import StoreError, StoreInUse
from .generations import Commits, Generation, Generations, last_commit
from .lock import FolderLock
from .words import KINDS, Search, Text, Words, WordsReader

# Raised when a folder is laid out in a new way, or when what follows from the articles in it does: `diplograph migrate` then knows of it.
LAYOUT = "2"
# Those of older versions that can be migrated: 1 had no generations, and its events may follow from an older rule.
OLDER = ("1",)
# Where changes that are seen together are made, and what they replace until it is taken away.
_STAGED, _REPLACED = "data.staged", "data.replaced"
# Seconds between two generations while commits go on.
_PAUSE = 0.5
# Seconds that a reader waits for the first generation of a dataset that is being made.
_FIRST = 2.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Touched:
    """What is known of a commit before it is made.

    Attributes:
        added: Statements among whose texts are all that it adds; nothing where it may add any.
        removed: Likewise those that it takes away.
    """

    added: Iterable[ox.Quad | ox.Triple] | None = None
    removed: Iterable[ox.Quad | ox.Triple] | None = None


# Why files cannot be opened that are as they should be.
_OF_THE_SYSTEM = tuple(os.strerror(number) for number in (errno.ENOSPC, errno.EACCES, errno.EROFS, errno.EMFILE, errno.EDQUOT, errno.EFBIG))


@dataclass(frozen=True, slots=True)
class FolderFinder:
    """The index of words as it is for one commit; see ``words.Finder``."""

    engine: ox.Store
    words: Words | WordsReader
    commit: int

    def find(self, search: Search, kinds: Iterable[int], most: int) -> list[Text] | None:
        """The texts that a search finds, the shortest of each kind first; nothing where the index cannot tell."""
        return self.words.find(search, kinds, self.commit, most)


class Writing:
    """A folder that is held for writing: commits are counted, and published for readers.

    Args:
        folder: The dataset's folder, which exists.
        lock: Its lock, given free by ``close``, or by an error.

    Raises:
        StoreError: The dataset cannot be opened.
    """

    def __init__(self, folder: Path, lock: FolderLock) -> None:
        self._folder = folder
        self._lock = lock
        try:
            self._generations = Generations(folder)
            self._generations.clean()
            for left in (folder / "data").glob("bulk-*.sst"):
                left.unlink()
            shutil.rmtree(folder / "data.new", ignore_errors=True)
            _settle_staged(folder)
            self.engine = _opened(folder, folder / "data", read_only=False)
            if not (folder / "layout").exists():
                self.settle_layout()
            newest = self._generations.newest()
            self._published = newest.commit if newest is not None else -1
            if newest is not None:
                newest.close()
            self._commits = Commits(folder, self._published)
            self._published_at = 0.0
            self._timer: threading.Timer | None = None
            self._writing = threading.RLock()
            self._closed = False
            self._words = Words(folder, self.engine, self.commit)
            # The index as it is while somebody writes.
            self._aside = WordsReader(folder)
            self.staged = False
            self.publish()
        except OSError as error:
            self._lock.release()
            raise StoreError(str(folder), f"cannot be written: {error.strerror or error}") from error
        except StoreError:
            self._lock.release()
            raise

    @property
    def commit(self) -> int:
        """The number of the last commit."""
        return self._commits.number

    def settle_layout(self) -> None:
        """Says that the dataset is laid out as this version does."""
        unfinished = self._folder / ".layout"
        unfinished.write_text(LAYOUT + "\n", encoding="utf-8")
        unfinished.rename(self._folder / "layout")

    @contextlib.contextmanager
    def changing(self, touched: Touched) -> Iterator[ox.Store]:
        """The engine for one transaction, which readers see within a second of its end.

        Args:
            touched: What is known of it.

        Raises:
            OSError: The dataset is closed, or the number of its commits cannot be kept.
        """
        with self._writing:
            if self._closed:
                raise OSError("the dataset is closed")
            number = self._commits.following()
            if self.staged:
                yield self.engine
                self._commits.number = number
                return
            if touched.added is not None:
                self._words.ahead(touched.added, touched.removed, number)
            try:
                yield self.engine
            except BaseException:
                if touched.added is not None:
                    self._words.ahead((), touched.added, self._commits.number)
                raise
            self._commits.number = number
            if touched.added is None:
                self._words.compare(self.engine, number)
            if self._timer is None:
                self._timer = threading.Timer(max(0.0, self._published_at + _PAUSE - time.monotonic()), self._publish_later)
                self._timer.daemon = True
                self._timer.start()

    def publish(self) -> int:
        """Lets readers see all commits now; gives back the number of the last.

        Raises:
            OSError: The generation cannot be written.
        """
        with self._writing:
            if self._published != self._commits.number and not self.staged:
                self._words.sweep(self.engine, self._commits.number)
                self._generations.publish(self.engine, self._commits.number)
                self._published = self._commits.number
                self._published_at = time.monotonic()
            return self._published

    def _publish_later(self) -> None:
        with self._writing:
            self._timer = None
            try:
                if not self._closed:
                    self.publish()
            except OSError as error:
                _log.warning("%s: readers do not see the last changes yet: %s", self._folder, error)

    @contextlib.contextmanager
    def steady(self) -> Iterator[FolderFinder]:
        """The index of words, while nobody writes."""
        with self._writing:
            yield FolderFinder(self.engine, self._words, self.commit)

    def texts(self, search: Search, most: int) -> list[Text] | None:
        """As of ``EmbeddedStore``."""
        return self._aside.find(search, KINDS.values(), self.commit, most)

    def copy(self, folder: Path) -> None:
        """Copies the data as it is now to another folder, which commits go on beside."""
        self.publish()
        newest = self._generations.newest()
        assert newest is not None
        try:
            _copy(newest.path, folder)
        finally:
            newest.close()

    def replace(self, data: Path, commit: int) -> None:
        """Makes the data what the engine's files in another folder hold; see ``EmbeddedStore.replace_data``."""
        with self._writing:
            number = max(self._commits.following(), commit)
            copied = self._folder / "data.new"
            shutil.rmtree(copied, ignore_errors=True)
            shutil.copytree(data, copied)
            self.engine = ox.Store()
            try:
                shutil.rmtree(self._folder / "data")
                copied.rename(self._folder / "data")
                self.engine = _opened(self._folder, self._folder / "data", read_only=False)
            except (OSError, StoreError):
                self._closed = True
                self._lock.release()
                raise
            self._commits.number = number
            self._words.compare(self.engine, number)
            self.publish()

    @contextlib.contextmanager
    def at_once(self) -> Iterator[None]:
        """Makes the changes within in a copy of hard links, which takes the data's place at the end.

        A kill before that leaves the data as they were; one between the two renames is made good when the folder is opened.

        Raises:
            OSError: The copy cannot be made or put in place.
        """
        copied = self._folder / _STAGED
        with self._writing:
            if self.staged:
                yield  # changes within changes are seen with those
                return
            if self._closed:
                raise OSError("the dataset is closed")
            self.publish()
            kept, self.staged = self.engine, True
            try:
                shutil.rmtree(copied, ignore_errors=True)
                kept.backup(str(copied))
                self.engine = _opened(self._folder, copied, read_only=False)
                yield
                self.engine.flush()
            except BaseException:
                self.engine = kept
                shutil.rmtree(copied, ignore_errors=True)
                raise
            finally:
                self.staged = False
            del kept
            # Readers have generations of their own, so that nobody but this object has the two open.
            self.engine = ox.Store()
            _settle_staged(self._folder, finished=True)
            self.engine = _opened(self._folder, self._folder / "data", read_only=False)
            self._commits.number = self._commits.following()
            self._words.compare(self.engine, self._commits.number)
            self.publish()

    def close(self) -> None:
        """Publishes what readers have not seen, and gives the folder free."""
        with self._writing:
            if self._closed:
                return
            self._closed = True
            if self._timer is not None:
                self._timer.cancel()
            # What cannot be published is safe all the same: the next reader finds the numbers to differ, and publishes it.
            with contextlib.suppress(OSError):
                self.publish()
                self._commits.settle()
            self._aside.close()
            self._words.close(self.engine, self._commits.number)
            # The engine has no close of its own: it lets go of its files when it is forgotten.
            self.engine = ox.Store()
            self._lock.release()


class Reading:
    """A dataset as it was at its newest commit that is published; writers go on beside it.

    Args:
        folder: The dataset's folder, which exists.

    Raises:
        StoreError: The dataset cannot be opened.
    """

    def __init__(self, folder: Path) -> None:
        self._generation = _newest(folder)
        # There is none in a folder that cannot be written to, where no writer has ever published.
        self._path = self._generation.path if self._generation is not None else folder / "data"
        self.commit = self._generation.commit if self._generation is not None else last_commit(folder)
        self._words = WordsReader(folder)
        self._searching = threading.Lock()
        try:
            self.engine = _opened(folder, self._path, read_only=True)
        except StoreError:
            if self._generation is not None:
                self._generation.close()
            raise

    @contextlib.contextmanager
    def steady(self) -> Iterator[FolderFinder]:
        """The index of words, as it was when the dataset was opened."""
        with self._searching:
            yield FolderFinder(self.engine, self._words, self.commit)

    def texts(self, search: Search, most: int) -> list[Text] | None:
        """As of ``EmbeddedStore``."""
        with self._searching:
            return self._words.find(search, KINDS.values(), self.commit, most)

    def copy(self, folder: Path) -> None:
        """Copies the data as it was when it was opened to another folder."""
        _copy(self._path, folder)

    def close(self) -> None:
        """Lets the writer take the generation away."""
        self._words.close()
        self.engine = ox.Store()
        if self._generation is not None:
            self._generation.close()


def _newest(folder: Path) -> Generation | None:
    """The newest generation, published first if a writer that was killed could not do so any more."""
    generations = Generations(folder)
    deadline = time.monotonic() + _FIRST
    while True:
        newest = generations.newest()
        if newest is not None and newest.commit == last_commit(folder):
            return newest
        try:
            lock = FolderLock(folder)
        except StoreInUse:
            # A writer is at work: what it has published is what there is to read.
            if newest is not None:
                return newest
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        except OSError:
            return newest  # nobody can publish in a folder that cannot be written to
        else:
            if newest is not None:
                newest.close()
            Writing(folder, lock).close()
            return generations.newest()


def _settle_staged(folder: Path, *, finished: bool = False) -> None:
    """Puts changes that were made together in place if they are finished, or were when the process was killed; else throws them away."""
    data, staged, replaced = folder / "data", folder / _STAGED, folder / _REPLACED
    if finished:
        shutil.rmtree(replaced, ignore_errors=True)
        data.rename(replaced)
    if not data.exists() and staged.exists():
        staged.rename(data)  # a kill came between this and the line before
    shutil.rmtree(staged, ignore_errors=True)
    if data.exists():
        shutil.rmtree(replaced, ignore_errors=True)


def _copy(data: Path, folder: Path) -> None:
    folder.mkdir(parents=True)
    # Copied and not linked: a disk that fails in one of them should not fail in both.
    try:
        shutil.copytree(data, folder / "data")
    except shutil.Error as error:
        raise OSError(error.args[0][0][2]) from error  # which has a reason for each file


def _opened(folder: Path, data: Path, *, read_only: bool) -> ox.Store:
    try:
        return ox.Store.read_only(str(data)) if read_only else ox.Store(str(data))
    except OSError as error:
        damaged = "" if any(reason in str(error) for reason in _OF_THE_SYSTEM) else " and may be damaged"
        raise StoreError(str(folder), f"the dataset cannot be opened{damaged}: {error}") from error


def layout_of(folder: Path) -> str:
    """The layout that a folder of a dataset says it has."""
    try:
        return (folder / "layout").read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return LAYOUT  # it is written last when a dataset is made


def check_folder(folder: Path, *, create: bool, older: bool = False) -> None:
    """Makes the folder if it is to be made, and refuses one that holds no dataset, or one of another version.

    Args:
        folder: The folder.
        create: Whether it is made if it does not exist.
        older: Whether a dataset that has to be migrated is let through.

    Raises:
        StoreError: The folder holds something else, nothing, or a dataset of another layout.
    """
    location = str(folder)
    if folder.exists() and not folder.is_dir():
        raise StoreError(location, "is a file; --store names a folder")
    if (folder / "manifest.json").exists():
        raise StoreError(location, f"is a backup; `diplograph restore {location} --store FOLDER` makes a dataset of it")
    known = (folder / "layout").exists() or (folder / "data").exists()
    if not known:
        if folder.exists() and any(path.name != "lock" for path in folder.iterdir()):
            raise StoreError(location, "is a folder with other things in it; name one that is empty or does not exist")
        if not create:
            raise StoreError(location, "holds no dataset; make one with `diplograph load`, or name its folder with --store")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(location, f"the folder cannot be made: {error.strerror}") from error
    found = layout_of(folder)
    if found in OLDER and not older:
        raise StoreError(
            location,
            f"was written by an older version of Diplograph (layout {found}, this one has {LAYOUT}); bring it up to date with "
            f"`diplograph migrate --store {location}`, which keeps a backup",
        )
    if found not in (*OLDER, LAYOUT):
        raise StoreError(
            location, f"was written by a newer version of Diplograph (layout {found}, this one has {LAYOUT}); use that version"
        )
