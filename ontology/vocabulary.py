"""What the vocabulary's Turtle files say, loaded once: the class tree, the words that tell of a topic, the classes of event codes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from rdflib import Graph, URIRef
from rdflib.namespace import RDF, RDFS, SKOS

from .rdf import load_rdf
from .terms import DG, PREFIXES, TOPICS

PREFERRED = (SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch)
"""The mappings by which a code of another scheme has its one class; ``skos:relatedMatch`` names what else it may mean."""


def _load(name: str) -> Graph:
    return load_rdf(files("diplograph").joinpath("ontology", name).read_bytes(), name)


@cache
def ontology_graph() -> Graph:
    """The classes and properties; shared, so not to be changed."""
    return _load("diplograph.ttl")


@cache
def topics_graph() -> Graph:
    """The concepts that events are about; shared, so not to be changed."""
    return _load("topics.ttl")


@cache
def crosswalk_graph() -> Graph:
    """The codes of CAMEO and PLOVER with the classes that they mean; shared, so not to be changed."""
    return _load("crosswalk.ttl")


@cache
def superclasses(type_name: str) -> tuple[URIRef, ...]:
    """The class of that local name and every class of the vocabulary above it, from special to general.

    >>> [str(iri).rpartition("#")[2] for iri in superclasses("Visit")]
    ['Visit', 'Engagement', 'Event']
    """
    found: list[URIRef] = []
    wanted = [URIRef(PREFIXES["dg"] + type_name)]
    if (wanted[0], RDF.type, None) not in ontology_graph():
        raise KeyError(type_name)
    while wanted:
        cls = wanted.pop(0)
        found.append(cls)
        parents = (parent for parent in ontology_graph().objects(cls, RDFS.subClassOf) if isinstance(parent, URIRef))
        wanted += sorted(parent for parent in parents if parent.startswith(PREFIXES["dg"]) and parent not in found)
    return tuple(found)


@cache
def event_classes() -> frozenset[URIRef]:
    """Every class of events, dg:Event included."""
    return frozenset(c for c in ontology_graph().transitive_subjects(RDFS.subClassOf, DG.Event) if isinstance(c, URIRef))


@cache
def topic_keywords() -> Mapping[str, tuple[str, ...]]:
    """For each topic's local name, the words and phrases of English text that tell of it, in order of the alphabet."""
    graph = topics_graph()
    keywords: dict[str, tuple[str, ...]] = {}
    for topic in sorted(graph.subjects(SKOS.inScheme, TOPICS), key=str):
        labels = (str(label) for kind in (SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel) for label in graph.objects(topic, kind))
        keywords[str(topic).removeprefix(PREFIXES["dgt"])] = tuple(sorted(labels))
    return MappingProxyType(keywords)


@cache
def code_classes(scheme: str) -> Mapping[str, URIRef]:
    """The one preferred class of each code of a scheme, ``CAMEO`` or ``PLOVER``; a code outside the vocabulary has none.

    >>> code_classes("CAMEO")["042"] == DG.Visit
    True
    """
    graph = crosswalk_graph()
    return MappingProxyType(
        {
            str(graph.value(code, SKOS.notation)): cls
            for code in sorted(graph.subjects(SKOS.inScheme, URIRef(PREFIXES["cw"] + scheme)), key=str)
            for mapping in PREFERRED
            for cls in graph.objects(code, mapping)
            if isinstance(cls, URIRef)
        }
    )
