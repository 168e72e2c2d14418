"""What routes are given: the database, the settings, and the body of the request within its limit."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request
from starlette.exceptions import HTTPException

from ..database import Database
from ..settings import Settings
from .audit import Audit
from .fetched import Pages
from .metrics import Metrics
from .overview import Overview
from .queries import Queries


# All of these are asynchronous because others are called in threads, which takes a multiple of their own time.
async def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


async def _database(request: Request) -> Database:
    database: Database = request.app.state.database
    return database


async def _queries(request: Request) -> Queries:
    queries: Queries = request.app.state.queries
    return queries


async def _audit(request: Request) -> Audit:
    audit: Audit = request.app.state.audit
    return audit


async def _metrics(request: Request) -> Metrics:
    metrics: Metrics = request.app.state.metrics
    return metrics


async def _overview(request: Request) -> Overview:
    overview: Overview = request.app.state.overview
    return overview


async def _pages(request: Request) -> Pages:
    pages: Pages = request.app.state.pages
    return pages


async def body_of(request: Request) -> bytes:
    """The body of the request.

    Raises:
        HTTPException: It is larger than it may be (413).
    """
    limit: int = request.app.state.settings.max_request_bytes
    declared = request.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > limit:
        raise _too_large(limit)
    parts, size = [], 0
    # Counted as it comes: a body may be longer than it says, or not say.
    async for part in request.stream():
        size += len(part)
        if size > limit:
            raise _too_large(limit)
        parts.append(part)
    return b"".join(parts)


def _too_large(limit: int) -> HTTPException:
    return HTTPException(413, f"the body is larger than {limit:,} bytes; send less at a time")


async def full_body_of(request: Request) -> bytes:
    """The body of the request, which is to have one.

    Raises:
        HTTPException: It has none (400), or a larger one than it may have (413).
    """
    body = await body_of(request)
    if not body or body.isspace():
        raise HTTPException(400, "the body is empty")
    return body


SettingsDep = Annotated[Settings, Depends(_settings)]
MetricsDep = Annotated[Metrics, Depends(_metrics)]
AuditDep = Annotated[Audit, Depends(_audit)]
DatabaseDep = Annotated[Database, Depends(_database)]
PagesDep = Annotated[Pages, Depends(_pages)]
OverviewDep = Annotated[Overview, Depends(_overview)]
QueriesDep = Annotated[Queries, Depends(_queries)]
Body = Annotated[bytes, Depends(full_body_of)]
AnyBody = Annotated[bytes, Depends(body_of)]


def media_type(request: Request, known: tuple[str, ...]) -> str:
    """The media type of the body, one of those known; the media type that is missing counts as unknown."""
    given = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if given not in known:
        raise HTTPException(415, f"a body of type {given or 'unknown'!r} is not taken here; send one of {', '.join(known)}")
    return given
