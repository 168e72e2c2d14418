"""What a query may take, and what an answer is."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

from ..formats import Format


@dataclass(frozen=True, slots=True)
class Limits:
    """What queries may take.

    Attributes:
        seconds: Time from a query's arrival to the end of its evaluation.
        memory: Bytes beyond those of the data.
        answer: Bytes of an answer.
        readers: How many queries run at the same time, at most half of them long ones; and a quarter more of those that are known as quick.
        queue: How many more wait for their turn.
        image: Bytes of a copy of the dataset in memory; none is kept where it needs more.
    """

    seconds: float = 30.0
    memory: int = 1_000_000_000
    answer: int = 1_000_000_000
    readers: int = 4
    queue: int = 128
    image: int = 1_000_000_000


class StreamedAnswer:
    """A query's answer, which comes in parts while it is found.

    Attributes:
        form: ``select``, ``ask`` or ``graph`` (CONSTRUCT and DESCRIBE).
        format: What it is written in.
        commit: The number of the commit that it was answered from, where the store counts them.
        data: The whole answer, where it is short enough to be here at once.
    """

    __slots__ = ("_close", "_parts", "commit", "data", "form", "format")

    def __init__(
        self,
        form: str,
        format: Format,
        commit: int | None,
        data: bytes | None = None,
        parts: AsyncIterator[bytes] | None = None,
        close: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        self.form = form
        self.format = format
        self.commit = commit
        self.data = data
        self._parts = parts
        self._close = close

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """The parts of the answer.

        Raises:
            QueryTimeout: The rest is not found in time. What has come is no whole answer then, as with all errors here.
            QueryTooLarge: The answer is too large, or finding the rest takes too much memory.
            QueryError: The rest cannot be evaluated.
        """
        if self.data is not None:
            yield self.data
        if self._parts is not None:
            async for part in self._parts:
                yield part

    async def aclose(self) -> None:
        """Ends the query if the answer has not been taken to its end."""
        if self._close is not None:
            await self._close()
