"""Loading a dataset of coded events: from a file to a named graph of its own, whatever its size."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import IO

import pyoxigraph as ox
from rdflib import RDF

from .consolidation.coded import DATASET, PART, Consolidation, coded_graphs, remove_coded
from .errors import ValidationFailed
from .loaders.coded.base import Batch, CodedSource, Options, Tally, dataset_name
from .loaders.coded.packed import opened
from .loaders.coded.registry import source_of
from .loaders.mapper import DatasetGraph
from .loaders.source import Dataset
from .ontology.iris import Iris
from .ontology.terms import PREFIXES
from .results import Outcome
from .shapes.report import Report
from .shapes.validator import Validator
from .store.base import DEFAULT_GRAPH, Store
from .store.formats import format_named

__all__ = ["CodedDataset", "CodedLoad", "CodedProgress", "CodedReport", "Options", "coded_dataset", "source_of"]

_CHUNK = 1 << 20
_TYPE = ox.NamedNode(str(RDF.type))
_GENERATED = ox.NamedNode(PREFIXES["prov"] + "wasGeneratedBy")

CodedProgress = Callable[[int, int], None]
"""Is told how many rows are in the dataset, and how many events."""


@dataclass(frozen=True, slots=True)
class CodedDataset:
    """A dataset of coded events in one version.

    Attributes:
        source: What kind of dataset it is.
        path: The file.
        name: What it is called, the same in each version.
        version: What tells its versions apart.
        options: What is asked of it.
        iris: The makers of IRIs.
        software: The version of the program.
    """

    source: CodedSource
    path: Path
    name: str
    version: str
    options: Options
    iris: Iris
    software: str

    @property
    def graph(self) -> ox.NamedNode:
        """The dataset's IRI, also the name of its graph."""
        return ox.NamedNode(self.iris.dataset(self.source.name, self.name, self.version))

    @property
    def activity(self) -> ox.NamedNode:
        """The run that makes its graph: the same for the same file, options and version of the program."""
        return ox.NamedNode(self.iris.activity(self._run))

    @property
    def _run(self) -> str:
        return f"{self.graph.value} {self.options} {self.software}"

    def header(self, comment: str | None = None) -> bytes:
        """What is said of the dataset itself, and of how it came here, as N-Triples."""
        made = DatasetGraph(self.graph.value, self.iris)
        told = Dataset(f"{self.source.title}, {self.name}", self.path.name, self.version, self.source.scheme, comment)
        made.describe(told, self._run, f"{self.software}, {self.source.name}")
        return b"".join(sorted(made.graph.serialize(format="nt", encoding="utf-8").splitlines(keepends=True)))


def coded_dataset(
    source: CodedSource, path: Path, iris: Iris, software: str, *, name: str | None, version: str | None, options: Options
) -> CodedDataset:
    """The dataset in a file; its name is the file's, and its version follows from what is in it, unless they are given.

    Raises:
        SourceError: The file cannot be read.
    """
    if version is None:
        content = hashlib.sha256()
        with opened(path) as stream:
            while chunk := stream.read(_CHUNK):
                content.update(chunk)
        version = content.hexdigest()[:12]
    return CodedDataset(source, path, name if name is not None else dataset_name(path), version, options, iris, software)


@dataclass(frozen=True, slots=True)
class CodedReport:
    """What became of a dataset of coded events.

    Attributes:
        dataset: The dataset's IRI.
        outcome: Loaded, or unchanged.
        tally: What became of its rows; empty where it is unchanged.
        events: Events in its graph.
        quads: Quads that were loaded.
        replaced: Earlier versions that it took the place of.
        refused: What does not conform and was left out, where anything.
    """

    dataset: str
    outcome: Outcome
    tally: Tally = field(default_factory=Tally)
    events: int = 0
    quads: int = 0
    replaced: tuple[str, ...] = ()
    refused: Report | None = None


