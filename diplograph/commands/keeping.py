"""The commands that keep a dataset safe: backup, restore and migrate."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..backups import Backup
from ..backups import backup as back_up
from ..migration import migrate as bring_up_to_date
from ..options import StoreOption, database
from ..pipeline import Pipeline
from ..render import note
from ..settings import read_settings


def backup(
    target: Annotated[
        Path, typer.Argument(metavar="TARGET", help="A new folder; or a new file, if the name ends in .nq, .nq.gz, .trig or .trig.gz.")
    ],
    store: StoreOption = None,
) -> None:
    """Back up the dataset as it is at one moment, beside whoever reads it or writes to it.

    Example: [bold]diplograph backup events-2026-02-07[/bold]
    """
    with database(store, read_only=True) as opened:
        made = back_up(opened.store, target)
    typer.echo(f"{made.quads}\t{target}")
    note(f"backed up {made.quads:,} statements to {target}")


def restore(
    backup: Annotated[Path, typer.Argument(metavar="BACKUP", help="A folder or file that `diplograph backup` wrote.")],
    store: StoreOption = None,
) -> None:
    """Make an empty dataset hold what a backup holds; a damaged or incomplete backup is refused, and the dataset left alone.

    Example: [bold]diplograph restore events-2026-02-07 --store restored[/bold]
    """
    found = Backup(backup)
    with database(store, read_only=False) as opened:
        found.restore(opened)
        location = opened.store.location
    typer.echo(f"{found.manifest.quads}\t{location}")
    note(f"restored {found.manifest.quads:,} statements from {backup} to {location}")


def migrate(
    backup: Annotated[
        Path | None, typer.Option("--backup", metavar="TARGET", help="Where the backup is put; by default beside the dataset.")
    ] = None,
    store: StoreOption = None,
) -> None:
    """Bring a dataset that an older version wrote up to date, with a backup first.

    Example: [bold]diplograph migrate --store events[/bold]
    """
    settings = read_settings(store=store)
    kept = bring_up_to_date(Path(settings.store), Pipeline(settings), backup)
    if kept is None:
        note(f"{settings.store} is up to date")
    else:
        note(f"{settings.store} is up to date now; what it was is kept in {kept}")
