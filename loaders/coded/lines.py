"""Tables of text by the line: rows that are none are counted and named, the others go on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import IO

import polars as pl

from .base import Tally

# No row of a known dataset is as long; what is longer has lost its line ends, and would fill the memory.
_LONGEST = 1_000_000
# Rows that are read at once. With 20,000 a batch of events takes some 100 MB.
ROWS = 20_000


class Unread:
    """A stream whose first line was read to see what it is.

    Args:
        line: The line.
        stream: What follows.
    """

    def __init__(self, line: bytes, stream: IO[bytes]) -> None:
        self._line, self._stream = line, stream

    def readline(self, limit: int = -1, /) -> bytes:
        """The next line."""
        line, self._line = self._line, b""
        return line or self._stream.readline(limit)


def rows(
    stream: IO[bytes] | Unread, columns: Sequence[str], tally: Tally, *, separator: str = "\t", first: int = 1, optional: int = 0
) -> Iterator[pl.DataFrame]:
    """The rows that follow in a table without quotation marks, some thousands at a time, with the number of each in ``line``.

    Args:
        stream: The table.
        columns: Names of its columns.
        tally: Is told of every row, and which are malformed.
        separator: What parts the fields.
        first: The number of the line that comes next.
        optional: How many empty fields a row may have beyond its columns.
    """
    mark, wanted = separator.encode(), len(columns) - 1
    number = first - 1
    while True:
        good, numbers, read = [], list[int](), 0
        while read < ROWS and (line := stream.readline(_LONGEST)):
            number, read = number + 1, read + 1
            if len(line) == _LONGEST and not line.endswith(b"\n"):
                while (more := stream.readline(_LONGEST)) and not more.endswith(b"\n"):
                    pass
                tally.malformed(number, "the line is longer than a million bytes")
                continue
            line = line.rstrip(b"\r\n")
            if not line:
                read -= 1
                continue
            found = line.count(mark)
            if wanted < found <= wanted + optional and not line.split(mark, wanted + 1)[-1].strip(mark + b" "):
                line, found = mark.join(line.split(mark)[: wanted + 1]), wanted
            if found != wanted:
                tally.malformed(number, f"{found + 1} fields where {wanted + 1} are wanted")
                continue
            try:
                line.decode("utf-8")
            except UnicodeDecodeError:
                tally.malformed(number, "not UTF-8")
                continue
            good.append(line)
            numbers.append(number)
        if not read:
            return
        tally.rows += read
        yield table(good, columns, separator).with_columns(line=pl.Series(numbers, dtype=pl.UInt32))


def table(lines: Sequence[bytes], columns: Sequence[str], separator: str) -> pl.DataFrame:
    """The lines as a table of text, in which what is missing (nothing, NA, NULL) is null."""
    if not lines:
        return pl.DataFrame(schema=dict.fromkeys(columns, pl.String))
    return pl.read_csv(
        b"\n".join(lines) + b"\n",
        separator=separator,
        has_header=False,
        new_columns=list(columns),
        quote_char=None,
        null_values=["", "NA", "NULL"],
        infer_schema=False,
    ).with_columns(pl.all().str.strip_chars())
