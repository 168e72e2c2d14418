"""Errors as answers: a status, and a problem document (RFC 9457)."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from ..errors import (
    Busy,
    ConfigurationError,
    DiplographError,
    FetchError,
    FormatError,
    ImportFailed,
    NotAllowed,
    NotFound,
    Outdated,
    QueryError,
    QueryTimeout,
    QueryTooLarge,
    RemoteFailed,
    SourceError,
    StoreError,
    ValidationFailed,
)

# The first that fits; routes raise our errors and never choose a status for them.
STATUS: tuple[tuple[type[DiplographError], HTTPStatus], ...] = (
    (QueryError, HTTPStatus.BAD_REQUEST),
    (QueryTimeout, HTTPStatus.SERVICE_UNAVAILABLE),
    (QueryTooLarge, HTTPStatus.INSUFFICIENT_STORAGE),
    (RemoteFailed, HTTPStatus.BAD_GATEWAY),
    (Busy, HTTPStatus.SERVICE_UNAVAILABLE),
    (FormatError, HTTPStatus.BAD_REQUEST),
    (SourceError, HTTPStatus.BAD_REQUEST),
    (NotAllowed, HTTPStatus.FORBIDDEN),
    (Outdated, HTTPStatus.PRECONDITION_FAILED),
    (NotFound, HTTPStatus.NOT_FOUND),
    (ImportFailed, HTTPStatus.UNPROCESSABLE_ENTITY),
    (ValidationFailed, HTTPStatus.UNPROCESSABLE_ENTITY),
    (StoreError, HTTPStatus.SERVICE_UNAVAILABLE),
    (ConfigurationError, HTTPStatus.INTERNAL_SERVER_ERROR),
)


_SCHEMA = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What was wrong, and what to do about it."},
        "line": {"type": "integer", "description": "The line of the query or document, counted from 1."},
        "column": {"type": "integer"},
        "report": {"type": "object", "description": "The validation report."},
        "faults": {
            "type": "array",
            "items": {"type": "object"},
            "description": "What is wrong with a file of events: line, place, got, reason.",
        },
    },
}
_CONTENT = {"application/problem+json": {"schema": _SCHEMA}}
RESPONSES: dict[int | str, dict[str, Any]] = {
    "4XX": {"description": "The request cannot be answered; the problem document says why.", "content": _CONTENT},
    "5XX": {"description": "The server cannot answer at the moment.", "content": _CONTENT},
}
"""The answers that every route may give, for the description of the API."""


def problem(status: int, detail: str, headers: dict[str, str] | None = None, **more: object) -> JSONResponse:
    """A problem document; members that are ``None`` are left out."""
    document: dict[str, object] = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    document.update({name: value for name, value in more.items() if value is not None})
    return JSONResponse(document, status, headers=headers, media_type="application/problem+json")


async def of_diplograph(request: Request, error: Exception) -> Response:
    """The answer to one of our own errors, with its line and column or its report where it has them."""
    status = next((status for kind, status in STATUS if isinstance(error, kind)), HTTPStatus.INTERNAL_SERVER_ERROR)
    if isinstance(error, FetchError) and error.temporary:
        status = HTTPStatus.BAD_GATEWAY
    detail = str(error)
    if isinstance(error, StoreError | ConfigurationError):
        # Their messages name folders of this machine, which are no business of a client's.
        detail = "the dataset cannot be used at the moment; the server's log says why"
    report = error.report.as_dict() if isinstance(error, ValidationFailed) else None
    faults = [fault.as_dict() for fault in error.faults] if isinstance(error, ImportFailed) else None
    headers = {"retry-after": str(error.retry_after)} if isinstance(error, Busy) else None
    place = {name: getattr(error, name, None) for name in ("line", "column")}
    return problem(status, detail, headers, **place, report=report, faults=faults)


async def of_http(request: Request, error: Exception) -> Response:
    """The answer to an error of HTTP itself: no such route, no such method, a body of the wrong kind."""
    assert isinstance(error, HTTPException)
    detail = str(error.detail)
    if detail == HTTPStatus(error.status_code).phrase:
        detail = f"{request.method} {request.url.path} is nothing that is answered here; /docs lists what is"
    return problem(error.status_code, detail, dict(error.headers) if error.headers else None)


async def of_parameters(request: Request, error: Exception) -> Response:
    """The answer to parameters that do not have the form that the route declares."""
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    return problem(HTTPStatus.BAD_REQUEST, f"{'.'.join(map(str, first['loc']))}: {first['msg']}")


async def of_anything(request: Request, error: Exception) -> Response:
    """The answer to a fault of the server; what went wrong stands in its log alone."""
    return problem(HTTPStatus.INTERNAL_SERVER_ERROR, "the server failed on this request; its log says why")


HANDLERS = {
    DiplographError: of_diplograph,
    HTTPException: of_http,
    RequestValidationError: of_parameters,
    Exception: of_anything,
}
