"""The forms in which checks are told: for people, for programs, for code review tools and for continuous integration."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import quote
from xml.etree import ElementTree

import pyoxigraph as ox
from rdflib import Graph

from ..ontology.terms import PREFIXES
from ..render import counted, plain
from ..shapes.report import Result, Severity
from ..store.formats import GRAPH_FORMATS, Format
from ..version import VERSION
from .check import Checked
from .hints import hint

_LEVELS = {Severity.VIOLATION: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def as_text(checked: Sequence[Checked]) -> str:
    """For people: every result with its place and how to repair it, then how many there are."""
    parts, counts, bad = [], Counter[Severity](), 0
    for each in checked:
        # What breaks two constraints of one shape is one thing to mend.
        lines = {_result_text(each, result): result.severity for result in each.report.results}
        parts += [*lines, f"{each.name}: {_verdict(each.report.conforms, Counter(lines.values()))}."]
        counts.update(lines.values())
        bad += not each.report.conforms
    if len(checked) > 1:
        parts.append(f"{counted(len(checked), 'document')}, {bad} with violations: {_verdict(not bad, counts)}.")
    return plain("\n\n".join(parts))


def _verdict(conforms: bool, counts: Counter[Severity]) -> str:
    found = ", ".join(counted(counts[severity], severity.lower()) for severity in Severity if counts[severity])
    return ("Conforms" if conforms else "Does not conform") + (f", {found}" if found else "")


def _result_text(checked: Checked, result: Result) -> str:
    name, line = checked.place(result)
    advice = hint(result)
    return f"{name}:{line or 1}: {result.text()}" + (f"\n  to mend:  {advice}" if advice is not None else "")


def as_json(checked: Sequence[Checked]) -> str:
    """For programs: whether the documents conform, and all results as plain values, each with its file and line."""
    results = []
    for each in checked:
        for result in each.report.results:
            name, line = each.place(result)
            results.append({"file": name, "line": line, **result.as_dict(), "hint": hint(result)})
    told = {
        "conforms": all(each.report.conforms for each in checked),
        "documents": [{"source": each.name, "conforms": each.report.conforms} for each in checked],
        "results": results,
    }
    return json.dumps(told, ensure_ascii=False, indent=2)


def as_sarif(checked: Sequence[Checked]) -> str:
    """For code review tools: SARIF 2.1.0, a rule for each shape."""
    rules: dict[str, str] = {}
    results = []
    for each in checked:
        for result in each.report.results:
            rule = str(result.shape or result.component)
            rules.setdefault(rule, result.message)
            name, line = each.place(result)
            what = f"{result.label}: {result.message}" if result.label else result.message
            where = {"artifactLocation": {"uri": quote(name)}, "region": {"startLine": line or 1}}
            results.append(
                {
                    "ruleId": rule,
                    "level": _LEVELS[result.severity],
                    "message": {"text": what},
                    "locations": [{"physicalLocation": where, "logicalLocations": [{"fullyQualifiedName": str(result.focus)}]}],
                }
            )
    driver = {
        "name": "Diplograph",
        "version": VERSION,
        "informationUri": "https://w3id.org/diplograph/shapes",
        "rules": [{"id": rule, "shortDescription": {"text": text}} for rule, text in sorted(rules.items())],
    }
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "results": results}],
    }
    return json.dumps(log, ensure_ascii=False, indent=2)


def as_junit(checked: Sequence[Checked]) -> str:
    """For continuous integration: JUnit's XML, a test for each result and one for each document without any."""
    root = ElementTree.Element("testsuites", name="diplograph validate")
    for each in checked:
        found = each.report.results
        grave = sum(result.severity is Severity.VIOLATION for result in found)
        attributes = {"name": each.name, "tests": str(max(1, len(found))), "failures": str(grave), "errors": "0"}
        suite = ElementTree.SubElement(root, "testsuite", attributes)
        if not found:
            ElementTree.SubElement(suite, "testcase", {"name": "conforms", "classname": each.name})
        for result in found:
            name, line = each.place(result)
            what = {"name": plain(f"{result.label or result.focus}: {str(result.shape or result.component).partition('#')[2]}")}
            case = ElementTree.SubElement(suite, "testcase", {**what, "classname": each.name, "file": name, "line": str(line or 1)})
            child = "failure" if result.severity is Severity.VIOLATION else "system-out"
            element = ElementTree.SubElement(case, child)
            if child == "failure":
                element.set("message", plain(result.message))
            element.text = plain(f"{name}:{line or 1}: {result.text()}")
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=True)


def _rdf(format: Format) -> Callable[[Sequence[Checked]], str]:
    def write(checked: Sequence[Checked]) -> str:
        graph = Graph(bind_namespaces="none")
        for number, each in enumerate(checked):
            report = each.report.graph(f"d{number}")
            for prefix, namespace in report.namespaces():
                graph.bind(prefix, namespace)
            graph += report
        if format.name in ("turtle", "rdfxml"):
            return graph.serialize(format="turtle" if format.name == "turtle" else "xml").rstrip("\n")
        lines = "\n".join(sorted(graph.serialize(format="nt").splitlines()))
        assert isinstance(format.engine, ox.RdfFormat)
        triples = ox.parse(lines, format=ox.RdfFormat.N_TRIPLES)
        return (ox.serialize(triples, format=format.engine, prefixes=dict(PREFIXES)) or b"").decode().rstrip("\n")

    return write


@dataclass(frozen=True, slots=True)
class Form:
    """A form of checks: the media type by which HTTP knows it, and what writes it."""

    media_type: str
    write: Callable[[Sequence[Checked]], str]


FORMS: dict[str, Form] = {
    "text": Form("text/plain", as_text),
    "json": Form("application/json", as_json),
    "sarif": Form("application/sarif+json", as_sarif),
    "junit": Form("application/xml", as_junit),
    **{format.name: Form(format.media_type, _rdf(format)) for format in GRAPH_FORMATS},
}
"""The forms by their names; the formats of RDF carry a ``sh:ValidationReport`` for each document."""

THRESHOLDS = {"violation": Severity.VIOLATION, "warning": Severity.WARNING, "info": Severity.INFO, "never": None}
"""From which severity on a check fails, by the names that users give."""
