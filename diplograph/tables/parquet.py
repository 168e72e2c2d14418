"""Tables of events as Parquet, with dates, numbers and lists as such."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from queue import Full, Queue
from typing import IO, TYPE_CHECKING, Any

from .columns import COLUMNS, Column, Kind
from .row import day, row
from .telling import Values

if TYPE_CHECKING:
    import polars as pl

# How many rows are in memory as Python's own objects.
_BATCH = 2_000
_AHEAD = 2


def write_parquet(events: Iterable[Values], target: IO[bytes]) -> int:
    """Writes a row for each event, some at a time; gives back how many events were left out, none."""
    import polars as pl  # which takes its time, and only this format needs
    from polars.io.plugins import register_io_source

    types = {Kind.TEXT: pl.String, Kind.DATE: pl.Date, Kind.NUMBER: pl.Float64, Kind.INTEGER: pl.Int64}
    schema = pl.Schema({column.name: pl.List(types[column.kind]) if column.many else types[column.kind]() for column in COLUMNS})
    frames: Queue[pl.DataFrame | None] = Queue(_AHEAD)
    # Polars asks for its frames in threads of its own, but who asks a server for events may have to stay in one thread.
    source = register_io_source(lambda *_: _taken(frames), schema=schema)
    stream: Any = _Stream(target)  # polars asks for no more than its two methods
    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(source.sink_parquet, stream, engine="streaming")
        rest = iter(events)
        try:
            while not writing.done() and (rows := list(islice(rest, _BATCH))):
                _put(frames, pl.DataFrame([_typed(event) for event in rows], schema=schema, orient="row"), writing)
        finally:
            _put(frames, None, writing)
    if stream.failed is not None:
        raise stream.failed  # of which polars makes an error of its own
    writing.result()
    return 0


class _Stream:
    """The stream that is written to, which keeps the error when that fails."""

    def __init__(self, target: IO[bytes]) -> None:
        self._target = target
        self.failed: OSError | None = None

    def write(self, data: bytes) -> int:
        """Writes all of the data."""
        try:
            return self._target.write(data)
        except OSError as error:
            self.failed = error
            raise

    def flush(self) -> None:
        """Leaves nothing in the stream's own memory."""
        self._target.flush()


def _taken(frames: Queue[pl.DataFrame | None]) -> Iterator[pl.DataFrame]:
    while (frame := frames.get()) is not None:
        yield frame


def _put(frames: Queue[pl.DataFrame | None], frame: pl.DataFrame | None, writing: Future[None]) -> None:
    # Nobody takes what is waiting once writing has failed.
    while not writing.done():
        try:
            frames.put(frame, timeout=0.1)
        except Full:
            continue
        return


def _typed(event: Values) -> list[object]:
    return [_value(column, value) for column, value in zip(COLUMNS, row(event).values(), strict=True)]


def _value(column: Column, value: Any) -> object:
    return day(value) if column.kind is Kind.DATE else value
