"""Validation of RDF against the shapes, the only caller of SHACL engines."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cached_property
from importlib.resources import files
from itertools import islice

import pyoxigraph as ox
from rdflib import BNode, Dataset, Graph, URIRef
from rdflib.namespace import SH
from rdflib.term import Node

from ..errors import FormatError
from ..ontology.rdf import load_rdf, rdflib_term
from . import compiled
from .compiled import CompiledEngine
from .parts import Part, Parts
from .queries import QueryScout, without_queries
from .reference import ENGINE_ERRORS, ReferenceEngine
from .report import Report, Result, Severity

__all__ = ["Report", "Result", "Severity", "Validator", "shapes_graph"]

# More triples than that are parted. An article has a few hundred.
_LARGE = 2_000
# Triples of a part's own nodes: with fewer the nodes beside them weigh too much, with more the engines slow down.
_PART = 20_000
_ANY = frozenset({b"*"})


def shapes_graph() -> Graph:
    """The shapes of the project, one new graph of all their files."""
    graph = Graph()
    for file in sorted(files("diplograph").joinpath("shapes").iterdir(), key=lambda file: file.name):
        if file.name.endswith(".ttl"):
            graph += load_rdf(file.read_bytes(), file.name)
    return graph


class Validator:
    """Validates graphs against the project's shapes or the caller's own.

    Args:
        compiled_engine: Whether the compiled engine looks through the data first, so that the reference looks only at what is suspect;
            by default where it is installed in the release that was held to the reference.
        more: The user's own shapes, which always count beside the project's; the reference looks at all data for them.
    """

    def __init__(self, *, compiled_engine: bool | None = None, more: Graph | None = None) -> None:
        self._more = ReferenceEngine(more) if more is not None else None
        self._source = shapes_graph()
        self._reference = ReferenceEngine(self._source)
        self._compile = compiled.available() if compiled_engine is None else compiled_engine
        # What names its focus looks through all data.
        self._named = frozenset(self._source.objects(None, SH.targetNode))

    @cached_property
    def _compiled(self) -> CompiledEngine:
        return CompiledEngine(self._source)

    @cached_property
    def _compiled_without_queries(self) -> CompiledEngine:
        return CompiledEngine(without_queries(self._source))

    @cached_property
    def _queries(self) -> QueryScout:
        return QueryScout(self._source)

    def validate(self, graph: Graph, shapes: Graph | None = None) -> Report:
        """The report on a graph, which is left as it was.

        Args:
            graph: One plain graph in rdflib's memory; of a dataset, each graph is validated by itself.
            shapes: The caller's own shapes, in place of the project's; to use both, add the reports.

        Raises:
            FormatError: The shapes break the rules of SHACL, or a literal of the data, such as "NaN"^^xsd:decimal, stops the engine.
        """
        if isinstance(graph, Dataset):
            raise TypeError("validate takes one graph; validate each graph of the dataset and add the reports")
        if shapes is not None:
            return _by_own(ReferenceEngine(shapes), graph)
        if not self._compile and len(graph) <= _LARGE:
            return Report.of(self._by_reference(graph)) + self._by_more(graph)
        return self.validate_ntriples(graph.serialize(format="nt", encoding="utf-8"))

    def validate_ntriples(self, data: bytes, part: int = _PART) -> Report:
        """The report on a graph of any size against the project's shapes.

        Args:
            data: The graph as N-Triples, as a program writes them: a triple a line, parted by single spaces.
            part: Triples that are validated at once; smaller data is taken whole.

        Raises:
            FormatError: A literal of the data, such as "NaN"^^xsd:decimal, stops the engine.
        """
        if data.count(b"\n") <= min(part, _LARGE):
            return self.validate_part(data)
        return Report.of(self._in_parts(Parts(data, part))) + self._by_more(data)

    def validate_part(self, data: bytes) -> Report:
        """The report on a graph of some ten thousand triples that describes all that it points to, which is cheaper than parting it.

        Args:
            data: The graph as N-Triples.

        Raises:
            FormatError: A literal of the data, such as "NaN"^^xsd:decimal, stops the engine.
        """
        return Report.of(self._by_reference(ntriples_graph(data)) if self._suspects(data) else ()) + self._by_more(data)

    def _by_more(self, data: bytes | Graph) -> Report:
        if self._more is None:
            return Report(())
        return _by_own(self._more, ntriples_graph(data) if isinstance(data, bytes) else data)

    def _in_parts(self, parts: Parts) -> Iterator[Result]:
        for suspects in self._suspects_of_all(parts):
            for result in self._by_reference(ntriples_graph(parts.part(suspects).data)) if suspects else ():
                if result.focus not in self._named and _ntriples(result.focus) in suspects:
                    yield result
        yield from (result for result in self._by_reference(ntriples_graph(parts.outline)) if result.focus in self._named)

    def _suspects(self, data: bytes) -> frozenset[bytes]:
        """The nodes that may break a shape; ``_ANY`` where the compiled engine is missing or does not take the data."""
        if self._compile:
            with suppress(ValueError):
                return self._compiled.suspects(data)
        return _ANY

    def _suspects_of_all(self, parts: Iterable[Part]) -> Iterator[frozenset[bytes]]:
        """The suspects of each part; the compiled engine works without Python's lock, so on as many parts at once as there are cores."""
        waiting, workers = iter(parts), os.cpu_count() or 1
        with ThreadPoolExecutor(workers) as pool:
            while batch := list(islice(waiting, workers)):
                yield from pool.map(self._suspects_of, batch)

    def _suspects_of(self, part: Part) -> frozenset[bytes]:
        if not self._compile:
            return part.nodes
        try:
            # Asked of each node by itself, the queries would take four fifths of the engine's time.
            found = self._compiled_without_queries.suspects(part.data) | self._queries.suspects(part.data)
        except (ValueError, SyntaxError):
            return part.nodes
        # The engine gives blank nodes labels of its own, so that one of them may be any.
        blank = any(node.startswith(b"_:") for node in found)
        return part.nodes & found | {node for node in part.nodes if blank and node.startswith(b"_:")}

    def _by_reference(self, graph: Graph) -> list[Result]:
        try:
            return self._reference.results(graph)
        except ENGINE_ERRORS as error:
            raise FormatError(
                "data", f"has a literal that cannot be compared ({_reason(error)}); mend numbers and dates that are none"
            ) from error


def _by_own(shapes: ReferenceEngine, graph: Graph) -> Report:
    try:
        return Report.of(shapes.results(graph))
    except ENGINE_ERRORS as error:
        raise FormatError("shapes", f"not valid SHACL: {_reason(error)}; mend the shapes") from error


def _reason(error: Exception) -> str:
    return str(error).partition("\n")[0] or type(error).__name__


def _ntriples(node: Node) -> bytes:
    return f"_:{node}".encode() if isinstance(node, BNode) else f"<{node}>".encode()


def ntriples_graph(data: bytes) -> Graph:
    """The graph of a document of N-Triples, with the labels of its blank nodes."""
    graph = Graph()
    for triple in ox.parse(data, format=ox.RdfFormat.N_TRIPLES):
        subject, predicate, value = (rdflib_term(term, "data") for term in (triple.subject, triple.predicate, triple.object))
        graph.add((subject, URIRef(predicate), value))
    return graph
