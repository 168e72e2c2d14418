"""The parties of one trigger: the roles that frames.toml names, read from the grammar around it."""

from __future__ import annotations

from spacy.tokens import Token

from ..actors.gazetteer import NameKind
from ..article import BlockKind
from ..dates import find_times
from ..event import Actor, ActorKind, EventType
from .cast import Cast, Ref
from .lexicon import Frame, Match
from .parsed import Parsed
from .slots import Slots
from .syntax import SUPPORT_VERBS, agents, clause_verb, is_passive, objects, prepositional, prepositional_after, subjects, support_verb
from .words import words

_DEEP = frozenset(("owner", "clause", "about", "of", "on", "against", "over", "for", "at"))


# What speaks for its author.
_DOCUMENTS = frozenset(
    "report statement letter resolution speech tweet post communique communiqué declaration note message article interview "
    "document press remark comment legislation law bill order decree measure decision move proclamation announcement motion "
    "attack action step warrant video".split()
)


# What somebody said or did that another may then deny, refuse or condemn.
_TOLD = frozenset(
    "allegation accusation charge claim assertion request demand proposal offer plan call statement remark comment "
    "suggestion idea move decision report criticism ultimatum invitation appeal notion resolution strike attack action step "
    "measure test launch sanction tariff".split()
)
# Lines that leave out words, so that an agreement is between the two whom the line names.
_SHORT = (BlockKind.HEADLINE, BlockKind.TEASER, BlockKind.STANDFIRST)
_INVOLVING = frozenset(("involve", "include", "gather", "bring", "attend", "unite", "assemble"))
_VISITED = frozenset(("object", "in", "to", "at", "for", "of"))


