"""What could not be read or does not conform: seen, tried again, and dropped."""

from __future__ import annotations

from typing import Any

from anyio import to_thread
from fastapi import APIRouter, Response
from pydantic import BaseModel

from ... import quarantine
from ...results import Loaded
from ..auth import Reading, WriterDep
from ..deps import AuditDep, DatabaseDep
from ..lists import as_json
from ..metrics import digest
from .articles import ONE_AT_A_TIME

router = APIRouter(tags=["quarantine"], dependencies=[Reading])


class Listed(BaseModel):
    """An entry of the quarantine, on one line."""

    name: str
    kind: str
    source: str
    reason: str
    article: str | None


class Retried(BaseModel):
    """What became of an entry that was tried again."""

    source: str
    outcome: str
    article: str | None
    events: int
    reason: str | None


@router.get("/quarantine", summary="List what lies in quarantine")
def list_quarantine(database: DatabaseDep) -> list[Listed]:
    """What could not be read or did not conform to the shapes, by its source."""
    return [
        Listed(name=entry.name, kind=entry.kind, source=entry.source, reason=entry.reason, article=entry.article)
        for entry in database.quarantined()
    ]


@router.get("/quarantine/{name}", summary="Show an entry of the quarantine", response_class=Response)
def show_entry(database: DatabaseDep, name: str) -> Response:
    """The entry with its report, the graph that was refused and the article's text, as far as they are kept."""
    document: dict[str, Any] = quarantine.find(database.quarantined(), name).as_dict()
    return as_json(document, {})


@router.post("/quarantine/{name}/retry", summary="Try an entry of the quarantine again")
async def retry(database: DatabaseDep, audit: AuditDep, asking: WriterDep, name: str) -> Retried:
    """What became of the entry: it leaves the quarantine when it conforms now."""

    def work() -> Loaded:
        entry = quarantine.find(database.quarantined(), name)
        with audit.recorded(database, asking, "retry", entry.article, digest(entry.source)):
            return database.retry(entry.name, files=False)

    loaded = await to_thread.run_sync(work, limiter=ONE_AT_A_TIME)
    return Retried(source=loaded.source, outcome=loaded.outcome, article=loaded.article, events=loaded.events, reason=loaded.reason)


@router.delete("/quarantine/{name}", summary="Drop an entry of the quarantine", status_code=204)
def drop(database: DatabaseDep, audit: AuditDep, asking: WriterDep, name: str) -> None:
    """Takes the entry out for good."""
    entry = quarantine.find(database.quarantined(), name)
    with audit.recorded(database, asking, "drop", entry.article, digest(entry.source)):
        database.drop(entry.name)
