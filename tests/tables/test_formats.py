"""Each format of tables is read by a well-known reader, which finds what SPARQL finds."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import icalendar
import networkx as nx
import pandas as pd
import polars as pl
import pytest

import diplograph
from diplograph.database import Database
from diplograph.errors import FormatError, NotFound
from diplograph.exporting import EXPORT_FORMATS, export_format, format_of_target
from diplograph.loaders.coded.polecat_columns import COLUMNS as POLECAT_COLUMNS
from diplograph.loaders.event import EventType, Status
from diplograph.ontology.vocabulary import crosswalk_graph, topic_keywords
from diplograph.selection import Selection
from diplograph.tables import polecat
from diplograph.tables.columns import COLUMNS, NAMES, Kind, parts_of_cell, text_of_cell
from diplograph.tables.formats import TABLE_FORMATS, TableFormat
from tests.tables.world import FORMULA, TITLE, fill


@pytest.fixture(scope="module")
def database() -> Iterator[Database]:
    with diplograph.open("memory:") as opened:
        fill(opened)
        yield opened


def written(database: Database, format: str, selection: Selection | None = None, **options: Any) -> bytes:
    stream = io.BytesIO()
    database.export(stream, export_format(format), selection=selection, **options)
    return stream.getvalue()


def asked(database: Database, query: str) -> list[dict[str, str]]:
    rows = json.loads(database.query(query).data)["results"]["bindings"]
    return [{name: value["value"] for name, value in row.items()} for row in rows]


def counted(database: Database, pattern: str) -> int:
    return int(asked(database, f"SELECT (COUNT(DISTINCT ?e) AS ?n) {{ ?e a dg:Event . {pattern} }}")[0]["n"])


def file(data: bytes, folder: Path, name: str) -> str:
    path = folder / name
    path.write_bytes(data)
    return str(path)


def test_pandas_reads_csv_and_finds_what_sparql_finds(database: Database) -> None:
    table = pd.read_csv(io.BytesIO(written(database, "csv")), dtype=str, keep_default_na=False)
    assert tuple(table.columns) == NAMES
    assert len(table) == counted(database, "") == 12
    for status in Status:
        assert (table.status == status.value).sum() == counted(database, f"?e dg:status dg:{status.value}")
    for kind in ("Meeting", "Visit", "Agreement", "Accusation"):
        assert (table.type == kind).sum() == counted(database, f"?e a dg:{kind}")
    assert sum(len(parts_of_cell(cell)) for cell in table.parties) == int(
        asked(database, "SELECT (COUNT(*) AS ?n) { ?e dg:party ?p }")[0]["n"]
    )
    labels = {row["l"] for row in asked(database, "SELECT ?l { ?e a dg:Event ; rdfs:label ?l }")}
    assert set(map(text_of_cell, table.label)) == labels
    assert FORMULA in labels
    assert table.label.str.startswith("'=").sum() == 1
    treaty = table[table.label.str.startswith("A treaty")].iloc[0]
    assert parts_of_cell(treaty.instrument) == (TITLE,)
    assert parts_of_cell(treaty.topics) == ("tariffs", "trade")
    met = table[table.label == "India and Canada meet in Ottawa"].iloc[0]
    assert (met.parties, met.delegates, met.place, met.country, met.latitude) == ("CAN; IND", "Ajit Doval", "Ottawa", "CAN", "45.41117")
    assert (met.reports, met.publishers, met.publisher, met.published) == ("2", "1", "The Paper", "2026-02-09T09:19:00+05:30")
    assert met.quote == "Ajit Doval met his Canadian counterpart in Ottawa on Saturday."
    assert table.headline.str.startswith("'-2+3").sum() >= 10


def test_no_cell_of_csv_is_a_formula_and_lines_end_by_the_rfc(database: Database) -> None:
    document = written(database, "csv").decode()
    for row in csv.reader(io.StringIO(document, newline="")):
        assert not any(cell.startswith(("=", "+", "@", "\t", "\r")) or (cell.startswith("-") and not float(cell)) for cell in row)
    assert document.count("\r\n") >= 13


def test_duckdb_reads_parquet_with_its_types(database: Database, tmp_path: Path) -> None:
    path = file(written(database, "parquet"), tmp_path, "events.parquet")
    kinds = {Kind.TEXT: "VARCHAR", Kind.DATE: "DATE", Kind.NUMBER: "DOUBLE", Kind.INTEGER: "BIGINT"}
    with duckdb.connect() as connection:
        found = connection.execute("DESCRIBE SELECT * FROM read_parquet(?)", [path]).fetchall()
        assert [(line[0], line[1]) for line in found] == [(column.name, kinds[column.kind] + "[]" * column.many) for column in COLUMNS]
        types = dict(connection.execute("SELECT type, count(*) FROM read_parquet(?) GROUP BY type", [path]).fetchall())
        assert sum(types.values()) == counted(database, "")
        assert types["Meeting"] == counted(database, "?e a dg:Meeting")
        parties = connection.execute("SELECT sum(len(parties)), min(earliest) FROM read_parquet(?)", [path]).fetchone()
    assert parties == (int(asked(database, "SELECT (COUNT(*) AS ?n) { ?e dg:party ?p }")[0]["n"]), dt.date(2026, 2, 7))


def test_duckdb_pandas_and_polars_read_json_lines(database: Database, tmp_path: Path) -> None:
    data = written(database, "jsonl")
    path = file(data, tmp_path, "events.jsonl")
    with duckdb.connect() as connection:
        planned = connection.execute("SELECT count(*) FROM read_json(?) WHERE status = 'planned'", [path]).fetchone()
    assert planned == (counted(database, "?e dg:status dg:planned"),)
    assert len(pd.read_json(io.BytesIO(data), lines=True)) == len(pl.read_ndjson(io.BytesIO(data))) == counted(database, "")
    assert [json.loads(line) for line in data.decode().split("\n") if line] == list(database.table())


def test_geojson_keeps_the_rules_of_its_rfc(database: Database) -> None:
    collection = json.loads(written(database, "geojson"))
    assert collection.keys() == {"type", "features"}
    assert collection["type"] == "FeatureCollection"
    placed = 0
    for feature in collection["features"]:
        assert feature["type"] == "Feature"
        assert feature.keys() == {"type", "id", "geometry", "properties"}
        assert isinstance(feature["properties"], dict)
        assert feature["id"] == feature["properties"]["id"]
        if feature["geometry"] is not None:
            placed += 1
            longitude, latitude = feature["geometry"]["coordinates"]
            assert feature["geometry"]["type"] == "Point"
            assert -180 <= longitude <= 180
            assert -90 <= latitude <= 90
            if feature["properties"]["place"] == "Ottawa":
                assert (longitude, latitude) == (-75.69812, 45.41117)
    assert len(collection["features"]) == counted(database, "")
    assert placed == counted(database, "?e dg:place/geo:lat ?lat") > 3


def test_a_calendar_has_the_planned_events_that_have_a_date(database: Database) -> None:
    calendar = icalendar.Calendar.from_ical(written(database, "ical"))
    entries = list(calendar.walk("VEVENT"))
    assert len(entries) == counted(database, "?e dg:status dg:planned ; dg:earliest ?day") == 1
    entry = entries[0]
    assert (entry.decoded("dtstart"), entry.decoded("dtend")) == (dt.date(2026, 5, 1), dt.date(2026, 5, 11))
    assert str(entry["summary"]) == "Two will meet"
    assert str(entry["uid"]) == asked(database, "SELECT ?e { ?e rdfs:label 'Two will meet' ; dg:report ?r }")[0]["e"]
    assert str(entry["status"]) == "TENTATIVE"
    assert "Ajit Doval met his Canadian counterpart" in str(entry["description"])
    assert "any day from 2026-05-01 to 2026-05-10" in str(entry["description"])
    occurred = icalendar.Calendar.from_ical(written(database, "ical", Selection(status=Status.OCCURRED)))
    assert len(list(occurred.walk("VEVENT"))) == counted(database, "?e dg:status dg:occurred ; dg:earliest ?day")
    assert all(len(line) <= 75 for line in written(database, "ical").split(b"\r\n"))


@pytest.mark.parametrize(("format", "read"), [("graphml", nx.read_graphml), ("gexf", nx.read_gexf)])
def test_networkx_reads_who_meets_whom(database: Database, format: str, read: Any) -> None:
    graph = read(io.BytesIO(written(database, format)))
    state = "https://w3id.org/diplograph/id/state/"
    occurred = "?e dg:status dg:occurred ."
    assert not graph.is_directed()
    assert graph.nodes[state + "IND"]["label"] == "India"
    assert graph.nodes[state + "IND"]["iso3"] == "IND"
    assert "iso3" not in graph.nodes["https://w3id.org/diplograph/id/organization/un"]
    for node, about in graph.nodes(data=True):
        assert about["events"] == counted(database, f"{occurred} ?e dg:party <{node}>")
    for one, other, edge in graph.edges(data=True):
        # Here all parties of an event that is done to others are those who do it and those to whom it is done.
        both = f"{occurred} ?e dg:party <{one}>, <{other}> ."
        assert edge["weight"] == counted(database, both) == edge["cooperation"] + edge["conflict"]
        assert edge["conflict"] == counted(database, f"{both} ?e a dg:Dispute")
        assert edge["meeting"] == counted(database, f"{both} ?e a dg:Meeting")
        assert sum(edge[kind.value.lower()] for kind in EventType) == edge["weight"]
    pairs = asked(
        database, "SELECT DISTINCT ?a ?b { ?e dg:status dg:occurred ; dg:party ?a, ?b . ?e dg:report [] FILTER(STR(?a) < STR(?b)) }"
    )
    assert {frozenset(edge) for edge in graph.edges} == {frozenset(pair.values()) for pair in pairs}
    edge = graph.edges[state + "CAN", state + "IND"]
    assert (edge["first"], edge["last"]) == ("2026-02-07", "2026-02-07")
    planned = read(io.BytesIO(written(database, format, Selection(status=Status.PLANNED))))
    assert {frozenset(name.rpartition("/")[2] for name in edge) for edge in planned.edges} == {
        frozenset({"IND", "FRA"}),
        frozenset({"CAN", "FRA"}),
    }


def test_polecat_has_the_published_columns_and_codes(database: Database) -> None:
    table = pd.read_csv(io.BytesIO(written(database, "polecat")), sep="\t", dtype=str, keep_default_na=False)
    assert tuple(table.columns) == POLECAT_COLUMNS
    assert len(table.columns) == 40
    assert len(table) == counted(database, "?e dg:status dg:occurred FILTER NOT EXISTS { ?e rdfs:label 'A row' }") == 8
    assert (table["Event Type"] == "CONSULT").sum() == counted(
        database, "?e dg:status dg:occurred { ?e a dg:Meeting } UNION { ?e a dg:Visit }"
    )
    by = {row["Event Mode"]: row for _, row in table.iterrows()}
    assert by["visit"]["Actor Country"] == "CAN"
    assert (by["visit"]["Recipient Country"], by["visit"]["Recipient COW"]) == ("IND", "750")
    assert by["visit"]["Quad Code"] == "VERBAL COOPERATION"
    assert (by["multilateral"]["Actor Name"], by["multilateral"]["Recipient Name"]) == ("France; India; United Nations", "None")
    assert by["multilateral"]["Actor COW"] == "220; 750"
    assert by["expel"]["Event Type"] == "SANCTION"
    treaty = table[table["Event Type"] == "SUPPORT"].iloc[0]
    assert treaty["Contexts"] == "diplomatic; economic"
    assert treaty["Event Date"] == "2026-02-09"
    assert (table["Country"] == "CAN").sum() == counted(
        database, "?e dg:status dg:occurred ; dg:place/dg:country/dg:iso3 'CAN' FILTER NOT EXISTS { ?e rdfs:label 'A row' }"
    )
    # Without quotes, as many readers take it.
    assert all(line.count(b"\t") == 39 for line in written(database, "polecat").splitlines())
    planned = pd.read_csv(io.BytesIO(written(database, "polecat", Selection(status=Status.PLANNED))), sep="\t")
    assert set(planned["Event Type"]) == {"AGREE"}


def test_the_crosswalk_leads_from_every_code_of_polecat_back_to_its_type() -> None:
    meant = {
        (str(notation), name)
        for notation, name in asked_of_crosswalk(
            "SELECT ?notation ?class { ?c skos:inScheme cw:PLOVER ; skos:notation ?notation ; ?match ?class }"
        )
    }
    for kind, (code, mode) in polecat.CODES.items():
        assert ("-".join(filter(None, (code, mode))), kind.value) in meant
    assert set(EventType) - polecat.CODES.keys() == {EventType.DISPUTE}
    assert polecat.CONTEXTS.keys() <= topic_keywords().keys()


def asked_of_crosswalk(query: str) -> list[tuple[str, str]]:
    return [(str(row[0]), str(row[1]).rpartition("#")[2]) for row in crosswalk_graph().query(query)]  # type: ignore[index]


@pytest.mark.parametrize("format", [format.name for format in TABLE_FORMATS])
def test_an_empty_dataset_gives_an_empty_table(format: str) -> None:
    with diplograph.open("memory:") as empty:
        assert list(empty.table()) == []
        data = written(empty, format)
    readers: dict[str, Any] = {
        "csv": lambda: len(pd.read_csv(io.BytesIO(data))), "parquet": lambda: len(pl.read_parquet(io.BytesIO(data))),
        "jsonl": lambda: len(data), "geojson": lambda: len(json.loads(data)["features"]),
        "ical": lambda: len(list(icalendar.Calendar.from_ical(data).walk("VEVENT"))),
        "graphml": lambda: len(nx.read_graphml(io.BytesIO(data))), "gexf": lambda: len(nx.read_gexf(io.BytesIO(data))),
        "polecat": lambda: len(pd.read_csv(io.BytesIO(data), sep="\t")),
    }  # fmt: skip
    assert readers[format]() == 0


@pytest.mark.parametrize("format", [format.name for format in TABLE_FORMATS])
def test_the_same_data_gives_the_same_bytes_packed_or_not(database: Database, tmp_path: Path, format: str) -> None:
    extension = next(known.extension for known in TABLE_FORMATS if known.name == format) or "txt"
    plain, packed = tmp_path / f"events.{extension}", tmp_path / f"events.{extension}.gz"
    for path in (plain, packed):
        database.export(path, format_of_target(path) or export_format(format))
    assert plain.read_bytes() == gzip.decompress(packed.read_bytes()) == written(database, format)


@pytest.mark.parametrize(
    ("selection", "pattern"),
    [
        (Selection(type="Dispute"), "?e a dg:Dispute"),
        (Selection(parties=("IND", "FRA")), "?e dg:party/dg:iso3 'IND', 'FRA'"),
        (Selection(since=dt.date(2026, 5, 2)), "?e dg:latest ?day FILTER(?day >= '2026-05-02'^^xsd:date)"),
        (Selection(topic="trade"), "?e dg:topic dgt:trade"),
        (Selection(article="first.txt"), "?e dg:evidence/dg:article/dcterms:source 'first.txt'"),
        (Selection(query="CONSTRUCT { ?e a dg:Visit ; dg:party ?p } WHERE { ?e a dg:Visit ; dg:party ?p }"), "?e a dg:Visit"),
    ],
)
def test_tables_are_of_the_events_that_other_exports_select(database: Database, selection: Selection, pattern: str) -> None:
    rows = list(database.table(selection))
    assert len(rows) == len({row["id"] for row in rows}) == counted(database, pattern) > 0
    assert written(database, "jsonl", selection).count(b"\n") == len(rows)


def test_rows_are_by_date_and_those_without_one_come_last(database: Database) -> None:
    days = [str(row["earliest"] or "9999") for row in database.table()]
    assert days == sorted(days)
    assert days[-1] == "9999"


def test_an_article_s_own_reports_make_a_table_too(database: Database) -> None:
    graph = database.find_article("first.txt").value
    rows = [json.loads(line) for line in written(database, "jsonl", graph=graph).decode().splitlines()]
    assert [row["id"].split("/")[-2] for row in rows] == ["report"]
    assert rows[0]["parties"] == ["CAN", "IND"]


def test_what_makes_no_table_is_told(database: Database, tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="choose one of"):
        written(database, "csv", dataset=True)
    with pytest.raises(FormatError, match=r"choose one of turtle, .*polecat"):
        export_format("xls")
    target = tmp_path / "events.parquet"
    for selection, error in ((Selection(parties=("XYZ",)), NotFound), (Selection(query="ASK {}"), FormatError)):
        with pytest.raises(error):
            database.export(target, export_format("parquet"), selection=selection)
    assert list(tmp_path.iterdir()) == []


def test_the_endings_of_files_name_their_formats() -> None:
    names = {
        ending: getattr(format_of_target(Path(f"events.{ending}")), "name", None)
        for ending in "csv parquet jsonl geojson ics graphml gexf csv.gz".split()
    }
    assert names == {
        "csv": "csv", "parquet": "parquet", "jsonl": "jsonl", "geojson": "geojson", "ics": "ical", "graphml": "graphml", "gexf": "gexf",
        "csv.gz": "csv",
    }  # fmt: skip
    endings = [format.extension for format in EXPORT_FORMATS if format.extension is not None]
    assert len(set(endings)) == len(endings)


class Full(io.BytesIO):
    """A disk that is full."""

    def write(self, data: object) -> int:
        """Takes nothing."""
        raise OSError(28, "No space left on device")


@pytest.mark.parametrize("format", [format.name for format in TABLE_FORMATS])
def test_a_stream_that_cannot_be_written_is_told_as_such(database: Database, format: str) -> None:
    with pytest.raises(OSError, match="No space left"):
        database.export(Full(), export_format(format))


@pytest.mark.parametrize("format", TABLE_FORMATS, ids=lambda format: format.name)
def test_what_fails_while_events_are_read_is_told_as_such(format: TableFormat) -> None:
    def cut() -> Iterator[Any]:
        yield from ()
        raise FormatError("events", "cannot be read")

    with pytest.raises(FormatError, match="cannot be read"):
        format.write(cut(), io.BytesIO())
