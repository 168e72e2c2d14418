"""How the server speaks HTTP: what is no HTTP is answered with a problem document too, and heads of requests have a limit."""

from __future__ import annotations

from typing import Any

import uvicorn
from fastapi import FastAPI
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from .middleware import HEADERS
from .problems import problem

# Bytes of a request's first line and headers together.
_HEAD = 65_536


class Http(HttpToolsProtocol):
    """One connection of a client."""

    _in_head = True
    _heads = 0
    _unread = 0

    def data_received(self, data: bytes) -> None:
        """Reads on, until a head is longer than it may be."""
        before = self._in_head, self._heads
        super().data_received(data)
        # Counted are pieces that hold nothing but a part of a head.
        self._unread = self._unread + len(data) if before == (True, self._heads) else 0
        if self._unread > _HEAD and not self.transport.is_closing():
            self._refuse(431, f"the address and the headers have more than {_HEAD:,} bytes; send a long query by POST")

    def on_headers_complete(self) -> None:
        """The body follows."""
        self._in_head = False
        self._heads += 1
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The head of another request follows."""
        self._in_head = True
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """Refuses what cannot be read."""
        self._refuse(400, "this is no request of HTTP/1.1 that can be understood")

    def _refuse(self, status: int, detail: str) -> None:
        answer = problem(status, detail, {**HEADERS, "connection": "close"})
        head = b"".join(b"%s: %s\r\n" % header for header in answer.raw_headers)
        self.transport.write(b"%s%s\r\n%s" % (STATUS_LINE[status], head, answer.body))
        self.transport.close()


def configuration(app: FastAPI, **options: Any) -> uvicorn.Config:
    """What the application is served with."""
    return uvicorn.Config(app, http=Http, ws="none", access_log=False, server_header=False, **options)
