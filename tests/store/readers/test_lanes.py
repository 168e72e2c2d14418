"""Who runs and who waits, with queries that say themselves how long they have worked."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from diplograph.errors import Busy
from diplograph.store.readers.lanes import Lanes, Turn


class Query:
    """A query of a client.

    Args:
        text: Its text.
        needs: Seconds that it has to work.
    """

    def __init__(self, text: str, needs: float) -> None:
        self.text = text
        self.needs = needs
        self.work = 0.0
        self.stops = 0
        self.done = False
        self.turn = Turn(text, self._stop, lambda: self.work, lambda: None)

    def _stop(self) -> None:
        self.stops += 1

    async def run(self, lanes: Lanes) -> None:
        """Works to its end, a hundredth of a second at a time, however often it has to make way."""
        while not self.done:
            self.work = 0.0
            try:
                await lanes.enter(self.turn)
                while not self.turn.stopped and self.work < self.needs:
                    await asyncio.sleep(0.01)
                    self.work += 0.01
                self.done = not self.turn.stopped
            finally:
                lanes.leave(self.turn)


def during(work: Callable[[Lanes], Awaitable[None]], queue: int = 50) -> None:
    async def run() -> None:
        await asyncio.wait_for(work(Lanes(2, 2, queue)), 30)

    asyncio.run(run())


async def begun(lanes: Lanes, *queries: Query) -> list[asyncio.Task[None]]:
    tasks = [asyncio.create_task(query.run(lanes)) for query in queries]
    await asyncio.sleep(0)
    return tasks


async def ended(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def test_quick_ones_are_answered_beside_any_number_that_have_no_end() -> None:
    async def work(lanes: Lanes) -> None:
        attack = await begun(lanes, *(Query(f"endless {number}", 1e9) for number in range(40)))
        for number in range(20):
            quick = Query(f"quick {number % 3}", 0.02)
            await asyncio.wait_for(quick.run(lanes), 5)
        await ended(attack)
        assert lanes.running == lanes.waiting == 0

    during(work)


def test_one_that_made_way_too_soon_does_not_wait_for_those_without_end() -> None:
    async def work(lanes: Lanes) -> None:
        attack = await begun(lanes, *(Query(f"endless {number}", 1e9) for number in range(12)))
        await asyncio.sleep(0.1)
        # It needs more than it is given while others wait, as on a machine that has much else to do.
        late = Query("late", 0.15)
        later = [Query(f"later {number}", 0.06) for number in range(6)]
        others = await begun(lanes, late, *later)
        await asyncio.wait_for(asyncio.gather(*others), 15)
        assert late.done
        assert all(query.done for query in later)
        await ended(attack)

    during(work)


def test_what_has_turned_out_to_be_slow_starts_in_the_slow_lane_until_it_is_quick_again() -> None:
    async def work(lanes: Lanes) -> None:
        await Query("report", 0.4).run(lanes)
        again, quick = Query("report", 0.02), Query("other", 0.02)
        lanes.enter(again.turn)
        lanes.enter(quick.turn)
        assert (again.turn.slow, quick.turn.slow) == (True, False)
        lanes.leave(again.turn)
        lanes.leave(quick.turn)
        third = Query("report", 0.02)
        lanes.enter(third.turn)
        assert not third.turn.slow
        lanes.leave(third.turn)

    during(work)


def test_one_that_never_ran_says_nothing_of_its_text() -> None:
    async def work(lanes: Lanes) -> None:
        await Query("slow", 0.4).run(lanes)
        running = await begun(lanes, Query("a", 1e9), Query("b", 1e9), Query("c", 1e9), Query("d", 1e9))
        await asyncio.sleep(0.6)
        waiting = Query("slow", 0.4)
        lanes.enter(waiting.turn)
        lanes.leave(waiting.turn)
        last = Query("slow", 0.4)
        lanes.enter(last.turn)
        assert last.turn.slow
        lanes.leave(last.turn)
        await ended(running)

    during(work)


def test_too_many_are_turned_away() -> None:
    async def work(lanes: Lanes) -> None:
        tasks = await begun(lanes, *(Query(f"endless {number}", 1e9) for number in range(12)))
        with pytest.raises(Busy):
            await asyncio.wait_for(asyncio.gather(*tasks), 5)
        await ended(tasks)
        assert lanes.running == lanes.waiting == 0

    during(work, queue=3)
