"""What validation found: for people, for programs, and as RDF."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import RDF, SH, XSD
from rdflib.term import Node

from ..ontology.terms import PREFIXES

_IRI = re.compile(r"<([^<>]+)>")


class Severity(StrEnum):
    """How grave a result is; the value is the local name of its SHACL term. Only violations keep data out."""

    VIOLATION = "Violation"
    WARNING = "Warning"
    INFO = "Info"


@dataclass(frozen=True, slots=True)
class Result:
    """One place where data breaks a shape.

    Attributes:
        focus: The node that was checked.
        path: The property that is wrong, or a property path in SPARQL's notation; None where the node itself is.
        value: The value that is wrong, where one is.
        shape: The shape that is broken; None where it has no IRI.
        component: The kind of constraint that is broken.
        severity: How grave that is.
        message: What is wrong and how to mend it.
        label: The label of the focus node in the data.
    """

    focus: Node
    path: str | None
    value: Node | None
    shape: URIRef | None
    component: URIRef
    severity: Severity
    message: str
    label: str | None

    @property
    def order(self) -> tuple[int, str, str, str, str, str, str]:
        """What results are sorted by: gravity, then focus, shape, path, value, message and component."""
        rank = list(Severity).index(self.severity)
        return rank, str(self.focus), str(self.shape), str(self.path), str(self.value), self.message, str(self.component)

    def as_dict(self) -> dict[str, str | None]:
        """The result as plain strings, for JSON; nodes in N-Triples notation, IRIs bare."""
        return {
            "severity": self.severity.value,
            "focus": _plain(self.focus),
            "label": self.label,
            "path": self.path,
            "value": None if self.value is None else _plain(self.value),
            "message": self.message,
            "shape": self.shape,
            "component": self.component,
        }

    def text(self) -> str:
        """The result in a few lines for people."""
        focus = _short(self.focus)
        lines = [f"{self.severity}: {f'{self.label} ({focus})' if self.label else focus}", f"  {self.message}"]
        if self.path is not None:
            lines.append(f"  property: {_short(self.path) if isinstance(self.path, URIRef) else _shorten(self.path)}")
        if self.value is not None and self.value != self.focus:
            lines.append(f"  value:    {_short(self.value)}")
        if self.shape is not None:
            lines.append(f"  shape:    {_short(self.shape)}")
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Report:
    """The results of a validation, the gravest first, in an order that does not change from run to run."""

    results: tuple[Result, ...]

    @classmethod
    def of(cls, results: Iterable[Result]) -> Report:
        """The report of these results, in order; equal results stand once."""
        return cls(tuple(sorted(set(results), key=lambda result: result.order)))

    @property
    def conforms(self) -> bool:
        """Whether nothing is a violation; warnings and notes pass."""
        return all(result.severity is not Severity.VIOLATION for result in self.results)

    def __add__(self, other: Report) -> Report:
        """The report of both."""
        return Report.of((*self.results, *other.results))

    def text(self) -> str:
        """The report for people: every result, then how many there are of each severity."""
        counts = Counter(result.severity for result in self.results)
        summary = ", ".join(f"{counts[severity]} of severity {severity}" for severity in Severity if counts[severity])
        verdict = "Conforms" if self.conforms else "Does not conform"
        return "\n\n".join([*(result.text() for result in self.results), f"{verdict}: {summary}." if summary else f"{verdict}."])

    def as_dict(self) -> dict[str, object]:
        """The report as plain values, for JSON."""
        return {"conforms": self.conforms, "results": [result.as_dict() for result in self.results]}

    def graph(self, name: str = "") -> Graph:
        """The report as a ``sh:ValidationReport``; a path that is no single property is told by the shape, not repeated.

        Args:
            name: Sets the labels of its blank nodes apart from those of other reports.
        """
        graph = Graph(bind_namespaces="none")
        for prefix in ("sh", "dg", "dgsh", "xsd"):
            graph.bind(prefix, PREFIXES[prefix])
        report = BNode(f"{name}report")
        graph.add((report, RDF.type, SH.ValidationReport))
        graph.add((report, SH.conforms, Literal(self.conforms)))
        for number, result in enumerate(self.results):
            node = BNode(f"{name}result{number:06}")
            graph.add((report, SH.result, node))
            graph.add((node, RDF.type, SH.ValidationResult))
            graph.add((node, SH.focusNode, result.focus))
            graph.add((node, SH.resultSeverity, SH[result.severity.value]))
            graph.add((node, SH.resultMessage, Literal(result.message)))
            graph.add((node, SH.sourceConstraintComponent, result.component))
            if result.shape is not None:
                graph.add((node, SH.sourceShape, result.shape))
            if result.value is not None:
                graph.add((node, SH.value, result.value))
            if isinstance(result.path, URIRef):
                graph.add((node, SH.resultPath, result.path))
        return graph


def _plain(node: Node) -> str:
    """The node in N-Triples notation, an IRI bare; rdflib's own notation warns of numbers that are none."""
    if isinstance(node, BNode):
        return f"_:{node}"
    if not isinstance(node, Literal):
        return str(node)
    quoted = json.dumps(str(node), ensure_ascii=False)
    if node.language:
        return f"{quoted}@{node.language}"
    return quoted if node.datatype in (None, XSD.string) else f"{quoted}^^<{node.datatype}>"


def _short(node: Node) -> str:
    return _shorten(f"<{node}>" if isinstance(node, URIRef) else _plain(node))


def _shorten(text: str) -> str:
    """The text with the project's prefixes in place of their namespaces, and other IRIs without brackets."""
    return _IRI.sub(lambda match: _curie(match.group(1)), text)


def _curie(iri: str) -> str:
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri
