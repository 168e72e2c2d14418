"""The commands on what could not be read or does not conform: list, show, retry and drop."""

from __future__ import annotations

import json
from typing import Annotated

import typer
from rich import box
from rich.table import Table
from rich.text import Text

from .. import render
from ..errors import NotFound, QueryError
from ..options import ExtractorOption, StoreOption, database, one_of
from ..quarantine import find
from ..results import Outcome

app = typer.Typer(
    name="quarantine",
    no_args_is_help=True,
    help="See, try again, or drop what could not be read or does not conform.",
    context_settings={"help_option_names": ["-h", "--help"]},
)

_NAME = typer.Argument(metavar="ENTRY", help="The entry's name or its first digits, its source, or the article's IRI.")
_NAMES = typer.Argument(metavar="[ENTRY]...", help="Names of entries or their first digits, sources, or articles' IRIs.")


@app.command("list")
def list_entries(
    format: Annotated[str, typer.Option("--format", metavar="table|json", help="How the entries are written.")] = "table",
    store: StoreOption = None,
) -> None:
    """List what lies in quarantine, and why.

    Example: [bold]diplograph quarantine list[/bold]
    """
    one_of(format, ("table", "json"))
    with database(store, read_only=True) as opened:
        entries = opened.quarantined()
    if format == "json":
        shown = [{"name": entry.name, "kind": entry.kind, "source": entry.source, "reason": entry.reason} for entry in entries]
        typer.echo(json.dumps(shown, ensure_ascii=False, indent=2))
    elif entries:
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
        for column in ("Entry", "Kind", "Source", "Reason"):
            table.add_column(column, overflow="fold", no_wrap=column in ("Entry", "Kind"))
        for entry in entries:
            table.add_row(entry.name[:8], entry.kind, Text(render.plain(entry.source)), Text(render.plain(entry.reason)))
        render.console().print(table)
    else:
        render.note("nothing lies in quarantine")


@app.command()
def show(
    entry: Annotated[str, _NAME],
    format: Annotated[
        str, typer.Option("--format", metavar="text|json|turtle", help="The report for people, all of it as JSON, or the refused graph.")
    ] = "text",
    store: StoreOption = None,
) -> None:
    """Show one entry: its source, the report, and what was refused.

    Example: [bold]diplograph quarantine show article.html[/bold]
    """
    one_of(format, ("text", "json", "turtle"))
    with database(store, read_only=True) as opened:
        found = find(opened.quarantined(), entry)
    if format == "json":
        typer.echo(json.dumps(found.as_dict(), ensure_ascii=False, indent=2))
    elif format == "turtle":
        if found.graph is None:
            raise NotFound("graph of the entry", entry, "its source could not be read; see `diplograph quarantine show` without --format")
        typer.echo(found.graph, nl=not found.graph.endswith("\n"))
    else:
        facts = [("entry", found.name), ("kind", found.kind), ("source", found.source)]
        facts += [("article", found.article)] if found.article is not None else []
        typer.echo("\n".join(f"{name:<8} {render.plain(value)}" for name, value in facts))
        typer.echo("\n" + "\n".join(render.plain(line) for line in found.report.strip().splitlines()))


@app.command()
def retry(
    *,
    entries: Annotated[list[str] | None, _NAMES] = None,
    all_of_them: Annotated[bool, typer.Option("--all", help="Try all that lies in quarantine.")] = False,
    extractor: ExtractorOption = None,
    store: StoreOption = None,
) -> None:
    """Load entries again, from their source if it is there, else as they were kept; those that conform leave quarantine.

    Example: [bold]diplograph quarantine retry --all[/bold]
    """
    _something(entries, all_of_them=all_of_them)
    with database(store, read_only=False, create=False, extractor=extractor) as opened:
        known = opened.quarantined()
        results = [opened.retry(entry.name) for entry in (known if all_of_them else [find(known, name) for name in entries or ()])]
    for loaded in results:
        if loaded.outcome in (Outcome.LOADED, Outcome.UNCHANGED):
            typer.echo(f"{loaded.outcome}\t{render.counted(loaded.events, 'event')}\t{render.plain(loaded.source)}\t{loaded.article}")
        else:
            render.complain(f"{loaded.source}: {loaded.reason}")
    if any(loaded.outcome in (Outcome.FAILED, Outcome.QUARANTINED) for loaded in results):
        raise typer.Exit(1)


@app.command()
def drop(
    *,
    entries: Annotated[list[str] | None, _NAMES] = None,
    all_of_them: Annotated[bool, typer.Option("--all", help="Drop all that lies in quarantine.")] = False,
    store: StoreOption = None,
) -> None:
    """Take entries out of quarantine for good.

    Example: [bold]diplograph quarantine drop article.html[/bold]
    """
    _something(entries, all_of_them=all_of_them)
    with database(store, read_only=False, create=False) as opened:
        known = opened.quarantined()
        dropped = [opened.drop(entry.name) for entry in (known if all_of_them else [find(known, name) for name in entries or ()])]
    for entry in dropped:
        typer.echo(f"dropped\t{entry.name}\t{render.plain(entry.source)}")


def _something(entries: list[str] | None, *, all_of_them: bool) -> None:
    if bool(entries) == all_of_them:
        raise QueryError("name the entries, or say --all for all of them, not both; `diplograph quarantine list` shows them")
