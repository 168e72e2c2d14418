"""What loading one article costs while the dataset grows: the consolidation of 1,000, 10,000 and 100,000 event reports.

python -m bench.consolidation [--sizes 1000 10000 100000] [--store FOLDER]

The articles are made up: fifty reports a day of a world of some hundred pairs of states, a few of which are in the news every day,
four reports an article, about two reports an event, one report in five with a month or no date, half of them with names. Measured is
what loading takes after extraction and validation, which know nothing of the dataset.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gc
import random
import statistics
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pyoxigraph as ox

import diplograph
from diplograph.consolidation import Triples, consolidate, in_graph, index
from diplograph.consolidation.triples import PUBLISHER_COUNT
from diplograph.database import Database
from diplograph.results import Extracted
from diplograph.shapes.report import Report
from diplograph.store.base import DEFAULT_GRAPH, Change
from diplograph.store.terms import from_rdflib
from tests.consolidation.stories import event, story

PER_DAY, PER_ARTICLE, WINDOW = 50, 4, 100
START = dt.date(2015, 1, 1)
CODES = "USA CHN RUS GBR FRA DEU IND JPN TUR IRN ISR SAU EGY BRA CAN UKR POL ITA PAK KOR".split()
PAIRS = [f"{one} {other}" for number, one in enumerate(CODES) for other in CODES[number + 1 :]]
KINDS = ["Meeting"] * 5 + ["Agreement"] * 2 + ["Visit", "Accusation", "Sanction"]


def happening(chance: random.Random, day: dt.date) -> dict[str, Any]:
    """One thing that happens on that day."""
    # The n-th pair is in the news in proportion to 1/n.
    pair = PAIRS[min(int(len(PAIRS) ** chance.random()) - 1, len(PAIRS) - 1)]
    kind = chance.choice(KINDS)
    people = [f"{code}:{code.title()} Minister{chance.randrange(12)}" for code in pair.split()]
    more: dict[str, Any] = {"topics": chance.choice(["trade", "security", "nuclear"])}
    if kind in ("Visit", "Accusation", "Sanction"):
        more["initiators"], more["targets"] = chance.sample(pair.split(), 2)
    if kind == "Agreement":
        more["instrument"] = f"agreement on subject{chance.randrange(40)}"
    return {"kind": kind, "parties": pair, "day": day, "people": people, **more}


def telling(chance: random.Random, happened: dict[str, Any]) -> dict[str, Any]:
    """The happening as one article has it."""
    told = dict(happened)
    if chance.random() < 0.5:
        told["people"] = []
    vague = chance.random()
    if vague < 0.1:
        told["day"] = None
    elif vague < 0.2:
        told["day"] = happened["day"].replace(day=1)
        told["last"] = happened["day"].replace(day=28)
    kind, parties = told.pop("kind"), told.pop("parties")
    return event(kind, parties, **told)


def articles() -> Iterator[Extracted]:
    """The articles of the world in the order of their days, without end."""
    chance = random.Random(4)  # noqa: S311 (a made-up world that is the same at each run)
    number = 0
    for day in (START + dt.timedelta(days=days) for days in range(100_000)):
        happened = [happening(chance, day) for _ in range(PER_DAY // 2)]
        tellings = [told for told in happened for _ in range(chance.choice([1, 1, 2, 4]))][:PER_DAY]
        chance.shuffle(tellings)
        for start in range(0, len(tellings), PER_ARTICLE):
            number += 1
            plans = [telling(chance, told) for told in tellings[start : start + PER_ARTICLE]]
            yield story(f"{number}.txt", *plans, published=day + dt.timedelta(days=1), publisher=f"Paper {chance.randrange(40)}")


def filled(location: str, articles: list[tuple[ox.NamedNode, Triples]]) -> Database:
    """A dataset of these articles, written at once; tests/consolidation shows that loading them one by one gives the same."""
    database = diplograph.open(location)
    told = frozenset[ox.Triple]().union(*(triples for _, triples in articles))
    graphs = [
        *articles,
        (DEFAULT_GRAPH, consolidate(told, database.iris)),
        (ox.NamedNode(database.iris.index_graph), index(told, database.iris)),
    ]
    for name, triples in graphs:
        quads = iter(in_graph(triples, name))
        while part := frozenset(islice(quads, 20_000)):
            database.store.apply(Change(add=part))
    return database


def milliseconds(database: Database, articles: list[Extracted]) -> list[float]:
    """What each article costs that is loaded now."""
    found = []
    for article in articles:
        started = time.perf_counter()
        database.store_extracted(article, Report(()))
        found.append((time.perf_counter() - started) * 1000)
    return found


def main() -> int:
    """Prints what the next hundred articles cost in datasets of each size."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--store", default="memory:", help="a folder in which datasets are made, instead of memory")
    options = parser.parse_args()
    world, kept, reports, medians = articles(), list[tuple[ox.NamedNode, Triples]](), 0, list[float]()
    print("reports   events     quads   loading an article, ms: median   mean    p95   removing one, ms: median")
    for size in sorted(options.sizes):
        while reports < size:
            article = next(world)
            reports += len(article.extraction.events)
            kept.append((ox.NamedNode(str(article.graph.identifier)), from_rdflib(article.graph)))
        measured = list(islice(world, WINDOW))
        location = options.store if options.store == "memory:" else str(Path(options.store) / str(size))
        with filled(location, kept) as database:
            events = sum(1 for _ in database.store.quads(predicate=PUBLISHER_COUNT, graph=DEFAULT_GRAPH))
            quads = len(database.store)
            gc.collect()
            gc.freeze()
            loading = milliseconds(database, measured)
            removing = []
            for article in measured:
                started = time.perf_counter()
                database.remove(article.article.source)
                removing.append((time.perf_counter() - started) * 1000)
        kept += ((ox.NamedNode(str(article.graph.identifier)), from_rdflib(article.graph)) for article in measured)
        reports += sum(len(article.extraction.events) for article in measured)
        medians.append(statistics.median(loading))
        mean, late = statistics.mean(loading), statistics.quantiles(loading, n=20)[-1]
        print(
            f"{size:>7}  {events:>7}  {quads:>8}  {medians[-1]:>29.1f}  {mean:>5.1f}  {late:>5.1f}  {statistics.median(removing):>24.1f}",
            flush=True,
        )
    print(f"loading one article at the largest size to that at the smallest: {medians[-1] / medians[0]:.2f}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
