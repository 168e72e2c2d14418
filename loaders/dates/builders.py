"""From the match of a pattern to its meaning; ``None`` where the match is no time after all, as 31 June is not."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

from .composed import Ahead, Fraction, TheDay, Week
from .meaning import Calendar, DayNumber, Days, Meaning, Month, MonthDay, Offset, Period, Rolling, Weekday, Weekend, year
from .windows import Unit
from .words import CENTURIES, DECADES, NTH, SEASONS, counted, month_number, weekday_number

Builder = Callable[[re.Match[str]], Meaning | None]


def fixed(meaning: Meaning) -> Builder:
    """A builder of always the same meaning."""
    return lambda match: meaning


def date(match: re.Match[str]) -> Meaning | None:
    """A day of a month, or some consecutive ones, with or without year and weekday."""
    words = match.groupdict()
    month, day, named = month_number(words["month"]), _digits(words["day"]), _year(match)
    last = _digits(words["last"]) if words.get("last") else day
    if last < day or not (_valid(2024, month, day) and _valid(2024, month, last)):  # 2024 has every date that any year has
        return None
    if isinstance(named, Period):
        number = named.first.year
        return Days(dt.date(number, month, day), dt.date(number, month, last)) if _valid(number, month, last) else None
    return MonthDay(month, day, last, named, weekday_number(words["anyweekday"]) if words.get("anyweekday") else None)


def iso_date(match: re.Match[str]) -> Meaning | None:
    """A date as ISO 8601 writes it."""
    number, month, day = (int(match[g]) for g in ("y", "a", "b"))
    return Days(found := dt.date(number, month, day), found) if _valid(number, month, day) else None


def numeric_date(match: re.Match[str]) -> Meaning | None:
    """A date in digits with the year last; 05/06/2023 is May in America and June elsewhere, so it is none."""
    number, a, b = (int(match[g]) for g in ("y", "a", "b"))
    pairs = {(b, a)} if match["dot"] == "." else {(a, b), (b, a)}
    dates = {dt.date(number, *pair) for pair in pairs if _valid(number, *pair)}
    return Days(day := dates.pop(), day) if len(dates) == 1 else None


def holiday(match: re.Match[str]) -> Meaning | None:
    """A feast on a fixed day."""
    words = match[0].lower()
    if words.startswith("new"):
        return MonthDay(1, 1) if words.endswith("day") else MonthDay(12, 31)
    return MonthDay(12, 24 if words.endswith("eve") else 26 if words.startswith("boxing") else 25)


def day_number(match: re.Match[str]) -> Meaning | None:
    """A day by its number alone."""
    words = " ".join((match["rel"] or "").lower().split())
    offsets = {"this month": 0, "the month": 0, "last month": -1, "next month": 1}
    month = Calendar(Unit.MONTH, offsets.get(words, 0), anchored=words not in offsets) if words else None
    return DayNumber(_digits(match["ordinal"]), month)


def month(match: re.Match[str]) -> Meaning | None:
    """A month by name."""
    words = match.groupdict()
    return Month(month_number(words.get("month") or match["fullmonth"]), _year(match), _which(words.get("which")))


def season(match: re.Match[str]) -> Meaning | None:
    """A season, of the northern half of the earth."""
    return Month(SEASONS[match["season"].lower()], _year(match), _which(match.groupdict().get("which")), 3)


def week_of(match: re.Match[str]) -> Meaning | None:
    """A numbered week of a month."""
    return Week(Month(month_number(match["month"]), _year(match)), NTH.get(match["nth"].lower(), -1))


def weekday(match: re.Match[str]) -> Meaning | None:
    """A weekday, alone, as the last, this or next one, or of a week."""
    words = match.groupdict()
    day, week = weekday_number(words.get("weekday") or match["anyweekday"]), (words.get("week") or "").lower().split()
    if not week:
        return Weekday(day, _which(words.get("which")))
    return Weekday(day, week=Calendar(Unit.WEEK, _direction(week), anchored="the" in week or "that" in week))


def anaphoric_weekday(match: re.Match[str]) -> Meaning | None:
    """The weekday before, after or of the time last spoken of."""
    which = {-1: "past", 0: "this", 1: "coming"}[_direction(match["rel"].lower().split())]
    return Weekday(weekday_number(match["weekday"]), which, anchored=True)


def calendar(match: re.Match[str]) -> Meaning | None:
    """The last, this or next unit of the calendar."""
    which, noun = match["rel"].lower(), match["noun"].lower()
    if noun == "weekend":
        return Weekend(None if which == "the" else _which(which))
    if (which, noun) == ("the", "day"):
        return TheDay()
    return Calendar(Unit(noun), _direction(which.split()))


def anaphoric(match: re.Match[str]) -> Meaning | None:
    """A unit of the calendar, seen from the time last spoken of."""
    return Calendar(Unit(match["noun"].lower()), _direction(match["rel"].lower().split()), anchored=True)


def offset(sign: int, anchored: bool = False, ahead: bool = False) -> Builder:
    """A builder of so many units before (``sign`` -1) or after the publication day or the time last spoken of."""

    def build(match: re.Match[str]) -> Meaning | None:
        words = match.groupdict()
        number, unit, limit = words["number"], _unit(words["unit"]), _lower(words.get("limit")) or ""
        if number is None and not words["unit"].lower().endswith("s"):
            return None
        least, most = counted(number or "")
        if limit.startswith("less") and least:
            return Offset(unit, 0, sign * least, anchored) if anchored else Rolling(unit, sign * least)
        vague = bool(limit) or not least or (most is not None and unit is not Unit.DAY)
        found = Offset(unit, sign * least, None if most is None else sign * most, anchored, open_ended=vague)
        return Ahead(found) if ahead else found

    return build


def rolling(sign: int) -> Builder:
    """A builder of the stretch of so many units that ends (``sign`` -1) or begins on the publication day."""

    def build(match: re.Match[str]) -> Meaning | None:
        words = match.groupdict()
        unit = _unit(words["unit"])
        number = words.get("number") or ("" if words["unit"].lower().endswith("s") else "a")
        least, most = counted(number)
        if not least or (most is not None and unit is not Unit.DAY):
            return Offset(unit, sign, open_ended=True)
        found = Rolling(unit, sign * (most or least))
        return found if sign < 0 else Ahead(found)

    return build


def hours(sign: int) -> Builder:
    """A builder of a stretch of hours, rounded up to days."""

    def build(match: re.Match[str]) -> Meaning | None:
        number, most = counted(match["number"] or "a few")
        found = Rolling(Unit.DAY, sign * -(-(most or number) // 24))
        return found if sign < 0 else Ahead(found)

    return build


def end_of(match: re.Match[str]) -> Meaning | None:
    """The last third of this week, month or year."""
    return Fraction(Calendar(Unit(match["noun"].lower()), 0), 2)


def in_days(match: re.Match[str]) -> Meaning | None:
    """Within the next days; "in months" or "in years" fixes nothing."""
    return Ahead(Rolling(Unit.WEEK, 1)) if _unit(match["unit"]) is Unit.DAY else None


def years(match: re.Match[str]) -> Meaning | None:
    """Two years with a dash or a slash between them."""
    first, last = int(match["year"]), int(match["year"][: 4 - len(match["to"])] + match["to"])
    return Period(dt.date(first, 1, 1), dt.date(last, 12, 31)) if first < last <= first + 30 else None


def single_year(match: re.Match[str]) -> Meaning | None:
    """A year by its number."""
    return year(int(match["year"]))


def decade(match: re.Match[str]) -> Meaning | None:
    """The 1990s, the '90s or the nineties; two digits are of the last century."""
    words = match.groupdict()
    start = (
        int(words["tens"]) * 10 if words["tens"] else 1900 + (int(words["short"]) if words["short"] else DECADES[words["decade"].lower()])
    )
    return Period(dt.date(start, 1, 1), dt.date(start + 9, 12, 31))


