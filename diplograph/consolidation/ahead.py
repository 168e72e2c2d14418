"""Reading ahead: what consolidation asks of a dataset far away is fetched in a few rounds instead of quad by quad."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from ..ontology.iris import Iris
from ..store.base import DEFAULT_GRAPH, Pattern, Store
from . import triples as t

# From a report to what its article says of it; an article's own graph bears its name.
_DETAILS = frozenset((t.EVIDENCE, t.DELEGATE, t.PLACE, t.INSTRUMENT, t.ARTICLE, t.COUNTRY))


def described(node: ox.NamedNode, graph: ox.NamedNode, iris: Iris) -> list[Pattern]:
    """The patterns of what has to be known of a node in an article's graph; of the article itself its wording instead of its text."""
    if node != graph:
        return [(node, None, None, graph)]
    return [*((node, predicate, None, graph) for predicate in t.METADATA), (node, t.FORMAT_OF, None, ox.NamedNode(iris.index_graph))]


class ReadAhead:
    """What a dataset will be asked, followed from quad to quad in rounds; nothing where the store is near.

    Args:
        store: The dataset.
        iris: The makers of IRIs.
    """

    def __init__(self, store: Store, iris: Iris) -> None:
        self._store, self._iris = store, iris
        self._index = ox.NamedNode(iris.index_graph)
        self._asked: set[Pattern] = set()
        self._of_use = True

    def reports(self, blocks: Iterable[str], keys: Iterable[str]) -> bool:
        """Fetches the reports of the blocks and of the keys, with all that are of one event with them; whether that was of use."""
        if not self._of_use:
            return False
        found: list[Pattern] = [(ox.NamedNode(self._iris.block(block)), t.HAS_PART, None, self._index) for block in blocks]
        found += [pattern for key in keys for pattern in _of_report(ox.NamedNode(self._iris.report(key)))]
        while found := [pattern for pattern in dict.fromkeys(found) if pattern not in self._asked]:
            self._asked.update(found)
            self._of_use = self._store.ahead(found)
            found = list(self._following(found)) if self._of_use else []
        return self._of_use

    def quads(self, patterns: Iterable[Pattern]) -> Iterator[ox.Quad]:
        """The quads of the patterns, fetched together; none where the store is near."""
        wanted = list(patterns)
        if self._store.ahead(wanted):
            for pattern in wanted:
                yield from self._store.quads(*pattern)

    def _following(self, patterns: Iterable[Pattern]) -> Iterator[Pattern]:
        for pattern in patterns:
            for quad in self._store.quads(*pattern):
                graph, value = quad.graph_name, quad.object
                if not isinstance(value, ox.NamedNode):
                    continue
                if quad.predicate == t.REPORT and graph == DEFAULT_GRAPH and isinstance(quad.subject, ox.NamedNode):
                    yield quad.subject, t.REPORT, None, DEFAULT_GRAPH
                    yield from _of_report(value)
                elif quad.predicate == t.HAS_PART and graph == self._index:
                    yield from _of_report(value)
                elif quad.predicate in _DETAILS and isinstance(graph, ox.NamedNode):
                    yield from described(value, graph, self._iris)


def _of_report(report: ox.NamedNode) -> list[Pattern]:
    return [(report, None, None, None), (None, t.REPORT, report, DEFAULT_GRAPH)]
