"""What a time expression means, apart from its words: small nodes that give a window of days once the publication day is known.

A window is the first and the last day on which the event may have begun. Every node answers ``None`` where the text fixes
nothing, so that no guess gets into the data.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol

from .windows import Unit, Window, month_window, shift, unit_window, year_window

DAY = dt.timedelta(days=1)
# A clock ahead of the publisher's, or an article stamped before midnight, dates an event one day after its publication.
ZONE_GRACE = DAY
# A date without a year is taken for a past one up to this long before publication, when the tense says nothing.
HALF_A_YEAR = dt.timedelta(days=183)
# Nobody writes "on 5 August" without the year of a day that long ago, when the next such day is that near.
_LONG_AGO, _SOON = dt.timedelta(days=300), dt.timedelta(days=62)


class Direction(StrEnum):
    """On which side of the publication day the sentence puts its event."""

    PAST = "past"
    FUTURE = "future"


@dataclass(frozen=True, slots=True)
class Given:
    """What is known beside the words: the publication day, the tense, and the time last spoken of."""

    published: dt.date | None
    direction: Direction | None = None
    anchor: Window | None = None
    uncut: bool = False

    @property
    def future(self) -> bool:
        """Whether the tense is known to point forward."""
        return self.direction is Direction.FUTURE

    def cut(self, window: Window) -> Window:
        """The part of the window on the tense's side of the publication day, where that day lies within it."""
        first, last = window
        if self.uncut or self.published is None or self.direction is None or not first <= self.published <= last:
            return window
        return (self.published, last) if self.future else (first, self.published)

    def whole(self) -> Given:
        """The same, for a period that is only a step towards the answer and must not be cut at the publication day."""
        return Given(self.published, self.direction, self.anchor, uncut=True)


class Meaning(Protocol):
    """A node: anything that gives a window."""

    def window(self, given: Given) -> Window | None:
        """The first and last possible day, or ``None`` where nothing fixes them."""
        ...


@dataclass(frozen=True, slots=True)
class Days:
    """Days that the text names in full; an event told of as lasting over them keeps them all."""

    first: dt.date
    last: dt.date

    def window(self, given: Given) -> Window | None:
        """The days as named."""
        return self.first, self.last


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of the calendar that the text names in full, such as a year or a century."""

    first: dt.date
    last: dt.date

    def window(self, given: Given) -> Window | None:
        """The stretch, or what the tense leaves of it."""
        return given.cut((self.first, self.last))


@dataclass(frozen=True, slots=True)
class Calendar:
    """The day, week, month … at a distance from the publication day, or from the time last spoken of."""

    unit: Unit
    offset: int
    anchored: bool = False

    def window(self, given: Given) -> Window | None:
        """The unit at its distance."""
        if not self.anchored:
            if given.future and given.published is not None and (self.unit, self.offset, given.published.weekday()) == (Unit.WEEK, 0, 6):
                # "this week" of what is to come, written on a Sunday
                return given.published, given.published + 6 * DAY
            return None if given.published is None else given.cut(unit_window(self.unit, shift(given.published, self.unit, self.offset)))
        if given.anchor is None:
            return None
        if self.unit is Unit.DAY:
            return shift(given.anchor[0], self.unit, self.offset), shift(given.anchor[1], self.unit, self.offset)
        return unit_window(self.unit, shift(given.anchor[0], self.unit, self.offset))


@dataclass(frozen=True, slots=True)
class Weekend:
    """Saturday and Sunday: the last, this or the next ones, or those that the tense points to (``which`` is ``None``)."""

    which: str | None = None

    def window(self, given: Given) -> Window | None:
        """The two days, or what the tense leaves of them."""
        if given.published is None:
            return None
        today = given.published
        saturday = today + (5 - today.weekday()) * DAY
        match self.which:
            case "last" | "past":
                back = True
            case "this":
                # On a Monday or Tuesday "this weekend" with a past tense is the one just over.
                back = given.direction is Direction.PAST and today.weekday() < 2
            case "next" | "coming":
                back = False
                saturday += 7 * DAY if self.which == "next" or today >= saturday else 0 * DAY
            case _:
                back = not given.future and today < saturday
        saturday -= 7 * DAY if back else 0 * DAY
        return given.cut((saturday, saturday + DAY))


@dataclass(frozen=True, slots=True)
class Weekday:
    """A day by its name: the nearest in the tense's direction, the last, this or next one, or that of a given week."""

    day: int
    which: str | None = None
    week: Meaning | None = None
    anchored: bool = False

    def window(self, given: Given) -> Window | None:
        """The one day."""
        if self.week is not None:
            week = self.week.window(given.whole())
            day = None if week is None else week[0] + (self.day - week[0].weekday()) % 7 * DAY
        else:
            today = given.published if not self.anchored else given.anchor[0] if given.anchor is not None else None
            day = None if today is None else self._near(today, given)
        return None if day is None else (day, day)

    def _near(self, today: dt.date, given: Given) -> dt.date:
        back, ahead = (today.weekday() - self.day) % 7, (self.day - today.weekday()) % 7
        match self.which:
            case "last":
                # Yesterday is "Monday" or "yesterday" to a journalist, never "last Monday".
                return today - (back + 7 if back < 2 else back) * DAY
            case "past":
                return today - (back or 7) * DAY
            case "next":
                return today + (7 - today.weekday() + self.day) * DAY
            case "coming":
                return today + (ahead or 7) * DAY
            case "this" if given.direction is None or self.anchored:
                return today + (self.day - today.weekday()) * DAY
        return today + ahead * DAY if given.future else today - back * DAY