class Roles:
    """The roles around one match, each computed when a frame asks for it."""

    def __init__(self, cast: Cast, item: Parsed, match: Match) -> None:
        self._cast = cast
        self._item = item
        self._match = match
        self._token = match.token
        self.is_verb = match.token.pos_ in ("VERB", "AUX")
        self.carrier = None if self.is_verb else support_verb(match.token)

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

    def fall_back(self, frame: Frame, slots: Slots) -> None:
        """Fill what is missing from the rest of the clause or the sentences before, as the frame allows."""
        if frame.parties and len(slots.actors()) == 1 and len(slots.parties) > 1:
            slots.parties = self._cast.settle_apart(slots.parties)
        if frame.parties and self.carrier is not None and self.carrier.lemma_ == "host" and len(slots.actors()) == 1:
            # "Oman hosted talks as well": between those just told of, with the host among them.
            at, group = self._cast.group
            if 0 <= self._item.sentence.index - at <= 4:
                slots.parties += [
                    Ref(actor, None, self._token.i, "of those just told of", 0.7) for actor in group if actor not in slots.actors()
                ]
        for role in frame.fallback:
            have = set(slots.actors())
            if role == "context" and self._unknown_subject():
                continue
            if frame.parties:
                if (
                    len(have) >= 2
                    or not have
                    and role not in ("pair", "dated_pair")
                    or any(a.kind is ActorKind.ORGANIZATION for a in have)
                    and role == "context"
                ):
                    continue
                goal = slots.parties
            elif not slots.initiators and role == "speaker":
                goal = slots.initiators
            elif role == "speaker":
                continue
            elif slots.initiators and not slots.targets:
                goal = slots.targets
            else:
                continue
            if role == "context":
                refs = self._context(have)
            elif role == "back":
                refs = self._context(have) if self._points_back() else []
            elif role == "rival":
                refs = self._rival(have)
            elif role == "speaker":
                refs = [ref for ref in self._reporter() if ref.actor not in have]
            elif role == "dated_pair":
                refs = self._dated_pair()
            elif role == "pair":
                refs = self._pair()
            else:
                refs = [r for r in self.role(role) if r.actor not in have]
                refs = refs[:1] if role in ("about", "rest") else refs
            if refs:
                goal += refs
                slots.guessed = slots.guessed or role in ("context", "rest", "speaker", "dated_pair", "pair", "rival", "back")
                slots.steps.append(f"{role}: {', '.join(ref.actor.code for ref in refs)} (fallback)")

    def _add(self, slots: Slots, goal: list[Ref], role: str, without: set[Actor] | None = None) -> bool:
        refs = [ref for ref in self.role(role) if without is None or ref.actor not in without]
        known = {(ref.actor, ref.person) for ref in goal}
        new = [ref for ref in refs if (ref.actor, ref.person) not in known]
        if new:
            goal += new
            slots.steps.append(f"{role}: " + "; ".join(f"{ref.actor.code} by {ref.how}" for ref in new))
        return bool(refs)

    def _pair(self) -> list[Ref]:
        """The two parties of a sentence that names just two, else the two that it follows on from."""
        doc = self._token.doc
        seen = list(dict.fromkeys(actor for actor, _ in self._cast.actors_in(self._item, 0, len(doc))))
        if len(seen) == 2:
            return [Ref(actor, None, self._token.i, "the two parties of the sentence", 0.6) for actor in seen]
        if len(seen) < 2:
            last = self._cast.last_pair(self._item)
            if len(last) == 2 and set(seen) <= set(last):
                return [Ref(actor, None, self._token.i, "the two parties last dealt with", 0.5) for actor in last]
        return []

    def stands_for_nobody(self, slots: Slots) -> bool:
        """Whether a verb's subject is named and is nobody's official, so that no context may stand in for it."""
        if not self.is_verb or slots.initiators:
            return False
        heads = subjects(self._token)
        return any(self._cast.is_private(self._item, head) for head in heads) and not any(
            ref for head in heads for ref in self._cast.refs(self._item, head)
        )

    def _unknown_subject(self) -> bool:
        """Whether the verb's subject is a named thing that is no actor ("the company's counsel met the president")."""
        if not self.is_verb:
            return False
        heads = [head for head in subjects(self._token) if head.pos_ in ("NOUN", "PROPN")]
        return bool(heads) and not any(self._cast.refs(self._item, head) for head in heads)

    def hits_private(self) -> bool:
        """Whether what the verb is done to is a person who acts for nobody."""
        heads = objects(self._token) if self.is_verb else []
        return bool(heads) and all(
            self._cast.is_private(self._item, head) or head.pos_ == "PROPN" and not self._cast.refs(self._item, head) for head in heads
        )

    def with_another(self, slots: Slots) -> bool:
        """Whether the verb says with whom, and that is nobody in diplomacy: "the two governments met with communities"."""
        heads = [head for role in ("object", "with") for head in self.heads(role) if head.pos_ in ("NOUN", "PROPN")]
        named = any(self.role(role) for role in ("object", "with"))
        return bool(heads) and not named and not self.heads("between")

    def _rival(self, have: set[Actor]) -> list[Ref]:
        """The other one of the two parties that the article is about."""
        pair = self._cast.dominant_pair()
        if len(pair) != 2 or len(have & set(pair)) != 1:
            return []
        return [
            Ref(actor, None, self._token.i, "the other of the two parties that the article is about", 0.55)
            for actor in pair
            if actor not in have
        ]

    def _dated_pair(self) -> list[Ref]:
        """For an agreement named with its date only ("a 1960 pact"): the two parties that the article is about."""
        spans = (self._item.doc.char_span(time.start, time.end, alignment_mode="expand") for time in find_times(self._item.sentence.text))
        if not any(span is not None and self._token.is_ancestor(span.root) for span in spans) and self._item.sentence.kind not in _SHORT:
            return []
        if self._item.sentence.kind in _SHORT:
            return self._pair()
        return [Ref(actor, None, self._token.i, "the two parties that the article is about", 0.5) for actor in self._cast.dominant_pair()]

    def _points_back(self) -> bool:
        """Whether what is rejected or blamed is something told of before: "the allegation", "it", "this"."""
        return any(
            head.pos_ == "PRON" or head.lemma_.lower() in _TOLD and any(child.dep_ in ("det", "poss") for child in head.lefts)
            for head in objects(self._token)
        )

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

    def _context(self, have: set[Actor]) -> list[Ref]:
        others = [(a, i) for a, i in self._cast.actors_in(self._item, 0, self._token.i) if a not in have]
        if others:
            return [Ref(others[-1][0], self._item.people.get(others[-1][1]), others[-1][1], "named before in the sentence", 0.6)]
        actor = self._cast.context_before(self._item, have)
        return [] if actor is None else [Ref(actor, None, self._token.i, "the sentences before", 0.5)]

    def role(self, role: str) -> list[Ref]:
        """The actors that stand in that role."""
        heads = self.heads(role)
        refs: list[Ref] = []
        for head in heads:
            deep = role.endswith("_of_object") or role in _DEEP and not self._match.trigger.frame.parties
            own = self._cast.refs(self._item, head, deep=deep)
            if not own and self._match.trigger.type is EventType.VISIT and role in _VISITED:
                own = self._cast.place_refs(self._item, head)
            if not own and role in ("with", "object") and head.pos_ == "PROPN":
                own = self._cast.titled_refs(self._item, self._token.i + 1, head.i)
            refs += own or (self._authors(head) if role in ("subject", "holder") else [])
        if role in ("possessor", "modifier"):
            refs = self._owners(self._token)
            if self._match.trigger.type is EventType.VISIT:
                # "the minister's Tehran visit"
                refs = [ref for ref in refs if self._is_adjective(ref) or not self._before_noun(ref)]
        elif role in ("nationality", "destination"):
            adjective = role == "nationality"
            refs = [ref for ref in self._owners(self._token) if self._is_adjective(ref) is adjective and self._before_noun(ref)]
        elif role == "modifier_of_object" and self._match.object is not None:
            refs = self._owners(self._match.object)
        elif role == "owner":
            for head in objects(self._token):
                refs += self._cast.owners(self._item, head, prepositions=("by", "of", "from", "in", "on", "against", "for", "with"))
        elif role == "object_actor":
            pulled = any(self._after(self._token, word) for word in ("from", "of"))
            refs = [ref for head in objects(self._token) for ref in self._cast.refs(self._item, head)] if pulled else []
        elif role == "rest":
            refs = self._rest()
        elif role.endswith("_person"):
            refs = [ref for head in self.heads(role.removesuffix("_person")) for ref in self._cast.refs(self._item, head)]
        return refs

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
            refs = [ref for subject in (subjects(verb) if verb.pos_ == "VERB" else []) for ref in self._cast.refs(self._item, subject)]
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

    def heads(self, role: str) -> list[Token]:
        """Heads of the phrases that stand in that role."""
        token = self._token
        if role.endswith("_of_object"):
            return [] if self._match.object is None else self._after(self._match.object, role.removesuffix("_of_object"))
        match role:
            case "subject":
                return subjects(token) or self._before(token)
            case "object":
                return objects(token)
            case "dative" | "recipient":
                verb = token if self.is_verb else self.carrier
                return [] if verb is None else [child for child in verb.children if child.dep_ == "dative" and child.pos_ != "ADP"]
            case "holder":
                if self.carrier is None or self.carrier.lemma_ not in SUPPORT_VERBS:
                    return []
                return [head for head in subjects(self.carrier) if head.i != token.i]
            case "traveller":
                # "speaks during a visit to Honduras": who speaks is who visits.
                within = token.dep_ == "pobj" and token.head.lower_ in ("during", "on", "in", "for", "at", "amid")
                return subjects(clause_verb(token)) if within else []
            case "inside":
                clauses = [child for child in token.children if child.dep_ == "ccomp"]
                taken = {ref.actor for ref in self.role("subject")}
                inside = [other for clause in clauses for other in clause.subtree]
                return self._first_other(inside, taken)
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
            case "about" | "possessor" | "modifier" | "owner" | "rest" | "object_actor":
                return self._clause_actors() if role == "about" else []
            case _:
                return self._after(token, role)

    def _after(self, token: Token, word: str) -> list[Token]:
        found = prepositional(token, word)
        if not found and token.i == self._token.i and self.carrier is not None:
            found = agents(self.carrier) if word == "by" else prepositional(self.carrier, word)
        if not found and token.i == self._token.i and self.is_verb and word == "by":
            found = []
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

    def _before(self, verb: Token) -> list[Token]:
        """In a headline the parser often loses the subject: the last named actor right before the verb."""
        doc = verb.doc
        for i in range(verb.i - 1, -1, -1):
            other = doc[i]
            if other.pos_ in ("VERB",) and other.dep_ not in ("amod", "acl"):
                return []
            if i in self._item.people or i in self._item.names and self._item.names[i].actor is not None:
                head = other
                while (
                    head.head.pos_ in ("NOUN", "PROPN")
                    and head.head.i < verb.i
                    and head.dep_ in ("compound", "amod", "poss", "nmod", "appos")
                ):
                    head = head.head
                return [head]
        return []

    def _involved(self) -> list[Token]:
        """Whom talks involve or bring together, or by whom they are attended."""
        verbs = [child for child in self._token.children if child.dep_ == "acl" and child.lemma_ in _INVOLVING]
        if self._token.dep_ in ("nsubj", "nsubjpass"):
            verbs += [verb for verb in (self._token.head, *self._token.head.conjuncts) if verb.lemma_ in _INVOLVING]
        return [head for verb in verbs for head in (agents(verb) if is_passive(verb) else objects(verb))]

    def _first_other(self, tokens: list[Token], taken: set[Actor]) -> list[Token]:
        """The first of the tokens that names a state or organisation other than those taken."""
        for token in tokens:
            name = self._item.names.get(token.i)
            if name is not None and name.actor is not None and name.actor not in taken and token.dep_ != "compound":
                return [token]
        return []

    def _following(self) -> list[Token]:
        """The next actor or official after a verb whose object the parser lost: "ahead of meeting Secretary Kerry"."""
        doc = self._token.doc
        if not self.is_verb or objects(self._token) or self._after(self._token, "with"):
            return []
        for i in range(self._token.i + 1, min(len(doc), self._token.i + 9)):
            other = doc[i]
            if other.pos_ in ("VERB", "ADP", "SCONJ", "PUNCT") and other.lower_ != "with" and other.text != ",":
                break
            if i in self._item.people or i in self._item.titles or i in self._item.names and self._item.names[i].actor is not None:
                return [other]
        return []

    def _clause_subjects(self) -> list[Token]:
        verb = self._token if self.is_verb else self.carrier
        if verb is None:
            return []
        found: list[Token] = []
        for child in verb.children:
            if child.dep_ in ("ccomp", "xcomp") or child.dep_ == "prep" and child.lower_ in ("of", "for"):
                inner = child if child.dep_ != "prep" else next((g for g in child.children if g.dep_ == "pcomp"), None)
                if inner is not None and inner.pos_ in ("VERB", "AUX"):
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

    def _rest(self) -> list[Ref]:
        verb = clause_verb(self._token)
        span = sorted(token.i for token in verb.subtree)
        if not span:
            return []
        return [
            Ref(actor, self._item.people.get(i), i, "the rest of the clause", 0.6)
            for actor, i in self._cast.actors_in(self._item, span[0], span[-1] + 1)
        ][:1]


def _keep_named(slots: Slots) -> None:
    """Where two parties are named as such, leave out those that a general word would add: "the leaders signed the China-Laos pact"."""
    named = {ref.actor for ref in slots.parties if ref.sure >= 0.85}
    if len(named) > 1 and any(ref.actor not in named for ref in slots.parties):
        slots.parties = [ref for ref in slots.parties if ref.actor in named]
        slots.steps.append("the parties that are named as such, without those of a general word")
