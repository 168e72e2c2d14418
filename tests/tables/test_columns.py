"""The columns of the tables are documented, and cells of CSV give back what was written to them."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from diplograph.tables.columns import COLUMNS, NAMES, cell, parts_of_cell, text_of_cell

DOCS = Path(__file__).parents[2] / "docs"


def test_the_documented_columns_are_those_of_the_tables() -> None:
    section = (DOCS / "tables.md").read_text(encoding="utf-8").partition("## Columns")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| `")]
    wanted = [f"| `{column.name}` | {column.kind}{', several' if column.many else ''} | {column.about} |" for column in COLUMNS]
    assert lines == wanted


def test_no_two_columns_are_called_the_same() -> None:
    assert len(set(NAMES)) == len(NAMES) == 30


@given(st.text())
def test_text_comes_back_from_its_cell_and_is_no_formula(text: str) -> None:
    written = cell(text)
    assert isinstance(written, str)
    assert not written.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert text_of_cell(written) == text


@given(st.lists(st.text(min_size=1).filter(lambda text: text == text.strip())))
def test_several_values_come_back_from_their_cell(values: list[str]) -> None:
    written = cell(values)
    assert isinstance(written, str)
    assert list(parts_of_cell(written)) == values
