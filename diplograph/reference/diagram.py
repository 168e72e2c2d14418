"""The diagram of the ontology, drawn from its classes and properties as SVG; colours are the page's, by the classes of its elements."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from html import escape

from rdflib import OWL, RDF, Graph, URIRef
from rdflib.namespace import RDFS

from ..ontology.terms import DG
from ..ontology.vocabulary import ontology_graph
from .graphs import local, named, names

_LINE, _PAD, _CHARACTER, _GAP = 20, 10, 7.3, 18
_INDENT = 22
_BESIDE = (DG.Status, DG.Actor, DG.Place, DG.Instrument, DG.Evidence, DG.Article, DG.Dataset)


@dataclass(slots=True)
class _Row:
    """A line of a box: a class, or a property with its values; where it leads to, and how far it is moved in."""

    name: URIRef
    text: str
    title: bool = False
    indent: int = 0


@dataclass(slots=True)
class _Box:
    """A box with its lines, and its place when that is found."""

    rows: list[_Row]
    x: float = 0
    y: float = 0
    spots: dict[URIRef, float] = field(default_factory=dict)

    @property
    def width(self) -> float:
        """As wide as its longest line."""
        return max(len(row.text) * _CHARACTER + row.indent * _INDENT for row in self.rows) + 2 * _PAD

    @property
    def height(self) -> float:
        """As high as its lines."""
        return len(self.rows) * _LINE + 2 * _PAD - 4

    def place(self, x: float, y: float) -> None:
        """Gives the box its place, and each line its height."""
        self.x, self.y = x, y
        self.spots = {row.name: y + _PAD + number * _LINE + _LINE / 2 - 2 for number, row in enumerate(self.rows)}


def diagram() -> str:
    """The drawing."""
    graph = ontology_graph()
    tree = _Box(list(_tree(graph, DG.Event, 0)))
    beside = [_Box(list(_with_below(graph, root))) for root in _BESIDE]
    order = {row.name: number for number, row in enumerate(row for box in beside for row in box.rows if row.title)}
    event = _Box(
        [_Row(DG.Event, "Event", title=True), *sorted(_properties(graph, DG.Event), key=lambda row: _rank(graph, row.name, order))]
    )
    tree.place(1, 1)
    event.place(tree.x + tree.width + 46, 1)
    x, y = event.x + event.width + 110, 1.0
    for box in beside:
        box.place(x, y)
        y += box.height + _GAP
    height = max(tree.y + tree.height, event.y + event.height, y - _GAP) + 2
    width = x + max(box.width for box in beside) + 2
    spots = {row.name: (box.x, box.spots[row.name]) for box in beside for row in box.rows if row.title}
    lines = [_line(tree.x + tree.width, tree.spots[DG.Event], event.x, event.spots[DG.Event], "same")]
    for row in event.rows[1:]:
        target = _target(graph, row.name, spots)
        if target is not None:
            lines.append(_line(event.x + event.width, event.spots[row.name], *spots[target], "edge"))
    boxes = "".join(_drawn(box) for box in (tree, event, *beside))
    size = f'viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" height="{height:.0f}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{"".join(lines)}{boxes}</svg>'


def _tree(graph: Graph, name: URIRef, depth: int) -> Iterable[_Row]:
    yield _Row(name, local(name), title=True, indent=depth)
    for child in named(graph.subjects(RDFS.subClassOf, name)):
        yield from _tree(graph, child, depth + 1)


def _with_below(graph: Graph, root: URIRef) -> Iterable[_Row]:
    """A class and those below it, each with its properties; or its individuals, where it has such."""
    for row in _tree(graph, root, 0):
        yield row
        for line in _properties(graph, row.name):
            line.indent = row.indent + 1
            yield line
    for one in named(graph.subjects(RDF.type, root)):
        yield _Row(one, local(one), indent=1)


def _properties(graph: Graph, name: URIRef) -> list[_Row]:
    own = named(graph.subjects(RDFS.domain, name))
    return [_Row(p, f"{local(p)} → {_values(graph, p)}" if _links(graph, p) else f"{local(p)}: {_values(graph, p)}") for p in own]


def _links(graph: Graph, property: URIRef) -> bool:
    return (property, RDF.type, OWL.ObjectProperty) in graph


def _values(graph: Graph, property: URIRef) -> str:
    return ", ".join(sorted(local(value) for value in names(graph, property, RDFS.range)))


def _target(graph: Graph, property: URIRef, spots: dict[URIRef, tuple[float, float]]) -> URIRef | None:
    """The class at which a line from the property ends: its value's, or the one above all of them."""
    values = names(graph, property, RDFS.range)
    if len(values) > 1:
        values = sorted({above for value in values for above in names(graph, value, RDFS.subClassOf) if above in spots})
    return next((value for value in values if value in spots), None)


def _rank(graph: Graph, property: URIRef, order: dict[URIRef, int]) -> tuple[int, str]:
    # In the order of the boxes that they lead to, so that lines do not cross.
    target = _target(graph, property, dict.fromkeys(order, (0, 0)))
    return order[target] if target is not None else len(order), local(property)


def _line(x: float, y: float, to_x: float, to_y: float, kind: str) -> str:
    middle = (x + to_x) / 2
    return f'<path class="{kind}" d="M{x:.0f} {y:.0f} C{middle:.0f} {y:.0f} {middle:.0f} {to_y:.0f} {to_x:.0f} {to_y:.0f}"/>'


def _drawn(box: _Box) -> str:
    parts = [f'<rect class="box" x="{box.x:.0f}" y="{box.y:.0f}" width="{box.width:.0f}" height="{box.height:.0f}" rx="6"/>']
    for row in box.rows:
        x, y = box.x + _PAD + row.indent * _INDENT, box.spots[row.name] + 4
        kind = "title" if row.title else "row"
        parts.append(f'<a href="#{local(row.name)}"><text class="{kind}" x="{x:.0f}" y="{y:.0f}">{escape(row.text)}</text></a>')
    return "".join(parts)
