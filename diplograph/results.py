"""What the verbs of a database give back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from .loaders.article import Article
from .loaders.event import EventRecord
from .loaders.extraction.base import Extraction

if TYPE_CHECKING:
    import rdflib

    from .importing.fault import Fault
    from .shapes.report import Report


class Outcome(StrEnum):
    """What became of a source."""

    LOADED = "loaded"
    UNCHANGED = "unchanged"
    QUARANTINED = "quarantined"
    SET_ASIDE = "set aside"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of one source.

    Attributes:
        source: The source as it was given.
        outcome: What became of it.
        article: The article's IRI, where it could be read.
        events: How many events it tells of.
        reason: Why it failed or lies in quarantine.
        report: The validation report; of one in the dataset it can have warnings.
        notes: What the extractor has to say of its work.
        copy_of: IRI of another article of the dataset with nearly the same text: of all of them the one that was published first.
    """

    source: str
    outcome: Outcome
    article: str | None = None
    events: int = 0
    reason: str | None = None
    report: Report | None = None
    notes: tuple[str, ...] = ()
    copy_of: str | None = None


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What became of a batch of sources, in the order in which they were given."""

    sources: tuple[Loaded, ...]

    def count(self, outcome: Outcome) -> int:
        """How many sources came to that."""
        return sum(loaded.outcome is outcome for loaded in self.sources)

    @property
    def events(self) -> int:
        """How many events the sources tell of that are in the dataset now."""
        return sum(loaded.events for loaded in self.sources if loaded.outcome in (Outcome.LOADED, Outcome.UNCHANGED))

    @property
    def complete(self) -> bool:
        """Whether every source is in the dataset now."""
        return all(loaded.outcome in (Outcome.LOADED, Outcome.UNCHANGED) for loaded in self.sources)


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of a file of events.

    Attributes:
        name: What the source is called.
        graph: The source's IRI, which names its graph.
        outcome: Loaded or unchanged.
        events: How many events it tells of.
        faults: What is wrong with the events that lie in quarantine, where the others were to be taken all the same.
        notes: What was left out, and what the shapes warn of.
    """

    name: str
    graph: str
    outcome: Outcome
    events: int
    faults: tuple[Fault, ...] = ()
    notes: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, object]:
        """It as JSON values."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Extracted:
    """An article, the events found in it, and the graph that they give; nothing is stored."""

    article: Article
    extraction: Extraction
    graph: rdflib.Graph


def warnings(report: Report) -> Iterator[str]:
    """What the shapes say of data that conforms, a line each."""
    return (f"{result.severity.lower()}: {result.label or result.focus}: {result.message}" for result in report.results)


@dataclass(frozen=True, slots=True)
class EventRow:
    """One event on one line, for people.

    Attributes:
        type: Local name of its most special class.
        status: ``occurred``, ``planned``, ``cancelled`` or ``denied``.
        label: One line that says what happened.
        earliest: First day on which it may have begun.
        latest: Last such day.
        parties: Codes of states, short names of organisations.
        place: Where, where known.
        quote: The sentence that shows it best.
        source: The article's source.
        iri: The event's IRI, where it is in a dataset.
    """

    type: str
    status: str
    label: str
    earliest: dt.date | None = None
    latest: dt.date | None = None
    parties: tuple[str, ...] = ()
    place: str | None = None
    quote: str = ""
    source: str = ""
    iri: str | None = None

    @property
    def date(self) -> str:
        """The day, or the first and last day; empty where nothing fixes it."""
        if self.earliest is None or self.latest is None:
            return ""
        return self.earliest.isoformat() if self.earliest == self.latest else f"{self.earliest} – {self.latest}"


def row_of_record(event: EventRecord, source: str) -> EventRow:
    """A record as one line."""
    return EventRow(
        type=event.type.value,
        status=event.status.value,
        label=event.label,
        earliest=event.earliest,
        latest=event.latest,
        parties=tuple(actor.code for actor in event.parties),
        place=event.place.name if event.place else None,
        quote=event.evidence[0].quote if event.evidence else "",
        source=source,
    )


@dataclass(frozen=True, slots=True)
class Stats:
    """How much a dataset holds.

    Attributes:
        store: Where it is.
        quads: All statements, the vocabularies' own among them.
        articles: Articles.
        events: Consolidated events.
        states: States that are spoken of.
        organizations: Organisations likewise.
        persons: Persons likewise.
        places: Places likewise.
        quarantined: Articles that did not conform.
        types: Events by the local name of their most special class.
        statuses: Events by status.
    """

    store: str
    quads: int
    articles: int
    events: int
    states: int
    organizations: int
    persons: int
    places: int
    quarantined: int
    types: dict[str, int] = field(default_factory=dict)
    statuses: dict[str, int] = field(default_factory=dict)
