"""Large data in parts that can be validated on their own, so that the cost grows with the data and not faster.

What a shape of the project says of a node can be told from the node's own triples and those of the nodes that it points to. So a part
has some nodes with all that they point to, and only what is found of those nodes counts: each node is checked in one part. The shapes
that look through all data (those that name their focus) look at an outline instead, which has one use of each property and class.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

# Lines of N-Triples with the same subject, and what one says of it.
_RUN = re.compile(rb"(\S+) .*\n(?:\1 .*\n)*")
_LINE = re.compile(rb"^\S+ (\S+) (.*) \.$", re.MULTILINE)
_CLASSES = re.compile(rb"^.* <http://www\.w3\.org/2000/01/rdf-schema#subClassOf> .*\n", re.MULTILINE)
_TYPE = b"<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the data.

    Attributes:
        data: The triples, as lines of N-Triples.
        nodes: The nodes that are checked in this part, as N-Triples write them.
    """

    data: bytes
    nodes: frozenset[bytes]


class Parts:
    """The parts of a document of N-Triples, as the engine's own writer writes them.

    Args:
        data: The document.
        size: Triples of a part's own nodes, at least; the last part may have fewer.
    """

    def __init__(self, data: bytes, size: int) -> None:
        self._size = size
        self._nodes: dict[bytes, bytes] = {}
        for run in _RUN.finditer(data):
            self._nodes[run[1]] = self._nodes[run[1]] + run[0] if run[1] in self._nodes else run[0]
        # A class's place in the tree of classes may be told anywhere.
        self._classes = b"".join(_CLASSES.findall(data)) if b"#subClassOf> " in data else b""
        self._uses: dict[tuple[bytes, bytes], tuple[bytes, bytes]] = {}
        self._targets = {node: self._read(node) for node in self._nodes}

    def __iter__(self) -> Iterator[Part]:
        """The parts."""
        own: set[bytes] = set()
        lines = 0
        for node in self._walk():
            own.add(node)
            lines += self._nodes[node].count(b"\n")
            if lines >= self._size:
                yield self.part(own)
                own, lines = set(), 0
        if own:
            yield self.part(own)

    @property
    def outline(self) -> bytes:
        """One use of each property and class, by the first of their users."""
        return b"".join(b"%s %s %s .\n" % (node, predicate, value) for (predicate, _), (node, value) in sorted(self._uses.items()))

    def part(self, nodes: Iterable[bytes]) -> Part:
        """The part in which these nodes are checked."""
        own = frozenset(nodes)
        needed = own.union(*(self._targets[node] for node in own))
        return Part(b"".join((*(self._nodes[node] for node in sorted(needed)), self._classes)), own)

    def _walk(self) -> Iterator[bytes]:
        """Every node: those to which nothing points first, each with those that it points to, so that parts share little."""
        pointed_to = {target for node, targets in self._targets.items() for target in targets}
        seen: set[bytes] = set()
        for first in (*(node for node in self._nodes if node not in pointed_to), *self._nodes):
            waiting = [first]
            while waiting:
                node = waiting.pop()
                if node not in seen:
                    seen.add(node)
                    waiting += [target for target in reversed(self._targets[node]) if target not in seen]
                    yield node

    def _read(self, node: bytes) -> list[bytes]:
        """The described nodes that the node points to; notes its properties and classes for the outline."""
        targets = []
        for predicate, value in _LINE.findall(self._nodes[node]):
            use = (predicate, value if predicate == _TYPE else b"")
            known = self._uses.get(use)
            if known is None or node.strip(b"<>") < known[0].strip(b"<>"):
                self._uses[use] = (node, value)
            if value in self._nodes and value != node:
                targets.append(value)
        return targets
