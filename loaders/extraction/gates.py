"""Why the words of a trigger do not mean its event where they stand: the gates that a candidate must pass."""

from __future__ import annotations

import re

from spacy.tokens import Token

from ..article import BlockKind
from ..event import ActorKind, EventType, Status
from .candidate import DIRECTED, MUTUAL, VOICED
from .lexicon import Match, lexicon
from .parsed import Parsed
from .roles import Roles
from .slots import Ref, Slots
from .status import status_of
from .syntax import clause_verb, is_passive
from .words import words

AGAINST_NOBODY = "against nobody named"
# Lines that leave out words.
SHORT = (BlockKind.HEADLINE, BlockKind.TEASER)
_SPORT = re.compile(r"\b(?:" + "|".join(re.escape(word) for word in sorted(words().sport)) + r")\b", re.IGNORECASE)
_LEAVABLE = frozenset(
    "agreement treaty deal pact accord convention union bloc alliance organisation organization court membership council".split()
)


def of_games(text: str) -> bool:
    """Whether a sentence tells of sport."""
    return _SPORT.search(text) is not None


def misfit(item: Parsed, match: Match, slots: Slots, roles: Roles) -> str | None:
    """Why the words do not mean this event here, by the parties that its phrase names, or ``None``."""
    trigger, actors = match.trigger, slots.actors()
    if any(child.lower_ == "any" for child in (match.object or match.token).lefts):
        return "any such event, not one"
    if match.token.lemma_ == "agree" and match.token.tag_ == "VB" and any(child.dep_ == "neg" for child in match.token.children):
        return "they differ"
    if _remembered(match.token):
        return "only its anniversary"
    if trigger.type is EventType.VISIT and any(child.lower_ == "courtesy" for child in match.token.lefts):
        return "a courtesy visit, which is a meeting"
    if match.token.tag_ == "VBG" and match.token.i in item.titles:
        # "Visiting Indian President Ram Nath Kovind said"
        return "a part of somebody's title"
    if trigger.type is EventType.MEETING and match.object is not None and (_to_come(match.token) or _joins_purpose(match.token)):
        # "gathered to discuss trade"
        return "what another meeting is for"
    if trigger.frame.name in ("mutual_pair", "calling") and any(
        _asks(child) and not (child.dep_ == "advcl" and trigger.frame.name == "mutual_pair") for child in match.token.children
    ):
        # "phoned him to reassure him" tells why, "called on him to stop" what is asked.
        return "calls somebody something"
    if trigger.type is EventType.AGREEMENT and _blames(match.object or match.token):
        return "a statement of blame, told as such"
    if _in_title(match.token) and trigger.type is not EventType.AGREEMENT:
        return "a part of an instrument's title"
    if trigger.charge and len(slots.initiators) > 1 and max(ref.sure for ref in slots.initiators) < 0.8:
        return "nobody named says it"
    if trigger.type not in VOICED and trigger.type not in MUTUAL and _asked_for(match.token, roles.carrier):
        return "only asked of others"
    if (
        trigger.frame.name == "mutual_pair"
        and match.token.lemma_ == "visit"
        and not any(ref.person is not None for ref in roles.of("object"))
    ):
        return "a state is visited, not a person"
    refs = [*slots.initiators, *slots.targets, *slots.parties]
    match trigger.needs:
        case "party" if not actors:
            return "its phrase names no party"
        case "parties" if len(actors) < 2:
            return "its phrase names fewer than two parties"
        case "body" if len(actors) < 2 and not any(actor.kind is ActorKind.ORGANIZATION for actor in actors):
            return "its phrase names fewer than two parties and no body"
        case "membership" if not _member(item, roles):
            return "leaves no organisation"
        case "people" if not any(ref.person is not None for ref in refs) or len(actors) < 2:
            return "no named people of two parties"
        case "official" if not any(_acts(item, ref) for ref in slots.initiators):
            return "its subject is nobody's official"
        case "traveller" if not _abroad(item, match.token, slots):
            return "its subject is nobody's official abroad"
        case "organization" if not any(ref.actor.kind is ActorKind.ORGANIZATION for ref in slots.initiators):
            return "from no organisation"
        case "treaty" if not _from_treaty(item, match.token):
            return "from no treaty or organisation"
    if trigger.charge and _of_itself(slots, roles):
        return "said of the speaker's own side"
    if trigger.type in VOICED and not slots.targets and roles.hits_private():
        return "against somebody who acts for no state"
    return "done by somebody who acts for no state" if roles.stands_for_nobody(slots) else None


