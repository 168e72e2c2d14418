"""The template that people fill in: the columns of every table of events, and two events to show how."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable

from ..tables.columns import COLUMNS, cell

_COLUMNS = [column for column in COLUMNS if not column.derived]
_EXAMPLES: tuple[dict[str, object], ...] = (
    {
        "id": "talks-1",
        "type": "Meeting",
        "status": "occurred",
        "label": "India and Canada meet in Ottawa",
        "earliest": "2026-02-07",
        "latest": "2026-02-07",
        "parties": ["IND", "CAN"],
        "delegates": ["Ajit Doval", "Nathalie Drouin"],
        "place": "Ottawa",
        "country": "CAN",
        "topics": ["security"],
    },
    {
        "id": "talks-2",
        "type": "Agreement",
        "status": "occurred",
        "label": "India and Canada agree on a work plan",
        "earliest": "2026-02",
        "parties": ["India", "Canada"],
        "instrument": ["work plan"],
        "outcome_of": ["talks-1"],
    },
)


def _csv() -> str:
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(column.name for column in _COLUMNS)
    for example in _EXAMPLES:
        writer.writerow(cell(example.get(column.name)) for column in _COLUMNS)
    return written.getvalue()


def _json() -> str:
    events = [{column.name: example.get(column.name, [] if column.many else None) for column in _COLUMNS} for example in _EXAMPLES]
    return json.dumps({"events": events}, ensure_ascii=False, indent=2) + "\n"


TEMPLATES: dict[str, Callable[[], str]] = {"csv": _csv, "json": _json}
"""What writes the template, by the names of its formats."""
