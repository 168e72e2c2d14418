"""Searching for words: the index beside CONTAINS on the same data, through the database and over HTTP, and what the index costs.

python -m bench.search [--events 100000] [--rounds 15]

The events are those of bench.world, each with its label, type, date, parties and the sentence that tells of it, in the default graph;
what else loading writes of them is not searched, and left out. Printed are median and 95th percentile in milliseconds of the wall clock,
and the milliseconds of the processor: of this process where the query runs in it, of the server and its readers for pages of events.
Each round asks for another word of the same frequency.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from urllib.parse import quote_plus
from urllib.request import urlopen

import pyoxigraph as ox

import diplograph
from bench.measure import worked
from bench.sparql import Client, wait_for_memory
from bench.world import HAPPENINGS, happenings
from diplograph.ontology.iris import Iris
from diplograph.ontology.terms import PREFIXES
from diplograph.store.formats import format_named
from diplograph.store.words.index import NAME
from tests.store.servers import ours

DG, RDFS, RDF, XSD = (PREFIXES[name] for name in ("dg", "rdfs", "rdf", "xsd"))
SEARCHES = {
    "rare word": ("Tuvalu", "Nauru", "Palau", "Kiribati", "Tonga"),
    "common word": ("meeting", "agreement", "visit", "occurred", "report"),
    "phrase": ('"Kenya and Peru"', '"Mali and India"', '"Iceland and China"', '"Chad and Poland"', '"Cuba and Italy"'),
    "prefix": ("Tuv*", "Naur*", "Kirib*", "Luxemb*", "Monac*"),
    "two words": ("Vietnam nuclear", "Norway tariffs", "Ghana migration", "Nepal consular", "Oman health"),
}
QUESTIONS = {
    "all": "SELECT ?event {{ {words} }}",
    "typed, dated, 50": "SELECT ?event ?date {{ {words} ?event a dg:Meeting ; dg:earliest ?date }} ORDER BY DESC(?date) LIMIT 50",
}
BEST = "SELECT ?event ?score {{ (?event ?score) text:query ({search} 50) }} ORDER BY DESC(?score)"


def lines(events: int) -> Iterator[str]:
    """The events as lines of N-Quads."""
    iris, number, chance = Iris(), 0, random.Random(1)  # noqa: S311 (the same data at each run)
    for period in range(-(-events // HAPPENINGS)):
        for happening in happenings(period):
            record, number = happening.record, number + 1
            event, evidence = f"<{iris.base}event/{number:020x}>", f"<{iris.base}evidence/{number:020x}>"
            quote = (
                f"{record.label}, {happening.day}, as paper {chance.randrange(60)} has it on {record.topics[0]} in its report of the day."
            )
            yield f"{event} <{RDF}type> <{DG}Event> .\n{event} <{RDF}type> <{DG}{record.type.value}> .\n"
            yield f"{event} <{RDFS}label> {ox.Literal(record.label)} .\n{event} <{DG}status> <{DG}{record.status.value}> .\n"
            yield f'{event} <{DG}earliest> "{happening.day}"^^<{XSD}date> .\n{event} <{DG}latest> "{happening.day}"^^<{XSD}date> .\n'
            yield f"{event} <{DG}evidence> {evidence} .\n{evidence} <{DG}quote> {ox.Literal(quote)} .\n"
            for party in record.parties:
                name = f"<{iris.state(party.code)}>"
                yield f"{event} <{DG}party> {name} .\n{name} <{RDFS}label> {ox.Literal(party.label)} .\n"


def by_index(search: str) -> str:
    """The pattern of the search."""
    return f"?event text:query {ox.Literal(search)} ."


def by_contains(search: str) -> str:
    """What was to be written without an index; of several words it finds what has each, and parts of words too."""
    words = [search.strip('"*')] if search.startswith('"') else search.strip("*").split()
    condition = " && ".join(f"CONTAINS(LCASE(?told), {ox.Literal(word.lower())})" for word in words)
    told = "{ ?event rdfs:label ?told } UNION { ?event dg:evidence/dg:quote ?told }"
    return f"{{ SELECT DISTINCT ?event {{ {told} FILTER({condition}) }} }}"


def timed(ask: Callable[[str], object], queries: list[str], rounds: int) -> str:
    """Median and 95th percentile in milliseconds, of fewer rounds where they take long."""
    taken: list[float] = []
    ask(queries[0])
    for query in islice(cycle(queries), rounds):
        started = time.perf_counter()
        ask(query)
        taken.append((time.perf_counter() - started) * 1000)
        if sum(taken) > 20_000:
            break
    late = statistics.quantiles(taken, n=20)[-1] if len(taken) > 1 else taken[0]
    return f"{statistics.median(taken):>8.1f} {late:>8.1f}"


def here(ask: Callable[[str], object], queries: list[str]) -> float:
    """Milliseconds of the processor that a query takes this process, on the average."""
    started = time.process_time()
    for query in queries:
        ask(query)
    return (time.process_time() - started) * 1000 / len(queries)


def served(ask: Callable[[str], object], queries: list[str], rounds: int) -> float:
    """Milliseconds of the processor that a query takes the server and its readers, on the average."""
    for query in queries:
        ask(query)
    asked = list(islice(cycle(queries), 4 * rounds))
    started = worked()
    for query in asked:
        ask(query)
    return (worked() - started) * 1000 / len(asked)


def compare(rounds: int, database: diplograph.Database, client: Client, lists: Callable[[str], bytes]) -> None:
    """Prints a line for each question and kind of search."""

    def directly(query: str) -> bytes:
        return database.query(query, "json").data

    print(f"{'':30} {'found':>7}   database ms      cpu   CONTAINS ms      cpu    HTTP ms         CONTAINS, HTTP ms")
    for title, question in {**QUESTIONS, "best 50": BEST}.items():
        for kind, searches in SEARCHES.items():
            ours = [question.format(words=by_index(search), search=ox.Literal(search)) for search in searches]
            theirs = [
                QUESTIONS["all"].format(words=by_contains(s)) if title == "best 50" else question.format(words=by_contains(s))
                for s in searches
            ]
            found = statistics.median(directly(query).count(b'"event"') - 1 for query in ours)
            parts = [
                timed(directly, ours, rounds),
                f"{here(directly, ours):>8.1f}",
                timed(directly, theirs, rounds),
                f"{here(directly, theirs):>8.1f}",
            ]
            parts += [timed(client, ours, rounds), timed(client, theirs, rounds)]
            print(f"{title:17} {kind:12} {found:>7.0f} {' '.join(parts)}", flush=True)
    for kind, searches in SEARCHES.items():
        taken, cpu = timed(lists, list(searches), rounds), served(lists, list(searches), rounds)
        print(f"{'/events?text=':17} {kind:12} {'':7} {'':>52} {taken}   cpu of the server and its readers {cpu:6.1f}", flush=True)


def loaded(document: Path, folder: Path) -> None:
    """Loads the dataset, and prints what the index costs."""
    engine = ox.Store(str(folder.with_name("engine")))
    started = time.process_time(), time.perf_counter()
    engine.bulk_load(path=str(document), format=ox.RdfFormat.N_QUADS)
    own = time.process_time() - started[0], time.perf_counter() - started[1]
    quads = len(engine)
    del engine
    with diplograph.open(str(folder)) as database:
        started = time.process_time(), time.perf_counter()
        database.load_dataset(document, format_named("nquads"))
        taken = time.process_time() - started[0], time.perf_counter() - started[1]
    size = (folder / NAME).stat().st_size
    print(f"{quads:,} quads, seconds (the processor's): the engine alone {own[1]:.1f} ({own[0]:.1f}), ours {taken[1]:.1f} ({taken[0]:.1f})")
    print(f"the index: {size / 1e6:.1f} MB, {size / quads:.0f} bytes a quad")


def main() -> int:
    """Prints the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=15)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        document, folder = Path(name) / "events.nq", Path(name) / "data"
        with document.open("w", encoding="utf-8") as file:
            file.writelines(lines(options.events))
        loaded(document, folder)
        with ours(Path(name)) as server:
            client = Client(server.url)
            wait_for_memory(client, server.process)
            root = server.url.removesuffix("/sparql")
            lists = partial(_list, root)
            # Lists are answered from columns once these have been read.
            with urlopen(f"{root}/events/facets", timeout=600) as answer:  # noqa: S310 (an address of this machine)
                answer.read()
            with diplograph.open(str(folder), read_only=True) as database:
                compare(options.rounds, database, client, lists)
    return 0


def _list(root: str, search: str) -> bytes:
    with urlopen(f"{root}/events?text={quote_plus(search)}", timeout=120) as answer:  # noqa: S310 (an address of this machine)
        data: bytes = answer.read()
    return data


if __name__ == "__main__":
    raise SystemExit(main())