def _blames(noun: Token) -> bool:
    """Whether a joint statement only says a blame: "issued a joint statement condemning", "condemned in a joint statement"."""
    if noun.lemma_.lower() != "statement":
        return False
    verbs = [
        child for child in (*noun.children, *noun.head.children) if child.dep_ in ("acl", "advcl", "xcomp", "relcl") and child.i > noun.i
    ]
    if noun.dep_ == "pobj" and noun.head.lower_ == "in":
        verbs.append(noun.head.head)
    known = lexicon().verbs
    return any(
        trigger.type is EventType.ACCUSATION for verb in verbs for trigger in known.get(verb.lemma_.lower(), ()) if not trigger.charge
    )


_INSTRUMENTS = frozenset("memorandum understanding agreement protocol treaty convention mou pact accord charter declaration letter".split())


def _in_title(token: Token) -> bool:
    """Whether a noun only says what an instrument is about: "a Memorandum of Understanding on Political Consultations"."""
    current = token
    while current.dep_ in ("conj", "compound") and current.head.pos_ in ("NOUN", "PROPN"):
        current = current.head
    if current.dep_ != "pobj" or current.head.lower_ not in ("on", "of", "for", "concerning", "regarding"):
        return False
    noun = current.head.head
    while noun.dep_ == "conj" and noun.head.pos_ in ("NOUN", "PROPN"):
        noun = noun.head
    return noun.lemma_.lower() in _INSTRUMENTS


# Whose appeals make no event of what they appeal for.
# "did not attend the summit" denies no summit.
_STAYING = frozenset(("attend", "join", "participate"))
_APPEALS = frozenset("urge demand appeal request implore beg exhort plead lobby encourage advise".split())


def _asked_for(token: Token, carrier: Token | None) -> bool:
    """Whether others are only asked to do it: "urged its allies to impose sanctions"; not "asked to meet", which offers it."""
    verb = token if carrier is None else carrier
    return verb.dep_ in ("xcomp", "ccomp") and verb.head.lemma_ in _APPEALS and verb.tag_ == "VB"


def _of_itself(slots: Slots, roles: Roles) -> bool:
    """Whether somebody says of himself what would be an accusation of another: "India said that it had attacked camps"."""
    own = {ref.actor for ref in slots.initiators}
    verbs = [head.head for head in roles.heads.of("clause")]
    acts = any(verb.lemma_.lower() in lexicon().charges and not is_passive(verb) for verb in verbs)
    return acts and any(ref.actor in own for ref in roles.of("clause"))


def unfilled(match: Match, slots: Slots, roles: Roles) -> str | None:
    """Which party is missing when everything was tried, or ``None``."""
    kind, parties = match.trigger.type, slots.actors()
    if not parties:
        return "no party is named"
    if kind is EventType.VISIT and not slots.targets:
        return "no other state is visited"
    if kind is EventType.RUPTURE and not slots.initiators:
        return "nobody named breaks it off"
    if kind in VOICED and not slots.initiators:
        return "nobody named voices it"
    if kind in VOICED and not slots.targets:
        return AGAINST_NOBODY
    if kind in DIRECTED and not slots.initiators and not slots.targets:
        return "nobody does it to anybody"
    if kind is EventType.MEETING and roles.is_verb and match.object is None and roles.with_another(slots):
        return "with somebody who is no party"
    if kind is EventType.AGREEMENT and len(parties) < 2 and (not roles.is_verb or match.token.lemma_ == "agree"):
        return "only one party"
    if (
        kind is EventType.SANCTION
        and not (slots.targets and (slots.initiators or match.token.lemma_ not in ("ban", "bar")))
        and _at_home(match)
    ):
        return "against nobody abroad"
    if kind is EventType.DISPUTE and len(parties) < 2:
        return "a quarrel needs two parties"
    if kind in MUTUAL and len(parties) < 2 and parties[0].kind is not ActorKind.ORGANIZATION:
        return "only one party"
    return None


