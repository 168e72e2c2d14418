"""Who asks, and what they may do."""

from __future__ import annotations

import base64
import binascii
import hmac
import re
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPBearer
from starlette.exceptions import HTTPException

from ..settings import Settings
from ..tokens import Role, Tokens

_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^\[\]:/@\s]+)(?::\d*)?")
_LOCAL = ("127.0.0.1", "::1", "localhost")


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


# For the description of the API alone: what is sent is read from the header itself, which knows other schemes too.
_SHOWN = HTTPBearer(auto_error=False, description="A token; needed to write, and to read where the server asks for it.")


async def caller(request: Request, _shown: Annotated[object, Depends(_SHOWN)] = None) -> Caller:
    """Who sent the request.

    Raises:
        HTTPException: The token is not known (401).
    """
    secret = _given_token(request)
    if secret is None:
        return Caller("anonymous", _without_token(request.app.state.settings))
    private: str | None = request.app.state.private_token
    local = request.client is not None and request.client.host in _LOCAL
    if private is not None and local and hmac.compare_digest(secret.encode("utf-8", "surrogateescape"), private.encode()):
        return Caller("this machine", Role.ADMIN, private=True)
    tokens: Tokens = request.app.state.tokens
    token = tokens.find(secret)
    if token is None:
        raise _unknown("the token is not known here")
    return Caller(token.name, token.role)


def _without_token(settings: Settings) -> Role:
    if not settings.auth:
        return Role.WRITER
    return Role.NOTHING if settings.read_auth else Role.READER


def _unknown(detail: str) -> HTTPException:
    return HTTPException(401, detail, {"www-authenticate": 'Bearer realm="diplograph"'})


async def reader(asking: Annotated[Caller, Depends(caller)]) -> Caller:
    """Who sent the request, which reads.

    Raises:
        HTTPException: They may not.
    """
    if asking.role < Role.READER:
        raise _unknown("reading needs a token: send it as `Authorization: Bearer …`")
    return asking


async def writer(request: Request, asking: Annotated[Caller, Depends(caller)]) -> Caller:
    """Who sent the request, which writes.

    Raises:
        HTTPException: They may not.
    """
    if asking.role < Role.WRITER:
        if "authorization" in request.headers:
            raise HTTPException(403, f"the token {asking.name!r} may read, and not write")
        raise _unknown("writing needs a token: send it as `Authorization: Bearer …` (a server for this machine alone may use --no-auth)")
    if not request.headers.get("authorization", "").lower().startswith("bearer "):
        _refuse_other_pages(request)
    return asking


def _refuse_other_pages(request: Request) -> None:
    # A page of any site can make a browser send requests here, with the password that it knows; only a bearer token cannot come that way.
    origin = request.headers.get("origin")
    own = f"{request.url.scheme}://{request.headers.get('host')}"
    foreign = origin is not None and origin not in (own, *request.app.state.settings.cors_origins)
    match = _HOST.fullmatch(request.headers.get("host", ""))
    host = match[1].strip("[]").lower() if match is not None else None
    # Without a password it is enough that the browser is on this machine, where any name may be made to lead.
    if foreign or ("authorization" not in request.headers and host not in _LOCAL):
        raise HTTPException(403, "a page of another site may not write here without a token; name its origin in DIPLOGRAPH_CORS_ORIGINS")


async def updater(request: Request, asking: Annotated[Caller, Depends(writer)]) -> Caller:
    """Who sent the request, which changes the dataset by an update or by a graph.

    Raises:
        HTTPException: They may not, or the server takes no updates.
    """
    if not request.app.state.settings.takes_updates and not asking.private:
        raise HTTPException(403, "this server takes no updates and no graphs; start it with --writable")
    return asking


Reading = Depends(reader)
CallerDep = Annotated[Caller, Depends(caller)]
WriterDep = Annotated[Caller, Depends(writer)]
UpdaterDep = Annotated[Caller, Depends(updater)]