@dataclass(frozen=True, slots=True)
class MonthDay:
    """A day of a month, or the days ``day`` to ``last``; the year may be named, spoken of, or left to the tense."""

    month: int
    day: int
    last: int | None = None
    year: Meaning | None = None
    weekday: int | None = None

    def window(self, given: Given) -> Window | None:
        """The day in the year that the words or the tense choose."""
        if self.year is not None:
            year = self.year.window(given.whole())
            return None if year is None else self._in(year[0].year)
        if given.published is None:
            return None
        today = given.published
        # Eight years on either side hold a 29 February, also around 1900.
        years = [w for n in range(-8, 9) if (w := self._in(today.year + n)) is not None]
        if self.weekday is not None:
            # A weekday that fits no near year is a slip of the pen, not a hint at a far one.
            years = [w for w in years if w[0].weekday() == self.weekday and abs(w[0].year - today.year) < 3] or years
        past = max((w for w in years if w[0] <= today + ZONE_GRACE), default=None)
        future = min((w for w in years if w[1] >= today - ZONE_GRACE), default=None)
        if given.future or past is None:
            return future or past
        if future is not None and _rather_ahead(past, future, today):
            return future
        if given.direction is None and future is not None and today - past[0] > HALF_A_YEAR:
            return future
        return past

    def _in(self, year: int) -> Window | None:
        try:
            return dt.date(year, self.month, self.day), dt.date(year, self.month, self.last or self.day)
        except ValueError:  # 29 February, which most years lack
            return None


@dataclass(frozen=True, slots=True)
class DayNumber:
    """A day by its number alone ("on the 5th"), in a month spoken of or left to the tense."""

    day: int
    month: Meaning | None = None

    def window(self, given: Given) -> Window | None:
        """The day in the month that the words or the tense choose."""
        if self.month is not None:
            month = self.month.window(given.whole())
            return None if month is None else self._in(month[0])
        if given.published is None:
            return None
        today = given.published
        months = [w for n in range(-3, 4) if (w := self._in(shift(today, Unit.MONTH, n))) is not None]
        if given.future:
            return min((w for w in months if w[0] >= today), default=None)
        return max((w for w in months if w[0] <= today), default=None)

    def _in(self, month: dt.date) -> Window | None:
        try:
            return (day := month.replace(day=self.day)), day
        except ValueError:  # the 31st of a shorter month
            return None


@dataclass(frozen=True, slots=True)
class Month:
    """A month by name, or the quarter of a year that a season is: ``length`` months from ``month`` on."""

    month: int
    year: Meaning | None = None
    which: str | None = None
    length: int = 1

    def window(self, given: Given) -> Window | None:
        """The month in the year that the words or the tense choose."""
        if self.year is not None:
            year = self.year.window(given.whole())
            return None if year is None else given.cut(self._in(year[0].year))
        if given.published is None:
            return None
        today = given.published
        years = [self._in(today.year + n) for n in range(-2, 3)]
        past = max(w for w in years if w[0] <= today)
        ahead = min(w for w in years if w[1] >= today)
        match self.which:
            case "last" | "past":
                return max(w for w in years if w[1] < today)
            case "next" | "coming":
                return min(w for w in years if w[0] > today)
            case "this":
                return given.cut(self._in(today.year))
        if given.future:
            return given.cut(ahead)
        if given.direction is None and today - past[0] > HALF_A_YEAR or _rather_ahead(past, ahead, today):
            return ahead
        return given.cut(past)

    def _in(self, year: int) -> Window:
        first = dt.date(year, self.month, 1)
        return first, month_window(shift(first, Unit.MONTH, self.length - 1))[1]


@dataclass(frozen=True, slots=True)
class Offset:
    """So many days, weeks … before or after the publication day or the time last spoken of, as exactly as such words are meant.

    ``most`` is set where the number is a range, as "a few" is; ``open_ended`` where it is a limit ("more than two years ago").
    """

    unit: Unit
    count: int
    most: int | None = None
    anchored: bool = False
    open_ended: bool = False

    def window(self, given: Given) -> Window | None:
        """The time so far away, as wide as the unit."""
        base = given.anchor if self.anchored else None if given.published is None else (given.published, given.published)
        if base is None or self.open_ended:
            return None
        near = self._around(base, self.count)
        far = near if self.most is None else self._around(base, self.most)
        return min(near[0], far[0]), max(near[1], far[1])

    def turned(self) -> Offset:
        """The same distance to the other side: what "two days after" is to the event that it counts from."""
        return replace(self, count=-self.count, most=None if self.most is None else -self.most)

    def _around(self, base: Window, count: int) -> Window:
        first, last = shift(base[0], self.unit, count), shift(base[1], self.unit, count)
        if self.unit is Unit.DAY:
            return first, last
        if self.unit is Unit.WEEK and self.anchored:
            return first - 3 * DAY, last + 3 * DAY
        return unit_window(self.unit, first)[0], unit_window(self.unit, last)[1]


@dataclass(frozen=True, slots=True)
class Rolling:
    """The stretch of so many units that ends or begins on the publication day: "the past two weeks", "the coming days"."""

    unit: Unit
    count: int

    def window(self, given: Given) -> Window | None:
        """The stretch from or up to the publication day."""
        if given.published is None:
            return None
        other = shift(given.published, self.unit, self.count)
        return min(given.published, other), max(given.published, other)


def _rather_ahead(past: Window, ahead: Window, today: dt.date) -> bool:
    """Whether a date without a year is more likely the one to come, whatever the tense."""
    return today - past[1] > _LONG_AGO and ahead[0] - today < _SOON


def year(number: int) -> Period:
    """A year as a node.

    >>> year(2023).window(Given(None))
    (datetime.date(2023, 1, 1), datetime.date(2023, 12, 31))
    """
    return Period(*year_window(number))
