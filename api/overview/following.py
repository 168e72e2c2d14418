"""The facts about events, read once, kept beside the dataset, and kept as they are while it changes."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import polars as pl
from anyio import to_thread

from ...errors import DiplographError, StoreError
from ...store import MEMORY, EmbeddedStore, Store
from ...store.base import Change
from ...store.formats import format_named
from ...store.words import Search, Text
from .facts import Facts, facts
from .keeping import Kept
from .relations import QUERIES, Relations, changed, read

# Seconds for which the facts hold where a store does not tell of its changes, as one on a server.
_HOLDS = 30.0
# More commits than that since the facts were last asked for are read anew rather than followed.
_MOST = 2_000
# Relations that are read at the same time.
_TOGETHER = 2
_CSV = format_named("csv")

T = TypeVar("T")

_log = logging.getLogger(__name__)


class Overview:
    """The facts of a store.

    The engine counts tens of thousands of statements a second, which is too slow to count all events at each click. So what is counted is
    read into columns when it is first asked for; the commits that follow are carried out there too. For a dataset in a folder the columns
    are kept in files, by the number of their commit, from where they come again after a start.

    Args:
        store: The dataset.
        worth: Seconds that reading has to take for the columns to be kept in files.
    """

    def __init__(self, store: Store, worth: float = 0.5) -> None:
        self._store = store
        self._worth = worth
        self._lock = asyncio.Lock()
        self._works: set[asyncio.Future[Any]] = set()
        self._relations: Relations | None = None
        self._facts: Facts | None = None
        # The commit that the columns are of, and that of the columns in files.
        self._commit, self._kept_at = 0, -1
        self._at, self._took = 0.0, 0.0
        self._closed = threading.Event()
        # Commits come in the threads of their writers.
        self._noting = threading.Lock()
        self._noted: list[tuple[int, Change]] | None = None
        self._watched = isinstance(store, EmbeddedStore)
        self._unwatch: Callable[[], None] = store.watch(self._told) if isinstance(store, EmbeddedStore) else lambda: None
        in_folder = self._watched and store.location != MEMORY
        self._kept = Kept(Path(store.location) / "overview") if in_folder and not store.read_only else None

    def warm(self) -> None:
        """Begins to read the facts of a dataset in a folder, so that they are at hand when they are first asked for."""
        if self._kept is not None:
            self._begun().add_done_callback(_logged)

    async def close(self) -> None:
        """Follows the store no longer, and keeps what was counted."""
        self._unwatch()
        self._closed.set()
        await asyncio.gather(*self._works, return_exceptions=True)
        if self._kept is not None and self._facts is not None:
            with self._noting:
                noted, self._noted = self._noted, None
            if noted is not None:
                await to_thread.run_sync(self._follow, noted)
                await self._keep()

    def _told(self, number: int, change: Change | None) -> None:
        with self._noting:
            if self._noted is None:
                return
            # What an update changed is not known without asking; then all is read anew.
            self._noted = None if change is None or len(self._noted) >= _MOST else [*self._noted, (number, change)]

    async def ready(self) -> Facts | None:
        """The facts as they are now, where they need not be read first."""
        with self._noting:
            followed = self._noted is not None
        return await self.facts() if followed and self._facts is not None and not self._lock.locked() else None

    async def facts(self) -> Facts:
        """The facts as they are now."""
        # Whoever asked may go away; what has been read by then is of use to the next.
        return await asyncio.shield(self._begun())

    def texts(self, search: Search, most: int) -> list[Text] | None:
        """As of ``EmbeddedStore.texts``; nothing for other stores."""
        return self._store.texts(search, most) if isinstance(self._store, EmbeddedStore) else None

    def _begun(self) -> asyncio.Future[Facts]:
        return self._working(self._now())

    def _working(self, work: Coroutine[None, None, T]) -> asyncio.Future[T]:
        begun = asyncio.ensure_future(work)
        self._works.add(begun)
        begun.add_done_callback(self._works.discard)
        return begun

    async def _now(self) -> Facts:
        async with self._lock:
            with self._noting:
                noted = self._noted
                if noted:
                    self._noted = []
            if self._facts is None or (noted is None if self._watched else time.monotonic() - self._at > _HOLDS):
                self._facts = None
                await to_thread.run_sync(self._read)
                if not self._closed.is_set():
                    self._working(self._keep())
            elif noted:
                await to_thread.run_sync(self._follow, noted)
            assert self._facts is not None
            return self._facts

    async def _keep(self) -> None:
        """Keeps the columns in files, where it is worth it and they are not there yet."""
        async with self._lock:
            if self._kept is None or self._relations is None or self._facts is None:
                return
            if self._kept_at != self._commit and self._took >= self._worth:
                await to_thread.run_sync(self._kept.keep, self._commit, self._relations, self._facts)
                self._kept_at = self._commit

    def _follow(self, noted: list[tuple[int, Change]]) -> None:
        """Carries out what was changed since; where a commit is missing among the changes, all is read anew."""
        assert self._relations is not None
        later = [(number, change) for number, change in noted if number > self._commit]
        if [number for number, _ in later] != [*range(self._commit + 1, self._commit + 1 + len(later))]:
            self._read()
        elif later:
            self._relations = changed(self._relations, [change for _, change in later])
            self._facts = facts(self._relations)
            self._commit = later[-1][0]

    def _read(self) -> None:
        self._at = time.monotonic()
        with self._noting:
            # From here on all that is written is told, what is being written now among it.
            self._noted = []
        found = self._kept.find(self._store.commit or 0) if self._kept is not None else None
        if found is not None:
            self._relations, self._facts = found
            self._commit = self._kept_at = self._store.commit or 0
            self._took = self._worth
            return
        with self._steady() as source:
            commit = source.commit or 0
            self._relations = self._read_from(source)
        self._facts, self._commit = facts(self._relations), commit
        self._took = time.monotonic() - self._at

    @contextmanager
    def _steady(self) -> Iterator[Store]:
        """The dataset as it stays while it is read, where it can be had so.

        Else each relation is of a commit of its own, and the changes that follow, carried out again, lead all of them to the newest.
        """
        if self._kept is None or not isinstance(self._store, EmbeddedStore):
            yield self._store
            return
        self._store.publish()
        snapshot = EmbeddedStore(self._store.location, read_only=True)
        try:
            yield snapshot
        finally:
            snapshot.close()

    def _read_from(self, source: Store) -> Relations:
        def relation(query: str) -> pl.DataFrame:
            if self._closed.is_set():
                raise StoreError(source.location, "is closed")
            # Not by the readers, whose limits are for the queries of clients: this is read once, and takes as long as it takes.
            return read(source.query(query, _CSV, None).data)

        with ThreadPoolExecutor(_TOGETHER) as together:
            return dict(zip(QUERIES, together.map(relation, QUERIES.values()), strict=True))


def _logged(done: asyncio.Future[Facts]) -> None:
    """Tells of events that could not be counted beforehand; who asks for the counts is told again."""
    error = None if done.cancelled() else done.exception()
    if isinstance(error, DiplographError):
        _log.info("the events are not counted yet: %s", error)
    elif error is not None:
        _log.error("the events could not be counted", exc_info=error)
