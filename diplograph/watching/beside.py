"""Where a watch keeps its state and tells what it does, and a watch beside a server."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from .. import render
from ..errors import DiplographError
from ..results import Loaded, Outcome
from ..store import EmbeddedStore
from .watcher import TICK, Watcher

if TYPE_CHECKING:
    from ..database import Database


@contextmanager
def watched(database: Database, feeds: list[str]) -> Iterator[Watcher]:
    """A watch in a thread of its own, for as long as the block lasts; what it does is told on standard error."""
    watcher, stop = Watcher(database, feeds, state_file(database), tell=log, loaded=_tell), threading.Event()

    def run() -> None:
        while not stop.is_set():
            try:
                watcher.run(stop)
            except DiplographError as error:  # a full disk for one, which may have room again
                log(f"watching stopped, and goes on in {TICK:g} seconds: {error}")
                stop.wait(TICK)

    thread = threading.Thread(target=run, name="watch")
    thread.start()
    log(f"watching {render.counted(len(feeds), 'feed')}")
    try:
        yield watcher
    finally:
        stop.set()
        thread.join()


def state_file(opened: Database) -> Path:
    """Where the state of watched feeds is kept: in the dataset's folder, or in the current one where that has none."""
    folder = Path(opened.store.location)
    return folder / "watch.json" if isinstance(opened.store, EmbeddedStore) and folder.is_dir() else Path("diplograph-watch.json")


def log(line: str) -> None:
    """Writes a line, with the time, to standard error."""
    render.note(render.plain(f"{dt.datetime.now().astimezone().isoformat(sep=' ', timespec='seconds')} {line}"))


def show(loaded: Loaded) -> None:
    """Writes what became of an article: as `load` does."""
    if loaded.outcome in (Outcome.LOADED, Outcome.UNCHANGED):
        typer.echo(f"{loaded.outcome}\t{render.counted(loaded.events, 'event')}\t{render.plain(loaded.source)}\t{loaded.article}")
    else:
        log(f"{loaded.outcome}: {loaded.source}: {loaded.reason}")


def _tell(loaded: Loaded) -> None:
    reason = f": {loaded.reason}" if loaded.reason else f", {render.counted(loaded.events, 'event')}"
    log(f"{loaded.outcome}: {loaded.source}{reason}")
