"""What was agreed: the instrument's title, kind and value, from the words around an agreement."""

from __future__ import annotations

import re

from spacy.tokens import Token

from ..event import Instrument
from .parsed import Parsed

# Kinds of instrument by the noun that heads their name; longer names first.
KINDS = (
    "memorandum of understanding",
    "letter of intent",
    "exchange of notes",
    "code of conduct",
    "joint statement",
    "joint declaration",
    "joint communiqué",
    "joint communique",
    "work plan",
    "action plan",
    "peace plan",
    "road map",
    "roadmap",
    "cease-fire",
    "ceasefire",
    "truce",
    "armistice",
    "treaty",
    "convention",
    "protocol",
    "memorandum",
    "agreement",
    "accord",
    "pact",
    "deal",
    "contract",
    "declaration",
    "communiqué",
    "charter",
    "partnership",
    "coalition",
    "swap",
    "exchange",
    "plan",
)
_KIND = re.compile(r"\b(?:" + "|".join(re.escape(kind) for kind in KINDS) + r")s?\b", re.IGNORECASE)
_QUOTED = re.compile(r"[“\"'‘]([^“”\"'‘’]{4,80})[”\"'’]")
_VALUE = re.compile(
    r"(?:(?:US|C|A|NZ|HK|S)?[$€£¥₹]|(?:USD|EUR|GBP|CAD|AUD|INR|CNY|RMB) ?)\s?\d[\d,.]*"
    r"(?:[\s-]?(?:million|billion|trillion|bn|mn|m|b|crore|lakh)\b)?"
    r"|\b\d[\d,.]*\s(?:million|billion|trillion)\s(?:US |Canadian |Australian )?(?:dollars|euros|pounds|yuan|yen|rupees|rubles|roubles)\b",
    re.IGNORECASE,
)
# The parser takes the verb of a headline for a noun ("India and Kenya sign accord").
_SIGNING = re.compile(r"^.*\b(?:signs?|inks?|seals?|reach(?:es)?|strikes?|concludes?|clinch(?:es)?)\s+(?=\S)")
_LEADING = frozenset("a an the this that these those their its his her any no some another new of".split())


def instrument_of(item: Parsed, token: Token, thing: Token | None) -> Instrument | None:
    """The instrument that an agreement's words name, or ``None``.

    Args:
        item: The sentence.
        token: The trigger.
        thing: The noun that was agreed, where the trigger is a verb with such an object.
    """
    noun = thing or (token if token.pos_ in ("NOUN", "PROPN") else _agreed_on(token))
    if noun is None:
        return None
    left = min((child.i for child in noun.subtree if child.i <= noun.i and _joined(child, noun)), default=noun.i)
    right = noun.i + 1
    for child in noun.rights:
        if child.dep_ == "prep" and child.lower_ in ("of", "on", "for", "to") and not any(t.pos_ == "VERB" for t in child.subtree):
            right = max(right, max((t.i for t in child.subtree if not _when(t, child)), default=right) + 1)
    phrase = _SIGNING.sub("", item.written(left, right).strip(" ,.;:“”\"'‘’"))
    kind = _KIND.search(item.written(left, noun.i + 1)) or _KIND.search(phrase)
    if kind is None:
        return None
    quoted = _QUOTED.search(item.sentence.text[item.doc[left].idx - 1 if left else 0 :])
    title = quoted.group(1).strip() if quoted is not None and _KIND.search(quoted.group(1)) else phrase
    words = title.split()
    while words and words[0].lower() in _LEADING:
        words.pop(0)
    value = _VALUE.search(item.sentence.text)
    if not words:
        return None
    name = kind.group().lower()
    singular = name if name in KINDS else name.removesuffix("s")
    return Instrument(" ".join(words)[:200], singular, value.group().strip(" ,.") if value is not None else None)


def _agreed_on(verb: Token) -> Token | None:
    """The noun after "agreed on", "agreed to", or the object of what they agreed to do."""
    for child in verb.children:
        if child.dep_ == "prep" and child.lower_ in ("on", "to", "upon"):
            return next((grandchild for grandchild in child.children if grandchild.dep_ == "pobj"), None)
        if child.dep_ in ("dobj", "nsubjpass"):
            return child
        if child.dep_ == "xcomp":
            found = [t for t in child.subtree if t.dep_ == "dobj"]
            if found:
                return found[0]
    return None


def _when(word: Token, within: Token) -> bool:
    """Whether a word of what the instrument is on belongs to when it was made ("an accord on trade on Tuesday")."""
    while word.i != within.i:
        if word.dep_ == "prep" and word.lower_ in ("in", "on", "during") and any(t.ent_type_ in ("DATE", "TIME") for t in word.children):
            return True
        word = word.head
    return False


def _joined(child: Token, noun: Token) -> bool:
    current = child
    while current.i != noun.i:
        if current.dep_ not in ("amod", "compound", "nmod", "nummod", "poss", "case", "punct", "det", "quantmod", "npadvmod", "conj", "cc"):
            return False
        if current.head.i == current.i:
            return False
        current = current.head
    return True
