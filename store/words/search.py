"""What somebody searches for: words, "phrases", begin* nings, OR, and -what is not wanted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import pyoxigraph as ox

from ...errors import QueryError
from .folding import pattern, words

_PIECE = re.compile(r"""(?P<no> - )? (?: "(?P<phrase> [^"]* )"? (?P<stars> \* )? | (?P<word> [^\s"]+ ) )""", re.VERBOSE)
_MOST = 64


@dataclass(frozen=True, slots=True)
class Term:
    """Words that stand next to each other.

    Attributes:
        words: The words as they are compared.
        prefix: Whether the last need only begin so.
    """

    words: tuple[str, ...]
    prefix: bool

    @property
    def expression(self) -> str:
        """The term as FTS5 writes it; a word holds nothing but letters and digits."""
        return f'"{" ".join(self.words)}"{" *" if self.prefix else ""}'

    @property
    def length(self) -> int:
        """The characters that a text needs at least to have it."""
        return sum(map(len, self.words)) + len(self.words) - 1


@dataclass(frozen=True, slots=True)
class Search:
    """What a text has to have.

    Attributes:
        wanted: Groups of alternatives, of each of which it has to have one.
        unwanted: What it must not have.
        length: The characters that it needs at least.
    """

    wanted: tuple[tuple[Term, ...], ...]
    unwanted: tuple[Term, ...]
    length: int

    @classmethod
    def of(cls, text: str) -> Search:
        """What the text of a search means; see docs/search.md. No text breaks the syntax.

        Raises:
            QueryError: There is no word in it that is wanted, or there are too many.

        >>> Search.of('nuclear talks OR "peace deal" -Iran').expression
        '("nuclear") AND ("talks" OR "peace deal") NOT ("iran")'
        """
        return _search(text)

    @property
    def expression(self) -> str:
        """The search as FTS5 writes it."""
        wanted = " AND ".join(f"({' OR '.join(term.expression for term in group)})" for group in self.wanted)
        return f"{wanted} NOT ({' OR '.join(term.expression for term in self.unwanted)})" if self.unwanted else wanted

    def condition(self, text: str) -> str:
        """The search as a condition of SPARQL on the text, an expression."""

        def has(term: Term) -> str:
            return f"REGEX({text}, {ox.Literal(pattern(term.words, prefix=term.prefix))})"

        parts = [f"({' || '.join(map(has, group))})" for group in self.wanted]
        return " && ".join([*parts, *(f"!{has(term)}" for term in self.unwanted)])

    def fits(self, text: str) -> bool:
        """Whether a text has what is searched for.

        >>> Search.of('"peace dea*" OR talk -Iran').fits("A Peace-deal")
        True
        """
        folded = f" {' '.join(words(text))} "

        def has(term: Term) -> bool:
            return f" {' '.join(term.words)}{'' if term.prefix else ' '}" in folded

        return all(any(map(has, group)) for group in self.wanted) and not any(map(has, self.unwanted))

    def score(self, text: str) -> float:
        """How much of a text that is found is what was searched for, from 0 to 1."""
        return min(1.0, self.length / max(1, len(text)))


@lru_cache(maxsize=256)
def _search(text: str) -> Search:
    wanted: list[list[Term]] = []
    unwanted: list[Term] = []
    alternative = no = False
    for piece in _PIECE.finditer(text):
        word = piece["word"]
        if word in ("AND", "OR", "NOT", "||", "&&") and not piece["no"]:
            alternative, no = word in ("OR", "||"), word == "NOT"
            continue
        term = Term(tuple(words(piece["phrase"] if word is None else word)), bool(piece["stars"]) or piece[0].rstrip('"').endswith("*"))
        if not term.words:
            continue
        if piece["no"] or no:
            unwanted.append(term)
        elif alternative and wanted:
            wanted[-1].append(term)
        else:
            wanted.append([term])
        alternative = no = False
    count = sum(len(term.words) for term in [*(term for group in wanted for term in group), *unwanted])
    if not wanted:
        raise QueryError(f"the search {_shown(text)} has no word that is to be found; give one at least, without a minus before it")
    if count > _MOST:
        raise QueryError(f"the search {_shown(text)} has {count} words; give no more than {_MOST}")
    length = sum(min(term.length for term in group) for group in wanted) + len(wanted) - 1
    return Search(tuple(map(tuple, wanted)), tuple(unwanted), length)


def _shown(text: str) -> str:
    return repr(text if len(text) <= 60 else f"{text[:59]}…")
