"""What the server counts, for Prometheus."""

from __future__ import annotations

import hashlib
import time
from collections import Counter as CauseCounter
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from ..store.base import Store
from ..watching.watcher import Watcher

# Seconds after which the statements are counted again, where there were commits.
_RECOUNT = 30.0
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


def digest(text: str | bytes) -> str:
    """A short name of a text, by which lines of the logs can be told to speak of the same."""
    return hashlib.sha256(text.encode("utf-8") if isinstance(text, str) else text).hexdigest()[:16]


class Running(Protocol):
    """What answers queries, and tells how it gets on with them."""

    ended: CauseCounter[str]

    @property
    def running(self) -> int:
        """How many queries run."""
        ...

    @property
    def waiting(self) -> int:
        """How many queries wait for their turn."""
        ...

    @property
    def readers(self) -> int:
        """How many processes there are for them."""
        ...


class Metrics:
    """The counts of one application.

    Args:
        store: The dataset that is served.
    """

    def __init__(self, store: Store) -> None:
        self._registry = CollectorRegistry()
        self.requests = Counter(
            "diplograph_http_requests", "Requests that were answered.", ("method", "route", "status"), registry=self._registry
        )
        self.seconds = Histogram(
            "diplograph_http_request_seconds",
            "Seconds from a request to the end of its answer.",
            ("route",),
            buckets=_SECONDS,
            registry=self._registry,
        )
        self.sent = Counter("diplograph_http_sent_bytes", "Bytes of answers as they were sent.", ("route",), registry=self._registry)
        self.queries = Counter("diplograph_queries", "Queries, by what became of them.", ("outcome",), registry=self._registry)
        self.query_seconds = Histogram(
            "diplograph_query_seconds", "Seconds from a query to the first part of its answer.", buckets=_SECONDS, registry=self._registry
        )
        self.writes = Counter(
            "diplograph_writes", "Writes, by what was done and what became of it.", ("action", "outcome"), registry=self._registry
        )
        self._state = _State(store)
        self._registry.register(self._state)

    def watch(self, queries: Running) -> None:
        """Counts what runs and waits there from now on."""
        self._state.queries = queries

    @property
    def watcher(self) -> Watcher | None:
        """What watches feeds, if anything does."""
        return self._state.watcher

    @watcher.setter
    def watcher(self, watcher: Watcher | None) -> None:
        self._state.watcher = watcher

    def text(self) -> bytes:
        """All counts, in the text format of Prometheus."""
        return generate_latest(self._registry)


class _State(Collector):
    """What is asked of the store and of the readers when somebody wants to know."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._counted: tuple[float, int | None, int] = (-_RECOUNT, -1, 0)
        self.queries: Running | None = None
        self.watcher: Watcher | None = None

    def _quads(self) -> int:
        # The engine counts them one by one, which is too much work to be done each time somebody looks.
        counted, commit, quads = self._counted
        if (commit is None or commit != self._store.commit) and time.monotonic() > counted + _RECOUNT:
            quads = len(self._store)
            self._counted = (time.monotonic(), self._store.commit, quads)
        return quads

    def collect(self) -> Iterator[Metric]:
        """The present state."""
        yield GaugeMetricFamily("diplograph_store_quads", "Statements in the dataset.", self._quads())
        if self._store.commit is not None:
            yield GaugeMetricFamily("diplograph_store_commit", "The number of the dataset's last commit.", self._store.commit)
        folder = Path(self._store.location)
        if folder.is_dir():
            size = sum(file.stat().st_size for file in (folder / "data").glob("*") if file.is_file())
            yield GaugeMetricFamily("diplograph_store_bytes", "Bytes of the dataset on disk.", size)
        if self.watcher is not None:
            yield from _watching(self.watcher)
        if self.queries is None:
            return
        yield GaugeMetricFamily("diplograph_queries_running", "Queries that run.", self.queries.running)
        yield GaugeMetricFamily("diplograph_queries_waiting", "Queries that wait for their turn.", self.queries.waiting)
        yield GaugeMetricFamily("diplograph_readers", "Processes that answer queries.", self.queries.readers)
        ended = CounterMetricFamily("diplograph_queries_ended", "Queries that were ended before their time, by cause.", labels=("cause",))
        for cause, number in self.queries.ended.items():
            ended.add_metric((cause,), number)
        yield ended


def _watching(watcher: Watcher) -> Iterator[Metric]:
    summary = watcher.summary()
    yield GaugeMetricFamily("diplograph_feeds", "Feeds that are watched.", summary["feeds"])
    yield GaugeMetricFamily("diplograph_feeds_failing", "Feeds that could not be read when they were asked last.", summary["failing"])
    counted = (
        ("diplograph_feed_polls", "How often feeds were asked, by what became of it.", watcher.polls),
        ("diplograph_feed_articles", "Articles of feeds, by what became of them.", watcher.articles),
    )
    for name, description, counts in counted:
        metric = CounterMetricFamily(name, description, labels=("outcome",))
        for outcome, number in counts.items():
            metric.add_metric((outcome,), number)
        yield metric
