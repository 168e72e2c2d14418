"""The reference pages of the vocabularies, and the vocabularies themselves, under the paths of their terms' addresses."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from functools import cache
from importlib.resources import files

from anyio import to_thread
from fastapi import FastAPI, Request
from starlette.responses import Response

from ..errors import NotFound
from ..reference import VOCABULARIES, Site, render, stylesheet, terms
from ..reference.documents import DOCUMENTS, document
from .conditions import known
from .lists import wanted
from .negotiation import content_type
from .page import POLICY

_HTML, _CSS, _JSONLD = "text/html", "text/css", "application/ld+json"
OFFERS = (*(format.media_type for format in DOCUMENTS), _HTML)
# What the JSON-LD of exports is written with.
_JSONLD_FILES = ("context", "frame")
Handler = Callable[[Request], Awaitable[Response]]


def add_reference(app: FastAPI) -> None:
    """Lets the application answer the vocabularies: RDF to who asks for it, and pages to browsers."""
    for name in VOCABULARIES:
        app.add_route(f"/{name}", _negotiated(name), include_in_schema=False)
        app.add_route(f"/{name}/{{term}}", _term(name), include_in_schema=False)
        for format in DOCUMENTS:
            app.add_route(f"/{name}.{format.extension}", _fixed(name, format.media_type), include_in_schema=False)
    app.add_route("/reference.css", _fixed("reference", _CSS), include_in_schema=False)
    for name in _JSONLD_FILES:
        app.add_route(f"/{name}.jsonld", _fixed(name, _JSONLD), include_in_schema=False)


def _negotiated(name: str) -> Handler:
    async def vocabulary(request: Request) -> Response:
        return await _answer(request, name, wanted(request, OFFERS, request.query_params.get("format")))

    return vocabulary


def _fixed(name: str, media_type: str) -> Handler:
    async def file(request: Request) -> Response:
        return await _answer(request, name, media_type)

    return file


def _term(name: str) -> Handler:
    async def term(request: Request) -> Response:
        """Leads from a path of a term's own to its place on the page."""
        asked = request.path_params["term"]
        if asked not in await to_thread.run_sync(terms, name):
            raise NotFound("term", asked, f"/{name} lists those that there are")
        return Response(status_code=303, headers={"location": f"../{name}#{asked}"})

    return term


async def _answer(request: Request, name: str, media_type: str) -> Response:
    body, tag = await to_thread.run_sync(_made, name, media_type)
    headers = {"etag": f'"{tag}"', "cache-control": "no-cache", "vary": "accept"}
    if unchanged := known(request, headers):
        return unchanged
    if media_type == _HTML:
        headers["content-security-policy"] = POLICY
    return Response(body, headers={"content-type": content_type(media_type), **headers})


@cache
def _made(name: str, media_type: str) -> tuple[bytes, str]:
    """A page or file, made when it is first asked for, and a name of what is in it."""
    if media_type == _HTML:
        body = render(name, Site(home="./")).encode("utf-8")
    elif media_type == _CSS:
        body = stylesheet().encode("utf-8")
    elif name in _JSONLD_FILES:
        body = files("diplograph").joinpath("ontology", f"{name}.jsonld").read_bytes()
    else:
        body = document(name, next(format for format in DOCUMENTS if format.media_type == media_type))
    return body, hashlib.sha256(body).hexdigest()[:16]
