"""A database of diplomatic events: the one object that the command line, the server and Python callers speak to."""

from __future__ import annotations

import contextlib
import dataclasses
import secrets
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING, Self, Unpack

import pyoxigraph as ox

from . import listing, origins, quarantine, vocabularies, writing
from .checks import documents
from .consolidation import copies, filing_changes, in_graph, rebuild_change, view_change
from .consolidation.coded import Consolidation, coded_graphs, remove_coded
from .consolidation.triples import EVENT, TYPE
from .consolidation.triples import apart as coded_apart
from .errors import (
    FormatError,
    ImportFailed,
    NotAllowed,
    Outdated,
    QueryError,
    StoreError,
    ValidationFailed,
)
from .exporting import Progress, sink, write_graphs, write_lines
from .finding import find_article, find_graph
from .loaders.article import Article
from .loaders.document import Document, Options, Unread, as_text, is_address, is_file
from .loaders.source import Source
from .pipeline import Pipeline, Prepared, SetAside, Task
from .results import EventRow, Extracted, ImportReport, Loaded, LoadReport, Outcome, Stats, warnings
from .rows import Rows, read_rows
from .selection import Selection, selected
from .shapes.report import Report
from .store.base import DEFAULT_GRAPH, OWN_GRAPHS, Answer, Change, GraphName, QueryDataset, Store
from .store.formats import DATASET_FORMATS, Content, Format, format_named, names
from .store.terms import canonical, to_rdflib
from .store.updates import with_dataset, without_silent_loads
from .tables.formats import TableFormat
from .tables.reading import read_events, write_table
from .tables.row import row
from .version import VERSION

if TYPE_CHECKING:
    from .coded import CodedProgress, CodedReport
    from .importing import ImportOptions

# Of so many documents in a row the outcome may wait for the first of them.
_TOGETHER = 512


