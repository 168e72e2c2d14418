"""The people who take part in an event."""

from __future__ import annotations

from spacy.tokens import Token

from ..event import Actor, EventType
from .candidate import SAID
from .cast import Cast
from .lexicon import Match
from .parsed import Parsed
from .slots import Slots
from .syntax import clause_verb, objects, subjects

# What a leader announces or orders on behalf of a state, so that the announcer takes part.
_MEASURES = frozenset((EventType.EXPULSION, EventType.RECALL, EventType.SANCTION, EventType.RUPTURE, EventType.PROTEST))


def _announcing(verb: Token) -> list[Token]:
    """Who announces, orders or says what the verb tells: the subjects of the verbs above it."""
    found: list[Token] = []
    for _ in range(3):
        if verb.dep_ not in ("ccomp", "xcomp", "advcl", "pcomp", "acl", "conj"):
            break
        verb = clause_verb(verb.head)
        found += [child for child in verb.children if child.dep_ == "nsubj"]
    return found


def named_people(slots: Slots, kind: EventType) -> list[int]:
    """Who takes part; in what is only said of somebody or imposed on him, those who say or impose it."""
    refs = slots.initiators if kind in SAID or kind is EventType.SANCTION else [*slots.initiators, *slots.targets, *slots.parties]
    return list(dict.fromkeys(ref.person for ref in refs if ref.person is not None))


def people_beside(cast: Cast, item: Parsed, match: Match, others: list[Token], slots: Slots, parties: list[Actor]) -> list[int]:
    """People of the parties who are named in the clause of a meeting, visit or agreement, but not as owners of something."""
    kind = match.trigger.type
    known = set(named_people(slots, kind))
    verb = clause_verb(match.token)
    if kind not in (EventType.MEETING, EventType.VISIT, EventType.AGREEMENT):
        heads = [*subjects(verb), *(_announcing(verb) if kind in _MEASURES else [])]
        if kind is EventType.APPOINTMENT:
            heads += [head for head in objects(verb) if head.i in item.people]
            return [index for head in heads if (index := item.people.get(head.i)) is not None and index not in known]
        doers = list(dict.fromkeys(item.people.get(head.i, item.titles.get(head.i)) for head in heads))
        mine = {ref.actor for ref in slots.initiators}
        return [index for index in doers if index is not None and index not in known and cast.mentions.person(index).represents in mine]
    found: list[int] = []
    for token in verb.subtree:
        index = item.people.get(token.i)
        if (
            index is None
            or index in known
            or index in found
            or token.dep_ == "poss"
            or clause_verb(token).i != verb.i
            and not match.token.is_ancestor(token)
            or any(other.pos_ == "NOUN" and other.is_ancestor(token) and not other.is_ancestor(match.token) for other in others)
        ):
            continue
        person = cast.mentions.person(index)
        if person.represents in parties and (kind is not EventType.VISIT or person.represents in [ref.actor for ref in slots.initiators]):
            found.append(index)
    return found
