"""Which named person of an article holds an office that a sentence names alone: "Chad's president", "the two foreign ministers"."""

from __future__ import annotations

import re

from spacy.tokens import Token

from ..event import Actor
from .people import Figure
from .words import words

# How titles and papers name one office in different words, the most special first.
_SAME = (
    (re.compile(r"\bspokes(?:man|woman|person)\b"), "spokesman"),
    (re.compile(r"\b(?:foreign|external affairs|secretary of state\b(?! for))"), "foreign minister"),
    (re.compile(r"\b(?:prime minister|premier|pm|head of government|taoiseach)\b"), "prime minister"),
    (re.compile(r"\bdefen[cs]e\b"), "defence minister"),
    (re.compile(r"\b(?:president|head of state|leader)\b"), "president"),
    (re.compile(r"\b(?:ambassador|envoy|high commissioner)\b"), "ambassador"),
)
_LOWER = re.compile(r"\b(?:deputy|vice|assistant|former|under)\b")


def office_of(title: str) -> tuple[bool, str]:
    """Whether a title is that of a deputy, and the office in common words.

    >>> office_of("Minister of Foreign Affairs of Laos") == office_of("the Lao foreign minister")
    True
    """
    plain = title.lower().replace("-", " ")
    last = next((word for word in reversed(re.findall(r"\w+", plain)) if word in words().offices), plain)
    named = next((office for pattern, office in _SAME if pattern.search(plain)), last)
    return _LOWER.search(plain) is not None, named


def spoken_of(head: Token) -> str:
    """The words of an office without a name: "foreign ministers" gives "foreign minister"."""
    field = [child.lower_ for child in head.lefts if child.dep_ in ("amod", "compound", "nmod") and child.lower_ in words().modifiers]
    following = next(
        (child for child in head.children if child.dep_ == "prep" and child.lower_ in ("of", "for") and child.i == head.i + 1), None
    )
    rest = "" if following is None else " " + " ".join(token.lower_ for token in list(following.subtree)[:4])
    return " ".join([*field, head.lemma_.lower()]) + rest


def holder(figures: list[Figure], actor: Actor, head: Token) -> int | None:
    """The number of the one person of the article who holds the office for the actor; nothing where none or several do."""
    if head.lemma_.lower() not in words().offices or any(child.lower_ in ("a", "an", "new", "former", "next") for child in head.lefts):
        return None
    wanted = office_of(spoken_of(head))
    found = [
        number
        for number, figure in enumerate(figures)
        if figure.actor == actor and not figure.private and figure.office and office_of(figure.office) == wanted
    ]
    return found[0] if len(found) == 1 else None
