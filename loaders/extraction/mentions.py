"""Who is named where in an article, and how often."""

from __future__ import annotations

import re
from collections import Counter

from ..actors.gazetteer import Name, NameKind
from ..event import Actor, Person
from .parsed import Parsed
from .people import People
from .words import words


class Mentions:
    """The actors and people that the sentences of one article name.

    Args:
        people: The people of the article, not yet read.
        parsed: The sentences that may tell of events, in order.
        passed: The names in the sentences between them, by sentence number, which pronouns may go back to.

    Attributes:
        parsed: The sentences that may tell of events.
        passed: The names in those between them.
        counts: How often each actor is named.
        figures: The people, by their numbers.
        home: The state whose government publishes the article, where its address says so.
        homes: The states that the article is about.
        group: The sentence of the last dealings that the article told of, and the parties to them.
        officials: The same for the last dealings between named people, with these.
    """

    def __init__(self, people: People, parsed: list[Parsed], passed: dict[int, list[Name]]) -> None:
        self.parsed = parsed
        self.passed = passed
        self._at = {item.sentence.index: position for position, item in enumerate(parsed)}
        self.counts: Counter[Actor] = Counter()
        self.group: tuple[int, list[Actor]] = (-9, [])
        self.officials: tuple[list[Actor], list[int]] = ([], [])
        # Names are told apart in the order of the text: a set's order would differ from run to run.
        told = [name for item in parsed for name in dict.fromkeys(item.names.values())]
        for name in told + [name for names in passed.values() for name in names]:
            if name.actor is not None:
                self.counts[name.actor] += 1
        people.read(parsed, self.counts)
        self.figures = people.figures
        self.homes = people.homes
        self.home = people.home

    def before(self, item: Parsed, count: int) -> list[Parsed]:
        """The sentences just before one, the nearest first."""
        position = self._at[item.sentence.index]
        return self.parsed[max(0, position - count) : position][::-1]

    def person(self, index: int) -> Person:
        """The person of that number."""
        figure = self.figures[index]
        return Person(figure.name, _office(figure.office), figure.actor)

    def actors_in(self, item: Parsed, start: int, end: int) -> list[tuple[Actor, int]]:
        """Actors named between two tokens, through their people too, with the token that names each."""
        found: list[tuple[Actor, int]] = []
        previous: Name | None = None
        for i in range(start, min(end, len(item.tokens))):
            name = item.names.get(i)
            if name is not None and name is not previous and name.actor is not None:
                if not _is_where(item, i):
                    found.append((name.actor, i))
            elif i in item.people:
                figure = self.figures[item.people[i]]
                if figure.actor is not None and not figure.private:
                    found.append((figure.actor, i))
            previous = name
        return found

    def last_pair(self, item: Parsed) -> list[Actor]:
        """The two parties of the nearest sentence before that names just two."""
        for other in self.before(item, 4):
            seen = list(dict.fromkeys(actor for actor, _ in self.actors_in(other, 0, len(other.tokens))))
            if len(seen) >= 2:
                return seen if len(seen) == 2 else []
        return []

    def context_before(self, item: Parsed, exclude: set[Actor]) -> Actor | None:
        """The other party that the sentences just before deal with."""
        for other in self.before(item, 2):
            seen = [actor for actor, _ in self.actors_in(other, 0, len(other.tokens)) if actor not in exclude]
            if seen:
                return Counter(seen).most_common(1)[0][0]
        return None

    def dominant_pair(self) -> list[Actor]:
        """The two actors that the article is about, where two share three quarters of its mentions."""
        ranked = self.counts.most_common(2)
        total = sum(self.counts.values())
        if len(ranked) < 2 or sum(count for _, count in ranked) * 4 < total * 3 or ranked[1][1] * 6 < ranked[0][1]:
            return []
        return [actor for actor, _ in ranked]

    def facing(self, own: set[Actor]) -> list[Actor]:
        """The other one of the two actors that the article is about, where one of them is among those given."""
        pair = self.dominant_pair()
        return [actor for actor in pair if actor not in own] if len(own & set(pair)) == 1 else []


def _office(title: str | None) -> str | None:
    """The office that a title names; "her Indian counterpart" names none."""
    office = _BEFORE_OFFICES.sub("", title or "")
    return None if not office or office.lower().endswith(("counterpart", "counterparts")) else office


# "the visiting Ugandan minister of energy", "his foreign minister"
_BEFORE_OFFICES = re.compile(r"^(?:(?:the|an?|his|her|its|their|our|visiting)\s+)+", re.IGNORECASE)


def _of_town(item: Parsed, i: int) -> bool:
    """Whether a token ends the name of a town that says where: "in Santa Cruz", with its country after a comma."""
    name, start = item.names.get(i), i
    if i in item.people or name is not None and name.kind not in (NameKind.CITY, NameKind.CAPITAL):
        return False
    while start > 0 and item.tokens[start - 1].pos_ == "PROPN":
        start -= 1
    return start > 0 and item.tokens[start - 1].lower_ in ("in", "at", "near", "outside", "from", "of")


def _is_where(item: Parsed, i: int) -> bool:
    """Whether a name says where something is ("monitored in Seoul", "in the Austrian capital"), not who acts."""
    name, doc = item.names.get(i), item.tokens
    if i > 2 and doc[i - 1].text == "," and doc[i - 2].pos_ == "PROPN" and _of_town(item, i - 2):
        # "in Arusha, Tanzania"
        return True
    if name is not None and name.kind in (NameKind.CAPITAL, NameKind.CITY):
        return i > 0 and doc[i - 1].lower_ in ("in", "at", "near", "outside", "from", "(")
    return i + 1 < len(doc) and doc[i + 1].lower_ in words().localities and i > 1 and doc[i - 2].pos_ == "ADP"
