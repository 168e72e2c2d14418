"""Reading of the events that a table is of, some at a time, so that memory does not grow with what is told of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import IO

from ..ontology.iris import Iris
from ..selection import Selection, selected_events
from ..store.base import OWN_GRAPHS, QueryDataset, Store
from .formats import TableFormat
from .telling import Description, Values, answered, told

_BATCH = 200
# So many actors, places and articles are kept at hand.
_KNOWN = 20_000


def read_events(store: Store, iris: Iris, selection: Selection, dataset: QueryDataset = OWN_GRAPHS) -> Iterator[Values]:
    """The events of a selection in full, by date and then by name, those without a date last.

    Only their names and days are held in memory from the first to the last.

    Args:
        store: The dataset.
        iris: Its names.
        selection: Which events.
        dataset: The graphs that are asked, such as that of an article for its own reports.
    """
    # At once, so that a selection that makes no sense is told before anything is written.
    return _read(store, [name for _, name in sorted(selected_events(store, iris, selection, dataset))], dataset)


def _read(store: Store, names: list[str], dataset: QueryDataset) -> Iterator[Values]:
    rest = iter(names)
    known: dict[str, Description] = {}
    while batch := list(islice(rest, _BATCH)):
        yield from answered(store, told(batch, known), dataset)
        if len(known) > _KNOWN:
            known.clear()


def write_table(store: Store, iris: Iris, target: IO[bytes], format: TableFormat, selection: Selection, graph: str | None = None) -> int:
    """Writes the events of a selection, of those that a graph holds or of the consolidated ones; gives back how many were left out."""
    if selection.status is None and selection.query is None:
        selection = replace(selection, status=format.status)
    dataset = OWN_GRAPHS if graph is None else QueryDataset(default_graphs=(graph,))
    return format.write(read_events(store, iris, selection, dataset), target)
