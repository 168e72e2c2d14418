"""Events and counts of a dataset, asked of it in SPARQL."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter

from .loaders.event import EventType
from .ontology.iris import Iris
from .ontology.terms import PREFIXES
from .results import EventRow, Stats
from .store.base import Store
from .store.formats import format_named

_EVENTS = """
SELECT ?event ?type ?status ?label ?earliest ?latest ?place ?quote ?source ?start ?party WHERE {
  ?event a dg:Event ; a ?type ; dg:status ?status ; rdfs:label ?label .
  %s
  OPTIONAL { ?event dg:earliest ?earliest ; dg:latest ?latest }
  OPTIONAL { ?event dg:place/rdfs:label ?place }
  OPTIONAL {
    ?event dg:evidence ?evidence . ?evidence dg:quote ?quote ; dg:article/dcterms:source ?source
    OPTIONAL { ?evidence dg:start ?start }
  }
  OPTIONAL { ?event dg:party/(dg:iso3|dg:acronym) ?party }
}
"""
_OF_ARTICLE = "FILTER EXISTS { ?event dg:evidence/dg:article <%s> }"

_CLASSES = "SELECT ?class (COUNT(DISTINCT ?x) AS ?n) WHERE { ?x a ?class } GROUP BY ?class"
_STATUSES = "SELECT ?status (COUNT(DISTINCT ?x) AS ?n) WHERE { ?x a dg:Event ; dg:status ?status } GROUP BY ?status"
_QUARANTINED = "SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE { GRAPH <%s> { ?x a prov:Entity } }"

# The general class of disputes is also the type of a quarrel as such: any more special type of the event wins.
_TYPES = {PREFIXES["dg"] + kind.value: kind.value for kind in EventType}
_GENERAL = EventType.DISPUTE.value


def _rows(store: Store, query: str) -> list[dict[str, str]]:
    answer = store.query(query, format_named("json"), None)
    bindings = json.loads(answer.data)["results"]["bindings"]
    return [{name: value["value"] for name, value in row.items()} for row in bindings]


def events(store: Store, article: str | None = None) -> list[EventRow]:
    """The events of the default graph by date, those without one last; of one article, where its IRI is given."""
    grouped: dict[str, list[dict[str, str]]] = {}
    for row in _rows(store, _EVENTS % (_OF_ARTICLE % article if article is not None else "")):
        grouped.setdefault(row["event"], []).append(row)
    found = [_event(iri, rows) for iri, rows in grouped.items()]
    return sorted(found, key=lambda event: (event.earliest or dt.date.max, event.latest or dt.date.max, event.label, event.iri or ""))


def _event(iri: str, rows: list[dict[str, str]]) -> EventRow:
    types = sorted({_TYPES[row["type"]] for row in rows if row["type"] in _TYPES})
    special = [name for name in types if name != _GENERAL] or types
    # A sentence of an article before what a source of records says of itself.
    first = min(
        rows,
        key=lambda row: ("start" not in row, int(row.get("start", "0")), *(row.get(name, "") for name in ("quote", "source", "place"))),
    )
    return EventRow(
        type=special[0] if special else "Event",
        status=first["status"].removeprefix(PREFIXES["dg"]),
        label=first["label"],
        earliest=dt.date.fromisoformat(first["earliest"]) if "earliest" in first else None,
        latest=dt.date.fromisoformat(first["latest"]) if "latest" in first else None,
        parties=tuple(sorted({row["party"] for row in rows if "party" in row})),
        place=first.get("place"),
        quote=first.get("quote", ""),
        source=first.get("source", ""),
        iri=iri,
    )


def stats(store: Store, iris: Iris) -> Stats:
    """How much a dataset holds."""
    classes = Counter({row["class"].removeprefix(PREFIXES["dg"]): int(row["n"]) for row in _rows(store, _CLASSES)})
    statuses = {row["status"].removeprefix(PREFIXES["dg"]): int(row["n"]) for row in _rows(store, _STATUSES)}
    quarantined = _rows(store, _QUARANTINED % iris.quarantine_graph)
    types = {kind.value: classes[kind.value] for kind in EventType if kind is not EventType.DISPUTE}
    # What is a dispute and nothing more special.
    disputes = classes["Dispute"] - sum(types[kind.value] for kind in DISPUTES)
    types["Dispute"] = disputes
    return Stats(
        store=store.location,
        quads=len(store),
        articles=classes["Article"],
        events=classes["Event"],
        states=classes["State"],
        organizations=classes["Organization"],
        persons=classes["Person"],
        places=classes["Place"],
        quarantined=int(quarantined[0]["n"]) if quarantined else 0,
        types={name: count for name, count in types.items() if count},
        statuses=dict(sorted(statuses.items())),
    )


DISPUTES = (
    EventType.ACCUSATION,
    EventType.REJECTION,
    EventType.PROTEST,
    EventType.THREAT,
    EventType.EXPULSION,
    EventType.RECALL,
    EventType.SANCTION,
    EventType.RUPTURE,
)
