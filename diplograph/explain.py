"""The command that shows how each event of an article came about, and what was rejected and why."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any

import pyoxigraph as ox
import typer
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from . import render
from .database import Database
from .errors import NotFound, SourceError, StoreError
from .loaders.article import Article, Block, BlockKind
from .loaders.event import EventRecord
from .loaders.extraction.base import Rejected
from .ontology.terms import PREFIXES
from .options import STDIN, ExtractorOption, StoreOption, given_settings, one_of, read_article
from .pipeline import Pipeline
from .results import Extracted, row_of_record
from .store import open_store


def explain(
    *,
    article: Annotated[
        str,
        typer.Argument(
            metavar="ARTICLE", help="A file of an article, - for standard input, or an article of the dataset by IRI, address or file name."
        ),
    ],
    event: Annotated[str | None, typer.Option("--event", metavar="N", help="Show this event alone: its number, such as 2 or e2.")] = None,
    rejected: Annotated[
        bool | None,
        typer.Option(
            "--rejected/--no-rejected",
            help="Show what was rejected; by default for a whole article, and with --event not even its sentences'.",
        ),
    ] = None,
    format: Annotated[str, typer.Option("--format", metavar="text|json", help="How it is written.")] = "text",
    extractor: ExtractorOption = None,
    store: StoreOption = None,
) -> None:
    """Show how each event of an article was found: rule, words, parties, date; and what was rejected, and why.

    Example: [bold]diplograph explain article.html --event 2[/bold]
    """
    one_of(format, ("text", "json"))
    pipeline = Pipeline(given_settings(store=store, extractor=extractor))
    read, remarks = _article(pipeline, article)
    explained = Explained(pipeline.extract(read), pipeline.extractor.name, event, rejected=rejected)
    for remark in (*remarks, *explained.extracted.extraction.notes):
        render.note(f"note: {render.plain(remark)}")
    if format == "json":
        typer.echo(json.dumps(explained.as_dict(), ensure_ascii=False, indent=2))
    else:
        explained.show(render.console())


class Explained:
    """The events of one article with the decisions that led to them.

    Args:
        extracted: The article and what was found in it.
        extractor: The name of what found it.
        event: Number of the one event to show; all where none is given.
        rejected: Whether to show what was rejected; where not said, only for the whole article.

    Raises:
        SourceError: The article has no event of that number.
    """

    def __init__(self, extracted: Extracted, extractor: str, event: str | None = None, *, rejected: bool | None = None) -> None:
        from .loaders.extraction.language import sentences  # spaCy takes a second, which an unknown file need not cost

        self.extracted = extracted
        self._extractor = extractor
        self._sentences = sentences(extracted.article)
        self._steps = {trace.ref: trace.steps for trace in extracted.extraction.traces}
        known = extracted.extraction.events
        self._events = known if event is None else tuple(one for one in known if one.ref == f"e{event.removeprefix('e')}")
        if event is not None and not self._events:
            count = f"its events are {known[0].ref} to {known[-1].ref}" if known else "it has none"
            raise SourceError(extracted.article.source, f"there is no event {event!r}; {count}")
        shown = event is None if rejected is None else rejected
        self._rejected = [one for one in extracted.extraction.rejected if shown and (event is None or self._beside(one))]

    def _beside(self, rejected: Rejected) -> bool:
        """Whether it stands in a sentence of an event that is shown."""
        return any(item.start < rejected.end and rejected.start < item.end for event in self._events for item in event.evidence)

    def as_dict(self) -> dict[str, Any]:
        """All of it as JSON values."""
        document = render.extracted_json(self.extracted)
        refs = {event.ref for event in self._events}
        document["extractor"] = self._extractor
        document["events"] = [
            {**event, "trace": list(self._steps.get(event["id"], ()))} for event in document["events"] if event["id"] in refs
        ]
        document["rejected"] = [
            {"trigger": one.trigger, "start": one.start, "end": one.end, "reason": one.reason, "sentence": sentence}
            for sentence, _, group in self._groups()
            for one in group
        ]
        return document

    def show(self, console: Console) -> None:
        """Writes it for people; without colours and line breaks of its own where the console is no terminal."""
        for line, indent in self._lines():
            if console.is_terminal:
                console.print(Padding(line, (0, 0, 0, indent)))
            else:
                # Whoever searches a file or a pipe wants each step on one line.
                console.print(Text(" " * indent).append_text(line), soft_wrap=True)

    def _lines(self) -> Iterator[tuple[Text, int]]:
        """Each line with its indent."""
        article = self.extracted.article
        yield _text(article.headline or article.source, "bold"), 0
        published = f"published {article.published.isoformat()}" if article.published else "no day of publication"
        yield _text(f"{article.source}; {published}; {self._extractor}", "dim"), 0
        for event in self._events:
            yield Text(), 0
            yield from self._event(event)
        if not self._events:
            yield Text("\nNo event."), 0
        groups = list(self._groups())
        if groups:
            yield Text("\nRejected", style="bold"), 0
        for sentence, start, group in groups:
            yield _marked(sentence, start, group), 2
            for one in group:
                yield _text(f"“{' '.join(one.trigger.split())}”  ", "bold red", one.reason), 4

    def _event(self, event: EventRecord) -> Iterator[tuple[Text, int]]:
        row = row_of_record(event, self.extracted.article.source)
        title = f"{event.ref}  {event.type}, {event.status}, confidence {event.confidence:.2f}  "
        yield _text(title, "bold cyan", event.label), 0
        parts = [", ".join(row.parties), f"{row.date} (“{event.date_text}”)" if row.date else "no date", row.place or "no place"]
        parts += [", ".join(person.name for person in event.delegates)] if event.delegates else []
        for name, links in (("outcome of", event.outcome_of), ("in response to", event.in_response_to), ("part of", event.part_of)):
            parts += [f"{name} {', '.join(links)}"] if links else []
        yield _text("; ".join(parts)), 4
        for item in event.evidence:
            yield _text(f"“{' '.join(item.quote.split())}”", "italic"), 4
        for step in self._steps.get(event.ref, ()):
            text = step.lstrip()
            yield _text(f"- {text}", "dim"), 6 + len(step) - len(text)

    def _groups(self) -> Iterator[tuple[str, int, list[Rejected]]]:
        """What was rejected, by its sentence and the sentence's start, in the order of the text."""
        groups: dict[tuple[int, int], list[Rejected]] = {}
        position = 0
        for one in sorted(self._rejected, key=lambda one: (one.start, one.end)):
            while position < len(self._sentences) and self._sentences[position].end <= one.start:
                position += 1
            inside = position < len(self._sentences) and self._sentences[position].start <= one.start
            span = (self._sentences[position].start, self._sentences[position].end) if inside else (one.start, one.end)
            groups.setdefault(span, []).append(one)
        for (start, end), group in groups.items():
            yield self.extracted.article.text[start:end], start, group


