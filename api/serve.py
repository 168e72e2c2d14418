"""Running the server."""

from __future__ import annotations

import asyncio
import signal
import socket
import sys
from contextlib import ExitStack
from pathlib import Path

import uvicorn
from starlette.datastructures import State

from ..database import Database
from ..errors import ConfigurationError
from ..pipeline import Pipeline
from ..settings import Settings
from ..store import MEMORY, EmbeddedStore, open_store
from ..store.server import announced
from ..watching import feeds_named, watched
from .app import create_app
from .http import configuration
from .queries import Queries

# Seconds after its queries that what else runs is ended, a load for one.
_LAST = 5


def run(settings: Settings, feeds: Path | None = None) -> None:
    """Serves the settings' store until it is interrupted, and says on standard error where.

    Args:
        settings: The settings.
        feeds: A file of feeds that are watched meanwhile.

    Raises:
        SourceError: The file of feeds cannot be read.
        StoreError: The dataset cannot be opened.
        ConfigurationError: The address cannot be listened on.
    """
    names = feeds_named([str(feeds)]) if feeds is not None else []
    store = open_store(settings.store, wait=settings.wait, through_server=False, access=settings.access)
    with Database(store, Pipeline(settings)) as database, _listening(settings) as listener, ExitStack() as stack:
        host, port = listener.getsockname()[:2]
        shown = f"[{host}]" if ":" in host else host
        near = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, shown)  # noqa: S104 (nothing is bound to it here)
        print(f"serving {settings.store} at http://{shown}:{port}/ (API: http://{shown}:{port}/docs); Ctrl-C ends it", file=sys.stderr)
        if not settings.takes_articles:
            print("articles are not taken over HTTP; --writable changes that", file=sys.stderr)
        elif settings.auth and not settings.tokens and settings.token_file is None:
            print("nobody can write: make a token with `diplograph token`, or let this machine write with --no-auth", file=sys.stderr)
        folder = Path(store.location) if isinstance(store, EmbeddedStore) and store.location != MEMORY else None
        # The server hands the signal on when it has ended, and what is open here is still to be closed.
        signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
        with announced(folder, f"http://{near}:{port}") as server:
            app = create_app(settings, database, server.token)
            watching = stack.enter_context(watched(database, names)) if names else None
            app.state.watcher = app.state.metrics.watcher = watching
            config = configuration(app, log_level="warning", timeout_graceful_shutdown=settings.shutdown_timeout + _LAST)
            _Server(config, app.state, settings.shutdown_timeout).run(sockets=[listener])


class _Server(uvicorn.Server):
    """A server that, told to end, ends the queries that still run after some time, so that their clients get an answer."""

    def __init__(self, config: uvicorn.Config, state: State, patience: float) -> None:
        super().__init__(config)
        self._state = state
        self._patience = patience

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        ending = asyncio.create_task(self._end_queries())
        try:
            await super().shutdown(sockets)
        finally:
            ending.cancel()

    async def _end_queries(self) -> None:
        await asyncio.sleep(self._patience)
        queries: Queries = self._state.queries
        await queries.close()


def _listening(settings: Settings) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        # Who comes before the server has started waits, and is not refused.
        listener.listen()
    except OSError as error:
        raise ConfigurationError(
            f"cannot listen on {settings.host} port {settings.port}: {error.strerror or error}; choose another with --host and --port"
        ) from error
    return listener
