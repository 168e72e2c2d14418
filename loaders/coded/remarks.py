"""What the remarks of the Office of the Historian say of a visit: who met whom, and in which cities."""

from __future__ import annotations

import datetime as dt
import re

from ..actors.gazetteer import gazetteer
from ..actors.names import NameKind
from ..actors.office_holders import find_holder
from ..actors.resolve import resolve
from ..event import Actor, Person, Place

_OFFICE = (
    r"(?:(?:Vice|Deputy|Acting|Former|former|Prime|First|Foreign|Defense|Defence|Interim|Crown|Grand|General|Secretary|Governor|Chief|"
    r"State|Federal|Supreme|Military|Catholic|[A-Z][a-z]+(?:ian|ish|ese|i|ch|an))[ -])*"
    r"(?:President|Prime Minister|Premier|Foreign Minister|Minister|King|Queen|Emperor|Shah|Sultan|Sheikh|Amir|Emir|Pope|Chancellor|"
    r"Chairman|Secretary General|"
    r"Secretary-General|General Secretary|Governor General|Crown Prince|Prince|Princess|Duke|Taoiseach|Marshal|Colonel|"
    r"General Manager|General|Admiral|Archbishop|Patriarch|Secretary|Ambassador|Leader|Captain Regent|Count|Regent|Director General)"
    r"(?: of [A-Z][a-z]+(?: Affairs)?)?"
)
_WORD = r"(?:[A-Z][\w’'.-]*|al|el|bin|ibn|de|da|do|dos|del|der|den|di|von|van|la|le|du|y|II|III|IV|V|VI|XII)"
_PERSON = re.compile(rf"\b(?P<office>{_OFFICE})s? (?P<name>{_WORD}(?: {_WORD}){{0,5}})")
_MET = re.compile(r"\b(?:[Mm]et|[Tt]alks|[Cc]onferred|[Mm]eetings?|[Cc]onversations) (?:\w+ ){0,2}with (?P<who>[^.;]+(?:\. ?[A-Z][^.;]+)?)")
# What follows whom one met, and is no part of it.
_AFTER = re.compile(r" (?:during|while|following|after|before|to discuss|at the|when|in order|aboard|regarding|concerning)\b.*", re.DOTALL)
_BRACKET = re.compile(r"\(([^()]*)\)")
# A remark has few sentences; what is longer is none.
_LONGEST = 5_000


def titled(text: str, on: dt.date, home: Actor | None) -> Person | None:
    """The person of an office and a name, such as ``Prime Minister Indira Gandhi``.

    Args:
        text: Office and name.
        on: The day, by which a surname can be enough.
        home: For whom the person acts, where the table does not know.
    """
    found = _PERSON.match(text)
    name, office = (found["name"], found["office"]) if found is not None else (text, None)
    return person(name, office, on, home)


def person(name: str, office: str | None, on: dt.date, home: Actor | None) -> Person | None:
    """The person of that name: under the name that articles have, where the table of office holders knows who it was on that day."""
    name = name.strip(" .,")
    if not name:
        return None
    holder = find_holder(f"{office} {name}" if office is not None else name, on)
    state = resolve(holder.name, on) if holder is not None else None
    if holder is not None and (home is None or state == home):
        return Person(holder.name, office, state)
    if " " not in name and office is not None:
        # A surname is that of many, an office with it that of one at a time.
        name = f"{office} {name} ({home.label})" if home is not None else f"{office} {name}"
    return Person(name, office, home)


def people_met(text: str, on: dt.date, home: Actor | None) -> list[Person]:
    """Who was met, by the remarks, each once, in their order.

    >>> usa = gazetteer().state("USA")
    >>> [met.name for met in people_met("Met with President Obama during a private visit.", dt.date(2012, 3, 1), usa)]
    ['Barack Obama']
    """
    found: dict[str, Person] = {}
    for met in _MET.finditer(text[:_LONGEST]):
        for each in _PERSON.finditer(_AFTER.sub("", met["who"])):
            someone = person(each["name"], each["office"], on, _from(each["office"]) or home)
            if someone is not None:
                found.setdefault(someone.name, someone)
    return list(found.values())


def _from(office: str) -> Actor | None:
    """The state that an office is of by its adjective, as that of the Mexican President."""
    return next((name.actor for name in gazetteer().find(office) if name.actor is not None and name.kind is NameKind.ADJECTIVE), None)


def localities(text: str, country: str | None) -> list[Place]:
    """The places that a list of them names, such as ``Colon, Panama City`` or ``Bridgetown (Barbados)``."""
    found = {}
    for part in re.split(r",(?![^(]*\))| and ", text[:_LONGEST]):
        inside = _BRACKET.search(part)
        name = _BRACKET.sub("", part).strip(" .;")
        if not name or not name[0].isupper():
            continue
        place = gazetteer().place(name, country)
        found[name] = place if place is not None else Place(name if inside is None else f"{name} ({inside[1]})", country)
    return list(found.values())


def cities_named(text: str, country: str) -> list[Place]:
    """The cities of a state that a remark names."""
    kinds = (NameKind.CAPITAL, NameKind.CITY)
    names = (name for name in gazetteer().find(text[:_LONGEST]) if name.kind in kinds and name.place is not None)
    return list({name.place.name: name.place for name in names if name.place is not None and name.place.country == country}.values())
