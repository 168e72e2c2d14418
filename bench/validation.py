"""What validation costs: one article, and 1,000, 10,000 and 100,000 event reports in one graph, beside the engines by themselves.

python -m bench.validation [--sizes 1000 10000 100000] [--reference 10000]

The data are articles of the made-up world, with texts and evidence. Each step runs in a process of its own, whose highest resident memory
is given. The time to read a document is not counted for pySHACL, which is given a graph; the others are given N-Triples.
"""

from __future__ import annotations

import argparse
import logging
import statistics
import tempfile
import time
from functools import partial
from itertools import count, islice
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

from bench.measure import MB, apart, peak
from bench.world import articles
from diplograph.ontology.iris import Iris
from diplograph.ontology.rdf import load_rdf
from diplograph.shapes import compiled
from diplograph.shapes.reference import ReferenceEngine
from diplograph.shapes.validator import Validator, shapes_graph
from diplograph.store.terms import from_rdflib


class Cost(NamedTuple):
    """Seconds, seconds of all processors, results, and the peak of resident bytes."""

    seconds: float
    used: float
    found: int
    memory: int


def document(path: Path, events: int) -> int:
    """Writes the articles of so many reports as one graph; gives back its triples."""
    known: set[bytes] = set()
    own = tuple(f"<{Iris().base}{kind}/".encode() for kind in ("article", "report", "evidence", "instrument", "activity"))
    written = told = 0
    with path.open("wb") as file:
        for extracted in (article for period in count() for article in articles(period, Iris())):
            lines = (ox.serialize(from_rdflib(extracted.graph), format=ox.RdfFormat.N_TRIPLES) or b"").splitlines(keepends=True)
            new = [line for line in lines if line.startswith(own) or line not in known]
            known.update(line for line in new if not line.startswith(own))
            file.writelines(sorted(new))
            written += len(new)
            told += len(extracted.extraction.events)
            if told >= events:
                break
    return written


def by_ours(path: Path, *, engine: bool) -> Cost:
    """What the project's validator takes, the compiled engine beside it or not."""
    validator = Validator(compiled_engine=engine)
    data = path.read_bytes()
    started, used = time.perf_counter(), time.process_time()
    found = len(validator.validate_ntriples(data).results)
    return Cost(time.perf_counter() - started, time.process_time() - used, found, peak())


def by_compiled(path: Path) -> Cost:
    """The same of the compiled engine alone."""
    import shacl

    shapes = shacl.Shapes.from_text(shapes_graph().serialize(format="nt"), "ntriples")
    started, used = time.perf_counter(), time.process_time()
    found = len(shapes.validate_file(str(path)).results)
    return Cost(time.perf_counter() - started, time.process_time() - used, found, peak())


def by_reference(path: Path) -> Cost:
    """The same of pySHACL alone, whose shapes and data are in memory."""
    engine, data = ReferenceEngine(shapes_graph()), load_rdf(path)
    started, used = time.perf_counter(), time.process_time()
    found = len(engine.results(data))
    return Cost(time.perf_counter() - started, time.process_time() - used, found, peak())


def one_article() -> tuple[float, int]:
    """Milliseconds for one article, the median of fifty, and their mean number of triples."""
    graphs = [extracted.graph for extracted in islice((a for period in count() for a in articles(period, Iris())), 50)]
    validator, taken = Validator(), []
    validator.validate(graphs[0])
    for graph in graphs:
        started = time.perf_counter()
        validator.validate(graph)
        taken.append((time.perf_counter() - started) * 1000)
    return statistics.median(taken), sum(map(len, graphs)) // len(graphs)


def main() -> int:
    """Prints a line for each size and engine."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000], help="event reports")
    parser.add_argument("--reference", type=int, default=10_000, help="the largest size that pySHACL is given")
    options = parser.parse_args()
    logging.getLogger("rdflib").setLevel(logging.ERROR)
    taken, size = apart(one_article)
    print(f"one article of {size} triples: {taken:.1f} ms")
    print("reports   triples  validator                     seconds   CPU s  results  peak MB  times as fast as pySHACL")
    for events in options.sizes:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "events.nt"
            triples = document(path, events)
            steps = {}
            if events <= options.reference:
                steps["pySHACL alone"] = partial(by_reference, path)
                steps["ours, without the compiled"] = partial(by_ours, path, engine=False)
            if compiled.available():
                steps["the compiled alone"] = partial(by_compiled, path)
                steps["ours"] = partial(by_ours, path, engine=True)
            plain = None
            for name, step in steps.items():
                cost = apart(step)
                plain = cost.seconds if name == "pySHACL alone" else plain
                ratio = f"{plain / cost.seconds:.1f}" if plain is not None else "–"
                print(
                    f"{events:>7}  {triples:>8}  {name:<28} {cost.seconds:>8.2f} {cost.used:>7.1f} {cost.found:>8}"
                    f" {cost.memory / MB:>8.0f}  {ratio:>8}",
                    flush=True,
                )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
