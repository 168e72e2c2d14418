"""Queries for servers whose default graph is the union of all graphs, so that they are answered as if it held the consolidated events.

The protocol has a parameter for the default graph, which serves queries that name no graph. Beside it servers disagree on what
``GRAPH`` may still see, so a query that has it is written anew: its WHERE is put into ``GRAPH <events> { … }``, which makes that the
default graph of what stands in it, and each ``GRAPH ?g { … }`` becomes ``{ GRAPH ?g { … } FILTER (?g NOT IN (<events>, …)) }``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from ..errors import QueryError
from ..ontology.terms import QUERY_PREFIXES
from .sparql import TOKENS, UNICODE_ESCAPE, syntax_error

_PIECES = re.compile(rf"{TOKENS.pattern} | (?P<bracket> [{{}}()] )", re.VERBOSE | re.DOTALL)
# The engine's parser recurses, and takes the process with it when it comes too deep.
_DEEPEST = 200
_FORMS = {"SELECT": "select", "ASK": "ask", "CONSTRUCT": "graph", "DESCRIBE": "graph"}
# A query that is given a value for a variable that it does not have is parsed and goes no further.
_NO_SUCH: dict[ox.Variable, ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple] = {ox.Variable("diplograph_nothing"): ox.Literal("")}


@dataclass(frozen=True, slots=True)
class _Piece:
    """A token that matters here: a word, a bracket, a variable; with its place."""

    text: str
    start: int
    end: int


def _pieces(text: str) -> Iterator[_Piece]:
    for match in _PIECES.finditer(text):
        if match["bracket"] or match["word"] or match[0][0] in "?$":
            yield _Piece(match[0].upper() if match["word"] else match[0], match.start(), match.end())


def form(text: str) -> str:
    """The form of a query: ``select``, ``ask`` or ``graph``; nothing of it is evaluated.

    Raises:
        QueryError: It is not understood, with the place where; an update is not.
    """
    pieces, depth = list(_pieces(text)), 0
    for piece in pieces:
        depth += {"{": 1, "(": 1, "}": -1, ")": -1}.get(piece.text, 0)
        if depth > _DEEPEST:
            raise QueryError(f"the query has brackets within brackets to a depth of more than {_DEEPEST}; write it flatter")
    try:
        ox.Store().query(text, prefixes=dict(QUERY_PREFIXES), substitutions=_NO_SUCH)
    except SyntaxError as error:
        raise syntax_error(error, text) from error
    except RuntimeError:
        pass  # it is understood, and has no such variable
    return next((_FORMS[piece.text] for piece in pieces if piece.text in _FORMS), "graph")


def says(text: str, keyword: str) -> bool:
    """Whether the query has that keyword."""
    return any(piece.text == keyword for piece in _pieces(text))


def escaped(text: str) -> bool:
    r"""Whether the query has a \\u outside of strings, where it may stand for a letter of a keyword or for a bracket."""
    return UNICODE_ESCAPE.search(TOKENS.sub(lambda token: "" if token[0][0] in "\"'" else token[0], text)) is not None


def within(text: str, events: str, hidden: Collection[str]) -> str:
    """The query with the graph of events as what its WHERE is asked of, and with named graphs that are not hidden.

    Args:
        text: A query that is understood, and names no dataset.
        events: The IRI of the graph of events.
        hidden: The IRIs of graphs that are no part of the dataset.

    Raises:
        QueryError: It has EXISTS outside of its WHERE, where it cannot be told which graph it is asked of.

    >>> within("ASK { ?s ?p ?o GRAPH ?g { ?s a ?o } }", "http://e/", ())
    'ASK {GRAPH <http://e/> { ?s ?p ?o {GRAPH ?g { ?s a ?o } FILTER (?g NOT IN (<http://e/>))} }}'
    """
    pieces = list(_pieces(text))
    first, last = _where(pieces)
    for number, piece in enumerate(pieces):
        if piece.text == "EXISTS" and not first < number < last:
            raise QueryError("this server takes EXISTS beside GRAPH within the WHERE alone; put it into a subquery there")
    around = [(pieces[first].end, f"GRAPH <{events}> {{"), (pieces[last].start, "}")]
    return _written(text, [*around, *_unseen(pieces, {events, *hidden})])


def without(text: str, hidden: Collection[str]) -> str:
    """The query with named graphs that are not hidden.

    >>> without("ASK { GRAPH ?g { ?s a ?o } }", ["http://h/"])
    'ASK { {GRAPH ?g { ?s a ?o } FILTER (?g NOT IN (<http://h/>))} }'
    """
    return _written(text, list(_unseen(list(_pieces(text)), hidden)))


def _unseen(pieces: list[_Piece], hidden: Collection[str]) -> Iterator[tuple[int, str]]:
    """What makes ``GRAPH ?g { … }`` pass over the hidden graphs, each with its place."""
    names = ", ".join(f"<{name}>" for name in sorted(hidden))
    for number, piece in enumerate(pieces[:-1]):
        if piece.text == "GRAPH" and (variable := pieces[number + 1].text)[0] in "?$":
            yield piece.start, "{"
            yield pieces[_closing(pieces, number + 2)].end, f" FILTER ({variable} NOT IN ({names}))}}"


def _written(text: str, added: list[tuple[int, str]]) -> str:
    written, done = [], 0
    for place, extra in sorted(added, key=lambda each: each[0]):
        written += [text[done:place], extra]
        done = place
    return "".join(written) + text[done:]


def _where(pieces: list[_Piece]) -> tuple[int, int]:
    """The numbers of the brackets around the WHERE."""
    groups, number = [], 0
    while number < len(pieces):
        if pieces[number].text in "({":
            closing = _closing(pieces, number)
            if pieces[number].text == "{":
                groups.append((number, closing))
            number = closing
        number += 1
    template = any(piece.text == "CONSTRUCT" for piece in pieces[: groups[0][0]]) and pieces[groups[0][0] - 1].text == "CONSTRUCT"
    return groups[1 if template else 0]


def _closing(pieces: list[_Piece], opening: int) -> int:
    depth = 0
    for number in range(opening, len(pieces)):
        depth += {"{": 1, "(": 1, "}": -1, ")": -1}.get(pieces[number].text, 0)
        if depth == 0:
            return number
    raise AssertionError("the query is understood, so its brackets are paired")
