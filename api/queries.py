"""Queries of the server, behind one asynchronous function."""

from __future__ import annotations

from functools import partial

from anyio import CapacityLimiter, to_thread

from ..store.base import Answer, QueryDataset, Store
from ..store.formats import Format


class Queries:
    """Asks a store in threads of its own; the rows become bytes in the thread that asked, as the engine demands.

    Args:
        store: What is asked.
        together: How many queries run at the same time; more wait.
    """

    def __init__(self, store: Store, together: int = 8) -> None:
        self._store = store
        self._limiter = CapacityLimiter(together)

    async def run(self, text: str, bindings: Format | None, graph: Format | None, dataset: QueryDataset) -> Answer:
        """The answer to a query; arguments and errors as of ``Store.query``."""
        ask = partial(self._store.query, text, bindings, graph, dataset)
        return await to_thread.run_sync(ask, limiter=self._limiter)
