"""One check of documents: which shapes, against what, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

import pyoxigraph as ox
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.term import Node

from ..database import Database
from ..ontology.rdf import load_quads
from ..shapes.inference import with_inferences
from ..shapes.report import Report, Result, Severity
from ..shapes.validator import Validator, ntriples_graph
from .documents import Document
from .places import language_tags, subject_lines

Triples = frozenset[ox.Triple]
# A document, and a line in it where known.
Place = tuple[str, int | None]


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of one document, or of several that were checked as one.

    Attributes:
        name: What the document is called; of several, all their names.
        report: What was found in it.
        places: Where the node of each result is described: the document and the line, where known.
    """

    name: str
    report: Report
    places: Mapping[Result, Place] = field(default_factory=dict)

    def place(self, result: Result) -> Place:
        """The document and the line of a result's node."""
        return self.places.get(result, (self.name, None))

    def fails(self, threshold: Severity | None) -> bool:
        """Whether a result is as grave as the threshold, or graver; nothing fails where there is none."""
        ranks = list(Severity)
        return threshold is not None and any(ranks.index(result.severity) <= ranks.index(threshold) for result in self.report.results)


# By data in N-Triples, the user's own shapes, whether ours count too, and whether there is inference.
Judge = Callable[[bytes, Graph | None, bool, bool], Report]


def judged(validator: Validator, data: bytes, shapes: Graph | None, ours: bool, inference: bool) -> Report:
    """How data stands by the user's own shapes, and by the project's where they count too."""
    graph = ntriples_graph(data)
    if inference:
        graph = with_inferences(graph)
    report = validator.validate(graph) if ours else Report(())
    return report if shapes is None else report + validator.validate(graph, shapes)


@dataclass(frozen=True, slots=True)
class Check:
    """What documents are checked for.

    Attributes:
        validator: Holds the project's shapes.
        shapes: The user's own shapes.
        ours: Whether the project's shapes count too.
        against: A dataset that describes what the documents only name.
        inference: Whether what follows by the ontology is taken for stated.
        judge: What says how data stands by the user's own shapes and with inference, both of which may take long.
    """

    validator: Validator
    shapes: Graph | None = None
    ours: bool = True
    against: Database | None = None
    inference: bool = False
    judge: Judge | None = None

    def run(self, documents: Iterable[Document], *, together: bool = False) -> Iterator[Checked]:
        """What comes of each document, each graph of it by itself; of all as one graph where they are taken together.

        Raises:
            FormatError: A document is not understood.
        """
        if not together:
            for document in documents:
                graphs = _graphs(document)
                report = sum((self._report(triples) for triples in graphs.values()), start=Report(()))
                yield _placed(document.name, report, [document], graphs.values())
            return
        several = list(documents)
        whole = frozenset(triple for document in several for triples in _graphs(document).values() for triple in triples)
        yield _placed(", ".join(document.name for document in several), self._report(whole), several, [whole])

    def _report(self, triples: Triples) -> Report:
        own = {triple.subject for triple in triples}
        context = frozenset(self._context(triples)) if self.against is not None else frozenset[ox.Triple]()
        data = ox.serialize(triples | context, format=ox.RdfFormat.N_TRIPLES) or b""
        if self.shapes is None and not self.inference:
            report = self.validator.validate_ntriples(data)
        else:
            judge = self.judge or partial(judged, self.validator)
            report = judge(data, self.shapes, self.ours, self.inference)
        if not context and not self.inference:
            return report
        # What the dataset and the ontology say is not what is checked.
        mine = {str(node.value) for node in own if isinstance(node, ox.NamedNode | ox.BlankNode)}
        values = {str(quad.object.value) for quad in triples if isinstance(quad.object, ox.NamedNode)} | {
            t.predicate.value for t in triples
        }
        return Report.of(
            result
            for result in report.results
            if str(result.focus) in mine or (isinstance(result.value, URIRef) and str(result.value) in values and result.path is None)
        )

    def _context(self, triples: Triples) -> Iterator[ox.Triple]:
        """What the dataset says of the things that the document names and does not describe."""
        assert self.against is not None
        described = {triple.subject for triple in triples}
        for name in {triple.object for triple in triples if isinstance(triple.object, ox.NamedNode)} - described:
            assert isinstance(name, ox.NamedNode)
            apart = {*self.against.iris.own_graphs}
            for quad in self.against.store.quads(subject=name):
                if not (isinstance(quad.graph_name, ox.NamedNode) and quad.graph_name.value in apart):
                    yield quad.triple


def _graphs(document: Document) -> dict[object, Triples]:
    found: dict[object, set[ox.Triple]] = {}
    for quad in load_quads(document.data, document.name, document.format):
        found.setdefault(quad.graph_name, set()).add(quad.triple)
    return {name: frozenset(triples) for name, triples in found.items()} or {ox.DefaultGraph(): frozenset()}


def _placed(name: str, report: Report, documents: list[Document], graphs: Iterable[Triples]) -> Checked:
    """The report with its nodes' places, and its literals as their writer wrote them."""
    if not report.results:
        return Checked(name, report)
    tags = {lower: tag for document in documents for lower, tag in language_tags(document.data).items()}
    report = Report.of(replace(result, value=_as_written(result.value, tags)) for result in report.results)
    lines: dict[str, Place] = {}
    for document in documents:
        for iri, line in subject_lines(document.data).items():
            lines.setdefault(iri, (document.name, line))
    holders = _holders(graphs) if any(isinstance(result.focus, BNode) for result in report.results) else {}
    found = ((result, _place(result, lines, holders)) for result in report.results)
    return Checked(name, report, {result: place for result, place in found if place is not None})


def _place(result: Result, lines: Mapping[str, Place], holders: Mapping[str, str]) -> Place | None:
    node, seen = str(result.focus), set[str]()
    # A thing without a name is looked for where the thing that has it stands.
    while node not in lines and node in holders and node not in seen:
        seen.add(node)
        node = holders[node]
    # A term that is not in the vocabulary stands where its user does, whom the message names.
    return lines.get(node) or next((lines[word] for word in result.message.split() if word in lines), None)


def _as_written(value: Node | None, tags: Mapping[str, str]) -> Node | None:
    if isinstance(value, Literal) and value.language is not None and value.language in tags:
        return Literal(str(value), lang=tags[value.language])
    return value


def _holders(graphs: Iterable[Triples]) -> dict[str, str]:
    """Of each blank node, a node that points to it: a report names the line of the thing that has it."""
    return {
        triple.object.value: triple.subject.value
        for triples in graphs
        for triple in triples
        if isinstance(triple.object, ox.BlankNode) and not isinstance(triple.subject, ox.Triple)
    }
