"""The formats of tables of events: one table of names, media types, file endings and writers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from ..loaders.event import Status
from .calendar import write_calendar
from .network import write_gexf, write_graphml
from .parquet import write_parquet
from .polecat import write_polecat
from .telling import Values
from .text import write_csv, write_geojson, write_jsonl


@dataclass(frozen=True, slots=True)
class TableFormat:
    """One format.

    Attributes:
        name: Its name on the command line.
        media_type: The media type that it is sent as.
        extension: The ending of its files, without the dot; one that is shared by other tables is none.
        write: Writes events to a stream of bytes, and gives back how many it left out.
        left_out: Which events it leaves out.
        status: The status of events that it holds where none is asked for.
    """

    name: str
    media_type: str
    extension: str | None
    write: Callable[[Iterable[Values], IO[bytes]], int]
    left_out: str = ""
    status: Status | None = None


TABLE_FORMATS = (
    TableFormat("csv", "text/csv", "csv", write_csv),
    TableFormat("parquet", "application/vnd.apache.parquet", "parquet", write_parquet),
    TableFormat("jsonl", "application/jsonl", "jsonl", write_jsonl),
    TableFormat("geojson", "application/geo+json", "geojson", write_geojson),
    TableFormat("ical", "text/calendar", "ics", write_calendar, "without a date", Status.PLANNED),
    TableFormat("graphml", "application/graphml+xml", "graphml", write_graphml, status=Status.OCCURRED),
    TableFormat("gexf", "application/gexf+xml", "gexf", write_gexf, status=Status.OCCURRED),
    TableFormat("polecat", "text/tab-separated-values", None, write_polecat, "without a PLOVER code", Status.OCCURRED),
)


def table_format_of_file(path: Path) -> TableFormat | None:
    """The format that a file's ending stands for, or nothing.

    >>> table_format_of_file(Path("talks.ics")).name
    'ical'
    """
    extension = path.suffix.lower().lstrip(".")
    return next((format for format in TABLE_FORMATS if format.extension == extension), None)
