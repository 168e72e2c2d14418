"""The facts about events, read once, and kept as they are while the dataset changes."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable

from anyio import to_thread

from ...store import EmbeddedStore, Store
from ...store.base import OWN_GRAPHS, Change
from ...store.formats import format_named
from ..queries import Queries
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
        self._lock = asyncio.Lock()
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

    async def ready(self, queries: Queries) -> Facts | None:
        """The facts as they are now, where they need not be read first."""
        with self._noting:
            followed = self._noted is not None
        return await self.facts(queries) if followed and self._facts is not None and not self._lock.locked() else None

    async def facts(self, queries: Queries) -> Facts:
        """The facts as they are now."""
        async with self._lock:
            with self._noting:
                noted = self._noted
                if noted:
                    self._noted = []
            if self._facts is None or self._relations is None or (noted is None if self._watched else time.monotonic() - self._at > _HOLDS):
                self._relations, noted = await self._read(queries)
                self._facts = None
            if noted or self._facts is None:
                relations, news = self._relations, [change for _, change in noted or ()]
                self._relations = await to_thread.run_sync(changed, relations, news)
                self._facts = await to_thread.run_sync(facts, self._relations)
            return self._facts

    async def _read(self, queries: Queries) -> tuple[Relations, list[tuple[int, Change]]]:
        with self._noting:
            self._noted = []
        self._at = time.monotonic()
        relations, commits = {}, []
        for name, query in QUERIES.items():
            answer = await queries.run(query, _CSV, None, OWN_GRAPHS)
            data = answer.data if answer.data is not None else b"".join([part async for part in answer])
            relations[name] = await to_thread.run_sync(read, data)
            commits.append(answer.commit or 0)
        with self._noting:
            noted, self._noted = self._noted, [] if self._noted is not None else None
        # Each relation is of a commit of its own; the changes since the oldest lead all of them to the newest.
        return relations, [(number, change) for number, change in noted or () if number > min(commits)]
