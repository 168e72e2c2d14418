"""Graphs by the SPARQL 1.1 Graph Store HTTP Protocol."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from typing import Any

import pyoxigraph as ox
from anyio import to_thread
from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

from ...errors import FormatError, NotFound
from ...ontology.rdf import load_quads
from ...store.base import DEFAULT_GRAPH, GraphName, QueryDataset
from ...store.evaluation import Question
from ...store.formats import GRAPH_FORMATS
from ..auth import Reading, UpdaterDep
from ..conditions import entity_tag, expected_state, known
from ..deps import AnyBody, AuditDep, DatabaseDep, QueriesDep, SettingsDep, media_type
from ..metrics import digest
from ..negotiation import choose_format, content_type, not_acceptable
from ..parameters import origin
from ..queries import ask, respond
from ..uploads import MEDIA_TYPES, MULTIPART, graph_type, uploads
from .update import WRITE_ANSWERS

router = APIRouter(tags=["graphs"], dependencies=[Reading])

Recorded = Callable[[str, str], AbstractContextManager[None]]
_OFFERS = [format.media_type for format in GRAPH_FORMATS]
_READ: dict[int | str, dict[str, Any]] = {
    200: {"description": "The graph, in the format that Accept asks for.", "content": {offer: {} for offer in _OFFERS}},
    304: {"description": "The dataset is as it was when the client got the graph that If-None-Match names."},
    404: {"description": "There is no such graph."},
    406: {"description": "A graph has none of the formats that Accept names."},
}
_WRITE = {**WRITE_ANSWERS, 201: {"description": "A new graph was made."}}
_NAME = [
    {"name": "graph", "in": "query", "schema": {"type": "string", "format": "iri"}, "description": "The graph's name."},
    {"name": "default", "in": "query", "schema": {"type": "string"}, "description": "Given, it stands for the default graph."},
]
_PATH = {
    "parameters": [
        {"name": "path", "in": "path", "required": True, "schema": {"type": "string"}, "description": "The rest of its address."}
    ]
}
_CONTENT = {name: {"schema": {"type": "string"}} for name in MEDIA_TYPES}
_UPLOAD = {MULTIPART: {"schema": {"type": "object", "additionalProperties": {"type": "string", "format": "binary"}}}}
_PUT_BODY = {"requestBody": {"content": _CONTENT}}
_POST_BODY = {"requestBody": {"content": {**_CONTENT, **_UPLOAD}}}
_PUT, _POST = {"parameters": _NAME, **_PUT_BODY}, {"parameters": _NAME, **_POST_BODY}


def _given_name(request: Request) -> GraphName | None:
    """The graph that the request names: in its parameters, or by its own address; none where it is sent to the graph store itself."""
    named = [(name, value) for name, value in request.query_params.multi_items() if name in ("graph", "default")]
    direct = request.path_params.get("path")
    if len(named) > 1 or (named and direct):
        raise HTTPException(400, "name one graph: ?default, or ?graph= and its IRI, or the graph's own address")
    if named and named[0][0] == "default":
        return DEFAULT_GRAPH
    if not named and not direct:
        return None
    # The address as it was sent: other escapes are another name.
    path = request.scope.get("raw_path", request.url.path.encode()).decode("ascii", "replace")
    iri = named[0][1] if named else f"{origin(request)}{path.partition('?')[0]}"
    try:
        return ox.NamedNode(iri)
    except ValueError as error:
        raise HTTPException(400, f"the graph's name is no absolute IRI: {iri!r}") from error


def _name(request: Request) -> GraphName:
    name = _given_name(request)
    if name is None:
        raise HTTPException(400, "name the graph: ?default, or ?graph= and its IRI, or the graph's own address below /graphs/")
    return name


def _not_found(name: GraphName) -> NotFound:
    return NotFound("graph", str(name).strip("<>"), "GET /sparql?query=SELECT+DISTINCT+?g+{GRAPH+?g+{}} lists the graphs")


@router.get("/graphs", summary="Read a graph", responses=_READ, response_class=Response, openapi_extra={"parameters": _NAME})
@router.get("/graphs/{path:path}", summary="Read a graph by its address", responses=_READ, response_class=Response, openapi_extra=_PATH)
async def read_graph(request: Request, database: DatabaseDep, queries: QueriesDep) -> Response:
    """The graph that the parameters or the address name."""
    name = _name(request)
    accept = request.headers.get("accept")
    chosen = choose_format(accept, GRAPH_FORMATS)
    if chosen is None:
        raise not_acceptable(accept, _OFFERS)
    headers = {"vary": "accept", "cache-control": "no-cache"}
    if not await to_thread.run_sync(_holds_something, database, name):
        raise _not_found(name)
    if unchanged := known(request, {**headers, **entity_tag(database.state, chosen.format.name)}):
        return unchanged
    dataset = QueryDataset(default_graphs=(name.value,)) if isinstance(name, ox.NamedNode) else QueryDataset()
    answer = await ask(request, queries, Question("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", None, chosen.format, dataset))
    headers |= {"content-type": content_type(chosen.media_type), **entity_tag(database.state_at(answer.commit), chosen.format.name)}
    return await respond(request, answer, headers)


def _holds_something(database: DatabaseDep, name: GraphName) -> bool:
    return name == DEFAULT_GRAPH or next(database.store.quads(graph=name), None) is not None


@router.put("/graphs", summary="Replace a graph", status_code=204, responses=_WRITE, response_class=Response, openapi_extra=_PUT)
@router.put(
    "/graphs/{path:path}",
    summary="Replace a graph by its address",
    status_code=204,
    responses=_WRITE,
    response_class=Response,
    openapi_extra=_PATH | _PUT_BODY,
)
async def replace_graph(
    request: Request, database: DatabaseDep, settings: SettingsDep, audit: AuditDep, asking: UpdaterDep, body: AnyBody
) -> Response:
    """Makes the graph hold what the body says, and nothing else."""
    recorded = partial(audit.recorded, database, asking, "put")
    return await _write(request, database, _name(request), body, recorded, merge=False, gated=settings.gate and not asking.private)


@router.post("/graphs", summary="Add to a graph", status_code=204, responses=_WRITE, response_class=Response, openapi_extra=_POST)
@router.post(
    "/graphs/{path:path}",
    summary="Add to a graph by its address",
    status_code=204,
    responses=_WRITE,
    response_class=Response,
    openapi_extra=_PATH | _POST_BODY,
)
async def extend_graph(
    request: Request, database: DatabaseDep, settings: SettingsDep, audit: AuditDep, asking: UpdaterDep, body: AnyBody
) -> Response:
    """Adds what the body says to the graph, or to a new one where none is named; several files may come as a form."""
    name = _given_name(request) or ox.NamedNode(f"{origin(request)}/graphs/{secrets.token_hex(10)}")
    recorded = partial(audit.recorded, database, asking, "post")
    return await _write(request, database, name, body, recorded, merge=True, gated=settings.gate and not asking.private)


@router.delete(
    "/graphs", summary="Remove a graph", status_code=204, responses=_WRITE, response_class=Response, openapi_extra={"parameters": _NAME}
)
@router.delete(
    "/graphs/{path:path}",
    summary="Remove a graph by its address",
    status_code=204,
    responses=_WRITE,
    response_class=Response,
    openapi_extra=_PATH,
)
async def remove_graph(request: Request, database: DatabaseDep, settings: SettingsDep, audit: AuditDep, asking: UpdaterDep) -> Response:
    """Takes the graph away; the default graph is emptied."""
    name, state, gated = _name(request), expected_state(request, database), settings.gate and not asking.private

    def work() -> bool:
        with audit.recorded(database, asking, "delete", str(name), ""):
            return database.write_graph(name, (), gated=gated, state=state)

    if not await to_thread.run_sync(work) and name != DEFAULT_GRAPH:
        raise _not_found(name)
    return Response(status_code=204)


async def _write(
    request: Request, database: DatabaseDep, name: GraphName, body: bytes, recorded: Recorded, *, merge: bool, gated: bool
) -> Response:
    base = name.value if isinstance(name, ox.NamedNode) else f"{origin(request)}/graphs"
    kind = media_type(request, (*MEDIA_TYPES, MULTIPART) if merge else MEDIA_TYPES)
    documents = (
        [(file.title, graph_type(file), file.data) for file in await uploads(request, body)]
        if kind == MULTIPART
        else [("body", kind, body)]
    )
    state = expected_state(request, database)

    def work() -> bool:
        triples = frozenset(triple for title, format, data in documents for triple in _triples(data, title, format, base))
        with recorded(str(name), digest(body)):
            return database.write_graph(name, triples, merge=merge, gated=gated, state=state)

    existed = await to_thread.run_sync(work)
    if existed or name == DEFAULT_GRAPH:
        return Response(status_code=204)
    return Response(status_code=201, headers={"location": base})


def _triples(data: bytes, title: str, format: str, base: str) -> list[ox.Triple]:
    if not data.strip():
        return []
    quads = list(load_quads(data, title, format, base))
    for quad in quads:
        if quad.graph_name != DEFAULT_GRAPH:
            raise FormatError(
                title, f"the document names the graph {quad.graph_name}; a graph is written by its own address, without names in it"
            )
    return [quad.triple for quad in quads]
