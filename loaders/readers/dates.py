"""Publication times as news pages write them."""

from __future__ import annotations

import datetime as dt
import re

from dateparser.timezone_parser import pop_tz_offset_from_string

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january",
            "feb february",
            "mar march",
            "apr april",
            "may",
            "jun june",
            "jul july",
            "aug august",
            "sep sept september",
            "oct october",
            "nov november",
            "dec december",
        ),
        1,
    )
    for name in names.split()
}
MONTH = r"(?P<month>" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\b\.?"
WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?\b"
YEAR = r"(?P<year>(?:19|20)\d\d)\b"
DATES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{WEEKDAY}\b{MONTH}\s+{DAY},?\s+{YEAR}",
        rf"{WEEKDAY}\b{DAY}(?:\s+of)?[\s-]+{MONTH},?[\s-]+{YEAR}",
        r"\b(?P<year>(?:19|20)\d\d)[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?!\d)",
    )
)
# Day and month cannot be told apart unless one of them is over twelve or both are the same.
NUMERIC = re.compile(r"\b(?P<first>\d{1,2})[-/.](?P<second>\d{1,2})[-/.](?P<year>(?:19|20)\d\d)\b")
# Abbreviations that several zones share, for the one that English-language news means by them: dateparser reads IST as Israel's.
COMMON_ZONES = {
    "IST": dt.timedelta(hours=5, minutes=30),
    "BDT": dt.timedelta(hours=6),
    "CT": dt.timedelta(hours=-6),
    "PHT": dt.timedelta(hours=8),
}
TIME = re.compile(
    r"(?<![\d:.])(?P<hour>[01]?\d|2[0-3])(?:[:.](?P<minute>[0-5]\d))?(?::(?P<second>[0-5]\d))?\s*(?P<half>[ap])\.?m\b\.?|(?<![\d:.])(?P<hour24>[01]?\d|2[0-3])[:h](?P<minute24>[0-5]\d)(?::(?P<second24>[0-5]\d))?(?!\d)",
    re.IGNORECASE,
)
ZONE = re.compile(r"^\W{0,3}(?P<zone>[A-Z]{2,5}\b|(?:GMT|UTC)?\s?[+-]\d{1,2}:?\d{0,2}\b|Z\b)")


def iso_time(value: str) -> dt.datetime | dt.date | None:
    """The time or day that a machine-readable field gives; a time without a zone counts as its day alone.

    >>> iso_time("2024-08-07T21:00Z")
    datetime.datetime(2024, 8, 7, 21, 0, tzinfo=datetime.timezone.utc)
    >>> iso_time("2010-08-14 00:00:00")
    datetime.date(2010, 8, 14)
    """
    value = value.strip()
    try:
        moment = dt.datetime.fromisoformat(value)
    except ValueError:
        found = find_time(value)
        return found[0] if found else None
    if not 1900 <= moment.year <= 2999:
        return None
    return moment if moment.tzinfo is not None else moment.date()


def find_time(line: str) -> tuple[dt.datetime | dt.date, int, int] | None:
    """The first date in a line, with its time where both time and zone are given, and where its words stand.

    >>> find_time("Last Updated : Feb 09 2026 | 9:30 AM IST")[0].isoformat()
    '2026-02-09T09:30:00+05:30'
    >>> find_time("Wednesday, January 23, 2019")[0]
    datetime.date(2019, 1, 23)
    >>> find_time("03/04/2021") is None
    True
    """
    matches = [match for pattern in DATES if (match := pattern.search(line))]
    if matches:
        match = min(matches, key=lambda match: match.start())
        month_word = match["month"].lower()
        month = int(month_word) if month_word.isdigit() else MONTHS[month_word]
        day = make_date(int(match["year"]), month, int(match["day"]))
    else:
        numeric = NUMERIC.search(line)
        if numeric is None:
            return None
        match = numeric
        first, second = int(match["first"]), int(match["second"])
        if first <= 12 and second <= 12 and first != second:
            return None
        day = make_date(int(match["year"]), min(first, second) if max(first, second) > 12 else first, max(first, second))
    if day is None:
        return None
    start, end = match.span()
    behind = TIME.search(line, end)
    if behind is not None and behind.start() - end <= 6:
        moment, stop = time_of(day, behind, line)
        return moment, start, stop
    before = list(TIME.finditer(line, max(0, start - 24), start))
    if before:
        moment, _ = time_of(day, before[-1], line[:start])
        return moment, before[-1].start(), end
    return day, start, end


def make_date(year: int, month: int, day: int) -> dt.date | None:
    """The date, or nothing where there is no such day."""
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def time_of(day: dt.date, match: re.Match[str], line: str) -> tuple[dt.datetime | dt.date, int]:
    """The moment on that day, or the day alone where no zone follows, and where its words end."""
    if match["half"]:
        hour = int(match["hour"]) % 12 + (12 if match["half"].lower() == "p" else 0)
        minute, second = int(match["minute"] or 0), int(match["second"] or 0)
    else:
        hour, minute, second = int(match["hour24"]), int(match["minute24"]), int(match["second24"] or 0)
    zone = ZONE.match(line[match.end() :])
    if zone is None:
        return day, match.end()
    offset = zone_offset(zone["zone"])
    if offset is None:
        return day, match.end()
    return dt.datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=dt.timezone(offset)), match.end() + zone.end()


def zone_offset(name: str) -> dt.timedelta | None:
    """The offset from UTC that dateparser's table gives for a zone's abbreviation or number.

    >>> zone_offset("EDT")
    datetime.timedelta(days=-1, seconds=72000)
    """
    if name.upper() in {"Z", "UTC", "GMT"}:
        return dt.timedelta(0)
    if name.upper() in COMMON_ZONES:
        return COMMON_ZONES[name.upper()]
    _, zone = pop_tz_offset_from_string(f"10:00 {name}")
    return None if zone is None else zone.utcoffset(dt.datetime(2000, 1, 1))  # noqa: DTZ001 - the zone is asked for its offset
