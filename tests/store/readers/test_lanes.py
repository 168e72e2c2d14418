"""Who runs and who waits, with queries that say themselves how long they have worked."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from diplograph.errors import Busy
from diplograph.store.readers.lanes import Lanes, Turn

ENDLESS = 1e9


class Query:
    """A query of a client.

    Args:
        text: Its text.
        needs: Seconds that it has to work.
        taken: Seconds that its client takes for the answer, which comes in parts; nothing where it comes at once.
    """

    def __init__(self, text: str, needs: float, taken: float = 0.0) -> None:
        self.text = text
        self.needs = needs
        self.taken = taken
        self.work = self.open = 0.0
        self.done = self.lowered = False
        self.turn = Turn(text, lambda: None, lambda: self.work, lambda: max(self.work, self.open), self._lower)

    def _lower(self) -> None:
        self.lowered = True

    @property
    def runs(self) -> bool:
        """Whether it has a reader."""
        place = self.turn.place
        return not self.done and not self.turn.stopped and place is not None and place.done() and place.exception() is None


class World:
    """Clients of the lanes, in a time of their own, which goes on by hundredths of a second.

    Args:
        readers: As of ``Lanes``.
        queue: Likewise.
    """

    def __init__(self, readers: int = 4, queue: int = 200) -> None:
        self.lanes = Lanes(readers, queue)
        self.queries: list[Query] = []

    def ask(self, text: str, needs: float, taken: float = 0.0) -> Query:
        """A new query."""
        query = Query(text, needs, taken)
        self.queries.append(query)
        self.lanes.enter(query.turn)
        return query

    def leave(self, query: Query, *, done: bool = False) -> None:
        """Its client has its answer, or has gone."""
        query.done = True
        self.queries.remove(query)
        self.lanes.leave(query.turn, done=done)

    def go(self, seconds: float) -> None:
        """Lets time pass."""
        for _ in range(round(seconds * 100)):
            for query in list(self.queries):
                if query.turn.stopped:
                    if query.turn.begun:
                        self.leave(query)
                        continue
                    query.work = query.open = 0.0
                    self.lanes.enter(query.turn)
                elif query.runs and query.work < query.needs:
                    query.work += 0.01
                    query.turn.begun = query.taken > 0
                    query.open += 0.01
                elif query.runs and query.open < query.taken:
                    query.open += 0.01
                elif query.runs:
                    self.leave(query, done=True)
            self.lanes.look()

    def until(self, *queries: Query, within: float) -> float:
        """Seconds that pass until all have been answered."""
        passed = 0.0
        while not all(query.done for query in queries):
            assert passed < within, "it takes too long"
            self.go(0.01)
            passed += 0.01
        return passed


def during(work: Callable[[], None]) -> None:
    async def run() -> None:
        work()

    asyncio.run(run())


def test_quick_ones_do_not_wait_for_any_number_that_have_no_end() -> None:
    def work() -> None:
        world = World()
        world.until(world.ask("quick", 0.02), within=1)
        for number in range(100):
            world.ask(f"endless {number}", ENDLESS)
        # While all of the attack are tried out, what is known to be quick has every other turn.
        assert all(world.until(world.ask("quick", 0.02), within=0.2) for _ in range(20))
        world.go(30)
        # Then only those that each lane lets run are left, and even what nobody knows comes at once.
        assert world.until(world.ask("new", 0.04), within=0.1)
        assert world.until(world.ask("newer", 0.2), within=5)
        assert world.lanes.running <= 5

    during(work)


def test_quick_ones_do_not_wait_for_an_attack_with_ever_new_texts() -> None:
    def work() -> None:
        world, number = World(), 0
        world.until(world.ask("quick", 0.02), world.ask("middle", 0.2), within=1)
        for _ in range(40):
            for _ in range(5):
                number += 1
                world.ask(f"endless {number}", ENDLESS)
            quick = world.ask("quick", 0.02)
            world.go(0.1)
            world.until(quick, within=0.2)
        assert world.until(world.ask("middle", 0.2), within=1)

    during(work)


def test_one_that_takes_a_second_is_answered_beside_those_that_have_no_end() -> None:
    def work() -> None:
        world = World()
        for number in range(20):
            world.ask(f"endless {number}", ENDLESS)
        world.go(60)
        report = world.ask("report", 1.0)
        world.until(report, within=60)
        # It is known now.
        assert world.until(world.ask("report", 1.0), within=1.5)

    during(work)


def test_each_lane_keeps_what_it_has() -> None:
    def work() -> None:
        world = World()
        long = [world.ask(f"long {number}", 10.0) for number in range(2)]
        world.go(3)
        for _ in range(5):
            world.until(*(world.ask(f"quick {number}", 0.02) for number in range(10)), within=1)
        assert [query.work > 3 for query in long] == [True, True]
        assert all(query.lowered for query in long)
        assert world.until(*long, within=10)

    during(work)


def test_many_long_ones_are_all_answered_and_quick_ones_beside_them() -> None:
    def work() -> None:
        world = World()
        long = [world.ask(f"long {number}", 5.0) for number in range(4)]
        world.go(3)
        assert sum(query.runs for query in long) >= 2
        assert world.until(world.ask("new", 0.02), within=0.1)
        assert sum(query.runs for query in long) == 2
        world.until(*long, within=20)

    during(work)


def test_a_text_is_known_by_how_long_it_took_last() -> None:
    def work() -> None:
        world = World()
        world.until(world.ask("report", 0.4), within=1)
        slow, quick = world.ask("report", 0.02), world.ask("other", 0.02)
        assert (slow.turn.lane, quick.turn.lane) == (2, 1)
        world.until(slow, quick, within=1)
        again = world.ask("report", 0.02)
        assert (again.turn.lane, again.turn.answered) == (0, True)
        # Those that go away say no more of it than that it takes long.
        again.work = 0.01
        world.leave(again)
        assert world.ask("report", 0.02).turn.lane == 0

    during(work)


def test_clients_that_take_their_time_leave_a_reader_to_others() -> None:
    def work() -> None:
        world = World()
        slow = [world.ask(f"rows {number}", 0.02, taken=100.0) for number in range(8)]
        world.go(10)
        assert sum(query.done for query in slow) >= 4
        assert world.until(world.ask("quick", 0.02), within=0.2)
        # How long its client takes says nothing of a text.
        assert world.ask("rows 0", 0.02).turn.lane in (0, 1)

    during(work)


def test_too_many_are_turned_away_those_first_that_take_longest() -> None:
    def work() -> None:
        world = World(queue=4)
        world.until(world.ask("long", 3.0), within=5)
        for number in range(4):
            world.ask(f"endless {number}", ENDLESS)
        waiting = [world.ask("long", 3.0), *(world.ask(f"new {number}", 0.02) for number in range(3))]
        for query in waiting[:1]:
            assert query.turn.place is not None
            with pytest.raises(Busy):
                query.turn.place.result()
        world.until(*waiting[1:], within=5)

    during(work)
