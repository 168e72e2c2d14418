"""Small articles for tests of extraction, and their events as short lines that a test can name."""

from __future__ import annotations

import datetime as dt

from diplograph.loaders.article import Article, BlockKind, compose
from diplograph.loaders.event import Actor, EventRecord, Status
from diplograph.loaders.extraction.base import Extractor

# A Wednesday in the middle of a month, so that "last week", "on Monday" and "next month" all have one meaning.
PUBLISHED = dt.date(2024, 5, 15)


def article(*paragraphs: str, headline: str | None = None, published: dt.date | None = PUBLISHED) -> Article:
    """An article of these paragraphs."""
    blocks = [(BlockKind.PARAGRAPH, paragraph) for paragraph in paragraphs]
    if headline is not None:
        blocks.insert(0, (BlockKind.HEADLINE, headline))
    text, placed = compose(blocks)
    return Article(source="story.txt", text=text, blocks=placed, headline=headline, published=published, language="en")


def events(extractor: Extractor, *paragraphs: str, headline: str | None = None) -> tuple[EventRecord, ...]:
    """The events of an article of these paragraphs."""
    return extractor.extract(article(*paragraphs, headline=headline)).events


def line(event: EventRecord) -> str:
    """An event in a line: type, parties ("A>B" where directed) and the status unless it happened.

    Parties are in the order of their codes, since no reader is promised another.
    """
    directed = event.initiators or event.targets
    who = f"{_codes(event.initiators)}>{_codes(event.targets)}" if directed else _codes(event.parties)
    return f"{event.type} {who}" + ("" if event.status is Status.OCCURRED else f" {event.status}")


def told(extractor: Extractor, *paragraphs: str, headline: str | None = None) -> list[str]:
    """The events of an article of these paragraphs, as lines in the order of their codes."""
    return sorted(line(event) for event in events(extractor, *paragraphs, headline=headline))


def _codes(actors: tuple[Actor, ...]) -> str:
    return "+".join(sorted(actor.code for actor in actors))
