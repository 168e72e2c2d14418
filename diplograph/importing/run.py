"""What comes of a file of events: the graph that is to be stored, and what is wrong with it, by its lines."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field, replace

import pyoxigraph as ox

from ..checks.documents import Document
from ..checks.places import subject_lines
from ..errors import FormatError
from ..loaders.mapper import source_graph
from ..loaders.source import Source
from ..ontology.rdf import FORMATS as RDF_FORMATS
from ..ontology.rdf import load_quads
from ..ontology.terms import PREFIXES
from ..shapes.report import Report, Severity
from ..store.terms import from_rdflib
from ..version import VERSION
from . import document as json_document
from . import table
from .fault import Fault
from .known import Known
from .rdf import reports_of
from .record import Records
from .row import Row

Progress = Callable[[str, int, int | None], None]
"""Is told what is done, how much of it, and of how much where that is known."""

SOFTWARE = f"{VERSION}, import 1"
FORMATS = ("csv", "json", *RDF_FORMATS)
"""The formats that can be imported, by name."""

_TABLES = {"text/csv": "csv", "text/tab-separated-values": "csv", "application/json": "json", "application/jsonl": "json"}
MEDIA_TYPES = (*_TABLES, *(name for known in RDF_FORMATS.values() for name in known.media_types if name not in _TABLES))
"""The same by media type; JSON may be JSON-LD."""

_ENDINGS = {"csv": ("csv",), "tsv": ("csv",), "json": ("json",), "jsonl": ("json",), "ndjson": ("json",)}
_BATCH = 500
# The columns that are called otherwise than their properties.
_COLUMNS = {"party": "parties", "delegate": "delegates", "topic": "topics", "dateText": "date_text", PREFIXES["rdfs"] + "label": "label"}


@dataclass(frozen=True, slots=True)
class Imported:
    """What comes of a file.

    Attributes:
        source: What the file is.
        graph: The IRI of the source, which names its graph.
        triples: All that is to be stored.
        reports: The IRIs of the events' reports among them.
        faults: What is wrong with the file itself, in order of its lines.
        notes: What is left out.
        lines: The lines on which things of the graph are described, by their IRIs.
        names: What the file calls things that have another name in the graph.
    """

    source: Source
    graph: str
    triples: frozenset[ox.Triple]
    reports: tuple[str, ...]
    faults: tuple[Fault, ...] = ()
    notes: tuple[str, ...] = ()
    lines: dict[str, int] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    def faults_of(self, report: Report) -> dict[str | None, list[Fault]]:
        """The violations of a validation report as faults, by the report of the event that has them; nothing where none can be told."""
        holders: dict[str, str] = {}
        own = set(self.reports)
        for triple in sorted(self.triples, key=str) if report.results else ():
            subject, value = triple.subject, triple.object
            # A report before other things: an event is told by its line, not by that of what it refers to.
            if (
                isinstance(subject, ox.NamedNode)
                and isinstance(value, ox.NamedNode)
                and (value.value not in holders or subject.value in own)
            ):
                holders[value.value] = subject.value
        subjects = (
            {triple.subject.value for triple in self.triples if isinstance(triple.subject, ox.NamedNode)} if report.results else set()
        )
        found: dict[str | None, list[Fault]] = {}
        for result in report.results:
            if result.severity is not Severity.VIOLATION:
                continue
            # A term that is not in the vocabulary is told by its user, whom the message names.
            held = [next((word for word in result.message.split() if word in subjects and result.path is None), str(result.focus))]
            while held[-1] not in own and held[-1] in holders and holders[held[-1]] not in held:
                held.append(holders[held[-1]])
            event = held[-1] if held[-1] in own else None
            line = next((self.lines[node] for node in held if node in self.lines), None)
            who = result.label or self.names.get(held[0], held[0])
            got = None if result.value in (None, result.focus) else str(result.value)
            fault = Fault(f"{who}: {result.message}", line, _place(result.path), self.names.get(got or "", got))
            if fault not in found.setdefault(event, []):
                found[event].append(fault)
        return found

    def without(self, reports: Collection[str]) -> Imported:
        """It without those reports, and without what only they refer to."""
        kept = tuple(report for report in self.reports if report not in reports)
        said: dict[str, list[ox.Triple]] = {}
        for triple in self.triples:
            if isinstance(triple.subject, ox.NamedNode):
                said.setdefault(triple.subject.value, []).append(triple)
        waiting, seen, triples = [self.graph, *kept], set(reports), set[ox.Triple]()
        while waiting:
            node = waiting.pop()
            if node in seen:
                continue
            seen.add(node)
            for triple in said.get(node, ()):
                value = triple.object.value if isinstance(triple.object, ox.NamedNode) else ""
                if value not in reports:
                    triples.add(triple)
                    waiting.append(value)
        return replace(self, triples=frozenset(triples), reports=kept)


def _place(path: str | None) -> str | None:
    """A property path in the words of the template."""
    if path is None:
        return None
    names = [name.strip("<>").removeprefix(PREFIXES["dg"]) for name in path.split(" | ")]
    return " or ".join(_COLUMNS.get(name, name) for name in names)


def format_of(document: Document) -> str:
    """The name of the format of a file: as it is given, else by the ending of its name, else by what stands in it.

    Raises:
        FormatError: There is no format of the name that is given.
    """
    if document.format is not None:
        given = document.format.partition(";")[0].strip().lower()
        for name, known in RDF_FORMATS.items():
            if given == name or (given in known.media_types and given not in _TABLES):
                return name
        if given in ("csv", "json") or given in _TABLES:
            return _TABLES.get(given, given)
        raise FormatError(document.format, f"is no format of events; choose one of {', '.join(FORMATS)}")
    ending = document.name.lower().removesuffix(".gz").removesuffix(".zst").removesuffix(".bz2").removesuffix(".xz").rpartition(".")[2]
    if ending in _ENDINGS:
        return _ENDINGS[ending][0]
    known_ending = next((name for name, known in RDF_FORMATS.items() if f".{ending}" in known.endings), None)
    if known_ending is not None:
        return known_ending
    begin = document.data.lstrip()[:1]
    return "json" if begin in (b"{", b"[") and b'"' in document.data[:200] else "rdf" if begin in (b"@", b"<", b"#") else "csv"


def read_import(
    document: Document,
    source: Source,
    known: Known,
    encoding: str | None = None,
    progress: Progress | None = None,
) -> Imported:
    """What comes of a file of events; its rows that have faults are not in the graph.

    Args:
        document: The file.
        source: What it is.
        known: What the dataset knows.
        encoding: The encoding of a table, where it is neither UTF-8 nor has a byte order mark.
        progress: Is told how many rows are read, and how many records are mapped.

    Raises:
        FormatError: The file cannot be read at all: another encoding, RDF that breaks its rules, nothing in it.
    """
    if not document.data.strip():
        raise FormatError(document.name, "is empty; `diplograph import --template csv` shows what is expected")
    format = format_of(document)
    if format in ("csv", "json"):
        text = table.decoded(document.data, document.name, encoding)
        if not (format == "json" and json_document.looks_like_rdf(text)):
            rows = table.read_rows(text) if format == "csv" else json_document.read_rows(text)
            return _of_rows(rows, document, source, known, progress or _silent)
        format = "jsonld"
    return _of_rdf(document, None if format == "rdf" else format, source, known)


def _silent(_what: str, _done: int, _of: int | None) -> None:
    pass


def _of_rows(rows: Iterator[Row | Fault], document: Document, source: Source, known: Known, progress: Progress) -> Imported:
    records, count = Records(source, known), 0
    for count, row in enumerate(rows, start=1):
        if isinstance(row, Fault):
            records.faults.append(row)
        else:
            records.add(row)
        if count % _BATCH == 0:
            progress("rows read", count, None)
    if count == 0:
        raise FormatError(document.name, "has a heading and no events; add a row for each event")
    told = records.linked()
    triples = set(from_rdflib(source_graph(source, (), known.iris, SOFTWARE)))
    lines: dict[str, int] = {}
    for start in range(0, len(told), _BATCH):
        batch = told[start : start + _BATCH]
        triples |= from_rdflib(source_graph(source, [record for record, _ in batch], known.iris, SOFTWARE))
        lines.update((known.iris.report(record.key), row.line) for record, row in batch)
        progress("events mapped", start + len(batch), len(told))
    faults = sorted(records.faults, key=lambda fault: fault.line or 0)
    graph = known.iris.source(source.name)
    return Imported(source, graph, frozenset(triples), tuple(lines), tuple(faults), tuple(records.notes), lines)


def _of_rdf(document: Document, format: str | None, source: Source, known: Known) -> Imported:
    quads = list(load_quads(document.data, document.name, format))
    graphs = {quad.graph_name for quad in quads}
    if len(graphs) > 1:
        raise FormatError(document.name, f"has {len(graphs)} graphs, and a source has one; give each in a file of its own")
    made = reports_of(quads, source, known)
    if not made.reports:
        raise FormatError(document.name, f"has no events; give each the class {PREFIXES['dg']}Event, as the shapes ask for")
    places = subject_lines(document.data)
    subjects = {triple.subject.value for triple in made.triples if isinstance(triple.subject, ox.NamedNode)}
    lines = {node: places[node] for node in subjects & places.keys()}
    lines |= {name: places[called] for name, called in made.names.items() if called in places}
    triples = frozenset(made.triples) | from_rdflib(source_graph(source, (), known.iris, SOFTWARE))
    return Imported(source, known.iris.source(source.name), triples, tuple(made.reports), (), (), lines, made.names)
