"""Articles and event records for tests, written by hand, so that tests of the store need no language model."""

from __future__ import annotations

import dataclasses
import datetime as dt

from diplograph.loaders.article import Article, BlockKind, compose
from diplograph.loaders.event import Actor, ActorKind, EventRecord, EventType, Evidence, Instrument, Person, Place, Status
from diplograph.loaders.extraction.base import Extraction
from diplograph.loaders.mapper import article_graph
from diplograph.ontology.iris import Iris
from diplograph.results import Extracted

INDIA = Actor(ActorKind.STATE, "IND", "India")
CANADA = Actor(ActorKind.STATE, "CAN", "Canada", ("Dominion of Canada",))
FRANCE = Actor(ActorKind.STATE, "FRA", "France")
UN = Actor(ActorKind.ORGANIZATION, "UN", "United Nations")
SOFTWARE = "0.1.0, rules 1"

_MET = "Ajit Doval met his Canadian counterpart in Ottawa on Saturday."
_AGREED = "The two sides agreed on a work plan worth C$2 billion."


def article(source: str = "talks.txt", headline: str = "India and Canada hold talks", *more: str) -> Article:
    """An article of a headline and two sentences, and more if given."""
    blocks = [(BlockKind.HEADLINE, headline), (BlockKind.PARAGRAPH, _MET), (BlockKind.PARAGRAPH, _AGREED)]
    text, placed = compose([*blocks, *((BlockKind.PARAGRAPH, paragraph) for paragraph in more)])
    zone = dt.timezone(dt.timedelta(hours=5, minutes=30))
    return Article(
        source=source,
        text=text,
        blocks=placed,
        headline=headline,
        published=dt.datetime(2026, 2, 9, 9, 19, tzinfo=zone),
        publisher="The Paper",
        authors=("A. Writer",),
        language="en",
    )


def evidence(of: Article, quote: str) -> Evidence:
    """The sentence, where it stands in the article."""
    start = of.text.index(quote)
    return Evidence(quote, start, start + len(quote))


def meeting(of: Article) -> EventRecord:
    """The meeting that the article tells of."""
    return EventRecord(
        ref="e1",
        type=EventType.MEETING,
        status=Status.OCCURRED,
        label="India and Canada meet in Ottawa",
        parties=(INDIA, CANADA),
        evidence=(evidence(of, _MET),),
        delegates=(Person("Ajit Doval", "National Security Adviser", INDIA),),
        earliest=dt.date(2026, 2, 7),
        latest=dt.date(2026, 2, 7),
        date_text="Saturday",
        place=Place("Ottawa", "CAN", 45.41117, -75.69812),
        topics=("security",),
        confidence=0.8,
    )


def agreement(of: Article) -> EventRecord:
    """The agreement that the meeting came to."""
    return EventRecord(
        ref="e2",
        type=EventType.AGREEMENT,
        status=Status.OCCURRED,
        label="India and Canada agree on a work plan",
        parties=(INDIA, CANADA),
        evidence=(evidence(of, _AGREED),),
        instrument=Instrument("work plan", "work plan", "C$2 billion"),
        outcome_of=("e1",),
        confidence=0.75,
    )


def accusation(of: Article) -> EventRecord:
    """An accusation, by one party against another."""
    return EventRecord(
        ref="e3",
        type=EventType.ACCUSATION,
        status=Status.OCCURRED,
        label="India accuses Canada",
        parties=(INDIA, CANADA),
        initiators=(INDIA,),
        targets=(CANADA,),
        evidence=(evidence(of, _AGREED),),
    )


def extracted(of: Article, *events: EventRecord, iris: Iris | None = None) -> Extracted:
    """The article with these events, as the pipeline gives it; the meeting and the agreement where none are given."""
    extraction = Extraction(events or (meeting(of), agreement(of)))
    return Extracted(of, extraction, article_graph(of, extraction, iris if iris is not None else Iris(), SOFTWARE))


def broken(of: Article) -> Extracted:
    """The article with an event that breaks the shapes: its evidence does not quote the article."""
    event = meeting(of)
    wrong = dataclasses.replace(event.evidence[0], quote="Nobody wrote this.")
    return extracted(of, dataclasses.replace(event, evidence=(wrong,)))
