"""The hostile words of hostile.toml: what somebody says that makes the saying an accusation, a rejection or a threat."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files

from ..event import EventType

# Where a capital letter begins a sentence or a quotation, not a name.
_OPENS = re.compile(r"(?:^|[.!?:“\"‘'])\s*$")
# "?" in an entry.
_SOME_WORDS = r"(?:[\w’'-]+\W+){0,2}"
# What is threatened weighs more than blame, and blame more than a refusal, where one sentence has several.
_ORDER = (EventType.THREAT, EventType.ACCUSATION, EventType.REJECTION)


class Force(StrEnum):
    """What hostile words need beside them to count; the parts of hostile.toml say it of each."""

    STRONG = "strong"
    ACTS = "acts"
    FATES = "fates"
    WEAK = "weak"


@dataclass(frozen=True, slots=True)
class Hit:
    """Hostile words of a text: what they make of the saying, what they need beside them, and where they stand."""

    type: EventType
    force: Force
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Hostility:
    """The word lists of hostile.toml as patterns, the strongest first."""

    patterns: tuple[tuple[EventType, Force, re.Pattern[str]], ...]

    def hits(self, text: str) -> list[Hit]:
        """The hostile words of a text, the strongest first. A capitalised word within it belongs to a name and blames nobody."""
        return [
            Hit(kind, force, match.start(), match.end())
            for kind, force, pattern in self.patterns
            for match in pattern.finditer(text)
            if not text[match.start()].isupper() or _OPENS.search(text[: match.start()]) is not None
        ]

    def may_tell(self, text: str) -> bool:
        """Whether a text has any such words that count without another party named beside them."""
        return any(force is not Force.WEAK and pattern.search(text) is not None for _, force, pattern in self.patterns)


@lru_cache(maxsize=1)
def hostility() -> Hostility:
    """The lists of hostile.toml, read once."""
    data = tomllib.loads((files("diplograph") / "loaders" / "extraction" / "hostile.toml").read_text("utf-8"))
    listed = [(kind, force, data[kind.lower()].get(force)) for force in Force for kind in _ORDER]
    listed.sort(key=lambda part: (part[1] is Force.WEAK, _ORDER.index(part[0])))
    return Hostility(tuple((kind, force, _pattern(entries)) for kind, force, entries in listed if entries))


def _pattern(entries: list[str]) -> re.Pattern[str]:
    return re.compile(r"(?<![\w-])(?:" + "|".join(_expression(entry) for entry in entries) + r")\b", re.IGNORECASE)


def _expression(entry: str) -> str:
    r"""The regular expression of an entry.

    >>> _expression("bear* ? blame|guilt")
    "bear[\\w’'-]*\\W+(?:[\\w’'-]+\\W+){0,2}(?:blame|guilt)"
    """
    return "".join(_SOME_WORDS if word == "?" else _word(word) + r"\W+" for word in entry.split()).removesuffix(r"\W+")


def _word(word: str) -> str:
    choices = [re.escape(choice).replace(r"\*", r"[\w’'-]*") for choice in word.split("|")]
    return choices[0] if len(choices) == 1 else f"(?:{'|'.join(choices)})"
