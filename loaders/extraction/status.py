"""Whether an event happened, by the words around it: tense, modality, negation, and the verbs that govern it."""

from __future__ import annotations

from spacy.tokens import Token

from ..event import Status
from .syntax import SUPPORT_VERBS

# Verbs and adjectives that put what they govern into the future or leave it open.
_OPEN = frozenset(
    "plan expect intend want hope seek aim prepare propose offer promise pledge vow agree consider threaten schedule set "
    "wish look try attempt push urge ask call demand request decide commit hint suggest discuss mull weigh vote decline "
    "invite order start likely due ready willing able possible upcoming keen poised bound planned expected "
    "proposed future potential scheduled forthcoming would-be eventual prospective looming mooted encourage require need "
    "await instruct direct slate explore wait".split()
)
_CALLED_OFF = frozenset("cancel postpone scrap abandon shelve delay suspend call collapse pause halt scuttle defer".split())
_OFFERS = frozenset("invitation offer plan proposal promise".split())
_TAKING_BACK = _CALLED_OFF - {"call"} | frozenset("withdraw rescind revoke retract drop".split())
_NEGATIVE = frozenset(
    "deny refuse fail reject avoid decline stop prevent rule lack exclude refrain prohibit oppose unlikely impossible "
    "without dismiss".split()
)
_MODALS = frozenset("will would may might could can shall should 'll ’ll must 'd".split())
_REALISED = frozenset("attend join hold sign begin resume conclude reach host lead launch".split())
# Verbs whose infinitive tells what happened: "began to negotiate", "managed to sign".
_REALISING = frozenset(
    "begin start continue manage help come proceed get make dare happen seem appear prompt lead force cause compel rush move act "
    "join use travel fly arrive return visit gather meet sit serve succeed oblige".split()
)
# Verbs of which a measure or agreement is the object while it is not yet taken.
_CONSIDERING = frozenset("consider weigh plan propose prepare draft mull discuss study seek negotiate pursue threaten".split())
# "called for talks", "plans for a visit": what they ask for has not happened.
_CALLS = frozenset(
    "plan call proposal hope invitation prospect possibility offer chance idea appeal push press urge bid demand ask wait "
    "preparation arrangement organization organisation".split()
)
_AIMING = frozenset("intend aim mean design expect hope".split())
_TAKING_PLACE = frozenset(
    "begin start take be hold open resume happen occur convene go sign reach conclude continue last run focus".split()
)
_SCHEDULING = frozenset("set schedule slate plan expect due propose".split())
# What somebody is doing so that it comes about: "are arranging a summit".
_ARRANGING = frozenset("arrange organize organise prepare finalize finalise coordinate".split())
# "will return home after attending the summit": what these lead to is as open as the verb before them.
_MEANWHILE = frozenset("before after by while upon on when".split())
_QUESTION_WORDS = frozenset("whether if unless".split())


