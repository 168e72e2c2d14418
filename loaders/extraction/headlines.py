"""Headlines in capitals ("Turkey Summons German Envoy") written as a sentence is, since parsers take capitalised verbs for names."""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property, lru_cache

from ..actors.gazetteer import Gazetteer
from ..article import BlockKind
from .language import Sentence
from .lexicon import lexicon
from .words import words

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
        """The text of a sentence; for a headline in capitals, with those words small that the article writes so.

        Words that the article has nowhere else stay as they are, as a name would be, but for those that tell of events and for offices.
        Every letter keeps its place.
        """
        text = sentence.text
        if sentence.kind not in _TITLED or not _in_capitals(text):
            return text
        named = {at for name in self._gazetteer.find(text) for at in range(name.start, name.end)}
        return _WORD.sub(lambda match: match.group() if match.start() in named else self._as_written(match.group(), match.start()), text)

    def _as_written(self, word: str, at: int) -> str:
        small, capital = self._written
        lower = word.lower()
        if _CAPITALISED.match(word) is None or capital[word] > small[lower]:
            return word
        return lower if small[lower] or at and lower in _telling() else word

    @cached_property
    def _written(self) -> tuple[Counter[str], Counter[str]]:
        """How often the article's sentences have each word small, and with a capital not owed to a sentence's beginning."""
        small: Counter[str] = Counter()
        capital: Counter[str] = Counter()
        for sentence in self._every:
            if sentence.kind is BlockKind.PARAGRAPH:
                found = _WORD.findall(sentence.text)
                small.update(word for word in found if word[0].islower())
                capital.update(word for word in found[1:] if word[0].isupper())
        return small, capital


@lru_cache(maxsize=1)
def _telling() -> frozenset[str]:
    """Words of triggers and of what stands with them, and of offices, in the forms of headlines."""
    known = lexicon()
    triggers = [trigger for found in known.verbs.values() for trigger in found]
    beside = {word for trigger in triggers for wanted in (trigger.object, trigger.complement, trigger.support) for word in wanted or ()}
    bare = {word for phrase in (*known.verbs, *known.nouns, *beside) for word in phrase.split()} | words().offices
    return frozenset(form for word in bare for form in (word, f"{word}s", f"{word}es", f"{word[:-1]}ies" if word.endswith("y") else word))


def _in_capitals(text: str) -> bool:
    """Whether a line has nearly all its longer words with a capital.

    >>> _in_capitals("Turkey Summons German Envoy Over Closure of Consulate"), _in_capitals("Turkey summons German envoy")
    (True, False)
    """
    long = [word for word in _WORD.findall(text) if len(word) >= _LONG]
    return len(long) > 1 and sum(word[0].isupper() for word in long) * 4 >= len(long) * 3
