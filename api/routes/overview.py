"""Events at a glance: counts, a timeline, a map and a network of what is selected, for the page and for whoever draws their own."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Annotated, Any

from anyio import to_thread
from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from ...selection import Selection
from ..auth import Reading
from ..conditions import entity_tag, known
from ..deps import DatabaseDep, OverviewDep, QueriesDep
from ..events import EventConditions, conditions
from ..lists import as_json
from ..overview import Conditions, Facts, Overview, facets, network, places_on_map, stats, timeline
from ..overview.counts import Bins
from ..queries import Queries

router = APIRouter(tags=["overview"], dependencies=[Reading])


class TimelineFilter(EventConditions):
    """Which events are counted, and how finely."""

    bin: Bins | None = Field(default=None, description="How long each bin is; if not set, as fine as 120 bins allow.")


class NetworkFilter(EventConditions):
    """Which events are counted, and how many pairs are told of."""

    limit: int = Field(default=150, ge=1, le=2000, description="Pairs, those that share most events first.")


async def _picture(
    request: Request,
    database: DatabaseDep,
    queries: Queries,
    overview: Overview,
    asked: EventConditions | None,
    draw: Callable[[Facts, Conditions], dict[str, Any]],
) -> Response:
    headers = {"cache-control": "no-cache", **entity_tag(database.state, "overview")}
    if unchanged := known(request, headers):
        return unchanged
    chosen = await conditions(queries, asked.selection if asked is not None else Selection())
    facts = await overview.facts()
    return as_json(await to_thread.run_sync(draw, facts, chosen), headers)


@router.get("/events/facets", summary="Count the events by what they have")
async def count_facets(
    request: Request, database: DatabaseDep, queries: QueriesDep, overview: OverviewDep, asked: Annotated[EventConditions, Query()]
) -> Response:
    """How many of the events that fit there are of each type, status, party, topic, place and publisher."""
    return await _picture(request, database, queries, overview, asked, facets)


@router.get("/events/timeline", summary="Count the events over time")
async def count_over_time(
    request: Request, database: DatabaseDep, queries: QueriesDep, overview: OverviewDep, asked: Annotated[TimelineFilter, Query()]
) -> Response:
    """How many of the events that fit began in each day, week, month or year: engagements, agreements, disputes."""
    return await _picture(request, database, queries, overview, asked, partial(timeline, bins=asked.bin))


@router.get("/events/map", summary="Count the events by place")
async def count_by_place(
    request: Request, database: DatabaseDep, queries: QueriesDep, overview: OverviewDep, asked: Annotated[EventConditions, Query()]
) -> Response:
    """Where the events that fit happened: places with their coordinates, and countries with all of their events."""
    return await _picture(request, database, queries, overview, asked, places_on_map)


@router.get("/events/network", summary="Count the events between parties")
async def count_between_parties(
    request: Request, database: DatabaseDep, queries: QueriesDep, overview: OverviewDep, asked: Annotated[NetworkFilter, Query()]
) -> Response:
    """Which parties share the events that fit, and how many of them are cooperation and how many conflict."""
    return await _picture(request, database, queries, overview, asked, partial(network, limit=asked.limit))


@router.get("/stats", summary="Count everything")
async def count_everything(request: Request, database: DatabaseDep, queries: QueriesDep, overview: OverviewDep) -> Response:
    """How many events, articles, actors and places there are, and events of each type and status."""
    return await _picture(request, database, queries, overview, None, lambda facts, asked: stats(facts))
