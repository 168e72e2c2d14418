"""With whom an actor of an article is at odds, for words of which no target is named."""

from __future__ import annotations

from ..event import Actor, EventType
from .candidate import Candidate
from .cast import Cast
from .parsed import Parsed
from .slots import Ref

_QUARRELS = frozenset(
    (
        EventType.ACCUSATION,
        EventType.REJECTION,
        EventType.PROTEST,
        EventType.THREAT,
        EventType.EXPULSION,
        EventType.RECALL,
        EventType.SANCTION,
        EventType.RUPTURE,
        EventType.DISPUTE,
    )
)
_REACH = 12
# Words by which somebody goes back to what was told, and what they may mean.
_TOLD = {
    word: kind
    for kind, listed in (
        (EventType.AGREEMENT, "agreement deal pact accord treaty memorandum truce ceasefire"),
        (EventType.MEETING, "summit meeting talk"),
        (EventType.SANCTION, "sanction tariff embargo ban"),
        (EventType.ACCUSATION, "accusation allegation charge claim criticism"),
        (EventType.THREAT, "threat ultimatum warning"),
    )
    for word in listed.split()
}
OTHER_OF_TWO = "the other of the two parties that the article is about"


def meant(item: Parsed, own: set[Actor], said: set[int], told: list[Candidate], cast: Cast) -> list[Ref]:
    """With whom actors are at odds in some words of a sentence that name nobody else.

    These are the parties of what the words go back to ("this agreement"), else the other side of the quarrel told last, else
    another who is named in the sentence, else the other of the two parties that the article is about.

    Args:
        item: The sentence.
        own: The actors.
        said: The words.
        told: The events found so far.
        cast: Who appears in the article.
    """
    return told_of(item, own, said, told) or _other_side(item, own, told) or _beside(item, own, said, cast) or _counterpart(own, cast)


def told_of(item: Parsed, own: set[Actor], within: set[int], told: list[Candidate]) -> list[Ref]:
    """The other parties of the last event told to which some words go back: "the agreement", "these accusations"."""
    for i in sorted(within):
        token = item.tokens[i]
        kind = _TOLD.get(token.lemma_.lower())
        if kind is None or token.pos_ != "NOUN":
            continue
        before = [known for known in told if known.type is kind and known.start < item.sentence.start + token.idx]
        for known in sorted(before, key=lambda known: -known.start):
            doers = known.initiators or known.parties
            others = [actor for actor in doers if actor not in own]
            if others:
                how = f"of the {known.type.lower()} told before, by {token.text!r}"
                return [Ref(actor, None, i, how, 0.65) for actor in others]
    return []


def _other_side(item: Parsed, own: set[Actor], told: list[Candidate]) -> list[Ref]:
    """The other side of the nearest quarrel that the article tells of, one told before rather than one told after."""
    here = item.sentence.index
    near = [
        (abs(here - known.sentence) + (_REACH if known.sentence > here else 0), number)
        for number, known in enumerate(told)
        if known.type in _QUARRELS and not known.guessed and own & set(known.parties) and abs(here - known.sentence) <= _REACH
    ]
    for _, number in sorted(near):
        known = told[number]
        facing = known.targets if own & set(known.initiators) else known.initiators or known.parties
        others = [actor for actor in facing if actor not in own]
        if others:
            return [Ref(actor, None, 0, f"the other side of the {known.type.lower()} told near it", 0.6) for actor in others[:2]]
    return []


def _beside(item: Parsed, own: set[Actor], said: set[int], cast: Cast) -> list[Ref]:
    named = [actor for actor, i in cast.mentions.actors_in(item, 0, len(item.tokens)) if i not in said and actor not in own]
    return [Ref(actor, None, 0, "named beside what is said", 0.6) for actor in named[:1]]


def _counterpart(own: set[Actor], cast: Cast) -> list[Ref]:
    return [Ref(actor, None, 0, OTHER_OF_TWO, 0.55) for actor in cast.mentions.facing(own)]
