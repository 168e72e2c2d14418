"""Datelines: the place, and perhaps the day and the agency, before a story's first words."""

from __future__ import annotations

import datetime as dt
import re

from .dates import find_time

# A hyphen alone makes one word of what stands around it, as in "NATO-led".
_DASH = r"(?:\s*[—–]\s*-?|\s+-{1,2}\s*|-{1,2}\s+)"
_COLON = r":\s"
_AGENCY = r"(?: ?\([^)]{1,40}\))?"
# The place in capitals, then the day without its year or the country.
_CAPITALS = re.compile(
    rf"[A-Z][A-Z .,'’/]{{2,40}}(?:(?:,? ?[A-Z][a-z]{{2,8}}\.? \d{{1,2}})?{_AGENCY}(?:{_DASH}|{_COLON})"
    rf"|, [A-Z][\w.'’]+(?: [A-Z][\w.'’]+){{0,2}}{_AGENCY}{_DASH})"
)
# The day and the agency alone, as in "May 10 (UPI) -- The talks".
_AGENCY_DAY = re.compile(rf"[A-Z][a-z]{{2,8}}\.? \d{{1,2}} \([A-Z][^)]{{1,30}}\){_DASH}")
_NAME = r"(?:[^\W\d_a-z][\w.'’-]*|de|del|la|el|es|al|of)"
_PLACE = re.compile(rf"\(?{_NAME}(?:[ ,/]+{_NAME}){{0,5}}\s*(?:\([^)]{{1,40}}\))?\s*[,:;/—–-]?\s+\(?")
_BEHIND = re.compile(rf"\)?(?:,? ?[(/][^()/]{{1,40}}[)/]|,? ?[A-Z]{{2,12}})?\.?(?:{_DASH}|{_COLON})(?=[\"“‘'(\[]?[^\W\d_a-z])")
_LONGEST = 160


def dated(text: str) -> tuple[dt.date, int] | None:
    """The day in the dateline that a paragraph begins with, and where the dateline ends; nothing where it names no day with its year.

    >>> dated("NAIROBI, 17 February 2019 (KNA) - Kenya has recalled its ambassador.")
    (datetime.date(2019, 2, 17), 34)
    >>> dated("Geneva, 17 February 2019, was the day of the accord.") is None
    True
    """
    found = find_time(text[:_LONGEST])
    if found is None or _PLACE.fullmatch(text, 0, found[1]) is None:
        return None
    behind = _BEHIND.match(text, found[2])
    if behind is None:
        return None
    moment = found[0]
    return moment.date() if isinstance(moment, dt.datetime) else moment, behind.end()


def length(text: str) -> int:
    """How many characters of a paragraph are its dateline.

    >>> length("OTTAWA (Reuters) - Canada"), length("Canada has recalled its ambassador.")
    (19, 0)
    """
    if found := dated(text):
        return found[1]
    bare = _CAPITALS.match(text) or _AGENCY_DAY.match(text)
    return bare.end() if bare else 0
