"""The queries of shapes, asked of all nodes at once: which nodes may break one, in a fraction of the time that a query a node takes.

What they name is only suspect: the reference has the last word, so that they may name too many, and never too few.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pyoxigraph as ox
from rdflib import Graph, URIRef
from rdflib.namespace import SH
from rdflib.term import Node

from ..ontology.terms import PREFIXES

_HEAD = re.compile(r"\s*SELECT\b.*?\bWHERE\b", re.DOTALL)
_TERM = re.compile(r"\b(\w+):(\w+)")


class QueryScout:
    """The queries of shapes of classes; those of shapes that name their focus are left out, since they look through all data.

    Args:
        shapes: The shapes.
    """

    def __init__(self, shapes: Graph) -> None:
        self._queries = tuple(sorted(_queries(shapes)))
        terms = {PREFIXES[prefix] + name for query in self._queries for prefix, name in _TERM.findall(query) if prefix == "dg"}
        terms |= {iri for query in self._queries for iri in re.findall(r"<([^<> ]+)>", query)}
        # Only lines with these predicates are of use to the queries.
        predicates = b"|".join(re.escape(term.encode()) for term in sorted(terms))
        self._lines = re.compile(rb"^\S+ <(?:" + predicates + rb")> .*\n", re.MULTILINE)

    def suspects(self, data: bytes) -> frozenset[bytes]:
        """The nodes of a document of N-Triples for which a query has an answer, as N-Triples write them."""
        store = ox.Store()
        store.load(b"".join(self._lines.findall(data)), format=ox.RdfFormat.N_TRIPLES)
        found: set[bytes] = set()
        for query in self._queries:
            answers = store.query(query, prefixes=dict(PREFIXES))
            assert isinstance(answers, ox.QuerySolutions)
            found.update(str(answer["this"]).encode() for answer in answers)
        return frozenset(found)


def without_queries(shapes: Graph) -> Graph:
    """The shapes without their queries, and without those that name their focus."""
    kept = Graph()
    for triple in shapes:
        if triple[1] not in (SH.sparql, SH.targetNode):
            kept.add(triple)
    return kept


def _queries(shapes: Graph) -> Iterator[str]:
    for shape, constraint in shapes.subject_objects(SH.sparql):
        if (shape, SH.targetNode, None) in shapes:
            continue
        for text in shapes.objects(constraint, SH.select):
            yield _of_all(str(text), shapes.value(shape, SH.path))


def _of_all(query: str, path: Node | None) -> str:
    """The query of one node, asked of all: what the node is follows from the pattern, and a property shape's path stands in it."""
    asked = _HEAD.sub("SELECT DISTINCT ?this WHERE", query, count=1).replace("$this", "?this")
    if "$PATH" in asked:
        assert isinstance(path, URIRef)
        asked = asked.replace("$PATH", f"<{path}>")
    return asked
