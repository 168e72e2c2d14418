"""The dataset: a small interface of verbs, and the stores that offer it."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import StoreInUse
from .access import Access, View
from .base import DEFAULT_GRAPH, Answer, Change, GraphName, QueryDataset, Store
from .embedded import MEMORY, EmbeddedStore
from .server import Server, announced_server

if TYPE_CHECKING:
    from .remote import RemoteStore

__all__ = [
    "DEFAULT_GRAPH",
    "MEMORY",
    "Access",
    "Answer",
    "Change",
    "EmbeddedStore",
    "GraphName",
    "QueryDataset",
    "Store",
    "View",
    "is_address",
    "open_store",
]


def is_address(location: str) -> bool:
    """Whether the location is that of a server."""
    return location.lower().startswith(("http://", "https://"))


def open_store(
    location: str,
    *,
    read_only: bool = False,
    create: bool = True,
    wait: float = 2.0,
    through_server: bool = True,
    access: Access | None = None,
) -> Store:
    """The store at that location.

    Args:
        location: A folder, the address of a SPARQL endpoint, or ``memory:`` for a dataset that ends with the process.
        read_only: Reads the dataset as it was at its newest published commit, beside any writer, and refuses changes.
        create: Whether a dataset that does not exist is made; else it is an error.
        wait: Seconds to wait for another process that is writing.
        through_server: Whether a folder that a server holds is opened by way of that server; else it is in use.
        access: How a server at an address is reached.

    Raises:
        StoreInUse: Another process is writing.
        StoreError: The dataset is missing or damaged, or its server away.
        ConfigurationError: An address, or what is said of the server, is wrong.
    """
    if is_address(location):
        from .remote import RemoteStore  # an HTTP client takes time that a folder need not cost

        return RemoteStore(location, access, read_only=read_only, create=create)
    started = time.monotonic()
    while True:
        try:
            return EmbeddedStore(location, read_only=read_only, create=create)
        except StoreInUse as error:
            server = announced_server(Path(location), error.pid)
            if server is not None and through_server:
                return _through(server)
            if time.monotonic() - started >= wait:
                raise StoreInUse(location, error.pid, error.command, wait) from error
        time.sleep(0.05)


def _through(server: Server) -> RemoteStore:
    from .remote import RemoteStore

    access = Access(update_url=f"{server.address}/update", graph_store_url=f"{server.address}/graphs", token=server.token)
    return RemoteStore(f"{server.address}/sparql", access)
