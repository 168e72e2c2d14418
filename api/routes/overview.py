"""Events at a glance: counts, a timeline, a map and a network of what is selected, for the page and for whoever draws their own."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Annotated, Any

from anyio import to_thread
from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse
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

    bin: Bins | None = Field(default=None, description="How long each bin is; if not set, as fine as 120 bins allow.", examples=["month"])


class NetworkFilter(EventConditions):
    """Which events are counted, and how many pairs are told of."""

    limit: int = Field(
        default=150, ge=1, le=2000, description="How many pairs are told of, those that share most events first.", examples=[20]
    )


def _described(summary: str, said: str, example: dict[str, Any]) -> dict[str, Any]:
    """The description of a route, with an answer that it may give."""
    content = {"application/json": {"schema": {"type": "object"}, "example": example}}
    return {
        "summary": summary,
        "response_class": JSONResponse,
        "responses": {
            200: {"description": said, "content": content},
            304: {"description": "What the client has, by its ETag, still holds."},
        },
    }


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


_FAMILIES = {"Engagement": 3, "Agreement": 1, "Dispute": 2, "total": 6}
_INDIA, _CANADA = (f"https://w3id.org/diplograph/id/state/{code}" for code in ("IND", "CAN"))


@router.get(
    "/events/facets",
    **_described(
        "Count the events by what they have",
        "The number of events that fit (`total`), and for each facet its values, those of most events first, with a label for people and "
        "the number of events that have it. There are 200 values of a facet at most.",
        {
            "total": 6,
            "facets": {
                "type": [{"value": "Meeting", "label": "Meeting", "count": 3}],
                "status": [{"value": "occurred", "label": "occurred", "count": 5}],
                "party": [{"value": "IND", "label": "India", "count": 6}],
                "topic": [{"value": "security", "label": "security", "count": 2}],
                "place": [{"value": "Ottawa", "label": "Ottawa", "count": 2}],
                "publisher": [{"value": "The Paper", "label": "The Paper", "count": 4}],
            },
        },
    ),
)
async def count_facets(
    request: Request, database: DatabaseDep, queries: QueriesDep, overview: OverviewDep, asked: Annotated[EventConditions, Query()]
) -> Response:
    """How many of the events that fit there are of each type, status, party, topic, place and publisher.

    Each value can be given as the parameter of the facet's name, here and for `/events`. Of types,
    statuses, places and publishers the counts are those that another choice would give: the condition of that name does not narrow them. An
    event of several parties, topics, places or publishers counts for each of them.
    """
    return await _picture(request, database, queries, overview, asked, facets)


@router.get(
    "/events/timeline",
    **_described(
        "Count the events over time",
        "The bins in which events began, with the first and last day of each and its events by family; those without events are left out. "
        "`undated` is the number of events that fit of which no date is known; `total` counts them too.",
        {"bin": "month", "bins": [{"start": "2026-02-01", "end": "2026-02-28", **_FAMILIES}], "undated": 1, "total": 7},
    ),
)
async def count_over_time(
    request: Request, database: DatabaseDep, queries: QueriesDep, overview: OverviewDep, asked: Annotated[TimelineFilter, Query()]
) -> Response:
    """How many of the events that fit began in each day, week, month or year: engagements, agreements, disputes.

    An event counts once, on the first day on which it may have begun; where that is before `since`, at `since`. Weeks begin on Monday.
    """
    return await _picture(request, database, queries, overview, asked, partial(timeline, bins=asked.bin))


@router.get(
    "/events/map",
    **_described(
        "Count the events by place",
        "The places that have coordinates, 400 at most, with their events by family; and the countries, by the codes of ISO 3166-1, "
        "with all of their events (`total`) and those of them that are at one of the places (`placed`). `unplaced` is the number of "
        "events that fit of which no place is known.",
        {
            "places": [
                {"iri": "https://w3id.org/diplograph/id/place/can/ottawa", "name": "Ottawa", "country": "CAN", "lat": 45.41, "long": -75.7}
                | _FAMILIES
            ],
            "countries": [{"code": "CAN", "numeric": "124", "name": "Canada", "total": 6, "placed": 6}],
            "unplaced": 1,
            "total": 7,
        },
    ),
)
async def count_by_place(
    request: Request, database: DatabaseDep, queries: QueriesDep, overview: OverviewDep, asked: Annotated[EventConditions, Query()]
) -> Response:
    """Where the events that fit happened: places with their coordinates, and countries with all of their events.

    An event at several places counts for each of them, and once for each country.
    """
    return await _picture(request, database, queries, overview, asked, places_on_map)


@router.get(
    "/events/network",
    **_described(
        "Count the events between parties",
        "The pairs of parties that share most of the events that fit (`pairs`, by IRI), the parties of these pairs with all of their "
        "events that fit (`nodes`), and how many pairs there are beside them (`left_out`).",
        {
            "nodes": [
                {"iri": _CANADA, "code": "CAN", "name": "Canada", "kind": "State", "events": 6},
                {"iri": _INDIA, "code": "IND", "name": "India", "kind": "State", "events": 5},
            ],
            "pairs": [{"one": _CANADA, "other": _INDIA, "cooperation": 3, "conflict": 2}],
            "left_out": 0,
            "total": 6,
        },
    ),
)
async def count_between_parties(
    request: Request, database: DatabaseDep, queries: QueriesDep, overview: OverviewDep, asked: Annotated[NetworkFilter, Query()]
) -> Response:
    """Which parties share the events that fit, and how many of them are cooperation and how many conflict.

    Meetings, visits, invitations, appointments and agreements are cooperation; disputes and all that are among them are conflict. An event
    of several parties counts for each pair of them; one of a single party counts for no pair.
    """
    return await _picture(request, database, queries, overview, asked, partial(network, limit=asked.limit))


@router.get(
    "/stats",
    **_described(
        "Count everything",
        "How many things there are of each kind. `types` and `statuses` part the events: each counts for its most special type.",
        {
            "events": 6,
            "articles": 4,
            "states": 5,
            "organizations": 1,
            "persons": 3,
            "places": 2,
            "publishers": 2,
            "types": {"Meeting": 3, "Agreement": 1, "Accusation": 2},
            "statuses": {"occurred": 5, "planned": 1},
        },
    ),
)
async def count_everything(request: Request, database: DatabaseDep, queries: QueriesDep, overview: OverviewDep) -> Response:
    """How many events, articles, actors, places and publishers there are, and events of each type and status.

    Events are those that are known, each once, however many articles tell of it.
    """
    return await _picture(request, database, queries, overview, None, lambda facts, asked: stats(facts))