class Database:
    """Articles in, events out, over one store.

    Args:
        store: The dataset.
        pipeline: What reads, extracts, maps and validates; the settings' own where none is given.
    """

    def __init__(self, store: Store, pipeline: Pipeline | None = None) -> None:
        self.store = store
        self.pipeline = pipeline if pipeline is not None else Pipeline()
        self.iris = self.pipeline.iris
        self._writing = threading.Lock()
        self._opened = secrets.token_hex(4)
        if not store.read_only:
            vocabularies.install(store)

    def __enter__(self) -> Self:
        """The database itself, closed at the end of the block."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Closes the database."""
        self.close()

    def close(self) -> None:
        """Gives the dataset free for other processes."""
        self.store.close()

    def load(
        self,
        sources: Iterable[str | Path],
        progress: Callable[[Loaded], None] | None = None,
        options: Options | None = None,
        *,
        jobs: int = 1,
    ) -> LoadReport:
        """Loads articles from all that holds some; each is in the dataset wholly or not at all, and a bad one stops no other.

        Args:
            sources: Files, folders or patterns of files, addresses, and ``-`` for standard input.
            progress: Is told of each article when it is done.
            options: How the sources are read.
            jobs: How many articles are extracted at the same time, each in a process of its own; with 1, in this process.

        Raises:
            StoreError: The dataset itself cannot be written.
            ConfigurationError: The language model or another part of the installation is missing.
        """
        done = []
        for loaded in self.loading(sources, options, jobs=jobs):
            done.append(loaded)
            if progress is not None:
                progress(loaded)
        return LoadReport(tuple(done))

    def loading(
        self,
        sources: Iterable[str | Path],
        options: Options | None = None,
        *,
        jobs: int = 1,
        engine: str | None = None,
        again: bool = False,
    ) -> Iterator[Loaded]:
        """Loads articles as ``load`` does, and gives what became of each as it is done, so that any number of them takes no more memory.

        A document from which the dataset has an article already, found by the same version, is not read again; so a run that was
        ended goes on where it ended. The outcome is the same, byte for byte, whatever does the work.

        Args:
            sources: As of ``load``; so are the others.
            options: How the sources are read.
            jobs: How many articles are extracted at the same time.
            engine: What extracts them: ``local``, processes of this machine, or ``ray``, a cluster; with neither and one job, this process.
            again: Whether also documents are read again from which the dataset has an article.
        """
        format = options.format if options is not None else None
        documents = self.pipeline.documents(sources, options)
        with contextlib.ExitStack() as stack:
            run: Callable[[Iterator[Task]], Iterator[Prepared]] = partial(map, self.pipeline.prepare)
            if jobs > 1 or engine is not None:
                from .batches import engine as engine_named

                run = stack.enter_context(engine_named(engine or "local", self.pipeline.settings, jobs))
            # Some at a time, since all that has been loaded before passes by before there is work for the engine.
            while (yield from self._through(run, islice(documents, _TOGETHER), format, again=again)):
                pass

    def _through(
        self,
        run: Callable[[Iterator[Task]], Iterator[Prepared]],
        documents: Iterator[Document | Unread],
        format: str | None,
        *,
        again: bool,
    ) -> Generator[Loaded, None, int]:
        """Loads those documents; gives back how many there were."""
        # What comes of them in their order: what the engine works on, by its fingerprint, and what is settled without.
        order: deque[str | Loaded | Unread] = deque()
        count = 0

        def tasks() -> Iterator[Task]:
            nonlocal count
            for document in documents:
                count += 1
                if isinstance(document, Unread):
                    order.append(document)
                    continue
                task = Task(document, format)
                mark = self.pipeline.fingerprint(task)
                known = None if again else self._known(mark, document.called)
                order.append(mark if known is None else known)
                if known is None:
                    yield task

        def settled() -> Iterator[Loaded]:
            while order and not isinstance(first := order[0], str):
                order.popleft()
                yield self.take(first) if isinstance(first, Unread) else first

        for prepared in run(tasks()):
            yield from settled()
            mark = order.popleft()
            assert isinstance(mark, str)
            yield self.take(prepared, mark)
        yield from settled()
        return count

    def _known(self, mark: str, source: str) -> Loaded | None:
        """What became of a document before, where its article is in the dataset as it was read from just these bytes."""
        found = next(self.store.quads(None, origins.READ_FROM, ox.Literal(mark), ox.NamedNode(self.iris.origins_graph)), None)
        if found is None or not isinstance(found.subject, ox.NamedNode):
            return None
        events = sum(1 for _ in self.store.quads(None, TYPE, EVENT, found.subject))
        return Loaded(source, Outcome.UNCHANGED, found.subject.value, events)

    def load_document(self, document: Document | Unread, format: str | None = None) -> Loaded:
        """Loads the article in a document; see ``load``. What could not be read is kept in quarantine by its name.

        Args:
            document: The document, or what could not be read.
            format: Name of the reader that reads it, whatever it looks like.
        """
        return self.take(document if isinstance(document, Unread) else self.pipeline.prepare(Task(document, format)))

    def load_coded(
        self,
        path: str | Path,
        kind: str | None = None,
        *,
        name: str | None = None,
        version: str | None = None,
        keep_other: bool = False,
        consolidate: bool = False,
        progress: CodedProgress | None = None,
    ) -> CodedReport:
        """Loads a dataset of coded events into a graph of its own, in place of its earlier versions; all of it or, after an error, nothing.

        Args:
            path: The file, which may be packed.
            kind: What dataset it is of, such as ``icews``; by its first line where none is given.
            name: What the dataset is called, the same in each version; by default the file's name without its endings.
            version: What tells its versions apart; by default a digest of what is in the file.
            keep_other: Keeps rows outside of the ontology, as plain events.
            consolidate: Joins its events with those of articles, among the consolidated ones.
            progress: Is told how many rows and events there are so far.

        Raises:
            SourceError: The file cannot be read.
            FormatError: It is not of that kind.
            NotFound: There is no such kind.
            StoreError: The dataset cannot be written.
        """
        from .coded import CodedLoad, Options, coded_dataset, source_of  # polars takes a moment that other verbs need not wait for

        file = Path(path)
        source, options = source_of(file, kind), Options(keep_other=keep_other)
        described = coded_dataset(source, file, self.iris, VERSION, name=name, version=version, options=options)
        with self._writing:
            load = CodedLoad(self.store, self.pipeline.validator, described, Consolidation(self.store, self.iris) if consolidate else None)
            report = load.run(progress)
            if report.refused is not None:
                apart = f"{report.dataset}/refused"
                entry = quarantine.refused(self.iris, apart, f"rows of {file.name}", load.refused.decode(), report.refused)
                self.store.transact(lambda: quarantine.change(self.store, self.iris, (apart,), entry))
        return report

    def load_bytes(self, data: bytes, name: str, content_type: str | None = None) -> Loaded:
        """Loads the article in the bytes of a page; see ``load``."""
        return self.take(self.pipeline.attempt(name, partial(self.pipeline.read_bytes, data, name, content_type)))

    def load_article(self, article: Article, source: str | None = None) -> Loaded:
        """Loads one article: its graph, its quarantine entry and the consolidated events change in one transaction.

        One in a language in which no events are found is set aside, in quarantine.
        """
        return self.take(self.pipeline.taken(article, source))

    def set_aside(self, article: Article, reason: str, source: str | None = None) -> Loaded:
        """Puts an article in quarantine without seeking events in it."""
        source = article.source if source is None else source
        iri = self.iris.article(article.key)
        with self._writing:
            entry = quarantine.set_aside(self.iris, iri, source, reason, article)
            self.store.transact(lambda: quarantine.change(self.store, self.iris, (iri, source), entry))
        return Loaded(source, Outcome.SET_ASIDE, iri, reason=reason)

    def store_extracted(self, extracted: Extracted, report: Report, source: str | None = None) -> Loaded:
        """Puts what was extracted into the dataset if it conforms, else into quarantine, where an older version stays as it is."""
        return self.take(self.pipeline.ready(extracted, source, report))

    def take(self, prepared: Prepared, mark: str | None = None) -> Loaded:
        """Puts an article into the dataset, or what is wrong with it into quarantine.

        Args:
            prepared: What ``Pipeline.prepare`` made of a document, in whichever process.
            mark: The fingerprint of the document, by which it is known again.
        """
        if isinstance(prepared, Unread):
            self._keep_unread(prepared)
            return Loaded(prepared.place, Outcome.FAILED, reason=prepared.reason)
        if isinstance(prepared, SetAside):
            return self.set_aside(prepared.article, prepared.reason, prepared.source)
        source, report, notes = prepared.source, prepared.report, prepared.notes
        iri = self.iris.article(prepared.article.key)
        with self._writing:
            if not report.conforms:
                entry = quarantine.refused(self.iris, iri, source, prepared.graph.decode(), report, prepared.article)
                self.store.transact(lambda: quarantine.change(self.store, self.iris, (iri, source), entry))
                return Loaded(source, Outcome.QUARANTINED, iri, prepared.events, quarantine.reason(report), report, notes)
            triples = frozenset(quad.triple for quad in ox.parse(prepared.graph, format=ox.RdfFormat.N_TRIPLES))
            entry = quarantine.warned(self.iris, iri, source, report)
            change = self.store.transact(lambda: self._change(ox.NamedNode(iri), triples, source, mark, entry))
        known = ox.NamedNode(self.iris.origins_graph)
        changed = any(quad.graph_name != known for quad in change.remove | change.add)
        outcome, notes = Outcome.LOADED if changed else Outcome.UNCHANGED, (*notes, *warnings(report))
        return Loaded(source, outcome, iri, prepared.events, None, report, notes, next(iter(copies(self.store, iri)), None))

    def _keep_unread(self, unread: Unread) -> None:
        if unread.origin is None:
            return  # such as a name that was mistyped, which can only be told of
        with self._writing:
            entry = quarantine.unread(self.iris, unread.place, unread.reason, unread.origin)
            self.store.transact(lambda: quarantine.change(self.store, self.iris, (unread.place,), entry))

    def import_file(self, path: str | Path, *, name: str | None = None, **options: Unpack[ImportOptions]) -> ImportReport:
        """Takes a file of events in as a source of its own, wholly or not at all; what the source was before is replaced.

        The file is RDF of any format, or a table as the template has it, in CSV or JSON; it may be packed.

        Args:
            path: The file.
            name: What the source is called; the file's own name where none is given.
            options: See ``ImportOptions``.

        Raises:
            ImportFailed: The file has faults, which are attached with their lines; it lies in quarantine.
            SourceError: The file cannot be read.
            FormatError: The file is not understood at all.
        """
        return self.import_document(documents.read(str(path)), name or Path(path).name, **options)

    def import_document(self, document: documents.Document, name: str, **options: Unpack[ImportOptions]) -> ImportReport:
        """Takes the events of a document in as the source of that name; see ``import_file``."""
        from .importing import Fault, Known, decide, read_import  # which needs the names of actors, and they half a second

        document, name = dataclasses.replace(document, name=as_text(document.name)), as_text(name)
        graph, progress = ox.NamedNode(self.iris.source(name)), options.get("progress")
        known = Known(self.iris, graph.value, self.store)
        try:
            read = read_import(document, Source(name, options.get("publisher")), known, options.get("encoding"), progress)
        except FormatError as error:
            if is_file(document.name):
                unread = quarantine.not_imported(self.iris, graph.value, document.name, name, [Fault(error.reason, error.line)])
                with self._writing:
                    self.store.transact(lambda: quarantine.change(self.store, self.iris, (graph.value,), unread))
            raise
        decision = decide(read, self.pipeline.validator, keep_going=options.get("keep_going", False))
        taken, entry = decision.taken, quarantine.warned(self.iris, graph.value, document.name, decision.warnings)
        if decision.faults:
            entry = quarantine.not_imported(self.iris, graph.value, document.name, name, decision.faults, decision.refused)
        if progress is not None:
            progress("events to store", len(taken.reports) if taken is not None else 0, None)
        with self._writing:
            if taken is None:
                self.store.transact(lambda: quarantine.change(self.store, self.iris, (graph.value, document.name), entry))
                raise ImportFailed(document.name, decision.faults)
            before, after = self.store.graph(graph), canonical(taken.triples)
            self.store.transact(lambda: self._change(graph, after, document.name, entry=entry))
        outcome = Outcome.UNCHANGED if before == after else Outcome.LOADED
        return ImportReport(name, graph.value, outcome, len(taken.reports), decision.faults, (*taken.notes, *warnings(decision.warnings)))

    @property
    def state(self) -> str | None:
        """A name of the dataset's present state, another after every change; nothing where the store does not count its changes."""
        return self.state_at(self.store.commit)

    def state_at(self, commit: int | None) -> str | None:
        """The name of the dataset's state after that commit."""
        return f"{self._opened}-{commit}" if commit is not None else None

    @contextlib.contextmanager
    def _write(self, state: str | None) -> Iterator[None]:
        with self._writing:
            if state is not None and state != self.state:
                raise Outdated
            yield

    def update(
        self, text: str, using: QueryDataset = OWN_GRAPHS, *, base: str | None = None, gated: bool = True, state: str | None = None
    ) -> None:
        """Carries out a SPARQL update in one transaction.

        Args:
            text: The update; the project's prefixes need no declaring.
            using: The graphs that its WHERE asks, as if it named them by USING.
            base: What its relative IRIs are relative to; the base of the dataset's own where none is given.
            gated: Takes changes of one source's graph alone, which is validated, and from which the consolidated events follow.
            state: The state of the dataset that the update is meant for.

        Raises:
            QueryError: The update is not understood or not allowed.
            NotAllowed: The gate does not take such an update.
            ValidationFailed: The graph would break the shapes; it lies in quarantine as it would have become.
            Outdated: The dataset is in another state.
        """
        text, base = without_silent_loads(with_dataset(text, using)), self.iris.base if base is None else base
        with self._write(state):
            if not gated:
                self.store.update(text, base)
                return
            changed = writing.tried(self.store, text, base)
            graphs = [writing.source_graph(name, self.iris) for name in changed]
            if len(graphs) > 1:
                raise NotAllowed(f"the update changes {len(graphs)} graphs; send one update for each of them")
            for graph in graphs:
                self._pass(graph, writing.without_blank_nodes(changed[graph][1]))

    def write_graph(
        self, name: GraphName, triples: Iterable[ox.Triple], *, merge: bool = False, gated: bool = True, state: str | None = None
    ) -> bool:
        """Makes a graph hold exactly these triples, or also these, in one transaction; gives back whether there was such a graph before.

        No triples at all take the graph away. Arguments and errors as of ``update``.
        """
        with self._write(state):
            existed = next(self.store.quads(graph=name), None) is not None
            if gated:
                graph = writing.source_graph(name, self.iris)
                after = writing.without_blank_nodes(canonical(triples))
                self._pass(graph, after | self.store.graph(graph) if merge else after)
            elif merge:
                self.store.apply(Change(add=in_graph(triples, name)))
            else:
                self.store.replace(name, triples)
        return existed

    def _pass(self, graph: ox.NamedNode, after: frozenset[ox.Triple]) -> None:
        data = to_rdflib(after)
        report = self.pipeline.validator.validate(data)
        if not report.conforms:
            entry = quarantine.refused(self.iris, graph.value, graph.value, data.serialize(format="turtle"), report)
            self.store.transact(lambda: quarantine.change(self.store, self.iris, (graph.value,), entry))
            raise ValidationFailed(graph.value, report)
        entry = quarantine.warned(self.iris, graph.value, graph.value, report)
        self.store.transact(lambda: self._change(graph, after, entry=entry))

    def _change(
        self,
        article: ox.NamedNode,
        after: frozenset[ox.Triple],
        source: str | None = None,
        mark: str | None = None,
        entry: frozenset[ox.Triple] = frozenset(),
    ) -> Change:
        names = (article.value,) if source is None else (article.value, source)
        apart = ox.NamedNode(self.iris.quarantine_graph)
        self.store.ahead(
            [
                origins.pattern(self.iris, article),
                (None, None, None, article),
                *((ox.NamedNode(self.iris.quarantine(name)), None, None, apart) for name in names),
            ]
        )
        before = self.store.graph(article)
        view = view_change(self.store, article, before, after, self.iris)
        kept = quarantine.change(self.store, self.iris, names, entry)
        origin = origins.change(self.store, self.iris, article, mark)
        return Change(
            remove=in_graph(before - after, article) | view.remove | kept.remove | origin.remove,
            add=in_graph(after - before, article) | view.add | kept.add | origin.add,
        )

    def rebuild(self) -> bool:
        """Makes the consolidated events follow from the article graphs again, as after a change of the rule; whether anything changed."""
        with self._writing:
            change = self.store.transact(lambda: rebuild_change(self.store, self._told(), self.iris))
        return bool(change)

    def load_dataset(self, source: Path | IO[bytes], format: Format) -> None:
        """Fills an empty dataset with an exported one, which is trusted: its events are taken as they are, and nothing is validated.

        The reports are filed in the index where the export leaves it out, so that the next article is consolidated with them.

        Args:
            source: A file of a whole dataset, or a stream of its bytes.
            format: What it is written in.

        Raises:
            StoreError: The dataset holds articles already, or cannot be written.
            SourceError: The file cannot be read.
            FormatError: The document breaks the rules of its format, with the line where known.
        """
        with self._writing:
            if next(self.article_graphs(), None) is not None:
                raise StoreError(self.store.location, "holds articles already; load an exported dataset into a new one")
            self.store.bulk_load(source, format)
            for change in filing_changes(self.store, self.iris):
                self.store.apply(change)

    def extract(self, source: str | Path) -> Extracted:
        """The events of an article in a file or at an address; nothing is stored."""
        return self.pipeline.extract(self.pipeline.read(source))

    def query(self, text: str, format: str | None = None, dataset: QueryDataset = OWN_GRAPHS) -> Answer:
        """The answer to a SPARQL query.

        Args:
            text: The query; the project's prefixes need no declaring.
            format: Name of a format; JSON for rows and Turtle for triples where none is given.
            dataset: The graphs that are asked.

        Raises:
            QueryError: The query is not understood or not allowed.
            FormatError: There is no such format, or it cannot hold the answer.
        """
        if format is None:
            return self.store.query(text, format_named("json"), format_named("turtle"), dataset)
        chosen = format_named(format)
        if chosen.content is Content.BINDINGS:
            return self.store.query(text, chosen, None, dataset)
        return self.store.query(text, None, chosen, dataset)

    def rows(self, text: str, dataset: QueryDataset = OWN_GRAPHS) -> Rows:
        """The rows of a SELECT query as Python values, which can become a frame of Polars or pandas.

        Args:
            text: The query; the project's prefixes need no declaring.
            dataset: The graphs that are asked.

        Raises:
            QueryError: The query is not understood or not allowed, or has no rows for an answer.
        """
        answer = self.query(text, dataset=dataset)
        if answer.form != "select":
            raise QueryError("the query has no rows for an answer; write a SELECT query, or ask this one with query()")
        return read_rows(answer.data)

    def validate(self, article: str | None = None) -> Report:
        """The validation report of one article's graph, or of the consolidated events and every article's graph."""
        names: list[GraphName] = (
            [self.find_article(article)] if article is not None else [DEFAULT_GRAPH, *sorted(self.article_graphs(), key=str)]
        )
        graphs = (ox.serialize(self.store.graph(name), format=ox.RdfFormat.N_TRIPLES) or b"" for name in names)
        reports = (self.pipeline.validator.validate_ntriples(graph) for graph in graphs)
        return sum(reports, start=Report(()))

    def article_graphs(self) -> Iterator[ox.NamedNode]:
        """The names of the graphs that hold what articles and coded datasets say."""
        apart = {*self.iris.own_graphs, *vocabularies.VOCABULARIES}
        return (name for name in self.store.graphs() if name.value not in apart)

    def _told(self) -> Iterator[ox.NamedNode]:
        """The graphs from which the consolidated events follow."""
        apart = coded_apart(self.store)
        return (name for name in self.article_graphs() if name not in apart)

    def export(
        self,
        target: Path | IO[bytes],
        format: Format | TableFormat,
        *,
        graph: str | None = None,
        dataset: bool = False,
        selection: Selection | None = None,
        progress: Progress | None = None,
    ) -> int:
        """Writes the consolidated events, some of them, one named graph, or the whole dataset; gives back how many events it left out.

        A table holds the events of the one graph, and leaves out those that its format has no place for; RDF leaves none out.

        Args:
            target: A file, which is replaced when all is written and packed as its ending says, or a stream.
            format: What is written: RDF, or a table.
            graph: The IRI of a named graph.
            dataset: Writes the default graph and the graphs of all articles; the vocabularies, which every dataset has, stay out.
            selection: Writes these events alone, with all that they refer to.
            progress: Is told how many bytes are written so far.

        Raises:
            FormatError: The format cannot hold a whole dataset.
            NotFound: There is no such graph, or nothing of a name that the selection asks for.
            QueryError: The selection's query is not understood.
            StoreError: The file cannot be written.
        """
        graphs: tuple[GraphName, ...] = (DEFAULT_GRAPH,)
        if graph is not None:
            graphs = (find_graph(self.store, graph),)
        elif dataset:
            graphs = (DEFAULT_GRAPH, *sorted(self.article_graphs(), key=str))
            if isinstance(format, TableFormat) or format.content is not Content.DATASET:
                raise FormatError(format.name, f"holds one graph only; for the whole dataset choose one of {names(DATASET_FORMATS)}")
        if isinstance(format, TableFormat):
            with sink(target, progress) as stream:
                return write_table(self.store, self.iris, stream, format, selection or Selection(), graph)
        lines = selected(self.store, self.iris, selection) if selection else None
        with sink(target, progress) as stream:
            if lines is None:
                write_graphs(self.store, stream, format, graphs, self.iris.base)
            else:
                write_lines(lines, stream, format, self.iris.base)
        return 0

    def table(self, selection: Selection | None = None) -> Iterator[dict[str, object]]:
        """The consolidated events, or some of them, by date, each as a row of the columns of ``docs/tables.md``."""
        return map(row, read_events(self.store, self.iris, selection or Selection()))

    def find_graph(self, name: str) -> ox.NamedNode:
        """A graph that holds something, by its IRI, or a coded dataset by its source and name, such as ``icews``.

        Raises:
            NotFound: There is no such graph, or more than one dataset of that name.
        """
        return find_graph(self.store, name)

    def find_article(self, name: str) -> ox.NamedNode:
        """The graph of an article, by its IRI, its address, or its source's name.

        Raises:
            NotFound: No article, or more than one, has that name.
        """
        return find_article(self.store, self.iris, name)

    def remove(self, article: str) -> str:
        """Takes an article or a coded dataset out of the dataset with all that no other supports; gives back its IRI."""
        with self._writing:
            graph = self.find_article(article)
            if graph in coded_graphs(self.store):
                with self.store.at_once():
                    remove_coded(self.store, graph, self.iris)
            else:
                self.store.transact(lambda: self._change(graph, frozenset()))
        return graph.value

    def quarantined(self) -> list[quarantine.Entry]:
        """What could not be read or did not conform, by its source."""
        return quarantine.entries(self.store, self.iris)

    def retry(self, name: str, *, files: bool = True) -> Loaded:
        """Loads what lies in quarantine again: from its source if that is there, else as it was kept; the entry goes when it conforms.

        Args:
            name: The entry's name or the first digits of it, its source, or the article's IRI.
            files: Whether a source may be a file here; not for a caller from elsewhere, who may have given it any name.

        Raises:
            NotFound: No entry, or more than one, has that name.
        """
        entry = quarantine.find(self.quarantined(), name)
        if entry.warned:
            return Loaded(entry.source, Outcome.UNCHANGED, entry.article)
        loaded = self._again(entry, files=files)
        if loaded.outcome in (Outcome.LOADED, Outcome.UNCHANGED):
            self._drop(entry)  # it may have become another article meanwhile
        return loaded

    def _again(self, entry: quarantine.Entry, *, files: bool) -> Loaded:
        if entry.imported is not None and files and is_file(entry.source):
            return self._import_again(entry.source, entry.imported)
        if files and is_file(entry.origin or entry.source):
            found = (one for one in self.pipeline.documents([entry.origin or entry.source]) if one.place == entry.source)
            if (document := next(found, None)) is not None:
                return self.load_document(document)
        if (article := entry.kept) is not None:
            return self.take(self.pipeline.attempt(entry.source, lambda: article))
        if files and entry.origin is not None and is_address(entry.origin):
            found = (one for one in self.pipeline.documents([entry.origin]) if one.place == entry.source)
            if (document := next(found, None)) is not None:
                return self.load_document(document)
        if entry.graph is None or entry.article is None:
            reason = "cannot be found from here, and nothing of it is kept but why it failed"
            if not files:
                reason = "nothing of it is kept but why it failed; mend its file, and load that again"
            return Loaded(entry.source, Outcome.FAILED, reason=reason)
        try:
            self.write_graph(ox.NamedNode(entry.article), quarantine.rdf(entry.graph))
        except ValidationFailed as error:
            return Loaded(entry.source, Outcome.QUARANTINED, entry.article, reason=quarantine.reason(error.report), report=error.report)
        return Loaded(entry.source, Outcome.LOADED, entry.article)

    def _import_again(self, source: str, name: str) -> Loaded:
        try:
            done = self.import_file(source, name=name)
        except (ImportFailed, FormatError) as error:
            first = error.faults[0].text(source) if isinstance(error, ImportFailed) else error.reason
            return Loaded(source, Outcome.QUARANTINED, self.iris.source(name), reason=first)
        return Loaded(source, done.outcome, done.graph, done.events, notes=done.notes)

    def drop(self, name: str) -> quarantine.Entry:
        """Takes an entry out of quarantine for good, and gives it back; arguments and errors as of ``retry``."""
        entry = quarantine.find(self.quarantined(), name)
        self._drop(entry)
        return entry

    def _drop(self, entry: quarantine.Entry) -> None:
        with self._writing:
            self.store.transact(lambda: quarantine.change(self.store, self.iris, (entry.article or entry.source,)))

    def events(self, article: str | None = None) -> list[EventRow]:
        """The consolidated events by date, or those that one article reports."""
        return listing.events(self.store, self.find_article(article).value if article is not None else None)

    def stats(self) -> Stats:
        """How much the dataset holds."""
        return listing.stats(self.store, self.iris)
