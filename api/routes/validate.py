"""Validation of RDF documents against the shapes."""

from __future__ import annotations

import json

from anyio import to_thread
from fastapi import APIRouter, Request, Response

from ...ontology.rdf import FORMATS, load_graphs
from ...shapes.report import Report
from ..auth import Reading
from ..deps import Body, DatabaseDep, media_type
from ..negotiation import choose, content_type, not_acceptable

router = APIRouter(tags=["validation"], dependencies=[Reading])

MEDIA_TYPES = tuple(name for format in FORMATS.values() for name in format.media_types)


def _as_json(report: Report) -> str:
    return json.dumps(report.as_dict(), ensure_ascii=False)


def _as_turtle(report: Report) -> str:
    return report.graph().serialize(format="turtle")


def _as_text(report: Report) -> str:
    return report.text()


WRITERS = {"application/json": _as_json, "text/turtle": _as_turtle, "text/plain": _as_text}


@router.post(
    "/validate",
    summary="Validate an RDF document",
    response_class=Response,
    responses={200: {"description": "The report, whether the document conforms or not.", "content": {name: {} for name in WRITERS}}},
    openapi_extra={"requestBody": {"required": True, "content": {name: {"schema": {"type": "string"}} for name in MEDIA_TYPES}}},
)
async def validate(request: Request, database: DatabaseDep, body: Body) -> Response:
    """The validation report of the document in the body; nothing is stored."""
    kind = media_type(request, MEDIA_TYPES)
    accept = request.headers.get("accept")
    wanted = choose(accept, list(WRITERS))
    if wanted is None:
        raise not_acceptable(accept, list(WRITERS))

    def report() -> str:
        graphs = load_graphs(body, "body", kind).values()
        return WRITERS[wanted](sum((database.pipeline.validator.validate(graph) for graph in graphs), start=Report(())))

    written = await to_thread.run_sync(report)
    return Response(written, headers={"content-type": content_type(wanted), "vary": "accept"})
