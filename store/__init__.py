"""The dataset: a small interface of verbs, and the stores that offer it."""

from __future__ import annotations

from .base import DEFAULT_GRAPH, Answer, Change, GraphName, QueryDataset, Store
from .embedded import MEMORY, EmbeddedStore

__all__ = ["DEFAULT_GRAPH", "MEMORY", "Answer", "Change", "EmbeddedStore", "GraphName", "QueryDataset", "Store", "open_store"]


def open_store(location: str, *, read_only: bool = False, create: bool = True, wait: float = 2.0) -> Store:
    """The store at that location.

    Args:
        location: A folder, or ``memory:`` for a dataset that ends with the process.
        read_only: Reads the dataset as it was at its newest published commit, beside any writer, and refuses changes.
        create: Whether a folder that does not exist is made; else it is an error.
        wait: Seconds to wait for another process that is writing.

    Raises:
        StoreInUse: Another process is writing.
        StoreError: The dataset is missing or damaged.
    """
    return EmbeddedStore(location, read_only=read_only, create=create, wait=wait)
