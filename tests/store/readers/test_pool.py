"""The pool of readers: what it answers, what it ends, and that it is whole afterwards."""

from __future__ import annotations

import asyncio
import contextlib
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import psutil
import pyoxigraph as ox
import pytest

from diplograph.errors import Busy, DiplographError, FormatError, QueryError, QueryTimeout, QueryTooLarge
from diplograph.store import EmbeddedStore
from diplograph.store.base import DEFAULT_GRAPH, Change, QueryDataset
from diplograph.store.formats import format_named
from diplograph.store.readers import Limits, QueryPool, StreamedAnswer

JSON, CSV, TURTLE = format_named("json"), format_named("csv"), format_named("turtle")
QUICK = "SELECT ?x { VALUES ?x { 1 } }"


def rows(variable: str, number: int = 1_000) -> str:
    return f"VALUES ?{variable} {{ {' '.join(map(str, range(number)))} }}"


COUNTING = f"SELECT (COUNT(*) AS ?n) {{ {{ {rows('a')} }} {{ {rows('b')} }} {{ {rows('c')} }} {{ {rows('d')} }} }}"
ENDLESS = COUNTING.replace("(COUNT(*) AS ?n)", "*")
GREEDY = COUNTING.replace("(COUNT(*) AS ?n)", "DISTINCT (CONCAT(STR(?a), '-', STR(?b), '-', STR(?c), '-', STR(?d)) AS ?x)") + " ORDER BY ?x"


def quad(number: int) -> ox.Quad:
    return ox.Quad(ox.NamedNode(f"http://e/{number}"), ox.NamedNode("http://e/p"), ox.Literal(f"value {number}"), DEFAULT_GRAPH)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[EmbeddedStore]:
    opened = EmbeddedStore(str(tmp_path / "dataset"))
    opened.apply(Change(add=frozenset({quad(1), quad(2)})))
    yield opened
    opened.close()


def pooled(store: EmbeddedStore, work: Callable[[QueryPool], Awaitable[None]], limits: Limits | None = None) -> None:
    """Does the work with a pool, and sees that it leaves no process."""

    async def run() -> None:
        async with QueryPool(store, limits) as pool:
            await work(pool)
            assert pool.running == pool.waiting == 0
            assert await text(await pool.run(QUICK, CSV, None)) == "x\r\n1\r\n"

    before = set(psutil.Process().children(recursive=True))
    asyncio.run(run())
    assert set(psutil.Process().children(recursive=True)) <= before


async def text(answer: StreamedAnswer) -> str:
    return b"".join([part async for part in answer]).decode()


async def ends(pool: QueryPool, query: str, kind: type[DiplographError], timeout: float | None = None) -> DiplographError:
    with pytest.raises(kind) as raised:
        await text(await pool.run(query, JSON, TURTLE, timeout=timeout))
    assert type(raised.value) is kind
    return raised.value


def test_answers_of_each_form(store: EmbeddedStore) -> None:
    async def work(pool: QueryPool) -> None:
        select = await pool.run("SELECT ?o { ?s ?p ?o } ORDER BY ?o", CSV, TURTLE)
        assert (select.form, select.format, await text(select)) == ("select", CSV, "o\r\nvalue 1\r\nvalue 2\r\n")
        ask = await pool.run("ASK { ?s ?p 'value 3' }", JSON, None)
        assert (ask.form, await text(ask)) == ("ask", '{"head":{},"boolean":false}')
        graph = await pool.run("CONSTRUCT WHERE { <http://e/1> ?p ?o }", JSON, TURTLE)
        assert (graph.form, graph.format, await text(graph)) == ("graph", TURTLE, '<http://e/1> <http://e/p> "value 1" .\n')
        elsewhere = await pool.run("ASK { ?s ?p ?o }", JSON, None, QueryDataset(default_graphs=("http://e/g",)))
        assert '"boolean":false' in await text(elsewhere)

    pooled(store, work)


def test_errors_are_those_of_the_store(store: EmbeddedStore) -> None:
    async def work(pool: QueryPool) -> None:
        for query in ("SELECT *\n{ ?s ?p", "ASK { SERVICE <http://e/> { ?s ?p ?o } }", "CLEAR ALL"):
            found = await ends(pool, query, QueryError)
            with pytest.raises(QueryError) as expected:
                store.query(query, JSON, TURTLE)
            assert (str(found), vars(found)) == (str(expected.value), vars(expected.value))
        with pytest.raises(FormatError):
            await pool.run(QUICK, None, TURTLE)
        assert not pool.ended

    pooled(store, work)


def test_a_commit_is_seen_by_the_next_query(store: EmbeddedStore) -> None:
    async def work(pool: QueryPool) -> None:
        for number in range(3, 30):
            store.apply(Change(add=frozenset({quad(number)})))
            answer = await pool.run("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", CSV, None)
            assert await text(answer) == f"n\r\n{number}\r\n"
            assert answer.commit == store.commit

    pooled(store, work)


