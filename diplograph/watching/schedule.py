"""When a feed is asked again: at the watcher's own pace, or as seldom as the feed and its site wish."""

from __future__ import annotations

import datetime as dt
import random
import re
from collections.abc import Mapping
from dataclasses import dataclass

# Whatever a feed says, it is asked once a day; and after a failure too.
LONGEST = 24 * 3600.0
# So far from the time set a feed is asked, so that many watchers do not come at once.
JITTER = 0.1

_TTL = re.compile(rb"<ttl>\s*(\d{1,6})\s*</ttl>", re.IGNORECASE)
_SKIPPED = re.compile(rb"<skipHours>(.{0,2000}?)</skipHours>", re.IGNORECASE | re.DOTALL)
_HOUR = re.compile(rb"<hour>\s*(\d{1,2})\s*</hour>", re.IGNORECASE)
_MAX_AGE = re.compile(r"max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a feed wishes.

    Attributes:
        pause: Seconds in which it is not to be asked.
        skipped: Hours, by UTC, in which it is not to be asked.
    """

    pause: float = 0.0
    skipped: frozenset[int] = frozenset()


def wishes(data: bytes, headers: Mapping[str, str]) -> Wishes:
    """What a feed says of when to ask it again, in its text (``ttl``, ``skipHours``) and in its headers (``Cache-Control``).

    >>> wishes(b"<rss><channel><ttl>90</ttl><skipHours><hour>3</hour></skipHours></channel></rss>", {"cache-control": "max-age=60"})
    Wishes(pause=5400.0, skipped=frozenset({3}))
    """
    head = data[:100_000]
    ttl, age = _TTL.search(head), _MAX_AGE.search(headers.get("cache-control", ""))
    pause = max(float(ttl[1]) * 60 if ttl else 0.0, float(age[1]) if age else 0.0)
    block = _SKIPPED.search(head)
    hours = frozenset(int(hour) % 24 for hour in _HOUR.findall(block[1])) if block else frozenset()
    return Wishes(min(pause, LONGEST), hours if len(hours) < 24 else frozenset())


def next_time(now: float, every: float, wished: Wishes = Wishes(), failures: int = 0, held: float = 0.0) -> float:
    """When a feed is to be asked again.

    Args:
        now: The time.
        every: Seconds between two times, where nothing else is wished.
        wished: What the feed wishes.
        failures: How often in a row it has failed; each doubles the time.
        held: Seconds that its site wants to be left alone.
    """
    pause = max(every, wished.pause)
    if failures:
        pause = min(pause * 2 ** min(failures - 1, 20), LONGEST)
    pause *= 1 + random.uniform(0, JITTER)  # noqa: S311 (nobody is to be surprised, only spread)
    when = now + max(pause, held)
    for _ in range(24):
        hour = dt.datetime.fromtimestamp(when, dt.UTC)
        if hour.hour not in wished.skipped:
            break
        when = (hour.replace(minute=0, second=0, microsecond=0) + dt.timedelta(hours=1)).timestamp()
    return when
