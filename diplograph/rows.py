"""The rows of a query as Python values, and as frames."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, overload

import rdflib

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl


@dataclass(frozen=True, slots=True)
class Rows(Sequence[Mapping[str, Any]]):
    """What a SELECT query answers.

    A row is a mapping from the names of the variables to values: names of things as text; numbers, truth values, days and times as
    Python has them; all other literals as text; and ``None`` where the row has no value.

    Attributes:
        columns: The names of the variables, in the order of the query.
        values: The rows, each with as many values as there are columns.
    """

    columns: tuple[str, ...]
    values: tuple[tuple[Any, ...], ...]

    def __len__(self) -> int:
        """How many rows there are."""
        return len(self.values)

    def __iter__(self) -> Iterator[Mapping[str, Any]]:
        """The rows in order."""
        return (dict(zip(self.columns, row, strict=True)) for row in self.values)

    @overload
    def __getitem__(self, index: int) -> Mapping[str, Any]: ...
    @overload
    def __getitem__(self, index: slice) -> Rows: ...
    def __getitem__(self, index: int | slice) -> Mapping[str, Any] | Rows:
        """One row, or some of them."""
        if isinstance(index, slice):
            return Rows(self.columns, self.values[index])
        return dict(zip(self.columns, self.values[index], strict=True))

    def to_polars(self) -> pl.DataFrame:
        """The rows as a frame of Polars, with a type for each column; a column of values of several types is one of text."""
        import polars as pl

        return pl.DataFrame({name: _of_one_type([row[i] for row in self.values]) for i, name in enumerate(self.columns)})

    def to_pandas(self) -> pd.DataFrame:
        """The rows as a frame of pandas."""
        import pandas as pd

        return pd.DataFrame(list(self.values), columns=list(self.columns))


def _of_one_type(values: list[Any]) -> list[Any]:
    if len({type(value) for value in values if value is not None}) > 1:
        return [None if value is None else str(value) for value in values]
    return values


def read_rows(data: bytes) -> Rows:
    """The rows in an answer in SPARQL 1.1 Query Results JSON."""
    answer = json.loads(data)
    columns = tuple(answer["head"]["vars"])
    rows = answer["results"]["bindings"]
    return Rows(columns, tuple(tuple(_value(row.get(name)) for name in columns) for row in rows))


def _value(term: Mapping[str, str] | None) -> Any:
    if term is None:
        return None
    if term["type"] not in ("literal", "typed-literal") or "datatype" not in term:
        return term["value"]
    # A value that its datatype does not allow stays the text that it is.
    value = rdflib.Literal(term["value"], datatype=rdflib.URIRef(term["datatype"])).value
    return term["value"] if value is None or isinstance(value, rdflib.Literal) else value
