"""The triggers and frames of the two data files, ready to be matched."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Any

from spacy.tokens import Token

from ...errors import ConfigurationError
from ..event import EventType
from .syntax import objects, support_verb


@dataclass(frozen=True, slots=True)
class Frame:
    """How the slots of an event are filled: for each slot the roles to try, in order."""

    name: str
    parties: tuple[str, ...] = ()
    initiator: tuple[str, ...] = ()
    target: tuple[str, ...] = ()
    fallback: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Trigger:
    """One entry of triggers.toml."""

    type: EventType
    frame: Frame
    verbs: frozenset[str] = frozenset()
    nouns: tuple[tuple[str, ...], ...] = ()
    object: frozenset[str] = frozenset()
    unless: frozenset[str] = frozenset()
    preposition: frozenset[str] = frozenset()
    support: frozenset[str] = frozenset()
    complement: frozenset[str] = frozenset()
    vague: frozenset[str] = frozenset()
    charge: bool = False
    future: bool = False
    negated: bool = False
    needs: str | None = None
    phase: str | None = None
    weight: float = 0.8
    cameo: str | None = None
    plover: str | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """A trigger found at a token; the object is the noun that a verb trigger asked for."""

    trigger: Trigger
    token: Token
    object: Token | None = None


@dataclass(slots=True)
class Lexicon:
    """All triggers, by the lemma that starts a search for them."""

    verbs: dict[str, list[Trigger]] = field(default_factory=dict)
    nouns: dict[str, list[tuple[tuple[str, ...], Trigger]]] = field(default_factory=dict)
    charges: frozenset[str] = frozenset()
    strong_charges: frozenset[str] = frozenset()
    stems: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def may_tell(self, text: str) -> bool:
        """Whether any trigger may stand in the text; true too often, never too seldom."""
        # A pattern of all stems would try each of them at every word.
        lower = text.lower()
        known = self.stems
        return (
            any(lower.startswith(known.get(lower[at : at + 2], ()), at) for at in (word.start() for word in _WORD.finditer(lower)))
            or _ELSE.search(text) is not None
        )

    def matches(self, token: Token) -> list[Match]:
        """The triggers that a token starts."""
        if token.pos_ in ("VERB", "AUX"):
            return [] if token.dep_ in ("amod", "compound") else self._verb_matches(token)
        if token.pos_ in ("NOUN", "PROPN", "ADJ") or token.tag_ in ("NN", "NNS", "VBG"):
            return self._noun_matches(token)
        return []

    def _verb_matches(self, token: Token) -> list[Match]:
        lemma = token.lemma_.lower()
        if token.i > 1 and token.nbor(-1).text == "-" and token.nbor(-2).lower_ in ("de", "re"):
            lemma = f"{token.nbor(-2).lower_}-{lemma}"
        found = []
        particles = [child.lower_ for child in token.children if child.dep_ in ("prt", "advmod", "prep") and child.i <= token.i + 3]
        for key in (lemma, *(f"{lemma} {particle}" for particle in particles)):
            for trigger in self.verbs.get(key, ()):
                match = self._check_verb(trigger, token)
                if match is not None:
                    found.append(match)
        return found

    def _check_verb(self, trigger: Trigger, token: Token) -> Match | None:
        heads = objects(token)
        named: Token | None = None
        if trigger.object:
            after = [
                grandchild
                for child in token.children
                if child.dep_ == "prep"
                and not _complex(child)
                and child.lower_ in ("from", "of", "out", "to", "into", "on", "as")
                or child.dep_ == "oprd"
                or _small_clause(child)
                for grandchild in (child, *child.children, *(g for c in child.children if c.lower_ in ("of", "from") for g in c.children))
            ]
            # "imposed a fresh round of sanctions"
            after += [grandchild for head in heads + after for grandchild in _counted(head)]
            for head in heads + after:
                for other in (head, *(c for c in head.children if c.dep_ in ("conj", "attr", "oprd"))):
                    if _names_any(other, trigger.object):
                        named = other
                        break
                if named is not None:
                    break
            if named is None:
                for child in token.children:
                    if child.dep_ in ("oprd", "attr", "dobj") and _names_any(child, trigger.object):
                        named = child
            if named is None:
                return None
        if trigger.unless and any(head.lemma_.lower() in trigger.unless for head in heads):
            return None
        if trigger.preposition and not any(child.lower_ in trigger.preposition and child.dep_ != "aux" for child in token.children):
            return None
        if trigger.vague and any(_agreed(child, trigger.vague) for child in token.children):
            return None
        if trigger.negated and not any(child.dep_ == "neg" for child in token.children):
            return None
        if trigger.complement and not any(_in_complement(token, child, trigger.complement) for child in token.subtree):
            return None
        if trigger.charge and not _charges(token, self.charges, self.strong_charges):
            return None
        return Match(trigger, token, named)

    def _noun_matches(self, token: Token) -> list[Match]:
        found: list[Match] = []
        if token.pos_ == "ADJ" and token.dep_ == "amod":
            return found
        lemma = token.lemma_.lower()
        # "Political Consultations": the lemma of a capitalised plural is often the plural itself.
        keys = (lemma, lemma.removesuffix("s")) if token.tag_ == "NNPS" or token.pos_ == "PROPN" else (lemma,)
        for wanted, trigger in [pair for key in dict.fromkeys(keys) for pair in self.nouns.get(key, ())]:
            if not _phrase_ends_at(token, wanted):
                continue
            if trigger.preposition and not any(child.lower_ in trigger.preposition for child in token.children):
                continue
            if trigger.support and ((carrier := support_verb(token)) is None or carrier.lemma_ not in trigger.support):
                continue
            found.append(Match(trigger, token))
        return found


def _complex(preposition: Token) -> bool:
    """Whether a preposition only ends a longer one: "in response to"."""
    return preposition.i > 0 and preposition.nbor(-1).lower_ in ("response", "reaction", "addition", "retaliation", "contrast", "relation")


def _counted(noun: Token) -> list[Token]:
    """What a noun of quantity counts: "round of sanctions", "package of measures", "series of agreements"."""
    if noun.lemma_.lower() not in _QUANTITIES:
        return []
    return [grandchild for child in noun.children if child.lower_ == "of" for grandchild in child.children if grandchild.dep_ == "pobj"]


_QUANTITIES = frozenset("round set package series raft wave batch slew host list number group pair dozen range couple array string".split())


def _agreed(token: Token, wanted: frozenset[str]) -> bool:
    """Whether what a verb agrees to is one of the words: "agreed to continue", "agreed to a meeting"."""
    if token.dep_ == "prep" and token.lower_ in ("to", "on"):
        return any(child.dep_ == "pobj" and child.lemma_.lower() in wanted for child in token.children)
    return token.dep_ in ("xcomp", "ccomp") and token.lemma_.lower() in wanted


def _small_clause(token: Token) -> bool:
    """Whether a clause is what a verb is done to ("saw the deal signed"), not what somebody says ("concluded that the deal is void")."""
    return token.dep_ == "ccomp" and not any(child.dep_ == "mark" and child.lower_ == "that" for child in token.children)


def _in_complement(verb: Token, token: Token, wanted: frozenset[str]) -> bool:
    # A capitalised word belongs to a name: "what it calls the Fethullah Terrorist Organization" accuses nobody.
    return token.i > verb.i and not token.text[:1].isupper() and (token.lower_ in wanted or token.lemma_.lower() in wanted)


def _charges(verb: Token, charges: frozenset[str], strong: frozenset[str]) -> bool:
    """Whether what a verb of saying says of somebody is a wrong: its clause has a subject and one of the words of charges."""
    for child in verb.children:
        if child.dep_ == "ccomp" and _wide(child, strong):
            return True
        if child.dep_ == "ccomp" and any(grandchild.dep_ in ("nsubj", "nsubjpass") for grandchild in child.children):
            near = [child, *(g for g in child.children if g.dep_ in ("attr", "acomp", "dobj", "xcomp", "prep", "ccomp", "advmod", "conj"))]
            near += [g for n in near[1:] for g in n.children if g.dep_ in ("pobj", "pcomp", "amod", "dobj", "xcomp")]
            near = [token for token in near if token.head.lemma_.lower() not in OPPOSED]
            if any(token.lemma_.lower() in charges or token.lower_ in charges for token in near):
                return not any(grandchild.dep_ == "neg" for grandchild in child.children)
    return False


# "Fighting terrorism" and "the struggle against espionage" blame nobody.
OPPOSED = frozenset(("against", "fight", "combat", "counter", "prevent", "tackle", "stop", "end", "halt", "defeat", "eradicate"))


def _wide(clause: Token, charges: frozenset[str]) -> bool:
    """Whether a clause uses one of the words anywhere, not negated there."""
    return any(
        (token.lemma_.lower() in charges or token.lower_ in charges)
        and token.head.lemma_.lower() not in OPPOSED
        and not any(
            child.dep_ == "neg" or child.lower_ in ("should", "must") for child in (*token.children, *token.head.children, *clause.children)
        )
        for token in clause.subtree
    )


def _names_any(token: Token, wanted: frozenset[str]) -> bool:
    lemma = token.lemma_.lower()
    if lemma in wanted or token.lower_ in wanted:
        return True
    before = token.nbor(-1).lemma_.lower() if token.i > 0 else ""
    if f"{before} {lemma}" in wanted:
        return True
    # "summoned High Commissioner Abdul Basit": the office stands before the name.
    return token.pos_ == "PROPN" and any(
        child.lemma_.lower() in wanted for child in token.lefts if child.dep_ in ("compound", "nmod", "appos")
    )


def _phrase_ends_at(token: Token, wanted: tuple[str, ...]) -> bool:
    """Whether the phrase's words stand around its head: "phone call" ends at "call", "exchange of views" starts at "exchange"."""
    doc, length = token.doc, len(wanted)
    if length == 1:
        return True
    if "of" in wanted:
        following = [
            doc[i].lemma_.lower()
            for i in range(token.i, min(len(doc), token.i + length + 1))
            if doc[i].pos_ != "ADJ" or doc[i].lemma_.lower() in wanted
        ]
        return (
            [*wanted] == [w if w != "views" else "view" for w in following[:length]]
            or [*wanted] == following[:length]
            or _loose(wanted, following)
        )
    start = token.i - length + 1
    return start >= 0 and all(doc[start + k].lemma_.lower() == wanted[k] or doc[start + k].lower_ == wanted[k] for k in range(length))


