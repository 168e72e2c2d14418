"""SPARQL queries by the SPARQL 1.1 Protocol, and the description of the service."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException
from starlette.routing import Match, Route
from starlette.types import Scope

from ...database import Database
from ...errors import FormatError, QueryError
from ...settings import Settings
from ...store.base import QueryDataset
from ...store.evaluation import Question
from ...store.formats import BINDINGS_FORMATS, GRAPH_FORMATS
from ...store.sparql import undeclared_prefix
from ..auth import Reading, caller, reader
from ..conditions import entity_tag, known
from ..deps import full_body_of, media_type
from ..negotiation import choose_format, content_type, not_acceptable
from ..parameters import FORM, Parameters, decoded, origin
from ..queries import Queries, ask, reached, respond
from ..service import description

router = APIRouter(tags=["sparql"], dependencies=[Reading])

QUERY = "application/sparql-query"
_OFFERS = [format.media_type for format in (*BINDINGS_FORMATS, *GRAPH_FORMATS)]
_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"description": "The answer, in the format that Accept asks for.", "content": {offer: {} for offer in _OFFERS}},
    304: {"description": "The dataset is as it was when the client got the answer that If-None-Match names."},
    400: {"description": "The query is missing or not understood; the problem document says where."},
    403: {"description": "The query asks another server, which is none of those that it may ask."},
    406: {"description": "The answer has none of the formats that Accept names."},
    502: {"description": "Another server that the query asks gives no answer."},
    503: {"description": "The query took longer than it may, or too many wait (then Retry-After says how long to wait)."},
    507: {"description": "The query needs more memory than it may have."},
}
_TEXT = {"type": "string", "example": "SELECT ?label WHERE { ?event a dg:Meeting ; rdfs:label ?label }"}
_LIST = {"type": "array", "items": {"type": "string", "format": "iri"}}
_SECONDS = {"type": "number", "exclusiveMinimum": 0}
_PARAMETERS = [
    {"name": "query", "in": "query", "schema": _TEXT, "description": "The query; without one, the service is described."},
    {"name": "default-graph-uri", "in": "query", "schema": _LIST},
    {"name": "named-graph-uri", "in": "query", "schema": _LIST},
    {
        "name": "timeout",
        "in": "query",
        "schema": _SECONDS,
        "description": "Seconds that the query may take, where fewer than the server's.",
    },
]
_FIELDS = {"query": _TEXT, "default-graph-uri": _LIST, "named-graph-uri": _LIST, "timeout": _SECONDS}
_BODIES = {
    FORM: {"schema": {"type": "object", "required": ["query"], "properties": _FIELDS}},
    QUERY: {"schema": {"type": "string"}},
}


@router.get("/sparql", summary="Ask a SPARQL query", responses=_ANSWERS, response_class=Response, openapi_extra={"parameters": _PARAMETERS})
async def query_by_get(request: Request) -> Response:
    """The answer to the query in the address; the project's prefixes need no declaring. Without a query, what the service can do."""
    parameters = Parameters(request.query_params.multi_items())
    if not parameters.has("query") and not parameters.has("update"):
        return description(request, request.app.state.settings)
    return await _answer(request, parameters)


@router.post(
    "/sparql",
    summary="Ask a SPARQL query",
    responses=_ANSWERS,
    response_class=Response,
    openapi_extra={"requestBody": {"required": True, "content": _BODIES}},
)
async def query_by_post(request: Request) -> Response:
    """The answer to the query in the body: as a form, or the bare query with its dataset in the address."""
    body = await full_body_of(request)
    kind = media_type(request, (FORM, QUERY))
    if kind == FORM:
        parameters = Parameters.of_form(decoded(request, body), request)
    else:
        parameters = Parameters([("query", decoded(request, body)), *Parameters.of_address(request, besides="query")])
    return await _answer(request, parameters)


class _Direct(Route):
    """Where the routes above are answered: without what is done for routes that are given things, which takes longer than a lookup does."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Whether the request is one of theirs; others are told what they may by those."""
        match, given = super().matches(scope)
        return (match, {**given, "route": self}) if match is Match.FULL else (Match.NONE, {})


async def _asked(request: Request) -> Response:
    await reader(await caller(request))
    return await (query_by_post if request.method == "POST" else query_by_get)(request)


DIRECT = _Direct("/sparql", _asked, methods=["GET", "POST"], include_in_schema=False)


async def _answer(request: Request, parameters: Parameters) -> Response:
    # Taken from where they are: to be given them as other routes are takes longer than a lookup does.
    state = request.app.state
    queries: Queries = state.queries
    database: Database = state.database
    settings: Settings = state.settings
    if parameters.has("update"):
        raise HTTPException(400, f"updates are not taken here but by POST to {origin(request)}/update; this address answers queries")
    query = parameters.single("query")
    if not settings.known_prefixes and (complaint := undeclared_prefix(query)):
        raise complaint
    dataset = QueryDataset(parameters.all("default-graph-uri"), parameters.all("named-graph-uri"))
    accept = request.headers.get("accept")
    rows, graph = choose_format(accept, BINDINGS_FORMATS), choose_format(accept, GRAPH_FORMATS)
    if rows is None and graph is None:
        raise not_acceptable(accept, _OFFERS)
    offered = f"{rows.format.name if rows else ''}+{graph.format.name if graph else ''}"
    headers = {"vary": "accept", "cache-control": "no-cache"}
    reaches_out = bool(settings.remote_hosts) and "SERVICE" in query.upper()
    if request.method == "GET" and not reaches_out and (unchanged := known(request, {**headers, **entity_tag(database.state, offered)})):
        return unchanged
    # Relative IRIs are relative to the base of the data, on the query's own first line so that its lines keep their numbers.
    base = f"BASE <{database.iris.base}> "
    text, timeout = base + query, parameters.seconds("timeout")
    try:
        if reaches_out:
            text, timeout = await reached(settings, text, timeout)
        question = Question(text, rows.format if rows else None, graph.format if graph else None, dataset)
        answer = await ask(request, queries, question, timeout)
    except QueryError as error:
        if text != base + query:
            raise QueryError(error.reason) from error
        column = error.column - len(base) if error.line == 1 and error.column is not None else error.column
        raise QueryError(error.reason, error.line, column) from error
    except FormatError as error:
        raise HTTPException(406, f"the answer's form has no such format ({accept}); ask for one of {', '.join(_OFFERS)}") from error
    chosen = graph if answer.form == "graph" else rows
    assert chosen is not None
    if not reaches_out:
        headers |= entity_tag(database.state_at(answer.commit), offered)
    return await respond(request, answer, {"content-type": content_type(chosen.media_type), **headers})
