"""The embedded dataset: Oxigraph on disk, or in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import IO, Self

import pyoxigraph as ox

from ..errors import FormatError, QueryError, StoreError
from ..ontology.terms import QUERY_PREFIXES
from .base import OWN_GRAPHS, Answer, Change, GraphName, Pattern, QueryDataset
from .bulk import document_errors, rdf_format
from .evaluation import Question, evaluate
from .folder import Reading, Touched, Writing, check_folder, layout_of
from .foreseeing import foreseen
from .formats import Content, Format, used_prefixes
from .lock import FolderLock
from .sparql import refuse_remote, syntax_error, unescaped
from .updates import as_inserts
from .words import KINDS, Finder, Search, Text, searched, searches

MEMORY = "memory:"


@dataclass(frozen=True, slots=True)
class Update:
    """A SPARQL update, in which the project's prefixes are known, and what its relative IRIs are relative to."""

    text: str
    base: str | None

    def repeat(self, engine: ox.Store) -> None:
        """Carries it out."""
        engine.update(self.text, base_iri=self.base, prefixes=dict(QUERY_PREFIXES))


def _data_block(quads: Iterable[ox.Quad]) -> str:
    lines = []
    for quad in quads:
        triple = f"{quad.subject} {quad.predicate} {quad.object} ."
        lines.append(triple if isinstance(quad.graph_name, ox.DefaultGraph) else f"GRAPH {quad.graph_name} {{ {triple} }}")
    return "\n".join(lines)


def _touched(engine: ox.Store, text: str, base: str | None) -> Touched:
    """What is known of an update that does more than name data."""
    texts = foreseen(engine, text, base)
    if texts is not None:
        # Which of them are added and which taken away is seen when they are looked after.
        return Touched(texts, texts)
    return Touched(None if "INSERT" in unescaped(text).upper() else ())


