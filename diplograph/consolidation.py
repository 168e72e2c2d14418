"""What is known, from what the articles report: the triples of the default graph that follow from an article's graph.

For now an event has one report, and its key is the report's. The default graph is the union of what the articles give,
so that an article can be taken away again: what no other article supports goes with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pyoxigraph as ox

from .ontology.iris import Iris
from .ontology.terms import PREFIXES
from .store.base import DEFAULT_GRAPH, Change, GraphName

Triples = frozenset[ox.Triple]
Node = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

_TYPE = ox.NamedNode(PREFIXES["rdf"] + "type")
_EVENT = ox.NamedNode(PREFIXES["dg"] + "Event")
_REPORT = ox.NamedNode(PREFIXES["dg"] + "report")
# An article's text and the run that made its graph stay in that graph.
_LEFT_OUT = {ox.NamedNode(PREFIXES["dg"] + "text"), ox.NamedNode(PREFIXES["prov"] + "wasGeneratedBy")}
_RUNS = {ox.NamedNode(PREFIXES["prov"] + "Activity"), ox.NamedNode(PREFIXES["prov"] + "SoftwareAgent")}


def consolidate(reports: Iterable[ox.Triple], iris: Iris) -> Triples:
    """The triples of the default graph that follow from the triples of article graphs."""
    triples = list(reports)
    prefix = iris.report("")
    runs = {triple.subject for triple in triples if triple.predicate == _TYPE and triple.object in _RUNS}

    def event_of(report: ox.NamedNode) -> ox.NamedNode:
        return ox.NamedNode(iris.event(report.value[len(prefix) :]))

    def known(node: Node) -> Node:
        return event_of(node) if isinstance(node, ox.NamedNode) and node.value.startswith(prefix) else node

    view: set[ox.Triple] = set()
    for triple in triples:
        subject = triple.subject
        if not isinstance(subject, ox.NamedNode) or subject in runs or triple.predicate in _LEFT_OUT:
            continue
        is_report = subject.value.startswith(prefix)
        view.add(ox.Triple(event_of(subject) if is_report else subject, triple.predicate, known(triple.object)))
        if is_report and triple.predicate == _TYPE and triple.object == _EVENT:
            view.add(ox.Triple(event_of(subject), _REPORT, subject))
    return frozenset(view)


def view_change(before: Triples, after: Triples, iris: Iris, supported: Callable[[ox.Triple], bool]) -> Change:
    """The change of the default graph when one article's graph changes.

    Args:
        before: The article's graph as it was; empty for a new article.
        after: The article's graph as it becomes; empty for one that is removed.
        iris: The makers of IRIs.
        supported: Whether another article's graph gives the triple too.
    """
    old, new = consolidate(before, iris), consolidate(after, iris)
    gone = (triple for triple in old - new if not supported(triple))
    return Change(remove=in_graph(gone, DEFAULT_GRAPH), add=in_graph(new - old, DEFAULT_GRAPH))


def in_graph(triples: Iterable[ox.Triple], graph: GraphName) -> frozenset[ox.Quad]:
    """The triples as quads of one graph."""
    return frozenset(ox.Quad(triple.subject, triple.predicate, triple.object, graph) for triple in triples)
