"""Who runs, who waits and who has to make way: queries that are done at once never wait behind those that take long.

There are four lanes. The first is for queries whose text was answered at once the last time, the second for those with a text that nobody
knows yet, the third for those that have turned out to take longer, and the fourth for those that take seconds. A query that has worked for
longer than its lane is for goes over to the third or fourth; if some wait there, it lines up among them: it is ended, and runs again when
it is its turn. Each lane has fewer readers than the one before for itself and those after it. Where the later lanes have more than that and
a query waits in an earlier one, one of them makes way in the same manner. So each lane can count on a reader, whatever fills the others.

Within a lane those whose text has been answered before, the newest of the others, and the oldest of them are taken in turns, so that what
never ends does not fill it by its number.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Callable

from ...errors import Busy

_QUICK, _UNKNOWN, _SLOW, _LONG = range(4)
# Seconds of work that each lane is for; the last is for all others.
_ENDS = {_QUICK: 0.25, _UNKNOWN: 0.05, _SLOW: 2.0}
# Seconds between looks at how long those that run have worked.
_LOOK = 0.025
_REMEMBERED = 2_000


def _lane(worked: float, lane: int) -> int:
    """The lane of a query that began in one, and has worked so long."""
    while lane != _LONG and worked >= _ENDS[lane]:
        lane = max(lane + 1, _SLOW)
    return lane


class Turn:
    """One query's way through the lanes.

    Args:
        text: The query.
        make_way: Ends its present run.
        worked: Gives the seconds that its present run has worked.
        held: Gives the seconds for which it has held its reader, working or while its answer was taken.
        lower: Leaves the processor to others; may be called again.

    Attributes:
        lane: The number of its lane.
        answered: Whether its text was answered the last time.
        begun: Whether somebody has seen a part of its answer, so that it cannot be ended and repeated without anybody noticing.
        stopped: Whether it has been ended to make way.
    """

    __slots__ = ("_make_way", "answered", "begun", "held", "key", "lane", "lower", "place", "stopped", "worked")

    def __init__(
        self, text: str, make_way: Callable[[], None], worked: Callable[[], float], held: Callable[[], float], lower: Callable[[], None]
    ) -> None:
        self.key = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
        self._make_way = make_way
        self.worked = worked
        self.held = held
        self.lower = lower
        self.place: asyncio.Future[None] | None = None
        self.lane = _UNKNOWN
        self.answered = False
        self.begun = False
        self.stopped = False

    def stop(self) -> None:
        """Ends its present run."""
        self.stopped = True
        self._make_way()


def most_readers(readers: int) -> int:
    """How many run at the same time at most: so many, and some beyond for quick ones, so that these have two at least."""
    return max(2, readers) * 5 // 4


class Lanes:
    """The readers and the waiting line.

    Args:
        readers: How many run at the same time; two at least.
        queue: How many may wait.
    """

    def __init__(self, readers: int, queue: int) -> None:
        readers = max(2, readers)
        # Of each lane and those after it.
        self._shares = [most_readers(readers), *(max(1, readers * part // 4) for part in (3, 2, 1))]
        self._queue = queue
        self._running: set[Turn] = set()
        self._waiting: list[Turn] = []
        # By their digests, with the lane that they have come to, and whether they have been answered there.
        self._texts: OrderedDict[bytes, tuple[int, bool]] = OrderedDict()
        self._taken = 0
        self._timer: asyncio.TimerHandle | None = None

    @property
    def running(self) -> int:
        """How many queries run."""
        return len(self._running)

    @property
    def waiting(self) -> int:
        """How many queries wait."""
        return len(self._waiting)

    def enter(self, turn: Turn) -> asyncio.Future[None]:
        """Lines up for a reader; gives back what is done when there is one, and fails with ``Busy`` where too many wait.

        Whoever does not wait for it leaves.
        """
        turn.stopped = turn.begun = False
        turn.place = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        self._fill()
        if len(self._waiting) > self._queue:
            last = max(reversed(self._waiting), key=lambda turn: (turn.lane, not turn.answered))
            self._waiting.remove(last)
            if last.place is not None and not last.place.done():
                last.place.set_exception(Busy("too many queries wait already", 2))
        self._watch()
        return turn.place

    def leave(self, turn: Turn, *, done: bool = False) -> None:
        """Gives its reader or its place in the line back.

        Args:
            turn: Who leaves.
            done: Whether it has been answered.
        """
        if turn in self._running:
            self._running.remove(turn)
            self._remember(turn, done=done)
        elif turn in self._waiting:
            self._waiting.remove(turn)
        self._fill()

    def look(self) -> None:
        """Looks how long those that run have worked, and lets them change lanes."""
        for turn in list(self._running):
            lane = _lane(turn.held(), turn.lane)
            if lane != turn.lane:
                turn.lane = lane
                self._remember(turn)
                if not turn.begun and any(other.lane == lane for other in self._waiting):
                    self._stop(turn)
        self._fill()
        if any(turn.lane < _SLOW for turn in self._running):
            crowd = any(turn.lane == _UNKNOWN for turn in self._waiting)
            for turn in self._running:
                if turn.lane >= _SLOW or turn.worked() >= _ENDS[_QUICK] or (crowd and turn.lane == _UNKNOWN):
                    turn.lower()

    def _watch(self) -> None:
        if self._timer is None and self._running:
            self._timer = asyncio.get_running_loop().call_later(_LOOK, self._looked)

    def _looked(self) -> None:
        self._timer = None
        self.look()
        self._watch()

    def _fill(self) -> None:
        while self._waiting and (turn := self._next()) is not None:
            self._waiting.remove(turn)
            self._running.add(turn)
            if turn.place is not None and not turn.place.done():
                turn.place.set_result(None)

    def _next(self) -> Turn | None:
        """Who is to run now, if anybody is; another has made way for it then where it had to."""
        for turn in self._waiting:
            # Another with its text may have turned out to be slow, or quick, since it came.
            turn.lane, turn.answered = self._texts.get(turn.key, (turn.lane, turn.answered))
        lanes = sorted({turn.lane for turn in self._waiting})
        # The later lanes come first, which have the fewest readers, so that the others never take them all.
        chosen = next((lane for lane in reversed(lanes) if self._has_room(lane)), None)
        if chosen is None:
            # Where nothing else wants them, long ones have half of the readers.
            chosen = next((lane for lane in lanes if self._has_room(min(lane, _SLOW)) or self._made(lane)), None)
        if chosen is None:
            return None
        line = [turn for turn in self._waiting if turn.lane == chosen]
        known, others = [turn for turn in line if turn.answered], [turn for turn in line if not turn.answered]
        self._taken += 1
        if known and (not others or self._taken % 2):
            return known[0]
        return others[-1 if self._taken % 4 else 0]

    def _has_room(self, lane: int) -> bool:
        return all(self._beyond(each) < self._shares[each] for each in range(lane + 1))

    def _beyond(self, lane: int) -> int:
        """How many run in a lane and those after it."""
        return sum(turn.lane >= lane for turn in self._running)

    def _made(self, lane: int) -> bool:
        """Whether one of a later lane that has more than its share has made way for one in this."""
        if lane == _LONG or self._beyond(lane + 1) <= self._shares[lane + 1]:
            return False
        crowded = max(each for each in range(lane + 1, _LONG + 1) if self._beyond(each) > self._shares[each])
        # What has begun to come is broken off only where nothing else is left for those that are done at once.
        others = [turn for turn in self._running if turn.lane >= crowded and (not turn.begun or lane < _SLOW)]
        if not others:
            return False
        self._stop(min(others, key=lambda turn: (turn.begun, turn.answered, turn.lane, turn.worked())))
        return True

    def _stop(self, turn: Turn) -> None:
        self._running.remove(turn)
        self._remember(turn)
        turn.stop()

    def _remember(self, turn: Turn, *, done: bool = False) -> None:
        known, _ = self._texts.get(turn.key, (_UNKNOWN, False))
        lane = _lane(turn.worked(), _QUICK if done else known)
        if done or lane != known:
            self._texts[turn.key] = lane, done
            self._texts.move_to_end(turn.key)
            if len(self._texts) > _REMEMBERED:
                self._texts.popitem(last=False)
