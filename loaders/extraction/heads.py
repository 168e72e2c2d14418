"""Which words stand in a role around a trigger: the grammar behind the roles that frames.toml names."""

from __future__ import annotations

from spacy.tokens import Token

from ..article import BlockKind
from ..event import EventType
from .lexicon import Match
from .parsed import Parsed
from .syntax import SUPPORT_VERBS, agents, clause_verb, is_passive, objects, prepositional, prepositional_after, subjects, support_verb

_RECEIVING = frozenset(("accept", "receive", "decline", "get", "have", "reject", "refuse", "consider"))
_GOING = frozenset("travel head go fly arrive come visit be leave land depart return stop".split())
_HOSTING = frozenset("host welcome receive gather convene bring".split())
_INVOLVING = frozenset(("involve", "include", "gather", "bring", "attend", "unite", "assemble"))


class Heads:
    """The heads of the phrases around one match.

    Attributes:
        is_verb: Whether the trigger is a verb.
        carrier: The verb that carries a trigger which is a noun.
    """

    def __init__(self, item: Parsed, match: Match) -> None:
        self._item = item
        self._match = match
        self._token = match.token
        self.is_verb = match.token.pos_ in ("VERB", "AUX")
        self.carrier = None if self.is_verb else support_verb(match.token)

    def of(self, role: str) -> list[Token]:
        """Heads of the phrases that stand in that role."""
        token = self._token
        if role.endswith("_of_object"):
            return [] if self._match.object is None else self.after(self._match.object, role.removesuffix("_of_object"))
        match role:
            case "subject":
                return self._listed(subjects(token)) or ([] if is_passive(token) else self._before(token))
            case "object":
                return objects(token)
            case "dative" | "recipient":
                verb = token if self.is_verb else self.carrier
                return [] if verb is None else [child for child in verb.children if child.dep_ == "dative" and child.pos_ != "ADP"]
            case "holder":
                if self.carrier is None:
                    return self._verbless()
                known = self.carrier.lemma_ in SUPPORT_VERBS or self.carrier.lemma_ in self._match.trigger.support
                if not known and not self._goes_for():
                    return []
                return self._listed([head for head in subjects(self.carrier) if head.i != token.i])
            case "guests":
                return objects(self.carrier) if self.carrier is not None and self._hosted_for() else []
            case "invited_to":
                occasions = [child for child in token.children if child.dep_ == "xcomp"] if is_passive(token) else []
                return [head for verb in occasions for head in [*objects(verb), *prepositional(verb, "to")]]
            case "giver":
                return [] if self._is_received() else self.of("holder")
            case "receiver":
                return self.of("holder") if self._is_received() else []
            case "traveller":
                # "speaks during a visit to Honduras": who speaks is who visits.
                within = token.dep_ == "pobj" and token.head.lower_ in ("during", "on", "in", "for", "at", "amid")
                left = self._leaving()
                return subjects(left or clause_verb(token)) if within or left is not None else []
            case "left":
                return objects(verb) if (verb := self._leaving()) is not None else []
            case "inside":
                clauses = [child for child in token.children if child.dep_ == "ccomp"]
                return [other for clause in clauses for other in clause.subtree if self._names_state(other)]
            case "bearer":
                # "Turkey is already under EU sanctions"
                under = token.dep_ == "pobj" and token.head.lower_ == "under"
                return subjects(clause_verb(token)) if under else []
            case "small_clause":
                return [
                    grandchild
                    for child in token.children
                    if child.dep_ in ("ccomp", "oprd", "xcomp")
                    for grandchild in child.children
                    if grandchild.dep_ in ("nsubj", "nsubjpass", "compound", "amod")
                ]
            case "involved":
                return self._involved()
            case "following":
                return self._following()
            case "clause":
                return self._clause_subjects()
            case "about":
                return self._clause_actors()
            case "possessor" | "modifier" | "owner" | "rest" | "object_actor":
                return []
            case _:
                return self.after(token, role)

    def after(self, token: Token, word: str) -> list[Token]:
        """Heads after a preposition of the token, wherever the parser hung it."""
        found = prepositional(token, word)
        if not found and token.i == self._token.i and self.carrier is not None:
            found = agents(self.carrier) if word == "by" else prepositional(self.carrier, word)
        if not found and word in ("of", "by") and self._match.trigger.type is EventType.VISIT:
            # "the first visit to Russia of Secretary Yasay"
            found = [head for goal in prepositional(token, "to") for head in prepositional(goal, word)]
        if not found and word == "to" and not self.is_verb and token.i == self._token.i:
            found = prepositional_after(token, word, 10)
        if not found and word in ("with", "between", "against", "among", "on"):
            found = prepositional_after(token, word)
        if not found and token.dep_ == "conj" and token.head.pos_ == token.pos_:
            found = prepositional(token.head, word)
        return [head for head in found if head.i != token.i]

    def _listed(self, heads: list[Token]) -> list[Token]:
        """The subjects with those that a headline's comma joins to them: "Modi, Putin hold talks"."""
        if not heads or self._item.sentence.kind is not BlockKind.HEADLINE:
            return heads
        start = heads[0].left_edge.i
        # "US threatens sanctions against A, B warns against them": what another verb has is no subject of this one.
        alone = not any(heads[0].doc[i].pos_ == "VERB" for i in range(start))
        joined = alone and start > 1 and heads[0].doc[start - 1].text == "," and self._names_actor(start - 2)
        return [heads[0].doc[start - 2], *heads] if joined and heads[0].doc[start - 2].i not in {head.i for head in heads} else heads

    def _before(self, verb: Token) -> list[Token]:
        """In a headline the parser often loses the subject: the last named actor right before the verb."""
        doc = verb.doc
        for i in range(verb.i - 1, -1, -1):
            other = doc[i]
            if other.pos_ in ("VERB",) and other.dep_ not in ("amod", "acl"):
                return []
            if self._names_actor(i):
                head = other
                while (
                    head.head.pos_ in ("NOUN", "PROPN")
                    and head.head.i < verb.i
                    and head.dep_ in ("compound", "amod", "poss", "nmod", "appos")
                ):
                    head = head.head
                return [head]
        return []

    def _verbless(self) -> list[Token]:
        """Who is somewhere for the event, in a headline that leaves out the verb: "Lavrov in Brazil for talks"."""
        token = self._token
        here = token.dep_ == "pobj" and token.head.lower_ == "for" and token.head.head.dep_ == "ROOT"
        return [token.head.head] if here and token.head.head.pos_ in ("PROPN", "NOUN") else []

    def _involved(self) -> list[Token]:
        """Whom talks involve or bring together, or by whom they are attended."""
        verbs = [child for child in self._token.children if child.dep_ == "acl" and child.lemma_ in _INVOLVING]
        if self._token.dep_ in ("nsubj", "nsubjpass"):
            verbs += [verb for verb in (self._token.head, *self._token.head.conjuncts) if verb.lemma_ in _INVOLVING]
        return [head for verb in verbs for head in (agents(verb) if is_passive(verb) else objects(verb))]

    def _following(self) -> list[Token]:
        """The next actor or official after a verb whose object the parser lost: "ahead of meeting Secretary Kerry"."""
        doc = self._token.doc
        if not self.is_verb or objects(self._token) or self.after(self._token, "with"):
            return []
        for i in range(self._token.i + 1, min(len(doc), self._token.i + 9)):
            other = doc[i]
            if other.pos_ in ("VERB", "ADP", "SCONJ", "PUNCT") and other.lower_ != "with" and other.text != ",":
                break
            if i in self._item.titles or self._names_actor(i):
                return [other]
        return []

    def _goes_for(self) -> bool:
        """Whether who carries the noun goes somewhere for it: "heads to Luanda for a meeting"."""
        carrier, token = self.carrier, self._token
        return carrier is not None and carrier.lemma_ in _GOING and token.dep_ == "pobj" and token.head.lower_ == "for"

    def _hosted_for(self) -> bool:
        """Whether others are received for it: "hosted the two ministers for talks"."""
        carrier, token = self.carrier, self._token
        within = token.dep_ == "pobj" and token.head.lower_ in ("for", "to")
        return carrier is not None and within and carrier.lemma_ in _HOSTING and not is_passive(carrier)

    def _leaving(self) -> Token | None:
        """The verb by which somebody leaves after it: "left Dhaka following a two-day visit"."""
        verb = clause_verb(self._token)
        ended = (self._token.head.lower_ in ("after", "following", "ending", "concluding")) and self._token.dep_ in ("pobj", "dobj")
        return next((above for above in (verb, verb.head) if ended and above.lemma_ in ("leave", "depart")), None)

    def _is_received(self) -> bool:
        """Whether who carries the noun gets it: "accepted an invitation"."""
        return self.carrier is not None and self.carrier.lemma_ in _RECEIVING

    def _clause_subjects(self) -> list[Token]:
        told = [child for child in self._token.children if child.dep_ == "acl" and any(mark.dep_ == "mark" for mark in child.children)]
        if told and not self.is_verb:
            # "accusations that it had supplied weapons"
            return [head for clause in told for head in clause.children if head.dep_ in ("nsubj", "nsubjpass")]
        verb = self._token if self.is_verb else self.carrier
        if verb is None:
            return []
        found: list[Token] = []
        for child in verb.children:
            if child.dep_ in ("ccomp", "xcomp") or child.dep_ == "prep" and child.lower_ in ("of", "for"):
                inner = child if child.dep_ != "prep" else next((g for g in child.children if g.dep_ == "pcomp"), None)
                if inner is not None and inner.pos_ in ("VERB", "AUX"):
                    if self._match.trigger.charge and is_passive(inner):
                        # "said that its embassy was attacked by rebels": who did it is blamed.
                        found += agents(inner)
                    else:
                        found += [grandchild for grandchild in inner.children if grandchild.dep_ in ("nsubj", "nsubjpass", "attr")]
        return found

    def _clause_actors(self) -> list[Token]:
        """Heads of actors anywhere in the clause that a verb governs."""
        doc, found = self._token.doc, []
        verb = self._token if self.is_verb else self.carrier or self._token
        for child in verb.children:
            if child.i < verb.i or child.dep_ in ("punct", "mark", "conj"):
                continue
            previous: object = None
            for token in child.subtree:
                name = self._item.names.get(token.i)
                if token.i in self._item.people or name is not None and name is not previous and name.actor is not None:
                    found.append(doc[token.i])
                previous = name
        return found

    def _names_state(self, token: Token) -> bool:
        """Whether a token names a state or an organisation, and does not only qualify a noun."""
        name = self._item.names.get(token.i)
        return name is not None and name.actor is not None and token.dep_ != "compound"

    def _names_actor(self, i: int) -> bool:
        """Whether a token belongs to the name of a person, a state or an organisation."""
        name = self._item.names.get(i)
        return i in self._item.people or name is not None and name.actor is not None
