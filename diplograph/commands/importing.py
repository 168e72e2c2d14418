"""The command that takes a user's own events in."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, Progress, TaskID, TextColumn

from ..checks.documents import Document
from ..checks.documents import read as read_document
from ..errors import FormatError, ImportFailed, SourceError
from ..options import STDIN, StoreOption, database, one_of
from ..render import complain, console, counted, note, plain


def import_(
    files: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="FILE", help="RDF of any format, or a table as the template has it (CSV, JSON); packed or not; - for standard input."
        ),
    ] = None,
    *,
    template: Annotated[
        str | None, typer.Option("--template", metavar="csv|json", help="Print a table to fill in, with two events that show how.")
    ] = None,
    name: Annotated[
        str | None,
        typer.Option("--name", metavar="NAME", help="What the source is called; the file's name by default. The same name replaces it."),
    ] = None,
    format: Annotated[
        str | None, typer.Option("--format", metavar="FORMAT", help="csv, json, turtle …; else by the file's ending.")
    ] = None,
    encoding: Annotated[
        str | None, typer.Option("--encoding", metavar="NAME", help="The encoding of a table that is not UTF-8, such as windows-1252.")
    ] = None,
    publisher: Annotated[str | None, typer.Option("--publisher", metavar="NAME", help="Who answers for the events.")] = None,
    keep_going: Annotated[
        bool, typer.Option("--keep-going", help="Take the events that have no faults, and leave the rest in quarantine.")
    ] = False,
    store: StoreOption = None,
) -> None:
    """Take your own events in, as a source beside the articles.

    Example: [bold]diplograph import --template csv > events.csv[/bold], fill it in, then [bold]diplograph import events.csv[/bold]

    A file is taken wholly or not at all. Importing it again replaces what it said before.
    """
    from ..importing import FORMATS, TEMPLATES  # the names of actors take half a second that other commands need not wait for

    if template is not None:
        one_of(template, tuple(TEMPLATES))
        sys.stdout.write(TEMPLATES[template]())
        return
    if not files:
        raise FormatError("import", "no file; name one, or see what is expected with --template csv")
    if format is not None:
        one_of(format, FORMATS)
    if name is not None and len(files) > 1:
        raise FormatError("import", "--name names one source; import one file at a time with it")
    if STDIN in files and name is None:
        raise FormatError("import", "standard input has no name; give one with --name")
    failed = False
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed}"),
        console=console(stderr=True),
        transient=True,
        disable=not sys.stderr.isatty(),
    )
    with database(store, read_only=False) as opened, bar:
        task = bar.add_task("reading", total=None)
        for file in files:
            try:
                document = read_document(file)
                document = Document(document.name, document.data, format or document.format)
                done = opened.import_document(
                    document,
                    name or Path(file).name,
                    publisher=publisher,
                    encoding=encoding,
                    keep_going=keep_going,
                    progress=lambda what, count, of: _tell(bar, task, what, count, of),
                )
            except (ImportFailed, FormatError, SourceError) as error:
                for line in str(error).splitlines():
                    complain(line)
                failed = True
                continue
            for remark in done.notes:
                note(plain(f"note: {file}: {remark}"))
            for fault in done.faults:
                complain(fault.text(file))
            if done.faults:
                complain(f"{file}: {counted(len(done.faults), 'fault')}; those events lie in quarantine")
            failed = failed or bool(done.faults)
            typer.echo(f"{done.outcome}\t{counted(done.events, 'event')}\t{plain(done.name)}\t{done.graph}")
    if failed:
        raise typer.Exit(1)


def _tell(bar: Progress, task: TaskID, what: str, count: int, of: int | None) -> None:
    bar.update(task, description=what, completed=count, total=of)
