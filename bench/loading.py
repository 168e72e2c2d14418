"""What loading many articles costs: how much faster several processes are than one, and what an article costs as the dataset grows.

python -m bench.loading [--articles 400] [--jobs 1 2] [--sizes 1000 10000] [--folder FOLDER]

The first table is of ``Database.loading``, from a file of JSON Lines to the dataset on disk: articles in English about what happens in the
made-up world of ``bench.world``, each tenth of them another paper's copy of one before. The clock starts when each process has read its
language model, with the first outcomes. The processor's time is that of all processes together; its ratio says what a machine that does
other work as well cannot say by the clock.

The second table is of the one process that stores: articles of that world whose events are known, one after the other into one dataset.
Finding events knows nothing of the dataset, so this is all that can grow with it. Each line is the mean of the last articles up to it.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import count, islice
from pathlib import Path

import psutil

import diplograph
from bench.measure import MB, apart, peak
from bench.world import PERIOD, START, Happening, articles, filling, happenings
from diplograph.loaders.event import EventType
from diplograph.ontology.iris import Iris
from diplograph.results import Outcome
from diplograph.shapes.report import Report

CONFORMS = Report(())
# So many outcomes pass before the clock starts.
WARM = 40
# The cost at a size is the mean of so many articles, a tenth of the size at most.
WINDOW = 1_000
_SENTENCES = {
    EventType.MEETING: "{people} held talks on {topic} in {place} on {day}.",
    EventType.AGREEMENT: "{one} and {other} signed a memorandum of understanding on {topic} on {day}.",
    EventType.VISIT: "{first} of {one} arrived in {other} on {day} for a two-day visit.",
    EventType.ACCUSATION: "On {day}, {one} accused {other} of breaking its promises on {topic}.",
    EventType.SANCTION: "{one} imposed sanctions on {other} on {day} over {topic}.",
    EventType.INVITATION: "{one} invited {other} to talks on {topic} in {place}, a spokesperson said on {day}.",
    EventType.REJECTION: "{one} rejected a proposal of {other} on {topic} on {day}.",
    EventType.PROTEST: "{one} summoned the ambassador of {other} on {day} to protest over {topic}.",
    EventType.THREAT: "{one} threatened {other} with consequences over {topic} on {day}.",
    EventType.APPOINTMENT: "{one} appointed {first} ambassador to {other} on {day}.",
    EventType.EXPULSION: "{one} expelled two diplomats of {other} on {day}.",
    EventType.DISPUTE: "A dispute between {one} and {other} over {topic} went on, officials said on {day}.",
    EventType.RECALL: "{one} recalled its ambassador to {other} on {day}.",
}


def _sentence(happening: Happening) -> str:
    record = happening.record
    names = [actor.label for actor in (*record.initiators, *(actor for actor in record.parties if actor not in record.initiators))]
    people = [f"{person.name} of {person.represents.label}" for person in record.delegates if person.represents is not None]
    return _SENTENCES[record.type].format(
        people=" and ".join(people) or " and ".join(names),
        one=names[0],
        other=names[-1],
        first=record.delegates[0].name if record.delegates else "a diplomat",
        place=record.place.name if record.place is not None else "Geneva",
        topic=record.topics[0],
        day=f"{happening.day:%A}",
    )


def written() -> Iterator[dict[str, str]]:
    """Articles in English without end, as records of a dump."""
    chance = random.Random(11)  # noqa: S311 (nothing is kept secret)
    body = ""
    for number in count():
        told = chance.sample(happenings(number // 40), 4)
        sentences = [_sentence(happening) for happening in told]
        if number % 10 != 9:
            body = "\n\n".join(f"{sentence} {filling(chance)}" for sentence in sentences)
        day = START.toordinal() + PERIOD * (number // 40) + PERIOD - 1
        paper = chance.randrange(60)
        yield {
            "url": f"https://paper{paper}.example/{number}",
            "title": f"{sentences[0].split(' on ')[0]}, and more news",
            "text": body,
            "publisher": f"Paper {paper}",
            "date": START.fromordinal(day).isoformat(),
        }


@dataclass(slots=True)
class _Memory:
    """The most bytes that the processes begun by this one had resident together, looked at from time to time."""

    most: int = 0
    _ended: threading.Event = field(default_factory=threading.Event)

    def watch(self) -> None:
        this = psutil.Process()
        while not self._ended.wait(0.5):
            self.most = max(self.most, sum(map(_resident, this.children(recursive=True))))

    def end(self) -> None:
        self._ended.set()


def _resident(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.NoSuchProcess:
        return 0


def _processor() -> float:
    """The seconds of the processor that this process and those that it began have had."""
    this = psutil.Process()
    times = [process.cpu_times() for process in (this, *this.children(recursive=True))]
    return sum(each.user + each.system for each in times)


@dataclass(frozen=True, slots=True)
class Rate:
    """What loading so many articles took: seconds, seconds of the processor, and the most bytes resident in this process and the others."""

    articles: int
    seconds: float
    processor: float
    peak: int
    workers: int
    events: int
    copies: int


def load(path: Path, folder: Path, jobs: int) -> Rate:
    """The cost of loading the file with so many processes."""
    memory = _Memory()
    threading.Thread(target=memory.watch, daemon=True).start()
    articles = events = copies = 0
    started = processor = 0.0
    with diplograph.open(str(folder)) as database:
        for loaded in database.loading([path], jobs=jobs):
            assert loaded.outcome is Outcome.LOADED, loaded
            articles, events, copies = articles + 1, events + loaded.events, copies + (loaded.copy_of is not None)
            if articles == WARM:
                started, processor = time.perf_counter(), _processor()
            seconds, used = time.perf_counter() - started, articles > WARM and _processor() - processor
    memory.end()
    return Rate(articles - WARM, seconds, float(used), peak(), memory.most, events, copies)


@dataclass(frozen=True, slots=True)
class Stored:
    """What the last articles up to that size cost the process that stores, in milliseconds of the processor and by the clock."""

    articles: int
    quads: int
    processor: float
    clock: float
    peak: int


def grow(folder: Path, sizes: list[int], tell: Callable[[Stored], None]) -> None:
    """Tells of the cost at each size."""
    told = (extracted for period in count() for extracted in articles(period, Iris()))
    with diplograph.open(str(folder)) as database:
        done = 0
        for size in sorted(sizes):
            window = min(WINDOW, size // 10)
            for extracted in islice(told, size - window - done):
                database.store_extracted(extracted, CONFORMS)
            processor = clock = 0.0
            for extracted in islice(told, window):
                ready = database.pipeline.ready(extracted, None, CONFORMS)  # as the others hand it over
                before, began = time.process_time(), time.perf_counter()
                database.take(ready)
                processor, clock = processor + time.process_time() - before, clock + time.perf_counter() - began
            done = size
            tell(Stored(size, len(database.store), 1000 * processor / window, 1000 * clock / window, peak()))


def _tell_stored(line: Stored) -> None:
    print(
        f"| {line.articles:,} | {line.quads:,} | {line.processor:.1f} | {line.clock:.1f} | {line.peak / MB:,.0f} |",
        flush=True,
    )


def _rates(folder: Path, articles: int, jobs: list[int]) -> None:
    path = folder / "dump.jsonl"
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(record) + "\n" for record in islice(written(), articles + WARM))
    print(
        "| processes | articles | events | copies | s | articles/s | ratio | processor ms an article | loader, peak MB | others, peak MB |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|")
    first = 0.0
    for number in jobs:
        rate = apart(partial(load, path, folder / f"store{number}", number))
        speed = rate.articles / rate.seconds
        first = first or speed
        print(
            f"| {number} | {rate.articles:,} | {rate.events:,} | {rate.copies:,} | {rate.seconds:.1f} | {speed:.1f} | {speed / first:.2f} "
            f"| {1000 * rate.processor / rate.articles:.0f} | {rate.peak / MB:,.0f} | {rate.workers / MB:,.0f} |",
            flush=True,
        )


def _growth(folder: Path, sizes: list[int]) -> None:
    print("\n| articles | quads | processor ms an article | ms an article | peak MB |")
    print("|---|---|---|---|---|")
    apart(partial(grow, folder / "growing", sizes, _tell_stored))


def main() -> None:
    """Measures as the arguments say."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=400, help="articles of the first table; with 0 it is left out")
    parser.add_argument("--jobs", type=int, nargs="+", default=[1, 2], help="how many processes find the events")
    parser.add_argument("--sizes", type=int, nargs="*", default=[1_000, 10_000], help="sizes of the second table")
    parser.add_argument("--folder", type=Path, help="where the datasets are made")
    # As the command line does; the processes begun take it over before they load numpy.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(dir=options.folder))
    try:
        if options.articles:
            _rates(folder, options.articles, options.jobs)
        if options.sizes:
            _growth(folder, options.sizes)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
