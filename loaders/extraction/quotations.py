"""Which words of an article stand between quotation marks, also where a quotation runs over several sentences."""

from __future__ import annotations

from dataclasses import dataclass, field

from .language import Sentence

Span = tuple[int, int]
_OPENING, _CLOSING, _STRAIGHT = "“„«", "”»", '"'


@dataclass(frozen=True, slots=True)
class Quotations:
    """The quoted words of an article.

    Attributes:
        spans: For each sentence with quoted words, by its number, the offsets within it that quotation marks enclose.
        running: Paragraphs, by number, whose last quotation is not closed because the next paragraph goes on with it.
    """

    spans: dict[int, list[Span]] = field(default_factory=dict)
    running: set[int] = field(default_factory=set)

    def of(self, sentence: Sentence) -> list[Span]:
        """The quoted parts of a sentence."""
        return self.spans.get(sentence.index, [])

    def fill(self, sentence: Sentence) -> bool:
        """Whether a sentence is nearly all quoted, so that another says who speaks."""
        return sum(end - start for start, end in self.of(sentence)) * 4 >= len(sentence.text) * 3

    def one_voice(self, first: Sentence, second: Sentence) -> bool:
        """Whether two sentences stand in one paragraph, or in two that share a quotation."""
        early, late = sorted((first.block, second.block))
        return early == late or late - early == 1 and early in self.running


def quotations(sentences: list[Sentence]) -> Quotations:
    """Where an article quotes. A quotation ends with its paragraph: the next one opens its own, as newspapers print them."""
    found = Quotations()
    block, opened = -1, False
    for sentence in sentences:
        if sentence.block != block:
            if opened:
                found.running.add(block)
            block, opened = sentence.block, False
        spans: list[Span] = []
        start = 0
        for at, mark in enumerate(sentence.text):
            if opened and (mark in _CLOSING or mark == _STRAIGHT):
                spans.append((start, at))
                opened = False
            elif not opened and (mark in _OPENING or mark == _STRAIGHT):
                start, opened = at + 1, True
        if opened:
            spans.append((start, len(sentence.text)))
        if spans:
            found.spans[sentence.index] = spans
    return found
