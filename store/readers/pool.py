"""The pool: queries run in processes that can be ended, and none of them can hurt another."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import time
from collections import Counter
from collections.abc import AsyncGenerator, Coroutine
from pathlib import Path
from typing import Any, Self, TypeVar

from ...errors import Busy, DiplographError, FormatError, QueryError, QueryTimeout, QueryTooLarge, StoreError
from ..base import OWN_GRAPHS, QueryDataset
from ..embedded import EmbeddedStore
from ..evaluation import Question
from ..formats import Format, format_named
from . import wire
from .image import Image
from .lanes import Lanes
from .limits import Limits, StreamedAnswer
from .process import Nursery, Reader
from .run import Run
from .wire import Changes, Kind

T = TypeVar("T")

# Seconds that a query waits for the last commit to be shown to readers, while another is being made.
_FRESHNESS = 0.5
_WARMING = [
    Question(f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}", format_named("csv"), None)
    for pattern in ("?s ?p ?o", "{ ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } }")
]


class QueryPool:
    """Answers queries of a dataset in a folder by reader processes, which end with the pool or with the process that made it.

    All methods belong to one event loop. Use it as an asynchronous context manager, or call ``start`` and ``close``.

    Args:
        store: The dataset, opened for writing by this process or for reading.
        limits: What queries may take.

    Attributes:
        ended: How many queries were ended, by cause: ``time``, ``memory``, ``answer``, ``crash``, ``gone`` or ``moved``.
    """

    def __init__(self, store: EmbeddedStore, limits: Limits | None = None) -> None:
        self._store = store
        self._limits = limits if limits is not None else Limits()
        self._lanes = Lanes(self._limits.readers, self._limits.queue)
        self._nursery: Nursery | None = None
        self._image: Image | None = None
        self._starting = asyncio.Lock()
        self._idle: list[Reader] = []
        self._busy: set[Reader] = set()
        self._chores: set[asyncio.Task[Any]] = set()
        self._published = -1
        self._publishing: asyncio.Task[int] | None = None
        self._closed = False
        self.ended: Counter[str] = Counter()

    async def __aenter__(self) -> Self:
        """The pool, with a reader that is ready."""
        await self.start()
        return self

    async def __aexit__(self, *error: object) -> None:
        """Closes the pool."""
        await self.close()

    async def start(self) -> None:
        """Makes a reader ready, so that the first query need not wait for it."""
        if self._limits.image:
            self._image = Image(self._store, self._limits.memory, self._limits.image, self._move)
            self._image.nursery()
        self._idle.append(await self._fork())

    async def close(self) -> None:
        """Ends what still runs, and all readers."""
        self._closed = True
        for reader in [*self._idle, *self._busy]:
            reader.kill()
        while self._chores:
            await asyncio.gather(*self._chores, return_exceptions=True)
        for reader in self._idle:
            await reader.reap()
        self._idle.clear()
        # The server closes before its time what is closed again at its end.
        image, self._image = self._image, None
        if image is not None:
            await image.close()
        if self._nursery is not None:
            await asyncio.to_thread(self._nursery.close)
            self._nursery = None

    @property
    def in_memory(self) -> bool:
        """Whether the next query is answered from a copy in memory."""
        return self._image is not None and self._image.nursery() is not None

    @property
    def running(self) -> int:
        """How many queries run."""
        return self._lanes.running

    @property
    def waiting(self) -> int:
        """How many queries wait for their turn."""
        return self._lanes.waiting

    @property
    def readers(self) -> int:
        """How many reader processes there are."""
        return len(self._idle) + len(self._busy)

    async def run(
        self, text: str, bindings: Format | None, graph: Format | None, dataset: QueryDataset = OWN_GRAPHS, *, timeout: float | None = None
    ) -> StreamedAnswer:
        """The answer to a query, as soon as its first part or an error is there; a caller that is cancelled ends the query.

        Args:
            text: As of ``Store.query``, like the next three.
            bindings: Likewise.
            graph: Likewise.
            dataset: Likewise.
            timeout: Seconds that are enough, where fewer than the limit.

        Raises:
            QueryError: The query is not understood or not allowed.
            FormatError: The query's form has no format among those given.
            QueryTimeout: The time was not enough.
            QueryTooLarge: It takes too much memory.
            Busy: Too many queries wait, or it has waited for all of its time.
        """
        seconds = self._limits.seconds if timeout is None else min(max(timeout, 0.0), self._limits.seconds)
        run = Run(Question(text, bindings, graph, dataset), seconds)
        while True:
            await self._enter(run)
            try:
                answer = await self._ask(run)
            except BaseException:
                self._leave(run)
                raise
            if answer is not None:
                return answer

    async def _enter(self, run: Run) -> None:
        if self._closed:
            raise Busy("the server is shutting down", 5)
        place = self._lanes.enter(run.turn)
        try:
            if not place.done():
                async with run.timed():
                    await place
            place.result()
        except TimeoutError:
            self._lanes.leave(run.turn)
            raise Busy(f"the query waited for {run.seconds:g} seconds behind others", 5) from None
        except asyncio.CancelledError:
            self._lanes.leave(run.turn)
            raise

    async def _ask(self, run: Run) -> StreamedAnswer | None:
        """The answer; nothing where the query had to make way, and has to be asked again."""
        image: Nursery | None = None
        try:
            async with run.timed():
                image = self._image.nursery() if self._image is not None else None
                commit = await self._visible() if image is None else 0
                run.reader = reader = await self._reader(image)
                run.before = reader.worked
                changes: Changes = ()
                if image is not None and self._image is not None:
                    lacking = self._image.lacking(reader)
                    if lacking is None:
                        # It has fallen behind, or the copy has come to its end, while the reader was being made.
                        self._leave(run)
                        return None
                    commit, changes = self._image.commit, lacking
                await reader.send(wire.packed_question(run.question, commit, changes))
                kind, content = await reader.receive()
                if kind is Kind.ERROR:
                    self._leave(run, done=True)
                    raise self._error(wire.unpacked_json(content))
                head = wire.unpacked_json(content)
                kind, first = await reader.receive()
                reader.commit = head["commit"]
                if head["whole"]:
                    await reader.receive()
        except TimeoutError:
            self.ended["time"] += 1
            raise QueryTimeout(run.seconds) from None
        except (asyncio.IncompleteReadError, ConnectionError):
            if run.turn.stopped:
                self.ended["moved"] += 1
                self._leave(run)
                return None
            error = await self._crash(run)
            if error is None:
                self._leave(run)
                return None
            raise error from None
        except asyncio.CancelledError:
            self.ended["gone"] += 1
            raise
        except StoreError:
            if image is None or self._closed or image.alive:
                raise
            self._leave(run)
            return None
        format = format_named(head["format"])
        if head["whole"]:
            self._leave(run, done=True)
            return StreamedAnswer(head["form"], format, head["commit"], first)
        run.begin()
        self._expect_taker(run)
        parts = self._parts(run, reader, first)

        async def close() -> None:
            await parts.aclose()
            self._abandon(run)

        return StreamedAnswer(head["form"], format, head["commit"], parts=parts, close=close)

    async def _parts(self, run: Run, reader: Reader, first: bytes) -> AsyncGenerator[bytes, None]:
        size, kind, part, done = 0, Kind.DATA, first, False
        try:
            self._taken(run)
            while kind is Kind.DATA:
                size += len(part)
                if size > self._limits.answer:
                    self.ended["answer"] += 1
                    raise QueryTooLarge("answer", self._limits.answer)
                self._expect_taker(run)
                yield part
                self._taken(run)
                async with run.timed():
                    kind, part = await reader.receive()
            done = True
            if kind is Kind.ERROR:
                raise self._error(wire.unpacked_json(part))
        except TimeoutError:
            self.ended["time"] += 1
            raise QueryTimeout(run.seconds) from None
        except (asyncio.IncompleteReadError, ConnectionError):
            if run.turn.stopped:
                self.ended["moved"] += 1
                raise Busy("the answer was broken off, since too many long ones come at the same time", 5) from None
            raise await self._crash(run) or StoreError(self._store.location, "the process that answered has ended") from None
        except (asyncio.CancelledError, GeneratorExit):
            self.ended["gone"] += 1
            raise
        finally:
            self._leave(run, done=done)

    def _expect_taker(self, run: Run) -> None:
        # A caller that takes nothing for as long as a query may run does not want the answer.
        run.abandoned = asyncio.get_running_loop().call_later(self._limits.seconds, self._abandon, run)

    def _taken(self, run: Run) -> None:
        if run.abandoned is not None:
            run.abandoned.cancel()
        if run.reader is None:
            raise QueryTimeout(self._limits.seconds)

    def _abandon(self, run: Run) -> None:
        if run.reader is not None:
            self.ended["gone"] += 1
        self._leave(run)

    def _leave(self, run: Run, *, done: bool = False) -> None:
        """Gives back what the query holds; a reader that is not done with it is ended and replaced."""
        # First, because it looks at how long the reader has worked.
        self._lanes.leave(run.turn, done=done)
        reader, run.reader = run.reader, None
        if run.abandoned is not None:
            run.abandoned.cancel()
        if reader is not None:
            self._busy.discard(reader)
            if done and reader.free():
                self._idle.append(reader)
            else:
                reader.kill()
                self._chore(self._replace(reader))

    async def _replace(self, reader: Reader) -> None:
        await reader.reap()
        await self._spare()

    async def _spare(self) -> None:
        """Makes a reader ready for the next query, where none is."""
        if not self._idle and not self._closed:
            with contextlib.suppress(StoreError):
                image = self._image.nursery() if self._image is not None else None
                reader = await self._fork(image)
                if image is not None and not self.running:
                    await self._warm(reader)
                self._idle.append(reader)

    async def _warm(self, reader: Reader) -> None:
        """Lets a new reader touch all of its copy, whose pages become its own thereby, so that no query has to wait for that."""
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            for question in _WARMING:
                await reader.send(wire.packed_question(question, 0))
                while (await reader.receive())[0] not in (Kind.END, Kind.ERROR):
                    pass

    def _move(self) -> None:
        """Goes over from readers on disk to those of the copy in memory, which has been read."""
        for reader in self._idle:
            self._chore(self._replace(reader))
        self._idle.clear()
        self._chore(self._spare())

    def _keep(self, forking: asyncio.Task[Reader]) -> None:
        if not forking.cancelled() and forking.exception() is None:
            self._idle.append(forking.result())

    def _chore(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        task = asyncio.get_running_loop().create_task(work)
        self._chores.add(task)
        task.add_done_callback(self._chores.discard)
        return task

    async def _reader(self, image: Nursery | None) -> Reader:
        """A reader that is brought to the present state soon: of the image, or where there is none, on disk."""
        while self._idle:
            reader = self._idle.pop()
            if reader.usable and self._fits(reader, image):
                break
            self._chore(self._replace(reader))
        else:
            forking = self._chore(self._fork(image))
            try:
                reader = await asyncio.shield(forking)
            except asyncio.CancelledError:
                forking.add_done_callback(self._keep)
                raise
        self._busy.add(reader)
        if not self._idle:
            self._chore(self._spare())
        return reader

    def _fits(self, reader: Reader, image: Nursery | None) -> bool:
        if image is None or self._image is None:
            return reader.nursery is self._nursery
        return reader.nursery is image and self._image.lacking(reader) is not None

    async def _fork(self, image: Nursery | None = None) -> Reader:
        if image is not None:
            return await Reader.fork(image)
        async with self._starting:
            if self._nursery is not None and not self._nursery.alive:
                await asyncio.to_thread(self._nursery.close)
                self._nursery = None
            if self._nursery is None:
                self._nursery = await asyncio.to_thread(Nursery, Path(self._store.location), self._limits.memory)
        return await Reader.fork(self._nursery)

    async def _visible(self) -> int:
        """The commit that an answer is given from at least: the last, unless the writer is too busy with the next to show it."""
        wanted, deadline = self._store.commit, time.monotonic() + _FRESHNESS
        while self._published < wanted and (left := deadline - time.monotonic()) > 0:
            if self._publishing is None:
                self._publishing = asyncio.get_running_loop().create_task(asyncio.to_thread(self._store.publish))
                self._publishing.add_done_callback(self._has_published)
            await asyncio.wait([self._publishing], timeout=left)
        return self._published

    def _has_published(self, task: asyncio.Task[int]) -> None:
        self._publishing = None
        if not task.cancelled() and task.exception() is None:
            self._published = max(self._published, task.result())

    async def _crash(self, run: Run) -> DiplographError | None:
        """What has ended the reader of a query that nobody wanted to end; nothing where its nursery has ended too."""
        assert run.reader is not None
        status = await run.reader.reap()
        if self._closed:
            return Busy("the server is shutting down", 5)
        if status is None:
            return None
        if status in (-signal.SIGABRT, -signal.SIGKILL):
            self.ended["memory"] += 1
            return QueryTooLarge("memory", self._limits.memory)
        self.ended["crash"] += 1
        if status in (-signal.SIGSEGV, -signal.SIGBUS):
            return QueryError("the query is nested too deeply; write it flatter")
        return QueryError(f"the query ended the process that answered it (status {status})")

    def _error(self, facts: dict[str, Any]) -> Exception:
        match facts["error"]:
            case "QueryError":
                return QueryError(facts["reason"], facts["line"], facts["column"])
            case "FormatError":
                return FormatError(facts["source"], facts["reason"])
            case "MemoryError":
                self.ended["memory"] += 1
                return QueryTooLarge("memory", self._limits.memory)
        return StoreError(self._store.location, facts["reason"])