async def comes_into_memory(pool: QueryPool) -> None:
    for _ in range(1_000):
        if pool.in_memory:
            return
        await asyncio.sleep(0.02)
    raise AssertionError("the dataset was not read into memory")


async def numbers(pool: QueryPool) -> set[int]:
    answer = await text(await pool.run("SELECT ?s { ?s <http://e/p> ?o }", CSV, None))
    return {int(line.rpartition("/")[2]) for line in answer.split()[1:]}


def test_the_copy_in_memory_follows_each_commit(store: EmbeddedStore) -> None:
    async def work(pool: QueryPool) -> None:
        await comes_into_memory(pool)
        expected = {1, 2}
        for number in range(3, 60):
            store.apply(Change(add=frozenset({quad(number)}), remove=frozenset({quad(number - 2)})))
            expected = {number - 1, number}
            # Now and then several commits come before the next query, more than a reader is made to repeat.
            if number % 7 == 0 or number > 58:
                assert pool.in_memory
                assert await numbers(pool) == expected
        store.update("INSERT DATA { <http://e/100> <http://e/p> 'given' }")
        assert pool.in_memory
        assert await numbers(pool) == {58, 59, 100}
        many = frozenset(quad(number) for number in range(1_000, 20_000))
        store.apply(Change(add=many))
        assert len(await numbers(pool)) == 19_003

    pooled(store, work)


def test_a_commit_that_cannot_be_repeated_is_seen_at_once(store: EmbeddedStore) -> None:
    async def work(pool: QueryPool) -> None:
        await comes_into_memory(pool)
        store.update("INSERT { <http://e/10> ?p ?o } WHERE { <http://e/1> ?p ?o }")
        assert not pool.in_memory
        assert await numbers(pool) == {1, 2, 10}
        store.apply(Change(add=frozenset({quad(5)})))
        assert await numbers(pool) == {1, 2, 5, 10}
        await comes_into_memory(pool)
        store.apply(Change(remove=frozenset({quad(5)})))
        assert pool.in_memory
        assert await numbers(pool) == {1, 2, 10}

    pooled(store, work)


def test_a_dataset_that_does_not_fit_into_memory_is_read_from_disk(store: EmbeddedStore) -> None:
    async def work(pool: QueryPool) -> None:
        await asyncio.sleep(1)
        assert not pool.in_memory
        assert await numbers(pool) == {1, 2}

    pooled(store, work, Limits(image=1))


def resident(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.NoSuchProcess:  # it was replaced between the list and the look
        return 0


def test_a_large_answer_streams_in_little_memory(store: EmbeddedStore) -> None:
    query = f"SELECT * {{ {{ {rows('a')} }} {{ {rows('b')} }} }}"

    async def work(pool: QueryPool) -> None:
        before, lines = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, 0
        answer = await pool.run(query, CSV, None)
        assert answer.data is None
        async for part in answer:
            lines += part.count(b"\n")
            assert max(map(resident, psutil.Process().children(recursive=True))) < 150_000_000
        assert lines == 1_000_001
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000

    pooled(store, work)


def test_a_query_that_takes_too_long_is_ended(store: EmbeddedStore) -> None:
    async def work(pool: QueryPool) -> None:
        started = time.monotonic()
        for query in (COUNTING, GREEDY):
            await ends(pool, query, QueryTimeout, timeout=0.3)
        await ends(pool, COUNTING, QueryTimeout, timeout=1e9)
        assert 1.6 < time.monotonic() - started < 20
        assert pool.ended == {"time": 3}

    pooled(store, work, Limits(seconds=1))


def test_an_answer_that_takes_too_long_is_broken_off(store: EmbeddedStore) -> None:
    async def work(pool: QueryPool) -> None:
        answer = await pool.run(ENDLESS, JSON, None, timeout=0.5)
        parts = aiter(answer)
        assert (await anext(parts)).startswith(b'{"head"')
        with pytest.raises(QueryTimeout):
            await text(answer)

    pooled(store, work)


def test_a_query_that_takes_too_much_memory_is_ended(store: EmbeddedStore) -> None:
    async def work(pool: QueryPool) -> None:
        error = await ends(pool, GREEDY, QueryTooLarge)
        assert isinstance(error, QueryTooLarge)
        assert error.what == "memory"
        assert pool.ended == {"memory": 1}

    pooled(store, work, Limits(memory=60_000_000))


def test_an_answer_that_is_too_large_is_broken_off(store: EmbeddedStore) -> None:
    async def work(pool: QueryPool) -> None:
        error = await ends(pool, ENDLESS, QueryTooLarge)
        assert isinstance(error, QueryTooLarge)
        assert error.what == "answer"

    pooled(store, work, Limits(answer=1_000_000))


@pytest.mark.parametrize(
    "query", ["ASK " + "{" * 100_000 + "}" * 100_000, "ASK { ?s ?p " + "<<( ?s ?p " * 30_000 + "1" + " )>>" * 30_000 + " }"]
)
def test_a_query_that_crashes_the_engine_costs_its_reader_alone(store: EmbeddedStore, query: str) -> None:
    async def work(pool: QueryPool) -> None:
        error = await ends(pool, query, QueryError)
        assert "nested too deeply" in str(error)
        assert pool.ended == {"crash": 1}

    pooled(store, work)


def test_an_answer_that_nobody_takes_is_ended(store: EmbeddedStore) -> None:
    async def work(pool: QueryPool) -> None:
        await (await pool.run(ENDLESS, JSON, None)).aclose()
        answer = await pool.run(ENDLESS, JSON, None)
        async for _ in answer:
            break
        await answer.aclose()
        assert pool.ended == {"gone": 2}
        left = await pool.run(ENDLESS, JSON, None, timeout=1e9)
        await asyncio.sleep(0.7)
        assert pool.running == 0
        with pytest.raises(QueryTimeout):
            await text(left)

    pooled(store, work, Limits(seconds=0.5))


def test_a_caller_that_goes_away_ends_its_query(store: EmbeddedStore) -> None:
    async def work(pool: QueryPool) -> None:
        tasks = [asyncio.ensure_future(pool.run(COUNTING, JSON, None)) for _ in range(10)]
        await asyncio.sleep(0)
        assert pool.running == 2
        # By now one of them has had to make way for the others, which take as long.
        await asyncio.sleep(0.2)
        assert pool.running
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)

    pooled(store, work, Limits(readers=3))