def status_of(token: Token, carrier: Token | None, voiced: bool, thing: Token | None = None) -> tuple[Status, str]:
    """The status and the words that decided it.

    Args:
        token: The trigger.
        carrier: For a noun, the verb that carries it.
        thing: For a verb, the noun that it was asked to have as object ("no agreement was reached").
        voiced: Whether the event is itself an utterance (accusation, rejection, threat), which has happened once it is
            voiced, whatever becomes of what it says.
    """
    verb = token if token.pos_ in ("VERB", "AUX") else carrier
    if verb is None or verb is carrier and not _carries(verb, token):
        status, why = _of_bare_noun(token)
        if status is Status.OCCURRED and verb is not None and _within(token) and (modal := _modal(verb)) in ("will", "'ll", "’ll"):
            # "will stop in Tokyo for talks", "will travel to China in her first trip"
            return Status.PLANNED, f"the modal {modal!r}"
        return status, why
    if verb is carrier and verb.lemma_ in _ARRANGING and verb.tag_ == "VBG":
        return Status.PLANNED, f"{verb.text!r} leaves it open"
    if verb is carrier and verb.lemma_ in _SCHEDULING and any(child.dep_ in ("auxpass", "xcomp") for child in verb.children):
        return Status.PLANNED, f"{verb.text!r} leaves it open"
    if _called_off(verb, token):
        return Status.CANCELLED, f"{verb.text!r} calls it off"
    if (
        carrier is not None
        and carrier.lemma_ in _OPEN
        and carrier.lemma_ not in ("agree", "order", "start", "decide", "set", "discuss", "call")
        and carrier.lemma_ not in _REALISED
    ):
        return Status.PLANNED, f"{carrier.text!r} leaves it open"
    if thing is not None and token.i == verb.i and token.lemma_ in _CONSIDERING:
        return Status.PLANNED, f"{token.text!r} leaves it open"
    noun = thing or (token if token.i != verb.i else None)
    if noun is not None:
        bare, why = _of_bare_noun(noun)
        if bare is not Status.OCCURRED and not voiced:
            return bare, why
    negation = _negation(verb) or (_negation(noun) if noun is not None else None)
    if negation is not None and not voiced:
        if any(child.lower_ in ("yet",) for child in verb.children):
            return Status.PLANNED, f"{negation!r} … yet"
        return Status.DENIED, f"{negation!r} denies it"
    if carrier is not None and carrier.lemma_ in _NEGATIVE and not voiced:
        return Status.DENIED, f"{carrier.text!r} denies it"
    modal = _modal(verb)
    if modal is not None:
        return Status.PLANNED, f"the modal {modal!r}"
    if verb.dep_ == "acl" and verb.head.lemma_ in _OFFERS and verb.head.dep_ == "dobj" and verb.head.head.lemma_ in _TAKING_BACK:
        # "withdrew an invitation to the minister to visit London"
        return Status.CANCELLED, f"{verb.head.head.text!r} takes it back"
    governor = _governor(verb)
    if governor is not None:
        word, negative = governor
        if negative and not voiced:
            return Status.DENIED, f"{word!r} denies it"
        return Status.PLANNED, f"{word!r} leaves it open"
    for child in token.lefts:
        if child.lower_ in _OPEN and child.pos_ in ("ADJ", "VERB") and child.lower_ != "direct":
            return Status.PLANNED, f"{child.text!r} before it"
    if any(child.lower_ in _QUESTION_WORDS and child.dep_ == "mark" for child in verb.children):
        return Status.PLANNED, "a condition or question"
    return Status.OCCURRED, "told as a fact"


def _within(noun: Token) -> bool:
    """Whether a noun tells for what or in what something is done, not what it answers: "for talks", not "to the expulsion"."""
    return noun.dep_ == "pobj" and noun.head.lower_ in ("for", "in", "on")


def _carries(verb: Token, noun: Token | None) -> bool:
    """Whether a verb tells that its noun takes place or not; "may harm the talks" and "is meant to allow" take it for granted."""
    if noun is not None and noun.dep_ in ("nsubj", "nsubjpass") and noun.head.i == verb.i:
        aims = [child for child in verb.children if child.dep_ == "xcomp"]
        if aims and verb.lemma_ in _AIMING and not any(aim.lemma_ in _TAKING_PLACE for aim in aims):
            return False
        if noun.dep_ == "nsubj" and verb.lemma_ in ("set", "make", "give", "mark", "pave", "open") and _has_object(verb):
            # "The ceasefire will set the stage for …"
            return False
    return (
        verb.lemma_ in SUPPORT_VERBS
        or verb.lemma_ in _OPEN
        or verb.lemma_ in _CALLED_OFF
        or verb.lemma_ in _NEGATIVE
        or verb.lemma_ in ("be", "happen", "occur", "go", "fail", "resume", "follow")
    )


def _has_object(verb: Token) -> bool:
    return any(child.dep_ == "dobj" for child in verb.children)


