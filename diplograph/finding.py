"""Articles and graphs by the names that people give them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import pyoxigraph as ox

from .consolidation.coded import coded_graphs
from .errors import NotFound
from .loaders.document import as_text
from .ontology.iris import Iris
from .ontology.terms import PREFIXES
from .store.base import DEFAULT_GRAPH, Store

_SOURCE = ox.NamedNode(PREFIXES["dcterms"] + "source")
_URL = ox.NamedNode(PREFIXES["schema"] + "url")


def find_graph(store: Store, name: str) -> ox.NamedNode:
    """The name of a graph that holds something.

    Args:
        store: The dataset.
        name: The graph's IRI; or a coded dataset by its source, or by source and name, such as ``icews`` or ``icews/events-2018``.

    Raises:
        NotFound: There is no such graph, or more than one dataset of that name.
    """
    remedy = "list them with `diplograph query 'SELECT DISTINCT ?g { GRAPH ?g {} }'`"
    if ":" not in name:
        coded = [graph for graph in coded_graphs(store) if f"/{name.strip('/')}/" in graph.value.partition("/dataset")[2]]
        if len(coded) > 1:
            raise NotFound("single dataset", name, f"give the IRI of one: {', '.join(graph.value for graph in coded)}")
        if coded:
            return coded[0]
    try:
        graph = ox.NamedNode(name)
    except ValueError:
        raise NotFound("graph", name, remedy) from None
    if next(store.quads(graph=graph), None) is None:
        raise NotFound("graph", name, remedy)
    return graph


def find_article(store: Store, iris: Iris, name: str) -> ox.NamedNode:
    """The graph of an article, by its IRI, its address, or its source's name.

    Raises:
        NotFound: No article, or more than one, has that name.
    """
    remedy = "give its IRI, its address or its file's name"
    name = as_text(name)
    with contextlib.suppress(ValueError):
        graph = ox.NamedNode(name)
        if graph.value.startswith(iris.base) and any(graph == known for known in _articles(store, graph)):
            return graph
    found = set(_named(store, name))
    if len(found) > 1:
        raise NotFound(
            "single article",
            name,
            f"{len(found)} articles have that name; give the IRI of one: {', '.join(sorted(a.value for a in found))}",
        )
    if not found:
        raise NotFound("article", name, remedy)
    return found.pop()


def _articles(store: Store, graph: ox.NamedNode) -> Iterator[ox.NamedNode]:
    for quad in store.quads(subject=graph, predicate=_SOURCE, graph=graph):
        if isinstance(quad.graph_name, ox.NamedNode):
            yield quad.graph_name


def _named(store: Store, name: str) -> Iterator[ox.NamedNode]:
    found = list(store.quads(predicate=_SOURCE, object=ox.Literal(name), graph=DEFAULT_GRAPH))
    # Coded datasets need not be among what is known.
    found += [quad for quad in store.quads(predicate=_SOURCE, object=ox.Literal(name)) if quad.subject == quad.graph_name]
    with contextlib.suppress(ValueError):
        found += store.quads(predicate=_URL, object=ox.NamedNode(name), graph=DEFAULT_GRAPH)
    for quad in found:
        if isinstance(quad.subject, ox.NamedNode):
            yield quad.subject
