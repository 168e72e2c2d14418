"""Which articles are copies of one story, as when many papers print what an agency sent them.

Two articles are copies where at least four fifths of their sequences of three words are common to both, headlines aside, by the
estimate of MinHash. Copies of copies are copies of the same story. The index files each article's wording, 128 bytes of MinHash, under
sixteen bands of it, so that an article is held against those alone that have a band in common with it.
"""

from __future__ import annotations

import base64
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from operator import eq

import pyoxigraph as ox
from rensa import RMinHash

from ..ontology.iris import Iris
from ..store.base import DEFAULT_GRAPH, Change, Store
from . import triples as t
from .triples import Triples, in_graph

# Three words, since a word that an editor changes then spoils three sequences only.
_WORDS = 3
# Of shorter texts chance decides too much; the same sentence tells that they are copies.
_SHORTEST = 50
_HASHES, _SEED = 128, 7
# Of pairs that are just alike enough one in nineteen has no band in common, of those with nine tenths one in ten thousand; of those that
# have two fifths in common, as releases of a ministry with a long formula at their ends, one in a hundred has one.
_BANDS, _ROWS = 16, 8
_ALIKE = 0.8


@lru_cache(maxsize=8)  # an article's reports ask for it one after the other
def wording(text: str, headline: str = "") -> bytes:
    """What tells a text's words from those of others; empty where it is too short.

    Args:
        text: The article's text.
        headline: What it begins with that each paper words anew.
    """
    words = re.findall(r"\w+", text.removeprefix(headline).casefold())
    if len(words) < _SHORTEST:
        return b""
    hashed = RMinHash(num_perm=_HASHES, seed=_SEED)
    hashed.update([" ".join(words[start : start + _WORDS]) for start in range(len(words) - _WORDS + 1)])
    # A byte of each is enough to tell that two differ, but for one in 256.
    return bytes(value & 0xFF for value in hashed.digest())


@lru_cache(maxsize=1024)
def bands(of: bytes) -> frozenset[str]:
    """The bands of a wording."""
    return frozenset(f"copies {row} {of[row * _ROWS : (row + 1) * _ROWS].hex()}" for row in range(_BANDS if of else 0))


def alike(one: bytes, other: bytes) -> bool:
    """Whether two wordings are those of copies."""
    return one == other or (not bands(one).isdisjoint(bands(other)) and sum(map(eq, one, other)) >= _ALIKE * _HASHES)


def name(of: bytes, iris: Iris) -> str:
    """The IRI of a wording, from which ``named`` gives it back."""
    return iris.wording(base64.urlsafe_b64encode(of).decode("ascii").rstrip("="))


def named(iri: str, iris: Iris) -> bytes:
    """The wording of that IRI."""
    return base64.urlsafe_b64decode(iri.removeprefix(iris.wording("")) + "==")


@dataclass(frozen=True, slots=True)
class _Text:
    """An article's wording, and the day on which it was published; empty where that is not known."""

    wording: bytes
    published: str


def _texts(triples: Iterable[ox.Triple]) -> dict[str, _Text]:
    """The articles that the triples tell of, by their IRIs, those with too short a text left out."""
    values: dict[ox.NamedNode, dict[str, str]] = {t.TEXT: {}, t.HEADLINE: {}, t.PUBLISHED: {}}
    for triple in sorted((each for each in triples if each.predicate in values), key=str):
        if isinstance(triple.subject, ox.NamedNode) and isinstance(triple.object, ox.Literal):
            values[triple.predicate].setdefault(triple.subject.value, triple.object.value)
    words = {iri: wording(text, values[t.HEADLINE].get(iri, "")) for iri, text in values[t.TEXT].items()}
    return {iri: _Text(found, values[t.PUBLISHED].get(iri, "")[:10]) for iri, found in words.items() if found}


def _filed(texts: Mapping[str, _Text], iris: Iris) -> Triples:
    wordings = {text.wording: ox.NamedNode(name(text.wording, iris)) for text in texts.values()}
    return frozenset(
        [ox.Triple(ox.NamedNode(iri), t.FORMAT_OF, wordings[text.wording]) for iri, text in texts.items()]
        + [ox.Triple(ox.NamedNode(iris.block(band)), t.HAS_PART, node) for found, node in wordings.items() for band in bands(found)]
    )


def filed(triples: Iterable[ox.Triple], iris: Iris) -> Triples:
    """What the index holds of the wordings of articles."""
    return _filed(_texts(triples), iris)


def links(triples: Iterable[ox.Triple]) -> Triples:
    """From each copy to the one of its story that was published first."""
    texts = _texts(triples)
    groups = _groups({iri: text.wording for iri, text in texts.items()})
    return frozenset(link for group in groups for link in _links(group, min(group, key=lambda iri: _rank(iri, texts[iri].published))))


def _rank(iri: str, published: str) -> tuple[bool, str, str]:
    return not published, published, iri


def _links(group: Iterable[str], original: str) -> Iterator[ox.Triple]:
    return (ox.Triple(ox.NamedNode(iri), t.COPY_OF, ox.NamedNode(original)) for iri in group if iri != original)


def _groups(wordings: Mapping[str, bytes]) -> list[set[str]]:
    """The articles by stories."""
    filed: dict[str, set[bytes]] = defaultdict(set)
    articles: dict[bytes, set[str]] = defaultdict(set)
    for iri, found in wordings.items():
        articles[found].add(iri)
        for band in bands(found):
            filed[band].add(found)
    groups, left = [], set(articles)
    while left:
        reached, waiting = set[str](), [left.pop()]
        while waiting:
            one = waiting.pop()
            reached |= articles[one]
            near = {other for band in bands(one) for other in filed[band] if other in left and alike(one, other)}
            left -= near
            waiting += near
        groups.append(reached)
    return groups


