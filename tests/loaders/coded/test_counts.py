"""What SPARQL counts in the graphs of real datasets, beside what is counted in their tables without our code."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import pytest

from diplograph.loaders.coded.base import Tally
from diplograph.loaders.coded.state_department import UNDATED, UNKNOWN
from diplograph.loaders.coded.table import NO_PARTY
from diplograph.ontology.terms import PREFIXES
from tests.loaders.coded.test_recorded import triples

# Every row with its code; visits and their hosting are one event, every other event has one code.
CODES = "SELECT (MIN(?c) AS ?code) ?e ?id { ?e dg:code ?c ; dcterms:identifier ?id } GROUP BY ?e ?id"


def loaded(path: Path, *, keep_other: bool = False) -> tuple[ox.Store, Tally]:
    """A file's events, and what became of its rows."""
    found, tally = triples(path, keep_other=keep_other)
    engine = ox.Store()
    engine.bulk_load(found, format=ox.RdfFormat.N_TRIPLES)
    return engine, tally


def asked(engine: ox.Store, query: str) -> list[tuple[str, ...]]:
    """The rows of a query, as text."""
    rows = engine.query(query, prefixes=dict(PREFIXES))
    assert isinstance(rows, ox.QuerySolutions)
    return [tuple(str(value.value) for value in row if isinstance(value, ox.Literal | ox.NamedNode)) for row in rows]


def table(path: Path, *, header: bool = True) -> list[list[str]]:
    """The rows of a table, read by Python's own reader."""
    with path.open(encoding="utf-8", newline="") as file:
        found = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return found[1:] if header else found


@pytest.mark.parametrize(
    ("name", "code", "header"), [("icews/events.2018.sample.tab", 6, True), ("gdelt/20191024143000.export.CSV", 26, False)]
)
def test_codes_are_counted_alike(shared: Path, name: str, code: int, header: bool) -> None:
    rows = table(shared / "data" / name, header=header)
    engine, tally = loaded(shared / "data" / name, keep_other=True)
    assert tally.rows == len(rows)
    wanted = Counter(row[code].replace("043", "042") if row[code] == "043" else row[code] for row in rows)
    found = Counter("042" if told == "043" else told for told, _, _ in asked(engine, CODES))
    assert found <= wanted
    # What is missing is what names nobody that is known, row by row.
    assert wanted.total() - found.total() == tally.left_out.total() == tally.left_out[NO_PARTY] < len(rows) / 2


def part(path: Path, folder: Path, first: int, last: int) -> Path:
    """A file of some lines of a table, and its header."""
    lines = path.read_bytes().splitlines(keepends=True)
    (folder / path.name).write_bytes(b"".join((lines[0], *lines[first:last])))
    return folder / path.name


def test_travels_are_counted_alike(shared: Path, tmp_path: Path) -> None:
    path = part(shared / "data/history_at_state/president_travels.tsv", tmp_path, 500, 700)
    rows = table(path)
    engine, tally = loaded(path)
    (visits,) = asked(engine, "SELECT (COUNT(DISTINCT ?id) AS ?n) { ?e a dg:Visit ; dg:initiator/dg:iso3 'USA' ; dcterms:identifier ?id }")
    assert (tally.rows, int(visits[0])) == (len(rows), len({row[1] for row in rows}) - tally.left_out[UNKNOWN])
    (told,) = asked(engine, "SELECT (COUNT(*) AS ?n) { ?m a dg:Meeting ; dg:partOf/a dg:Visit }")
    said = sum("met with" in row[9].lower() for row in rows)
    assert 0.8 * said < int(told[0]) < 1.2 * said


def test_appointments_and_credentials_are_counted_alike(shared: Path, tmp_path: Path) -> None:
    path = part(shared / "data/history_at_state/us_chiefs_of_mission.tsv", tmp_path, 1800, 2200)
    rows = [row for row in table(path) if row[5] == "france"]
    engine, tally = loaded(path)
    assert tally.kept + tally.left_out[UNKNOWN] + tally.left_out[UNDATED] == tally.rows == len(table(path))
    (found,) = asked(engine, "SELECT (COUNT(*) AS ?n) { ?e a dg:Appointment ; dg:target/dg:iso3 'FRA' }")
    assert int(found[0]) == sum(bool(row[6]) + bool(row[10]) for row in rows)
