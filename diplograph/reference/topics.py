"""The page of the topics: what events are about, and the words by which that is known."""

from __future__ import annotations

from html import escape

from rdflib import Graph, URIRef
from rdflib.namespace import SKOS

from ..ontology.terms import TOPICS
from ..ontology.vocabulary import topics_graph
from .graphs import example_of, named, text
from .html import element
from .parts import example, term
from .site import Site


def render(site: Site) -> str:
    """The page."""
    graph = topics_graph()
    tops = named(graph.objects(TOPICS, SKOS.hasTopConcept))
    body = [
        element("h2", escape(text(graph, top, SKOS.prefLabel)), id=f"in-{number}") + _below(site, graph, top)
        for number, top in enumerate(tops)
    ]
    return site.page(
        "topics", graph, [(f"in-{number}", text(graph, top, SKOS.prefLabel)) for number, top in enumerate(tops)], "\n".join(body)
    )


def _below(site: Site, graph: Graph, topic: URIRef) -> str:
    narrower = named(graph.subjects(SKOS.broader, topic))
    words = sorted(str(word) for kind in (SKOS.altLabel, SKOS.hiddenLabel) for word in graph.objects(topic, kind))
    lines = [
        ("Within", site.links(named(graph.objects(topic, SKOS.broader)))),
        ("Holds", site.links(narrower)),
        ("Related", site.links(named(graph.objects(topic, SKOS.related)))),
        ("Known by", [escape(word) for word in words]),
    ]
    own = term(topic, text(graph, topic, SKOS.prefLabel), text(graph, topic, SKOS.definition), lines, example(example_of(topic)))
    return own + "".join(_below(site, graph, name) for name in narrower)
