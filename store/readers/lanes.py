"""Who runs, who waits and who has to make way: queries that are done at once never wait behind those that take long.

There are places in two lanes. Every query starts in the fast one. One that has been there for its slice goes over to the slow lane, where
it has the processor time that others leave over. If that is full and somebody waits for a place in the fast lane, it makes way: it is
ended, and runs again in the slow lane when there is room. A text that had to go over starts in the slow lane the next time. One that
made way before its slice was over is tried once more when the fast lane has nothing else to do, so that what is quick never waits for
what is not.

When the fast lane is jammed the newest goes first, and what has waited longest is turned away when too many wait: this answers most
queries soon instead of all of them late.
"""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections import OrderedDict, deque
from collections.abc import Callable

from ...errors import Busy

# Seconds that a query has the fast lane to itself, and when others wait.
_SLICE = 0.25
_SHORT_SLICE = 0.05
# Seconds that the first in the line of the fast lane has waited when it is jammed.
_JAM = 0.3
_REMEMBERED = 2_000


class Turn:
    """One query's way through the lanes.

    Args:
        text: The query.
        make_way: Ends its present run; called only while ``may_stop``.
        worked: Gives the seconds that its present run has worked.
        lower: Leaves the processor to others; may be called again.

    Attributes:
        may_stop: Whether the run can be ended and repeated without anybody noticing.
        stopped: Whether it has been ended to make way.
        came: When it lined up.
    """

    __slots__ = ("_make_way", "came", "key", "lower", "may_stop", "place", "slow", "stopped", "worked")

    def __init__(self, text: str, make_way: Callable[[], None], worked: Callable[[], float], lower: Callable[[], None]) -> None:
        self.key = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
        self._make_way = make_way
        self.worked = worked
        self.lower = lower
        self.place: asyncio.Future[None] | None = None
        self.slow = False
        self.may_stop = True
        self.stopped = False
        self.came = 0.0

    def stop(self) -> None:
        """Ends its present run."""
        self.slow = self.stopped = True
        self._make_way()


class Lanes:
    """The places and the waiting lines.

    Args:
        fast: Places for queries that are done at once.
        slow: Places for those that take longer.
        queue: How many may wait in each line.
    """

    def __init__(self, fast: int, slow: int, queue: int) -> None:
        self._places = {False: fast, True: slow}
        self._queue = queue
        self._running: dict[bool, set[Turn]] = {False: set(), True: set()}
        self._waiting: dict[bool, deque[Turn]] = {False: deque(), True: deque()}
        # By their digests, with the seconds that they have worked, run after run.
        self._slow_texts: OrderedDict[bytes, float] = OrderedDict()
        self._timer: asyncio.TimerHandle | None = None

    @property
    def running(self) -> int:
        """How many queries run."""
        return sum(map(len, self._running.values()))

    @property
    def waiting(self) -> int:
        """How many queries wait."""
        return sum(map(len, self._waiting.values()))

    def enter(self, turn: Turn) -> asyncio.Future[None]:
        """Lines up for a place; gives back what is done when there is one, and fails with ``Busy`` where too many wait.

        Whoever does not wait for it leaves.
        """
        turn.stopped = False
        turn.came = time.monotonic()
        turn.place = asyncio.get_running_loop().create_future()
        self._line_up(turn, slow=turn.slow or self._known_as_slow(turn))
        self._fill(fresh=turn)
        self._watch()
        return turn.place

    def leave(self, turn: Turn) -> None:
        """Gives the place back."""
        for slow, running in self._running.items():
            if turn in self._waiting[slow]:
                self._waiting[slow].remove(turn)
            if turn not in running:
                continue
            running.remove(turn)
            if not turn.stopped and turn.worked() < _SHORT_SLICE:
                self._slow_texts.pop(turn.key, None)
            elif not turn.stopped and slow:
                self._remember(turn)
        self._fill()
        self._watch()

    def _fill(self, fresh: Turn | None = None) -> None:
        for slow, line in self._waiting.items():
            while line:
                jammed = not slow and time.monotonic() - line[0].came > _JAM
                turn = line[-1] if jammed else line[0]
                # In a jam the last place is for those that have just come, so that the crowd that waits is not in their way.
                kept = int(jammed and turn is not fresh and self._places[slow] > 1)
                if len(self._running[slow]) >= self._places[slow] - kept:
                    break
                line.remove(turn)
                if not slow and self._known_as_slow(turn):
                    # Another with its text has turned out to be slow since it came.
                    self._line_up(turn, slow=True)
                    continue
                self._begin(turn)
        while not self._waiting[False] and len(self._running[False]) < max(1, self._places[False] - 1):
            # The last place is for those that come.
            again = [turn for turn in self._waiting[True] if self._slow_texts.get(turn.key, 0.0) < _SLICE]
            if not again:
                break
            turn = min(again, key=lambda turn: self._slow_texts.get(turn.key, 0.0))
            self._waiting[True].remove(turn)
            turn.slow = False
            self._begin(turn)
        if self._running[False]:
            for turn in self._running[True]:
                turn.lower()

    def _known_as_slow(self, turn: Turn) -> bool:
        """Whether others should not have to wait for a query with that text."""
        known = self._slow_texts.get(turn.key)
        return known is not None and (known >= _SLICE or bool(self._waiting[False]))

    def _begin(self, turn: Turn) -> None:
        self._running[turn.slow].add(turn)
        if turn.place is not None and not turn.place.done():
            turn.place.set_result(None)

    def _line_up(self, turn: Turn, *, slow: bool) -> None:
        turn.slow = slow
        line = self._waiting[slow]
        line.append(turn)
        if len(line) > self._queue + max(0, self._places[slow] - len(self._running[slow])):
            self._turn_away(line.pop() if slow else line.popleft())

    def _turn_away(self, turn: Turn) -> None:
        if turn.place is not None and not turn.place.done():
            turn.place.set_exception(Busy("too many queries wait already", 2))

    def _watch(self) -> None:
        """Looks after those that have been in the fast lane for their slice, now and whenever the next one has."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        for turn in sorted(self._running[False], key=lambda turn: turn.worked(), reverse=True):
            if turn.worked() >= self._slice:
                self._outgrown(turn)
        # Those that have just come into the places of others are to be looked after as well.
        if self._running[False]:
            left = self._slice - max(turn.worked() for turn in self._running[False])
            self._timer = asyncio.get_running_loop().call_later(max(left, _SHORT_SLICE / 2), self._watch)

    @property
    def _slice(self) -> float:
        return _SHORT_SLICE if self._waiting[False] else _SLICE

    def _outgrown(self, turn: Turn) -> None:
        if len(self._running[True]) < self._places[True]:
            self._running[False].remove(turn)
            self._running[True].add(turn)
            self._remember(turn)
            turn.slow = True
            self._fill()
        elif turn.may_stop and self._waiting[False]:
            self._running[False].remove(turn)
            self._remember(turn)
            turn.stop()
            self._fill()

    def _remember(self, turn: Turn) -> None:
        self._slow_texts[turn.key] = turn.worked() + self._slow_texts.get(turn.key, 0.0)
        self._slow_texts.move_to_end(turn.key)
        if len(self._slow_texts) > _REMEMBERED:
            self._slow_texts.popitem(last=False)
