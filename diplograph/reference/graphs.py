"""What the reference pages are made from, read once: the vocabularies as graphs, and an example of every term."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.resources import files

import pyoxigraph as ox
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import OWL, RDF, SH
from rdflib.term import Node

from ..ontology.iris import BASE
from ..ontology.rdf import load_rdf
from ..ontology.terms import PREFIXES
from ..readable import canonical_lines, readable_turtle

_RANK = f"<{RDF.type}>"


@cache
def shapes_graph() -> Graph:
    """All shapes; shared, so not to be changed."""
    graph = Graph()
    for file in sorted(files("diplograph").joinpath("shapes").iterdir(), key=lambda file: file.name):
        if file.name.endswith(".ttl"):
            graph += load_rdf(file.read_bytes(), file.name)
    return graph


@cache
def _example_lines() -> tuple[str, ...]:
    data = files("diplograph").joinpath("reference", "example.ttl").read_bytes()
    return tuple(canonical_lines(ox.parse(data, format=ox.RdfFormat.TURTLE)))


def example_of(term: URIRef) -> str:
    """Turtle that shows the term in use: a thing of the class and of none below it, or the statements with the property or the value."""
    lines, written = _example_lines(), f"<{term}>"
    things = sorted(
        {line.partition(" ")[0] for line in lines if line.endswith(f" {_RANK} {written}")}, key=lambda name: (_classes(name), name)
    )
    if things:
        return _turtle([line for line in lines if line.startswith(f"{things[0]} ")])
    used = [line for line in lines if f" {written} " in line or line.endswith(f" {written}")]
    subject = used[0].partition(" ")[0] if used else None
    return _turtle([line for line in used if line.startswith(f"{subject} ")])


def _classes(name: str) -> int:
    return sum(line.startswith(f"{name} {_RANK} ") for line in _example_lines())


def _turtle(lines: list[str]) -> str:
    body = "".join(readable_turtle(lines, BASE)).partition("\n\n")[2] if lines else ""
    return "\n".join(line for line in body.split("\n") if line and not line.startswith("#"))


def short_name(node: Node) -> str:
    """A name with its prefix, or a literal as it is written."""
    if not isinstance(node, URIRef):
        return str(node)
    for prefix, namespace in PREFIXES.items():
        if node.startswith(namespace) and node != namespace:
            return f"{prefix}:{node[len(namespace) :]}"
    return f"<{node}>"


def local(node: Node) -> str:
    """The part of a name after the hash."""
    return str(node).rpartition("#")[2]


def text(graph: Graph, subject: Node, *properties: URIRef) -> str:
    """The first value of the first of the properties that there is."""
    found = (sorted(str(value) for value in graph.objects(subject, property) if isinstance(value, Literal)) for property in properties)
    return next((values[0] for values in found if values), "")


def named(nodes: Iterable[Node]) -> list[URIRef]:
    """Those nodes that are names, each once, in order."""
    found = {node for node in nodes if isinstance(node, URIRef)}
    return sorted(found)


def names(graph: Graph, subject: Node, property: URIRef) -> list[URIRef]:
    """The values of a property that are names, and the members of those that are unions, in order."""
    values = set(graph.objects(subject, property))
    return named([*values, *(member for value in values for union in graph.objects(value, OWL.unionOf) for member in graph.items(union))])


def paths(graph: Graph, shape: Node) -> list[URIRef]:
    """The properties that the path of a shape goes along."""
    found: list[URIRef] = []
    waiting = list(graph.objects(shape, SH.path))
    while waiting:
        node = waiting.pop(0)
        if isinstance(node, URIRef):
            if node != RDF.nil:
                found.append(node)
        elif (node, RDF.first, None) in graph:
            waiting[:0] = graph.items(node)
        else:
            waiting[:0] = [value for name, value in graph.predicate_objects(node)]
    return found
