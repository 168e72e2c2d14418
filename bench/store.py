"""What a dataset costs as it grows: loading it whole, storing one more article, memory, disk, backup and restoring.

python -m bench.store [--sizes 10000 100000 1000000] [--articles 200] [--folder FOLDER]

The datasets are those of bench.generator. Each step runs in a process of its own, whose highest resident memory is given. The articles
that are stored one by one are made as well, so that no language model takes part: what is measured is ``Database.store_extracted``, which
is consolidation and the transaction. The ratio is that of quads a second to the engine's own ``bulk_load`` of the same file.
"""

from __future__ import annotations

import argparse
import gc
import os
import random
import shutil
import statistics
import tempfile
import time
from dataclasses import dataclass
from functools import partial
from math import inf
from pathlib import Path

import pyoxigraph as ox

import diplograph
from bench.generator import Made, write
from bench.measure import MB, apart, peak
from bench.world import later_article
from diplograph.backups import Backup, backup
from diplograph.ontology.iris import Iris
from diplograph.shapes.report import Report
from diplograph.store.formats import format_named

WARMING = 20


@dataclass(frozen=True, slots=True)
class Dataset:
    """A dataset of one size: its folder, what it was made of, and the first part of its line in the table."""

    folder: Path
    made: Made
    line: str


def engine_load(document: Path, folder: Path) -> tuple[float, int]:
    """Seconds that the engine's own ``bulk_load`` takes, and the peak of resident bytes."""
    engine = ox.Store(str(folder))
    started = time.perf_counter()
    engine.bulk_load(path=str(document), format=ox.RdfFormat.N_QUADS)
    return time.perf_counter() - started, peak()


def dataset_load(document: Path, folder: Path) -> tuple[float, int]:
    """The same of ``Database.load_dataset``, all its checks included."""
    with diplograph.open(str(folder)) as database:
        started = time.perf_counter()
        database.load_dataset(document, format_named("nquads"))
        seconds = time.perf_counter() - started
    return seconds, peak()


def commits(datasets: list[tuple[Path, int]], count: int) -> tuple[list[list[float]], int]:
    """Milliseconds that each of so many new articles takes in each dataset, and the peak of resident bytes.

    The articles tell of periods all over the dataset. The datasets take turns, article by article, so that whatever else the machine does
    falls on all of them.
    """
    chance = random.Random(1)  # noqa: S311 (the same articles at each run)
    opened = [diplograph.open(str(folder)) for folder, _ in datasets]
    waiting = [[later_article(chance.randrange(periods), number, Iris()) for number in range(WARMING + count)] for _, periods in datasets]
    gc.collect()
    gc.freeze()
    taken: list[list[float]] = [[] for _ in datasets]
    for number in range(WARMING + count):
        for database, articles, times in zip(opened, waiting, taken, strict=True):
            started = time.perf_counter()
            database.store_extracted(articles[number], Report(()))
            times.append((time.perf_counter() - started) * 1000)
    for database in opened:
        database.close()
    return [times[WARMING:] for times in taken], peak()


def copies(folder: Path, target: Path, restored: Path) -> tuple[float, float]:
    """Seconds that a backup takes, and to make a new dataset of it."""
    with diplograph.open(str(folder)) as database:
        size = len(database.store)
        started = time.perf_counter()
        backup(database.store, target)
        backing = time.perf_counter() - started
    started = time.perf_counter()
    with diplograph.open(str(restored)) as database:
        Backup(target).restore(database)
        restoring = time.perf_counter() - started
        assert len(database.store) == size
    return backing, restoring


def disk(folder: Path) -> int:
    """Bytes of all files in the folder, each once."""
    return sum({(status := file.stat()).st_ino: status.st_size for file in folder.rglob("*") if file.is_file()}.values())


def loaded(size: int, folder: Path, rounds: int) -> Dataset:
    """A dataset of so many quads, and how it was loaded."""
    document, dataset = folder / "made.nq", folder / "dataset"
    folder.mkdir()
    made = write(document, quads=size, workers=os.cpu_count() or 1)
    own, ours = (inf, 0), (inf, 0)
    for turn in range(rounds):
        shutil.rmtree(dataset, ignore_errors=True)
        own = min(own, apart(partial(engine_load, document, folder / f"engine{turn}")))
        shutil.rmtree(folder / f"engine{turn}")
        ours = min(ours, apart(partial(dataset_load, document, dataset)))
    document.unlink()
    rates = f"{made.quads / own[0]:>10,.0f} {made.quads / ours[0]:>9,.0f} {own[0] / ours[0]:>6.2f} {own[1] / MB:>8.0f} {ours[1] / MB:>6.0f}"
    return Dataset(dataset, made, f"{made.quads:>9} {made.reports:>8} {rates} {disk(dataset) / made.quads:>7.0f}")


def main() -> int:
    """Prints a line for each size."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000], help="quads, about")
    parser.add_argument("--articles", type=int, default=200, help="articles that are stored one by one at each size")
    parser.add_argument("--rounds", type=int, default=2, help="times that a dataset is loaded in either way, in turns; the best counts")
    parser.add_argument("--folder", type=Path, help="where the datasets are made, and taken away again; a temporary folder by default")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        folder = Path(name)
        datasets = [loaded(size, folder / str(size), options.rounds) for size in options.sizes]
        taken, _ = apart(partial(commits, [(each.folder, each.made.periods) for each in datasets], options.articles))
        print("                      bulk load, quads/s           peak MB          bytes/  an article, ms  resident  backup  restore")
        print("    quads  reports    engine      ours  ratio   engine   ours    quad     p50     p95        MB       s        s")
        for each, times in zip(datasets, taken, strict=True):
            _, resident = apart(partial(commits, [(each.folder, each.made.periods)], 1))
            backing, restoring = apart(partial(copies, each.folder, each.folder.parent / "backup", each.folder.parent / "restored"))
            median, late = statistics.median(times), statistics.quantiles(times, n=20)[-1]
            print(f"{each.line} {median:>7.1f} {late:>7.1f} {resident / MB:>9.0f} {backing:>7.2f} {restoring:>8.2f}", flush=True)
    print(
        f"storing one article at the largest size to that at the smallest: {statistics.median(taken[-1]) / statistics.median(taken[0]):.2f}"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
