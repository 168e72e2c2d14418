"""The dataset in memory: a nursery that holds a copy of it and repeats each commit, while it fits."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from functools import partial
from itertools import islice
from pathlib import Path

from ...errors import StoreError
from ..embedded import EmbeddedStore, Update
from .process import Nursery, Reader
from .wire import Changes

# A reader that is further behind is replaced by a new one, which the nursery has brought up meanwhile.
_BEHIND = 20
_BYTES_BEHIND = 500_000
# Commits that are kept for readers, or until the copy is read.
_KEPT = 20_000

_log = logging.getLogger(__name__)


class Image:
    """A copy of the dataset in memory, from which readers are forked.

    Its commits are repeated as they come. After one that cannot be repeated (such as an update that reads what it changes) the copy is
    of no use until it has been read anew; readers on disk answer meanwhile.

    Args:
        store: The dataset.
        memory: Bytes that a query may take.
        limit: Bytes that the copy may take.
        ready: Is told when the copy has been read.
    """

    def __init__(self, store: EmbeddedStore, memory: int, limit: int, ready: Callable[[], None]) -> None:
        self._store = store
        self._memory = memory
        self._limit = limit
        self._ready = ready
        self._nursery: Nursery | None = None
        # Commits come in the threads of their writers.
        self._lock = threading.Lock()
        self._commits: deque[tuple[int, Update]] = deque(maxlen=_KEPT)
        self._newest = store.commit
        self._current = False
        self._pause = 0.0
        self._loading: asyncio.Task[None] | None = None
        self._unfollow = store.follow(self._told)

    @property
    def commit(self) -> int:
        """The newest commit that readers of the copy are brought to."""
        return self._newest

    def nursery(self) -> Nursery | None:
        """What readers of the present state are forked from; nothing where there is no such copy, which is then read."""
        if self._nursery is not None and not self._nursery.alive:
            self._current = False
        if self._current and self._newest == self._store.commit:
            return self._nursery
        if self._loading is None and not self._current:
            self._loading = asyncio.get_running_loop().create_task(self._load())
        return None

    def lacking(self, reader: Reader) -> Changes | None:
        """The commits that a reader lacks; nothing where it is too far behind or of an older copy."""
        with self._lock:
            changes = self._since(reader.commit)
        if changes is None or len(changes) > _BEHIND or sum(len(update.text) for _, update in changes) > _BYTES_BEHIND:
            return None
        return changes

    def _since(self, commit: int) -> Changes | None:
        behind = self._newest - commit
        return list(islice(reversed(self._commits), behind))[::-1] if 0 <= behind <= len(self._commits) else None

    def _told(self, number: int, update: Update | None) -> None:
        with self._lock:
            following, self._newest = number == self._newest + 1, number
            if update is None or not following:
                self._current = False
                self._commits.clear()
                return
            self._commits.append((number, update))
            if self._current and self._nursery is not None:
                self._nursery.thread.submit(self._nursery.change, number, update)

    async def _load(self) -> None:
        # At most a tenth of a processor's time goes to reading it again and again.
        await asyncio.sleep(self._pause)
        started = time.monotonic()
        try:
            await asyncio.to_thread(self._store.publish)
            if self._nursery is None or not self._nursery.alive:
                await self._end()
                self._nursery = await asyncio.to_thread(Nursery, Path(self._store.location), self._memory)
            commit = await self._nursery.call(partial(self._nursery.load, self._limit))
        except StoreError:
            _log.warning("the dataset does not fit into %s bytes (DIPLOGRAPH_IMAGE_BYTES), and is read from disk", f"{self._limit:,}")
            return  # and not tried again
        self._pause = 10 * (time.monotonic() - started)
        with self._lock:
            missing = self._since(commit)
            if missing is not None:
                for number, update in missing:
                    self._nursery.thread.submit(self._nursery.change, number, update)
                self._current = True
        self._loading = None
        self._ready()

    async def _end(self) -> None:
        if self._nursery is not None:
            await asyncio.to_thread(self._nursery.close)
            self._nursery = None

    async def close(self) -> None:
        """Ends the copy and its readers."""
        self._unfollow()
        if self._loading is not None:
            self._loading.cancel()
            if self._nursery is not None:
                self._nursery.kill()
            await asyncio.gather(self._loading, return_exceptions=True)
        await self._end()
