"""The state or organisation for which a phrase that names an actor stands."""

from __future__ import annotations

import datetime as dt
import re
from itertools import islice, zip_longest

from ..event import Actor
from .gazetteer import Gazetteer, gazetteer
from .names import Name, NameKind
from .office_holders import find_holder, is_known_name

_CAPITALISED = re.compile(r"[^\W\d_][\w\u2019'.-]*")
# A phrase of more words names no one person, and a name has no more words than this.
_LONGEST_PHRASE = 40
_LONGEST_NAME = 7
_MEMBER = re.compile(r"\s+(?:member|ally|partner|member state)\s+\Z")


def resolve(phrase: str, on: dt.date | None = None) -> Actor | None:
    """The state or organisation that an actor phrase stands for; nothing where it names none.

    A person stands for the state or organisation of the office on that day, a city or region for its state, a non-state
    party for the state that it comes from, where it has one.

    Args:
        phrase: A noun phrase, such as "Armenian Prime Minister Nikol Pashinyan" or "a former White House official".
        on: The day on which it was written.

    >>> resolve("a former White House official").code
    'USA'
    """
    known = gazetteer()
    plain = re.sub(r"\s+", " ", phrase.replace(" 's", "'s")).strip()
    if not plain:
        return None
    if is_known_name(plain):
        holder = find_holder(plain, on) or find_holder(plain)
        return _actor(known, holder.code) if holder else None
    named = _named(known, plain, on)
    if named is not None:
        return named
    person = _person(known, plain, on)
    if person is not None:
        return person
    place = known.place(plain.removeprefix("the "))
    return known.state(place.country) if place is not None and place.country and plain[0].isupper() else None


def _named(known: Gazetteer, phrase: str, on: dt.date | None) -> Actor | None:
    names = [name for name in known.find(phrase, on) if name.kind is not NameKind.BLOCKED]
    for name, after in zip_longest(names, names[1:]):
        # "NATO member Turkey" is Turkey.
        if after is not None and name.kind is NameKind.ORGANIZATION and _MEMBER.match(phrase[name.end : after.start]):
            continue
        actor = _stands_for(known, name)
        if actor is not None:
            return actor
    return None


def _stands_for(known: Gazetteer, name: Name) -> Actor | None:
    if name.actor is not None:
        origin = known.origin(name.actor.code)
        return known.state(origin) if origin else name.actor
    return known.state(name.place.country) if name.place is not None and name.place.country else None


def _person(known: Gazetteer, phrase: str, on: dt.date | None) -> Actor | None:
    words = list(islice(_CAPITALISED.finditer(phrase), _LONGEST_PHRASE))
    for first in range(len(words)):
        for last in range(min(len(words), first + _LONGEST_NAME), first, -1):
            if not words[first].group()[0].isupper() or not words[last - 1].group()[0].isupper():
                continue
            part = phrase[words[first].start() : words[last - 1].end()]
            if is_known_name(part):
                holder = find_holder(part, on) or find_holder(part)
                return _actor(known, holder.code) if holder else None
    surname = find_holder(phrase, on)
    return _actor(known, surname.code) if surname is not None else None


def _actor(known: Gazetteer, code: str) -> Actor:
    if known.known_state(code):
        return known.state(code)
    origin = known.origin(code)
    return known.state(origin) if origin else known.organization(code)
