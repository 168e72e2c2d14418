"""Tables of events as text: CSV, JSON Lines and GeoJSON, an event at a time."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from typing import IO

from .columns import NAMES, cell
from .row import row
from .telling import Values


def write_csv(events: Iterable[Values], target: IO[bytes]) -> int:
    """Writes a line for each event, by RFC 4180; gives back how many events were left out, none."""
    writer = csv.writer(Encoded(target))
    writer.writerow(NAMES)
    writer.writerows([cell(value) for value in row(event).values()] for event in events)
    return 0


def write_jsonl(events: Iterable[Values], target: IO[bytes]) -> int:
    """Writes an object of JSON on a line for each event, with nothing for what is not known; leaves none out."""
    for event in events:
        target.write(json.dumps(row(event), ensure_ascii=False).encode("utf-8") + b"\n")
    return 0


def write_geojson(events: Iterable[Values], target: IO[bytes]) -> int:
    """Writes a collection of features (RFC 7946); events without a known place have no geometry, and none is left out."""
    target.write(b'{"type": "FeatureCollection", "features": [')
    between = b"\n"
    for event in events:
        target.write(between + json.dumps(feature(event), ensure_ascii=False).encode("utf-8"))
        between = b",\n"
    target.write(b"\n]}\n")
    return 0


def feature(event: Values) -> Values:
    """An event as a feature of GeoJSON: longitude before latitude, and the other columns as its properties."""
    properties = row(event)
    latitude, longitude = properties.pop("latitude"), properties.pop("longitude")
    known = latitude is not None and longitude is not None
    return {
        "type": "Feature",
        "id": event["iri"],
        "geometry": {"type": "Point", "coordinates": [longitude, latitude]} if known else None,
        "properties": properties,
    }


class Encoded:
    """The stream of bytes as a stream of text for ``csv``."""

    def __init__(self, target: IO[bytes]) -> None:
        self._target = target

    def write(self, text: str) -> int:
        """Writes all of it."""
        return self._target.write(text.encode("utf-8"))
