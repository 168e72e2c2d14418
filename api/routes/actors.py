"""States, organisations and persons, without SPARQL."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from ...selection import titled
from ...tables.telling import Description, Values, short
from ..auth import Reading
from ..deps import QueriesDep
from ..lists import DG, TABLE_OFFERS, Table, page_at

router = APIRouter(tags=["events"], dependencies=[Reading])

COLUMNS = ("iri", "kind", "name", "code", "names", "represents", "office", "events")


class ActorFilter(BaseModel):
    """Which actors are asked for."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal["State", "Organization", "Person"] | None = Field(default=None, description="A class of actors.")
    text: str | None = Field(default=None, min_length=1, max_length=500, description="Words of a name; the last need only begin so.")
    limit: int = Field(default=100, ge=1, le=1000, description="Actors on a page.")
    cursor: str | None = Field(default=None, max_length=2000, description="Where the page begins: what the page before says.")
    format: str | None = Field(default=None, max_length=20, description="json, csv, turtle …; else what Accept asks for.")

    def pattern(self) -> str:
        """The pattern of SPARQL that the actors fit."""
        parts = [f"?name a dg:{self.kind or 'Actor'} ; rdfs:label ?label ."]
        if self.text is not None:
            parts.insert(0, titled(self.text, "dg:Actor", "rdfs:label", "skos:altLabel"))
        return " ".join(parts)


@router.get(
    "/actors",
    summary="List actors",
    response_class=Response,
    responses={200: {"description": "The actors, in the format that is asked for.", "content": {offer: {} for offer in TABLE_OFFERS}}},
)
async def list_actors(request: Request, queries: QueriesDep, asked: Annotated[ActorFilter, Query()]) -> Response:
    """The actors that fit, by name, a page at a time, each with the number of events that it takes part in."""
    return await _ACTORS.answer(request, queries, asked.pattern(), page_at(asked.cursor, asked.limit), asked.format)


def _actor(name: str, said: Description, events: int) -> Values:
    kinds = {kind.removeprefix(DG) for kind in said["type"]}
    code: list[str | None] = [*said.get("iso3", ()), *said.get("acronym", ()), None]
    return {
        "iri": name,
        "kind": next(iter(sorted(kinds & {"State", "Organization", "Person"})), "Actor"),
        "name": said["label"][0],
        "code": code[0],
        "names": said.get("altLabel", []),
        "represents": [short(state) for state in said.get("represents", ())],
        "office": said.get("office", []),
        "events": events,
    }


_ACTORS = Table("actors", COLUMNS, "STR(?label)", "dg:party|dg:delegate", _actor)
