"""The command line: results on standard output, everything else on standard error.

Exit codes: 0 all went well; 1 it ran, and data does not conform or sources failed; 2 it could not run.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from collections import Counter
from contextlib import suppress
from dataclasses import asdict
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from . import render
from .commands.coding import ConsolidateOption, DatasetOption, DatasetVersionOption, KeepOtherOption, coded_sources, load_coded
from .commands.exporting import export
from .commands.importing import import_
from .commands.keeping import backup, migrate, restore
from .commands.quarantine import app as quarantine
from .commands.querying import query
from .commands.validating import validate
from .commands.watching import watch
from .errors import DiplographError
from .explain import explain
from .ontology.turtle import normal_turtle
from .options import (
    ColumnOption,
    ExtractorOption,
    FollowOption,
    FormatOption,
    StoreOption,
    database,
    given_settings,
    one_of,
    read_article,
    reading,
    with_server,
)
from .pipeline import Pipeline
from .render import complain, note
from .results import Loaded, Outcome, row_of_record
from .serving import serve, token
from .settings import Settings, read_settings
from .version import VERSION


class _Commands(TyperGroup):
    """The commands in the order of this file, with one place where errors become a line and an exit code."""

    def invoke(self, ctx: Any) -> object:
        """Runs the command, and turns an error of ours into one line."""
        try:
            result: object = super().invoke(ctx)
            sys.stdout.flush()
            return result
        except DiplographError as error:
            complain(str(error))
            raise typer.Exit(2) from error
        except BrokenPipeError as error:
            # The reader of our output has gone, as `head` does.
            _forget_output()
            raise typer.Exit(141) from error
        except OSError as error:
            _forget_output()
            complain(f"{error.filename or 'the output'} cannot be read or written: {error.strerror or error}")
            raise typer.Exit(2) from error


def _forget_output() -> None:
    # Python would try once more at its end to write what is left, and complain.
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


app = typer.Typer(
    cls=_Commands,
    name="diplograph",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    help="Reads news and turns it into a database of diplomatic events that can be trusted and queried.",
    context_settings={"help_option_names": ["-h", "--help"]},
)


def main() -> None:
    """Runs the command line."""
    _open_streams()
    # rdflib logs a traceback for each literal that its datatype does not allow; the shapes report it, in a line.
    logging.getLogger("rdflib").setLevel(logging.ERROR)
    # A sentence's matrices are too small to be shared out: numpy's threads would wait for each other at twice the processor's time.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    app()


def _open_streams() -> None:
    """Lets everything be printed, whatever the locale is and whichever of the standard streams are closed."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115 (it stays open)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # A file or a pipe gets UTF-8; a terminal, what it can show. Names of files may hold what is neither.
            stream.reconfigure(encoding=stream.encoding if stream.isatty() else "utf-8", errors="backslashreplace")


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"diplograph {VERSION}")
        raise typer.Exit


