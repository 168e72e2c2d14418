"""Whether a name that could be a person's, a word's or another place's is meant, by the words around it."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

# Words before which a small city's name is a place.
_AT = frozenset({"in", "at", "near", "outside", "around", "from", "inside", "leaves", "leaving"})
_TOWARDS = _AT | {
    "to",
    "of",
    "between",
    "via",
    "visit",
    "visited",
    "visiting",
    "city",
    "through",
    "toward",
    "towards",
    "port",
    "for",
    "and",
    "over",
}
_BEFORE = re.compile(r"([^\W\d_]+)[ \t\n\u00a0]+\Z")
_CAPITALISED = re.compile(r" [A-Z\u00c0-\u00de][a-z\u00df-\u024f]")
_COMMA_PLACE = re.compile(r",\s+[A-Z]")

LARGE = 1_000_000
MIDDLING = 300_000


@cache
def guards() -> dict[str, Any]:
    """The tables of guards.toml."""
    return tomllib.loads(files("diplograph").joinpath("loaders/actors/guards.toml").read_text(encoding="utf-8"))


@cache
def _set(table: str) -> frozenset[str]:
    return frozenset(guards()[table])


def _word_before(text: str, start: int) -> str:
    match = _BEFORE.search(text, max(0, start - 24), start)
    return match.group(1).lower() if match else ""


def is_city(population: int, wary: bool, text: str, start: int, end: int) -> bool:
    """Whether a city's name at that place of the text is the city's.

    A large city is believed anywhere, a middling one behind a word of place or direction, a small one or one
    whose name is also a word or a surname only where the text says "in" or "at".
    """
    before = _word_before(text, start)
    if wary:
        return before in {"in", "at", "near"} or (before in _TOWARDS and _COMMA_PLACE.match(text, end) is not None)
    if population >= LARGE:
        return True
    if before not in _AT and _CAPITALISED.match(text, end):
        return False
    if population >= MIDDLING:
        return before in _TOWARDS or _COMMA_PLACE.match(text, end) is not None
    return before in _AT


def is_person(text: str, tokens: list[tuple[str, int, int]], position: int) -> bool:
    """Whether the name at that token is part of a person's name, such as "Denzel Washington" or "Chad Smith"."""
    word, start, end = tokens[position]
    if position:
        before, before_start, before_end = tokens[position - 1]
        between = text[before_end:start]
        if between in {" ", ". "} and before.isalpha():
            given = before.capitalize() if before.isupper() and word.isupper() else before
            if given in _set("given_names") and (between == " " or given in {"Mr", "Mrs", "Ms", "Sgt"}):
                return True
            if between == ". " and len(before) == 1 and before.isupper() and before not in {"S", "N"} and before_start:
                return True
    if position + 1 < len(tokens):
        after, after_start, _ = tokens[position + 1]
        surname = after.capitalize() if after.isupper() and word.isupper() else after
        if text[end:after_start] == " " and surname in _set("surnames"):
            return True
    return False


def georgia_is_american(text: str) -> bool:
    """Whether a text that names Georgia speaks of the state of the USA."""
    american = sum(text.count(word) for word in guards()["georgia_usa"])
    return american > sum(text.count(word) for word in guards()["georgia_country"])
