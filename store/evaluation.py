"""Asking the engine: a query's answer, written out while it is found."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import partial
from typing import IO

import pyoxigraph as ox

from ..errors import FormatError, QueryError
from ..ontology.terms import PREFIXES, QUERY_PREFIXES
from .base import OWN_GRAPHS, QueryDataset
from .formats import Format
from .rewriting import distinct_first
from .sparql import graph_names, plain_concatenations, refuse_remote, syntax_error
from .union import form as form_of
from .words import Finder, searched, searches


@dataclass(frozen=True, slots=True)
class Question:
    """A query with all that its answer depends on beside the data; its parts are the arguments of ``Store.query``."""

    text: str
    bindings: Format | None
    graph: Format | None
    dataset: QueryDataset = OWN_GRAPHS


def evaluate(
    engine: ox.Store,
    question: Question,
    begin: Callable[[str, Format], IO[bytes]],
    steady: Callable[[], AbstractContextManager[Finder | None]] = nullcontext,
) -> None:
    """Writes the answer to a query, in parts of some kilobytes, in the thread that asks (the engine's rows cannot change threads).

    Args:
        engine: What is asked.
        question: What it is asked.
        begin: Is told the answer's form (``select``, ``ask`` or ``graph``) and its format, and gives what the answer is written to.
        steady: Gives the index of words, and keeps the data as it is until the end of the block.

    Raises:
        QueryError: The query is not understood, not allowed, or cannot be evaluated.
        FormatError: The query's form has no format among those given.
        OSError: The data, or what the answer is written to, fails.
    """
    refuse_remote(question.text)
    default, named = engine_graphs(question.dataset)
    result = None
    try:
        ask = partial(engine.query, prefixes=dict(QUERY_PREFIXES), default_graph=default, named_graphs=named)
        if searches(question.text):
            form_of(question.text)
            with steady() as finder:
                found = searched(question.text, finder, own_dataset=bool(question.dataset))
                result = ask(distinct_first(plain_concatenations(found)))
        else:
            mended = distinct_first(plain_concatenations(question.text))
            try:
                result = ask(mended)
            except SyntaxError:
                if mended == question.text:
                    raise
                # The place of an error is to be one of the text that was sent.
                result = ask(question.text)
        if isinstance(result, ox.QueryTriples):
            chosen = chosen_format("graph", question.graph)
            assert isinstance(chosen.engine, ox.RdfFormat)
            ox.serialize(result, begin("graph", chosen), format=chosen.engine, prefixes=dict(PREFIXES))
            return
        form = "ask" if isinstance(result, ox.QueryBoolean) else "select"
        chosen = chosen_format(form, question.bindings)
        assert isinstance(chosen.engine, ox.QueryResultsFormat)
        result.serialize(begin(form, chosen), format=chosen.engine)
    except SyntaxError as error:
        raise syntax_error(error, question.text) from error
    except RuntimeError as error:
        raise QueryError(f"the query cannot be evaluated: {error}") from error
    finally:
        # An error keeps this frame alive into the thread that catches it, where the rows must not be let go of.
        del result


def engine_graphs(
    dataset: QueryDataset,
) -> tuple[list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph] | None, list[ox.NamedNode | ox.BlankNode] | None]:
    """The graphs that a query is asked of, as the engine takes them.

    Raises:
        QueryError: One has no valid IRI.
    """
    if not dataset:
        return None, None
    return [*graph_names(dataset.default_graphs)], graph_names(dataset.named_graphs)


def chosen_format(form: str, format: Format | None) -> Format:
    """The format for an answer of that form.

    Raises:
        FormatError: There is none, or it cannot hold the answer.
    """
    what = "triples (CONSTRUCT, DESCRIBE)" if form == "graph" else "rows (SELECT, ASK)"
    if format is None:
        wanted = "turtle, ntriples, jsonld, rdfxml, trig or nquads" if form == "graph" else "table, json, xml, csv or tsv"
        raise FormatError("query", f"the answer is {what}, which the chosen format cannot hold; choose {wanted}")
    if not isinstance(format.engine, ox.RdfFormat if form == "graph" else ox.QueryResultsFormat):
        raise FormatError(format.name, f"cannot hold the answer, which is {what}")
    return format
