"""What the default graph says of events, actors and places, as columns of subjects and objects."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import polars as pl
import pyoxigraph as ox

from ...loaders.event import EventType
from ...ontology.terms import PREFIXES
from ...store.base import Change
from ..lists import DG

Relations = dict[str, pl.DataFrame]

CLASSES = (*(kind.value for kind in EventType), "Event", "State", "Organization", "Person", "Place", "Article")
_OWN = ("status", "earliest", "latest", "party", "place", "topic", "evidence", "article", "country", "iso3", "acronym")
_PREDICATES = {
    **{name: DG + name for name in _OWN},
    "publisher": PREFIXES["schema"] + "publisher",
    "lat": PREFIXES["geo"] + "lat",
    "long": PREFIXES["geo"] + "long",
}
_TYPE, _LABEL = PREFIXES["rdf"] + "type", PREFIXES["rdfs"] + "label"
_CLASS_NAMES = frozenset(DG + name for name in CLASSES)
_NAMES = {_TYPE: "type", _LABEL: "label", **{iri: name for name, iri in _PREDICATES.items()}}
_SCHEMA = {"s": pl.String, "o": pl.String}

QUERIES = {
    "type": f"SELECT ?s ?o {{ VALUES ?o {{ {' '.join(f'dg:{name}' for name in CLASSES)} }} ?s a ?o }}",
    # Labels of what events refer to; those of the events themselves are not counted.
    "label": "SELECT ?s ?o { VALUES ?c { dg:State dg:Organization dg:Place } ?s a ?c ; rdfs:label ?o }",
    **{name: f"SELECT ?s ?o {{ ?s <{iri}> ?o }}" for name, iri in _PREDICATES.items()},
}
"""The query for each relation."""


def read(rows: bytes) -> pl.DataFrame:
    """A relation from the answer to its query, in CSV."""
    return pl.read_csv(rows, schema=_SCHEMA).unique()


def changed(relations: Relations, changes: Iterable[Change]) -> Relations:
    """The relations after those changes, in their order."""
    after = dict(relations)
    for change in changes:
        for quads, added in ((change.remove, False), (change.add, True)):
            for name, rows in _rows(quads).items():
                frame = after[name]
                rest = frame.join(rows, on=["s", "o"], how="anti")
                after[name] = pl.concat([rest, rows]) if added else rest
    return after


def _rows(quads: Iterable[ox.Quad]) -> dict[str, pl.DataFrame]:
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for quad in quads:
        name = _NAMES.get(quad.predicate.value) if isinstance(quad.graph_name, ox.DefaultGraph) else None
        if name is None or not isinstance(quad.subject, ox.NamedNode) or not isinstance(quad.object, ox.NamedNode | ox.Literal):
            continue
        if name == "type" and quad.object.value not in _CLASS_NAMES:
            continue
        found[name].append((quad.subject.value, quad.object.value))
    return {name: pl.DataFrame(rows, schema=_SCHEMA, orient="row").unique() for name, rows in found.items()}
