"""Time expressions of English news text: where they stand, and on which days an event told with them may have begun.

The grammar is our own. dateparser, which we keep for free-form absolute dates of page metadata, resolves a string against the
clock; it finds no bounds, knows no tense, and has no notion of the time last spoken of, which the date of an event needs.

A scan walks the words that can open a time, takes the longest match of the table in ``grammar``, and composes it with what
stands around: parts ("late June"), ranges ("from May 30 to June 2") and limits ("by the end of the month").
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from .composed import Bounded, Fraction, Remainder, Span
from .grammar import RULES, Kind
from .meaning import Days, Direction, Given, Meaning, Month, MonthDay, Offset, Period, Weekday, year
from .windows import Window, month_window
from .words import MONTHS, ORDINALS, SEASONS, WEEKDAYS, compile_words

__all__ = ["Direction", "Kind", "TimeExpression", "find_times", "month_window"]


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """Words of a text that fix a time: ``text[start:end]``, without the preposition unless it limits ("since 2011").

    Attributes:
        kind: What sort of words they are; an ``ANAPHORIC`` one counts from the time last spoken of.
        meaning: What they mean, apart from the publication day.
    """

    start: int
    end: int
    text: str
    kind: Kind
    meaning: Meaning

    def resolve(self, published: dt.date | None, direction: Direction | None = None, anchor: Window | None = None) -> Window | None:
        """The first and last day on which an event at this time may have begun, or ``None`` where that stays open.

        Args:
            published: The publication day; only full dates do without it.
            direction: The tense of the sentence; without it a weekday is a past one.
            anchor: The time last spoken of, from which "the next day" or "two weeks earlier" count.
        """
        if isinstance(published, dt.datetime):
            published = published.date()
        try:
            window = self.meaning.window(Given(published, direction, anchor))
        except (OverflowError, ValueError):  # before the year 1 or after 9999: no calendar has it
            return None
        return None if window is None or window[0] > window[1] else window

    def turned(self) -> TimeExpression | None:
        """The time that what follows has, seen from what stands before: "it came a day after they met", a day before it."""
        if self.kind is not Kind.ANAPHORIC or not isinstance(self.meaning, Offset) or not self.text.lower().endswith((" after", " before")):
            return None
        return replace(self, meaning=self.meaning.turned())


_Found = tuple[int, int, Kind, Meaning]

# The words that can open a time. "The" is the commonest word of all, so what follows it is looked at here already.
_AFTER_THE = (
    rf"\d|day|week|month|year|eve|end|start|begin|middle|close|very|last|next|coming|past|previous|preceding|following|same|early|mid|late"
    rf"|weekend|['’‘]\d|\w+(?:ties|th)\b|{'|'.join(ORDINALS[:4])}|{'|'.join(SEASONS)}|{'|'.join(MONTHS)}|{'|'.join(WEEKDAYS)}"
)
_OPENER = compile_words(
    r"(?<![\w$€£¥#@])(?<!\d[.,:/-])(?:\d|(?:<number>"
    r"|in(?= (?:<number:several>|the|hours|days|weeks|months|years)\b)|within|since|by|before|until|till|after|prior|ahead|no(?= later)"
    r"|early|mid|late|earlier|later|today|tonight|yesterday|tomorrow|last|next|this|that|these|past|coming|half|few"
    r"|(?:about|nearly|almost|around|roughly|approximately|just|exactly|only|over|barely|(?:more|less) than|at least)(?= <number:about> )"
    r"|beginning|start|middle|end|(?:hour|minute|day|week|fortnight|month|year|decade)s?"
    rf"|{'|'.join(SEASONS)}|{'|'.join(ORDINALS)}|\w+teenth|twentieth"
    rf"|new year['’]s|christmas|boxing|q[1-4]|the(?= (?:{_AFTER_THE})))\b"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun)[a-z]*\b)"
)
_LIMIT = compile_words(r"(?P<bound>since|by|before|until|till|after|prior to|no later than|ahead of)(?: at least| about| around)? (?=\S)")
_PART = compile_words(
    r"(?:the )?(?:(?:(?P<early>early)|(?P<mid>mid)|(?P<late>late)|(?P<earlier>earlier)|(?P<later>later))(?: in| on|-)?"
    r"|(?:(?P<start>(?:very )?(?:beginning|start))|(?P<middle>middle)|(?P<end>(?:very )?end|close)|(?P<half>first|second|1st|2nd|last) half"
    r"|(?P<quarter>first|second|third|fourth|last|final) quarter)(?: of| in))(?: |(?<=-))(?=\S)"
)
_JOIN = compile_words(r" ?[-–—] ?| (?P<word>to|and|or|through|until|till) (?:on )?")
_JOINABLE = {Kind.DAY, Kind.WEEKDAY, Kind.MONTH, Kind.YEAR}
_CONTEXT = 24


def find_times(text: str) -> list[TimeExpression]:
    """The time expressions of a text, in order and not overlapping.

    >>> [t.text for t in find_times("On Saturday they met again, two weeks after talks in September last year.")]
    ['Saturday', 'two weeks after', 'September last year']
    """
    found: list[TimeExpression] = []
    position = 0
    while (opener := _OPENER.search(text, position)) is not None:
        hit = _limited(text, opener.start())
        if hit is None:
            position = opener.end()
            continue
        start, end, kind, meaning = hit
        found.append(TimeExpression(start, end, text[start:end], kind, meaning))
        position = end
    return found


def _limited(text: str, at: int) -> _Found | None:
    limit = _LIMIT.match(text, at)
    if limit is None:
        return _ranged(text, at)
    inner = _ranged(text, limit.end())
    if inner is None:
        return _ranged(text, at)
    word = limit["bound"].lower()
    bound = "before" if word.startswith(("prior", "ahead", "before")) else "by" if word.startswith(("by", "no")) else word
    return at, inner[1], Kind.BOUNDED, Bounded(inner[3], bound)


def _ranged(text: str, at: int) -> _Found | None:
    first = _parted(text, at)
    if first is None or first[2] not in _JOINABLE:
        return first
    join = _JOIN.match(text, first[1])
    last = None if join is None else _parted(text, join.end())
    if join is None or last is None or last[2] is not first[2]:
        return first
    early, late, word = first[3], last[3], (join["word"] or "").lower()
    if isinstance(early, MonthDay) and early.year is None and early.weekday is None:
        early = _with_year_of(early, late)
    if isinstance(early, Weekday) and isinstance(late, Weekday):
        early, late = replace(early, week=early.week or late.week), replace(late, which=late.which or early.which)
    if isinstance(early, Month) and isinstance(late, Month) and early.year is None and isinstance(late.year, Period):
        early = replace(early, year=year(late.year.first.year - (early.month > late.month)))
    periods = first[2] in (Kind.MONTH, Kind.YEAR)
    if periods and word in ("and", "or") and _before(text, at).lower().split()[-1:] not in (["between"], ["in"]):
        return first
    return first[0], last[1], Kind.RANGE, Span(early, late, start_only=periods and word in ("to", "through", "until", "till"))


def _with_year_of(early: MonthDay, late: Meaning) -> Meaning:
    """The first day of a range in the year that only its last day names: "from December 30 to January 2, 2024"."""
    if isinstance(late, MonthDay):
        return replace(early, year=late.year)
    if not isinstance(late, Days):
        return early
    for number in (late.first.year, late.first.year - 1):
        window = replace(early, year=year(number)).window(Given(None))
        if window is not None and window[0] <= late.first:
            return Days(*window)
    return early


def _parted(text: str, at: int) -> _Found | None:
    part = _PART.match(text, at)
    whole = None if part is None else _base(text, part.end(), inner=True)
    if part is None or whole is None:
        return _base(text, at)
    _, end, kind, meaning = whole
    if kind in (Kind.WEEKDAY, Kind.DAY, Kind.DEICTIC):
        return at, end, kind, meaning
    if part["earlier"] or part["later"]:
        return at, end, kind, Remainder(meaning, later=bool(part["later"]))
    if part["half"]:
        return at, end, kind, Fraction(meaning, 0 if part["half"].lower() in ("first", "1st") else 1, 2)
    if part["quarter"]:
        return (
            at,
            end,
            kind,
            Fraction(
                meaning, ("first", "second", "third").index(q) if (q := part["quarter"].lower()) in ("first", "second", "third") else 3, 4
            ),
        )
    return at, end, kind, Fraction(meaning, 0 if part["early"] or part["start"] else 1 if part["mid"] or part["middle"] else 2)


def _base(text: str, at: int, inner: bool = False) -> _Found | None:
    """The longest match of the grammar that begins here."""
    best: _Found | None = None
    before: str | None = None
    for rule in RULES:
        if rule.inner and not inner:
            continue
        match = rule.pattern.match(text, at)
        if match is None or (best is not None and match.end() <= best[1]):
            continue
        if rule.after is not None or rule.not_after is not None:
            before = _before(text, at) if before is None else before
            if rule.after is not None and rule.after.search(before) is None:
                continue
            if rule.not_after is not None and rule.not_after.search(before) is not None:
                continue
        meaning = rule.meaning(match)
        if meaning is not None:
            best = (at, match.end(), rule.kind, meaning)
    return best


def _before(text: str, at: int) -> str:
    return text[max(0, at - _CONTEXT) : at]
