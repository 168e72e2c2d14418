"""IRIs of data, made in one place, from what identifies the thing."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass

BASE = "https://w3id.org/diplograph/id/"


def digest(*parts: str) -> str:
    """A name of 20 hexadecimal digits from what identifies a thing; the parts cannot run into each other.

    >>> digest("ab", "c") == digest("a", "bc")
    False
    """
    joined = "\x1f".join(part.replace("\x1f", " ") for part in parts)
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:20]


def slug(name: str) -> str:
    """The name in lower-case words of letters and digits joined by hyphens, without accents.

    Names that leave nothing (no Latin letter or digit) become a digest.

    >>> slug("Hashim Thaçi")
    'hashim-thaci'
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    plain = re.sub(r"['`]", "", plain)
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or digest(name)


@dataclass(frozen=True, slots=True)
class Iris:
    """The makers of IRIs under one base."""

    base: str = BASE

    def article(self, key: str) -> str:
        """An article's IRI, also the name of its graph."""
        return f"{self.base}article/{digest(key)}"

    def source(self, name: str) -> str:
        """A file of events or a coded dataset, by its name; also the name of its graph."""
        return f"{self.base}source/{digest(name)}"

    def dataset(self, source: str, name: str, version: str) -> str:
        """A dataset of coded events in one version, also the name of its graph."""
        return f"{self.base}dataset/{source}/{slug(name)}/{slug(version)}"

    def report(self, key: str) -> str:
        """An event as one article, or one source of records, reports it."""
        return f"{self.base}report/{key}"

    def event(self, key: str) -> str:
        """A consolidated event, by the smallest key of its reports."""
        return f"{self.base}event/{key}"

    def evidence(self, article: str, start: int, end: int) -> str:
        """A sentence of an article."""
        return f"{self.base}evidence/{digest(article, str(start), str(end))}"

    def quotation(self, article: str, quote: str) -> str:
        """A sentence of an article whose text is not known, so that it has no place in it."""
        return f"{self.base}evidence/{digest(article, quote)}"

    def state(self, iso3: str) -> str:
        """A state, by its ISO 3166-1 alpha-3 code."""
        return f"{self.base}state/{iso3}"

    def organization(self, code: str) -> str:
        """An organisation, by its usual short name; OPEC+ is another one than OPEC."""
        return f"{self.base}organization/{slug(re.sub(r'[+]$', ' plus', code))}"

    def person(self, name: str) -> str:
        """A person, by the full name."""
        return f"{self.base}person/{slug(name)}"

    def place(self, name: str, country: str | None, position: tuple[float, float] | None = None) -> str:
        """A place, by its name and its state's code, and by degrees north and east where others have its name."""
        iri = f"{self.base}place/{country.lower()}/{slug(name)}" if country else f"{self.base}place/{slug(name)}"
        return iri if position is None else f"{iri}/{position[0]:g},{position[1]:g}"

    def instrument(self, key: str) -> str:
        """What was agreed, by the key of the report that tells of it."""
        return f"{self.base}instrument/{key}"

    def activity(self, article: str) -> str:
        """The run that made an article's graph."""
        return f"{self.base}activity/{digest(article)}"

    def software(self, version: str) -> str:
        """The program that found the events, by its version and its extractor's name."""
        return f"{self.base}software/diplograph-{slug(version)}"

    def quarantine(self, article: str) -> str:
        """What was kept of an article that does not conform, by the article's IRI."""
        return f"{self.base}quarantine/{digest(article)}"

    @property
    def quarantine_graph(self) -> str:
        """The graph of what does not conform; it is no part of what is known."""
        return f"{self.base}graph/quarantine"

    def wording(self, code: str) -> str:
        """What stands in the index for the words of an article, by a code for them."""
        return f"{self.base}wording/{code}"

    def block(self, name: str) -> str:
        """A place of the index of reports, by what is common to all that is filed there."""
        return f"{self.base}block/{digest(name)}"

    @property
    def index_graph(self) -> str:
        """The graph in which reports are filed so that those of one event are found; it is no part of what is known."""
        return f"{self.base}graph/index"

    @property
    def own_graphs(self) -> tuple[str, ...]:
        """The graphs that the dataset keeps for its own use, beside those of the articles."""
        return self.quarantine_graph, self.index_graph, self.dataset_graph, self.origins_graph

    @property
    def origins_graph(self) -> str:
        """The graph that says which document each article was read from, so that none is read again in vain."""
        return f"{self.base}graph/origins"

    @property
    def dataset_graph(self) -> str:
        """What a dataset on a server notes of itself: where its events are, and which graphs stood there before it."""
        return f"{self.base}graph/dataset"

    @property
    def events_graph(self) -> str:
        """The graph of consolidated events on servers that have no default graph of their own."""
        return f"{self.base}graph/events"
