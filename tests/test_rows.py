"""The rows of a query as Python values and frames."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

import polars as pl
import pytest

import diplograph
from diplograph.errors import QueryError
from diplograph.rows import Rows
from tests.samples import article, extracted

VALUES = """
SELECT ?name ?whole ?decimal ?yes ?day ?time ?text ?wrong ?mixed ?none WHERE {
  VALUES (?name ?whole ?decimal ?yes ?day ?time ?text ?wrong ?mixed) {
    (dg:Meeting 1 1.5 true "2026-02-07"^^xsd:date "2026-02-07T10:00:00Z"^^xsd:dateTime "text"@en "2026-02-31"^^xsd:date 1)
    (UNDEF 2 2.5 false "2026-02-08"^^xsd:date UNDEF "more" UNDEF "one")
  }
} ORDER BY ?whole
"""


@pytest.fixture(scope="module")
def database() -> Iterator[diplograph.Database]:
    with diplograph.open("memory:") as opened:
        found = extracted(article())
        opened.store_extracted(found, opened.pipeline.validator.validate(found.graph))
        yield opened


def test_a_row_has_values_of_python(database: diplograph.Database) -> None:
    rows = database.rows(VALUES)
    assert len(rows) == 2
    assert rows[0] == {
        "name": "https://w3id.org/diplograph/ontology#Meeting",
        "whole": 1,
        "decimal": Decimal("1.5"),
        "yes": True,
        "day": dt.date(2026, 2, 7),
        "time": dt.datetime(2026, 2, 7, 10, tzinfo=dt.UTC),
        "text": "text",
        "wrong": "2026-02-31",
        "mixed": 1,
        "none": None,
    }
    assert [row["mixed"] for row in rows] == [1, "one"]
    assert rows[1:] == Rows(rows.columns, rows.values[1:])


def test_rows_become_frames(database: diplograph.Database) -> None:
    rows = database.rows(VALUES)
    polars, pandas = rows.to_polars(), rows.to_pandas()
    assert polars.shape == pandas.shape == (2, 10)
    assert polars.schema["day"] == pl.Date
    assert polars.schema["whole"] == pl.Int64
    assert polars["mixed"].to_list() == ["1", "one"]
    assert polars["name"].null_count() == 1
    assert list(pandas["whole"]) == [1, 2]
    empty = database.rows("SELECT ?a ?b WHERE { FILTER (false) }")
    assert empty.to_polars().columns == list(empty.to_pandas().columns) == ["a", "b"]
    assert len(empty) == 0


@pytest.mark.parametrize("query", ["ASK {}", "CONSTRUCT WHERE { ?s ?p ?o }"])
def test_what_has_no_rows_is_refused(database: diplograph.Database, query: str) -> None:
    with pytest.raises(QueryError, match="write a SELECT query"):
        database.rows(query)


def test_an_event_is_found_in_a_frame(database: diplograph.Database) -> None:
    frame = database.rows("SELECT ?event ?earliest { ?e a dg:Meeting ; rdfs:label ?event ; dg:earliest ?earliest }").to_polars()
    assert frame.rows() == [("India and Canada meet in Ottawa", dt.date(2026, 2, 7))]
