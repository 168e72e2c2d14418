"""The reference engine, pySHACL: what it finds in a graph."""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from pyparsing import ParseException
from pyshacl import ShapesGraph
from pyshacl import Validator as Engine
from pyshacl.errors import ReportableRuntimeError
from pyshacl.graph_abstraction import DataGraph
from pyshacl.helper.path_helper import shacl_path_to_sparql_path
from rdflib import Graph, URIRef
from rdflib.namespace import RDFS, SH, NamespaceManager
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.plugins.sparql.sparql import Query
from rdflib.query import Result as QueryResult
from rdflib.term import Node

from .report import Result, Severity

ENGINE_ERRORS = (
    ReportableRuntimeError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    NotImplementedError,
    ParseException,
    RecursionError,
    SyntaxError,
    TypeError,
    ValueError,
    re.error,
)
"""What the engine raises at malformed shapes and numbers: its own error, a query's, or one of Python's where it does not look ahead."""

_SEVERITIES: Mapping[Node, Severity] = {SH[severity.value]: severity for severity in Severity}


_PARSING = threading.Lock()
_QUERIES_KEPT = 256


class ReferenceEngine:
    """pySHACL with one graph of shapes, for any number of threads.

    Args:
        shapes: The shapes.
    """

    def __init__(self, shapes: Graph) -> None:
        self._source = shapes
        self._idle: list[_Reading] = []

    def results(self, graph: Graph) -> list[Result]:
        """What breaks the shapes in the graph, which is left as it was.

        Raises:
            Exception: One of ``ENGINE_ERRORS``, at shapes that break the rules of SHACL and at some literals that are no numbers.
        """
        reading = self._taken()
        engine = Engine(
            DataGraph.from_rdflib_graph(_View(graph, reading)),
            shacl_graph=Graph(),
            options={"allow_infos": True, "allow_warnings": True},
        )
        engine.shacl_graph = reading.shapes
        _, found, _ = engine.run()  # type: ignore[no-untyped-call]
        results = [_result(found, node, graph, reading.shapes) for node in found.objects(None, SH.result)]
        # Not after an error, since nobody knows what it left behind.
        self._idle.append(reading)
        return results

    def _taken(self) -> _Reading:
        try:
            return self._idle.pop()
        except IndexError:
            return _Reading(self._source)


class _Reading:
    """The shapes as the engine reads them, and their queries as rdflib prepares them: for one validation at a time.

    The engine adds triples to the shapes, and rdflib keeps in a query what it is evaluated with.
    """

    def __init__(self, shapes: Graph) -> None:
        copy = Graph()
        copy += shapes
        self.shapes = ShapesGraph(copy)
        self.prepared = lru_cache(_QUERIES_KEPT)(_prepared)


class _View(Graph):
    """A graph as the engine sees it: prefixes that the engine binds do not reach the graph, and each query is parsed once."""

    def __init__(self, graph: Graph, reading: _Reading) -> None:
        super().__init__(store=graph.store, identifier=graph.identifier, namespace_manager=NamespaceManager(Graph()))
        self._reading = reading

    def query(self, query_object: str | Query, *arguments: Any, **options: Any) -> QueryResult:
        """The answer to a query, parsed before or now."""
        prepared = self._reading.prepared(query_object) if isinstance(query_object, str) else query_object
        return super().query(prepared, *arguments, **options)


def _prepared(query: str) -> Query:
    try:
        with _PARSING:  # rdflib's parser is one for all threads, and keeps state
            prepared = prepareQuery(query)
        if prepared.algebra.datasetClause or _reaches_out(prepared.algebra):
            raise ReportableRuntimeError("FROM and SERVICE, which would fetch from elsewhere, are not allowed in the queries of shapes")
        return prepared
    except ReportableRuntimeError:
        raise
    except Exception as error:
        # rdflib raises nothing narrower where a prefix is not declared
        if type(error) is Exception:
            raise ReportableRuntimeError(str(error)) from error
        raise


def _reaches_out(part: object) -> bool:
    if isinstance(part, CompValue):
        return part.name == "ServiceGraphPattern" or any(map(_reaches_out, part.values()))
    return isinstance(part, list | tuple) and any(map(_reaches_out, part))


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
