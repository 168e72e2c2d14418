"""Linked data: the names of the dataset lead to what is said of them."""

from __future__ import annotations

import html
from urllib.parse import quote

from fastapi import APIRouter, Request, Response

from ...errors import NotFound
from ...reference import Site
from ...store.formats import GRAPH_FORMATS
from ...tables.telling import short
from ..auth import Reading
from ..deps import DatabaseDep, QueriesDep
from ..lists import as_rdf, rdf_format, rows, wanted

router = APIRouter(tags=["linked data"], dependencies=[Reading])

HTML = "text/html"
_SITE = Site()
OFFERS = (*(format.media_type for format in GRAPH_FORMATS), HTML)
_PATH = {"parameters": [{"name": "path", "in": "path", "required": True, "schema": {"type": "string"}, "example": "state/IND"}]}


_PAGE = """<!doctype html>
<html lang=en><meta charset=utf-8><title>{title}</title>
<h1>{title}</h1>
<p>{name}{workbench}</p>
<table>
{lines}
</table>
"""


@router.get(
    "/id/{path:path}",
    summary="Follow a name",
    status_code=303,
    response_class=Response,
    responses={303: {"description": "Where the thing of that name is described."}},
    openapi_extra=_PATH,
)
async def follow(request: Request) -> Response:
    """Leads from the name of a thing, below the base of the data, to its description."""
    path = request.path_params["path"]
    return Response(status_code=303, headers={"location": f"/data/{quote(path)}", "vary": "accept"})


@router.get(
    "/data/{path:path}",
    summary="Describe a thing",
    response_class=Response,
    responses={200: {"description": "What is said of it.", "content": {offer: {} for offer in OFFERS}}},
    openapi_extra=_PATH,
)
async def describe_thing(request: Request, database: DatabaseDep, queries: QueriesDep, format: str | None = None) -> Response:
    """What the dataset says of a thing, as RDF, or as a page for browsers."""
    media_type = wanted(request, OFFERS, format)
    name = f"{database.iris.base}{quote(request.path_params['path'], safe='/-._~!$&()*+,;=:@')}"
    said = await rows(queries, f"SELECT ?p ?o {{ <{name}> ?p ?o }} ORDER BY ?p ?o")
    if not said:
        raise NotFound("thing", name, "GET /events and GET /actors list what there is")
    chosen = rdf_format(media_type)
    if chosen is not None:
        return await as_rdf(request, queries, [name], chosen, {"vary": "accept"})
    return Response(_page(name, database.iris.base, said), headers={"content-type": f"{HTML}; charset=utf-8", "vary": "accept"})


def _page(name: str, base: str, said: list[dict[str, str]]) -> str:
    title = next((row["o"] for row in said if row["p"].endswith("#label")), name)
    lines = "\n".join(f"<tr><th>{_property(row['p'])}</th><td>{_value(row['o'], base)}</td></tr>" for row in said)
    kind, _, local = name.removeprefix(base).partition("/")
    workbench = f' <a href="/#/{kind}/{html.escape(quote(local))}">in the workbench</a>' if kind in ("event", "article") else ""
    return _PAGE.format(title=_shown(title), name=_shown(name), workbench=workbench, lines=lines)


def _shown(text: str) -> str:
    return html.escape(text)


def _property(name: str) -> str:
    own = _SITE.address(name)
    return f'<a href="{"" if own == name else "/"}{html.escape(own)}">{_shown(short(name))}</a>'


def _value(value: str, base: str) -> str:
    if value.startswith(base):
        return f'<a href="/data/{html.escape(quote(value.removeprefix(base)))}">{_shown(value.removeprefix(base))}</a>'
    if (own := _SITE.address(value)) != value:
        return f'<a href="/{html.escape(own)}">{_shown(short(value))}</a>'
    if value.startswith(("http://", "https://")) and " " not in value:
        return f'<a href="{html.escape(value)}">{_shown(value)}</a>'
    return _shown(value)
