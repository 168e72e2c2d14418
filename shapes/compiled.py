"""The compiled engine, the optional package ``shacl``, which says in little time which nodes need the reference's look.

It does so only in the release that tests hold to the reference, result by result, and only for the project's own shapes.
"""

from __future__ import annotations

from rdflib import Graph

try:
    import shacl
except ImportError:  # it is optional
    shacl = None  # type: ignore[assignment]

HELD_TO_REFERENCE = "0.3.4"
"""The release that the tests compare with the reference engine."""


def available() -> bool:
    """Whether the engine is installed, in the release that was held to the reference."""
    return shacl is not None and shacl.__version__ == HELD_TO_REFERENCE


class CompiledEngine:
    """The engine with one graph of shapes; threads may share it."""

    def __init__(self, shapes: Graph) -> None:
        self._shapes = shacl.Shapes.from_text(shapes.serialize(format="nt"), "ntriples")

    def suspects(self, data: bytes) -> frozenset[bytes]:
        """The nodes of a document of N-Triples that break a shape, as N-Triples write them; blank ones under labels of the engine's.

        Raises:
            ValueError: The engine does not take the document.
        """
        return frozenset(found.focus_node.encode() for found in self._shapes.validate_text(data.decode("utf-8"), "ntriples").results)
