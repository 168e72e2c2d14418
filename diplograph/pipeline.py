"""The way of an article from its source to its graph, without a store."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache, cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from .errors import ConfigurationError, DiplographError, SourceError, StoreError
from .loaders.article import Article
from .loaders.document import Document, Options, Unread
from .ontology.iris import Iris
from .results import Extracted
from .settings import Settings
from .version import VERSION

if TYPE_CHECKING:
    from .loaders.extraction.base import Extractor
    from .loaders.fetching import Fetcher
    from .shapes.report import Report
    from .shapes.validator import Validator


@dataclass(frozen=True, slots=True)
class Task:
    """A document that is to be read, extracted, mapped and validated.

    Attributes:
        document: The document.
        format: Name of the reader that reads it, whatever it looks like.
    """

    document: Document
    format: str | None = None


@dataclass(frozen=True, slots=True)
class Ready:
    """An article on the way into the dataset, in a form that goes from process to process.

    Attributes:
        source: What messages call it.
        article: What was read.
        events: How many events it tells of.
        notes: What the extractor has to say of its work.
        report: What validation found.
        graph: The article's graph: N-Triples in the forms that the engine keeps where it conforms, else Turtle for people to read.
    """

    source: str
    article: Article
    events: int
    notes: tuple[str, ...]
    report: Report
    graph: bytes


@dataclass(frozen=True, slots=True)
class SetAside:
    """An article in which no events are sought.

    Attributes:
        source: What messages call it.
        article: What was read.
        reason: Why, and what to do about it.
    """

    source: str
    article: Article
    reason: str


Prepared = Ready | SetAside | Unread


@cache
def _validator() -> Validator:
    """What checks against the project's shapes alone, the same for all pipelines."""
    from .shapes.validator import Validator  # pyshacl takes a second that other verbs need not wait for

    return Validator()


