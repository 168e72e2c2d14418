"""A first run: the articles that come with the package, from pages to an answered query and a Turtle file."""

from __future__ import annotations

import shutil
import sys
from importlib.resources import as_file, files
from pathlib import Path

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from . import render
from .database import Database
from .named_queries import named_queries
from .pipeline import Pipeline
from .results import Outcome
from .settings import Settings
from .store import open_store
from .store.formats import format_named

# Of the queries that come with the package, these are asked.
SHOWN = 3


def run(settings: Settings, output: Path) -> bool:
    """Loads the packaged articles, and prints their events, three queries with answers, and the validation's result.

    Args:
        settings: The store is the folder of the demonstration.
        output: Where the events are written as Turtle.

    Returns:
        Whether every article was loaded and all conforms.
    """
    out, err = render.console(), render.console(stderr=True)
    with (
        as_file(files("diplograph").joinpath("seeds")) as seeds,
        Database(open_store(settings.store, access=settings.access), Pipeline(settings)) as database,
    ):
        err.print(f"Loading articles into {settings.store} …", markup=False)
        report = database.load([seeds])
        for loaded in report.sources:
            name = Path(loaded.source).name
            trouble = f": {loaded.reason}" if loaded.reason else ""
            err.print(f"  {loaded.outcome}: {name}, {render.counted(loaded.events, 'event')}{trouble}", markup=False)
        events = database.events()
        _head(
            out,
            f"The {render.counted(len(events), 'event')} in these articles",
            "Date, type, parties, status, and the sentence that says so.",
        )
        out.print(render.event_table(events))
        for query in named_queries()[:SHOWN]:
            _head(out, query.title, query.description)
            out.print(Padding(Text(query.body.rstrip(), style="dim"), (1, 0, 0, 2)))
            out.print(render.answer_table(database.query(query.text, "json").data))
        validation = database.validate()
        articles = sum(1 for _ in database.article_graphs())
        _head(out, "Validation", f"The events, and the graph of each of {articles} articles, against the shapes.")
        out.print(f"\n  {validation.text().strip()}\n", markup=False)
        output.parent.mkdir(parents=True, exist_ok=True)
        database.export(output, format_named("turtle"))
    out.print(f"Wrote the events to {output}", markup=False)
    out.print(f"Serve them with: {_program()} serve --store {settings.store}", markup=False)
    return report.complete and report.count(Outcome.QUARANTINED) == 0 and validation.conforms


def _head(out: Console, title: str, description: str) -> None:
    out.print(Text(title, style="bold"))
    out.print(Text(description))


def _program() -> str:
    """How the reader can start the program: by its name where that is found, else as it was started now."""
    started = Path(sys.argv[0])
    return str(started) if started.name == "diplograph" and shutil.which("diplograph") is None else "diplograph"
