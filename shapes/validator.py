"""Validation of RDF against the shapes: the only caller of the SHACL engine, which is pySHACL."""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

from pyparsing import ParseException
from pyshacl import ShapesGraph
from pyshacl import Validator as Engine
from pyshacl.errors import ReportableRuntimeError
from pyshacl.graph_abstraction import DataGraph
from pyshacl.helper.path_helper import shacl_path_to_sparql_path
from rdflib import Dataset, Graph, URIRef
from rdflib.namespace import RDFS, SH, NamespaceManager
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query
from rdflib.query import Result as QueryResult
from rdflib.term import Node

from ..errors import FormatError
from ..ontology.rdf import load_rdf
from .report import Report, Result, Severity

__all__ = ["Report", "Result", "Severity", "Validator", "shapes_graph"]

_ENGINE_ERRORS = (
    ReportableRuntimeError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    ParseException,
    RecursionError,
    SyntaxError,
    TypeError,
    ValueError,
    re.error,
)
"""What the engine raises at malformed shapes and numbers: its own error, a query's, or one of Python's where it does not look ahead."""

_SEVERITIES: Mapping[Node, Severity] = {SH[severity.value]: severity for severity in Severity}


def shapes_graph() -> Graph:
    """The shapes of the project, one new graph of all their files."""
    graph = Graph()
    for file in sorted(files("diplograph").joinpath("shapes").iterdir(), key=lambda file: file.name):
        if file.name.endswith(".ttl"):
            graph += load_rdf(file.read_bytes(), file.name)
    return graph


class Validator:
    """Validates graphs against the project's shapes or the caller's own.

    The shapes are parsed once; each thread keeps its own reading of them, since the engine's is not safe to share.
    """

    def __init__(self) -> None:
        self._source = shapes_graph()
        self._kept = threading.local()

    def validate(self, graph: Graph, shapes: Graph | None = None) -> Report:
        """The report on a graph, which is left as it was.

        Args:
            graph: One plain graph in rdflib's memory; of a dataset, each graph is validated by itself.
            shapes: The caller's own shapes, in place of the project's; to use both, add them to ``shapes_graph()``.

        Raises:
            FormatError: The shapes break the rules of SHACL, or a literal of the data, such as "NaN"^^xsd:decimal, stops the engine.
        """
        if isinstance(graph, Dataset):
            raise TypeError("validate takes one graph; validate each graph of the dataset and add the reports")
        engine = Engine(
            DataGraph.from_rdflib_graph(_View(graph)),
            shacl_graph=Graph(),
            options={"allow_infos": True, "allow_warnings": True},
        )
        try:
            engine.shacl_graph = self._project_shapes() if shapes is None else _read_shapes(shapes)
            _, found, _ = engine.run()  # type: ignore[no-untyped-call]
        except _ENGINE_ERRORS as error:
            reason = str(error).partition("\n")[0] or type(error).__name__
            if shapes is None:
                raise FormatError(
                    "data", f"has a literal that cannot be compared ({reason}); mend numbers and dates that are none"
                ) from error
            raise FormatError("shapes", f"not valid SHACL: {reason}; mend the shapes") from error
        return Report.of(_result(found, node, graph, engine.shacl_graph) for node in found.objects(None, SH.result))

    def _project_shapes(self) -> ShapesGraph:
        kept: ShapesGraph | None = getattr(self._kept, "shapes", None)
        if kept is None:
            kept = self._kept.shapes = _read_shapes(self._source)
        return kept


def _read_shapes(shapes: Graph) -> ShapesGraph:
    """The engine's reading of a copy of the shapes, since it adds triples to what it reads."""
    copy = Graph()
    copy += shapes
    return ShapesGraph(copy)


class _View(Graph):
    """A graph as the engine sees it: prefixes that the engine binds do not reach the graph, and each query is parsed once."""

    def __init__(self, graph: Graph) -> None:
        super().__init__(store=graph.store, identifier=graph.identifier, namespace_manager=NamespaceManager(Graph()))

    def query(self, query_object: str | Query, *arguments: Any, **options: Any) -> QueryResult:
        """The answer to a query, parsed before or now."""
        return super().query(_prepared(query_object) if isinstance(query_object, str) else query_object, *arguments, **options)


@lru_cache(maxsize=256)
def _prepared(query: str) -> Query:
    return prepareQuery(query)


def _result(found: Graph, node: Node, data: Graph, shapes: ShapesGraph) -> Result:
    """One result of the engine's report as ours."""
    focus, component, path, shape = (
        found.value(node, predicate) for predicate in (SH.focusNode, SH.sourceConstraintComponent, SH.resultPath, SH.sourceShape)
    )
    assert focus is not None
    assert isinstance(component, URIRef)
    messages = sorted({str(message) for message in found.objects(node, SH.resultMessage)})
    return Result(
        focus=focus,
        path=path if path is None or isinstance(path, URIRef) else shacl_path_to_sparql_path(shapes, shapes.graph.value(shape, SH.path)),
        value=found.value(node, SH.value),
        shape=shape if isinstance(shape, URIRef) else None,
        component=component,
        severity=_SEVERITIES.get(found.value(node, SH.resultSeverity) or SH.Violation, Severity.VIOLATION),
        message=" ".join(messages) or f"breaks {component.partition('#')[2]}",
        label=min((str(label) for label in data.objects(focus, RDFS.label)), default=None),
    )
