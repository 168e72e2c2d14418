"""The time that a narrative has reached, for sentences that go on without a date of their own."""

from __future__ import annotations

import re

from ..dates import TimeExpression
from .candidate import Candidate
from .parsed import Parsed
from .setting import Window


class Narrative:
    """The time that the narrative has reached, for sentences that go on without a date of their own."""

    def __init__(self) -> None:
        self.window: Window | None = None
        self.text: str | None = None
        self.last: Window | None = None
        self._block = -1

    def enter(self, item: Parsed, times: list[TimeExpression]) -> None:
        """Go on to a sentence: the time holds on within a paragraph, and beyond where the sentence points back."""
        if (
            times
            or _RECENT.search(item.sentence.text)
            or item.sentence.block != self._block
            and not _points_back(item)
            or self.window is not None
            and (self.window[1] - self.window[0]).days < 27
            and not _points_back(item)
        ):
            self.window = None
        self._block = item.sentence.block

    def keep(self, candidate: Candidate) -> None:
        """Remember the time of an event; a bare noun's own date ("the 2015 deal") moves no narrative on."""
        if candidate.window is not None and not (candidate.nominal and self.last is not None):
            self.window, self.text = candidate.window, candidate.date_text
            self.last = candidate.window


# A time of its own, though none that can be told in days.
_RECENT = re.compile(
    r"\b(?:recent(?:ly)?|lately|in the (?:past|last|coming) (?:few |several )?(?:days|weeks|months|years))\b", re.IGNORECASE
)
_BACK = re.compile(
    r"\b(?:the|this|that|these|those|his|her|their|its|\w+['’]s) (?:\w+ ){0,2}"
    r"(?:statement|allegation|accusation|move|decision|remarks?|claims?|comments?|announcement|incident|talks|meeting|agreement|deal|visit|step|plan|summit|call|conversation|charge|sanctions?|expulsions?)\b",
    re.IGNORECASE,
)


# "He also met", "The two sides also agreed": told of the same time.
_ALSO = re.compile(r"(?:He|She|They|Both|The (?:two|three|four|sides|leaders|ministers|presidents))\b(?: [\w’'-]+){0,3} also\b")


def _points_back(item: Parsed) -> bool:
    return _BACK.search(item.sentence.text[:90]) is not None or _ALSO.match(item.sentence.text) is not None


# What goes back to what was just told, whatever it was.
ANY_MOVE = frozenset("move decision announcement step measure action statement order ceremony signing".split())
# "The reopening Monday came …"; "made the announcement Wednesday", "This is stated in a statement issued on Wednesday".
_OPENING = re.compile(r"(?:The|This|That|His|Her|Their|Its) (?:\w+ )?([a-z]{4,})(?=,? (?:on |last )?\S)")
_WORDS = "|".join(sorted(ANY_MOVE))
_NAMED = re.compile(
    rf"(?:\b(?:[Tt]he|[Tt]his|[Tt]hat) (?:\w+ )?|\A(?:This|It) (?:is|was) (?:stated|announced|reported|said) in an? )({_WORDS})\b"
)


def resumed(text: str) -> list[tuple[str, int, int]]:
    """The words of a sentence that may go back to what was just told, and where they stand."""
    found = [_OPENING.match(text), _NAMED.search(text)]
    return [(match[1].lower(), *match.span(1)) for match in found if match is not None]


def moved(text: str) -> bool:
    """Whether a sentence goes back to a move just told of by such a word."""
    return _NAMED.search(text) is not None
