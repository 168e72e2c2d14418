"""How an event is told to who does not speak RDF: its values with names instead of IRIs, asked for in SPARQL.

What is asked is parted from who answers: a generator yields queries and is sent their rows, so that the same words are told of a store
and by the server, which asks without waiting.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Generator, Iterable, Mapping
from typing import Any, TypeVar

import pyoxigraph as ox

from ..loaders.event import EventType
from ..ontology.terms import PREFIXES
from ..store.base import OWN_GRAPHS, QueryDataset, Store
from ..store.formats import format_named

Values = dict[str, Any]
Description = Mapping[str, list[str]]
Rows = list[dict[str, str]]
Told = TypeVar("Told")
Asking = Generator[str, Rows, Told]
"""Yields queries, is sent their rows, and gives back what it makes of them."""

_DG = PREFIXES["dg"]
_SPECIAL = frozenset(kind.value for kind in EventType) - {EventType.DISPUTE.value}
_NEAR = ("party", "initiator", "target", "delegate", "place", "instrument", "evidence")
_FAR = ("country", "article")
_JSON = format_named("json")


def rows_of(data: bytes) -> Rows:
    """The rows of an answer in the JSON format of SPARQL, the values of each by the names of their variables."""
    return [{name: value["value"] for name, value in row.items()} for row in json.loads(data)["results"]["bindings"]]


def answered(store: Store, asking: Asking[Told], dataset: QueryDataset = OWN_GRAPHS) -> Told:
    """What a store's answers come to."""
    try:
        query = next(asking)
        while True:
            query = asking.send(rows_of(store.query(query, _JSON, None, dataset).data))
    except StopIteration as end:
        return end.value  # type: ignore[no-any-return]  # the generator's own type, which StopIteration does not keep


def short(value: str) -> str:
    """The local part of a name."""
    return value.rpartition("#")[2] if "#" in value else value.rpartition("/")[2]


def described(names: Iterable[str]) -> Asking[dict[str, Description]]:
    """What the default graph says of each of those names, by its predicates without their namespace."""
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    wanted = sorted(set(names))
    if wanted:
        values = " ".join(str(ox.NamedNode(name)) for name in wanted)
        for row in (yield f"SELECT ?s ?p ?o {{ VALUES ?s {{ {values} }} ?s ?p ?o }}"):
            found[row["s"]][short(row["p"])].append(row["o"])
    # In order here, since that takes the engine several times as long as the answer itself.
    return {name: {property: sorted(values) for property, values in thing.items()} for name, thing in found.items()}


def told(names: Iterable[str], known: dict[str, Description] | None = None) -> Asking[list[Values]]:
    """Those names that are events, as values of JSON, in their order.

    Args:
        names: Their IRIs.
        known: Actors, places and articles that are described already; those that are asked for are added.
    """
    wanted = list(names)
    known = {} if known is None else known
    events = yield from described(wanted)
    near = {node for event in events.values() for name in _NEAR for node in event.get(name, ())}
    found = yield from described(near - known.keys())
    far = {node for node in near for name in _FAR for node in (known.get(node) or found.get(node, {})).get(name, ())}
    known |= {name: thing for name, thing in found.items() if "quote" not in thing}
    known |= yield from described(far - known.keys())
    things = {name: thing for name in near | far if (thing := found.get(name) or known.get(name)) is not None}
    return [_event(name, events[name], things) for name in wanted if f"{_DG}Event" in events.get(name, {}).get("type", ())]


def _event(name: str, event: Description, near: Mapping[str, Description]) -> Values:
    types = {kind.removeprefix(_DG) for kind in event["type"]}
    special = sorted(types & _SPECIAL)
    special = special or sorted(types & {EventType.DISPUTE.value}) or ["Event"]

    def first(property: str) -> str | None:
        return one(event, property)

    def actors(property: str) -> list[Values]:
        return [_actor(node, near.get(node, {})) for node in event.get(property, ())]

    confidence, publishers = first("confidence"), first("publisherCount")
    evidence = [_evidence(node, near) for node in event.get("evidence", ())]
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
            {"iri": node, "name": one(near.get(node, {}), "label"), "office": near.get(node, {}).get("office", [])}
            for node in event.get("delegate", ())
        ],
        "places": [_place(node, near) for node in event.get("place", ())],
        "instruments": [
            {"iri": node, "title": one(near.get(node, {}), "label"), "kind": one(near.get(node, {}), "instrumentKind"),
             "value": one(near.get(node, {}), "instrumentValue")}
            for node in event.get("instrument", ())
        ],
        "topics": [short(topic) for topic in event.get("topic", ())],
        "publishers": int(publishers) if publishers is not None else None,
        "differs_in": [short(property) for property in event.get("differsIn", ())],
        "confidence": float(confidence) if confidence is not None else None,
        "evidence": sorted(evidence, key=_age),
        "reports": event.get("report", []),
        "outcome_of": event.get("outcomeOf", []),
        "in_response_to": event.get("inResponseTo", []),
        "part_of": event.get("partOf", []),
    }  # fmt: skip


def one(description: Description, property: str) -> str | None:
    """The first value of a property, if there is any."""
    values = description.get(property)
    return values[0] if values else None


def _actor(node: str, description: Description) -> Values:
    kinds = {kind.removeprefix(_DG) for kind in description.get("type", ())}
    return {
        "iri": node,
        "kind": next((kind for kind in ("State", "Organization") if kind in kinds), None),
        "name": one(description, "label"),
        "code": one(description, "iso3") or one(description, "acronym"),
    }


def _place(node: str, near: Mapping[str, Description]) -> Values:
    place = near.get(node, {})
    lat, long = one(place, "lat"), one(place, "long")
    return {
        "iri": node,
        "name": one(place, "label"),
        "country": next((one(near.get(country, {}), "iso3") for country in place.get("country", ())), None),
        "lat": float(lat) if lat is not None else None,
        "long": float(long) if long is not None else None,
    }


def _evidence(node: str, near: Mapping[str, Description]) -> Values:
    sentence = near.get(node, {})
    name = one(sentence, "article")
    article = near.get(name, {}) if name is not None else {}
    return {
        "quote": one(sentence, "quote"),
        "start": int(one(sentence, "start") or 0),
        "end": int(one(sentence, "end") or 0),
        "article": name,
        "headline": one(article, "headline"),
        "source": one(article, "source"),
        "url": one(article, "url"),
        "publisher": one(article, "publisher"),
        "published": one(article, "datePublished"),
        "language": one(article, "inLanguage"),
    }


def _age(sentence: Values) -> tuple[str, str, int]:
    """By which the sentences of the oldest article come first, as they stand in it."""
    return sentence["published"] or "9999", sentence["article"] or "", sentence["start"]
