"""Windows of days on the calendar: weeks from Monday to Sunday, months, quarters, years, decades and centuries."""

from __future__ import annotations

import calendar
import datetime as dt
from enum import StrEnum

Window = tuple[dt.date, dt.date]


class Unit(StrEnum):
    """A unit of the calendar, by the word for it."""

    DAY = "day"
    WEEK = "week"
    FORTNIGHT = "fortnight"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    DECADE = "decade"
    CENTURY = "century"


_DAYS = {Unit.DAY: 1, Unit.WEEK: 7, Unit.FORTNIGHT: 14}
_MONTHS = {Unit.MONTH: 1, Unit.QUARTER: 3, Unit.YEAR: 12, Unit.DECADE: 120, Unit.CENTURY: 1200}


def month_window(day: dt.date) -> Window:
    """The first and last day of the day's month.

    >>> month_window(dt.date(2024, 2, 10))
    (datetime.date(2024, 2, 1), datetime.date(2024, 2, 29))
    """
    return day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1])


def year_window(year: int) -> Window:
    """The first and last day of a year."""
    return dt.date(year, 1, 1), dt.date(year, 12, 31)


def unit_window(unit: Unit, day: dt.date) -> Window:
    """The first and last day of the week, month … that holds the day."""
    match unit:
        case Unit.DAY:
            return day, day
        case Unit.WEEK | Unit.FORTNIGHT:
            monday = day - dt.timedelta(days=day.weekday())
            return monday, monday + dt.timedelta(days=6)
        case Unit.MONTH:
            return month_window(day)
        case Unit.QUARTER:
            first = day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
            return first, month_window(shift(first, Unit.MONTH, 2))[1]
        case Unit.YEAR:
            return year_window(day.year)
    span = 10 if unit is Unit.DECADE else 100
    start = day.year // span * span
    return dt.date(start, 1, 1), dt.date(start + span - 1, 12, 31)


def shift(day: dt.date, unit: Unit, count: int) -> dt.date:
    """The day so many units on (back where negative); the last of the month where the month is too short.

    Raises:
        ValueError, OverflowError: The day lies outside the years 1 to 9999.
    """
    if unit in _DAYS:
        return day + dt.timedelta(days=_DAYS[unit] * count)
    year, month = divmod(day.year * 12 + day.month - 1 + _MONTHS[unit] * count, 12)
    first = dt.date(year, month + 1, 1)
    return first.replace(day=min(day.day, calendar.monthrange(year, month + 1)[1]))


def thirds(window: Window, index: int, parts: int) -> Window:
    """The ``index``-th of so many parts of a window: whole months where it has enough of them, else days.

    >>> thirds(year_window(2019), 0, 3)
    (datetime.date(2019, 1, 1), datetime.date(2019, 4, 30))
    >>> thirds(month_window(dt.date(2024, 3, 1)), 2, 3)
    (datetime.date(2024, 3, 21), datetime.date(2024, 3, 31))
    """
    first, last = window
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    if months % parts == 0 and window == (month_window(first)[0], month_window(last)[1]):
        step = months // parts
        return shift(first, Unit.MONTH, step * index), month_window(shift(first, Unit.MONTH, step * (index + 1) - 1))[1]
    step = max(((last - first).days + 1) // parts, 1)
    start = min(first + dt.timedelta(days=step * index), last)
    return start, last if index == parts - 1 else min(start + dt.timedelta(days=step - 1), last)
