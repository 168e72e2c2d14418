"""The same triples for rdflib, which the mapper and the shapes speak, and for the engine."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox
import rdflib
from rdflib.term import Node

from ..errors import FormatError

Term = ox.NamedNode | ox.Literal


def _resource(node: Node) -> ox.NamedNode:
    if not isinstance(node, rdflib.URIRef):
        raise FormatError(str(node), f"{type(node).__name__} cannot stand here: the dataset holds IRIs and literals only")
    try:
        return ox.NamedNode(str(node))
    except ValueError as error:
        raise FormatError(str(node), f"is no valid IRI: {error}") from error


def _term(node: Node) -> Term:
    if not isinstance(node, rdflib.Literal):
        return _resource(node)
    try:
        if node.language:
            return ox.Literal(str(node), language=node.language)
        if node.datatype is None:
            return ox.Literal(str(node))
        return ox.Literal(str(node), datatype=_resource(node.datatype))
    except ValueError as error:
        raise FormatError(repr(str(node)), f"is no valid literal: {error}") from error


def from_rdflib(graph: rdflib.Graph) -> frozenset[ox.Triple]:
    """The triples of an rdflib graph without blank nodes, in the lexical forms that the engine keeps.

    Raises:
        FormatError: The graph has a blank node, or a term that no RDF document can carry.
    """
    return canonical(ox.Triple(_resource(s), _resource(p), _term(o)) for s, p, o in graph)


def canonical(triples: Iterable[ox.Triple]) -> frozenset[ox.Triple]:
    """The triples as the engine gives them back: ``1.50`` becomes ``1.5``, ``EN`` becomes ``en``."""
    engine = ox.Store()
    engine.extend(ox.Quad(t.subject, t.predicate, t.object) for t in triples)
    return frozenset(quad.triple for quad in engine)


def _node(term: object) -> rdflib.URIRef | rdflib.BNode | rdflib.Literal:
    if isinstance(term, ox.NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return rdflib.BNode(term.value)
    if isinstance(term, ox.Literal):
        if term.language:
            return rdflib.Literal(term.value, lang=term.language)
        datatype = term.datatype.value
        return rdflib.Literal(term.value, datatype=None if datatype == str(rdflib.XSD.string) else rdflib.URIRef(datatype), normalize=False)
    raise FormatError(str(term), "is a triple inside a triple, which RDF 1.1 does not have")


def to_rdflib(triples: Iterable[ox.Triple]) -> rdflib.Graph:
    """The triples as an rdflib graph."""
    graph = rdflib.Graph()
    for triple in triples:
        graph.add((_node(triple.subject), _node(triple.predicate), _node(triple.object)))
    return graph
