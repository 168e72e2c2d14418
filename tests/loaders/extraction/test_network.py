"""Pipelines of the usual build compute by numpy; others keep spaCy's own components. That both say the same, test_attributes holds."""

from __future__ import annotations

import spacy
from spacy.language import Language

from diplograph.loaders.extraction.language import load_model
from diplograph.loaders.extraction.network import compute_by_numpy
from diplograph.settings import Settings


def _blank(*parts: str) -> Language:
    nlp = spacy.blank("en")
    for part in parts:
        nlp.add_pipe(part)
    return nlp


def test_the_model_of_the_settings_computes_by_numpy() -> None:
    nlp = load_model(Settings().model)
    assert {"diplograph_tok2vec", "diplograph_parser", "diplograph_ner"} <= set(nlp.pipe_names)
    assert not {"tok2vec", "parser", "ner"} & set(nlp.pipe_names)


def test_a_part_of_another_build_stays() -> None:
    # A parser with vectors of its own.
    nlp = _blank("parser")
    nlp.initialize()
    compute_by_numpy(nlp)
    assert nlp.pipe_names == ["parser"]


def test_a_pipeline_with_parts_that_we_do_not_know_stays() -> None:
    nlp = _blank("tok2vec", "entity_ruler")
    nlp.initialize()
    compute_by_numpy(nlp)
    assert nlp.pipe_names == ["tok2vec", "entity_ruler"]
