"""What every store offers: one small class of verbs over a dataset of RDF."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol

import pyoxigraph as ox

from .formats import Format

GraphName = ox.NamedNode | ox.DefaultGraph
DEFAULT_GRAPH = ox.DefaultGraph()
# Subject, predicate, object and graph of quads; ``None`` fits anything.
Pattern = tuple[ox.NamedNode | None, ox.NamedNode | None, ox.NamedNode | ox.Literal | None, GraphName | None]


@dataclass(frozen=True, slots=True)
class Change:
    """Quads to take away and quads to add, made in one transaction."""

    remove: frozenset[ox.Quad] = frozenset()
    add: frozenset[ox.Quad] = frozenset()

    def __bool__(self) -> bool:
        """Whether anything changes at all."""
        return bool(self.remove or self.add)


@dataclass(frozen=True, slots=True)
class QueryDataset:
    """The graphs that a query is asked of, by the SPARQL protocol; empty means the dataset's own."""

    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether the query's dataset is other than the store's own."""
        return bool(self.default_graphs or self.named_graphs)


OWN_GRAPHS = QueryDataset()


@dataclass(frozen=True, slots=True)
class Answer:
    """A query's answer, written out.

    Attributes:
        form: ``select``, ``ask`` or ``graph`` (CONSTRUCT and DESCRIBE).
        format: What ``data`` is written in.
        data: The answer itself.
    """

    form: str
    format: Format
    data: bytes


class Store(Protocol):
    """A dataset: a default graph and named graphs, changed by transactions."""

    @property
    def location(self) -> str:
        """Where the dataset is kept: a folder, an address, or ``memory:``."""
        ...

    @property
    def read_only(self) -> bool:
        """Whether changes are refused."""
        ...

    @property
    def commit(self) -> int | None:
        """The number of the last commit, which never comes again; nothing where the store counts none."""
        ...

    def quads(
        self,
        subject: ox.NamedNode | None = None,
        predicate: ox.NamedNode | None = None,
        object: ox.NamedNode | ox.Literal | None = None,
        graph: GraphName | None = None,
    ) -> Iterator[ox.Quad]:
        """The quads that fit the pattern; ``None`` fits anything."""
        ...

    def graph(self, name: GraphName) -> frozenset[ox.Triple]:
        """The triples of one graph; none where there is no such graph."""
        ...

    def graphs(self) -> Iterator[ox.NamedNode]:
        """The names of the named graphs."""
        ...

    def apply(self, change: Change) -> None:
        """Makes the change in one transaction: all of it or, after an error, nothing."""
        ...

    def transact(self, work: Callable[[], Change]) -> Change:
        """Makes the change that the work finds in the dataset to be needed, and gives it back.

        Where another client changed the dataset since the work began to read it, nothing is written, and the work is done again.

        Args:
            work: Reads the dataset and changes nothing; it may be called more than once.

        Raises:
            StoreConflict: Others changed the dataset each time.
        """
        ...

    def ahead(self, patterns: Iterable[Pattern]) -> bool:
        """Says which quads the work of ``transact`` is about to ask for, so that a store far away fetches them together.

        Gives back whether it does; where the store is near there is no use in looking ahead.
        """
        ...

    def at_once(self) -> AbstractContextManager[None]:
        """Lets many changes be one: within, they are made one by one; readers, and who opens the dataset after a kill, see all or none.

        An error takes all of them back. On a server every change stands as soon as it is made.
        """
        ...

    def replace(self, name: GraphName, triples: Iterable[ox.Triple]) -> None:
        """Makes a graph hold exactly these triples, blank nodes among them, in one transaction."""
        ...

    def update(self, text: str, base: str | None = None) -> None:
        """Carries out a SPARQL update in one transaction: all of it or, after an error, nothing.

        Args:
            text: The update; the prefixes of the project are known in it.
            base: What its relative IRIs are relative to.

        Raises:
            QueryError: The update is not understood or not allowed.
        """
        ...

    def bulk_load(self, source: Path | IO[bytes], format: Format, to: GraphName | None = None) -> None:
        """Adds the quads of a whole document that is trusted, such as an exported dataset, faster than ``apply`` can.

        Blank nodes keep their labels, so that two documents with the same labels would run into each other. A store whose engine has
        no such way uses ``bulk_load_in_parts``, and may hold a part of the document after an error.

        Args:
            source: A file, or a stream of bytes (of a compressed file, such as ``gzip.open`` gives).
            format: What it is written in.
            to: The graph that the triples are put into, where the format has triples.

        Raises:
            SourceError: The file cannot be read.
            FormatError: The document breaks the rules of its format, with the line where known; nothing was added.
            StoreError: The dataset cannot be written.
        """
        ...

    def query(self, text: str, bindings: Format | None, graph: Format | None, dataset: QueryDataset = OWN_GRAPHS) -> Answer:
        """The answer to a SPARQL query.

        Args:
            text: The query; the prefixes of the project are known in it.
            bindings: The format for SELECT and ASK, or nothing where the caller takes none.
            graph: The format for CONSTRUCT and DESCRIBE, likewise.
            dataset: The graphs that are asked.

        Raises:
            QueryError: The query is not understood or not allowed.
            FormatError: The query's form has no format among those given.
        """
        ...

    def dump(self, target: Path | IO[bytes], format: Format, graphs: tuple[GraphName, ...] | None, prefixes: Mapping[str, str]) -> None:
        """Writes the graphs (all, where none are named) to a file or a stream."""
        ...

    def backup(self, folder: Path) -> None:
        """Writes a consistent copy of the dataset to a folder that does not exist yet."""
        ...

    def close(self) -> None:
        """Gives the dataset free for other processes."""
        ...

    def __len__(self) -> int:
        """The number of quads."""
        ...
