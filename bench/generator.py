"""Datasets of any size, as loading makes them: the articles of a made-up world, its consolidated events and the index of reports.

python -m bench.generator FILE.nq --quads 10000000

The file is N-Quads without the vocabularies, which every dataset brings itself. It is the same at each run and on each machine. Each
period of the world is mapped and consolidated by the project's own functions and written before the next, so that memory does not grow;
``Database.rebuild`` finds nothing to change in what was loaded from it.
"""

from __future__ import annotations

import argparse
import os
import time
from collections import deque
from collections.abc import Generator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import count, islice
from multiprocessing import get_context
from pathlib import Path

import pyoxigraph as ox

from bench.world import articles
from diplograph.consolidation import consolidate, in_graph, index
from diplograph.ontology.iris import Iris
from diplograph.store.base import DEFAULT_GRAPH
from diplograph.store.terms import from_rdflib


@dataclass(frozen=True, slots=True)
class Part:
    """The quads of one period, as lines of N-Quads.

    Attributes:
        own: Those that no other period has.
        shared: What the default graph says of actors and places, which other periods may say too.
        articles: The number of articles.
        reports: The number of event reports.
    """

    own: bytes
    shared: tuple[bytes, ...]
    articles: int
    reports: int


@dataclass(frozen=True, slots=True)
class Made:
    """How much was written."""

    quads: int
    periods: int
    articles: int
    reports: int


def part(period: int, iris: Iris) -> Part:
    """The quads of that period."""
    told: set[ox.Triple] = set()
    quads: list[ox.Quad] = []
    number = reports = 0
    for extracted in articles(period, iris):
        triples = from_rdflib(extracted.graph)
        told |= triples
        quads += sorted(in_graph(triples, ox.NamedNode(str(extracted.graph.identifier))), key=str)
        number += 1
        reports += len(extracted.extraction.events)
    quads += sorted(in_graph(index(told, iris), ox.NamedNode(iris.index_graph)), key=str)
    common = tuple(f"{iris.base}{kind}/" for kind in ("state", "organization", "person", "place"))
    shared: list[ox.Quad] = []
    for quad in sorted(in_graph(consolidate(told, iris), DEFAULT_GRAPH), key=str):
        (shared if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(common) else quads).append(quad)
    return Part(_lines(quads), tuple(_lines(shared).splitlines(keepends=True)), number, reports)


def _lines(quads: list[ox.Quad]) -> bytes:
    return ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b""


def parts(iris: Iris, workers: int) -> Generator[Part]:
    """The periods from the first, without end, made by processes that keep only a little ahead."""
    make = partial(part, iris=iris)
    if workers < 2:
        yield from map(make, count())
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        numbers = count()
        ahead: deque[Future[Part]] = deque(pool.submit(make, number) for number in islice(numbers, 2 * workers))
        try:
            while True:
                ahead.append(pool.submit(make, next(numbers)))
                yield ahead.popleft().result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def write(path: Path, *, quads: int, iris: Iris | None = None, workers: int = 1) -> Made:
    """Writes a dataset of so many quads, and up to a period's ten thousand more.

    Args:
        path: The file, which is replaced.
        quads: How many at least.
        iris: The makers of IRIs; the project's own base where none are given.
        workers: Processes that make it.
    """
    known: set[bytes] = set()
    written = periods = papers = reports = 0
    made = parts(iris if iris is not None else Iris(), workers)
    with path.open("wb") as file:
        for period in made:
            file.write(period.own)
            new = [line for line in period.shared if line not in known]
            file.writelines(new)
            known.update(new)
            written += period.own.count(b"\n") + len(new)
            periods, papers, reports = periods + 1, papers + period.articles, reports + period.reports
            if written >= quads:
                break
    made.close()
    return Made(written, periods, papers, reports)


def main() -> int:
    """Writes a dataset and says how large it is."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--quads", type=int, default=1_000_000)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    started = time.perf_counter()
    made = write(options.file, quads=options.quads, workers=options.workers)
    print(f"{made.quads} quads, {made.articles} articles, {made.reports} reports in {time.perf_counter() - started:.0f} s")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
