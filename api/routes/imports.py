"""A user's own events, as sources beside the articles."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from anyio import CapacityLimiter
from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from ...checks.documents import unpacked
from ...importing import TEMPLATES
from ...importing.run import MEDIA_TYPES
from ...results import Outcome
from ..auth import Reading
from ..intake import IntakeDep, answered, described
from ..metrics import digest
from ..negotiation import content_type
from ..uploads import PACKED

router = APIRouter(tags=["imports"], dependencies=[Reading])

_ONE_AT_A_TIME = CapacityLimiter(1)
_CONTENT = {
    **{name: {"schema": {"type": "string"}} for name in MEDIA_TYPES},
    **{name: {"schema": {"type": "string", "format": "binary"}} for name in PACKED},
}


class Import(BaseModel):
    """How the events are taken in."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=500, description="What the source is called; one of the same name is replaced.")
    publisher: str | None = Field(default=None, min_length=1, max_length=500, description="Who answers for the events.")
    encoding: str | None = Field(
        default=None, max_length=40, description="The encoding of a table that is not UTF-8, such as windows-1252."
    )
    keep_going: bool = Field(default=False, description="Takes the events that have no faults, and leaves the rest in quarantine.")


@router.post(
    "/imports",
    summary="Import events",
    **described(
        _CONTENT,
        "The dataset held the source as it is.",
        "The events are in the dataset.",
        "The file has faults, which are told with their lines; it lies in quarantine.",
    ),
)
async def import_events(taken: IntakeDep, asked: Annotated[Import, Query()]) -> Response:
    """Takes the events of the body in, RDF or a table as the template has it, as the source of that name."""
    kind = taken.kind((*MEDIA_TYPES, *PACKED))
    asking, database = await taken.allowed(), taken.database

    def work() -> tuple[int, dict[str, Any]]:
        document = unpacked(asked.name, taken.body, kind if kind in MEDIA_TYPES else None, taken.settings.max_request_bytes)
        with taken.audit.recorded(database, asking, "import", database.iris.source(asked.name), digest(taken.body)):
            done = database.import_document(
                document, asked.name, publisher=asked.publisher, encoding=asked.encoding, keep_going=asked.keep_going
            )
        return 201 if done.outcome is Outcome.LOADED else 200, done.as_dict()

    return await answered(work, _ONE_AT_A_TIME)


@router.get(
    "/imports/template",
    summary="Get a table to fill in",
    response_class=Response,
    responses={200: {"description": "The template.", "content": {"text/csv": {}, "application/json": {}}}},
)
async def template(format: Literal["csv", "json"] = "csv") -> Response:
    """A table of events to fill in, with two that show how."""
    kind = "text/csv" if format == "csv" else "application/json"
    headers = {"content-type": content_type(kind), "content-disposition": f'attachment; filename="events.{format}"'}
    return Response(TEMPLATES[format](), headers=headers)
