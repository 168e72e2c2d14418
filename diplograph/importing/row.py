"""A row of a table as its reader gives it: for each column what stands in it, and where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..tables.columns import COLUMNS
from .fault import Fault

BY_NAME = {column.name: column for column in COLUMNS}
REQUIRED = ("type", "status", "label")


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one column of a row: at least one value, none of them empty.

    Attributes:
        values: The values as text.
        line: The line on which they stand.
        place: The column, or the path in JSON.
    """

    values: tuple[str, ...]
    line: int
    place: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row.

    Attributes:
        line: The line on which it begins.
        place: The path in JSON, empty in a table.
        cells: Its cells by their columns, without those that are empty.
        faults: What of it could not be read.
    """

    line: int
    place: str
    cells: Mapping[str, Cell]
    faults: tuple[Fault, ...] = ()

    def place_of(self, column: str) -> str:
        """The place of a column that may be empty."""
        return f"{self.place}.{column}" if self.place else column
