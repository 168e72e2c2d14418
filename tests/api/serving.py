"""A real server on a free port, for the time of a test."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import uvicorn
from fastapi import FastAPI

from diplograph.api.http import configuration


@contextmanager
def serving(app: FastAPI) -> Iterator[httpx.Client]:
    """A client of the application, which is served until the block ends."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        # Connections have it from the listener; without it each answer waits for the client's delayed acknowledgement, 40 ms.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        server = uvicorn.Server(configuration(app, log_level="critical"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            # The listener takes connections at once; they wait until the server has started.
            with httpx.Client(base_url=f"http://127.0.0.1:{listener.getsockname()[1]}", timeout=60, trust_env=False) as client:
                yield client
        finally:
            server.should_exit = True
            thread.join()
