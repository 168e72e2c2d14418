"""What ``load`` does with datasets of coded events."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from .. import render
from ..database import Database
from ..errors import DiplographError
from ..loaders.document import is_file
from ..options import database
from ..render import complain, note
from ..results import Outcome

DatasetOption = Annotated[
    str | None,
    typer.Option("--dataset", metavar="NAME", help="What a dataset of coded events is called; by default as its file is."),
]
DatasetVersionOption = Annotated[
    str | None, typer.Option("--dataset-version", metavar="VERSION", help="Its version; by default a digest of what is in the file.")
]
KeepOtherOption = Annotated[
    bool, typer.Option("--keep-other", help="Keep its rows outside of the ontology (fighting, protests in the street), as plain events.")
]
ConsolidateOption = Annotated[bool, typer.Option("--consolidate", help="Join its events with those of articles.")]

# Seconds between two lines of progress where nobody looks on.
_PAUSE = 10.0


def coded_sources(sources: list[str], format: str | None) -> tuple[list[tuple[Path, str]], list[str], str | None]:
    """Those of the sources that are datasets, with the kind of each; the others; and the format of those.

    Args:
        sources: What is to be loaded.
        format: What ``--as`` names, if it is given: a kind of dataset makes datasets of all files.
    """
    # Whoever loads articles need not wait for polars: only what can be a dataset by its name is opened.
    likely = [name for name in sources if is_file(name) and _stem(name).endswith((".tab", ".tsv", ".csv", ".xml"))]
    if format is None and not likely:
        return [], sources, None
    from ..loaders.coded.registry import NAMES, recognised

    if format in NAMES:
        found = [file for name in sources for file in _files(name)]
        return [(file, str(format)) for file in found], [], None
    known = {name: kind.name for name in likely if format is None and (kind := recognised(Path(name))) is not None}
    return [(Path(name), kind) for name, kind in known.items()], [name for name in sources if name not in known], format


def _stem(name: str) -> str:
    return name.lower().removesuffix(".gz").removesuffix(".zst").removesuffix(".zip")


def _files(name: str) -> list[Path]:
    folder = Path(name)
    return sorted(file for file in folder.rglob("*") if file.is_file() and not file.name.startswith(".")) if folder.is_dir() else [folder]


def load_coded(
    sources: Iterable[tuple[Path, str]], store: str | None, *, name: str | None, version: str | None, keep_other: bool, consolidate: bool
) -> None:
    """Loads each dataset, and tells what became of it; a bad one stops no other."""
    failed = 0
    with database(store, read_only=False) as opened:
        for path, kind in sources:
            try:
                _load(opened, path, kind, name=name, version=version, keep_other=keep_other, consolidate=consolidate)
            except DiplographError as error:
                failed += 1
                complain(str(error))
    if failed:
        raise typer.Exit(1)


def _load(opened: Database, path: Path, kind: str, *, name: str | None, version: str | None, keep_other: bool, consolidate: bool) -> None:
    started = told = time.monotonic()
    bar = Progress(
        SpinnerColumn(),
        TextColumn("loading {task.description}"),
        TextColumn("{task.completed:,.0f} rows, {task.fields[events]:,} events, {task.fields[rate]:,.0f} rows/s"),
        TimeElapsedColumn(),
        console=render.console(stderr=True),
        transient=True,
        disable=not sys.stderr.isatty(),
    )
    with bar:
        task = bar.add_task(render.plain(path.name), total=None, events=0, rate=0)

        def progress(rows: int, events: int) -> None:
            nonlocal told
            now = time.monotonic()
            rate = rows / max(now - started, 1e-9)
            bar.update(task, completed=rows, events=events, rate=rate)
            if bar.disable and now - told > _PAUSE:
                told = now
                note(render.plain(f"{path.name}: {rows:,} rows, {events:,} events, {rate:,.0f} rows/s"))

        done = opened.load_coded(path, kind, name=name, version=version, keep_other=keep_other, consolidate=consolidate, progress=progress)
    took = time.monotonic() - started
    tally = done.tally
    for line in tally.named:
        note(render.plain(f"note: {path.name}: {line}"))
    if done.outcome is Outcome.LOADED:
        note(render.plain(f"{path.name}: {tally.rows:,} rows in {took:.1f} s; {tally.kept:,} of them are in the dataset"))
        for reason, count in sorted(tally.left_out.items(), key=lambda item: -item[1]):
            note(f"  left out {count:>10,}  {reason}")
        for what, count in sorted(tally.notes.items(), key=lambda item: -item[1]):
            if count:
                note(f"  counted  {count:>10,}  {what}")
        for version in done.replaced:
            note(f"  in place of {version}")
    if done.refused is not None:
        complain(f"{path.name}: some events do not conform; see `diplograph quarantine list`")
    typer.echo(f"{done.outcome}\t{render.counted(done.events, 'event')}\t{render.plain(path.name)}\t{done.dataset}")