def copy_change(store: Store, before: Triples, after: Triples, iris: Iris) -> Change:
    """The change of the default graph and of the index, as far as copies go, when a graph changes.

    Args:
        store: The dataset as it is.
        before: The graph as it is.
        after: The graph as it becomes.
        iris: The makers of IRIs.
    """
    old, new = _texts(before), _texts(after)
    if old == new:
        return Change()
    return _CopyChange(store, old, new, iris).change()


def copies(store: Store, article: str) -> list[str]:
    """The other articles of the same story, the one that was published first before the others."""
    node = ox.NamedNode(article)
    first = [quad.object for quad in store.quads(node, t.COPY_OF, None, DEFAULT_GRAPH)]
    others = {quad.subject for each in (first or [node]) if isinstance(each, ox.NamedNode) for quad in _copied(store, each)}
    return [each.value for each in (*first, *sorted(others - {node}, key=str)) if isinstance(each, ox.NamedNode)]


def _copied(store: Store, original: ox.NamedNode) -> Iterable[ox.Quad]:
    return store.quads(None, t.COPY_OF, original, DEFAULT_GRAPH)


class _CopyChange:
    """A dataset in which the wordings or days of some articles, those of one graph, change."""

    def __init__(self, store: Store, old: Mapping[str, _Text], new: Mapping[str, _Text], iris: Iris) -> None:
        self._store, self._iris = store, iris
        self._old = {iri: text for iri, text in old.items() if new.get(iri) != text}
        self._new = {iri: text for iri, text in new.items() if old.get(iri) != text}
        self._index = ox.NamedNode(iris.index_graph)

    def change(self) -> Change:
        """The quads to take away and to add."""
        gone, come = _filed(self._old, self._iris), _filed(self._new, self._iris)
        gone = frozenset(triple for triple in gone if triple.predicate == t.FORMAT_OF or not self._stays(triple.object))
        links, stale = self._linked()
        return Change(
            remove=in_graph(gone - come, self._index) | in_graph(stale - links, DEFAULT_GRAPH),
            add=in_graph(come - gone, self._index) | in_graph(links - stale, DEFAULT_GRAPH),
        )

    def _stays(self, wording: t.Object) -> bool:
        """Whether an article that does not change has the wording."""
        return isinstance(wording, ox.NamedNode) and next(self._articles(wording), None) is not None

    def _articles(self, wording: ox.NamedNode) -> Iterator[str]:
        """The articles of that wording that do not change."""
        for quad in self._store.quads(None, t.FORMAT_OF, wording, self._index):
            if isinstance(quad.subject, ox.NamedNode) and quad.subject.value not in self._old:
                yield quad.subject.value

    def _linked(self) -> tuple[Triples, Triples]:
        """The links of the stories that change, and those that stand there now."""
        # Without its members that change, a story may fall apart; their copies are the only ones that can belong to its parts.
        apart = {iri for changed in self._old for iri in (changed, *copies(self._store, changed))}
        stale = {link for iri in apart for link in self._standing(iri)}
        loose = {iri: self._wording(iri) for iri in apart - self._old.keys()} | {iri: text.wording for iri, text in self._new.items()}
        links = set[ox.Triple]()
        groups = (
            group.union(*(self._near(self._new[iri].wording) - apart for iri in group & self._new.keys())) for group in _groups(loose)
        )
        for group in _united(groups):
            original = min(group, key=lambda iri: _rank(iri, self._published(iri)))
            for first in group - loose.keys() - {original}:
                # The copies of what was the original of another story so far.
                others = {quad.triple for quad in _copied(self._store, ox.NamedNode(first))}
                stale |= others
                links.update(_links((str(link.subject.value) for link in others if isinstance(link.subject, ox.NamedNode)), original))
            links.update(_links(group, original))
        return frozenset(links), frozenset(stale)

    def _near(self, wording: bytes) -> set[str]:
        """The originals of the stories that have a copy of that wording, among articles that do not change."""
        blocks = [ox.NamedNode(self._iris.block(band)) for band in sorted(bands(wording))]
        self._store.ahead([(block, t.HAS_PART, None, self._index) for block in blocks])
        filed = {quad.object for block in blocks for quad in self._store.quads(block, t.HAS_PART, None, self._index)}
        found = set[str]()
        for node in filed:
            if isinstance(node, ox.NamedNode) and alike(wording, named(node.value, self._iris)):
                # Articles of the same wording are of the same story.
                found.update(self._original(iri) for iri in [next(self._articles(node), None)] if iri is not None)
        return found

    def _original(self, iri: str) -> str:
        return next((link.object.value for link in self._standing(iri) if isinstance(link.object, ox.NamedNode)), iri)

    def _standing(self, iri: str) -> list[ox.Triple]:
        return [quad.triple for quad in self._store.quads(ox.NamedNode(iri), t.COPY_OF, None, DEFAULT_GRAPH)]

    def _wording(self, iri: str) -> bytes:
        filed = (quad.object for quad in self._store.quads(ox.NamedNode(iri), t.FORMAT_OF, None, self._index))
        return next((named(node.value, self._iris) for node in filed if isinstance(node, ox.NamedNode)), b"")

    def _published(self, iri: str) -> str:
        if iri in self._new:
            return self._new[iri].published
        told = (quad.object for quad in self._store.quads(ox.NamedNode(iri), t.PUBLISHED, None, DEFAULT_GRAPH))
        return min((value.value[:10] for value in told if isinstance(value, ox.Literal)), default="")


def _united(groups: Iterable[set[str]]) -> list[set[str]]:
    """The groups, those that have a member in common as one."""
    found: list[set[str]] = []
    for group in groups:
        found = [*(other for other in found if not other & group), group.union(*(other for other in found if other & group))]
    return found
