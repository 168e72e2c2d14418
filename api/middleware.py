"""What every answer goes through, whatever the route: HEAD, compression, other sites' pages."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette_compress import CompressMiddleware, add_compress_type

from ..settings import Settings
from ..store.formats import FORMATS

_EXPOSED = ("ETag", "Location", "Retry-After", "WWW-Authenticate")


class HeadAsGet:
    """Answers HEAD as the route's GET would, without the body."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on, and the answer's head back."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return
        ended = False

        async def receive_until_head() -> Message:
            # An answer that streams stops when its client is gone, so that HEAD costs no more than the first rows.
            return {"type": "http.disconnect"} if ended else await receive()

        async def send_head(message: Message) -> None:
            nonlocal ended
            if message["type"] == "http.response.start":
                await send(message)
            elif not ended:
                ended = True
                await send({"type": "http.response.body"})

        asked: Scope = {**scope, "method": "GET"}
        try:
            await self._app(asked, receive_until_head, send_head)
        finally:
            # For who counts requests by their routes.
            scope["route"] = asked.get("route")


HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
}
_RAW = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
# The page of the description runs the scripts that come with it, and one written into it.
_PAGE_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'"
)


class SecurityHeaders:
    """Tells browsers to take answers for what they are, and to run nothing in them."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on, and the answer back with the headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = {name for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *(header for header in _RAW if header[0] not in given)]
                if scope["path"].startswith("/docs"):
                    MutableHeaders(scope=message)["content-security-policy"] = _PAGE_POLICY
            await send(message)

        await self._app(scope, receive, send_with_headers)


def add_middleware(app: FastAPI, settings: Settings) -> None:
    """Puts all of it around the application."""
    for format in FORMATS:
        add_compress_type(format.media_type)
    app.add_middleware(CompressMiddleware, zstd=False)
    app.add_middleware(HeadAsGet)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=settings.cors_origins,
        allow_methods=["*"],
        allow_headers=["*"],
        expose_headers=_EXPOSED,
        max_age=86_400,
    )