def century(match: re.Match[str]) -> Meaning | None:
    """A century by its number."""
    word = match["century"].lower()
    number = _digits(word) if word[0].isdigit() else CENTURIES.index(word) + 1
    return Period(dt.date((number - 1) * 100 + 1, 1, 1), dt.date(number * 100, 12, 31)) if 1 <= number <= 21 else None


def quarter(match: re.Match[str]) -> Meaning | None:
    """A quarter of a year as companies write it: Q3 2022."""
    return Fraction(year(int(match["year"])), int(match["q"]) - 1, 4)


def _year(match: re.Match[str]) -> Meaning | None:
    """The year that the words name ("2015") or refer to ("last year", "that year")."""
    words = match.groupdict()
    if words.get("year"):
        return year(int(words["year"]))
    reference = (words.get("yearref") or "").lower().split()
    if not reference:
        return None
    return Calendar(Unit.YEAR, _direction(reference), anchored="the" in reference or "that" in reference)


def _direction(words: list[str]) -> int:
    if {"last", "past", "previous", "preceding", "before"} & set(words):
        return -1
    return 1 if {"next", "coming", "following"} & set(words) else 0


def _unit(word: str) -> Unit:
    return Unit(word.lower().removesuffix("s"))


def _digits(word: str) -> int:
    return int(re.sub(r"\D", "", word))


def _which(words: str | None) -> str | None:
    """One of last, this, next, past and coming."""
    return words.lower().split()[-1] if words else None


def _lower(word: str | None) -> str | None:
    return word.lower() if word else None


def _valid(number: int, month_: int, day: int) -> bool:
    try:
        dt.date(number, month_, day)
    except ValueError:
        return False
    return True
