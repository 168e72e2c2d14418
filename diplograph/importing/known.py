"""What the dataset knows of the events that a file tells anew."""

from __future__ import annotations

from functools import cache

import pyoxigraph as ox

from ..consolidation import triples as t
from ..ontology.iris import Iris
from ..store.base import DEFAULT_GRAPH, Store


class Known:
    """The events of a dataset, seen from a source that is to be imported; a dataset that is not given knows nothing.

    Args:
        iris: The makers of IRIs.
        source: The name of the source's graph, whose present content does not count.
        store: The dataset.
    """

    def __init__(self, iris: Iris, source: str, store: Store | None = None) -> None:
        self.iris = iris
        self._source, self._store = ox.NamedNode(source), store
        self.reports = cache(self._reports)

    def is_own(self, key: str) -> bool:
        """Whether the source has that report now."""
        return self._store is not None and next(self._store.quads(self._report(key), t.STATUS, None, self._source), None) is not None

    def _reports(self, key: str) -> frozenset[str]:
        """The keys of all reports of other sources of the event of that report."""
        if self._store is None:
            return frozenset()
        events = (quad.subject for quad in self._store.quads(None, t.REPORT, self._report(key), DEFAULT_GRAPH))
        reports = (
            quad.object.value.removeprefix(self.iris.report(""))
            for event in list(events)
            if isinstance(event, ox.NamedNode)
            for quad in self._store.quads(event, t.REPORT, None, DEFAULT_GRAPH)
            if isinstance(quad.object, ox.NamedNode)
        )
        return frozenset(report for report in list(reports) if not self.is_own(report))

    def evidence(self, key: str) -> dict[str, str]:
        """The sentences that other sources give for the event of that report: the quotes by their IRIs."""
        found: dict[str, str] = {}
        if self._store is None:
            return found
        for report in self.reports(key):
            for stated in list(self._store.quads(self._report(report), t.EVIDENCE)):
                home = stated.graph_name
                if isinstance(stated.object, ox.NamedNode) and isinstance(home, ox.NamedNode) and home != self._source:
                    for quad in self._store.quads(stated.object, t.QUOTE, None, home):
                        found[stated.object.value] = quad.object.value if isinstance(quad.object, ox.Literal) else ""
        return found

    def _report(self, key: str) -> ox.NamedNode:
        return ox.NamedNode(self.iris.report(key))
