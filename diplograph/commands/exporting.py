"""The command that writes the dataset, or some of its events, to files of RDF and of tables."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from .. import render
from ..errors import FormatError, SourceError
from ..exporting import export_format, format_of_target
from ..loaders.event import Status
from ..options import StoreOption, database, one_of
from ..selection import KINDS, Selection
from ..tables.formats import TableFormat

# How many bytes are written before the terminal is told again.
_STEP = 1 << 20


def export(
    *,
    format: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="FORMAT",
            help="turtle, ntriples, rdfxml, trig, nquads, jsonld; csv, parquet, jsonl, geojson, ical, graphml, gexf, polecat; "
            "by default by the file's ending, else turtle (trig with --dataset).",
        ),
    ] = None,
    graph: Annotated[
        str | None, typer.Option("--graph", metavar="IRI", help="Export one named graph: an article's, or a vocabulary.")
    ] = None,
    dataset: Annotated[bool, typer.Option("--dataset", help="Export the consolidated events and the graphs of all articles.")] = False,
    since: Annotated[str | None, typer.Option("--since", metavar="DAY", help="Events that may have begun on this day or later.")] = None,
    until: Annotated[str | None, typer.Option("--until", metavar="DAY", help="Events that may have begun on this day or earlier.")] = None,
    type: Annotated[str | None, typer.Option("--type", metavar="CLASS", help="Events of a class, such as Meeting or Dispute.")] = None,
    party: Annotated[
        list[str] | None,
        typer.Option("--party", metavar="NAME", help="Events of a party: code, name or IRI; several have all to take part."),
    ] = None,
    pair: Annotated[str | None, typer.Option("--pair", metavar="A,B", help="Events of two parties.")] = None,
    status: Annotated[str | None, typer.Option("--status", metavar="STATUS", help="occurred, planned, cancelled or denied.")] = None,
    topic: Annotated[str | None, typer.Option("--topic", metavar="TOPIC", help="Events about a topic, such as security.")] = None,
    place: Annotated[str | None, typer.Option("--place", metavar="NAME", help="Events at a place, or anywhere in a country.")] = None,
    text: Annotated[
        str | None, typer.Option("--text", metavar="WORDS", help="Events told of in words: talks, 'work plan', negotiat*.")
    ] = None,
    publisher: Annotated[str | None, typer.Option("--publisher", metavar="NAME", help="Events that a publisher tells of.")] = None,
    article: Annotated[
        str | None, typer.Option("--article", metavar="ARTICLE", help="Events that an article tells of: its IRI, address or file name.")
    ] = None,
    query: Annotated[
        str | None, typer.Option("--query", metavar="CONSTRUCT", help="What a query constructs, and what is known of its subjects.")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write to a file, packed if it ends in .gz, .bz2, .xz or .zst."),
    ] = None,
    store: StoreOption = None,
) -> None:
    """Export the consolidated events, some of them with all that they refer to, one graph, or the whole dataset.

    Example: [bold]diplograph export --pair IND,CAN --since 2026-01-01 -o events.ttl[/bold]
    """
    if type is not None:
        one_of(type, KINDS)
    if status is not None:
        one_of(status, tuple(Status))
    pairs = [] if pair is None else [name.strip() for name in pair.split(",")]
    if pair is not None and (len(pairs) != 2 or not all(pairs)):
        raise FormatError(pair, "is no pair; give two parties with a comma between them, such as IND,CAN")
    selection = Selection(
        type=type,
        parties=(*(party or ()), *pairs),
        status=Status(status) if status is not None else None,
        since=_day(since),
        until=_day(until),
        place=place,
        topic=topic,
        text=text,
        publisher=publisher,
        article=article,
        query=query,
    )
    if sum((graph is not None, dataset, bool(selection))) > 1:
        raise FormatError("export", "give one of --graph, --dataset and a selection of events")
    guessed = format_of_target(output) if output is not None and format is None else None
    chosen = guessed or export_format(format or ("trig" if dataset else "turtle"))
    if output is None and chosen.name == "parquet" and sys.stdout.isatty():
        raise FormatError(chosen.name, "is not for a terminal; name a file with -o")
    bar = Progress(
        SpinnerColumn(),
        TextColumn("writing {task.fields[size]} MB"),
        TimeElapsedColumn(),
        console=render.console(stderr=True),
        transient=True,
        disable=output is None or not sys.stderr.isatty(),
    )
    with database(store, read_only=True) as opened, bar:
        task, told = bar.add_task("writing", total=None, size="0"), 0

        def show(written: int) -> None:
            nonlocal told
            if written >= told + _STEP:
                told = written
                bar.update(task, size=f"{written / 1e6:,.0f}")

        target = output if output is not None else sys.stdout.buffer
        left_out = opened.export(target, chosen, graph=graph, dataset=dataset, selection=selection, progress=show)
    if output is not None:
        render.note(f"wrote {output} as {chosen.name}")
    if left_out and isinstance(chosen, TableFormat):
        render.note(f"left out {left_out} {'event' if left_out == 1 else 'events'} {chosen.left_out}")


def _day(text: str | None) -> dt.date | None:
    try:
        return None if text is None else dt.date.fromisoformat(text)
    except ValueError as error:
        raise SourceError(text or "", "is no day; write it like 2026-02-07") from error