def test_too_many_are_turned_away(store: EmbeddedStore) -> None:
    async def work(pool: QueryPool) -> None:
        tasks = [asyncio.ensure_future(pool.run(f"{COUNTING} # {number}", JSON, None)) for number in range(20)]
        done = await asyncio.gather(*tasks, return_exceptions=True)
        kinds = [type(answer) for answer in done]
        assert set(kinds) == {Busy, QueryTimeout}
        assert kinds.count(QueryTimeout) >= 2
        assert all(answer.retry_after > 0 for answer in done if isinstance(answer, Busy))

    pooled(store, work, Limits(seconds=1, readers=4, queue=4))


def test_quick_queries_are_not_held_up_by_endless_ones(store: EmbeddedStore) -> None:
    async def work(pool: QueryPool) -> None:
        attack = [asyncio.ensure_future(pool.run(f"{COUNTING} # {number}", JSON, None)) for number in range(40)]
        answered = 0
        while not attack[0].done():
            assert '"1"' in await text(await pool.run(QUICK, JSON, None))
            answered += 1
        # In a line they would have waited until the first of the attack had been ended, and then for all the others.
        assert answered > 20
        assert {type(answer) for answer in await asyncio.gather(*attack, return_exceptions=True)} == {Busy, QueryTimeout}

    pooled(store, work, Limits(seconds=4, readers=4))


def test_readers_end_with_the_process_that_made_them(tmp_path: Path) -> None:
    program = f"""
import asyncio
from diplograph.store import EmbeddedStore
from diplograph.store.formats import format_named
from diplograph.store.readers import QueryPool

async def main():
    async with QueryPool(EmbeddedStore({str(tmp_path / "dataset")!r})) as pool:
        asyncio.ensure_future(pool.run({COUNTING!r}, format_named("json"), None))
        await asyncio.sleep(0.5)
        print("running", flush=True)
        await asyncio.sleep(60)

asyncio.run(main())
"""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, env=environment) as server:
        assert server.stdout is not None
        assert server.stdout.readline() == b"running\n"
        family = psutil.Process(server.pid).children(recursive=True)
        assert len(family) >= 3
        server.send_signal(signal.SIGKILL)
    _, left = psutil.wait_procs(family, timeout=30)
    assert not left


def is_nursery(process: psutil.Process) -> bool:
    with contextlib.suppress(psutil.NoSuchProcess):  # it ended between the list and the look
        return "diplograph.store.readers.nursery" in process.cmdline()
    return False


def test_a_pool_recovers_from_the_loss_of_all_its_processes(store: EmbeddedStore) -> None:
    async def work(pool: QueryPool) -> None:
        # Not all children of this process: those of other tests, and of Python itself, are none of the pool's.
        nurseries = list(filter(is_nursery, psutil.Process().children()))
        assert nurseries
        for process in [process for nursery in nurseries for process in (*nursery.children(recursive=True), nursery)]:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        await asyncio.sleep(0.2)

    pooled(store, work)
