"""The dataset: a small interface of verbs, and the stores that offer it."""

from __future__ import annotations

import time
from pathlib import Path

from ..errors import StoreError, StoreInUse
from .base import DEFAULT_GRAPH, Answer, Change, GraphName, QueryDataset, Store
from .embedded import MEMORY, EmbeddedStore
from .server import announced_server

__all__ = ["DEFAULT_GRAPH", "MEMORY", "Answer", "Change", "EmbeddedStore", "GraphName", "QueryDataset", "Store", "open_store"]


def open_store(location: str, *, read_only: bool = False, create: bool = True, wait: float = 2.0, through_server: bool = True) -> Store:
    """The store at that location.

    Args:
        location: A folder, or ``memory:`` for a dataset that ends with the process.
        read_only: Reads the dataset as it was at its newest published commit, beside any writer, and refuses changes.
        create: Whether a folder that does not exist is made; else it is an error.
        wait: Seconds to wait for another process that is writing.
        through_server: Whether a folder that a server holds is opened by way of that server; else it is in use.

    Raises:
        StoreInUse: Another process is writing.
        StoreError: The dataset is missing or damaged.
    """
    started = time.monotonic()
    while True:
        try:
            return EmbeddedStore(location, read_only=read_only, create=create)
        except StoreInUse as error:
            server = announced_server(Path(location), error.pid)
            if server is not None and through_server:
                raise StoreError(
                    location,
                    f"the dataset is served at {server.address} by process {server.pid}; send articles to {server.address}/articles, "
                    "or end that process",
                ) from error
            if time.monotonic() - started >= wait:
                raise StoreInUse(location, error.pid, error.command, wait) from error
        time.sleep(0.05)
