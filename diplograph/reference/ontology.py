"""The page of the ontology: its classes, properties and statuses, with examples, rules, codes, and a diagram."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from rdflib import RDF, Graph, URIRef
from rdflib.namespace import OWL, RDFS, SKOS

from ..ontology.terms import DG, PREFIXES
from ..ontology.vocabulary import PREFERRED, crosswalk_graph, ontology_graph, superclasses
from .diagram import diagram
from .graphs import example_of, local, named, names, text
from .html import element
from .parts import example, rules_of, term
from .rules import rules
from .site import Site

_ALIGNED = (SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch)
_TRAITS = {OWL.FunctionalProperty: "at most one value", OWL.IrreflexiveProperty: "never to itself"}


def render(site: Site) -> str:
    """The page."""
    graph = ontology_graph()
    classes = class_tree(graph)
    properties = named([*graph.subjects(RDF.type, OWL.ObjectProperty), *graph.subjects(RDF.type, OWL.DatatypeProperty)])
    statuses = named(graph.subjects(RDF.type, DG.Status))
    every = [*(name for name, _ in classes), *properties, *statuses]
    index = "".join(element("a", element("code", local(name)), href=f"#{local(name)}") for name in every)
    body = [
        element("h2", "Diagram", id="diagram"),
        element(
            "p", "The classes of events, what an event is linked to, and the properties of those things; each leads to its description."
        ),
        element(
            "div", diagram(), class_="diagram", tabindex="0", role="region", aria_label="Diagram of the classes and their main properties"
        ),
        element("h2", "All terms", id="terms"),
        element("p", index, class_="index"),
        element("h2", "Classes", id="classes"),
        *(_class(site, graph, name) for name, _ in classes),
        element("h2", "Properties", id="properties"),
        *(_property(site, graph, name) for name in properties),
        element("h2", "Statuses of an event", id="statuses"),
        *(_status(site, graph, name) for name in statuses),
    ]
    contents = [
        ("diagram", "Diagram"),
        ("terms", "All terms"),
        ("classes", "Classes"),
        ("properties", "Properties"),
        ("statuses", "Statuses of an event"),
    ]
    return site.page("ontology", graph, contents, "\n".join(body))


def class_tree(graph: Graph) -> list[tuple[URIRef, int]]:
    """The classes of the ontology with their depth, each followed by those below it."""
    own = {name for name in graph.subjects(RDF.type, OWL.Class) if isinstance(name, URIRef)}

    def below(name: URIRef, depth: int) -> Iterable[tuple[URIRef, int]]:
        yield name, depth
        for child in named(graph.subjects(RDFS.subClassOf, name)):
            yield from below(child, depth + 1)

    roots = sorted(name for name in own if not own & set(graph.objects(name, RDFS.subClassOf)))
    first = [DG.Event, *(name for name in roots if name != DG.Event)]
    return [found for root in first for found in below(root, 0)]


def _own(nodes: Iterable[URIRef], *, own: bool) -> list[URIRef]:
    return [node for node in nodes if node.startswith(PREFIXES["dg"]) is own]


def _class(site: Site, graph: Graph, name: URIRef) -> str:
    above = names(graph, name, RDFS.subClassOf)
    used = [p for p in named(graph.subjects(RDFS.range)) if name in names(graph, p, RDFS.range)]
    codes = crosswalk_graph()
    return term(
        name,
        text(graph, name, RDFS.label),
        text(graph, name, RDFS.comment),
        [
            ("Kind of", site.links(_own(above, own=True))),
            ("Kinds of it", site.links(named(graph.subjects(RDFS.subClassOf, name)))),
            ("Its properties", site.links(named(graph.subjects(RDFS.domain, name)))),
            ("Value of", site.links(dict.fromkeys(used))),
            *_alignments(site, graph, name, _own(above, own=False)),
            ("Coded as", site.links(named(code for match in PREFERRED for code in codes.subjects(match, name)))),
            ("Also coded as", site.links(named(codes.subjects(SKOS.relatedMatch, name)))),
        ],
        example(example_of(name)) + rules_of(site, (rule for rule in rules() if name in rule.classes), superclasses(local(name))[1:]),
    )


def _property(site: Site, graph: Graph, name: URIRef) -> str:
    kinds = set(graph.objects(name, RDF.type))
    above = names(graph, name, RDFS.subPropertyOf)
    return term(
        name,
        text(graph, name, RDFS.label),
        text(graph, name, RDFS.comment),
        [
            ("Of", site.links(names(graph, name, RDFS.domain))),
            ("Value", site.links(names(graph, name, RDFS.range))),
            ("Holds", [escape(shown) for kind, shown in _TRAITS.items() if kind in kinds]),
            ("Narrower than", site.links(_own(above, own=True))),
            ("Wider than", site.links(named(graph.subjects(RDFS.subPropertyOf, name)))),
            *_alignments(site, graph, name, _own(above, own=False)),
        ],
        example(example_of(name)) + rules_of(site, (rule for rule in rules() if name in rule.properties)),
    )


def _status(site: Site, graph: Graph, name: URIRef) -> str:
    lines = [("Is a", site.links([DG.Status])), *_alignments(site, graph, name, [])]
    return term(name, text(graph, name, RDFS.label), text(graph, name, RDFS.comment), lines, example(example_of(name)))


def _alignments(site: Site, graph: Graph, name: URIRef, above: list[URIRef]) -> list[tuple[str, list[str]]]:
    near = named(node for match in _ALIGNED for node in graph.objects(name, match))
    return [("In other vocabularies a kind of", site.links(above)), ("Near to", site.links(near))]
