"""Which document each article was read from, kept beside the dataset, so that a run that was ended does not do its work again."""

from __future__ import annotations

import pyoxigraph as ox

from .ontology.iris import Iris
from .ontology.terms import PREFIXES
from .store.base import Change, Pattern, Store

READ_FROM = ox.NamedNode(PREFIXES["dcterms"] + "identifier")


def pattern(iris: Iris, article: ox.NamedNode) -> Pattern:
    """What is known of an article's document."""
    return article, READ_FROM, None, ox.NamedNode(iris.origins_graph)


def change(store: Store, iris: Iris, article: ox.NamedNode, mark: str | None) -> Change:
    """The change after which the article counts as read from the document of that fingerprint, or from none that is known."""
    before = frozenset(store.quads(*pattern(iris, article)))
    after = frozenset() if mark is None else frozenset({ox.Quad(article, READ_FROM, ox.Literal(mark), ox.NamedNode(iris.origins_graph))})
    return Change(remove=before - after, add=after - before)