@app.callback()
def options(
    *,
    version: Annotated[bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version and exit.")] = False,
) -> None:
    """Reads news and turns it into a database of diplomatic events that can be trusted and queried."""


@app.command()
@with_server
def load(
    *,
    sources: Annotated[
        list[str],
        typer.Argument(metavar="SOURCE", help="Files of articles, folders, patterns, addresses, or - for standard input."),
    ],
    column: ColumnOption = None,
    as_format: FormatOption = None,
    follow: FollowOption = False,
    jobs: Annotated[
        int, typer.Option("--jobs", "-j", min=0, metavar="N", help="Extract so many articles at the same time; 0 for one a processor.")
    ] = 1,
    engine: Annotated[
        str | None,
        typer.Option("--engine", metavar="local|ray", help="Where articles are extracted: on this machine, or on a cluster of Ray."),
    ] = None,
    again: Annotated[
        bool, typer.Option("--again", help="Read again what is in the dataset already, as after a change of the model.")
    ] = False,
    extractor: ExtractorOption = None,
    dataset: DatasetOption = None,
    dataset_version: DatasetVersionOption = None,
    keep_other: KeepOtherOption = False,
    consolidate: ConsolidateOption = False,
    store: StoreOption = None,
) -> None:
    """Load articles: find their events, validate them, and store them. Or load datasets of coded events.

    Example: [bold]diplograph load article.html news/ dump.jsonl.gz --jobs 4[/bold]

    Example: [bold]diplograph load events.2018.tab --as icews[/bold]

    What breaks the shapes or cannot be read is kept in quarantine, and stops no other. A run that was ended goes on where it ended
    when it is begun again.
    """
    coded, sources, as_format = coded_sources(sources, as_format)
    if coded:
        load_coded(coded, store, name=dataset, version=dataset_version, keep_other=keep_other, consolidate=consolidate)
    if not sources:
        return
    from .loaders.readers import expanded  # the readers of pages take half a second that other commands need not wait for

    options = reading(column, as_format, follow=follow)
    names = list(expanded(sources))
    counts: Counter[Outcome] = Counter()
    copies = 0
    with database(store, read_only=False, extractor=extractor) as opened, render.Batch(len(names)) as batch:
        for loaded in opened.loading(batch.opened(names), options, jobs=jobs or os.cpu_count() or 1, engine=engine, again=again):
            counts[loaded.outcome] += 1
            copies += loaded.copy_of is not None
            batch.done(loaded)
            _tell(loaded)
    if counts.total() != 1:
        told = ", ".join(f"{counts[outcome]:,} {outcome}" for outcome in Outcome if counts[outcome])
        repeated = f"; {render.counted(copies, 'copy', 'copies')} of stories already loaded" if copies else ""
        note(f"{counts.total():,} articles: {told}{repeated}{batch.rate}")
    if counts[Outcome.FAILED] or counts[Outcome.QUARANTINED]:
        raise typer.Exit(1)


def _tell(loaded: Loaded) -> None:
    for remark in loaded.notes:
        note(render.plain(f"note: {loaded.source}: {remark}"))
    if loaded.outcome in (Outcome.FAILED, Outcome.QUARANTINED):
        complain(f"{loaded.source}: {loaded.reason}")
        return
    if loaded.outcome is Outcome.SET_ASIDE:
        note(render.plain(f"set aside: {loaded.source}: {loaded.reason}"))
        return
    if loaded.events == 0:
        note(render.plain(f"note: {loaded.source}: no events found in it"))
    if loaded.copy_of is not None:
        note(render.plain(f"note: {loaded.source}: has nearly the same text as {loaded.copy_of}, and counts as a copy of the same story"))
    typer.echo(f"{loaded.outcome}\t{render.counted(loaded.events, 'event')}\t{render.plain(loaded.source)}\t{loaded.article}")


@app.command()
def extract(
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="A file or address of an article, or - for standard input.")],
    format: Annotated[str, typer.Option("--format", metavar="table|json|turtle", help="How the events are written.")] = "table",
    extractor: ExtractorOption = None,
) -> None:
    """Show the events of an article; nothing is stored.

    Example: [bold]diplograph extract article.html --format json[/bold]
    """
    one_of(format, ("table", "json", "turtle"))
    pipeline = Pipeline(read_settings(extractor=extractor))
    article = read_article(pipeline, source)
    extracted = pipeline.extract(article)
    for remark in extracted.extraction.notes:
        note(f"note: {render.plain(remark)}")
    if format == "json":
        typer.echo(json.dumps(render.extracted_json(extracted), ensure_ascii=False, indent=2))
    elif format == "turtle":
        typer.echo(normal_turtle(extracted.graph), nl=False)
    elif extracted.extraction.events:
        render.console().print(render.event_table(row_of_record(event, article.source) for event in extracted.extraction.events))
    else:
        note(render.plain(f"note: {article.source}: no events found in it"))


app.command()(with_server(explain))


app.command()(with_server(query))
app.command()(validate)


app.command()(with_server(export))
app.command("import")(with_server(import_))


@app.command()
@with_server
def stats(
    format: Annotated[str, typer.Option("--format", metavar="text|json", help="How the counts are written.")] = "text",
    store: StoreOption = None,
) -> None:
    """Count what the dataset holds.

    Example: [bold]diplograph stats --format json[/bold]
    """
    one_of(format, ("text", "json"))
    with database(store, read_only=True) as opened:
        counted = opened.stats()
    if format == "json":
        typer.echo(json.dumps(asdict(counted), ensure_ascii=False, indent=2))
    else:
        render.console().print(render.stats_table(counted))


@app.command()
@with_server
def remove(
    article: Annotated[str, typer.Argument(metavar="ARTICLE", help="The article's IRI, its address, or its file's name.")],
    store: StoreOption = None,
) -> None:
    """Take an article out of the dataset, with all that no other article supports.

    Example: [bold]diplograph remove article.html[/bold]
    """
    with database(store, read_only=False, create=False) as opened:
        removed = opened.remove(article)
    typer.echo(f"removed\t{removed}")


app.add_typer(quarantine)
app.command()(backup)
app.command()(restore)
app.command()(migrate)
app.command()(with_server(watch))
app.command()(with_server(serve))
app.command()(token)


@app.command()
@with_server
def demo(
    store: Annotated[str, typer.Option("--store", metavar="FOLDER", help="Folder of the demonstration's dataset.")] = "build/demo",
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="Where the events are written as Turtle.")] = Path(
        "build/diplograph.ttl"
    ),
) -> None:
    """Load the articles that come with Diplograph, and show what can be done with them.

    Example: [bold]diplograph demo[/bold]
    """
    from .demo import run

    if not run(given_settings(store=store), output):
        raise typer.Exit(1)


__all__ = ["Settings", "app", "main"]
