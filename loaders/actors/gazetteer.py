"""Names of states, organisations, capitals, seats, organs and places in running text."""

from __future__ import annotations

import datetime as dt
import gc
import re
from dataclasses import replace
from functools import cache

from ..event import Actor, ActorKind, Place
from .contexts import georgia_is_american, is_city, is_person
from .lexicon import Entry, Lexicon, build
from .names import TOKEN, Name, NameKind, fold

__all__ = ["Gazetteer", "Name", "NameKind", "gazetteer"]

# What may stand between the words of one name.
_JOINT = re.compile(r"[ \t\u00a0]*[-\u2010-\u2013\u2019\u02bb'`&./+]?[ \t\u00a0]*\n?[ \t]{0,2}\Z")
_OWNS = frozenset({" ", "'s ", "\u2019s ", "' ", "\u2019 "})
_NOUN_OF_PEOPLE = re.compile(
    r"\s*(?:[,.;:?!]|\Z|(?:and|or|have|has|had|were|are|was|is|will|would|also|say|said|want|did|do|to|who|with|by|in|on|for|from|at|as)\b)"
)


class Gazetteer:
    """Finds names in a text and tells what they stand for."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def find(self, text: str, on: dt.date | None = None) -> list[Name]:
        """The names in the text, in order, the longest at each position; they do not overlap.

        Args:
            text: Any text.
            on: The day on which it was written; names of organisations that were not there on that day are passed over.

        >>> [(name.text, name.actor.code) for name in gazetteer().find("India's talks with the EU") if name.actor]
        [('India', 'IND'), ('EU', 'EU')]
        """
        starts = self._lexicon.starts
        tokens = [(match.group(), match.start(), match.end()) for match in TOKEN.finditer(text)]
        found: list[Name] = []
        position = 0
        count = len(tokens)
        american: bool | None = None
        while position < count:
            word = tokens[position][0]
            candidates = starts.get(fold(word)) if word[0].isupper() or word[0].isdigit() or word in self._lexicon.lower_starts else None
            if candidates is None:
                position += 1
                continue
            for length, rest, entries in candidates:
                if length > 1 and not self._continues(text, tokens, position, length, rest):
                    continue
                start, end = tokens[position][1], tokens[position + length - 1][2]
                surface = text[start:end]
                shouted = surface.isupper() and _is_shouted(text, start, end)
                entry = next((entry for entry in entries if entry.valid(on) and entry.written(surface, shouted)), None)
                if entry is None:
                    continue
                if entry.population is not None and not is_city(entry.population, entry.wary, text, start, end):
                    continue
                if entry.prefix and text[end : end + 1] not in {"-", "\u2010", "\u2011", "\u2013"}:
                    continue
                if length == 1 and entry.personal and is_person(text, tokens, position):
                    continue
                if entry.tokens == ("georgia",) and self._lexicon.georgia is not None:
                    american = georgia_is_american(text) if american is None else american
                    entry = self._lexicon.georgia if american else entry
                found.append(self._name(entry, text, start, end))
                position += length - 1
                break
            position += 1
        return _owned(found, text)

    def state(self, iso3: str) -> Actor:
        """The state of that alpha-3 code; an unknown code gives a state labelled with the code."""
        return self._lexicon.state(iso3)

    def organization(self, code: str) -> Actor:
        """The organisation of that code; an unknown code gives an organisation labelled with the code."""
        return self._lexicon.organization(code)

    def known_state(self, iso3: str) -> bool:
        """Whether a state has that code."""
        return iso3 in self._lexicon.states

    def known_organization(self, code: str) -> bool:
        """Whether an organisation has that code."""
        return code in self._lexicon.organizations

    @property
    def actors(self) -> list[Actor]:
        """All states and organisations."""
        return [*self._lexicon.states.values(), *self._lexicon.organizations.values()]

    def origin(self, code: str) -> str | None:
        """The alpha-3 code of the state that a non-state party comes from."""
        return self._lexicon.origins.get(code)

    def organization_kind(self, code: str) -> str:
        """What an organisation is: intergovernmental, party, forum, humanitarian, nongovernmental; empty where unknown."""
        return self._lexicon.kinds.get(code, "")

    def sovereign(self, iso3: str) -> bool:
        """Whether the code is that of a state, not of a dependent territory."""
        return iso3 in self._lexicon.sovereign

    def place(self, name: str, country: str | None = None) -> Place | None:
        """The place of that name, in that country where one is given: state, capital, seat, region or city."""
        return self._lexicon.place(name, country)

    def members(self, org_code: str, on: dt.date | None = None) -> frozenset[str]:
        """Alpha-3 codes of an organisation's members on a day; without a day, of all present ones; empty where unknown."""
        return self._lexicon.members(org_code, on)

    @staticmethod
    def _continues(text: str, tokens: list[tuple[str, int, int]], position: int, length: int, rest: tuple[str, ...]) -> bool:
        if position + length > len(tokens):
            return False
        for offset, wanted in enumerate(rest, start=position + 1):
            word, start, _ = tokens[offset]
            if fold(word) != wanted:
                return False
            between = text[tokens[offset - 1][2] : start]
            # A comma is part of a name in "Washington, D.C." alone.
            comma = between == ", " and wanted in {"dc", "commonwealth"}
            # Longer gaps are no joints, and would cost the pattern their square.
            if between != " " and not comma and (len(between) > 8 or not _JOINT.match(between)):
                return False
            if "." in between and len(tokens[offset - 1][0]) > 2:
                return False
        return True

    @staticmethod
    def _name(entry: Entry, text: str, start: int, end: int) -> Name:
        kind = entry.kind
        if entry.collective and text[max(0, start - 4) : start].lower() == "the " and _NOUN_OF_PEOPLE.match(text, end):
            kind = NameKind.DEMONYM
        return Name(start, end, text[start:end], kind, entry.actor, entry.place)


def _owned(found: list[Name], text: str) -> list[Name]:
    """The names, with organs and parties given to the state that the words beside them say they belong to."""
    for place, name in enumerate(found):
        if name.kind not in {NameKind.BODY, NameKind.PARTY}:
            continue
        owner = found[place - 1] if place and text[found[place - 1].end : name.start] in _OWNS else None
        if owner is None and place + 1 < len(found) and text[name.end : found[place + 1].start] in {" of ", " of the "}:
            owner = found[place + 1]
        if owner is not None and owner.actor is not None and owner.actor.kind is ActorKind.STATE:
            found[place] = replace(name, actor=owner.actor)
    return found


def _is_shouted(text: str, start: int, end: int) -> bool:
    """Whether the words around are in capitals, too."""
    return text[max(0, start - 12) : end + 12].isupper() and any(
        letter.isalpha() for letter in text[max(0, start - 12) : start] + text[end : end + 12]
    )


@cache
def gazetteer() -> Gazetteer:
    """The one gazetteer of the process."""
    # Half of the time would go into collecting garbage among objects that all stay.
    collecting = gc.isenabled()
    gc.disable()
    try:
        return Gazetteer(build())
    finally:
        if collecting:
            gc.enable()
