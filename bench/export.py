"""Measures exports beside the engine's own dump, and the memory that they take.

python -m bench.export --sizes 40000 400000

Each export runs in a process of its own, which opens the dataset to read it. The engine dumps the same data: all of it as N-Quads, and the
consolidated events as Turtle. The selection asks for all events by their class, with all that they refer to.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from functools import partial
from pathlib import Path

import pyoxigraph as ox

import diplograph
from bench.generator import write
from bench.measure import MB, apart, peak
from diplograph.ontology.terms import PREFIXES
from diplograph.selection import Selection
from diplograph.store.base import DEFAULT_GRAPH
from diplograph.store.formats import format_named


def fill(document: Path, folder: Path) -> int:
    """Makes the dataset; gives back the number of triples of its default graph."""
    with diplograph.open(str(folder)) as database:
        database.load_dataset(document, format_named("nquads"))
        return sum(1 for _ in database.store.quads(graph=DEFAULT_GRAPH))


def dumped(folder: Path, target: Path, format: str) -> tuple[float, int]:
    """Seconds that the engine takes, and the peak of resident bytes."""
    engine = ox.Store.read_only(str(folder / "data"))
    started = time.perf_counter()
    if format == "nquads":
        engine.dump(str(target), format=ox.RdfFormat.N_QUADS)
    else:
        engine.dump(str(target), format=ox.RdfFormat.TURTLE, from_graph=ox.DefaultGraph(), prefixes=PREFIXES)
    return time.perf_counter() - started, peak()


def exported(folder: Path, target: Path, format: str, *, dataset: bool, selection: Selection | None) -> tuple[float, int]:
    """Seconds that ``Database.export`` takes, and the peak of resident bytes."""
    with diplograph.open(str(folder), read_only=True) as database:
        started = time.perf_counter()
        database.export(target, format_named(format), dataset=dataset, selection=selection)
        return time.perf_counter() - started, peak()


def measure(size: int, folder: Path, rounds: int) -> None:
    """Prints the lines of one size."""
    document, dataset, target = folder / "made.nq", folder / "dataset", folder / "out"
    made = write(document, quads=size, workers=os.cpu_count() or 1)
    known = apart(partial(fill, document, dataset))
    ours = partial(exported, dataset, target)
    steps = (
        ("N-Quads, the engine", made.quads, partial(dumped, dataset, target, "nquads"), True),
        ("N-Quads", made.quads, partial(ours, "nquads", dataset=True, selection=None), False),
        ("TriG", made.quads, partial(ours, "trig", dataset=True, selection=None), False),
        ("Turtle, the engine", known, partial(dumped, dataset, target, "turtle"), True),
        ("Turtle", known, partial(ours, "turtle", dataset=False, selection=None), False),
        ("Turtle of a selection", known, partial(ours, "turtle", dataset=False, selection=Selection(type="Event")), False),
    )
    beside = 0.0
    for name, statements, step, engine in steps:
        tries = [apart(step) for _ in range(rounds)]
        seconds, memory = min(tries)[0], max(resident for _, resident in tries)
        beside = seconds if engine else beside
        print(
            f"{statements:>10}  {name:<22} {seconds:>8.2f} {statements / seconds:>12,.0f} {beside / seconds:>6.2f} {memory / MB:>8.0f}",
            flush=True,
        )


def main() -> int:
    """Prints a table for each size."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[40_000, 400_000], help="quads, about")
    parser.add_argument("--rounds", type=int, default=2, help="times that each is done; the best counts")
    parser.add_argument("--folder", type=Path, help="where the datasets are made, and taken away again; a temporary folder by default")
    options = parser.parse_args()
    print("statements  export                  seconds   statements/s  ratio  peak MB")
    for size in options.sizes:
        with tempfile.TemporaryDirectory(dir=options.folder) as folder:
            measure(size, Path(folder), options.rounds)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
