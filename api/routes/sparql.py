"""SPARQL queries by the SPARQL 1.1 Protocol."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

from ...errors import FormatError
from ...store.base import QueryDataset
from ...store.formats import BINDINGS_FORMATS, GRAPH_FORMATS
from ..deps import Body, QueriesDep, media_type
from ..negotiation import choose_format, content_type, not_acceptable
from ..queries import Queries

router = APIRouter(tags=["sparql"])

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
_OFFERS = [format.media_type for format in (*BINDINGS_FORMATS, *GRAPH_FORMATS)]
_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"description": "The answer, in the format that Accept asks for.", "content": {offer: {} for offer in _OFFERS}},
    400: {"description": "The query is missing or not understood; the problem document says where."},
    406: {"description": "The answer has none of the formats that Accept names."},
}
_TEXT = {"type": "string", "example": "SELECT ?label WHERE { ?event a dg:Meeting ; rdfs:label ?label }"}
_LIST = {"type": "array", "items": {"type": "string", "format": "iri"}}
_PARAMETERS = [
    {"name": "query", "in": "query", "required": True, "schema": _TEXT},
    {"name": "default-graph-uri", "in": "query", "schema": _LIST},
    {"name": "named-graph-uri", "in": "query", "schema": _LIST},
]
_FIELDS = {"query": _TEXT, "default-graph-uri": _LIST, "named-graph-uri": _LIST}
_BODIES = {
    FORM: {"schema": {"type": "object", "required": ["query"], "properties": _FIELDS}},
    QUERY: {"schema": {"type": "string"}},
}


@router.get("/sparql", summary="Ask a SPARQL query", responses=_ANSWERS, response_class=Response, openapi_extra={"parameters": _PARAMETERS})
async def query_by_get(request: Request, queries: QueriesDep) -> Response:
    """The answer to the query in the address; the project's prefixes need no declaring."""
    return await _answer(request, queries, request.query_params.multi_items())


@router.post(
    "/sparql",
    summary="Ask a SPARQL query",
    responses=_ANSWERS,
    response_class=Response,
    openapi_extra={"requestBody": {"required": True, "content": _BODIES}},
)
async def query_by_post(request: Request, queries: QueriesDep, body: Body) -> Response:
    """The answer to the query in the body: as a form, or the bare query with its dataset in the address."""
    kind = media_type(request, (FORM, QUERY))
    text = _decoded(body)
    if kind == FORM:
        return await _answer(request, queries, parse_qsl(text, keep_blank_values=True))
    rest = [(name, value) for name, value in request.query_params.multi_items() if name != "query"]
    return await _answer(request, queries, [("query", text), *rest])


async def _answer(request: Request, queries: Queries, parameters: Iterable[tuple[str, str]]) -> Response:
    given = list(parameters)
    asked = [value for name, value in given if name == "query"]
    if any(name == "update" for name, _ in given):
        raise HTTPException(400, "updates are not taken here; this address answers queries")
    if len(asked) != 1:
        raise HTTPException(400, "give exactly one parameter named query" if asked else "the parameter named query is missing")
    dataset = QueryDataset(
        tuple(value for name, value in given if name == "default-graph-uri"),
        tuple(value for name, value in given if name == "named-graph-uri"),
    )
    accept = request.headers.get("accept")
    rows, graph = choose_format(accept, BINDINGS_FORMATS), choose_format(accept, GRAPH_FORMATS)
    if rows is None and graph is None:
        raise not_acceptable(accept, _OFFERS)
    try:
        answer = await queries.run(asked[0], rows.format if rows else None, graph.format if graph else None, dataset)
    except FormatError as error:
        raise HTTPException(406, f"the answer's form has no such format ({accept}); ask for one of {', '.join(_OFFERS)}") from error
    chosen = graph if answer.form == "graph" else rows
    assert chosen is not None
    return Response(answer.data, headers={"content-type": content_type(chosen.media_type), "vary": "accept"})


def _decoded(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise HTTPException(400, "the body is not UTF-8") from error
