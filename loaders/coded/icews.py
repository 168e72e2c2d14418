"""ICEWS: the event tables of Harvard Dataverse 28075, and the facts that the field's knowledge graphs made of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

import polars as pl

from ...errors import FormatError
from ...ontology.iris import Iris
from .base import Batch, Options, Tally
from .lines import rows
from .nodes import place_of
from .sides import named_side
from .table import Table, numbered

# Of the 20 columns, by their names in the header.
_EVENTS = (
    ("Event ID", "identifier"),
    ("Event Date", "date"),
    ("Source Name", "source"),
    ("Source Sectors", "source_sectors"),
    ("Source Country", "source_country"),
    ("Event Text", "text"),
    ("CAMEO Code", "code"),
    ("Intensity", "intensity"),
    ("Target Name", "target"),
    ("Target Sectors", "target_sectors"),
    ("Target Country", "target_country"),
    ("Story ID", "story_id"),
    ("Sentence Number", "sentence"),
    ("Publisher", "origin"),
    ("City", "city"),
    ("District", "district"),
    ("Province", "province"),
    ("Country", "country"),
    ("Latitude", "latitude"),
    ("Longitude", "longitude"),
)
# Of the facts: day, sides and code alone.
_FACTS = (
    ("date", "date"),
    ("source", "source"),
    ("event_text", "text"),
    ("cameo", "code"),
    ("target", "target"),
    ("in_datasets", "in_datasets"),
)
_LAYOUTS = {"\t".join(title for title, _ in layout): tuple(name for _, name in layout) for layout in (_EVENTS, _FACTS)}
_ALL = tuple(name for _, name in _EVENTS)


class Icews:
    """The Integrated Crisis Early Warning System's coded events."""

    name = "icews"
    title = "ICEWS"
    scheme = "CAMEO"

    def recognises(self, head: str) -> bool:
        """Whether that is one of its two headers."""
        return head.partition("\n")[0].rstrip("\r") in _LAYOUTS

    def read(self, stream: IO[bytes], graph: str, name: str, iris: Iris, options: Options, tally: Tally) -> Iterator[Batch]:
        """The events of a file."""
        head = stream.readline(100_000).decode("utf-8-sig", "replace").rstrip("\r\n")
        if head not in _LAYOUTS:
            wanted = ", ".join(title for title, _ in _EVENTS)
            raise FormatError(name, f"is no table of ICEWS; its first line has the names of the columns, parted by tabs: {wanted}", 1)
        table = Table(f"{self.name} {name}", self.scheme, graph, iris, options, tally)
        before = 0
        for frame in rows(stream, _LAYOUTS[head], tally, first=2):
            yield _batch(table, frame, tally.rows - before)
            before = tally.rows
        table.finish()


def _batch(table: Table, frame: pl.DataFrame, read: int) -> Batch:
    frame = frame.with_columns(pl.lit(None, dtype=pl.String).alias(name) for name in _ALL if name not in frame.columns)
    frame = table.relevant(frame)
    frame, sides = numbered(frame, ("source", "source_sectors", "source_country"), "source_side", ())
    frame, sides = numbered(frame, ("target", "target_sectors", "target_country"), "target_side", sides)
    frame = frame.with_columns(spot=pl.coalesce("city", "district", "province"))
    frame, places = numbered(frame, ("spot", "country", "latitude", "longitude"), "place", ())
    frame = frame.with_columns(story=pl.concat_str("story_id", pl.lit(" "), "sentence"))
    return table.batch(
        read,
        frame,
        [named_side(*side) for side in sides],
        [place_of(spot, _code(country), latitude, longitude) for spot, country, latitude, longitude in places],
    )


def _code(country: str | None) -> str | None:
    side = named_side(country)
    return side.party.code if side.party is not None else None
