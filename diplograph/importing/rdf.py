"""RDF as a source: its events become reports of the source's own, and the rest stays as it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import pyoxigraph as ox

from ..consolidation import triples as t
from ..loaders.source import Source
from ..ontology.terms import DG
from ..readable import canonical_lines
from .known import Known
from .naming import report_name

# What follows from other things, and is not for a source to say.
_DERIVED = frozenset({t.REPORT, t.PUBLISHER_COUNT, t.DIFFERS_IN, t.REPLACED_BY})
_EVIDENCE = ox.NamedNode(str(DG.Evidence))


@dataclass(slots=True)
class Reports:
    """The triples of a file as those of a source's graph.

    Attributes:
        triples: The triples.
        names: What the file calls the things that have another name in the graph, by their names there.
        reports: The IRIs of the reports.
    """

    triples: set[ox.Triple] = field(default_factory=set)
    names: dict[str, str] = field(default_factory=dict)
    reports: list[str] = field(default_factory=list)


def reports_of(quads: Iterable[ox.Quad], source: Source, known: Known) -> Reports:
    """The reports in the triples of a file.

    Args:
        quads: The triples, of one graph.
        source: What the file is.
        known: What the dataset knows.
    """
    graph = ox.NamedNode(known.iris.source(source.name))
    described: dict[ox.NamedNode, list[ox.Triple]] = defaultdict(list)
    for triple in _without_blank_nodes(quads, f"{graph.value}/"):
        if triple.predicate not in _DERIVED:
            assert isinstance(triple.subject, ox.NamedNode)
            described[triple.subject].append(triple)
    made = Reports()
    reports = {node: report_name(known, source.name, node.value) for node, said in described.items() if _is_event(said)}
    for node, name in sorted(reports.items(), key=lambda pair: pair[0].value):
        report = ox.NamedNode(known.iris.report(name.key))
        made.names[report.value] = node.value
        made.reports.append(report.value)
        about = {ox.NamedNode(known.iris.event(key)) for key in name.about} or {node}
        made.triples |= {ox.Triple(report, t.VERSION_OF, event) for event in about}
        made.triples.add(ox.Triple(report, t.DERIVED_FROM, graph))
        told = known.evidence(name.told) if name.told is not None else {}
        evident = False
        for triple in described[node]:
            value = triple.object
            if triple.predicate in (t.VERSION_OF, t.DERIVED_FROM):
                continue
            if triple.predicate == t.EVIDENCE and isinstance(value, ox.NamedNode):
                if value.value in told:
                    continue  # the dataset has it
                evident = True
            if triple.predicate in t.LINKS and value in reports:
                value = ox.NamedNode(known.iris.report(reports[value].key))  # type: ignore[index]  # only IRIs are among them
            if triple.predicate == t.INSTRUMENT and isinstance(value, ox.NamedNode) and value in described:
                value = _instrument(made, described[value], ox.NamedNode(known.iris.instrument(name.key)))
            made.triples.add(ox.Triple(report, triple.predicate, value))
        if not evident:
            made.triples |= set(_own_evidence(report, graph, source, known, described[node]))
    made.triples |= set(_reached(described, made.triples, reports.keys()))
    return made


def _is_event(said: Iterable[ox.Triple]) -> bool:
    return any(triple.predicate == t.TYPE and triple.object == t.EVENT for triple in said)


def _instrument(made: Reports, said: Iterable[ox.Triple], node: ox.NamedNode) -> ox.NamedNode:
    """The report's own instrument, as the file describes it."""
    for triple in said:
        made.triples.add(ox.Triple(node, triple.predicate, triple.object))
        made.names[node.value] = str(getattr(triple.subject, "value", ""))
    return node


def _own_evidence(
    report: ox.NamedNode, graph: ox.NamedNode, source: Source, known: Known, said: Iterable[ox.Triple]
) -> Iterator[ox.Triple]:
    """Where no sentence is given, the source itself says so, in the words of the label."""
    labels = sorted(triple.object.value for triple in said if triple.predicate == t.LABEL and isinstance(triple.object, ox.Literal))
    for label in labels[:1]:
        sentence = ox.NamedNode(known.iris.quotation(source.name, label))
        yield ox.Triple(report, t.EVIDENCE, sentence)
        yield ox.Triple(sentence, t.TYPE, _EVIDENCE)
        yield ox.Triple(sentence, t.ARTICLE, graph)
        yield ox.Triple(sentence, t.QUOTE, ox.Literal(label))


def _reached(
    described: dict[ox.NamedNode, list[ox.Triple]], triples: Iterable[ox.Triple], apart: Iterable[ox.NamedNode]
) -> Iterator[ox.Triple]:
    """What the file says of the things that the reports refer to, and they to; what nothing refers to is none of the events'."""
    seen = set(apart)
    waiting = [triple.object for triple in triples]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ox.NamedNode) and node not in seen:
            seen.add(node)
            for triple in described.get(node, ()):
                yield triple
                waiting.append(triple.object)


def _without_blank_nodes(quads: Iterable[ox.Quad], base: str) -> Iterator[ox.Triple]:
    """The triples with IRIs for blank nodes, the same whatever these were called."""
    for quad in ox.parse("".join(f"{line} .\n" for line in canonical_lines(quads)), format=ox.RdfFormat.N_TRIPLES):
        subject, value = (
            ox.NamedNode(base + node.value) if isinstance(node, ox.BlankNode) else node for node in (quad.subject, quad.object)
        )
        assert isinstance(subject, ox.NamedNode)
        yield ox.Triple(subject, quad.predicate, value)
