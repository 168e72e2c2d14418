"""A sentence with its grammar, and the names and people found in it."""

from __future__ import annotations

from dataclasses import dataclass, field

from spacy.tokens import Doc, Token

from ..actors.gazetteer import Name
from .language import Sentence


@dataclass(slots=True)
class Parsed:
    """A sentence with its grammar, the names in it and the people in it, by token.

    ``rosters`` has, for the plural of a list of officials and for the last token of each name in it, where the names of all begin.
    """

    sentence: Sentence
    doc: Doc
    names: dict[int, Name]
    people: dict[int, int] = field(default_factory=dict)
    titles: dict[int, int] = field(default_factory=dict)
    rosters: dict[int, tuple[int, ...]] = field(default_factory=dict)
    tokens: list[Token] = field(init=False)

    def __post_init__(self) -> None:
        # A document makes a new token each time it is asked for one; a list keeps them.
        self.tokens = list(self.doc)

    def written(self, start: int, end: int) -> str:
        """The words between two tokens as the article has them."""
        last = self.tokens[end - 1]
        return self.sentence.text[self.tokens[start].idx : last.idx + len(last)]


def runs_of(people: dict[int, int]) -> list[tuple[int, int, int]]:
    """Start, end and person of each unbroken run of a person's tokens."""
    runs: list[tuple[int, int, int]] = []
    for i in sorted(people):
        if runs and runs[-1][1] == i and runs[-1][2] == people[i]:
            runs[-1] = (runs[-1][0], i + 1, people[i])
        else:
            runs.append((i, i + 1, people[i]))
    return runs
