"""Running the server."""

from __future__ import annotations

import socket
import sys

import uvicorn

from ..database import Database
from ..errors import ConfigurationError
from ..pipeline import Pipeline
from ..settings import Settings
from ..store import open_store
from .app import create_app


def run(settings: Settings) -> None:
    """Serves the settings' store until it is interrupted, and says on standard error where.

    Raises:
        StoreError: The dataset cannot be opened.
        ConfigurationError: The address cannot be listened on.
    """
    with Database(open_store(settings.store), Pipeline(settings)) as database, _listening(settings) as listener:
        host, port = listener.getsockname()[:2]
        shown = f"[{host}]" if ":" in host else host
        print(f"serving {settings.store} at http://{shown}:{port}/ (API: http://{shown}:{port}/docs); Ctrl-C ends it", file=sys.stderr)
        if not settings.takes_articles:
            print("articles are not taken over HTTP; --writable changes that", file=sys.stderr)
        config = uvicorn.Config(create_app(settings, database), log_level="warning", server_header=False)
        uvicorn.Server(config).run(sockets=[listener])


def _listening(settings: Settings) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
    except OSError as error:
        raise ConfigurationError(
            f"cannot listen on {settings.host} port {settings.port}: {error.strerror or error}; choose another with --host and --port"
        ) from error
    return listener
