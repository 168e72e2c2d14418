"""The dataset in memory, as readers hold it."""

from __future__ import annotations

import re

import pyoxigraph as ox

from ...ontology.terms import PREFIXES
from ..embedded import Update
from ..evaluation import Question
from ..sparql import names_graphs

# Graphs of vocabularies, which are small.
_VOCABULARIES = frozenset(iri.rstrip("#/") for iri in PREFIXES.values())
_NAMED = re.compile(rf"\bGRAPH\s*<(?:{'|'.join(map(re.escape, sorted(_VOCABULARIES)))})>", re.IGNORECASE)
# Longer texts are not looked through.
_SHORT = 100_000


class Copy:
    """All graphs of a dataset, and its default graph once more with nothing beside it but the graphs of vocabularies.

    In memory the engine finds the statements of a subject, or with an object, by going through those of all graphs. What most queries ask
    for, the consolidated events, is told again in the graphs of the articles, so that without these it is found several times as fast.

    Args:
        whole: The dataset.
    """

    def __init__(self, whole: ox.Store) -> None:
        self._whole = whole
        self._default = ox.Store()
        self._default.bulk_extend(whole.quads_for_pattern(None, None, None, ox.DefaultGraph()))
        for name in _VOCABULARIES:
            self._default.bulk_extend(whole.quads_for_pattern(None, None, None, ox.NamedNode(name)))

    def repeat(self, update: Update) -> None:
        """Carries out a commit."""
        update.repeat(self._whole)
        update.repeat(self._default)
        for graph in list(self._default.named_graphs()):
            if graph.value not in _VOCABULARIES:
                self._default.remove_graph(graph)

    def engine(self, question: Question) -> ox.Store:
        """What has the answer."""
        if question.dataset or len(question.text) > _SHORT or names_graphs(_NAMED.sub(" ", question.text)):
            return self._whole
        return self._default
