"""GDELT: the event tables of both its versions, which have no header."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

import polars as pl

from ...errors import FormatError
from ...ontology.iris import Iris
from ..actors.libraries import fips_countries
from .base import Batch, Options, Tally
from .cameo_actors import coded_side
from .lines import Unread, rows
from .nodes import place_of
from .table import Table, numbered

_ACTOR = (
    "Code",
    "Name",
    "CountryCode",
    "KnownGroupCode",
    "EthnicCode",
    "Religion1Code",
    "Religion2Code",
    "Type1Code",
    "Type2Code",
    "Type3Code",
)
_EVENT = (
    "IsRootEvent",
    "EventCode",
    "EventBaseCode",
    "EventRootCode",
    "QuadClass",
    "GoldsteinScale",
    "NumMentions",
    "NumSources",
    "NumArticles",
    "AvgTone",
)
_GEO = ("Geo_Type", "Geo_FullName", "Geo_CountryCode", "Geo_ADM1Code", "Geo_ADM2Code", "Geo_Lat", "Geo_Long", "Geo_FeatureID")
_COLUMNS = (
    *("GLOBALEVENTID", "SQLDATE", "MonthYear", "Year", "FractionDate"),
    *(f"Actor{side}{name}" for side in (1, 2) for name in _ACTOR),
    *_EVENT,
    *(f"{who}{name}" for who in ("Actor1", "Actor2", "Action") for name in _GEO),
    *("DATEADDED", "SOURCEURL"),
)
# Version 1 has no districts.
_OLD = tuple(name for name in _COLUMNS if not name.endswith("_ADM2Code"))
_LAYOUTS = {len(layout): layout for layout in (_COLUMNS, _OLD)}
_SEPARATORS = ("\t", ";")
# Of what a row names as its place: a whole country, or nothing known.
_COUNTRY_WIDE = ("0", "1")


def _layout(head: str) -> tuple[str, tuple[str, ...]] | None:
    """What parts the fields of a line, and the columns that they are of; nothing where it is no row of GDELT."""
    for separator in _SEPARATORS:
        fields = head.split(separator)
        columns = _LAYOUTS.get(len(fields))
        if columns is not None and fields[0].isdigit() and len(fields[1]) == 8 and fields[1].isdigit():
            return separator, columns
    return None


class Gdelt:
    """The Global Database of Events, Language and Tone."""

    name = "gdelt"
    title = "GDELT"
    scheme = "CAMEO"

    def recognises(self, head: str) -> bool:
        """Whether that is a row of 61 or 58 fields that begins with an id and a day."""
        return _layout(head.partition("\n")[0].rstrip("\r")) is not None

    def read(self, stream: IO[bytes], graph: str, name: str, iris: Iris, options: Options, tally: Tally) -> Iterator[Batch]:
        """The events of a file."""
        first = stream.readline(100_000)
        found = _layout(first.decode("utf-8-sig", "replace").rstrip("\r\n"))
        if found is None:
            raise FormatError(
                name, "is no table of GDELT events; a row has 61 fields (58 in version 1), parted by tabs, the id and the day first", 1
            )
        separator, columns = found
        table = Table(f"{self.name} {name}", self.scheme, graph, iris, options, tally)
        before = 0
        for frame in rows(Unread(first, stream), columns, tally, separator=separator):
            yield _batch(table, frame, tally, tally.rows - before)
            before = tally.rows
        table.finish()


def _batch(table: Table, frame: pl.DataFrame, tally: Tally, read: int) -> Batch:
    code = pl.col("EventCode")
    # Codes have three digits or four, and none begins with 21 or more: what is shorter or larger has lost its zero in a spreadsheet.
    lost = code.str.contains(r"^[1-9][0-9]$|^(2[1-9]|[3-9][0-9])[0-9]$")
    frame = frame.select(
        "line",
        identifier="GLOBALEVENTID",
        date=pl.col("SQLDATE").str.replace(r"^([0-9]{4})([0-9]{2})([0-9]{2})$", "${1}-${2}-${3}"),
        code=pl.when(lost).then(pl.concat_str(pl.lit("0"), code)).otherwise(code),
        lost=lost,
        text=pl.lit(None, dtype=pl.String),
        intensity="GoldsteinScale",
        origin="SOURCEURL",
        # One page may place an event differently in two sentences.
        story=pl.concat_str(pl.col("SOURCEURL").fill_null(""), pl.lit(" "), pl.col("ActionGeo_FullName").fill_null("")),
        source="Actor1Name",
        target="Actor2Name",
        **{f"{side}_{key}": f"Actor{number}{name}" for side, number in (("source", 1), ("target", 2)) for key, name in _SIDE},
        spot=pl.when(pl.col("ActionGeo_Type").is_in(_COUNTRY_WIDE))
        .then(None)
        .otherwise(pl.col("ActionGeo_FullName").str.split(",").list.first()),
        country="ActionGeo_CountryCode",
        latitude="ActionGeo_Lat",
        longitude="ActionGeo_Long",
    )
    tally.notes["codes that had lost their leading zero"] += int(frame["lost"].sum())
    frame = table.relevant(frame)
    frame, sides = numbered(frame, ("source", *(f"source_{key}" for key, _ in _SIDE)), "source_side", ())
    frame, sides = numbered(frame, ("target", *(f"target_{key}" for key, _ in _SIDE)), "target_side", sides)
    frame, places = numbered(frame, ("spot", "country", "latitude", "longitude"), "place", ())
    states = fips_countries()
    return table.batch(
        read,
        frame,
        [coded_side(*side) for side in sides],
        [place_of(spot, states.get(country or ""), latitude, longitude) for spot, country, latitude, longitude in places],
    )


_SIDE = (("country", "CountryCode"), ("group", "KnownGroupCode"), ("type", "Type1Code"))
