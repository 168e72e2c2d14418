"""``kill -9`` at any moment of a load leaves a dataset that opens, and in it each article wholly old or wholly new."""

from __future__ import annotations

import itertools
import multiprocessing
import os
import random
import time
from collections import Counter
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

import pyoxigraph as ox
import pytest

from diplograph.consolidation import rebuild_change
from diplograph.database import Database
from diplograph.store import EmbeddedStore, Store, open_store
from diplograph.store.formats import format_named
from tests.killing import (
    ACT,
    ARTICLES,
    COMMIT,
    COMMITTED,
    DONE,
    IRIS,
    PUBLISH,
    Act,
    State,
    article_iri,
    load_until_killed,
)

KILLS = int(os.environ.get("DIPLOGRAPH_TEST_KILLS", "50"))
_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["tests.killing"])


def states(database: Database) -> list[State]:
    """What the dataset holds of each article."""
    entries = database.store.graph(ox.NamedNode(IRIS.quarantine_graph))
    found = []
    for number in range(ARTICLES):
        iri = article_iri(number)
        entry = ox.NamedNode(IRIS.quarantine(iri))
        found.append(State(database.store.graph(ox.NamedNode(iri)), frozenset(triple for triple in entries if triple.subject == entry)))
    return found


def words(store: Store) -> list[bytes]:
    """What is found by words: those of all versions, of one, of the agreements and of the minister of the last."""
    queries = ("talks OR meet* OR agree*", "version", "agree*", '"Arun Rao"')
    return [
        store.query(f"SELECT ?x {{ ?x text:query {ox.Literal(query)} }} ORDER BY ?x", format_named("csv"), None).data for query in queries
    ]


def killed_at(folder: Path, seed: int, told: list[str], moment: Callable[[Connection, list[str]], None]) -> None:
    """Lets a process load until the moment is over, kills it, and puts down what it told."""
    ours, theirs = _CONTEXT.Pipe(duplex=False)
    process = _CONTEXT.Process(target=load_until_killed, args=(str(folder), seed, theirs))
    process.start()
    theirs.close()
    moment(ours, told)
    process.kill()
    process.join()
    while ours.poll():
        try:
            told.append(ours.recv_bytes().decode())
        except EOFError:
            break
    ours.close()
    assert process.exitcode == -9


def moments(chance: random.Random) -> Callable[[Connection, list[str]], None]:
    """A moment to kill at: any, one soon after a commit or a publication began, or one while the dataset is opened."""
    kind = chance.choices(("opening", "any", COMMIT, PUBLISH), (1, 3, 5, 3))[0]

    def wait(pipe: Connection, told: list[str]) -> None:
        if kind == "opening":
            time.sleep(chance.uniform(0.0, 0.08))
            return
        nth = chance.randrange(1, 13 if kind == COMMIT else 5)
        while nth:
            told.append(pipe.recv_bytes().decode())
            nth -= told[-1] == (kind if kind in (COMMIT, PUBLISH) else COMMIT)
        time.sleep(chance.uniform(0.0, {"any": 0.15, COMMIT: 0.004, PUBLISH: 0.02}[kind]))

    return wait


def test_a_kill_at_any_moment_leaves_each_article_wholly_old_or_wholly_new(
    tmp_path: Path, record_property: Callable[[str, object], None], capsys: pytest.CaptureFixture[str]
) -> None:
    chance = random.Random(4)  # noqa: S311 (the same moments each time are what is wanted)
    folder = tmp_path / "store"
    known = [State() for _ in range(ARTICLES)]
    hit: Counter[str] = Counter()
    commit, done = -1, 0
    # Moments are soon over, and so a busy machine misses some.
    for kill in itertools.count():
        if kill >= KILLS and hit["in a commit"] >= KILLS / 10 and hit["while publishing"] >= KILLS / 20:
            break
        assert kill < 3 * KILLS, hit
        told: list[str] = []
        killed_at(folder, kill, told, moments(chance))
        expected, act = list(known), None
        for step in told:
            if step.startswith(ACT):
                _, verb, number, version = step.split()
                act = Act(verb, int(number), int(version))
            elif step == DONE:
                assert act is not None
                expected[act.number] = expected[act.number].after(act)
                act, done = None, done + 1
        hit[{COMMIT: "in a commit", PUBLISH: "while publishing"}.get(told[-1], "in between") if told else "while opening"] += 1
        with Database(open_store(str(folder), read_only=True)) as database:
            found = states(database)
            if act is not None and found[act.number] != expected[act.number]:
                assert told[-1] in (COMMIT, COMMITTED)
                expected[act.number] = expected[act.number].after(act)
                hit["of these with the change made all the same"] += 1
            assert found == expected, f"after kill {kill} ({told[-3:]})"
            assert words(database.store) == words(EmbeddedStore.holding(database.store.quads()))
            assert not rebuild_change(database.store, database.article_graphs(), IRIS)
            assert database.store.commit is not None
            assert database.store.commit > commit or (database.store.commit == commit and expected == known)
            commit, known = database.store.commit, expected
        assert [path.name for path in (folder / "generations").iterdir()] == [str(commit)]
    counts = f"{kill} kills after {done:,} acts: " + ", ".join(f"{count} {where}" for where, count in sorted(hit.items()))
    record_property("kills", counts)
    with capsys.disabled():
        print(f"\n{counts}")
