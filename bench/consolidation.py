"""What loading one article costs while the dataset grows: the consolidation of 1,000, 10,000 and 100,000 event reports.

python bench/consolidation.py [--sizes 1000 10000 100000] [--store FOLDER]

The articles are made up: fifty reports a day of a world of some hundred pairs of states, a few of which are in the news every day,
four reports an article, about two reports an event, one report in five with a month or no date, half of them with names. They are loaded
one by one, as the command line does, but for extraction and validation, which know nothing of the dataset.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import diplograph
from diplograph.results import Extracted
from diplograph.shapes.report import Report
from diplograph.consolidation import triples
from diplograph.store.base import DEFAULT_GRAPH
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


def main() -> int:
    """Loads articles up to the largest size and prints what the last hundred before each size cost."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--store", default="memory:")
    options = parser.parse_args()
    sizes, reports, seconds, medians = sorted(options.sizes), 0, list[float](), list[float]()
    conforms = Report(())
    print("reports   events   quads      one article: median ms   mean ms   p95 ms   removing and loading again, ms")
    with diplograph.open(options.store) as database:
        last: list[Extracted] = []
        for article in articles():
            started = time.perf_counter()
            database.store_extracted(article, conforms)
            seconds.append(time.perf_counter() - started)
            last = [*last[-19:], article]
            reports += len(article.extraction.events)
            if reports < sizes[0]:
                continue
            window = [each * 1000 for each in seconds[-WINDOW:]]
            started = time.perf_counter()
            for each in last:
                database.remove(each.article.source)
                database.store_extracted(each, conforms)
            again = (time.perf_counter() - started) / len(last) * 1000
            medians.append(statistics.median(window))
            events = sum(1 for _ in database.store.quads(predicate=triples.PUBLISHER_COUNT, graph=DEFAULT_GRAPH))
            print(
                f"{sizes[0]:>7}  {events:>7}  {len(database.store):>8}  {medians[-1]:>22.1f}  {statistics.mean(window):>8.1f}"
                f"  {statistics.quantiles(window, n=20)[-1]:>7.1f}  {again:>31.1f}",
                flush=True,
            )
            sizes.pop(0)
            if not sizes:
                break
    print(f"cost of one article at the largest size to that at the smallest: {medians[-1] / medians[0]:.2f}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
