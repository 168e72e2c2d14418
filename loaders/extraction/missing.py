"""Fills the slots of an event that its own phrases leave empty: from the rest of the clause, who says it, or the sentences before."""

from __future__ import annotations

from ..article import BlockKind
from ..dates import find_times
from ..event import Actor, ActorKind
from .cast import Cast
from .lexicon import Frame, Match
from .parsed import Parsed
from .rivals import OTHER_OF_TWO
from .roles import Roles
from .slots import Ref, Slots
from .syntax import clause_verb, objects, subjects
from .words import words

# What somebody said or did that another may then deny, refuse or condemn.
_TOLD = frozenset(
    "allegation accusation charge claim assertion request demand proposal offer plan call statement remark comment "
    "suggestion idea move decision report criticism ultimatum invitation appeal notion resolution strike attack action step "
    "measure test launch sanction tariff".split()
)
# Lines that leave out words, so that an agreement is between the two whom the line names.
_SHORT = (BlockKind.HEADLINE, BlockKind.TEASER, BlockKind.STANDFIRST)
# Roles that are a guess.
_GUESSED = frozenset(("context", "rest", "speaker", "dated_pair", "pair", "rival", "back"))


class Missing:
    """What may stand for a party that the phrases around one match do not name.

    Args:
        cast: Who appears in the article.
        item: The sentence.
        match: The trigger in it.
        roles: The roles around the trigger.
    """

    def __init__(self, cast: Cast, item: Parsed, match: Match, roles: Roles) -> None:
        self._cast = cast
        self._item = item
        self._token = match.token
        self._roles = roles

    def fill(self, frame: Frame, slots: Slots) -> None:
        """Fill what is missing, as the frame allows."""
        if frame.name == "talks":
            self._who_talks_with(slots)
        if frame.parties and len(slots.actors()) == 1:
            self._tell_apart(slots)
        for role in frame.fallback:
            have = set(slots.actors())
            goal = self._goal(frame, slots, role, have)
            refs = [] if goal is None or role == "context" and self._unknown_subject() else self._refs(role, have)
            if goal is not None and refs:
                goal += refs
                slots.guessed = slots.guessed or role in _GUESSED
                slots.steps.append(f"{role}: {', '.join(ref.actor.code for ref in refs)} (fallback)")

    def _tell_apart(self, slots: Slots) -> None:
        """Find the second of two parties, where the words around the trigger give only one."""
        if len(slots.parties) > 1:
            slots.parties = self._cast.settle_apart(slots.parties)
        carrier = self._roles.carrier
        if carrier is not None and carrier.lemma_ == "host" and len(slots.actors()) == 1:
            # "Oman hosted talks as well": between those just told of, with the host among them.
            at, group = self._cast.mentions.group
            if 0 <= self._item.sentence.index - at <= 4:
                known = slots.actors()
                slots.parties += [Ref(actor, None, self._token.i, "of those just told of", 0.7) for actor in group if actor not in known]

    def _who_talks_with(self, slots: Slots) -> None:
        """Find who talks with those who are named: "after talks with A and B, the secretary of state stood alone"."""
        partners = self._roles.of("with")
        if not partners or {ref.actor for ref in partners} != set(slots.actors()):
            return
        partner = {ref.actor for ref in partners}
        verb = clause_verb(self._token)
        if verb.dep_ == "prep":
            # "said, following a call with A"
            verb = clause_verb(verb.head)
        heads = [head for head in subjects(verb) if not self._token.is_ancestor(head) and not head.is_ancestor(self._token)]
        found = [ref for head in heads for ref in self._cast.refs(self._item, head) if ref.actor not in partner]
        if found:
            slots.parties += found[:1]
            slots.steps.append(f"{found[0].actor.code} by {found[0].how}, the subject of the clause")

    def _goal(self, frame: Frame, slots: Slots, role: str, have: set[Actor]) -> list[Ref] | None:
        """The slot that a role may fill, or ``None`` where nothing is missing."""
        if frame.parties:
            enough = len(have) >= 2 or role == "context" and any(actor.kind is ActorKind.ORGANIZATION for actor in have)
            alone = not have and role not in ("pair", "dated_pair")
            return None if enough or alone else slots.parties
        if role == "speaker":
            return None if slots.initiators else slots.initiators
        return slots.targets if slots.initiators and not slots.targets else None

    def _refs(self, role: str, have: set[Actor]) -> list[Ref]:
        """Who stands in a role, but for those who have a slot already."""
        match role:
            case "context":
                return self._context(have)
            case "back":
                return self._context(have) if self._points_back() else []
            case "rival":
                return self._rival(have)
            case "speaker":
                return [ref for ref in self._reporter() if ref.actor not in have]
            case "dated_pair":
                return self._dated_pair()
            case "pair":
                return self._pair()
            case _:
                refs = [ref for ref in self._roles.of(role) if ref.actor not in have]
                return refs[:1] if role in ("about", "rest") else refs

    def _context(self, have: set[Actor]) -> list[Ref]:
        others = [(a, i) for a, i in self._cast.mentions.actors_in(self._item, 0, self._token.i) if a not in have]
        if others:
            return [Ref(others[-1][0], self._item.people.get(others[-1][1]), others[-1][1], "named before in the sentence", 0.6)]
        actor = self._cast.mentions.context_before(self._item, have)
        return [] if actor is None else [Ref(actor, None, self._token.i, "the sentences before", 0.5)]

    def _rival(self, have: set[Actor]) -> list[Ref]:
        """The other one of the two parties that the article is about."""
        return [Ref(actor, None, self._token.i, OTHER_OF_TWO, 0.55) for actor in self._cast.mentions.facing(have)]

    def _reporter(self) -> list[Ref]:
        """Who says the sentence in which the event is told: "Delhi says there is no plan to scrap the treaty"."""
        current = self._token
        for _ in range(12):
            if current.head.i == current.i:
                break
            current = current.head
            if current.lemma_ in words().saying and current.pos_ == "VERB":
                return [ref for subject in subjects(current) for ref in self._cast.refs(self._item, subject)]
        return []

    def _dated_pair(self) -> list[Ref]:
        """For an agreement named with its date only ("a 1960 pact"): the two parties that the article is about."""
        if self._item.sentence.kind in _SHORT:
            return self._pair()
        spans = (self._item.doc.char_span(time.start, time.end, alignment_mode="expand") for time in find_times(self._item.sentence.text))
        if not any(span is not None and self._token.is_ancestor(span.root) for span in spans):
            return []
        return [
            Ref(actor, None, self._token.i, "the two parties that the article is about", 0.5)
            for actor in self._cast.mentions.dominant_pair()
        ]

    def _pair(self) -> list[Ref]:
        """The two parties of a sentence that names just two, else the two that it follows on from."""
        doc = self._token.doc
        seen = list(dict.fromkeys(actor for actor, _ in self._cast.mentions.actors_in(self._item, 0, len(doc))))
        if len(seen) == 2:
            return [Ref(actor, None, self._token.i, "the two parties of the sentence", 0.6) for actor in seen]
        if len(seen) < 2:
            last = self._cast.mentions.last_pair(self._item)
            if len(last) == 2 and set(seen) <= set(last):
                return [Ref(actor, None, self._token.i, "the two parties last dealt with", 0.5) for actor in last]
        return []

    def _points_back(self) -> bool:
        """Whether what is rejected or blamed is something told of before: "the allegation", "it", "this"."""
        return any(
            head.pos_ == "PRON" or head.lemma_.lower() in _TOLD and any(child.dep_ in ("det", "poss") for child in head.lefts)
            for head in objects(self._token)
        )

    def _unknown_subject(self) -> bool:
        """Whether the verb's subject is a named thing that is no actor ("the company's counsel met the president")."""
        if not self._roles.is_verb:
            return False
        heads = [head for head in subjects(self._token) if head.pos_ in ("NOUN", "PROPN")]
        return bool(heads) and not any(self._cast.refs(self._item, head) for head in heads)
