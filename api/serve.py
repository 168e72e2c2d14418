"""Running the server."""

from __future__ import annotations

import signal
import socket
import sys
from pathlib import Path

import uvicorn

from ..database import Database
from ..errors import ConfigurationError
from ..pipeline import Pipeline
from ..settings import Settings
from ..store import MEMORY, EmbeddedStore, open_store
from ..store.server import announced
from .app import create_app

# Seconds that requests have to come to their end when the server is stopped.
_PATIENCE = 3


def run(settings: Settings) -> None:
    """Serves the settings' store until it is interrupted, and says on standard error where.

    Raises:
        StoreError: The dataset cannot be opened.
        ConfigurationError: The address cannot be listened on.
    """
    store = open_store(settings.store, wait=settings.wait, through_server=False, access=settings.access)
    with Database(store, Pipeline(settings)) as database, _listening(settings) as listener:
        host, port = listener.getsockname()[:2]
        shown = f"[{host}]" if ":" in host else host
        near = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, shown)  # noqa: S104 (nothing is bound to it here)
        print(f"serving {settings.store} at http://{shown}:{port}/ (API: http://{shown}:{port}/docs); Ctrl-C ends it", file=sys.stderr)
        if not settings.takes_articles:
            print("articles are not taken over HTTP; --writable changes that", file=sys.stderr)
        folder = Path(store.location) if isinstance(store, EmbeddedStore) and store.location != MEMORY else None
        # The server hands the signal on when it has ended, and what is open here is still to be closed.
        signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
        with announced(folder, f"http://{near}:{port}") as server:
            app = create_app(settings, database, server.token)
            config = uvicorn.Config(app, log_level="warning", server_header=False, timeout_graceful_shutdown=_PATIENCE)
            uvicorn.Server(config).run(sockets=[listener])


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
