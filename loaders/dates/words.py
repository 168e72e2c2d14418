"""The words of time expressions: names, numbers, and the fragments from which the patterns of the grammar are made."""

from __future__ import annotations

import re

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth")
CENTURIES = (
    *ORDINALS,
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
    "twenty-first",
)
NTH = {"first": 0, "1st": 0, "second": 1, "2nd": 1, "third": 2, "3rd": 2, "fourth": 3, "4th": 3}
DECADES = {"twenties": 20, "thirties": 30, "forties": 40, "fifties": 50, "sixties": 60, "seventies": 70, "eighties": 80, "nineties": 90}
# fmt: off
_ONES = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)
# fmt: on
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
# Least and most that a vague number may mean; with units above the day even these say nothing definite.
VAGUE = {"a couple of": (2, 2), "a few": (2, 5), "few": (2, 5), "several": (3, 7), "some": (2, 7), "": (2, 7)}

_WHITE = r"(?:[^\S\n]{1,2}|[^\S\n]?\n[^\S\n]?)"
_ABBREVIATED = r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"


def cased(words: str) -> str:
    """A fragment for names, in their own case or in capitals."""
    return f"(?-i:{words}|{words.upper()})"


_NUMBER = (
    r"\d{1,3}|half an?|a couple of|a few|an?|few|several|some"
    rf"|(?:{'|'.join(_TENS)})(?:-(?:{'|'.join(_ONES[:9])}))?|{'|'.join(reversed(_ONES))}"
)

FRAGMENTS = {
    "month": rf"(?:{cased('|'.join(MONTHS))}|{cased(_ABBREVIATED)}\b\.?)",
    "fullmonth": rf"(?:{cased('|'.join(MONTHS))}|{cased(_ABBREVIATED)}\.)",
    "weekday": cased("|".join(WEEKDAYS)),
    "anyweekday": rf"(?:{cased('|'.join(WEEKDAYS))}|{cased('Mon|Tues?|Wed|Thu(?:rs?)?|Fri|Sat|Sun')}\b\.?)",
    "day": r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?![\w%]|[.,:]\d)",
    "ordinal": r"(?:3[01]|[12]\d|[1-9])(?:st|nd|rd|th)\b",
    "year": r"(?:1[5-9]|20)\d\d(?![\w%]|[.,]\d)",
    "season": "spring|summer|autumn|fall|winter",
    "number": _NUMBER,
    "unit": r"(?:day|week|fortnight|month|year|decade)s?\b",
    "units": r"(?:day|week|fortnight|month|year|decade)s\b",
    "which": "last|this|next|this past|this coming",
    "seen": "the same|that(?: same| very)?|the previous|the preceding|the next|the following",
    "hours": r"(?: (?:early |late )?(?:morning|afternoon|evening|night|midday|noon|midnight))?",
    "yearref": r"(?:(?:of|in) )?(?:(?:last|this|next|that|the same|the previous|the following) year|the year before)",
    "century": r"\d{1,2}(?:st|nd|rd|th)|" + "|".join(reversed(CENTURIES)),
    "nth": "first|second|third|fourth|last|final|1st|2nd|3rd|4th",
    "decade": "|".join(DECADES),
}


def compile_words(pattern: str) -> re.Pattern[str]:
    """A pattern in which a space is white space within a paragraph and ``<month>`` a fragment, read under that name.

    ``<day:last>`` is the fragment for a day under the name ``last``. Case counts only inside fragments of names.
    """

    def fragment(m: re.Match[str]) -> str:
        return f"(?P<{m[2] or m[1]}>{FRAGMENTS[m[1]]})"

    filled = re.sub(r"(?<!\?P)<([a-z]+)(?::([a-z]+))?>", fragment, pattern)
    return re.compile(re.sub(r"(?<!\[) ", lambda space: _WHITE, filled), re.IGNORECASE)


def month_number(word: str) -> int:
    """The number of a month's name or abbreviation."""
    return next(n for n, name in enumerate(MONTHS, 1) if name.lower().startswith(word.lower().rstrip(".")[:3]))


def weekday_number(word: str) -> int:
    """The number of a weekday's name or abbreviation, Monday being 0."""
    return next(n for n, name in enumerate(WEEKDAYS) if name.lower().startswith(word.lower()[:3]))


def counted(words: str) -> tuple[int, int | None]:
    """The number that words stand for, and the most that they may stand for where they are vague."""
    words = " ".join(words.lower().split())
    if words.isdigit():
        return int(words), None
    if words in ("a", "an"):
        return 1, None
    if words in VAGUE:
        least, most = VAGUE[words]
        return least, most if most > least else None
    tens, _, ones = words.partition("-")
    if tens in _TENS:
        return _TENS[tens] + (_ONES.index(ones) + 1 if ones else 0), None
    return (_ONES.index(words) + 1, None) if words in _ONES else (0, None)
