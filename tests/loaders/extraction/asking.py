"""What a language model is made to say in tests, and the asking of it."""

from __future__ import annotations

from typing import Any

from diplograph.loaders.article import Article
from diplograph.loaders.extraction import Extraction
from diplograph.loaders.extraction.chat import Endpoint
from diplograph.loaders.extraction.model import ModelExtractor, ModelReader
from tests.loaders.extraction.llm_server import Server, events, serving
from tests.loaders.extraction.story import article

MET = "The foreign ministers of Norway and Chile met in Oslo on Tuesday."
SIGNED = "They signed a “fisheries protocol”  worth $3 million."
ACCUSED = "Chile accused Peru of spying."
STORY = (MET, SIGNED, ACCUSED)

MEETING: dict[str, Any] = {
    "type": "Meeting",
    "status": "occurred",
    "quote": MET,
    "more_quotes": [],
    "parties": ["NOR", "CHL"],
    "initiators": [],
    "targets": [],
    "date_text": "on Tuesday",
    "earliest": "2024-05-14",
    "latest": "2024-05-14",
    "people": [],
    "place": {"name": "Oslo", "country": "NOR"},
    "instrument": None,
    "lifted": False,
    "confidence": 0.9,
}
ACCUSATION = {
    "type": "Accusation",
    "status": "occurred",
    "quote": ACCUSED,
    "parties": ["CHL", "PER"],
    "initiators": ["Chile"],
    "targets": ["the Peruvian government"],
    "confidence": 0.8,
}


class NoRules:
    """The other extractor, which finds nothing and says that it was asked."""

    name = "no rules"

    def extract(self, article: Article) -> Extraction:
        """Nothing, and a note."""
        return Extraction((), notes=("the rules were asked",))


def model(server: Server, *, part: int = 24_000, key: str | None = None, timeout: float = 10.0) -> ModelExtractor:
    return ModelExtractor(ModelReader(Endpoint(server.address, "small", key, timeout, pause=0.01), part), NoRules())


def told(*records: dict[str, Any], story: Article | None = None) -> Extraction:
    """What becomes of these records of the model."""
    with serving(events(*records)) as server:
        found = model(server).extract(story or article(*STORY))
    assert "the rules were asked" not in found.notes, found.notes
    return found
