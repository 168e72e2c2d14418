"""The rule-based extractor: triggers, grammar and the article's own context give the events of an article."""

from __future__ import annotations

from importlib.metadata import version
from urllib.parse import urlsplit

import pycountry

from ...version import VERSION
from ..actors.gazetteer import Gazetteer, gazetteer
from ..article import Article
from ..event import Actor
from .base import Extraction
from .candidates import Candidates
from .cast import Cast
from .headlines import Headlines
from .language import load_model, parse, sentences
from .lexicon import Lexicon, lexicon
from .links import link
from .mentions import Mentions
from .merge import join
from .people import People
from .quotations import quotations
from .reading import with_names, worth_parsing
from .records import records

# How many sentences after the last that tells of something still show which states the article is about.
_AFTER = 8


class RuleExtractor:
    """Finds events by the triggers of triggers.toml and the frames of frames.toml in a sentence's grammar.

    Args:
        model: Name or folder of an installed spaCy pipeline for English.
    """

    def __init__(self, model: str) -> None:
        self._model = model
        self._gazetteer: Gazetteer = gazetteer()
        self._lexicon: Lexicon = lexicon()

    @property
    def name(self) -> str:
        """Name and version, for the provenance of what it finds."""
        return f"rules {VERSION} on {self._model} with spaCy {version('spacy')}"

    def extract(self, article: Article) -> Extraction:
        """The events that the article tells of.

        Raises:
            ConfigurationError: The spaCy model is not installed.
        """
        nlp = load_model(self._model)
        every = sentences(article)
        quoted = quotations(every)
        told, notes = worth_parsing(every, self._lexicon, quoted)
        docs = parse(nlp, map(Headlines(every, self._gazetteer).readable, told))
        parsed = [with_names(sentence, doc, self._gazetteer) for sentence, doc in zip(told, docs, strict=True)]
        chosen = {sentence.index for sentence in told}
        last = told[-1].index if told else -1
        near = every[: last + _AFTER] if told else []
        passed = {sentence.index: self._gazetteer.find(sentence.text) for sentence in near if sentence.index not in chosen}
        people = People(self._gazetteer, article.published_on, self._home(article))
        cast = Cast(self._gazetteer, Mentions(people, parsed, passed))
        candidates = Candidates(cast, article.published_on, quoted)
        for item in parsed:
            candidates.read(item)
        candidates.finish()
        joined = join(candidates.told, cast)
        link(joined)
        by_number = {item.sentence.index: item.sentence for item in parsed}
        events, traces = records(article, joined, by_number.__getitem__, cast.mentions.person)
        return Extraction(events, traces, tuple(candidates.rejected), notes)

    def _home(self, article: Article) -> Actor | None:
        """The state for which a government's own site speaks, by the country of its domain."""
        host = urlsplit(article.url or "").hostname or ""
        labels = host.split(".")
        official = any(label in ("gov", "gob", "gouv", "go", "mfa", "mofa", "mid", "mea", "fmprc") for label in labels)
        if not official or len(labels) < 2:
            return None
        country = pycountry.countries.get(
            alpha_2="GB" if labels[-1] == "uk" else "US" if labels[-1] in ("gov", "mil") else labels[-1].upper()
        )
        return None if country is None else self._gazetteer.state(country.alpha_3)
