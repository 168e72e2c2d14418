"""Who asks, and what they may do."""

from __future__ import annotations

import base64
import binascii
import hmac
from dataclasses import dataclass
from enum import IntEnum
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request
from starlette.exceptions import HTTPException

from ..settings import Settings

_LOCAL = ("127.0.0.1", "::1", "localhost")


class Role(IntEnum):
    """What a caller may do; each may do what those before it may."""

    NOTHING = 0
    READER = 1
    WRITER = 2
    ADMIN = 3


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks.

    Attributes:
        name: The name of the token, as the audit log gives it.
        role: What they may do.
        private: Whether it is a command of this machine that works on the dataset through its server.
    """

    name: str
    role: Role
    private: bool = False


def _given_token(request: Request) -> str | None:
    scheme, _, credentials = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return credentials.strip()
    if scheme.lower() == "basic":
        # Clients that know user and password alone send the token as the password; the user's name is free.
        try:
            return base64.b64decode(credentials, validate=True).decode("utf-8").partition(":")[2]
        except (binascii.Error, UnicodeDecodeError):
            return ""
    return None


def caller(request: Request) -> Caller:
    """Who sent the request.

    Raises:
        HTTPException: The token is not known (401).
    """
    token = _given_token(request)
    settings: Settings = request.app.state.settings
    if token is None:
        return Caller("anonymous", Role.READER if settings.auth else Role.WRITER)
    private: str | None = request.app.state.private_token
    local = request.client is not None and request.client.host in _LOCAL
    if private is not None and local and hmac.compare_digest(token.encode(), private.encode()):
        return Caller("this machine", Role.ADMIN, private=True)
    raise _unknown("the token is not known here")


def _unknown(detail: str) -> HTTPException:
    return HTTPException(401, detail, {"www-authenticate": 'Bearer realm="diplograph"'})


def writer(request: Request) -> Caller:
    """Who sent the request, which writes.

    Raises:
        HTTPException: They may not.
    """
    asking = caller(request)
    if asking.role < Role.WRITER:
        if "authorization" in request.headers:
            raise HTTPException(403, f"the token {asking.name!r} may read, and not write")
        raise _unknown("writing needs a token: send it as `Authorization: Bearer …` (a server for this machine alone may use --no-auth)")
    if "authorization" not in request.headers:
        _refuse_other_pages(request)
    return asking


def _refuse_other_pages(request: Request) -> None:
    # A page of any site can make a browser on this machine send requests here; only a token or the page's origin tells them from ours.
    host = urlsplit(f"//{request.headers.get('host', '')}").hostname
    origin = request.headers.get("origin")
    own = f"{request.url.scheme}://{request.headers.get('host')}"
    if host not in _LOCAL or (origin is not None and origin not in (own, *request.app.state.settings.cors_origins)):
        raise HTTPException(403, "a page of another site may not write here without a token; name its origin in DIPLOGRAPH_CORS_ORIGINS")


def updater(request: Request, asking: Annotated[Caller, Depends(writer)]) -> Caller:
    """Who sent the request, which changes the dataset by an update or by a graph.

    Raises:
        HTTPException: They may not, or the server takes no updates.
    """
    if not request.app.state.settings.takes_updates and not asking.private:
        raise HTTPException(403, "this server takes no updates and no graphs; start it with --writable")
    return asking


WriterDep = Annotated[Caller, Depends(writer)]
UpdaterDep = Annotated[Caller, Depends(updater)]
