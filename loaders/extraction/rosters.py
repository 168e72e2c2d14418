"""Officials who are told of as a list: "his Greek and Cypriot counterparts, A and B", "the ministers of Kenya and Uganda, A and B"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..event import Actor, ActorKind
from .parsed import Parsed
from .words import words

_BEFORE_NAMES = frozenset((",", ":", "(", "-", "–", "—"))
_JOINTS = frozenset((",", "and", "&"))


@dataclass(frozen=True, slots=True)
class Roster:
    """A list of officials: the plural that they share, their office, and each one's name and actor, in order."""

    noun: int
    office: str
    names: tuple[tuple[int, int], ...]
    actors: tuple[Actor, ...]


def rosters(item: Parsed) -> Iterator[Roster]:
    """The lists of a sentence that name as many states as people."""
    for token in item.tokens:
        lemma = token.lemma_.lower()
        if token.tag_ not in ("NNS", "NNPS") or lemma not in words().offices:
            continue
        states, office = _states_before(item, token.i)
        end = token.i + 1
        if not states:
            states, end = _states_after(item, end)
        if len(states) < 2 or end >= len(item.tokens):
            continue
        # "the Iraqi and Syrian foreign ministers A and B" has no comma, but ministers of states are not followed by names at once.
        apart = item.tokens[end].text in _BEFORE_NAMES
        if not apart and end > token.i + 1:
            continue
        people = _names(item, end + 1 if apart else end)
        if len(people) == len(states):
            yield Roster(token.i, f"{office} {lemma}".strip(), tuple(people), tuple(states))


def _states_before(item: Parsed, at: int) -> tuple[list[Actor], str]:
    """The states named right before a plural, in order, and the words between them and it ("foreign")."""
    first = at
    while first > 0 and item.tokens[first - 1].lower_ in words().modifiers and first - 1 not in item.names:
        first -= 1
    office = item.written(first, at) if first < at else ""
    i = first - 1
    while i >= 0 and (i in item.names or item.tokens[i].lower_ in _JOINTS):
        i -= 1
    return _states(item, i + 1, first), office


def _states_after(item: Parsed, at: int) -> tuple[list[Actor], int]:
    """The states named after "of", and the token where that list ends."""
    if at >= len(item.tokens) or item.tokens[at].lower_ not in ("of", "from"):
        return [], at
    i = at + 1
    while i < len(item.tokens) and (i in item.names or item.tokens[i].lower_ in (*_JOINTS, "the")):
        i += 1
    # The comma after the last state opens the list of the people.
    while i - 1 > at and i - 1 not in item.names:
        i -= 1
    return _states(item, at + 1, i), i


def _states(item: Parsed, start: int, end: int) -> list[Actor]:
    found = [name.actor for i in range(start, end) if (name := item.names.get(i)) is not None and name.actor is not None]
    return [actor for actor in dict.fromkeys(found) if actor.kind is ActorKind.STATE]


def _names(item: Parsed, at: int) -> list[tuple[int, int]]:
    """First token and end of each of the names that stand in a row from a token on."""
    doc, found, i = item.tokens, list[tuple[int, int]](), at
    while i < len(doc):
        start = i
        while i < len(doc) and i not in item.names and (doc[i].text[:1].isupper() or i > start and _joins(item, i)):
            i += 1
        if i - start < 2 or doc[start].lower_ in words().offices:
            break
        found.append((start, i))
        joint = i
        while i < len(doc) and doc[i].lower_ in _JOINTS:
            i += 1
        if i == joint:
            break
    return found


def _joins(item: Parsed, i: int) -> bool:
    """Whether a small word or a hyphen stands within a name: "Jean-Yves Le Drian", "Ursula von der Leyen"."""
    token = item.tokens[i]
    follows = i + 1 < len(item.tokens) and (item.tokens[i + 1].text[:1].isupper() or item.tokens[i + 1].lower_ in words().particles)
    return (token.text in ("-", "’", "'") or token.lower_ in words().particles) and follows
