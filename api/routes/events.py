"""Events, without SPARQL."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from ...errors import NotFound
from ...store.formats import GRAPH_FORMATS
from ...tables.formats import TABLE_FORMATS
from ...tables.telling import told
from ...tables.text import feature
from ..auth import Reading
from ..deps import DatabaseDep, OverviewDep, QueriesDep
from ..events import EventFilter, find_events
from ..lists import (
    CALENDAR,
    GEOJSON,
    JSON,
    answered,
    as_json,
    as_rdf,
    as_table,
    iri,
    next_page,
    page_at,
    rdf_format,
    rows,
    table_of,
    wanted,
)

router = APIRouter(tags=["events"], dependencies=[Reading])

RDF = tuple(format.media_type for format in GRAPH_FORMATS)
OFFERS = (JSON, *(table.media_type for table in TABLE_FORMATS), *RDF)
_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"description": "The events, in the format that Accept or `format` asks for.", "content": {offer: {} for offer in OFFERS}}
}


@router.get("/events", summary="List events", responses=_ANSWERS, response_class=Response)
async def list_events(request: Request, queries: QueriesDep, overview: OverviewDep, asked: Annotated[EventFilter, Query()]) -> Response:
    """The events that fit, a page at a time; ``next`` in JSON and the Link header lead to the following page."""
    media_type = wanted(request, OFFERS, asked.format)
    table = table_of(media_type)
    if table is not None and asked.status is None:
        asked = asked.model_copy(update={"status": table.status})
    found = await find_events(queries, overview, asked, page_at(asked.cursor, asked.limit))
    headers = next_page(request, found.cursor)
    if format := rdf_format(media_type):
        return await as_rdf(request, queries, found.names, format, headers)
    events = await answered(queries, told(found.names))
    if table is not None:
        return await as_table(table, events, headers)
    return as_json({"events": events, "next": found.cursor}, headers)


@router.get(
    "/events/{id}",
    summary="Show an event",
    responses={**_ANSWERS, 303: {"description": "The event has another name now."}},
    response_class=Response,
)
async def show_event(request: Request, database: DatabaseDep, queries: QueriesDep, id: str, format: str | None = None) -> Response:
    """One event with its reports, its evidence and what it is linked to."""
    media_type = wanted(request, (JSON, GEOJSON, CALENDAR, *RDF), format)
    name = f"{database.iris.base}event/{id}"
    moved = await rows(queries, f"SELECT ?now {{ {iri(name)} dcterms:isReplacedBy ?now }}")
    if moved:
        return Response(status_code=303, headers={"location": f"../events/{moved[0]['now'].rpartition('/')[2]}"})
    events = await answered(queries, told([name]))
    if not events:
        raise NotFound("event", id, "GET /events lists the events")
    headers = {"vary": "accept"}
    if chosen := rdf_format(media_type):
        return await as_rdf(request, queries, [name], chosen, headers)
    if media_type == GEOJSON:
        return as_json(feature(events[0]), headers, GEOJSON)
    if table := table_of(media_type):
        return await as_table(table, events, headers)
    return as_json(events[0], headers)
