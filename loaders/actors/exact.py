"""The state or organisation that a code or a name stands for, and nothing else: for tables, where nothing is guessed."""

from __future__ import annotations

from functools import cache

from ..event import Actor
from .gazetteer import gazetteer
from .libraries import countries
from .names import NameKind

_KINDS = frozenset({NameKind.NAME, NameKind.ORGANIZATION, NameKind.PARTY, NameKind.TERRITORY})


@cache
def actor_called(name: str) -> Actor | None:
    """The actor of that ISO 3166-1 code, name or short name; nothing where there is none.

    >>> [actor.code for name in ("IND", "in", "India", "United Nations", "the UN") if (actor := actor_called(name))]
    ['IND', 'IND', 'IND', 'UN', 'UN']
    >>> actor_called("Mumbai") is None
    True
    """
    known, plain = gazetteer(), " ".join(name.split()).removeprefix("the ").removeprefix("The ")
    if known.known_state(plain):
        # Before an organisation that calls itself by the code of a state, as the Non-Aligned Movement does by Namibia's.
        return known.state(plain)
    if known.known_organization(plain):
        return known.organization(plain)
    if known.known_state(plain.upper()):
        return known.state(plain.upper())
    for spelling in dict.fromkeys((plain, plain.title())):
        for found in known.find(spelling):
            if (found.start, found.end) == (0, len(spelling)) and found.actor is not None and found.kind in _KINDS:
                return found.actor
    iso3 = {country.iso2: iso3 for iso3, country in countries().items()}.get(plain.upper())
    if iso3 is not None:
        return known.state(iso3)
    return next((actor for actor in known.actors if actor.label == plain), None)


@cache
def actor_names() -> tuple[str, ...]:
    """The names and codes by which actors are known best, for suggestions."""
    return tuple(dict.fromkeys(name for actor in gazetteer().actors for name in (actor.label, actor.code)))
