"""The columns of a table of events: one list for files, for HTTP and for tables that people fill in themselves, and how a cell is written.

One row is one event. Where a column holds several values, JSON Lines and Parquet have a list; a cell of CSV has them parted by "; ",
and a semicolon within a value stands behind a backslash. Text that a spreadsheet would take for a formula stands behind an apostrophe.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What the values of a column are."""

    TEXT = "text"
    DATE = "date"
    NUMBER = "number"
    INTEGER = "integer"


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        name: Its name at the head of the table.
        about: What it holds, one sentence.
        kind: What its values are.
        many: Whether an event can have several of them.
        derived: Whether it follows from the rest of the dataset, so that nobody fills it in.
    """

    name: str
    about: str
    kind: Kind = Kind.TEXT
    many: bool = False
    derived: bool = False


COLUMNS = (
    Column("id", "The event's IRI."),
    Column("type", "The most special class of the event, such as Meeting or Sanction; Dispute for a quarrel as such."),
    Column("status", "Whether it happened: occurred, planned, cancelled or denied."),
    Column("label", "One line that says what happened."),
    Column("earliest", "The first day on which it may have begun; empty, as latest is, where nothing fixes it.", Kind.DATE),
    Column("latest", "The last such day.", Kind.DATE),
    Column("date_text", "The words of the text that fix the date."),
    Column("parties", "On whose behalf it happens: ISO 3166-1 alpha-3 codes of states, short names of organisations.", many=True),
    Column("initiator", "Which of the parties does it.", many=True),
    Column("target", "Which of the parties it is done to or aimed at.", many=True),
    Column("delegates", "The names of the people who took part.", many=True),
    Column("place", "The name of the place where it happens."),
    Column("country", "The ISO 3166-1 alpha-3 code of the state in which that place lies."),
    Column("latitude", "The place's degrees north, WGS 84.", Kind.NUMBER),
    Column("longitude", "The place's degrees east, WGS 84.", Kind.NUMBER),
    Column("instrument", "The titles of what was agreed, renewed, refused or left.", many=True),
    Column("topics", "What it is about: names of the topics of the ontology, such as trade or arms-control.", many=True),
    Column("confidence", "How sure the extractor is that a source tells of it, from 0 to 1.", Kind.NUMBER),
    Column("quote", "The sentence that tells of it, the first of the first article."),
    Column("headline", "The headline of the article in which that sentence stands."),
    Column("publisher", "Who published that article."),
    Column("published", "When, as a day or a time with its zone (ISO 8601)."),
    Column("url", "The address of that article."),
    Column("source", "Where that article was read from: its address, or the name of a file."),
    Column("reports", "In how many reports of articles the event is told.", Kind.INTEGER, derived=True),
    Column("publishers", "How many independent publishers tell of it.", Kind.INTEGER, derived=True),
    Column("differs_in", "In what the reports exclude each other: status, earliest, place or instrument.", many=True, derived=True),
    Column("outcome_of", "The IRIs of the events that brought it about.", many=True),
    Column("in_response_to", "The IRIs of the events that it answers.", many=True),
    Column("part_of", "The IRIs of the events that it belongs to.", many=True),
)
"""All columns, in their order."""

NAMES = tuple(column.name for column in COLUMNS)
"""The names of the columns, in their order."""

# By OWASP's list: what makes a spreadsheet take text for a formula.
_FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
_GUARDED = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")
_PART = re.compile(r"((?:[^;\\]|\\.|\\$)*)(?:;|$)", re.DOTALL)


def cell(value: object) -> object:
    r"""What stands in a cell of CSV for a value, or for a list of them; numbers stay numbers.

    >>> cell(["IND", "CAN"]), cell(["a; b"]), cell("=1+1"), cell(-3.5), cell(None)
    ('IND; CAN', 'a\\; b', "'=1+1", -3.5, '')
    """
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        value = "; ".join(str(part).replace("\\", "\\\\").replace(";", "\\;") for part in value)
    if not isinstance(value, str):
        return value
    return f"'{value}" if _FORMULA.match(value) or _GUARDED.match(value) else value


def text_of_cell(cell: str) -> str:
    """The text that was written to a cell by ``cell``.

    >>> text_of_cell("'=1+1"), text_of_cell("'tis")
    ('=1+1', "'tis")
    """
    return cell[1:] if _GUARDED.match(cell) else cell


def parts_of_cell(cell: str) -> tuple[str, ...]:
    r"""The values that were written to one cell by ``cell``; empty ones do not count.

    >>> parts_of_cell("IND; CAN;"), parts_of_cell(r"a\; b; c")
    (('IND', 'CAN'), ('a; b', 'c'))
    """
    parts = (re.sub(r"\\([;\\])", r"\1", part.strip()) for part in _parted(text_of_cell(cell)))
    return tuple(part for part in parts if part)


def _parted(text: str) -> Iterable[str]:
    return (match[1] for match in _PART.finditer(text))
