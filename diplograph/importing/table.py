"""Rows of CSV, as spreadsheets and programs write it: parted by commas, semicolons or tabs, one heading line, UTF-8 or UTF-16."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from itertools import islice

from ..errors import FormatError
from ..tables.columns import NAMES, parts_of_cell, text_of_cell
from .fault import Fault, did_you_mean
from .row import BY_NAME, REQUIRED, Cell, Row

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_SEPARATORS = ",;\t"


def decoded(data: bytes, name: str, encoding: str | None) -> str:
    """The text of a file in the encoding that is given, else in that of its byte order mark, else in UTF-8.

    Raises:
        FormatError: It has another encoding, or there is none of that name; with the line.
    """
    encoding = encoding or next((known for mark, known in _MARKS if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding)
    except LookupError as error:
        raise FormatError(name, f"there is no encoding {encoding!r}; name one such as utf-8, utf-16 or windows-1252") from error
    except UnicodeDecodeError as error:
        remedy = 'save it as "CSV UTF-8", or name its encoding, such as windows-1252 (--encoding)'
        raise FormatError(name, f"is not {encoding}; {remedy}", data.count(b"\n", 0, error.start) + 1) from error
    if "\0" in text:
        raise FormatError(
            name, "has characters that no text has; give text, or name its encoding (--encoding)", text[: text.index("\0")].count("\n") + 1
        )
    return text.removeprefix("\ufeff")


def read_rows(text: str) -> Iterator[Row | Fault]:
    """The rows of a table; a fault in place of each that cannot be read, and of a heading without which no row can."""
    separator, skipped = _separator(text)
    # Not by ``splitlines``, which takes more for the end of a line than CSV does.
    reader = csv.reader(islice(io.StringIO(text, newline=""), skipped, None), delimiter=separator, strict=True)
    columns: list[str] | None = None
    while True:
        line = reader.line_num + skipped + 1
        try:
            cells = next(reader)
        except StopIteration:
            if columns is None:
                yield Fault("the file has no heading line; begin with the line of columns that `diplograph import --template csv` shows")
            return
        except csv.Error as error:
            # What follows would be read out of step.
            yield Fault(f"is no CSV ({error}); look for a quotation mark that is not closed, and write one within a text twice", line)
            return
        if not any(cell.strip() for cell in cells):
            continue
        if columns is None:
            columns = [cell.strip().lower() for cell in cells]
            faults = list(_faults_of(columns, line))
            yield from faults
            if faults:
                return
        elif len(cells) != len(columns):
            yield Fault(
                f"the row has {len(cells)} cells, and the heading {len(columns)}; give each row as many, and put text with a "
                f"{_NAMES[separator]} in quotation marks",
                line,
            )
        else:
            yield Row(line, "", {column: cell for column, text in zip(columns, cells, strict=True) if (cell := _cell(column, text, line))})


_NAMES = {",": "comma", ";": "semicolon", "\t": "tab"}


def _cell(column: str, text: str, line: int) -> Cell | None:
    values = parts_of_cell(text) if BY_NAME[column].many else (text_of_cell(text.strip()),)
    return Cell(values, line, column) if values != ("",) and values else None


def _separator(text: str) -> tuple[str, int]:
    """What parts the cells, and how many lines stand before the heading."""
    first = text.lstrip("\r\n").partition("\n")[0].strip()
    # Some spreadsheets say it on a line of its own.
    if first.lower().startswith("sep=") and len(first) == 5:
        return first[4], 1
    heads = {separator: sum(cell.strip(' "').lower() in BY_NAME for cell in first.split(separator)) for separator in _SEPARATORS}
    return max(_SEPARATORS, key=lambda separator: heads[separator]), 0


def _faults_of(columns: list[str], line: int) -> Iterator[Fault]:
    for column in dict.fromkeys(columns):
        if column not in BY_NAME:
            hint = did_you_mean(column, NAMES)
            yield Fault(f"is no column of the template{hint or '; the columns are ' + ', '.join(NAMES)}", line, "heading", column)
        elif columns.count(column) > 1:
            yield Fault("stands more than once; take one away", line, "heading", column)
    for column in REQUIRED:
        if column not in columns:
            yield Fault(f"the column {column!r} is missing; each event has one", line, "heading")
