"""Changes of a dataset by graph and by SPARQL update: what the gate lets through, and what follows from it.

With the gate, only graphs of sources can be written: those of articles, and graphs of a user's own beside them. What a graph becomes
is validated first, and the consolidated events follow from it in the same transaction. The consolidated events themselves, the index,
the quarantine and the vocabularies follow from other things, and are not written by hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pyoxigraph as ox

from .errors import NotAllowed, QueryError
from .ontology.iris import Iris
from .store.base import GraphName, Store
from .store.embedded import MEMORY, EmbeddedStore
from .store.updates import as_inserts
from .vocabularies import VOCABULARIES

Triples = frozenset[ox.Triple]
# An update that reads as well as it writes is tried out on a copy of the dataset in memory, which takes some seconds a million quads.
LARGEST_COPY = 250_000
_REMEDY = "write the graph of an article, or one of your own, and the rest follows (or serve the dataset with --no-gate)"


def source_graph(name: GraphName, iris: Iris) -> ox.NamedNode:
    """The graph's name, if it is one of a source.

    Raises:
        NotAllowed: It is kept by Diplograph itself.
    """
    if not isinstance(name, ox.NamedNode):
        raise NotAllowed(f"the default graph holds the consolidated events, which follow from the graphs of the articles; {_REMEDY}")
    if name.value in (*iris.own_graphs, iris.events_graph, *VOCABULARIES):
        raise NotAllowed(f"the graph {name} is kept by Diplograph itself; {_REMEDY}")
    return name


def without_blank_nodes(triples: Iterable[ox.Triple]) -> Triples:
    """The triples, which have no blank nodes.

    Raises:
        NotAllowed: One of them has.
    """
    kept = frozenset(triples)
    for triple in kept:
        if not isinstance(triple.subject, ox.NamedNode) or not isinstance(triple.object, ox.NamedNode | ox.Literal):
            raise NotAllowed(
                f"blank nodes cannot be told apart when the graph is written again; give each an IRI of its own (in {triple.subject} "
                f"{triple.predicate} {triple.object})"
            )
    return kept


def tried(store: Store, text: str, base: str | None) -> Mapping[GraphName, tuple[Triples, Triples]]:
    """The graphs that an update changes, each as it is and as it would become; the store stays as it is.

    Raises:
        QueryError: The update is not understood or not allowed.
        NotAllowed: What it would change cannot be told in reasonable time.
    """
    inserts = as_inserts(text)
    if inserts is not None:
        named = EmbeddedStore(MEMORY)
        named.update(inserts, base)
        names = {quad.graph_name for quad in named.quads()}
        before = frozenset(quad for name in names if not isinstance(name, ox.BlankNode) for quad in store.quads(graph=name))
    elif len(store) <= LARGEST_COPY:
        before = frozenset(store.quads())
    else:
        raise NotAllowed(
            f"an update that reads is tried out before it is carried out, which takes too long for a dataset of more than {LARGEST_COPY:,} "
            "statements; send INSERT DATA and DELETE DATA, or write the graph by the Graph Store Protocol"
        )
    copy = EmbeddedStore.holding(before)
    copy.update(text, base)
    after = frozenset(copy.quads())
    changed = {_name(quad) for quad in before ^ after}
    return {name: (_triples_of(name, before), _triples_of(name, after)) for name in changed}


def _triples_of(name: GraphName, quads: Iterable[ox.Quad]) -> Triples:
    return frozenset(quad.triple for quad in quads if quad.graph_name == name)


def _name(quad: ox.Quad) -> GraphName:
    if isinstance(quad.graph_name, ox.BlankNode):
        raise QueryError("a graph cannot be named by a blank node")
    return quad.graph_name
