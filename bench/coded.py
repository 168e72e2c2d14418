"""What loading a dataset of coded events costs, beside the engine's own bulk load of the same quads.

python -m bench.coded [--file FILE] [--kind icews] [--rows N] [--consolidate] [--folder FOLDER]

Without a file, tables in the form of ICEWS are made (names of real states, random codes), of --rows rows and of four times as many, to
see how time and memory grow. Loading is ``Database.load_coded``, from the file to a validated dataset, in a process of its own;
the peer is ``bulk_load`` of a ready file of the same quads, in another. Both are counted in seconds and in processor time, whose ratio says
more on a machine that does other work as well.
"""

from __future__ import annotations

import argparse
import random
import shutil
import tempfile
import time
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import pyoxigraph as ox

import diplograph
from bench.measure import MB, apart, peak
from diplograph.loaders.actors.gazetteer import gazetteer
from diplograph.loaders.actors.libraries import countries

_CODES = ("040", "042", "043", "036", "057", "111", "112", "120", "130", "010", "190", "051")
_AGENTS = ("", "", "Foreign Affairs ({})", "Government ({})", "Citizen ({})")


@dataclass(frozen=True, slots=True)
class Cost:
    """What a load cost: seconds, seconds of the processor, and the most bytes that were resident; and what it loaded."""

    seconds: float
    processor: float
    peak: int
    rows: int = 0
    events: int = 0
    quads: int = 0


def made(path: Path, rows: int) -> None:
    """Writes a table of facts in the form of ICEWS, by date."""
    chance, known = random.Random(7), gazetteer()  # noqa: S311 (nothing is kept secret)
    names = [known.state(iso3).label for iso3 in sorted(countries()) if known.sovereign(iso3)]
    with path.open("w", encoding="utf-8") as file:
        file.write("date\tsource\tevent_text\tcameo\ttarget\tin_datasets\n")
        for number in range(rows):
            day = date(2005, 1, 1) + timedelta(days=number * 5000 // rows)
            source, target = (chance.choice(_AGENTS) or "{}" for _ in range(2))
            one, other = (min(int(chance.expovariate(0.05)), len(names) - 1) for _ in range(2))
            file.write(f"{day}\t{source.format(names[one])}\tan act\t{chance.choice(_CODES)}\t{target.format(names[other])}\tmade\n")


def load(path: Path, kind: str, folder: Path, *, consolidate: bool) -> Cost:
    """The cost of the load, its validation and all else."""
    with diplograph.open(str(folder)) as database:
        started, processor = time.perf_counter(), time.process_time()
        report = database.load_coded(path, kind, consolidate=consolidate)
        return Cost(
            time.perf_counter() - started, time.process_time() - processor, peak(), report.tally.rows, report.events, len(database.store)
        )


def engine_load(document: Path, folder: Path) -> Cost:
    """The cost of the engine's own bulk load."""
    engine = ox.Store(str(folder))
    started, processor = time.perf_counter(), time.process_time()
    engine.bulk_load(path=str(document), format=ox.RdfFormat.N_QUADS)
    engine.flush()
    return Cost(time.perf_counter() - started, time.process_time() - processor, peak(), quads=len(engine))


def ready(folder: Path, document: Path) -> None:
    """Writes all quads of a dataset to a file."""
    ox.Store.read_only(str(folder / "data")).dump(str(document), format=ox.RdfFormat.N_QUADS)


def measure(path: Path, kind: str, folder: Path, *, consolidate: bool) -> None:
    """Prints a line of the table."""
    ours = apart(partial(load, path, kind, folder / "ours", consolidate=consolidate))
    apart(partial(ready, folder / "ours", folder / "ready.nq"))
    peer = apart(partial(engine_load, folder / "ready.nq", folder / "peer"))
    ratios = (ours.quads / ours.seconds) / (peer.quads / peer.seconds), (ours.quads / ours.processor) / (peer.quads / peer.processor)
    print(
        f"| {ours.rows:,} | {ours.events:,} | {ours.quads:,} | {ours.seconds:.1f} | {ours.processor:.1f} | {ours.rows / ours.seconds:,.0f} "
        f"| {ours.quads / ours.seconds:,.0f} | {peer.quads / peer.seconds:,.0f} | {ratios[0]:.2f} | {ratios[1]:.2f} "
        f"| {ours.peak / MB:,.0f} | {peer.peak / MB:,.0f} |",
        flush=True,
    )


def main() -> None:
    """Measures as the arguments say."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--file", type=Path, help="a file of a dataset; made ones by default")
    parser.add_argument("--kind", default="icews", help="what the file is of")
    parser.add_argument("--rows", type=int, default=50_000, help="rows of the smaller made table")
    parser.add_argument("--consolidate", action="store_true", help="join the events with those of articles")
    parser.add_argument("--folder", type=Path, help="where the datasets are made")
    options = parser.parse_args()
    print("| rows | events | quads | s | processor s | rows/s | quads/s | engine, quads/s | ratio | by processor | peak MB | engine MB |")
    print("|---|---|---|---|---|---|---|---|---|---|---|---|")
    for rows in (0,) if options.file else (options.rows, 4 * options.rows):
        folder = Path(tempfile.mkdtemp(dir=options.folder))
        try:
            path = options.file or folder / "made.tsv"
            if not options.file:
                made(path, rows)
            measure(path, options.kind, folder, consolidate=options.consolidate)
        finally:
            shutil.rmtree(folder)


if __name__ == "__main__":
    main()
