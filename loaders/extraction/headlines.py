"""Headlines in capitals ("Turkey Summons German Envoy") written as a sentence is, since parsers take capitalised verbs for names."""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property

from ..actors.gazetteer import Gazetteer
from ..article import BlockKind
from .language import Sentence

_TITLED = frozenset((BlockKind.HEADLINE, BlockKind.TEASER, BlockKind.STANDFIRST))
_WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)?")
_CAPITALISED = re.compile(r"[A-Z][a-z]+(?:[’'-][A-Za-z]+)*$")
# Fewer letters are those of words that headlines leave small ("of", "with").
_LONG = 5


class Headlines:
    """The headlines of one article in the letters of its sentences.

    Args:
        every: The article's sentences.
        gazetteer: Names of states, organisations and places, which keep their capitals.
    """

    def __init__(self, every: list[Sentence], gazetteer: Gazetteer) -> None:
        self._every = every
        self._gazetteer = gazetteer

    def readable(self, sentence: Sentence) -> str:
        """The text of a sentence; for a headline in capitals, with those words small that the article writes so, or never with a capital.

        Every letter keeps its place.
        """
        text = sentence.text
        if sentence.kind not in _TITLED or not _in_capitals(text):
            return text
        named = {at for name in self._gazetteer.find(text) for at in range(name.start, name.end)}
        return _WORD.sub(lambda match: match.group() if match.start() in named else self._as_written(match.group(), match.start()), text)

    def _as_written(self, word: str, at: int) -> str:
        small, capital = self._written
        if _CAPITALISED.match(word) is None or capital[word] > small[word.lower()]:
            return word
        return word if at == 0 and not small[word.lower()] else word.lower()

    @cached_property
    def _written(self) -> tuple[Counter[str], Counter[str]]:
        """How often the article's sentences have each word small, and with a capital not owed to a sentence's beginning."""
        small: Counter[str] = Counter()
        capital: Counter[str] = Counter()
        for sentence in self._every:
            if sentence.kind is BlockKind.PARAGRAPH:
                words = _WORD.findall(sentence.text)
                small.update(word for word in words if word[0].islower())
                capital.update(word for word in words[1:] if word[0].isupper())
        return small, capital


def _in_capitals(text: str) -> bool:
    """Whether a line has nearly all its longer words with a capital.

    >>> _in_capitals("Turkey Summons German Envoy Over Closure of Consulate"), _in_capitals("Turkey summons German envoy")
    (True, False)
    """
    long = [word for word in _WORD.findall(text) if len(word) >= _LONG]
    return len(long) > 1 and sum(word[0].isupper() for word in long) * 4 >= len(long) * 3