def _at_home(match: Match) -> bool:
    """Whether a measure may be one at home, unless it is said to hit another state: bans and limits, but not sanctions."""
    thing = (match.object or match.token).lemma_.lower()
    return thing in (
        "ban",
        "bar",
        "restriction",
        "duty",
        "levy",
        "penalty",
        "boycott",
        "blockade",
        "aid",
        "assistance",
        "funding",
        "flight",
        "trade",
    )


_DECIDED = "decided on"
_MEASURES = frozenset((EventType.SANCTION, EventType.EXPULSION, EventType.RECALL, EventType.RUPTURE))


def _governing(token: Token) -> Token | None:
    """The verb on whose infinitive a measure hangs ("decided to impose"), or the noun ("the decision to impose")."""
    if token.dep_ == "acl" and token.tag_ == "VB" and token.head.lemma_ == "decision":
        return token.head
    infinitive = token.dep_ == "xcomp" and any(child.dep_ == "aux" and child.lower_ == "to" for child in token.children)
    return token.head if infinitive and token.head.pos_ == "VERB" else None


def standing(item: Parsed, match: Match, roles: Roles) -> tuple[Status, str] | str:
    """The status of the event and the words that decided it, or why it is none at all."""
    trigger, token = match.trigger, match.token
    voiced = trigger.type in VOICED and not trigger.negated and not trigger.future
    # "discussed ties" is itself the meeting, and not what is considered.
    status, why = status_of(token, roles.carrier, voiced, match.object if trigger.type is not EventType.MEETING else None)
    if status is Status.PLANNED and trigger.type in _MEASURES and roles.is_verb and (deciding := _governing(token)) is not None:
        if deciding.lemma_ == "threaten":
            return "a threat, told as such"
        if deciding.lemma_ == "decision" and trigger.type is not EventType.RUPTURE:
            status, why = Status.OCCURRED, _DECIDED
        if deciding.lemma_ == "decide" and deciding.tag_ in ("VBD", "VBN") and status_of(deciding, None, False)[0] is Status.OCCURRED:
            status, why = Status.OCCURRED, _DECIDED
    if trigger.type is EventType.DISPUTE and status is Status.PLANNED:
        status, why = Status.OCCURRED, "a quarrel that is named is there"
    if status is Status.OCCURRED and item.sentence.kind in SHORT:
        if _to_come(clause_verb(token)):
            status, why = Status.PLANNED, "an infinitive in a headline"
        elif not roles.is_verb and any(other.tag_ == "MD" for other in item.tokens):
            status, why = Status.PLANNED, "a modal in the line"
    if status is Status.OCCURRED and why != _DECIDED and _to_come(clause_verb(token)) and clause_verb(token).head.pos_ in ("NOUN", "PROPN"):
        status, why = Status.PLANNED, "an infinitive, as in a headline"
    if status is Status.OCCURRED and trigger.type in (EventType.MEETING, EventType.VISIT) and _will_be(token):
        status, why = Status.PLANNED, "what it will do lies ahead"
    if status is Status.OCCURRED and trigger.type in (EventType.MEETING, EventType.VISIT) and _agreed_on(token):
        status, why = Status.PLANNED, "agreed on, not yet held"
    if status is Status.OCCURRED and not roles.is_verb and _occasion(token):
        status, why = Status.PLANNED, "what is to be done there is still to come"
    if status is Status.DENIED and roles.carrier is not None and roles.carrier.lemma_ in _STAYING:
        return "somebody only stays away from it"
    if trigger.future and (status is not Status.PLANNED or not _announced(why)):
        return "not said of the future"
    if trigger.future or trigger.negated:
        status = Status.OCCURRED
    if trigger.type in VOICED and not trigger.negated and any(child.dep_ == "neg" for child in token.children):
        return "not voiced: it is negated"
    if _conditional(clause_verb(token)):
        return "only a condition"
    if status is Status.PLANNED and token.lemma_ == "agree":
        return "not yet agreed"
    if voiced and status is not Status.OCCURRED:
        return f"not voiced: {why}"
    return status, why


def _abroad(item: Parsed, verb: Token, slots: Slots) -> bool:
    """Whether an official is said to be in another state for a time or a purpose: "was in China for two days of talks"."""
    purpose = any(child.dep_ in ("prep", "advcl", "xcomp", "npadvmod") and child.lower_ not in ("in", "if") for child in verb.children)
    elsewhere = any(ref.actor not in {own.actor for own in slots.initiators} for ref in slots.targets)
    return purpose and elsewhere and any(ref.person is not None for ref in slots.initiators)


