"""What a name in a text is, and how words are compared."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from ..event import Actor, Place

# A dotted acronym, or a run of letters and digits, which may end in a plus sign.
TOKEN = re.compile(r"[A-Z](?:\.[A-Z])+\b\.?|[^\W_]+(?:\+(?!\w))?")


class NameKind(StrEnum):
    """By what kind of word an actor or a place is named."""

    NAME = "name"
    ADJECTIVE = "adjective"
    DEMONYM = "demonym"
    CAPITAL = "capital"
    SEAT = "seat"
    CITY = "city"
    REGION = "region"
    TERRITORY = "territory"
    BODY = "body"
    PARTY = "party"
    MEDIA = "media"
    ORGANIZATION = "organization"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class Name:
    """A name in a text: ``text[start:end]`` of the text that was searched.

    Attributes:
        start: First character.
        end: Character after the last; a possessive ending is not in it.
        text: The characters themselves.
        kind: What kind of word it is.
        actor: The state or organisation that it stands for; nothing for cities, regions and blocked phrases.
        place: The place that it names, for states, territories, capitals, seats, regions and cities; a city's state is its country.
    """

    start: int
    end: int
    text: str
    kind: NameKind
    actor: Actor | None
    place: Place | None


def fold(word: str) -> str:
    """The word in lower case, without accents and full stops.

    >>> fold("Türkiye"), fold("U.S.")
    ('turkiye', 'us')
    """
    if not word.isascii():
        word = "".join(letter for letter in unicodedata.normalize("NFKD", word) if not unicodedata.combining(letter))
        word = word.translate(_LETTERS)
    return word.lower().replace(".", "")


# Letters that compatibility decomposition leaves whole.
_LETTERS = str.maketrans(
    {"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i", "ß": "ss", "æ": "ae", "Æ": "Ae", "œ": "oe", "ə": "e", "Ə": "E"}
)


def words(name: str) -> tuple[str, ...]:
    """The words of a name as they stand in it.

    >>> words("Côte d'Ivoire")
    ('Côte', 'd', 'Ivoire')
    """
    if name.isascii() and name.isalpha():
        return (name,)
    return tuple(TOKEN.findall(name))


def key(name: str) -> tuple[str, ...]:
    """The folded words of a name, by which names are compared."""
    return tuple(fold(word) for word in words(name))