def _loose(wanted: tuple[str, ...], following: list[str]) -> bool:
    singular = [word.rstrip("s") for word in following]
    return [word.rstrip("s") for word in wanted] == singular[: len(wanted)]


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The triggers of triggers.toml with the frames of frames.toml.

    Raises:
        ConfigurationError: An entry names a class or frame that does not exist; the message names the entry.
    """
    folder = files("diplograph") / "loaders" / "extraction"
    frames = {
        name: Frame(name, **{slot: tuple(roles) for slot, roles in data.items()})
        for name, data in tomllib.loads((folder / "frames.toml").read_text("utf-8")).items()
    }
    data = tomllib.loads((folder / "triggers.toml").read_text("utf-8"))
    result = Lexicon(charges=frozenset(data["charges"]), strong_charges=frozenset(data["charges"]) - frozenset(data["weak_charges"]))
    stems: set[str] = set()
    for number, entry in enumerate(data["trigger"], 1):
        trigger = _trigger(entry, frames, number)
        for verb in sorted(trigger.verbs):
            result.verbs.setdefault(verb, []).append(trigger)
        # A verb that counts only beside certain words is looked for by those, which are far rarer than "say" or "make".
        beside = trigger.object or trigger.complement or (result.charges if trigger.charge else frozenset())
        stems |= {word.split()[-1] for word in beside} if beside else {verb.split()[0] for verb in trigger.verbs}
        for noun in trigger.nouns:
            head = noun[0] if "of" in noun else noun[-1]
            result.nouns.setdefault(head, []).append((noun, trigger))
            stems.add(head)
    for stem in sorted({_stem(stem) for stem in stems if stem not in ("go", "be")}):
        result.stems[stem[:2]] = (*result.stems.get(stem[:2], ()), stem)
    return result


def _trigger(entry: dict[str, Any], frames: dict[str, Frame], number: int) -> Trigger:
    try:
        lists: dict[str, Any] = {
            key: frozenset(entry[key])
            for key in ("verbs", "object", "unless", "preposition", "support", "complement", "vague")
            if key in entry
        }
        rest = {key: entry[key] for key in ("charge", "future", "negated", "needs", "phase", "weight", "cameo", "plover") if key in entry}
        nouns = tuple(tuple(noun.split()) for noun in entry.get("nouns", ()))
        return Trigger(EventType(entry["type"]), frames[entry["frame"]], nouns=nouns, **lists, **rest)
    except (KeyError, ValueError) as error:
        raise ConfigurationError(f"triggers.toml: entry {number} ({entry.get('type')}): {error}") from error


# "was in Beijing": the one form in which "be" tells of something.
_PRESENT = r"\b(?-i:(?:is|was|are|were|been) in (?:the )?[A-Z])"
# Forms that do not start like their lemma.
_IRREGULAR = (
    *(
        "met",
        "spoke",
        "spoken",
        "sat",
        "shook",
        "shaken",
        "flew",
        "flies",
        "flown",
        "go",
        "goes",
        "going",
        "gone",
        "went",
        "sought",
        "crises",
    ),
    *("drew", "told", "swore", "sworn", "withdrew", "tore", "threw", "struck", "broke", "left", "quit", "memoranda", "ultimata"),
)


_WORD = re.compile(r"\w+")
_ELSE = re.compile(rf"\b(?:{'|'.join(_IRREGULAR)})\b|{_PRESENT}", re.IGNORECASE)


def _stem(lemma: str) -> str:
    for ending in ("ise", "ize", "ate", "e", "y"):
        if lemma.endswith(ending) and len(lemma) - len(ending) >= 3:
            return lemma[: -len(ending)]
    return lemma
