"""The facts about events, read once, and kept as they are while the dataset changes."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable

import polars as pl
from anyio import to_thread

from ...store import EmbeddedStore, Store
from ...store.base import Change
from ...store.formats import format_named
from .facts import Facts, facts
from .relations import QUERIES, Relations, changed, read

# Seconds for which the facts hold where a store does not tell of its changes, as one on a server.
_HOLDS = 30.0
# More commits than that since the facts were last asked for are read anew rather than followed.
_MOST = 2_000
_CSV = format_named("csv")


class Overview:
    """The facts of a store.

    The engine counts tens of thousands of statements a second, which is too slow to count all events at each click. So what is counted is
    read into columns when it is first asked for; the commits that follow are carried out there too.

    Args:
        store: The dataset.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = asyncio.Lock()
        self._works: set[asyncio.Future[Facts]] = set()
        self._relations: Relations | None = None
        self._facts: Facts | None = None
        self._at = 0.0
        # Commits come in the threads of their writers.
        self._noting = threading.Lock()
        self._noted: list[tuple[int, Change]] | None = None
        self._watched = isinstance(store, EmbeddedStore)
        self._unwatch: Callable[[], None] = store.watch(self._told) if isinstance(store, EmbeddedStore) else lambda: None

    def close(self) -> None:
        """Follows the store no longer."""
        self._unwatch()

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
        work = asyncio.ensure_future(self._now())
        self._works.add(work)
        work.add_done_callback(self._works.discard)
        return await asyncio.shield(work)

    async def _now(self) -> Facts:
        async with self._lock:
            with self._noting:
                noted = self._noted
                if noted:
                    self._noted = []
            if self._facts is None or self._relations is None or (noted is None if self._watched else time.monotonic() - self._at > _HOLDS):
                self._facts = None
                self._relations, noted = await self._read()
            if noted or self._facts is None:
                self._relations = await to_thread.run_sync(changed, self._relations, [change for _, change in noted or ()])
                self._facts = await to_thread.run_sync(facts, self._relations)
            return self._facts

    async def _read(self) -> tuple[Relations, list[tuple[int, Change]]]:
        with self._noting:
            self._noted = []
        self._at = time.monotonic()
        relations, commits = {}, []
        for name, query in QUERIES.items():
            commits.append(self._store.commit or 0)
            relations[name] = await to_thread.run_sync(self._relation, query)
        with self._noting:
            noted, self._noted = self._noted, [] if self._noted is not None else None
        # Each relation is of a commit of its own; the changes since the oldest lead all of them to the newest.
        return relations, [(number, change) for number, change in noted or () if number > min(commits)]

    def _relation(self, query: str) -> pl.DataFrame:
        # Not by the readers, whose limits are for the queries of clients: this is read once, and takes as long as it takes.
        return read(self._store.query(query, _CSV, None).data)
