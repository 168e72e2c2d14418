"""POLECAT: the event tables of Harvard Dataverse AJGVIT, coded by PLOVER."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

import polars as pl

from ...errors import FormatError
from ...ontology.iris import Iris
from ..actors.gazetteer import gazetteer
from .base import Batch, Options, Tally
from .codes import meanings
from .lines import rows
from .nodes import place_of
from .sides import Side, named_side
from .table import Table, numbered

_COLUMNS = (
    "Event ID", "Event Date", "Event Type", "Event Mode", "Intensity", "Quad Code", "Contexts", "Actor Name", "Actor Country", "Actor COW",
    "Primary Actor Sector", "Actor Sectors", "Actor Title", "Actor Name Raw", "Wikipedia Actor ID", "Recipient Name", "Recipient Country",
    "Recipient COW", "Primary Recipient Sector", "Recipient Sectors", "Recipient Title", "Recipient Name Raw", "Wikipedia Recipient ID",
    "Placename", "City", "District", "Province", "Country", "Latitude", "Longitude", "GeoNames ID", "Raw Placename", "Feature Type",
    "Source", "Publication Date", "Story People", "Story Organizations", "Story Locations", "Language", "Version",
)  # fmt: skip
_STATE_SECTORS = frozenset({"GOV", "MIL", "LEG", "JUD", "COP", "SPY", "IGO", "UNO", "EUR"})
# A name too many in some headers, and empty columns too many in some rows.
_STRAY, _EMPTY = "Headline", 12


class Polecat:
    """The Political Event Classification, Attributes, and Types dataset."""

    name = "polecat"
    title = "POLECAT"
    scheme = "PLOVER"

    def recognises(self, head: str) -> bool:
        """Whether that is its header, or one of those with a name too many or empty ones."""
        names = [name.strip() for name in head.partition("\n")[0].split("\t")]
        return tuple(name for name in names if name and name != _STRAY) == _COLUMNS

    def read(self, stream: IO[bytes], graph: str, name: str, iris: Iris, options: Options, tally: Tally) -> Iterator[Batch]:
        """The events of a file."""
        head = stream.readline(100_000).decode("utf-8-sig", "replace").rstrip("\r\n")
        if not self.recognises(head):
            raise FormatError(
                name, f"is no table of POLECAT; its first line has the names of the columns, parted by tabs: {', '.join(_COLUMNS)}", 1
            )
        table = Table(f"{self.name} {name}", self.scheme, graph, iris, options, tally)
        before = 0
        for frame in rows(stream, _COLUMNS, tally, first=2, optional=_EMPTY):
            yield _batch(table, frame, tally.rows - before)
            before = tally.rows
        table.finish()


def _batch(table: Table, frame: pl.DataFrame, read: int) -> Batch:
    kind, mode = pl.col("Event Type").str.to_uppercase(), pl.col("Event Mode").str.split(";").list.first().str.strip_chars()
    fine = pl.concat_str(kind, pl.lit("-"), mode)
    frame = frame.select(
        "line",
        identifier="Event ID",
        date="Event Date",
        code=pl.when(fine.is_in(list(meanings("PLOVER")))).then(fine).otherwise(pl.coalesce(kind)),
        text=pl.concat_str(
            kind.str.to_titlecase(), pl.when(mode.is_not_null()).then(pl.concat_str(pl.lit(", "), mode)).otherwise(pl.lit(""))
        ),
        intensity="Intensity",
        origin="Source",
        story=pl.concat_str(pl.col("Event Mode", "Publication Date", "Source", "Story Locations").fill_null(""), separator=" "),
        source="Actor Name",
        source_country="Actor Country",
        source_sector="Primary Actor Sector",
        target="Recipient Name",
        target_country="Recipient Country",
        target_sector="Primary Recipient Sector",
        spot=pl.coalesce("City", "District", "Province"),
        country="Country",
        latitude="Latitude",
        longitude="Longitude",
    )
    frame = table.relevant(frame)
    frame, sides = numbered(frame, ("source", "source_country", "source_sector"), "source_side", ())
    frame, sides = numbered(frame, ("target", "target_country", "target_sector"), "target_side", sides)
    frame, places = numbered(frame, ("spot", "country", "latitude", "longitude"), "place", ())
    return table.batch(
        read,
        frame,
        [_side(*side) for side in sides],
        [place_of(spot, _state(country), latitude, longitude) for spot, country, latitude, longitude in places],
    )


def _side(name: str | None, country: str | None, sector: str | None) -> Side:
    """The side of that name; of several, of the first."""
    first, state = _first(name), _state(_first(country))
    found = named_side(first)
    if found.party is not None and (state is None or found.party.code == state or found.person is None):
        return Side(
            found.party,
            acts=found.acts and (sector is None or _first(sector) in _STATE_SECTORS or found.person is not None),
            person=found.person,
        )
    if state is None:
        return found
    return Side(gazetteer().state(state), acts=_first(sector) in _STATE_SECTORS)


def _first(text: str | None) -> str | None:
    return text.split(";")[0].strip() or None if text is not None else None


def _state(country: str | None) -> str | None:
    if country is None:
        return None
    if gazetteer().known_state(country):
        return country
    party = named_side(country).party
    return party.code if party is not None else None
