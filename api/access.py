"""What the server says of each request: its counts, and a line of JSON in the access log."""

from __future__ import annotations

import datetime as dt
import json
import logging
import sys
import time
from pathlib import Path
from typing import IO

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..errors import ConfigurationError
from .metrics import Metrics

_log = logging.getLogger(__name__)


def open_access_log(name: str | None) -> IO[str] | None:
    """Where the access log is written: a file, or standard error for ``-``; nothing where none is wanted.

    Raises:
        ConfigurationError: The file cannot be written.
    """
    if name is None:
        return None
    if name == "-":
        return sys.stderr
    try:
        return Path(name).open("a", encoding="utf-8", buffering=1)
    except OSError as error:
        raise ConfigurationError(f"the access log {name} cannot be written: {error.strerror}") from error


class Observed:
    """Counts and logs every request when its answer has gone out.

    Args:
        app: What answers.
        metrics: The counts.
        log: Where a line is written for each; nothing keeps none.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics, log: IO[str] | None) -> None:
        self._app = app
        self._metrics = metrics
        self._log = log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on, and the answer back."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, status, sent = time.perf_counter(), 500, 0
        state = scope.setdefault("state", {})

        async def observing_send(message: Message) -> None:
            nonlocal status, sent
            if message["type"] == "http.response.start":
                status = message["status"]
            else:
                sent += len(message.get("body", b""))
            await send(message)

        try:
            await self._app(scope, receive, observing_send)
        finally:
            seconds = time.perf_counter() - started
            # The route's own path, and not the address: there are as many of those as clients care to think of.
            route = getattr(scope.get("route"), "path", "none")
            self._metrics.requests.labels(scope["method"], route, status).inc()
            self._metrics.seconds.labels(route).observe(seconds)
            self._metrics.sent.labels(route).inc(sent)
            self._write(scope, status, sent, seconds, state.get("query"))

    def _write(self, scope: Scope, status: int, sent: int, seconds: float, query: str | None) -> None:
        if self._log is None:
            return
        entry = {
            "time": dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds"),
            "client": scope["client"][0] if scope.get("client") else None,
            "method": scope["method"],
            "path": scope["path"],
            "status": status,
            "bytes": sent,
            "seconds": round(seconds, 6),
        }
        if query is not None:
            entry["query"] = query
        try:
            self._log.write(f"{json.dumps(entry, ensure_ascii=False)}\n")
        except (OSError, ValueError):
            _log.exception("the access log cannot be written")
