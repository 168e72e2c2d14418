"""Multiplies the matrices of a language model with numpy's library, which is faster than the one that comes with spaCy.

spaCy's own is built for a few kinds of processor; numpy's knows more, and on those with wide registers takes a third of the time.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from spacy.language import Language
from thinc.api import Model, NumpyOps


def multiply_by_numpy(nlp: Language) -> None:
    """Makes every layer of a pipeline that computes on the processor multiply by numpy."""
    ours: Any = NumpyOps()
    ours.gemm = _product
    for _, part in nlp.pipeline:
        model = getattr(part, "model", None)
        if isinstance(model, Model):
            for layer in model.walk():
                if type(layer.ops) is NumpyOps:
                    layer.ops = ours


def _product(x: Any, y: Any, out: Any = None, trans1: bool = False, trans2: bool = False) -> Any:
    """The product of two matrices, either of them transposed first."""
    return np.matmul(x.T if trans1 else x, y.T if trans2 else y, out=out)
