"""What every extractor offers, and what it gives back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from ..article import Article
from ..event import EventRecord


@dataclass(frozen=True, slots=True)
class Rejected:
    """A candidate that did not become an event: the words that suggested it, where, and why it was dropped."""

    trigger: str
    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True)
class Trace:
    """How one record came about: a line for each decision (rule, parties, date, status, merges)."""

    ref: str
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Extraction:
    """The events of one article, how each was found, and what was rejected."""

    events: tuple[EventRecord, ...]
    traces: tuple[Trace, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    notes: tuple[str, ...] = ()


class Extractor(Protocol):
    """A pure function from an article to its events: no clock, no store; the same article gives the same events."""

    @property
    def name(self) -> str:
        """Name and version, for the provenance of what it finds."""
        ...

    def extract(self, article: Article) -> Extraction:
        """The events that the article tells of."""
        ...
