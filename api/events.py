"""Events for those who do not speak SPARQL: which are asked for, and how each is told in JSON, CSV and GeoJSON."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from ..loaders.event import EventType, Status
from ..ontology.terms import PREFIXES
from ..selection import Selection, called
from .lists import DG, Description, Found, Page, Values, describe, find, iri, rows, short
from .queries import Queries

_SUPER = ("Event", "Engagement")
Kind = Literal[
    "Event", "Engagement", "Meeting", "Visit", "Invitation", "Appointment", "Agreement", "Dispute", "Accusation", "Rejection", "Protest",
    "Threat", "Expulsion", "Recall", "Sanction", "Rupture",
]  # fmt: skip
_Text = Annotated[str, Field(min_length=1, max_length=500)]
# An event that no date is known of comes after all others.
_UNDATED = {False: "9999-12-31", True: ""}

COLUMNS = (
    "iri", "type", "status", "label", "earliest", "latest", "date_text", "parties", "initiator", "target", "people", "place", "country",
    "lat", "long", "instrument", "topics", "publishers", "differs_in", "confidence", "quote",
)  # fmt: skip


class EventConditions(BaseModel):
    """Which events are asked for; all conditions hold together."""

    model_config = ConfigDict(extra="forbid")

    type: Kind | None = Field(default=None, description="A class of events; those of its subclasses are among them.")
    party: list[_Text] = Field(
        default=[], max_length=10, description="A party: its code (IND, UN), name or IRI. Several have all to take part."
    )
    pair: str | None = Field(default=None, pattern=r"^[^,]{1,200},[^,]{1,200}$", description="Two parties, parted by a comma: IND,CAN.")
    status: Status | None = Field(default=None, description="Whether it happened.")
    since: dt.date | None = Field(default=None, description="Events that may have begun on this day or later.")
    until: dt.date | None = Field(default=None, description="Events that may have begun on this day or earlier.")
    place: _Text | None = Field(default=None, description="A place's name, or the code or name of its country.")
    topic: _Text | None = Field(default=None, description="A topic, such as security or trade.")
    publisher: _Text | None = Field(default=None, description="The publisher of an article that tells of it.")
    text: _Text | None = Field(default=None, description="Words of its label or of a sentence that tells of it.")

    @property
    def selection(self) -> Selection:
        """The events as exports select them."""
        pair = (party.strip() for party in self.pair.split(",")) if self.pair else ()
        parties = (*self.party, *pair)
        return Selection(
            self.type, parties, self.status, self.since, self.until, self.place, self.topic, self.text, publisher=self.publisher
        )


class EventFilter(EventConditions):
    """Which events are asked for, in which order and form."""

    order: Literal["date", "-date"] = Field(default="date", description="By date, or the latest first.")
    limit: int = Field(default=50, ge=1, le=1000, description="Events on a page.")
    cursor: str | None = Field(default=None, max_length=2000, description="Where the page begins: what the page before says.")
    format: str | None = Field(default=None, max_length=20, description="json, jsonld, csv, geojson, turtle …; else what Accept asks for.")

    @property
    def falling(self) -> bool:
        """Whether the latest come first."""
        return self.order == "-date"


async def _called(queries: Queries, kind: str, name: str) -> list[str]:
    """The things of that kind that are called so, or that have it for an IRI."""
    return [iri(name)] if ":" in name else [iri(row["name"]) for row in await rows(queries, called(kind, name))]


@dataclass(frozen=True, slots=True)
class Named:
    """What a selection names, as SPARQL writes it: for each party the actors that are called so, and the places that are meant."""

    parties: list[list[str]]
    places: list[str] | None


async def named(queries: Queries, selection: Selection) -> Named | None:
    """What the selection names; nothing where there is no actor or no place of such a name, and so no event."""
    parties = [await _called(queries, "Actor", party) for party in selection.parties]
    places = await _called(queries, "Place", selection.place) if selection.place is not None else None
    if selection.topic is not None:
        iri(PREFIXES["dgt"] + selection.topic)
    return None if places == [] or [] in parties else Named(parties, places)


async def find_events(queries: Queries, asked: EventFilter, page: Page) -> Found:
    """The names of the events of a page."""
    selection = asked.selection
    found = await named(queries, selection)
    if found is None:
        return Found((), None)
    parties, places = found.parties, found.places
    pattern = f"{selection.pattern(parties, places)} OPTIONAL {{ ?name dg:earliest ?earliest }}"
    key = f'COALESCE(STR(?earliest), "{_UNDATED[asked.falling]}")'
    return await find(queries, pattern, key, page, falling=asked.falling)


_NEIGHBOURS = ("party", "initiator", "target", "delegate", "place", "instrument", "evidence")


async def told(queries: Queries, names: Iterable[str]) -> list[Values]:
    """Those events as JSON values, in their order."""
    wanted = list(names)
    events = await describe(queries, wanted)
    near = await describe(queries, (node for event in events.values() for name in _NEIGHBOURS for node in event.get(name, ())))
    far = await describe(queries, (node for thing in near.values() for name in ("country", "article") for node in thing.get(name, ())))
    return [_event(name, events[name], {**far, **near}) for name in wanted if name in events]


def _event(name: str, event: Description, near: Mapping[str, Description]) -> Values:
    types = {kind.removeprefix(DG) for kind in event["type"]}
    special = sorted(types - {"Dispute", *_SUPER}) or sorted(types & {EventType.DISPUTE.value}) or ["Event"]

    def first(property: str) -> str | None:
        return next(iter(event.get(property, ())), None)

    def actors(property: str) -> list[Values]:
        return [_actor(node, near.get(node, {})) for node in event.get(property, ())]

    confidence, publishers = first("confidence"), first("publisherCount")
    return {
        "id": short(name),
        "iri": name,
        "type": special[0],
        "status": short(first("status") or ""),
        "label": first("label"),
        "earliest": first("earliest"),
        "latest": first("latest"),
        "date_text": event.get("dateText", []),
        "parties": actors("party"),
        "initiator": actors("initiator"),
        "target": actors("target"),
        "people": [
            {"iri": node, "name": _one(near.get(node, {}), "label"), "office": near.get(node, {}).get("office", [])}
            for node in event.get("delegate", ())
        ],
        "places": [_place(node, near) for node in event.get("place", ())],
        "instruments": [
            {"iri": node, "title": _one(near.get(node, {}), "label"), "kind": _one(near.get(node, {}), "instrumentKind"),
             "value": _one(near.get(node, {}), "instrumentValue")}
            for node in event.get("instrument", ())
        ],
        "topics": [short(topic) for topic in event.get("topic", ())],
        "publishers": int(publishers) if publishers is not None else None,
        "differs_in": [short(property) for property in event.get("differsIn", ())],
        "confidence": float(confidence) if confidence is not None else None,
        "evidence": [_evidence(node, near) for node in event.get("evidence", ())],
        "reports": event.get("report", []),
        "outcome_of": event.get("outcomeOf", []),
        "in_response_to": event.get("inResponseTo", []),
        "part_of": event.get("partOf", []),
    }  # fmt: skip


def _one(description: Description, property: str) -> str | None:
    return next(iter(description.get(property, ())), None)


def _actor(node: str, description: Description) -> Values:
    return {"iri": node, "name": _one(description, "label"), "code": _one(description, "iso3") or _one(description, "acronym")}


def _place(node: str, near: Mapping[str, Description]) -> Values:
    place = near.get(node, {})
    lat, long = _one(place, "lat"), _one(place, "long")
    return {
        "iri": node,
        "name": _one(place, "label"),
        "country": next((_one(near.get(country, {}), "iso3") for country in place.get("country", ())), None),
        "lat": float(lat) if lat is not None else None,
        "long": float(long) if long is not None else None,
    }


def _evidence(node: str, near: Mapping[str, Description]) -> Values:
    sentence = near.get(node, {})
    name = _one(sentence, "article")
    article = near.get(name, {}) if name is not None else {}
    return {
        "quote": _one(sentence, "quote"),
        "start": int(_one(sentence, "start") or 0),
        "end": int(_one(sentence, "end") or 0),
        "article": name,
        "headline": _one(article, "headline"),
        "source": _one(article, "source"),
        "url": _one(article, "url"),
        "publisher": _one(article, "publisher"),
        "published": _one(article, "datePublished"),
    }


def as_line(event: Values) -> Values:
    """An event as a line of a table, by ``COLUMNS``."""
    place: Values = next(iter(event["places"]), {})
    return {
        **event,
        **{role: [actor["code"] or actor["name"] or actor["iri"] for actor in event[role]] for role in ("parties", "initiator", "target")},
        "people": [person["name"] for person in event["people"]],
        "place": place.get("name"),
        **{name: place.get(name) for name in ("country", "lat", "long")},
        "instrument": [instrument["title"] for instrument in event["instruments"]],
        "quote": next((sentence["quote"] for sentence in event["evidence"]), None),
    }


def as_features(events: Iterable[Values]) -> Values:
    """Events as GeoJSON (RFC 7946); those without a known place have no geometry."""
    features = []
    for event in events:
        line = as_line(event)
        known = line["lat"] is not None and line["long"] is not None
        features.append(
            {
                "type": "Feature",
                "id": event["iri"],
                "geometry": {"type": "Point", "coordinates": [line["long"], line["lat"]]} if known else None,
                "properties": {name: line[name] for name in COLUMNS if name not in ("lat", "long")},
            }
        )
    return {"type": "FeatureCollection", "features": features}
