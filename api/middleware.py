"""What every answer goes through, whatever the route: HEAD, compression, other sites' pages."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
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

        await self._app({**scope, "method": "GET"}, receive_until_head, send_head)


def add_middleware(app: FastAPI, settings: Settings) -> None:
    """Puts all of it around the application."""
    for format in FORMATS:
        add_compress_type(format.media_type)
    app.add_middleware(CompressMiddleware, zstd=False)
    app.add_middleware(HeadAsGet)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=settings.cors_origins,
        allow_methods=["*"],
        allow_headers=["*"],
        expose_headers=_EXPOSED,
        max_age=86_400,
    )
