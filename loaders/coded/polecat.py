"""POLECAT: the event tables of Harvard Dataverse AJGVIT, coded by PLOVER."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import zip_longest
from typing import IO

import polars as pl

from ...errors import FormatError
from ...ontology.iris import Iris
from ..actors.gazetteer import gazetteer
from .base import Batch, Options, Tally
from .codes import meanings
from .lines import rows
from .nodes import place_of
from .polecat_columns import COLUMNS
from .sides import NOBODY, Side, named_side
from .table import Table, numbered

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
        return tuple(name for name in names if name and name != _STRAY) == COLUMNS

    def read(self, stream: IO[bytes], graph: str, name: str, iris: Iris, options: Options, tally: Tally) -> Iterator[Batch]:
        """The events of a file."""
        head = stream.readline(100_000).decode("utf-8-sig", "replace").rstrip("\r\n")
        if not self.recognises(head):
            raise FormatError(
                name, f"is no table of POLECAT; its first line has the names of the columns, parted by tabs: {', '.join(COLUMNS)}", 1
            )
        table = Table(f"{self.name} {name}", self.scheme, graph, iris, options, tally)
        before = 0
        for frame in rows(stream, COLUMNS, tally, first=2, optional=_EMPTY):
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
        code=pl.when(fine.is_in(list(meanings("PLOVER")))).then(fine).otherwise(kind),
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
    ends = tuple(f"{end}_{field}" for end in ("source", "target") for field in ("name", "country", "sector"))
    frame, pairs = numbered(frame.with_columns(source_name="source", target_name="target"), ends, "pair", ())
    told = [_sides(*pair) for pair in pairs]
    frame = frame.with_columns(source_side=2 * pl.col("pair"), target_side=2 * pl.col("pair") + 1)
    # The two sides are called by their first names, or by those of their states.
    frame = frame.with_columns(pl.col("source", "target").str.split(";").list.first().str.strip_chars())
    frame, places = numbered(frame, ("spot", "country", "latitude", "longitude"), "place", ())
    return table.batch(
        read,
        frame,
        [side for pair in told for side in pair],
        [place_of(spot, _state(country), latitude, longitude) for spot, country, latitude, longitude in places],
    )


def _sides(
    actor: str | None, state: str | None, sector: str | None, recipient: str | None, other: str | None, other_sector: str | None
) -> tuple[Side, Side]:
    """The two sides of a row. What parties do together has them all for its actor, and no recipient, as PLOVER has it."""
    actors = _parties(actor, state, sector)
    if recipient is None and other is None:
        return (actors[0] if actors else NOBODY), _together(actors[1:])
    return _together(actors), _together(_parties(recipient, other, other_sector))


def _together(sides: list[Side]) -> Side:
    """One side of several: the first, with the parties of the others."""
    if not sides:
        return NOBODY
    others = tuple(dict.fromkeys(side.party for side in sides[1:] if side.party is not None and side.acts and side.party != sides[0].party))
    return replace(sides[0], others=others)


def _parties(names: str | None, states: str | None, sectors: str | None) -> list[Side]:
    """The side of each of the values of a cell, which go together by their places."""
    cells = ([part.strip() or None for part in cell.split(";")] if cell is not None else [] for cell in (names, states, sectors))
    return [_side(*values) for values in zip_longest(*cells)]


def _side(name: str | None, country: str | None, sector: str | None) -> Side:
    found, state = named_side(name), _state(country)
    official = sector in _STATE_SECTORS
    if found.party is not None and (state is None or found.party.code == state or found.person is None):
        return replace(found, acts=found.person is not None or (found.acts and (sector is None or official)))
    return found if state is None else Side(gazetteer().state(state), acts=official)


def _state(country: str | None) -> str | None:
    if country is None:
        return None
    if gazetteer().known_state(country):
        return country
    party = named_side(country).party
    return party.code if party is not None else None
