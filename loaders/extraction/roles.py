"""The parties of one trigger: the roles that frames.toml names, read from the grammar around it."""

from __future__ import annotations

from spacy.tokens import Token

from ..actors.gazetteer import NameKind
from ..event import Actor, EventType
from .cast import Cast
from .heads import Heads
from .lexicon import Frame, Match
from .parsed import Parsed
from .slots import Ref, Slots
from .syntax import clause_verb, objects, subjects

_DEEP = frozenset(("owner", "clause", "about", "of", "on", "against", "over", "for", "at"))
# What speaks for its author.
_DOCUMENTS = frozenset(
    "report statement letter resolution speech tweet post communique communiqué declaration note message article interview "
    "document press remark comment legislation law bill order decree measure decision move proclamation announcement motion "
    "attack action step warrant video".split()
)
_POSTED = frozenset(("to_of_object", "in_of_object", "for_of_object"))
_VISITED = frozenset(("object", "in", "to", "at", "for", "of", "left"))


class Roles:
    """The roles around one match, each computed when a frame asks for it."""

    def __init__(self, cast: Cast, item: Parsed, match: Match) -> None:
        self._cast = cast
        self._item = item
        self._match = match
        self._token = match.token
        self.heads = Heads(item, match)
        self.is_verb = self.heads.is_verb
        self.carrier = self.heads.carrier

    def fill(self, frame: Frame) -> Slots:
        """The slots of the frame."""
        slots = Slots()
        for role in frame.parties:
            self._add(slots, slots.parties, role)
        _keep_named(slots)
        for role in frame.initiator:
            if self._add(slots, slots.initiators, role):
                break
        if frame.target and self._reciprocal():
            slots.targets = list(slots.initiators)
            slots.steps.append("each other: both sides do it and have it done to them")
            return slots
        if frame.name == "trading":
            slots.targets = list(slots.initiators)
            return slots
        for role in frame.target:
            taken = {ref.actor for ref in slots.initiators}
            if self._add(slots, slots.targets, role, without=taken):
                break
        return slots

    def _reciprocal(self) -> bool:
        """Whether the two sides do it to each other."""
        doc, i = self._token.doc, self._token.i
        return any(
            doc[k].lower_ in ("each", "one", "the") and k + 1 < len(doc) and doc[k + 1].lower_ in ("other", "others", "another")
            for k in range(i + 1, min(len(doc), i + 6))
        )

    def _add(self, slots: Slots, goal: list[Ref], role: str, without: set[Actor] | None = None) -> bool:
        refs = [ref for ref in self.of(role) if without is None or ref.actor not in without]
        if role == "about" and without is not None:
            refs = refs[:1]
        known = {(ref.actor, ref.person) for ref in goal}
        new = [ref for ref in refs if (ref.actor, ref.person) not in known]
        if new:
            goal += new
            slots.steps.append(f"{role}: " + "; ".join(f"{ref.actor.code} by {ref.how}" for ref in new))
        return bool(refs)

    def stands_for_nobody(self, slots: Slots) -> bool:
        """Whether a verb's subject is named and is nobody's official, so that no context may stand in for it."""
        if not self.is_verb or slots.initiators:
            return False
        heads = subjects(self._token)
        return any(self._cast.is_private(self._item, head) for head in heads) and not self._refs(heads)

    def hits_private(self) -> bool:
        """Whether what the verb is done to is a person who acts for nobody."""
        heads = objects(self._token) if self.is_verb else []
        return bool(heads) and all(
            self._cast.is_private(self._item, head) or head.pos_ == "PROPN" and not self._cast.refs(self._item, head) for head in heads
        )

    def with_another(self, slots: Slots) -> bool:
        """Whether the verb says with whom, and that is nobody in diplomacy: "the two governments met with communities"."""
        heads = [head for role in ("object", "with") for head in self.heads.of(role) if head.pos_ in ("NOUN", "PROPN")]
        named = any(self.of(role) for role in ("object", "with"))
        return bool(heads) and not named and not self.heads.of("between")

    def of(self, role: str) -> list[Ref]:
        """The actors that stand in that role."""
        visits = self._match.trigger.type is EventType.VISIT
        match role:
            case "possessor" | "modifier":
                refs = self._owners(self._token)
                # "the minister's Tehran visit"
                return [ref for ref in refs if self._is_adjective(ref) or not self._before_noun(ref)] if visits else refs
            case "nationality" | "destination":
                adjective = role == "nationality"
                return [ref for ref in self._owners(self._token) if self._is_adjective(ref) is adjective and self._before_noun(ref)]
            case "modifier_of_object":
                return [] if self._match.object is None else self._owners(self._match.object)
            case "owner":
                by = ("by", "of", "from", "in", "on", "against", "for", "with")
                return [ref for head in objects(self._token) for ref in self._cast.owners(self._item, head, prepositions=by)]
            case "object_actor":
                pulled = any(self.heads.after(self._token, word) for word in ("from", "of"))
                return self._refs(objects(self._token)) if pulled else []
            case "rest":
                return self._rest()
            case "inside":
                taken = {ref.actor for ref in self.of("subject")}
                others = [head for head in self.heads.of(role) if self._item.names[head.i].actor not in taken]
                return self._refs(others[:1])
            case _ if role.endswith("_person"):
                return self._refs(self.heads.of(role.removesuffix("_person")))
            case _:
                return [ref for head in self.heads.of(role) for ref in self._at(role, head)]

    def _refs(self, heads: list[Token]) -> list[Ref]:
        return [ref for head in heads for ref in self._cast.refs(self._item, head)]

    def _at(self, role: str, head: Token) -> list[Ref]:
        """Whom the head of a phrase in a role stands for."""
        if role in _POSTED and (name := self._item.names.get(head.i)) is not None and name.actor is not None:
            # "the American ambassador to Hungary, David Pressman": the name within a title, not its bearer.
            return [Ref(name.actor, None, head.i, f"the name {name.text!r}")]
        deep = role.endswith("_of_object") or role in _DEEP and not self._match.trigger.frame.parties
        refs = self._cast.refs(self._item, head, deep=deep)
        if not refs and self._match.trigger.type is EventType.VISIT and role in _VISITED:
            refs = self._cast.place_refs(self._item, head)
        if not refs and role in ("with", "object") and head.pos_ == "PROPN":
            refs = self._cast.titled_refs(self._item, self._token.i + 1, head.i)
        return refs or (self._authors(head) if role in ("subject", "holder") else [])

    def _is_adjective(self, ref: Ref) -> bool:
        name = self._item.names.get(ref.token)
        return name is not None and name.kind is NameKind.ADJECTIVE

    def _before_noun(self, ref: Ref) -> bool:
        """Whether the name only qualifies the noun, and does not own it."""
        token = self._item.tokens[ref.token]
        return ref.token in self._item.names and token.dep_ not in ("poss", "pobj")

    def _authors(self, head: Token) -> list[Ref]:
        """Who speaks through a document: "Almagro released a report accusing Venezuela"."""
        if head.lemma_.lower() not in _DOCUMENTS:
            return []
        refs = self._cast.owners(self._item, head, prepositions=("by", "from", "of"))
        if not refs and head.dep_ in ("dobj", "pobj", "attr"):
            verb = head.head if head.dep_ != "pobj" else head.head.head
            refs = self._refs(subjects(verb)) if verb.pos_ == "VERB" else []
        return refs

    def _owners(self, noun: Token) -> list[Ref]:
        refs = self._cast.owners(self._item, noun)
        top = noun
        while not refs and top.dep_ == "conj" and top.head.pos_ == "NOUN":
            top = top.head
            refs = self._cast.owners(self._item, top)
        if not refs and top.dep_ == "pobj" and top.head.lower_ == "of":
            refs = self._cast.owners(self._item, top.head.head)
        return refs

    def _rest(self) -> list[Ref]:
        verb = clause_verb(self._token)
        span = sorted(token.i for token in verb.subtree)
        if not span:
            return []
        return [
            Ref(actor, self._item.people.get(i), i, "the rest of the clause", 0.6)
            for actor, i in self._cast.mentions.actors_in(self._item, span[0], span[-1] + 1)
            if clause_verb(self._item.tokens[i]).i == verb.i
        ]


def _keep_named(slots: Slots) -> None:
    """Where two parties are named as such, leave out those that a general word would add: "the leaders signed the China-Laos pact"."""
    named = {ref.actor for ref in slots.parties if ref.sure >= 0.85}
    if len(named) > 1 and any(ref.actor not in named for ref in slots.parties):
        slots.parties = [ref for ref in slots.parties if ref.actor in named]
        slots.steps.append("the parties that are named as such, without those of a general word")
