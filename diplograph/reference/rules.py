"""The rules of the shapes: what each demands, of which classes and of which properties."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from rdflib import BNode, Graph, URIRef
from rdflib.namespace import RDFS, SH
from rdflib.term import Node

from ..ontology.turtle import normal_turtle
from .graphs import local, named, names, paths, shapes_graph, text


@dataclass(frozen=True, slots=True)
class Rule:
    """One shape that speaks to whose data breaks it.

    Attributes:
        name: Its IRI.
        message: What it tells.
        severity: Violation, Warning or Info.
        comment: Why it is as it is, if that is told.
        classes: The classes whose instances it looks at.
        properties: The properties that it looks at.
        turtle: The shape itself.
    """

    name: URIRef
    message: str
    severity: str
    comment: str
    classes: tuple[URIRef, ...]
    properties: tuple[URIRef, ...]
    turtle: str


@cache
def rules() -> tuple[Rule, ...]:
    """All rules, by name."""
    graph = shapes_graph()
    shapes = named(graph.subjects(SH.message))
    return tuple(_rule(graph, shape) for shape in shapes)


def _rule(graph: Graph, shape: URIRef) -> Rule:
    holders = [shape, *graph.subjects(SH.property, shape)]
    targets = {target for holder in holders for target in graph.objects(holder, SH.targetClass) if isinstance(target, URIRef)}
    along = [*paths(graph, shape), *names(graph, shape, SH.targetSubjectsOf)]
    along += [path for part in graph.objects(shape, SH["or"]) for member in graph.items(part) for path in paths(graph, member)]
    return Rule(
        name=shape,
        message=text(graph, shape, SH.message),
        severity=local(graph.value(shape, SH.severity) or SH.Violation),
        comment=text(graph, shape, RDFS.comment),
        classes=tuple(named(targets)),
        properties=tuple(dict.fromkeys(along)),
        turtle=_written(graph, shape),
    )


def _written(graph: Graph, shape: Node) -> str:
    part, waiting = Graph(), [shape]
    while waiting:
        node = waiting.pop()
        for triple in graph.triples((node, None, None)):
            part.add(triple)
            if isinstance(triple[2], BNode):
                waiting.append(triple[2])
    return normal_turtle(part).partition("\n\n")[2].strip()
