"""One query on its way through the pool."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator

from ..evaluation import Question
from .lanes import Turn
from .process import Reader


class Run:
    """A question, its turn, its reader and what time it has left.

    Args:
        question: What is asked.
        seconds: How long it may take.
    """

    def __init__(self, question: Question, seconds: float) -> None:
        self.question = question
        self.seconds = seconds
        self.left = seconds
        self.turn = Turn(question.text, self.kill, self.worked, self.held, self.lower)
        self.reader: Reader | None = None
        self.before = 0.0
        self.since = 0.0
        self.abandoned: asyncio.TimerHandle | None = None

    def kill(self) -> None:
        """Ends the reader that works on it."""
        if self.reader is not None:
            self.reader.kill()

    def worked(self) -> float:
        """Seconds of the processor that its reader has spent on it."""
        return self.reader.worked - self.before if self.reader is not None else 0.0

    def begin(self) -> None:
        """Notes that its answer begins to come."""
        self.turn.begun = True
        self.since = time.monotonic()

    def held(self) -> float:
        """Seconds for which it has held its reader: those of work, or since its answer has begun to come."""
        return max(self.worked(), time.monotonic() - self.since if self.turn.begun else 0.0)

    def lower(self) -> None:
        """Lets other processes go before its reader."""
        if self.reader is not None:
            self.reader.lower()

    @contextlib.asynccontextmanager
    async def timed(self) -> AsyncIterator[None]:
        """Counts the time of the block; what runs past the limit ends with a TimeoutError."""
        started = time.monotonic()
        try:
            async with asyncio.timeout(max(self.left, 0)):
                yield
        finally:
            self.left -= time.monotonic() - started