def _text(text: str, style: str = "", more: str = "") -> Text:
    return Text.assemble((render.plain(text), style), render.plain(more))


def _marked(sentence: str, start: int, group: Iterable[Rejected]) -> Text:
    """The sentence on one line, with the words that were rejected set off."""
    # One character for one, so that the marks stay where they are.
    text = Text(render.plain(sentence.replace("\n", " ").replace("\t", " ")))
    for one in group:
        text.stylize("bold red", one.start - start, one.end - start)
    return text


def _article(pipeline: Pipeline, name: str) -> tuple[Article, tuple[str, ...]]:
    """The article of a file or of the dataset, and what is to be said of where it was found."""
    if name == STDIN or Path(name).exists():
        return read_article(pipeline, name), ()
    location = pipeline.settings.store
    try:
        with Database(open_store(location, read_only=True, access=pipeline.settings.access), pipeline) as database:
            article = stored_article(database, name)
    except (NotFound, StoreError) as error:
        raise SourceError(name, f"is no file, and no article of the dataset ({error})") from error
    return article, (f"{article.source} is read from {location}, which does not keep what was heading, caption or teaser",)


def stored_article(database: Database, name: str) -> Article:
    """An article of the dataset, from what is stored of it: its text and the facts about it.

    The kinds of its blocks are not stored: all but the headline are taken for paragraphs.

    Raises:
        NotFound: No article, or more than one, has that name.
    """
    graph = database.find_article(name)
    facts: dict[str, list[str]] = {}
    for quad in database.store.quads(subject=graph, graph=graph):
        if isinstance(quad.object, ox.Literal | ox.NamedNode):
            facts.setdefault(quad.predicate.value, []).append(quad.object.value)

    def one(prefix: str, local: str) -> str | None:
        return min(facts.get(PREFIXES[prefix] + local, ()), default=None)

    text, headline = one("dg", "text") or "", one("schema", "headline")
    return Article(
        source=one("dcterms", "source") or name,
        text=text,
        blocks=tuple(_blocks(text, headline)),
        headline=headline,
        published=_time(one("schema", "datePublished")),
        url=one("schema", "url"),
        publisher=one("schema", "publisher"),
        authors=tuple(sorted(facts.get(PREFIXES["schema"] + "author", ()))),
        language=one("schema", "inLanguage"),
    )


def _blocks(text: str, headline: str | None) -> Iterator[Block]:
    start = 0
    for part in text.split("\n\n"):
        kind = BlockKind.HEADLINE if start == 0 and part == headline else BlockKind.PARAGRAPH
        if part:
            yield Block(kind, start, start + len(part))
        start += len(part) + 2


def _time(value: str | None) -> dt.datetime | dt.date | None:
    if value is None:
        return None
    with contextlib.suppress(ValueError):
        return dt.date.fromisoformat(value)
    return dt.datetime.fromisoformat(value)
