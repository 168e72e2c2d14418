"""The attribute ruler with a memory says what spaCy's own says."""

from __future__ import annotations

import spacy
from spacy.tokens import Doc

from diplograph.loaders.extraction.language import load_model
from diplograph.settings import Settings

from .story import article
from .test_properties import SENTENCES

ODD = [
    "There is a deal, and there are talks.",
    "Let's go on; they're gonna meet and ain't sorry, y'all.",
    "I don't know whether it's you that it helps or me.",
    "The minister's aides haven't been told what he'd do.",
    "  two  spaces \n and a line",
    "",
    " ",
    "Ban Ki-moon, Secretary-General of the United Nations, met Hamid Karzai in the Islamic Republic of Afghanistan.Later",
    "Nothin' was said, c'm on, you got ta see it.",
]


def _told(doc: Doc) -> list[tuple[str, ...]]:
    return [
        (token.text, token.tag_, token.pos_, str(token.morph), token.lemma_, token.dep_, token.ent_type_, token.ent_iob_) for token in doc
    ]


def test_grammar_is_that_of_the_whole_model() -> None:
    ours, whole = load_model(Settings().model), spacy.load(Settings().model)
    texts = [*SENTENCES, *ODD, article(*SENTENCES).text]
    assert "attribute_ruler" in whole.pipe_names
    assert "attribute_ruler" not in ours.pipe_names
    # Twice, since the first time fills the memory from which the second is answered.
    for _ in range(2):
        assert [_told(doc) for doc in ours.pipe(texts)] == [_told(doc) for doc in whole.pipe(texts)]
