"""Meanings made of others: parts of a period, limits, ranges, and what only the future can mean."""

from __future__ import annotations

from dataclasses import dataclass

from .meaning import DAY, Direction, Given, Meaning
from .windows import Window, thirds


@dataclass(frozen=True, slots=True)
class Ahead:
    """A stretch that only a sentence about the future can mean ("in two weeks" is a duration otherwise)."""

    inner: Meaning

    def window(self, given: Given) -> Window | None:
        """What the inner words mean, in the future alone."""
        return self.inner.window(given) if given.future else None


@dataclass(frozen=True, slots=True)
class TheDay:
    """The day of which a story tells ("later in the day"): the day last spoken of where it is a recent one, else that of publication."""

    def window(self, given: Given) -> Window | None:
        """The one day."""
        today, anchor = given.published, given.anchor
        if anchor is not None and anchor[0] == anchor[1] and (today is None or today - 7 * DAY <= anchor[0] <= today):
            return anchor
        return None if today is None else (today, today)


@dataclass(frozen=True, slots=True)
class Fraction:
    """The ``index``-th of so many parts of a period: "late March", "the first half of 2024", "the third quarter"."""

    whole: Meaning
    index: int
    parts: int = 3

    def window(self, given: Given) -> Window | None:
        """The part."""
        window = self.whole.window(given.whole())
        return None if window is None else thirds(window, self.index, self.parts)


@dataclass(frozen=True, slots=True)
class Week:
    """The ``index``-th week of a month, counted from its first day; -1 is its last seven days."""

    whole: Meaning
    index: int

    def window(self, given: Given) -> Window | None:
        """The seven days."""
        window = self.whole.window(given.whole())
        if window is None:
            return None
        first = window[1] - 6 * DAY if self.index < 0 else window[0] + 7 * self.index * DAY
        return first, min(first + 6 * DAY, window[1])


@dataclass(frozen=True, slots=True)
class Remainder:
    """A period up to the publication day ("earlier this month") or from it on ("later this year")."""

    whole: Meaning
    later: bool

    def window(self, given: Given) -> Window | None:
        """What is left of the period, where the publication day lies in it."""
        window = self.whole.window(given.whole())
        if window is None or given.published is None or not window[0] <= given.published <= window[1]:
            return window
        return (given.published, window[1]) if self.later else (window[0], given.published)


@dataclass(frozen=True, slots=True)
class Bounded:
    """A limit: nothing but "since" fixes the start, save that what is still to come lies after the publication day."""

    inner: Meaning
    bound: str

    def window(self, given: Given) -> Window | None:
        """The times within the limit, where both ends are known."""
        if self.bound == "since":
            return self.inner.window(given)
        if not given.future or given.published is None or self.bound not in ("by", "before"):
            return None
        limit = self.inner.window(given)
        if limit is None:
            return None
        last = limit[0] - DAY if self.bound == "before" else limit[1]
        return (given.published, last) if last >= given.published else None


@dataclass(frozen=True, slots=True)
class Span:
    """From one time to another. Days are kept whole; of months and years "from … to" only fixes the first."""

    first: Meaning
    last: Meaning
    start_only: bool = False

    def window(self, given: Given) -> Window | None:
        """The whole stretch, or its first part."""
        first = self.first.window(given)
        if self.start_only:
            return first
        last = self.last.window(given)
        if first is None or last is None:
            return None
        if first[0] > last[1]:
            # "from Friday to Monday" in the past: the nearer end is the later one.
            first = self.first.window(Given(last[1], Direction.PAST, given.anchor))
            if given.future:
                first = self.first.window(given)
                last = self.last.window(Given(first[0], Direction.FUTURE, given.anchor)) if first is not None else None
        return (first[0], last[1]) if first is not None and last is not None and first[0] <= last[1] else None