def _asks(token: Token) -> bool:
    """Whether a call asks or names: "called on them to stop", "called it a crime"; not "called on him to discuss trade"."""
    return token.dep_ in ("oprd", "xcomp", "ccomp", "acomp", "advcl") and token.lemma_ not in _CALLED_TO


_CALLED_TO = frozenset("reassure discuss congratulate thank brief greet express convey wish inform update exchange offer review".split())


def _remembered(token: Token) -> bool:
    """Whether only an anniversary of the event is told: "the 65th anniversary of the establishment of relations"."""
    return token.dep_ == "pobj" and token.head.lower_ in ("of", "since") and token.head.head.lemma_.lower() in ("anniversary", "jubilee")


def _joins_purpose(verb: Token) -> bool:
    """Whether a verb goes on with what another is for: "called to greet him and discuss trade"."""
    return verb.dep_ == "conj" and verb.tag_ == "VB" and _to_come(verb.head) and verb.head.dep_ in ("xcomp", "advcl")


def _occasion(token: Token) -> bool:
    """Whether an event is only the occasion or goal of something to come: "is set to speak at the summit", "left for talks"."""
    if token.dep_ != "pobj" or token.head.lower_ not in ("at", "for", "during", "in", "to"):
        return False
    if token.head.lower_ == "for" and clause_verb(token).lemma_ in ("leave", "depart", "embark"):
        return True
    return token.head.head.pos_ == "VERB" and status_of(token.head.head, None, voiced=False)[0] is Status.PLANNED


def _will_be(token: Token) -> bool:
    """Whether a noun is the subject of what will be: "the summit will focus on trade"."""
    if token.dep_ not in ("nsubj", "nsubjpass") or token.head.pos_ not in ("VERB", "AUX"):
        return False
    return any(child.dep_ == "aux" and child.lower_ in ("will", "'ll", "’ll", "shall") for child in token.head.children)


def _agreed_on(token: Token) -> bool:
    """Whether a meeting is what somebody agrees on: "agreed on annual talks", "agreed to a summit"."""
    return token.dep_ == "pobj" and token.head.lower_ in ("on", "to") and token.head.head.lemma_ == "agree"


def _to_come(verb: Token) -> bool:
    """Whether a headline tells of what is to come: "Putin to visit North Korea"."""
    return verb.tag_ == "VB" and any(child.lower_ == "to" and child.dep_ == "aux" for child in verb.children)


def _announced(why: str) -> bool:
    """Whether what is to come is announced, not only striven for: "will", "vowed to", "ordered the army to"."""
    return why.startswith("the modal") or re.search(r"'(?:vow|threat|pledg|promis|order|swor|swear|warn)", why) is not None


def _conditional(verb: Token) -> bool:
    """Whether the clause only sets a condition: "once Israel signs a deal", "if they meet"."""
    return verb.dep_ == "advcl" and any(
        child.dep_ in ("mark", "advmod") and child.lower_ in ("if", "once", "unless", "until", "till", "should") for child in verb.children
    )


def _acts(item: Parsed, ref: Ref) -> bool:
    """Whether who is meant acts for a state: a person, an official, a delegation."""
    if ref.person is not None:
        return True
    lemma = item.tokens[ref.token].lemma_.lower()
    return lemma in words().offices or lemma in ("delegation", "team", "mission")


def _member(item: Parsed, roles: Roles) -> bool:
    """Whether what a verb leaves is an organisation by its name: "left OPEC", "withdrew from UNESCO"."""
    heads = [head for role in ("object", "from", "of") for head in roles.heads.of(role)]
    named = [item.names[head.i].actor for head in heads if head.i in item.names]
    return any(actor is not None and actor.kind is ActorKind.ORGANIZATION for actor in named)


def _from_treaty(item: Parsed, token: Token) -> bool:
    """Whether a noun says that a treaty or an organisation is left."""
    for child in token.children:
        if child.dep_ == "prep" and child.lower_ in ("from", "of"):
            for grandchild in child.children:
                name = item.names.get(grandchild.i)
                if (
                    grandchild.lemma_.lower() in _LEAVABLE
                    or name is not None
                    and name.actor is not None
                    and name.actor.kind is ActorKind.ORGANIZATION
                ):
                    return True
    return False
