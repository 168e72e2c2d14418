"""What follows from data by the ontology, for documents that leave it unsaid."""

from __future__ import annotations

from owlrl import DeductiveClosure, RDFS_Semantics
from rdflib import Graph, Literal

from ..ontology.vocabulary import ontology_graph


def with_inferences(graph: Graph) -> Graph:
    """A new graph: the given one with the ontology and all that follows from both by RDFS."""
    closed = Graph()
    for triple in graph:
        closed.add(triple)
    for triple in ontology_graph():
        closed.add(triple)
    DeductiveClosure(RDFS_Semantics).expand(closed)
    # The closure has types of literals too, which no document can state.
    for triple in [triple for triple in closed if isinstance(triple[0], Literal)]:
        closed.remove(triple)
    return closed
