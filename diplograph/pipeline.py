"""The way of an article from its source to its graph, without a store."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from .loaders.article import Article
from .ontology.iris import Iris
from .results import Extracted
from .settings import Settings
from .version import VERSION

if TYPE_CHECKING:
    from .loaders.document import Document, Options, Unread
    from .loaders.extraction.base import Extractor
    from .shapes.validator import Validator


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
        from .shapes.validator import Validator  # pyshacl likewise

        return Validator()

    def documents(self, sources: Iterable[str | Path], options: Options | None = None) -> Iterator[Document | Unread]:
        """The documents in files, folders, patterns and addresses, one after the other, and what could not be read among them."""
        from .loaders.readers import documents, expanded  # the readers of pages likewise

        for source in expanded(sources):
            yield from documents(source, options)

    def article(self, document: Document, format: str | None = None) -> Article:
        """The article in a document."""
        from .loaders.readers import article

        return article(document, format)

    def read(self, source: str | Path, options: Options | None = None) -> Article:
        """The article in a source that holds one."""
        from .loaders.readers import read

        return read(source, options)

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

    def extract(self, article: Article) -> Extracted:
        """The events of an article and the graph that they give."""
        from .loaders.mapper import article_graph

        extraction = self.extractor.extract(article)
        graph = article_graph(article, extraction, self.iris, f"{VERSION}, {self.extractor.name}")
        return Extracted(article, extraction, graph)
