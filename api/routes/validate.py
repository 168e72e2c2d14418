"""Validation of RDF documents against the shapes: all that the command ``diplograph validate`` can do."""

from __future__ import annotations

import os
from typing import Annotated, Any, Literal

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from rdflib import Graph
from starlette.exceptions import HTTPException

from ...checks.apart import ApartJudge
from ...checks.check import Check
from ...checks.documents import Document, unpacked
from ...checks.forms import FORMS, THRESHOLDS, Form
from ...ontology.rdf import load_rdf
from ..auth import Reading
from ..deps import Body, DatabaseDep, SettingsDep, media_type
from ..negotiation import choose, content_type, not_acceptable
from ..uploads import MEDIA_TYPES, MULTIPART, PACKED, Upload, uploads

router = APIRouter(tags=["validation"], dependencies=[Reading])

_ENCODINGS = ("", "identity", "gzip", "x-gzip", "zstd", "bzip2", "xz")
_SHAPES = "shapes"
_OFFERS = {FORMS[name].media_type: FORMS[name] for name in ("json", *FORMS)}
# Validation works without pause, so that more at once than there are processors help nobody.
_AT_ONCE = CapacityLimiter(os.cpu_count() or 1)
_FILES = {
    "type": "object",
    "properties": {
        _SHAPES: {"type": "array", "items": {"type": "string", "format": "binary"}, "description": "Your own shapes."},
        "file": {"type": "array", "items": {"type": "string", "format": "binary"}, "description": "The documents, under any name."},
    },
}
_CONTENT: dict[str, Any] = {
    **{name: {"schema": {"type": "string"}} for name in MEDIA_TYPES},
    **{name: {"schema": {"type": "string", "format": "binary"}} for name in PACKED},
    MULTIPART: {"schema": _FILES},
}
_REPORT: dict[str, Any] = {"content": {name: {} for name in _OFFERS}}


class Validation(BaseModel):
    """What the documents are checked for, and how the report is given."""

    model_config = ConfigDict(extra="forbid")

    source: str = Field(default="body", min_length=1, max_length=2000, description="What the report calls a document that comes alone.")
    together: bool = Field(default=False, description="Checks all documents as one graph, so that they may refer to each other.")
    only_shapes: bool = Field(default=False, description="Your own shapes instead of the project's, not beside them.")
    against: bool = Field(default=False, description="What this dataset describes need not be described in the documents.")
    inference: bool = Field(default=False, description="Takes what follows by the ontology for stated.")
    fail_on: Literal["violation", "warning", "info", "never"] = Field(
        default="never", description="From which severity on the answer is 422 instead of 200, with the same report."
    )
    format: str | None = Field(default=None, max_length=20, description=f"{', '.join(FORMS)}; else what Accept asks for.")


@router.post(
    "/validate",
    summary="Validate RDF documents",
    response_class=Response,
    responses={
        200: {"description": "The report, whether the documents conform or not.", **_REPORT},
        422: {"description": "The same, where a result is as grave as `fail_on` says.", **_REPORT},
    },
    openapi_extra={"requestBody": {"required": True, "content": _CONTENT}},
)
async def validate(
    request: Request, database: DatabaseDep, settings: SettingsDep, body: Body, asked: Annotated[Validation, Query()]
) -> Response:
    """The validation report of the document in the body, or of the files of a form, packed or not; nothing is stored."""
    form = _form(request, asked.format)
    kind = media_type(request, (*MEDIA_TYPES, *PACKED, MULTIPART))
    if request.headers.get("content-encoding", "").strip().lower() not in _ENCODINGS:
        raise HTTPException(415, f"a body can be packed by {', '.join(_ENCODINGS[2:])}")
    files = await uploads(request, body) if kind == MULTIPART else [Upload("file", asked.source, kind, body)]

    def work() -> tuple[bool, str]:
        documents = [_document(file, settings.max_request_bytes) for file in files if file.field != _SHAPES]
        shapes = [_document(file, settings.max_request_bytes) for file in files if file.field == _SHAPES]
        if not documents:
            raise HTTPException(400, "the form has no documents; send each as a file, and your shapes as files named `shapes`")
        if asked.only_shapes and not shapes:
            raise HTTPException(400, "only_shapes needs shapes; send them as files of a form, each named `shapes`")
        own = Graph() if shapes else None
        for document in shapes:
            assert own is not None
            own += load_rdf(document.data, document.name, document.format)
        judge = ApartJudge(settings.query_timeout, settings.query_memory)
        against = database if asked.against else None
        check = Check(database.pipeline.validator, own, not asked.only_shapes, against, asked.inference, judge)
        checked = list(check.run(documents, together=asked.together))
        return any(each.fails(THRESHOLDS[asked.fail_on]) for each in checked), form.write(checked)

    failed, written = await to_thread.run_sync(work, limiter=_AT_ONCE)
    headers = {"content-type": content_type(form.media_type), "vary": "accept"}
    return Response(written, 422 if failed else 200, headers)


def _form(request: Request, name: str | None) -> Form:
    if name is not None:
        if name not in FORMS:
            raise HTTPException(400, f"the format {name!r} is none of {', '.join(FORMS)}")
        return FORMS[name]
    accept = request.headers.get("accept")
    wanted = choose(accept, list(_OFFERS))
    if wanted is None:
        raise not_acceptable(accept, list(_OFFERS))
    return _OFFERS[wanted]


def _document(file: Upload, limit: int) -> Document:
    # Where the media type does not tell the format, the name and the content do.
    return unpacked(file.title, file.data, file.kind if file.kind in MEDIA_TYPES else None, limit)
