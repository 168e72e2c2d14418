"""The network of a spaCy pipeline computed by numpy: what spaCy's own components give, at a third of their time.

spaCy's loop over the words asks for the interpreter's lock at nearly every step and multiplies by a library that knows few processors,
and its layers embed each word form anew wherever it stands. Here a form is embedded once, names are decided for all words outside
of names at once, and whole steps of the parser are computed together. Models of another build keep spaCy's components.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from itertools import islice
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import numpy.typing as npt
from spacy.language import Language
from spacy.ml.parser_model import ParserStepModel  # type: ignore[import-not-found, unused-ignore]
from spacy.tokens import Doc, Span

# Word forms whose vectors are kept; a language has fewer, a hostile text may have more.
_MOST_FORMS = 50_000
Floats = npt.NDArray[np.float32]
_TINY = np.float32(1e-8)


class WordVectors:
    """A network of convolutions over embedded words (spaCy's HashEmbed and MaxoutWindowEncoder).

    Args:
        model: The network.

    Raises:
        ValueError: It is of another build.
    """

    def __init__(self, model: Any) -> None:
        self._embed, encode = model.get_ref("embed"), model.get_ref("encode")
        self._features = self._embed.layers[0]
        # With vectors of a table beside the hashed ones, spaCy's own layer embeds.
        self._by_form = self._features.name == "extract_features"
        # Articles may be read in several threads of one process.
        self._learning = threading.Lock()
        self._rows: dict[bytes, int] = {}
        self._table = np.zeros((1024, encode.get_dim("nO")), dtype=np.float32)
        self._apart = encode.attrs["pad"]
        self._layers = []
        for residual in encode.layers[0].layers:
            window, dense = residual.layers[0].layers
            maxout, norm = dense.layers[0].layers
            if (residual.layers[0].name, window.attrs["window_size"]) != ("expand_window>>maxout>>layernorm>>dropout", 1):
                raise ValueError(f"an encoder of {residual.layers[0].name}")
            weight, bias = _apart(maxout)
            self._layers.append((weight, bias, norm.get_param("G"), norm.get_param("b")))

    def of(self, docs: list[Doc]) -> Floats:
        """The vectors of all words of the documents, one after the other."""
        lengths = [len(doc) for doc in docs]
        # Rows of nothing between the documents keep the words of one from being seen from the next.
        at = np.arange(sum(lengths)) + np.repeat((np.arange(len(docs)) + 1) * self._apart + 1, lengths)
        padded = sum(lengths) + self._apart * (len(docs) + 1)
        rows = np.zeros((padded + 2, self._table.shape[1]), dtype=np.float32)
        rows[at] = self._embedded(docs)
        width = rows.shape[1]
        beside = np.empty((padded, 3 * width), dtype=np.float32)
        for weight, bias, scale, shift in self._layers:
            beside[:, :width] = rows[:-2]
            beside[:, width : 2 * width] = rows[1:-1]
            beside[:, 2 * width :] = rows[2:]
            best = _maxout(beside @ weight + bias, width)
            best -= best.mean(axis=1, keepdims=True)
            spread = np.einsum("ij,ij->i", best, best)[:, None] / np.float32(width) + _TINY
            best *= spread**-0.5
            best *= scale
            best += shift
            rows[1:-1] += best
        told: Floats = rows[at]
        return told

    def _embedded(self, docs: list[Doc]) -> Floats:
        if not self._by_form:
            return np.concatenate(self._embed.predict(docs))
        with self._learning:
            return self._looked_up(docs)

    def _looked_up(self, docs: list[Doc]) -> Floats:
        forms = np.concatenate([doc.to_array(self._features.attrs["columns"]) for doc in docs])
        raw, step = forms.tobytes(), forms.itemsize * forms.shape[1]
        keys = [raw[start : start + step] for start in range(0, len(raw), step)]
        new = {key: number for number, key in enumerate(keys) if key not in self._rows}
        if new:
            if len(self._rows) + len(new) > _MOST_FORMS:
                self._rows.clear()
                new = {key: number for number, key in enumerate(keys)}
            _, _, hashed, mixed, _ = self._embed.layers
            first, last = len(self._rows), len(self._rows) + len(new)
            if last > len(self._table):
                self._table = np.concatenate([self._table[:first], np.zeros((last, self._table.shape[1]), dtype=np.float32)])
            self._table[first:last] = mixed.predict(hashed.predict(forms[list(new.values())]))
            self._rows.update(zip(new, range(first, last), strict=True))
        return self._table[[self._rows[key] for key in keys]]


class _Steps:
    """The two layers that score the steps of a parser, from the vectors of the words in its view."""

    def __init__(self, part: Any) -> None:
        model = part.model
        if not model.attrs["has_upper"] or model.attrs["unseen_classes"] or part.cfg["beam_width"] != 1:
            raise ValueError("a parser of another build")
        reduce, lower, upper = model.get_ref("tok2vec").layers[2], model.get_ref("lower"), model.get_ref("upper")
        self._reduce, self._bias = reduce.get_param("W").T.copy(), reduce.get_param("b")
        # Word in view, unit and piece, input: pieces are put apart, so that the best of them is one operation.
        weight = lower.get_param("W").transpose(0, 2, 1, 3)
        self.views, _, self.units, inputs = weight.shape
        self.weight = np.ascontiguousarray(weight.reshape(self.views, -1, inputs).transpose(2, 0, 1)).reshape(inputs, -1)
        self.bias = lower.get_param("b").T.reshape(-1).copy()
        self.nobody = lower.get_param("pad")[0].transpose(0, 2, 1).reshape(self.views, -1).copy()
        self.upper, self.upper_bias = upper.get_param("W").T.copy(), upper.get_param("b")

    def seen(self, vectors: Floats) -> Floats:
        """What each word adds to each step that has it in view, by word, view and unit."""
        features: Floats = (vectors @ self._reduce + self._bias) @ self.weight
        return features.reshape(len(vectors), self.views, self.weight.shape[1] // self.views)

    def hidden(self, total: Floats) -> Floats:
        """The hidden layer of steps, from the sums of what the words in view add."""
        return _maxout(total + self.bias, self.units)

    def scores(self, total: Floats) -> Floats:
        """The scores of all moves."""
        scores: Floats = self.hidden(total) @ self.upper + self.upper_bias
        return scores


class _Component:
    """A component of a pipeline that works on many documents together."""

    def __call__(self, doc: Doc) -> Doc:
        """The document, annotated."""
        return next(self.pipe([doc]))

    def pipe(self, docs: Iterable[Doc], batch_size: int = 64) -> Iterator[Doc]:
        """The documents, annotated."""
        rest = iter(docs)
        while batch := list(islice(rest, batch_size)):
            if words := [doc for doc in batch if len(doc)]:
                self.annotate(words)
            yield from batch

    def annotate(self, docs: list[Doc]) -> None:
        """Annotates the documents, none of which is empty."""
        raise NotImplementedError


class Vectors(_Component):
    """Gives documents the vectors that the tagger and the parser share."""

    def __init__(self, part: Any) -> None:
        self._words = WordVectors(part.model)

    def annotate(self, docs: list[Doc]) -> None:
        """Sets the vectors of the documents."""
        ends = np.cumsum([len(doc) for doc in docs])
        for doc, tensor in zip(docs, np.split(self._words.of(docs), ends[:-1]), strict=True):
            # spaCy's stubs have it in double precision.
            doc.tensor = cast("Any", tensor)


class Grammar(_Component):
    """Decides the moves of spaCy's dependency parser, all sentences of a batch step by step together."""

    def __init__(self, part: Any) -> None:
        self._part = part
        self._steps = _Steps(part)
        if not part.model.get_ref("tok2vec").layers[0].name.startswith("tok2vec-listener"):
            raise ValueError("a parser with vectors of its own")
        # All that spaCy's method asks of its model.
        self._view = SimpleNamespace(state2vec=SimpleNamespace(nF=self._steps.views))

    def annotate(self, docs: list[Doc]) -> None:
        """Sets the grammar of the documents."""
        steps = self._steps
        seen = steps.seen(np.concatenate([doc.tensor for doc in docs]))
        # A view of nobody has the number -1.
        rows = np.concatenate([steps.nobody[None], seen]).reshape(-1, seen.shape[2])
        begun = self._part.moves.init_batch(docs)
        states = [state for state in begun if not state.is_final()]
        while states:
            ids = ParserStepModel.get_token_ids(self._view, states)
            ids += 1
            ids *= steps.views
            ids += np.arange(steps.views, dtype=ids.dtype)
            states = self._part.transition_states(states, steps.scores(rows[ids].sum(axis=1)))
        self._part.set_annotations(docs, begun)


class Names(_Component):
    """Decides the moves of spaCy's recogniser of names: for words outside of names all at once, inside of them one by one."""

    def __init__(self, part: Any) -> None:
        self._words = WordVectors(part.model.get_ref("tok2vec").layers[0])
        self._steps = _Steps(part)
        if self._steps.views != 3:
            raise ValueError("a recogniser of another build")
        moves = [part.moves.get_class_name(number).partition("-") for number in range(part.moves.n_moves)]
        self._moves = [(kind, label) for kind, _, label in moves]
        self._number = {move: number for number, move in enumerate(self._moves)}
        self._outside = self._number["O", ""]
        self._begins = np.array([kind == "B" for kind, _ in self._moves])
        self._barred = np.array([kind not in "BUO" or kind in "BU" and not label for kind, label in self._moves])

    def annotate(self, docs: list[Doc]) -> None:
        """Sets the names of the documents."""
        seen = self._steps.seen(self._words.of(docs))
        own, nobody = seen[:, 0], self._steps.nobody
        scores = self._steps.scores(own + nobody[1] + nobody[2])
        scores[:, self._barred] = -np.inf
        flags = [doc.to_array(["SENT_START", "IS_SPACE"]) for doc in docs]
        starts = np.concatenate([np.append(flag[1:, 0] == 1, True) for flag in flags])
        space = np.concatenate([flag[:, 1] for flag in flags]).astype(bool)
        # No name goes on over the end of a sentence, and none begins with white space.
        scores[np.ix_(starts, self._begins)] = -np.inf
        scores[np.ix_(space, np.arange(len(self._moves)) != self._outside)] = -np.inf
        best, ends = scores.argmax(axis=1).tolist(), starts.tolist()
        first = 0
        for doc in docs:
            doc.set_ents(list(self._spans(doc, first, best, ends, seen)), default="outside")
            first += len(doc)

    def _spans(self, doc: Doc, first: int, best: list[int], ends: list[bool], seen: Floats) -> Iterator[Span]:
        at, end = first, first + len(doc)
        while at < end:
            begun = at
            kind, label = self._moves[best[at]]
            if kind == "B":
                within, last = self._number["I", label], self._number["L", label]
                at += 1
                while not ends[at] and self._goes_on(seen[at, 0] + seen[begun, 1] + seen[at - 1, 2], within, last):
                    at += 1
            at += 1
            if kind != "O":
                yield Span(doc, begun - first, at - first, label=label)

    def _goes_on(self, total: Floats, within: int, last: int) -> bool:
        """Whether the word is not the last of its name."""
        scores = self._steps.hidden(total[None])[0] @ self._steps.upper[:, (within, last)] + self._steps.upper_bias[[within, last]]
        return bool(scores[0] > scores[1])


def _apart(maxout: Any) -> tuple[Floats, Floats]:
    """The weights and biases of a layer with its pieces one after the other."""
    weight = maxout.get_param("W")
    return np.ascontiguousarray(weight.transpose(1, 0, 2).reshape(-1, weight.shape[2]).T), maxout.get_param("b").T.reshape(-1).copy()


def _maxout(values: Floats, width: int) -> Floats:
    best = values[:, :width]
    for start in range(width, values.shape[1], width):
        best = np.maximum(best, values[:, start : start + width])
    return best


_PARTS: dict[str, type[Vectors | Grammar | Names]] = {"tok2vec": Vectors, "parser": Grammar, "ner": Names}


@Language.factory("diplograph_network", default_config={"part": ""})
def _made(nlp: Language, name: str, part: str) -> _Component:
    return _PARTS[part](nlp.get_pipe(part))


def compute_by_numpy(nlp: Language) -> None:
    """Puts these components in the places of those of the pipeline that they can stand for."""
    if set(nlp.pipe_names) - {"tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer", "ner"}:
        # A component that we don't know may set names or sentences that spaCy's own would heed.
        return
    for part in _PARTS:
        try:
            nlp.add_pipe("diplograph_network", name=f"diplograph_{part}", before=part, config={"part": part})
        except (ValueError, KeyError, AttributeError, IndexError, TypeError):
            continue
        nlp.remove_pipe(part)
