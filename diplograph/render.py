"""How results look to people: tables for the terminal, and plain JSON."""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from types import TracebackType
from typing import Any, Self

import typer
from rich import box
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from .loaders.event import Actor, EventRecord
from .named_queries import NamedQuery
from .ontology.terms import PREFIXES
from .results import EventRow, Extracted, Loaded, Outcome, Stats

# Where no terminal says how wide it is; a file or a pipe gets whole words, folded, never cut.
WIDTH = 140
# What a terminal would obey instead of showing it.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_STATUS_STYLES = {"occurred": "green", "planned": "cyan", "cancelled": "yellow", "denied": "red"}


def console(*, stderr: bool = False) -> Console:
    """A console on the output of results, or on that of everything else; colours only where it is a terminal."""
    stream = sys.stderr if stderr else sys.stdout
    return Console(file=stream, width=None if stream.isatty() else WIDTH, highlight=False, soft_wrap=False)


def plain(text: str) -> str:
    """The text with control characters made visible, so that data cannot steer the terminal."""
    return _CONTROLS.sub("\ufffd", text)


def _table(*columns: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def event_table(rows: Iterable[EventRow]) -> Table:
    """Events with date, type, parties, status and the sentence that shows each."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in ("Date", "Type", "Parties", "Status"):
        table.add_column(column, no_wrap=column in ("Type", "Status"), overflow="fold")
    table.add_column("Sentence", overflow="fold", ratio=1)
    for row in rows:
        table.add_row(
            Text(row.date.replace(" – ", "\n") or "–"),
            Text(row.type),
            Text(plain(", ".join(row.parties))),
            Text(row.status, style=_STATUS_STYLES.get(row.status, "")),
            Text(plain(" ".join(row.quote.split()))),
        )
    return table


def shortened(iri: str) -> str:
    """The IRI by a known prefix, else in angle brackets.

    >>> shortened("https://w3id.org/diplograph/ontology#Meeting")
    'dg:Meeting'
    """
    for prefix, namespace in PREFIXES.items():
        local = iri.removeprefix(namespace)
        if local != iri and re.fullmatch(r"[\w-]+", local):
            return f"{prefix}:{local}"
    return f"<{iri}>"


def _cell(term: Mapping[str, Any] | None) -> Text:
    if term is None:
        return Text("")
    if term["type"] == "uri":
        return Text(plain(shortened(term["value"])), style="cyan")
    if term["type"] == "bnode":
        return Text(plain(f"_:{term['value']}"))
    return Text(plain(str(term["value"])))


def answer_table(data: bytes) -> Table | Text:
    """An answer in SPARQL JSON as a table, or as ``true`` or ``false``."""
    answer = json.loads(data)
    if "boolean" in answer:
        return Text(str(answer["boolean"]).lower())
    columns: list[str] = answer["head"]["vars"]
    table = _table(*map(plain, columns))
    for row in answer["results"]["bindings"]:
        table.add_row(*(_cell(row.get(column)) for column in columns))
    return table


def query_table(queries: Iterable[NamedQuery]) -> Table:
    """Named queries, each with what it answers and the parameters that it takes."""
    table = _table("Name", "What it answers", "Parameters")
    table.columns[0].no_wrap = True
    for query in queries:
        parameters = "\n".join(f"{parameter.name}={parameter.default}" for parameter in query.parameters)
        table.add_row(query.name, query.description, parameters)
    return table


def has_rows(data: bytes) -> bool:
    """Whether an answer in SPARQL JSON has a row, or is true or false."""
    answer = json.loads(data)
    return "boolean" in answer or bool(answer["results"]["bindings"])


def counted(number: int, thing: str, things: str | None = None) -> str:
    """How many of a thing there are.

    >>> counted(1, "event"), counted(1200, "event"), counted(2, "copy", "copies")
    ('1 event', '1,200 events', '2 copies')
    """
    return f"{number:,} {thing if number == 1 else things or f'{thing}s'}"


def stats_table(stats: Stats) -> Table:
    """The counts of a dataset, one a line."""
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column()
    table.add_column(justify="right")
    for name in ("articles", "events", "states", "organizations", "persons", "places", "quarantined", "quads"):
        table.add_row(name, f"{getattr(stats, name):,}")
    for group in (stats.types, stats.statuses):
        for name, count in group.items():
            table.add_row(f"  {name}", f"{count:,}")
    return table


def _codes(actors: Iterable[Actor]) -> list[str]:
    return [actor.code for actor in actors]


def _record(event: EventRecord) -> dict[str, Any]:
    return {
        "id": event.ref,
        "type": event.type.value,
        "status": event.status.value,
        "date": [event.earliest.isoformat(), event.latest.isoformat()] if event.earliest and event.latest else None,
        "date_text": event.date_text,
        "parties": _codes(event.parties),
        "initiator": _codes(event.initiators),
        "target": _codes(event.targets),
        "people": [person.name for person in event.delegates],
        "place": {"name": event.place.name, "country": event.place.country} if event.place else None,
        "instrument": (
            {"title": event.instrument.title, "kind": event.instrument.kind, "value": event.instrument.value} if event.instrument else None
        ),
        "topics": list(event.topics),
        "outcome_of": list(event.outcome_of),
        "in_response_to": list(event.in_response_to),
        "part_of": list(event.part_of),
        "label": event.label,
        "quote": event.evidence[0].quote if event.evidence else None,
        "evidence": [{"quote": evidence.quote, "start": evidence.start, "end": evidence.end} for evidence in event.evidence],
        "confidence": event.confidence,
    }


def extracted_json(extracted: Extracted) -> dict[str, Any]:
    """An article and its events as JSON values."""
    article = extracted.article
    return {
        "article": {
            "source": article.source,
            "headline": article.headline,
            "published": article.published.isoformat() if article.published else None,
            "url": article.url,
            "publisher": article.publisher,
            "authors": list(article.authors),
            "language": article.language,
        },
        "events": [_record(event) for event in extracted.extraction.events],
        "notes": list(extracted.extraction.notes),
    }


class Batch:
    """A bar that shows how far a batch of articles is, how fast it goes, and how many failed; only where somebody looks at a terminal.

    Args:
        sources: How many sources there are; one may hold any number of articles.
    """

    def __init__(self, sources: int) -> None:
        self._bar = Progress(
            TextColumn("loading"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[told]}"),
            TimeRemainingColumn(),
            console=console(stderr=True),
            transient=True,
            disable=not sys.stderr.isatty(),
        )
        self._task = self._bar.add_task("loading", total=sources, told="")
        self._started = time.monotonic()
        self._articles = self._failed = 0

    def __enter__(self) -> Self:
        """The bar, shown until the end of the block."""
        self._bar.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Takes the bar away."""
        self._bar.stop()

    def opened(self, sources: Iterable[str]) -> Iterator[str]:
        """The sources, each counted as done when the next is opened."""
        for number, source in enumerate(sources):
            self._bar.update(self._task, completed=number)
            yield source

    def done(self, loaded: Loaded) -> None:
        """Counts an article."""
        self._articles += 1
        self._failed += loaded.outcome in (Outcome.FAILED, Outcome.QUARANTINED)
        failed = f", {self._failed:,} failed" if self._failed else ""
        self._bar.update(self._task, told=f"{counted(self._articles, 'article')}{self.rate}{failed}  {plain(loaded.source)[-40:]}")

    @property
    def rate(self) -> str:
        """How fast it goes, where there is something to tell."""
        seconds = time.monotonic() - self._started
        return f", {self._articles / seconds:,.1f} a second" if self._articles > 20 and seconds > 1 else ""


def complain(message: str) -> None:
    """Says on one line of standard error what went wrong."""
    typer.secho(f"error: {plain(' '.join(message.split()))}", fg=typer.colors.RED, err=True)


def note(message: str) -> None:
    """Says something that is no result on standard error."""
    typer.echo(message, err=True)


def write(data: bytes) -> None:
    """Writes bytes to standard output, with a line's end after them."""
    # In pieces, so that a reader that has gone is noticed soon.
    for start in range(0, len(data), 65_536):
        sys.stdout.buffer.write(data[start : start + 65_536])
    if not data.endswith(b"\n"):
        sys.stdout.buffer.write(b"\n")
