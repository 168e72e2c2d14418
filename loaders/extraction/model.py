"""The second extractor: a language model behind an OpenAI-compatible endpoint, whose every word is held against the article.

The article is data. It reaches the model as one JSON document apart from the instructions; nothing in it is fetched, and what the
model answers is taken only where it has the form asked for, quotes the article, and names actors that the gazetteer knows.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from ...ontology.iris import digest
from ...version import VERSION
from ..article import Article
from .base import Extraction, Extractor
from .candidate import Candidate
from .chat import Chat, Endpoint, ModelFailure
from .grounding import Drop, Grounding
from .language import split_block
from .links import link
from .records import records
from .told import Told, answer_schema, read_answer

# An article of more parts is cut.
MOST_PARTS = 8
# What was dropped is told in so many notes; all of it is among the rejected.
_MOST_NOTES = 10

Block = tuple[str, str]


@cache
def prompt() -> str:
    """The instructions that the model is given."""
    return (files("diplograph") / "loaders" / "extraction" / "prompt.md").read_text("utf-8")


class ModelReader:
    """Asks a language model for the events of an article.

    Args:
        endpoint: Where the model answers.
        part: Characters of an article that are sent at once; a longer article is read in parts.
    """

    def __init__(self, endpoint: Endpoint, part: int = 24_000) -> None:
        self._chat = Chat(endpoint)
        self._part = part

    @property
    def name(self) -> str:
        """Name and version, for the provenance of what it finds."""
        return f"language model {self._chat.endpoint.model} {VERSION}, prompt {digest(prompt())[:8]}"

    def read(self, article: Article) -> Extraction:
        """The events that the model tells of and the article bears out.

        Raises:
            ModelFailure: The model did not answer, or not with events.
        """
        if not article.text.strip():
            return Extraction(())
        parts = list(_parts(article, self._part))
        notes: list[str] = []
        if len(parts) > MOST_PARTS:
            parts = parts[:MOST_PARTS]
            read = sum(len(text) for part in parts for _, text in part)
            notes.append(f"the language model read only the first {read:,} of {len(article.text):,} characters")
        told: list[Told] = []
        for part in parts:
            events, wrong = read_answer(self._chat.ask(prompt(), _question(article, part), answer_schema()))
            told += events
            notes += wrong
        grounding = Grounding(article)
        candidates: list[Candidate] = []
        for one in told:
            try:
                candidate = grounding.candidate(one)
            except Drop as drop:
                notes.append(f"a {one.type} that the language model told of was dropped: {drop}")
                continue
            if not any(_same(candidate, known) for known in candidates):
                candidates.append(candidate)
        candidates.sort(key=lambda candidate: candidate.start)
        link(candidates)
        return _extraction(article, grounding, candidates, notes)


class ModelExtractor:
    """Finds events by a language model, and by another extractor where that fails.

    Args:
        reader: Asks the language model.
        fallback: What finds the events of an article that the model does not.
    """

    def __init__(self, reader: ModelReader, fallback: Extractor) -> None:
        self._reader = reader
        self._fallback = fallback

    @property
    def name(self) -> str:
        """Name and version, for the provenance of what it finds."""
        return f"{self._reader.name}, else {self._fallback.name}"

    def extract(self, article: Article) -> Extraction:
        """The events that the article tells of; a note says so where they are the fallback's."""
        try:
            return self._reader.read(article)
        except ModelFailure as failure:
            found = self._fallback.extract(article)
            note = failed(failure)
            return Extraction(found.events, found.traces, found.rejected, (note, *found.notes))


def failed(failure: ModelFailure) -> str:
    """The note on an article that the model did not read."""
    return f"the language model {failure}; the events are those of the rules alone"


def _parts(article: Article, most: int) -> Iterator[list[Block]]:
    """The blocks of an article in groups of so many characters; a longer block is cut between sentences."""
    part: list[Block] = []
    size = 0
    for block, text in article.block_texts():
        for piece in _pieces(text, most):
            if part and size + len(piece) > most:
                yield part
                part, size = [], 0
            part.append((block.kind.value, piece))
            size += len(piece)
    if part:
        yield part


def _pieces(text: str, most: int) -> Iterator[str]:
    if len(text) <= most:
        yield text
        return
    begun: int | None = None
    last = 0
    # No sentence is longer than a part: the splitter cuts hostile ones.
    for start, end in split_block(text):
        if begun is not None and end - begun > most:
            yield text[begun:last]
            begun = None
        begun = start if begun is None else begun
        last = end
    if begun is not None:
        yield text[begun:last]


def _question(article: Article, part: list[Block]) -> str:
    """The article as one JSON document: no text in it can end the document and begin instructions."""
    document = {
        "published": article.published.isoformat() if article.published else None,
        "weekday": article.published_on.strftime("%A") if article.published_on else None,
        "publisher": article.publisher,
        "headline": article.headline,
        "blocks": [{"kind": kind, "text": text} for kind, text in part],
    }
    # Half characters, which some pages hold, cannot be sent.
    return json.dumps(document, ensure_ascii=False).encode("utf-8", "replace").decode("utf-8")


def _same(one: Candidate, other: Candidate) -> bool:
    """Whether a model tells of one thing twice."""
    return (
        one.type is other.type
        and one.status is other.status
        and set(one.parties) == set(other.parties)
        and one.initiators == other.initiators
        and one.lifted == other.lifted
        and (one.window == other.window or None in (one.window, other.window))
        and bool(set(one.sentences) & set(other.sentences))
    )


def _extraction(article: Article, grounding: Grounding, candidates: list[Candidate], notes: list[str]) -> Extraction:
    events, traces = records(article, candidates, grounding.sentence, grounding.people.__getitem__)
    if len(notes) > _MOST_NOTES:
        notes = [*notes[:_MOST_NOTES], f"and {len(notes) - _MOST_NOTES} more"]
    return Extraction(events, traces, tuple(grounding.rejected), tuple(notes))


__all__ = ["Endpoint", "ModelExtractor", "ModelReader", "failed", "prompt"]
