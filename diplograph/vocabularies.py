"""The ontology, the topics, the crosswalk and the shapes, as named graphs of every dataset."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

import pyoxigraph as ox

from .store.base import Store
from .store.terms import canonical

NAMESPACE = "https://w3id.org/diplograph/"
_BLANK = ox.NamedNode("urn:diplograph:blank")

# Each graph with the documents that it is made of: a file, or all Turtle files of a folder.
VOCABULARIES = {
    NAMESPACE + "ontology": ("ontology", "diplograph.ttl"),
    NAMESPACE + "topics": ("ontology", "topics.ttl"),
    NAMESPACE + "crosswalk": ("ontology", "crosswalk.ttl"),
    NAMESPACE + "shapes": ("shapes", "*.ttl"),
}


def _documents(folder: str, name: str) -> Iterator[Traversable]:
    place = files("diplograph").joinpath(folder)
    if name == "*.ttl":
        yield from sorted((file for file in place.iterdir() if file.name.endswith(".ttl")), key=lambda file: file.name)
    else:
        yield place.joinpath(name)


@cache
def vocabulary(name: str) -> frozenset[ox.Triple]:
    """The triples of one of the vocabularies, by the name of its graph."""
    return canonical(
        quad.triple
        for document in _documents(*VOCABULARIES[name])
        # Documents may use the same labels for their blank nodes.
        for quad in ox.parse(document.read_bytes(), format=ox.RdfFormat.TURTLE, base_iri=name, rename_blank_nodes=True)
    )


@cache
def _own_outline(name: str) -> Counter[tuple[object, object, object]]:
    return _outline(vocabulary(name))


def _outline(triples: Iterable[ox.Triple]) -> Counter[tuple[object, object, object]]:
    # Blank nodes get new labels at each reading, so graphs are compared without them.
    def named(node: object) -> object:
        return _BLANK if isinstance(node, ox.BlankNode) else node

    return Counter((named(triple.subject), triple.predicate, named(triple.object)) for triple in triples)


def install(store: Store) -> list[str]:
    """Brings the vocabularies of a dataset to those of this package; gives back the graphs that were replaced."""
    replaced = []
    for name in VOCABULARIES:
        graph = ox.NamedNode(name)
        if _own_outline(name) != _outline(store.graph(graph)):
            store.replace(graph, vocabulary(name))
            replaced.append(name)
    return replaced
