"""SPARQL updates by the SPARQL 1.1 Protocol."""

from __future__ import annotations

from typing import Any

from anyio import to_thread
from fastapi import APIRouter, Request, Response

from ...store.base import QueryDataset
from ...store.federation import with_remote
from ...store.reaching import Reach
from ..auth import UpdaterDep
from ..conditions import expected_state
from ..deps import AuditDep, Body, DatabaseDep, SettingsDep, media_type
from ..metrics import digest
from ..parameters import FORM, Parameters, decoded

router = APIRouter(tags=["sparql"])

UPDATE = "application/sparql-update"
WRITE_ANSWERS: dict[int | str, dict[str, Any]] = {
    204: {"description": "It is done."},
    400: {"description": "The request is not understood; the problem document says where."},
    401: {"description": "Writing needs a token."},
    403: {"description": "The server takes no such writes, or the gate does not take this one; the problem document says what to do."},
    412: {"description": "The dataset is in another state than If-Match names, and nothing was written."},
    415: {"description": "The body is of a type that is not taken here."},
    422: {"description": "The graph would break the shapes; the report is attached, and nothing was written."},
}
_TEXT = {"type": "string", "example": "DELETE DATA { GRAPH <https://example.org/mine> { <https://example.org/a> rdfs:label 'a' } }"}
_LIST = {"type": "array", "items": {"type": "string", "format": "iri"}}
_FIELDS = {"update": _TEXT, "using-graph-uri": _LIST, "using-named-graph-uri": _LIST}
_BODIES = {
    UPDATE: {"schema": _TEXT},
    FORM: {"schema": {"type": "object", "required": ["update"], "properties": _FIELDS}},
}


@router.post(
    "/update",
    summary="Change the dataset by a SPARQL update",
    status_code=204,
    responses=WRITE_ANSWERS,
    response_class=Response,
    openapi_extra={"requestBody": {"required": True, "content": _BODIES}},
)
async def update(
    request: Request, database: DatabaseDep, settings: SettingsDep, audit: AuditDep, asking: UpdaterDep, body: Body
) -> Response:
    """Carries out the update of the body, all of it or nothing; with ``If-Match``, only in the state that the client has read."""
    kind = media_type(request, (UPDATE, FORM))
    text = decoded(request, body)
    if kind == FORM:
        parameters = Parameters.of_form(text, request)
    else:
        parameters = Parameters([("update", text), *Parameters.of_address(request, besides="update")])
    using = QueryDataset(parameters.all("using-graph-uri"), parameters.all("using-named-graph-uri"))
    statement = parameters.single("update")
    state = expected_state(request, database)

    def work() -> None:
        with audit.recorded(database, asking, "update", None, digest(statement)):
            reach = Reach(settings.remote_hosts, settings.query_timeout, settings.remote_bytes)
            text = with_remote(statement, reach, database.iris.base, update=True) if reach.hosts else statement
            database.update(text, using, gated=settings.gate and not asking.private, state=state)

    await to_thread.run_sync(work)
    return Response(status_code=204)
