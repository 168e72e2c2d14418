"""The command that watches feeds."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from .. import render
from ..options import ExtractorOption, StoreOption, database

EveryOption = Annotated[float, typer.Option("--every", metavar="MINUTES", help="Minutes between two times, where a feed wishes no more.")]


def watch(
    *,
    feeds: Annotated[list[str], typer.Argument(metavar="FEED...", help="Addresses of feeds, or files of such, one a line.")],
    once: Annotated[bool, typer.Option("--once", help="Ask the feeds once, load what is new, and end, as for cron.")] = False,
    every: EveryOption = 15,
    follow: Annotated[
        bool, typer.Option("--follow/--no-follow", help="Load the pages that entries link to, or only what the feeds say of them.")
    ] = True,
    state: Annotated[
        Path | None, typer.Option("--state", metavar="FILE", help="File of what is known of the feeds; by default in the dataset's folder.")
    ] = None,
    extractor: ExtractorOption = None,
    store: StoreOption = None,
) -> None:
    """Watch feeds, and load what is new in them, until interrupted.

    Example: [bold]diplograph watch https://news.example/world.rss feeds.txt[/bold]
    """
    from ..watching import (  # the readers of feeds take half a second that other commands need not wait for
        Watcher,
        feeds_named,
        log,
        show,
        state_file,
    )

    names = feeds_named(feeds)
    stop = threading.Event()
    with database(store, read_only=False, extractor=extractor) as opened:
        watcher = Watcher(opened, names, state or state_file(opened), every=every * 60, follow=follow, tell=log, loaded=show)
        with _told_to_stop(stop):
            if once:
                well = watcher.once(stop)
            else:
                log(f"watching {render.counted(len(names), 'feed')}; Ctrl-C ends it")
                watcher.run(stop)
                log("ended")
    if once and not well:
        raise typer.Exit(1)


@contextmanager
def _told_to_stop(stop: threading.Event) -> Iterator[None]:
    """Lets a signal to end be heard between two pages, so that what is begun is finished."""
    before = {number: signal.signal(number, lambda *_: stop.set()) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
