"""Tables of articles: CSV with any separator, and its columns by the usual names or as they are named."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator

from ...errors import SourceError
from ..document import Document, Options, Stream, Unread
from .fields import columns_of, document_of

SUFFIXES = (".csv", ".tsv")
SEPARATORS = (",", "\t", ";", "|")
# A line of a table longer than this is none; a field that csv reads has 131,072 characters at most.
LONGEST_LINE = 4_000_000


class Tables:
    """Opens CSV."""

    name = "csv"
    suffixes = (".csv",)

    def accepts(self, stream: Stream) -> bool:
        """Whether its media type or name is that of a table."""
        return stream.is_a(frozenset({"text/csv", "application/csv", "text/tab-separated-values"}), SUFFIXES)

    def open(self, stream: Stream, options: Options) -> Iterator[Document | Unread]:
        """The record of each row."""
        lines = _Lines(stream)
        first = next(lines, "")
        separator = max(SEPARATORS, key=lambda one: len(next(csv.reader([first], delimiter=one), [])))
        header = next(csv.reader([first], delimiter=separator), [])
        columns = columns_of(header, options)
        if missing := [name for name in columns.values() if name not in header]:
            raise SourceError(stream.place, f"has no column {missing[0]!r}; its columns are {', '.join(header[:20])}")
        if not {"text", "html"} & set(columns):
            raise SourceError(
                stream.place,
                "has no column of the articles' texts by any of the usual names; name it, such as --column text=NAME "
                f"(its columns are {', '.join(header[:20]) or 'none'})",
            )
        rows = csv.reader(lines, delimiter=separator)
        while True:
            began = lines.number + 1
            try:
                row = next(rows, None)
            except csv.Error as error:
                yield stream.unread(began, f"is no row that can be read ({error}); give such articles as JSON Lines")
                lines.skip_to_end_of_quote()
                continue
            if row is None:
                return
            if not row:
                continue
            if len(row) != len(header):
                yield stream.unread(
                    began, f"has {len(row)} fields where the header has {len(header)}; put quotes around fields with separators in them"
                )
                continue
            yield document_of(dict(zip(header, row, strict=True)), columns, stream, began)


class _Lines:
    """The lines of a table as text, counted; each in its own encoding, so that one bad byte spoils no other."""

    def __init__(self, stream: Stream) -> None:
        self.number = 0
        self._place = stream.place
        wide = next(
            (name for mark, name in ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")) if stream.head.startswith(mark)),
            None,
        )
        self._wide = codecs.getreader(wide)(stream.body, "replace") if wide else None
        self._body = stream.body

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._wide.readline() if self._wide is not None else _decoded(self._body.readline(LONGEST_LINE))
        if not line:
            raise StopIteration
        if len(line) >= LONGEST_LINE:
            raise SourceError(f"{self._place}:{self.number + 1}", "is a line too long for a table; check the file")
        self.number += 1
        return line.removeprefix("\ufeff") if self.number == 1 else line.replace("\0", "")

    def skip_to_end_of_quote(self) -> None:
        """Reads on to the line in which the field that could not be read ends."""
        while (line := next(self, "")) and line.count('"') % 2 == 0:
            pass


def _decoded(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("cp1252", "replace")
