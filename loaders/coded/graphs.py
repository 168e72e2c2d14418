"""Event records to batches, by the mapper: for datasets of some thousand rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from ...ontology.iris import Iris
from ..event import EventRecord
from ..mapper import DatasetGraph
from .base import Batch


def batch_of(events: Sequence[EventRecord], rows: int, graph: str, iris: Iris) -> Batch:
    """The batch of these events.

    Args:
        events: The events, whose refs are their keys; what they refer to is among them.
        rows: How many rows were read for them.
        graph: The IRI of the dataset.
        iris: The makers of IRIs.
    """
    made = DatasetGraph(graph, iris)
    made.add(events)
    prefix = f"<{iris.report('')}".encode()
    nodes: dict[str, list[bytes]] = defaultdict(list)
    told = []
    for line in made.graph.serialize(format="nt", encoding="utf-8").splitlines(keepends=True):
        if line.startswith(prefix):
            told.append(line)
        elif line.strip():
            nodes[line[1 : line.index(b">")].decode()].append(line)
    described = {node: b"".join(sorted(lines)) for node, lines in sorted(nodes.items())}
    return Batch(b"".join(told), described, rows, tuple(event.ref for event in events))