class _Memory:
    """A dataset in memory, with its commits counted."""

    def __init__(self) -> None:
        self.engine = ox.Store()
        self.commit = 0
        self.staged = False

    @contextmanager
    def changing(self, touched: Touched) -> Iterator[ox.Store]:
        yield self.engine
        self.commit += 1

    def steady(self) -> AbstractContextManager[Finder | None]:
        return nullcontext()

    def texts(self, search: Search, most: int) -> None:
        return None

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Works on a copy, which is thrown away after an error."""
        kept, self.engine, self.staged = self.engine, ox.Store(), True
        self.engine.bulk_extend(kept)
        try:
            yield
        except BaseException:
            self.engine = kept
            raise
        finally:
            self.staged = False

    def close(self) -> None:
        self.engine = ox.Store()


class EmbeddedStore:
    """A dataset in a folder that one process may change at a time, while others read what it has published.

    Args:
        location: The folder, or ``memory:``.
        read_only: Reads the dataset as it was at its newest published commit, and refuses changes.
        create: Whether a folder that does not exist is made.
        older: Whether a dataset of an older version is opened as it is, to be migrated or copied.

    Raises:
        StoreInUse: Another process is writing.
        StoreError: The dataset is missing, damaged, or of another version.
    """

    def __init__(self, location: str, *, read_only: bool = False, create: bool = True, older: bool = False) -> None:
        self._location = location
        self._read_only = read_only
        self._followers: list[Callable[[int, Update | None], None]] = []
        self._watchers: list[Callable[[int, Change | None], None]] = []
        self._opened: Writing | Reading | _Memory
        if location == MEMORY:
            self._opened = _Memory()
            return
        folder = Path(location)
        check_folder(folder, create=create and not read_only, older=older)
        if read_only:
            self._opened = Reading(folder)
            return
        try:
            lock = FolderLock(folder)
        except OSError as error:
            raise StoreError(location, f"cannot be opened for writing: {error.strerror}") from error
        self._opened = Writing(folder, lock)

    @property
    def _engine(self) -> ox.Store:
        return self._opened.engine

    @classmethod
    def holding(cls, quads: Iterable[ox.Quad]) -> Self:
        """A dataset in memory that holds the quads, their blank nodes with the labels that they have."""
        made = cls(MEMORY)
        made._engine.bulk_extend(quads)
        return made

    @property
    def location(self) -> str:
        """The folder, or ``memory:``."""
        return self._location

    @property
    def read_only(self) -> bool:
        """Whether changes are refused."""
        return self._read_only

    @property
    def commit(self) -> int:
        """The number of the last commit: it grows with each, and never comes again for a folder."""
        return self._opened.commit

    def quads(
        self,
        subject: ox.NamedNode | None = None,
        predicate: ox.NamedNode | None = None,
        object: ox.NamedNode | ox.Literal | None = None,
        graph: GraphName | None = None,
    ) -> Iterator[ox.Quad]:
        """The quads that fit the pattern; ``None`` fits anything."""
        return self._engine.quads_for_pattern(subject, predicate, object, graph)

    def graph(self, name: GraphName) -> frozenset[ox.Triple]:
        """The triples of one graph; none where there is no such graph."""
        return frozenset(quad.triple for quad in self.quads(graph=name))

    def graphs(self) -> Iterator[ox.NamedNode]:
        """The names of the named graphs that hold something."""
        for name in self._engine.named_graphs():
            # The engine remembers a graph that has lost its last quad.
            if isinstance(name, ox.NamedNode) and next(self.quads(graph=name), None) is not None:
                yield name

    def apply(self, change: Change) -> None:
        """Makes the change in one transaction: all of it or, after an error, nothing."""
        if change:
            # One update of two operations is one transaction of the engine; it has no other way to remove and add together.
            text = f"DELETE DATA {{ {_data_block(change.remove)} }} ;\nINSERT DATA {{ {_data_block(change.add)} }}"
            self._update(text, Touched(change.add, change.remove), same_everywhere=True, change=change)

    def transact(self, work: Callable[[], Change]) -> Change:
        """Makes the change that the work finds to be needed, and gives it back; nobody else writes meanwhile."""
        change = work()
        self.apply(change)
        return change

    def ahead(self, patterns: Iterable[Pattern]) -> bool:
        """No use: the engine is near."""
        return False

    def replace(self, name: GraphName, triples: Iterable[ox.Triple]) -> None:
        """Makes a graph hold exactly these triples, blank nodes among them, in one transaction."""
        quads = [ox.Quad(triple.subject, triple.predicate, triple.object, name) for triple in triples]
        before = (quad for predicate in KINDS for quad in self.quads(predicate=predicate, graph=name))
        dropped = f"GRAPH {name}" if isinstance(name, ox.NamedNode) else "DEFAULT"
        self._update(f"DROP SILENT {dropped} ;\nINSERT DATA {{ {_data_block(quads)} }}", Touched(quads, before), same_everywhere=True)

    def bulk_load(self, source: Path | IO[bytes], format: Format, to: GraphName | None = None) -> None:
        """Adds the quads of a document, all of them or, after an error or a kill, none; as fast as the engine can."""
        with self._writing("loading") as opened, opened.changing(Touched()) as engine, document_errors(source, format) as (path, stream):
            engine.bulk_load(stream, path=path, format=rdf_format(format), to_graph=to)

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Lets many changes be one, for readers and after a kill; they are made in a copy that replaces the data."""
        if isinstance(self._opened, Reading):
            raise StoreError(self._location, "the dataset was opened for reading only")
        try:
            with self._opened.at_once():
                yield
        except OSError as error:
            raise StoreError(self._location, f"writing failed, and nothing was changed: {error}") from error
        for told in self._followers:
            told(self.commit, None)
        for seen in self._watchers:
            seen(self.commit, None)

    def update(self, text: str, base: str | None = None) -> None:
        """Carries out a SPARQL update in one transaction: all of it or, after an error, nothing."""
        refuse_remote(text, update=True)
        try:
            if searches(text):
                Update(text, base).repeat(ox.Store())  # its errors are to be those of the text that was sent
            inserts = as_inserts(text)
            if inserts is not None:
                named = ox.Store()
                Update(inserts, base).repeat(named)
                self._update(text, Touched(named, named), base, same_everywhere=True)
            else:
                self._update(text, partial(_touched, base=base), base, same_everywhere=False)
        except SyntaxError as error:
            raise syntax_error(error, text, update=True) from error
        except RuntimeError as error:
            raise QueryError(f"the update cannot be carried out: {error}") from error

    def _update(
        self,
        text: str,
        touched: Touched | Callable[[ox.Store, str], Touched],
        base: str | None = None,
        *,
        same_everywhere: bool,
        change: Change | None = None,
    ) -> None:
        # New blank nodes have other labels in each copy of the dataset.
        repeated = Update(text, base) if same_everywhere and "_:" not in text else None
        with self._writing("writing", repeated, change) as opened:
            if searches(text):
                with opened.steady() as finder:
                    text = searched(text, finder)
            if not isinstance(touched, Touched):
                touched = touched(opened.engine, text) if isinstance(opened, Writing) and not opened.staged else Touched()
            with opened.changing(touched) as engine:
                Update(text, base).repeat(engine)

    def follow(self, told: Callable[[int, Update | None], None]) -> Callable[[], None]:
        """Lets somebody be told of each commit, in the thread that made it; gives back what ends that.

        Args:
            told: Is given the commit's number, and the update that does the same to a copy of the dataset, where there is one.
        """
        self._followers.append(told)
        return lambda: self._followers.remove(told)

    def watch(self, told: Callable[[int, Change | None], None]) -> Callable[[], None]:
        """Lets somebody be told of each commit, in the thread that made it; gives back what ends that.

        Args:
            told: Is given the commit's number, and what it changed, where that is known.
        """
        self._watchers.append(told)
        return lambda: self._watchers.remove(told)

    @contextmanager
    def _writing(self, what: str, repeated: Update | None = None, change: Change | None = None) -> Iterator[Writing | _Memory]:
        """The opened dataset for one transaction, while nobody else writes."""
        opened = self._opened
        if isinstance(opened, Reading):
            raise StoreError(self._location, "the dataset was opened for reading only")
        try:
            with opened.steady():
                yield opened
        except OSError as error:
            raise StoreError(self._location, f"{what} failed, and nothing was changed: {error}") from error
        if opened.staged:
            return  # all is told at once
        for told in self._followers:
            told(self.commit, repeated)
        for seen in self._watchers:
            seen(self.commit, change)

    def publish(self) -> int:
        """Lets readers of the folder see all commits now, and not only within a second; gives back the number of the last."""
        if isinstance(self._opened, Writing):
            try:
                return self._opened.publish()
            except OSError as error:
                raise StoreError(self._location, f"the last changes cannot be shown to readers: {error}") from error
        return self.commit

    def query(self, text: str, bindings: Format | None, graph: Format | None, dataset: QueryDataset = OWN_GRAPHS) -> Answer:
        """The answer to a SPARQL query, written out in the thread that asks (the engine's rows cannot change threads)."""
        output, told = BytesIO(), list[tuple[str, Format]]()

        def begin(form: str, format: Format) -> BytesIO:
            told.append((form, format))
            return output

        try:
            evaluate(self._engine, Question(text, bindings, graph, dataset), begin, self._opened.steady)
        except OSError as error:
            raise StoreError(self._location, f"reading failed: {error}") from error
        form, format = told[0]
        return Answer(form, format, used_prefixes(output.getvalue()) if form == "graph" else output.getvalue())

    def texts(self, search: Search, most: int) -> list[Text] | None:
        """The labels and quotes that a search finds, at most so many, some of which may have gone; nothing where no index can tell."""
        return self._opened.texts(search, most)

    def dump(self, target: Path | IO[bytes], format: Format, graphs: tuple[GraphName, ...] | None, prefixes: Mapping[str, str]) -> None:
        """Writes the graphs (all, where none are named) to a file or a stream."""
        engine_format = rdf_format(format)
        names = dict(prefixes)
        output = str(target) if isinstance(target, Path) else target
        if format.content is Content.DATASET:
            quads = self.quads() if graphs is None else (quad for name in graphs for quad in self.quads(graph=name))
            ox.serialize(quads, output, format=engine_format, prefixes=names)
            return
        if graphs is None or len(graphs) != 1:
            raise FormatError(format.name, "holds one graph only; choose trig, nquads or jsonld for a whole dataset")
        self._engine.dump(output, format=engine_format, from_graph=graphs[0], prefixes=names)

    def backup(self, folder: Path) -> None:
        """Writes a consistent copy of the dataset to a folder that does not exist yet."""
        if isinstance(self._opened, _Memory):
            raise StoreError(self._location, "a dataset in memory has no backup; export it instead")
        try:
            self._opened.copy(folder)
            (folder / "layout").write_text(layout_of(Path(self._location)) + "\n", encoding="utf-8")
        except OSError as error:
            raise StoreError(str(folder), f"the copy cannot be written: {error.strerror or error}") from error

    def replace_data(self, data: Path, commit: int) -> None:
        """Makes the dataset what the engine's files in another folder hold, which a ``backup`` has written.

        Args:
            data: The folder of those files, which are copied.
            commit: The number of the last commit in them; this dataset's own goes on from the larger of the two.
        """
        if not isinstance(self._opened, Writing):
            raise StoreError(self._location, "is not opened for writing in a folder")
        try:
            self._opened.replace(data, commit)
        except OSError as error:
            raise StoreError(self._location, f"cannot be written: {error.strerror or error}") from error

    def settle_layout(self) -> None:
        """Says that a dataset that an older version wrote has been migrated."""
        if isinstance(self._opened, Writing):
            self._opened.settle_layout()

    def close(self) -> None:
        """Publishes the last commits, and gives the dataset free for other processes."""
        self._opened.close()

    def __len__(self) -> int:
        """The number of quads."""
        return len(self._engine)
