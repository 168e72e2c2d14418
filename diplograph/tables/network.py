"""Who meets whom, as a graph: parties are its nodes, and two that deal or quarrel with each other have an edge."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations, product
from typing import IO, TYPE_CHECKING, Any

from ..listing import DISPUTES
from ..loaders.event import EventType
from .row import code, day, plain
from .telling import Values

if TYPE_CHECKING:
    import networkx as nx

_CONFLICT = {kind.value for kind in (*DISPUTES, EventType.DISPUTE)}
_COUNTS = ("weight", "cooperation", "conflict", *(kind.value.lower() for kind in EventType))


def network(events: Iterable[Values]) -> nx.Graph[str]:
    """The graph of those events; its memory is that of the pairs, not of the events.

    Each node has its ``label``, its ``kind`` and, a state, its ``iso3``, and the number of its ``events``. Each edge counts the events
    between the two in ``weight``, those of ``cooperation`` and of ``conflict``, and those of each type; ``first`` and ``last`` are days.
    """
    import networkx as nx  # which only these formats need

    nodes: dict[str, dict[str, Any]] = {}
    edges: dict[tuple[str, str], dict[str, Any]] = {}
    for event in events:
        for party in event["parties"]:
            node = nodes.setdefault(party["iri"], _node(party))
            node["events"] += 1
        side = "conflict" if event["type"] in _CONFLICT else "cooperation"
        for pair in pairs(event):
            edge = edges.setdefault(pair, dict.fromkeys(_COUNTS, 0))
            for name in ("weight", side, event["type"].lower()):
                edge[name] = edge.get(name, 0) + 1
            if (first := day(event["earliest"])) is not None and (last := day(event["latest"])) is not None:
                edge["first"] = min(edge.get("first", "9999"), first.isoformat())
                edge["last"] = max(edge.get("last", ""), last.isoformat())
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(sorted(nodes.items()))
    graph.add_edges_from((*pair, edges[pair]) for pair in sorted(edges))
    return graph


def pairs(event: Values) -> Iterator[tuple[str, str]]:
    """The parties that an event is between, two and two: who does it with each whom it is done to; else each with each other."""
    parties, initiators, targets = ({actor["iri"] for actor in event[role]} for role in ("parties", "initiator", "target"))
    between = product(initiators, targets) if initiators and targets else combinations(parties, 2)
    yield from sorted({(min(pair), max(pair)) for pair in between if pair[0] != pair[1]})


def _node(party: Values) -> dict[str, Any]:
    node = {"label": plain(party["name"] or code(party)), "kind": party["kind"] or "", "events": 0}
    return {**node, "iso3": plain(party["code"] or "")} if party["kind"] == "State" else node


def write_graphml(events: Iterable[Values], target: IO[bytes]) -> int:
    """Writes the graph of those events as GraphML; leaves no event out."""
    import networkx as nx

    nx.write_graphml(network(events), target, named_key_ids=True)
    return 0


def write_gexf(events: Iterable[Values], target: IO[bytes]) -> int:
    """Writes the graph of those events as GEXF; leaves no event out."""
    from networkx.readwrite.gexf import GEXFWriter

    writer = GEXFWriter(version="1.2draft")
    writer.add_graph(network(events))
    for meta in writer.xml.findall("*"):
        meta.attrib.pop("lastmodifieddate", None)  # equal data gives equal files, on whichever day
    writer.write(target)
    return 0
