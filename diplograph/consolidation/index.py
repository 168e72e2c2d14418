"""Where reports are filed so that those of the same parties and time are found without a search.

A block is a type, two parties and a month; or, for a report whose date spans more, a year.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import combinations

from .event_report import EventReport
from .rule import MOST_PARTIES, WIDEST_GAP

# A report that may lie in more days than that is filed by years, so that it is not filed in many months.
_FEW_MONTHS = 62


def _scopes(report: EventReport) -> Iterator[str]:
    parties = sorted(report.parties)
    if 2 <= len(parties) <= MOST_PARTIES:
        yield from (" ".join((report.type.value, *pair)) for pair in combinations(parties, 2))
    else:
        yield " ".join((report.type.value, "only", *parties))


def _months(first: dt.date, last: dt.date) -> Iterator[str]:
    for month in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        yield f"{month // 12:04}-{month % 12 + 1:02}"


def _years(first: dt.date, last: dt.date) -> Iterator[str]:
    yield from (f"{year:04}" for year in range(first.year, last.year + 1))


def blocks(report: EventReport) -> list[str]:
    """The blocks in which the report is filed."""
    if report.window is None:
        return []
    times = list((_months if report.days <= _FEW_MONTHS else _years)(*report.window))
    return [f"{scope} {time}" for scope in _scopes(report) for time in times]


def near_blocks(report: EventReport) -> list[str]:
    """The blocks in which every report is found that may tell of the same event."""
    if report.window is None:
        return []
    first, last = report.window
    gap = dt.timedelta(days=WIDEST_GAP)
    first = first - gap if first - dt.date.min > gap else first
    last = last + gap if dt.date.max - last > gap else last
    times = [*_months(first, last), *_years(first, last)]
    return [f"{scope} {time}" for scope in _scopes(report) for time in times]
