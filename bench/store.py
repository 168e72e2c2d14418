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
import resource
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

import pyoxigraph as ox

import diplograph
from bench.generator import Made, write
from bench.world import later_article
from diplograph.ontology.iris import Iris
from diplograph.shapes.report import Report
from diplograph.store.formats import format_named

_MB = 1024 * 1024
_Value = TypeVar("_Value")


def apart(step: Callable[[], _Value]) -> _Value:
    """What the step gives, in a new process."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(step).result()


def _peak() -> int:
    """The most bytes that this process had resident."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def engine_load(document: Path, folder: Path) -> float:
    """Seconds that the engine's own ``bulk_load`` takes."""
    engine = ox.Store(str(folder))
    started = time.perf_counter()
    engine.bulk_load(path=str(document), format=ox.RdfFormat.N_QUADS)
    return time.perf_counter() - started


def dataset_load(document: Path, folder: Path) -> tuple[float, int]:
    """Seconds that ``Database.load_dataset`` takes, all its checks included, and the peak of resident bytes."""
    with diplograph.open(str(folder)) as database:
        started = time.perf_counter()
        database.load_dataset(document, format_named("nquads"))
        seconds = time.perf_counter() - started
    return seconds, _peak()


def commits(folder: Path, periods: int, count: int) -> tuple[list[float], int]:
    """Seconds that each of so many new articles takes, of periods all over the dataset, and resident bytes after them."""
    chance = random.Random(1)  # noqa: S311 (the same articles at each run)
    articles = [later_article(chance.randrange(periods), number, Iris()) for number in range(count)]
    gc.collect()
    gc.freeze()
    taken = []
    with diplograph.open(str(folder)) as database:
        for article in articles:
            started = time.perf_counter()
            database.store_extracted(article, Report(()))
            taken.append(time.perf_counter() - started)
        return taken, _peak()


def copies(folder: Path, backup: Path, restored: Path) -> tuple[float, float]:
    """Seconds that a backup takes, and to have a dataset of it again that answers."""
    with diplograph.open(str(folder)) as database:
        size = len(database.store)
        started = time.perf_counter()
        database.store.backup(backup)
        backing = time.perf_counter() - started
    started = time.perf_counter()
    shutil.copytree(backup, restored)
    with diplograph.open(str(restored)) as database:
        database.query("ASK { ?event a dg:Meeting }")
        restoring = time.perf_counter() - started
        assert len(database.store) == size
    return backing, restoring


def disk(folder: Path) -> int:
    """Bytes of all files in the folder."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def measure(made: Made, document: Path, folder: Path, count: int, rounds: int) -> float:
    """Prints the line of one size; gives back the median of storing an article, in milliseconds."""
    dataset = folder / "dataset"
    own, seconds, peak = float("inf"), float("inf"), 0
    for turn in range(rounds):
        shutil.rmtree(dataset, ignore_errors=True)
        own = min(own, apart(partial(engine_load, document, folder / f"engine{turn}")))
        shutil.rmtree(folder / f"engine{turn}")
        took, peak = apart(partial(dataset_load, document, dataset))
        seconds = min(seconds, took)
    each = disk(dataset) / made.quads
    taken, resident = apart(partial(commits, dataset, made.periods, count))
    backing, restoring = apart(partial(copies, dataset, folder / "backup", folder / "restored"))
    median, late = statistics.median(taken) * 1000, statistics.quantiles(taken, n=20)[-1] * 1000
    print(
        f"{made.quads:>9} {made.reports:>8} {made.quads / own:>12,.0f} {made.quads / seconds:>10,.0f} {own / seconds:>6.2f}"
        f" {peak / _MB:>8.0f} {each:>6.0f} {median:>8.1f} {late:>7.1f} {resident / _MB:>9.0f} {backing:>9.2f} {restoring:>9.2f}",
        flush=True,
    )
    return median


def main() -> int:
    """Prints a line for each size."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000], help="quads, about")
    parser.add_argument("--articles", type=int, default=200, help="articles that are stored one by one at each size")
    parser.add_argument("--rounds", type=int, default=2, help="times that a dataset is loaded in either way, in turns; the best counts")
    parser.add_argument("--folder", type=Path, help="where the datasets are made, and taken away again; a temporary folder by default")
    options = parser.parse_args()
    print("                           bulk load, quads/s          peak bytes/  storing one article      resident   backup   restore")
    print("    quads  reports       engine       ours  ratio       MB   quad   p50, ms p95, ms         MB         s         s")
    medians = []
    for size in options.sizes:
        with tempfile.TemporaryDirectory(dir=options.folder) as folder:
            document = Path(folder) / "made.nq"
            made = write(document, quads=size, workers=os.cpu_count() or 1)
            medians.append(measure(made, document, Path(folder), options.articles, options.rounds))
    print(f"storing one article at the largest size to that at the smallest: {medians[-1] / medians[0]:.2f}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