def _of_bare_noun(token: Token) -> tuple[Status, str]:
    for child in token.lefts:
        if child.lower_ in ("cancelled", "canceled", "postponed", "aborted", "scrapped"):
            return Status.CANCELLED, f"{child.text!r} before it"
    for child in token.lefts:
        if child.lower_ in (
            "planned",
            "proposed",
            "possible",
            "potential",
            "upcoming",
            "future",
            "expected",
            "prospective",
            "forthcoming",
            "mooted",
        ):
            return Status.PLANNED, f"{child.text!r} before it"
        if child.lower_ in ("no", "without") and child.dep_ in ("det", "neg"):
            return Status.DENIED, "'no' before it"
    head = token.head
    if token.dep_ == "pobj" and head.lower_ == "without":
        return Status.DENIED, "'without' it"
    if token.dep_ == "pobj" and head.lower_ in ("toward", "towards") and head.head.lemma_ == "work":
        return Status.PLANNED, f"{head.head.text!r} leaves it open"
    if token.dep_ == "pobj" and head.lower_ in ("for", "of", "to") and head.head.lemma_ in _CALLS:
        if head.head.dep_ in ("dobj", "nsubjpass") and head.head.head.lemma_ in _TAKING_BACK:
            # "scrapped plans for a meeting"
            return Status.CANCELLED, f"{head.head.head.text!r} calls it off"
        return Status.PLANNED, f"{head.head.text!r} leaves it open"
    return Status.OCCURRED, "told as a fact"


def _called_off(verb: Token, token: Token) -> bool:
    if verb.i == token.i:
        return False
    if verb.lemma_ in ("call", "break"):
        return any(child.lower_ in ("off", "down", "up") for child in verb.children)
    return verb.lemma_ in _CALLED_OFF and verb.lemma_ != "call"


def _negation(token: Token) -> str | None:
    for child in token.children:
        if child.dep_ == "neg" or child.lower_ in ("never", "no") and child.dep_ in ("det", "neg", "advmod"):
            return child.text
    return None


def _modal(verb: Token) -> str | None:
    for child in verb.children:
        if child.dep_ == "aux" and child.lower_ in _MODALS and not _perfect(verb, child):
            return child.text
    if (
        verb.dep_ == "conj"
        and verb.head.pos_ == "VERB"
        and verb.tag_ in ("VB", "VBP")
        and not any(c.dep_ in ("nsubj", "aux") for c in verb.children)
    ):
        return _modal(verb.head)
    return None


def _infinitive(verb: Token) -> bool:
    return any(child.dep_ == "aux" and child.lower_ == "to" for child in verb.children)


def _perfect(verb: Token, modal: Token) -> bool:
    """Whether "would have met" or "could have" tells of what did not happen; "may have met" of what perhaps did."""
    return modal.lower_ in ("may", "might", "must") and any(child.dep_ == "aux" and child.lemma_ == "have" for child in verb.children)


def _governor(verb: Token) -> tuple[str, bool] | None:
    """The word that governs an infinitive or participle and leaves it open or denies it."""
    current = verb
    for _ in range(4):
        if current.dep_ == "conj" and current.head.pos_ == "VERB":
            if current.tag_ == "VBD" and current.head.tag_ == "VB":
                # "called on it to withdraw and condemned": a past tense goes on with no infinitive.
                return None
            current = current.head
            continue
        if current.dep_ not in ("xcomp", "ccomp", "acl", "advcl", "pcomp", "relcl"):
            return None
        infinitive = _infinitive(current)
        head = current.head
        if head.dep_ == "prep" and current.dep_ == "pcomp":
            before, head = head, head.head
            if head.lemma_ in _NEGATIVE:
                return head.text, True
            if before.lower_ in _MEANWHILE and head.pos_ == "VERB":
                if (modal := _modal(head)) is not None:
                    return f"{modal} {head.text} {before.text}", False
                current = head
                continue
            return (head.text, False) if head.lemma_ in _OPEN and head.lemma_ not in ("agree", "call", "start") else None
        if current.dep_ == "advcl" and infinitive and (modal := _modal(head)) is not None:
            # "will speak on Friday to discuss"
            return f"{modal} {head.text} to", False
        if current.dep_ == "advcl":
            return (current.text, False) if any(c.dep_ == "mark" and c.lower_ in ("if", "unless") for c in current.children) else None
        if infinitive and current.dep_ in ("xcomp", "ccomp", "acl"):
            if head.lemma_ in _NEGATIVE or head.pos_ == "NOUN" and _negation(head) is not None:
                # "failed to sign", "no plan to leave"
                return head.text, True
            return None if head.lemma_ in _REALISING and head.pos_ == "VERB" else (f"{head.text} to", False)
        if current.tag_ == "VBG" and head.lemma_ in _CONSIDERING:
            # "discussed holding a summit"
            return head.text, False
        if current.dep_ == "ccomp" and head.lemma_ in _NEGATIVE:
            return head.text, True
        return None
    return None
