"""A first run: the articles that come with the package, from pages to an answered query and a Turtle file."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import as_file, files
from pathlib import Path

from . import render
from .database import Database
from .pipeline import Pipeline, expand
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
    with as_file(files("diplograph").joinpath("seeds")) as seeds, Database(open_store(settings.store), Pipeline(settings)) as database:
        sources = list(expand([seeds]))
        err.print(f"Loading {len(sources)} articles into {settings.store} …", markup=False)
        report = database.load(sources)
        for loaded in report.sources:
            name = Path(loaded.source).name
            trouble = f": {loaded.reason}" if loaded.reason else ""
            err.print(f"  {loaded.outcome}: {name}, {loaded.events} events{trouble}", markup=False)
        out.print(render.event_table(database.events()))
        for text in _queries(seeds):
            out.print(text.strip(), style="dim", markup=False)
            answer = database.query(text, "json")
            out.print(render.answer_table(answer.data))
        validation = database.validate()
        articles = sum(1 for _ in database.article_graphs())
        out.print(f"Validation of {articles} articles' graphs against the shapes: {validation.text().strip()}", markup=False)
        output.parent.mkdir(parents=True, exist_ok=True)
        database.export(output, format_named("turtle"))
    out.print(f"Wrote the events to {output}", markup=False)
    out.print(f"Serve them with: diplograph serve --store {settings.store}", markup=False)
    return report.complete and report.count(Outcome.QUARANTINED) == 0 and validation.conforms


def _queries(seeds: Path) -> Iterator[str]:
    """The first queries in order of their files' names; each begins with comments that say what it asks."""
    for path in sorted(seeds.rglob("*.rq"))[:SHOWN]:
        # The prefixes are known without declaring them, and only take space here.
        yield "".join(line for line in path.read_text(encoding="utf-8").splitlines(keepends=True) if not line.startswith("PREFIX "))
