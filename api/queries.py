"""Queries of the server: where they run, and how their answers go out."""

from __future__ import annotations

import asyncio
import logging
import os
import time
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, Protocol

from anyio import CapacityLimiter, to_thread
from fastapi import Request
from fastapi.responses import Response, StreamingResponse
from starlette.exceptions import HTTPException
from starlette.types import Receive, Scope, Send

from ..errors import Busy, DiplographError, QueryTimeout
from ..settings import Settings
from ..store import MEMORY, EmbeddedStore, Store
from ..store.base import OWN_GRAPHS, QueryDataset
from ..store.evaluation import Question
from ..store.federation import with_remote
from ..store.formats import Format
from ..store.reaching import Reach
from ..store.readers import Limits, QueryPool, StreamedAnswer, most_readers
from .metrics import Metrics, Running, digest

# Seconds that a query has taken when its client is looked after.
_WORTH_WATCHING = 0.02

_log = logging.getLogger(__name__)


class Queries(Running, Protocol):
    """What answers queries."""

    async def run(
        self, text: str, bindings: Format | None, graph: Format | None, dataset: QueryDataset = OWN_GRAPHS, *, timeout: float | None = None
    ) -> StreamedAnswer:
        """The answer to a query; arguments and errors as of ``QueryPool.run``."""
        ...

    async def close(self) -> None:
        """Ends the queries that run, and answers no more."""
        ...


class ThreadQueries:
    """Asks a store that is not in a folder in threads; nothing ends its queries but themselves, or the server that it is on.

    Args:
        store: What is asked.
        together: How many queries run at the same time; more wait.
    """

    def __init__(self, store: Store, together: int = 8) -> None:
        self._store = store
        self._limiter = CapacityLimiter(together)
        self._closing = asyncio.Event()
        self.ended: Counter[str] = Counter()

    @property
    def running(self) -> int:
        """How many queries run."""
        return self._limiter.statistics().borrowed_tokens

    @property
    def waiting(self) -> int:
        """How many queries wait for their turn."""
        return self._limiter.statistics().tasks_waiting

    @property
    def readers(self) -> int:
        """None: the queries run in this process."""
        return 0

    async def run(
        self, text: str, bindings: Format | None, graph: Format | None, dataset: QueryDataset = OWN_GRAPHS, *, timeout: float | None = None
    ) -> StreamedAnswer:
        """The whole answer; arguments and errors as of ``Store.query``."""
        commit = self._store.commit
        # The rows become bytes in the thread that asked, as the engine demands.
        ask = partial(self._store.query, text, bindings, graph, dataset)
        asked = asyncio.ensure_future(to_thread.run_sync(ask, limiter=self._limiter, abandon_on_cancel=True))
        closing = asyncio.ensure_future(self._closing.wait())
        try:
            await asyncio.wait((asked, closing), return_when=asyncio.FIRST_COMPLETED)
            if not asked.done():
                raise Busy("the server is shutting down", 5)
            answer = asked.result()
        finally:
            asked.cancel()
            closing.cancel()
        return StreamedAnswer(answer.form, answer.format, commit, answer.data)

    async def close(self) -> None:
        """Leaves the queries that run to themselves, and answers no more."""
        self._closing.set()


@asynccontextmanager
async def opened_queries(store: Store, settings: Settings) -> AsyncIterator[Queries]:
    """What answers queries of the store, until the block ends: reader processes where it is a folder, else threads."""
    if not isinstance(store, EmbeddedStore) or store.location == MEMORY:
        yield ThreadQueries(store)
        return
    image = settings.image_bytes
    if image is None:
        image = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2 // (most_readers(settings.readers) + 2)
    limits = Limits(settings.query_timeout, settings.query_memory, settings.result_bytes, settings.readers, settings.queue, image)
    async with QueryPool(store, limits) as pool:
        yield pool


async def reached(settings: Settings, text: str, timeout: float | None) -> tuple[str, float]:
    """The query with what it asks of other servers written into it, and the seconds that are left of those that it may take."""
    seconds = settings.query_timeout if timeout is None else min(timeout, settings.query_timeout)
    started = time.monotonic()
    reach = Reach(settings.remote_hosts, seconds, settings.remote_bytes)
    try:
        async with asyncio.timeout(seconds):
            written = await to_thread.run_sync(with_remote, text, reach, abandon_on_cancel=True)
    except TimeoutError:
        raise QueryTimeout(seconds) from None
    return written, max(seconds - (time.monotonic() - started), 0.001)


async def ask(request: Request, queries: Queries, question: Question, timeout: float | None = None) -> StreamedAnswer:
    """The answer to a client's query; a client that goes away before there is one ends the query."""
    metrics: Metrics = request.app.state.metrics
    request.state.query = digest(question.text)
    started, outcome = time.perf_counter(), "answered"
    asking = asyncio.current_task()
    assert asking is not None
    watch = _Watch(request, asking)
    try:
        return await queries.run(question.text, question.bindings, question.graph, question.dataset, timeout=timeout)
    except asyncio.CancelledError:
        outcome = "gone"
        if not watch.gone:
            raise
        asking.uncancel()
        raise HTTPException(400, "the client has gone") from None
    except DiplographError as error:
        outcome = type(error).__name__
        raise
    finally:
        metrics.queries.labels(outcome).inc()
        metrics.query_seconds.observe(time.perf_counter() - started)
        watch.end()


class _Watch:
    """Cancels a task when the client goes away, from when it has taken so long that this is worth while.

    Args:
        request: The client's request, the body of which has been read.
        asking: The task.

    Attributes:
        gone: Whether the client has gone.
    """

    def __init__(self, request: Request, asking: asyncio.Task[Any]) -> None:
        self._request = request
        self._asking = asking
        self._task: asyncio.Task[None] | None = None
        self._timer = asyncio.get_running_loop().call_later(_WORTH_WATCHING, self._begin)
        self.gone = False

    def _begin(self) -> None:
        self._task = asyncio.get_running_loop().create_task(self._look())

    async def _look(self) -> None:
        while (await self._request.receive())["type"] != "http.disconnect":
            pass
        self.gone = True
        self._asking.cancel()

    def end(self) -> None:
        """Looks no more."""
        self._timer.cancel()
        if self._task is not None:
            self._task.cancel()


async def respond(request: Request, answer: StreamedAnswer, headers: Mapping[str, str]) -> Response:
    """The answer as it goes out: at once where it is short, else part by part."""
    data = answer.data
    if data is None and request.scope.get("http_version") == "1.0":
        # There the end of the connection is the end of the answer, so that one cut short would look whole.
        data = b"".join([part async for part in answer])
    return Response(data, headers=headers) if data is not None else _Streaming(answer, headers)


class _Streaming(StreamingResponse):
    """An answer on its way; if the rest of it cannot be had, the connection is cut, so that nobody takes it for whole."""

    def __init__(self, answer: StreamedAnswer, headers: Mapping[str, str]) -> None:
        super().__init__(answer, headers=headers)
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        except* DiplographError as errors:
            # An answer that is left without its end makes the server close the connection.
            _log.warning("an answer was cut short: %s", errors.exceptions[0])
        finally:
            await self._answer.aclose()