class Pipeline:
    """Reads, extracts, maps and validates; the language model and the shapes are loaded when they are first needed.

    Args:
        settings: The base of IRIs and the language model.
        extractor: What finds the events; the settings' own where none is given.
    """

    def __init__(self, settings: Settings | None = None, extractor: Extractor | None = None) -> None:
        self.settings = settings if settings is not None else Settings()
        self.iris = Iris(self.settings.base)
        self._given = extractor
        self._extracting = threading.Lock()

    @cached_property
    def extractor(self) -> Extractor:
        """What finds the events."""
        if self._given is not None:
            return self._given
        from .loaders.extraction import default_extractor  # spaCy takes a second that other verbs need not wait for

        return default_extractor(self.settings)

    @cached_property
    def validator(self) -> Validator:
        """What checks graphs against the shapes."""
        if not self.settings.shapes:
            return _validator()
        from rdflib import Graph

        from .ontology.rdf import load_rdf
        from .shapes.validator import Validator

        more = Graph()
        for file in self.settings.shapes:
            try:
                more += load_rdf(file)
            except DiplographError as error:
                raise ConfigurationError(f"DIPLOGRAPH_SHAPES: {error}") from error
        return Validator(more=more)

    def documents(self, sources: Iterable[str | Path], options: Options | None = None) -> Iterator[Document | Unread]:
        """The documents in files, folders, patterns and addresses, one after the other, and what could not be read among them."""
        from .loaders.readers import documents, expanded  # the readers of pages likewise

        options = self._fetching(options)
        for source in expanded(sources):
            yield from documents(source, options)

    def article(self, document: Document, format: str | None = None) -> Article:
        """The article in a document."""
        from .loaders.readers import article

        return article(document, format)

    def read(self, source: str | Path, options: Options | None = None) -> Article:
        """The article in a source that holds one."""
        from .loaders.readers import read

        return read(source, self._fetching(options))

    @cached_property
    def fetcher(self) -> Fetcher:
        """What fetches the addresses that somebody names."""
        from .loaders.fetching import Fetcher  # which few need

        folder, cache = Path(self.settings.store), self.settings.fetch_cache
        return Fetcher(self.settings, cache or (folder / "fetched" if folder.is_dir() else None))

    def _fetching(self, options: Options | None) -> Options:
        options = options if options is not None else Options()
        return options if options.fetch is not None else replace(options, fetch=lambda address: self.fetcher.stream(address))

    def read_bytes(self, data: bytes, name: str, content_type: str | None = None) -> Article:
        """The article in the bytes of a page."""
        from .loaders.readers import read_bytes

        return read_bytes(data, name, content_type)

    def foreign(self, article: Article) -> str | None:
        """Why the article is not for the extractor, if it is written in a language that the settings do not name."""
        from .loaders.language import language_of, name  # the recogniser of languages likewise

        found = language_of(article)
        if found is None or found in self.languages:
            return None
        known = " or ".join(name(code) for code in self.languages)
        return f"is in {name(found)} ({found}), and events are found in {known}; name a spaCy model of that language in DIPLOGRAPH_MODEL"

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The languages in which events are found, as ISO 639-1 codes: as the settings say, else that of the spaCy model."""
        if self.settings.languages:
            return self.settings.languages
        described = Path(self.settings.model) / "meta.json"
        if described.is_file():
            return (str(json.loads(described.read_text("utf-8")).get("lang", "en")),)
        code, mark, _ = self.settings.model.partition("_")
        return (code,) if mark and len(code) in (2, 3) else ("en",)

    @property
    def software(self) -> str:
        """What finds the events, by version and name."""
        return f"{VERSION}, {self.extractor.name}"

    def fingerprint(self, task: Task) -> str:
        """What a document's graph depends on, as a digest: with the same, nothing needs to be done again."""
        document, hashed = task.document, hashlib.sha256(task.document.data)
        for part in (document.name, document.content_type, repr(document.known), task.format, self.software, self.iris.base):
            hashed.update(b"\x1f" + str(part).encode("utf-8", "surrogatepass"))
        return hashed.hexdigest()

    def prepare(self, task: Task) -> Prepared:
        """All that can be done with a document without a store; arguments and errors as of ``attempt``."""
        document = task.document
        return self.attempt(document.called, partial(self.article, document, task.format), document.origin)

    def attempt(self, source: str, read: Callable[[], Article], origin: str | None = None) -> Prepared:
        """The article that is read, ready to be stored, or why it is not.

        Args:
            source: What messages call it.
            read: Gives the article.
            origin: The file or address that it can be read from again.

        Raises:
            ConfigurationError: The language model or another part of the installation is missing.
        """
        try:
            return self.taken(read(), source)
        except (StoreError, ConfigurationError):
            raise  # these are the run's trouble, not the source's
        except SourceError as error:
            reason = error.reason
        except DiplographError as error:
            reason = str(error)
        except Exception as error:  # noqa: BLE001 (the edge of a run: whatever one source brings up, the others are loaded)
            reason = f"{type(error).__name__}: {error}"
        return Unread(source, reason, origin)

    def taken(self, article: Article, source: str | None = None) -> Ready | SetAside:
        """The article with its events ready to be stored, or, in a language in which none are found, set aside."""
        if (reason := self.foreign(article)) is not None:
            return SetAside(source or article.source, article, reason)
        return self.ready(self.extract(article), source)

    def ready(self, extracted: Extracted, source: str | None = None, report: Report | None = None) -> Ready:
        """What was extracted, in the form in which it is stored.

        Args:
            extracted: The article, its events and their graph.
            source: What messages call it; the article's own source where nothing else is given.
            report: What validation found, where it is known.

        Raises:
            FormatError: The graph holds what no RDF document can carry.
        """
        from .store.terms import from_rdflib

        article, graph = extracted.article, extracted.graph
        if report is None:
            report = self.validator.validate(graph)
        if report.conforms:
            lines = ox.serialize(sorted(from_rdflib(graph), key=str), format=ox.RdfFormat.N_TRIPLES)
            assert lines is not None
        else:
            lines = graph.serialize(format="turtle", encoding="utf-8")
        extraction = extracted.extraction
        return Ready(source or article.source, article, len(extraction.events), extraction.notes, report, lines)

    def extract(self, article: Article) -> Extracted:
        """The events of an article and the graph that they give."""
        from .loaders.mapper import article_graph

        with self._extracting:  # a language model is for one thread at a time
            extraction = self.extractor.extract(article)
        graph = article_graph(article, extraction, self.iris, self.software)
        return Extracted(article, extraction, graph)
