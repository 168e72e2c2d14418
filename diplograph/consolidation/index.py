"""Where reports are filed so that those of the same parties and time are found without a search.

A block is a type, two parties and eight days; or, for a report whose date spans more than a month, a year. A report that says about
which event it is stands in a block for each report of that event, too.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import combinations

from .event_report import EventReport
from .rule import MOST_PARTIES, WIDEST_GAP

_DAYS = 8
# A report that may lie in more days than that is filed by years, so that it is not filed in many blocks.
_MONTH = 31


def _scopes(report: EventReport) -> Iterator[str]:
    parties = sorted(report.parties)
    if 2 <= len(parties) <= MOST_PARTIES:
        yield from (" ".join((report.type.value, *pair)) for pair in combinations(parties, 2))
    else:
        yield " ".join((report.type.value, "only", *parties))


def _about(key: str) -> str:
    return f"about {key}"


def _weeks(first: dt.date, last: dt.date) -> Iterator[str]:
    yield from (f"week {number}" for number in range(first.toordinal() // _DAYS, last.toordinal() // _DAYS + 1))


def _years(first: dt.date, last: dt.date) -> Iterator[str]:
    yield from (f"year {year}" for year in range(first.year, last.year + 1))


def blocks(report: EventReport) -> list[str]:
    """The blocks in which the report is filed."""
    about = [_about(key) for key in sorted(report.about)]
    if report.window is None:
        return about
    times = list((_weeks if report.days <= _MONTH else _years)(*report.window))
    return about + [f"{scope} {time}" for scope in _scopes(report) for time in times]


def near_blocks(report: EventReport) -> list[str]:
    """The blocks in which every report is found that may tell of the same event."""
    about = [_about(key) for key in sorted(report.about | {report.key})]
    if report.window is None:
        return about
    first, last = report.window
    gap = dt.timedelta(days=WIDEST_GAP)
    first = first - gap if first - dt.date.min > gap else first
    last = last + gap if dt.date.max - last > gap else last
    times = [*_weeks(first, last), *_years(first, last)]
    return about + [f"{scope} {time}" for scope in _scopes(report) for time in times]
