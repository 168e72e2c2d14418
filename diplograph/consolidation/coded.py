"""Coded datasets as graphs, and their events among the consolidated ones where they are wanted there, part by part."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import pyoxigraph as ox

from ..ontology.iris import Iris
from ..store.base import DEFAULT_GRAPH, Change, Store
from . import triples as t
from .change import view_change

DATASET = t.DATASET
# So many quads are taken away in one transaction.
_REMOVED = 10_000
# So many events change in one transaction, which takes some 100 MB.
PART = 500
# A part of a graph stands for a graph of its own, in which nothing else is.
_PART_GRAPH = ox.NamedNode("urn:diplograph:part")


class Consolidation:
    """Adds events of a coded dataset to the consolidated ones, and takes them away.

    Args:
        store: The dataset.
        iris: The makers of IRIs.
    """

    def __init__(self, store: Store, iris: Iris) -> None:
        self._store, self._iris = store, iris

    def add(self, data: bytes) -> None:
        """Adds events before they are in the graph of their dataset.

        Args:
            data: The events, and all that they point to, as N-Triples.
        """
        triples = frozenset(quad.triple for quad in ox.parse(data, format=ox.RdfFormat.N_TRIPLES))
        self._store.apply(view_change(self._store, _PART_GRAPH, frozenset(), triples, self._iris))

    def remove(self, graph: ox.NamedNode) -> None:
        """Takes the events of a dataset away, before its graph is; what it alone says of actors and places goes last."""
        prefix = self._iris.report("")
        events = (
            quad.subject
            for quad in self._store.quads(None, t.STATUS, None, graph)
            if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(prefix)
        )
        while part := list(islice(events, PART)):
            told = frozenset(self._told(part, graph))
            self._store.apply(view_change(self._store, _PART_GRAPH, told, frozenset(), self._iris))
        others = frozenset(
            quad.triple
            for quad in self._store.quads(graph=graph)
            if isinstance(quad.subject, ox.NamedNode) and not quad.subject.value.startswith(prefix)
        )
        self._store.apply(view_change(self._store, graph, others, frozenset(), self._iris))

    def _told(self, events: list[ox.NamedNode], graph: ox.NamedNode) -> Iterator[ox.Triple]:
        """What the graph says of the events and of all that they point to."""
        seen, waiting = set(events), list(events)
        while waiting:
            for quad in self._store.quads(waiting.pop(), None, None, graph):
                yield quad.triple
                if isinstance(quad.object, ox.NamedNode) and quad.object not in seen:
                    seen.add(quad.object)
                    waiting.append(quad.object)


def coded_graphs(store: Store) -> list[ox.NamedNode]:
    """The graphs of coded datasets."""
    found = {quad.graph_name for quad in store.quads(None, t.TYPE, DATASET) if quad.subject == quad.graph_name}
    return sorted((name for name in found if isinstance(name, ox.NamedNode)), key=str)


def remove_coded(store: Store, graph: ox.NamedNode, iris: Iris) -> None:
    """Takes a coded dataset away, part by part, so that memory is bounded; to be called within ``at_once``."""
    if next(store.quads(graph, t.TYPE, DATASET, DEFAULT_GRAPH), None) is not None:
        Consolidation(store, iris).remove(graph)
    quads = store.quads(graph=graph)
    while part := frozenset(islice(quads, _REMOVED)):
        store.apply(Change(remove=part))