class CodedLoad:
    """The loading of one dataset into a store; what is in the store changes at the end, all at once.

    Args:
        store: The dataset of everything.
        validator: What every event is held against.
        dataset: What is loaded.
        consolidation: Joins its events with those of articles, if they are to be joined.
    """

    def __init__(self, store: Store, validator: Validator, dataset: CodedDataset, consolidation: Consolidation | None = None) -> None:
        self._store, self._validator, self._dataset, self._consolidation = store, validator, dataset, consolidation
        self._tally = Tally()
        self._header = dataset.header()
        self._stored: set[bytes] = set()
        self._refused: list[tuple[bytes, Report]] = []
        self._quads = 0

    def run(self, progress: CodedProgress | None = None) -> CodedReport:
        """Loads it in place of its earlier versions.

        Args:
            progress: Is told of each part that is done.

        Raises:
            SourceError: The file cannot be read to its end; nothing has changed.
            FormatError: It is not of this kind.
            ValidationFailed: What its events share breaks the shapes.
        """
        graph = self._dataset.graph
        earlier = [name for name in coded_graphs(self._store) if self._is_version(name)]
        if earlier == [graph] and self._unchanged():
            return CodedReport(graph.value, Outcome.UNCHANGED)
        with self._store.at_once():
            for name in earlier:
                remove_coded(self._store, name, self._dataset.iris)
            self._fill(progress)
        tally = self._tally
        refused = Report.of(result for _, report in self._refused for result in report.results) if self._refused else None
        replaced = tuple(name.value for name in earlier if name != graph)
        return CodedReport(graph.value, Outcome.LOADED, tally, tally.notes.pop("events", 0), self._quads, replaced, refused)

    @property
    def refused(self) -> bytes:
        """The events that do not conform, and what they point to, as N-Triples."""
        return b"".join((self._header, *(data for data, _ in self._refused))) if self._refused else b""

    def _is_version(self, graph: ox.NamedNode) -> bool:
        return graph.value.rpartition("/")[0] == self._dataset.graph.value.rpartition("/")[0]

    def _unchanged(self) -> bool:
        graph = self._dataset.graph
        alike = next(self._store.quads(graph, _GENERATED, self._dataset.activity, graph), None) is not None
        known = next(self._store.quads(graph, _TYPE, DATASET, DEFAULT_GRAPH), None) is not None
        return alike and known == (self._consolidation is not None)

    def _fill(self, progress: CodedProgress | None) -> None:
        rows, events = 0, 0
        # One thread reads, maps and validates the next batch while this one stores the last: the engines work without Python's lock.
        with opened(self._dataset.path) as stream, ThreadPoolExecutor(1) as worker:
            waiting = self._batches(stream)
            following = worker.submit(next, waiting, None)
            while (batch := following.result()) is not None:
                following = worker.submit(next, waiting, None)
                self._put(batch)
                rows, events = rows + batch.rows, events + len(batch.keys)
                if progress is not None:
                    progress(rows, events)
        comment = self._dataset.header(_told(self._tally))
        report = self._validator.validate_part(comment)
        if not report.conforms:
            raise ValidationFailed(self._dataset.path.name, report)
        if self._consolidation is not None:
            self._consolidation.add(comment)
        self._load(comment)

    def _batches(self, stream: IO[bytes]) -> Iterator[Batch]:
        """The batches of the file, each as far as it conforms."""
        dataset = self._dataset
        for batch in dataset.source.read(stream, dataset.graph.value, dataset.name, dataset.iris, dataset.options, self._tally):
            yield self._conforming(batch)

    def _conforming(self, batch: Batch) -> Batch:
        shared = b"".join((self._header, *batch.nodes.values()))
        report = self._validator.validate_part(shared + batch.events)
        if report.conforms:
            return batch
        # Also events that point to what does not conform are left out.
        wrong = tuple(f"<{result.focus}>".encode() for result in report.results)
        lines = batch.events.splitlines(keepends=True)
        bad = {line.split(b" ", 1)[0] for line in lines if any(node in line for node in wrong)}
        events = b"".join(line for line in lines if line.split(b" ", 1)[0] not in bad)
        used = {iri: node for iri, node in batch.nodes.items() if f"<{iri}>".encode() in events}
        again = self._validator.validate_part(b"".join((self._header, *used.values(), events)))
        if not again.conforms:
            raise ValidationFailed(self._dataset.path.name, again)
        self._refused.append((b"".join((*batch.nodes.values(), *(line for line in lines if line.split(b" ", 1)[0] in bad))), report))
        self._tally.notes["events that do not conform, kept in quarantine"] += len(bad)
        names = {node.rpartition(b"/")[2].rstrip(b">").decode() for node in bad}
        return replace(batch, events=events, nodes=used, keys=tuple(key for key in batch.keys if key not in names))

    def _put(self, batch: Batch) -> None:
        new = b"".join(node for node in batch.nodes.values() if node not in self._stored)
        self._stored.update(batch.nodes.values())
        if self._consolidation is None:
            self._load(new + batch.events)
            return
        self._load(new)
        for part in _parts(batch):
            # Each part is stored before the next, which may have rows of the same events.
            self._consolidation.add(self._header + part)
            self._load(part)

    def _load(self, data: bytes) -> None:
        self._quads += data.count(b"\n")
        self._store.bulk_load(BytesIO(data), format_named("ntriples"), self._dataset.graph)


def _parts(batch: Batch) -> Iterator[bytes]:
    """The events of a batch, some at a time, each time with all that they point to."""
    events: dict[bytes, list[bytes]] = {}
    for line in batch.events.splitlines(keepends=True):
        events.setdefault(line.split(b" ", 1)[0], []).append(line)
    nodes = {f"<{iri}>".encode(): node for iri, node in batch.nodes.items()}
    waiting = iter(events.values())
    while part := list(islice(waiting, PART)):
        lines = [line for event in part for line in event]
        used, described = dict[bytes, bytes](), list(lines)
        while described:
            value = described.pop().split(b" ", 2)[2][:-3]
            if value in nodes and value not in used:
                used[value] = nodes[value]
                described += nodes[value].splitlines(keepends=True)
        yield b"".join((*used.values(), *lines))


def _told(tally: Tally) -> str:
    """What became of the rows, in one line."""
    left_out = "; ".join(f"{count:,} {reason}" for reason, count in sorted(tally.left_out.items()))
    return f"{tally.rows:,} rows, of which {tally.kept:,} are here" + (f"; left out: {left_out}" if left_out else "")
