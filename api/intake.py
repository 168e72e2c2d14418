"""What comes in to be stored: who may bring it, how it is taken in, and how the routes that do so are described."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from anyio import CapacityLimiter, to_thread
from fastapi import Depends, Request, Response
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from ..database import Database
from ..settings import Settings
from .audit import Audit
from .auth import Caller, CallerDep, writer
from .deps import AuditDep, Body, DatabaseDep, SettingsDep, media_type


@dataclass(frozen=True, slots=True)
class Intake:
    """What was sent, and where it is to go.

    Attributes:
        request: The request.
        body: Its body.
        asking: Who sent it.
        database: The dataset.
        settings: The settings.
        audit: The log of what is written.
    """

    request: Request
    body: bytes
    asking: Caller
    database: Database
    settings: Settings
    audit: Audit

    def kind(self, known: tuple[str, ...]) -> str:
        """The media type of the body, one of those known; errors as of ``media_type``."""
        return media_type(self.request, known)

    async def allowed(self) -> Caller:
        """Who sent it, who may have it stored.

        Raises:
            HTTPException: They may not, or the server takes nothing.
        """
        if not self.settings.takes_articles and not self.asking.private:
            raise HTTPException(403, "this server takes no articles and no events; start it with --writable")
        return await writer(self.request, self.asking)


async def answered(work: Callable[[], tuple[int, dict[str, Any]]], limiter: CapacityLimiter) -> Response:
    """What the work gives, status and document, as an answer.

    Args:
        work: What takes it in; called in a thread.
        limiter: How many do so at the same time.
    """
    status, answer = await to_thread.run_sync(work, limiter=limiter)
    return JSONResponse(answer, status)


async def _intake(request: Request, body: Body, asking: CallerDep, database: DatabaseDep, settings: SettingsDep, audit: AuditDep) -> Intake:
    return Intake(request, body, asking, database, settings, audit)


IntakeDep = Annotated[Intake, Depends(_intake)]


def described(bodies: dict[str, Any], known: str, stored: str, refused: str, **more: dict[str, Any]) -> dict[str, Any]:
    """The description of a route that takes something in.

    Args:
        bodies: The bodies that it takes, by their media types.
        known: What 200 means.
        stored: What 201 means.
        refused: What 422 means.
        more: What it answers beside these, by status with an ``s`` before it.
    """
    said = {200: known, 201: stored, 403: "The server takes nothing, or not from this caller.", 422: refused}
    responses = {status: {"description": text} for status, text in said.items()}
    return {
        "response_class": JSONResponse,
        "status_code": 201,
        "responses": {**responses, **{int(status[1:]): answer for status, answer in more.items()}},
        "openapi_extra": {"requestBody": {"required": True, "content": bodies}},
    }
