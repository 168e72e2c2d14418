"""The dataset: a small interface of verbs, and the stores that offer it."""

from __future__ import annotations

from .base import DEFAULT_GRAPH, Answer, Change, GraphName, QueryDataset, Store
from .embedded import MEMORY, EmbeddedStore

__all__ = ["DEFAULT_GRAPH", "MEMORY", "Answer", "Change", "EmbeddedStore", "GraphName", "QueryDataset", "Store", "open_store"]


def open_store(location: str, *, read_only: bool = False, create: bool = True) -> Store:
    """The store at that location.

    Args:
        location: A folder, or ``memory:`` for a dataset that ends with the process.
        read_only: Opens beside other readers, and refuses changes.
        create: Whether a folder that does not exist is made; else it is an error.

    Raises:
        StoreError: The dataset is missing, damaged, or in use by another process.
    """
    return EmbeddedStore(location, read_only=read_only, create=create)
