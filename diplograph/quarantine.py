"""What does not conform, kept apart: in a graph of its own, as text, so that no query takes it for what is known."""

from __future__ import annotations

import pyoxigraph as ox
import rdflib
from rdflib import RDF, RDFS
from rdflib.namespace import DCTERMS, PROV

from .consolidation import Triples, in_graph
from .ontology.iris import Iris
from .shapes.report import Report, Severity
from .store.base import Change, Store
from .store.terms import from_rdflib


def entry(iris: Iris, article: str, source: str, graph: rdflib.Graph, report: Report) -> Triples:
    """The triples that keep a rejected article's graph (as Turtle) with its report."""
    node = rdflib.URIRef(iris.quarantine(article))
    kept = rdflib.Graph()
    kept.add((node, RDF.type, PROV.Entity))
    kept.add((node, RDFS.label, rdflib.Literal(f"Quarantined: {source}")))
    kept.add((node, DCTERMS.source, rdflib.Literal(source)))
    kept.add((node, DCTERMS.isVersionOf, rdflib.URIRef(article)))
    kept.add((node, DCTERMS.description, rdflib.Literal(report.text())))
    kept.add((node, PROV.value, rdflib.Literal(graph.serialize(format="turtle"))))
    return from_rdflib(kept)


def change(store: Store, iris: Iris, article: str, after: Triples) -> Change:
    """The change that leaves this entry, or none where it is empty, for the article."""
    graph = ox.NamedNode(iris.quarantine_graph)
    before = frozenset(quad.triple for quad in store.quads(subject=ox.NamedNode(iris.quarantine(article)), graph=graph))
    return Change(remove=in_graph(before - after, graph), add=in_graph(after - before, graph))


def reason(report: Report) -> str:
    """The first violation of a report on one line, with the number of the others."""
    broken = [result for result in report.results if result.severity is Severity.VIOLATION]
    more = f" (and {len(broken) - 1} more)" if len(broken) > 1 else ""
    return f"does not conform to the shapes and lies in quarantine: {broken[0].label or broken[0].focus}: {broken[0].message}{more}"
