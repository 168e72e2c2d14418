"""A pipeline multiplies by numpy, as spaCy would."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
import spacy
from spacy.language import Language
from thinc.api import NumpyOps

from diplograph.loaders.extraction.language import load_model
from diplograph.loaders.extraction.matrices import multiply_by_numpy
from diplograph.settings import Settings


def _layers(nlp: Language, name: str) -> list[Any]:
    # Not every part of a pipeline has a model, so that spaCy's types know of none.
    part: Any = nlp.get_pipe(name)
    return list(part.model.walk())


@pytest.mark.parametrize(("first", "second"), list(itertools.product([False, True], repeat=2)))
def test_products_are_those_of_spacy(first: bool, second: bool) -> None:
    random = np.random.default_rng(7)
    x = random.random((5, 3), dtype=np.float32)
    y = random.random((3, 4), dtype=np.float32)
    left = np.ascontiguousarray(x.T) if first else x
    right = np.ascontiguousarray(y.T) if second else y
    ours = _layers(load_model(Settings().model), "ner")[0].ops
    assert type(ours) is NumpyOps
    product = ours.gemm(left, right, trans1=first, trans2=second)
    assert product.dtype == np.float32
    np.testing.assert_allclose(product, NumpyOps().gemm(left, right, trans1=first, trans2=second), rtol=1e-5)
    kept = np.empty((5, 4), dtype=np.float32)
    assert ours.gemm(left, right, out=kept, trans1=first, trans2=second) is kept
    np.testing.assert_array_equal(kept, product)


def test_only_the_pipeline_given_is_changed() -> None:
    changed, other = spacy.blank("en"), spacy.blank("en")
    for nlp in (changed, other):
        nlp.add_pipe("tok2vec")
        nlp.initialize()
    multiply_by_numpy(changed)
    layers = _layers(changed, "tok2vec")
    assert len(layers) > 5
    assert all("gemm" in vars(layer.ops) for layer in layers)
    assert not any("gemm" in vars(layer.ops) for layer in _layers(other, "tok2vec"))
