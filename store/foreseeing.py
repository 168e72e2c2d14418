"""Which texts that are searched an update is going to add or to take away, found out before it runs."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pyoxigraph as ox

from ..ontology.terms import QUERY_PREFIXES
from .sparql import TOKENS
from .updates import Piece, as_inserts, escaped_outside_of_strings, pieces_of
from .words import KINDS

_VARIABLES = "urn:diplograph:variable:"
_THING = ox.NamedNode("urn:diplograph:thing")
# What may come out otherwise when it is asked again, be it in another order.
_FICKLE = frozenset("RAND UUID STRUUID NOW BNODE LIMIT OFFSET SAMPLE GROUP_CONCAT SUM AVG MIN MAX REDUCED".split())
# What looks like a name, and may be two comparisons with the beginning of a string or of a comment between them.
_COMPARISONS = re.compile(r"<(?!https?://).*[?$()'&|!#]", re.DOTALL)


class _UnknownError(Exception):
    """What the update changes cannot be told."""


def foreseen(engine: ox.Store, text: str, base: str | None) -> list[ox.Triple] | None:
    """Triples whose texts are all that the update adds or takes away, and maybe more; nothing where that cannot be told.

    It can be told of an operation with a WHERE, which is asked beforehand, and of DATA that is named after it.

    Args:
        engine: What the update is going to change, as it is until then.
        text: The update, without searches.
        base: What its relative IRIs are relative to.
    """
    if escaped_outside_of_strings(text) or any(map(_doubtful, TOKENS.finditer(text))):
        return None
    try:
        return list(_Operation(engine, text, base).texts())
    except (_UnknownError, SyntaxError, RuntimeError, ValueError):
        return None  # what is wrong with it is told when it runs


def _doubtful(token: re.Match[str]) -> bool:
    if token["iri"]:
        return _COMPARISONS.match(token["iri"]) is not None
    return token["word"] is not None and token["word"].upper() in _FICKLE


class _Operation:
    """The first operation of an update; arguments as of ``foreseen``."""

    def __init__(self, engine: ox.Store, text: str, base: str | None) -> None:
        self._engine = engine
        self._text = text
        self._base = base
        self._pieces = list(pieces_of(text, names=True))
        while self._next() in ("PREFIX", "BASE"):
            self._take(3 if self._next() == "PREFIX" else 2)
        self._prologue = text[: self._pieces[0].start] if self._pieces else text

    def _next(self) -> str:
        return self._pieces[0].text if self._pieces else ""

    def _take(self, count: int = 1) -> Piece:
        if len(self._pieces) < count:
            raise _UnknownError
        taken, self._pieces = self._pieces[count - 1], self._pieces[count:]
        return taken

    def _source(self, piece: Piece) -> str:
        return self._text[piece.start : piece.end]

    def _group(self) -> str:
        if self._next() != "{":
            raise _UnknownError
        return self._source(self._take())

    def texts(self) -> Iterator[ox.Triple]:
        """The triples."""
        graph: str | None = None
        templates: list[str] = []
        dataset: list[str] = []
        if self._next() == "WITH":
            graph = self._source(self._take(2))
        while self._next() in ("DELETE", "INSERT"):
            self._take()
            if self._next() == "WHERE" and not templates:
                templates.append(self._source(self._pieces[1]) if len(self._pieces) > 1 else "")
            else:
                templates.append(self._group())
        while self._next() == "USING":
            self._take()
            named = self._next() == "NAMED"
            dataset.append(f"FROM {'NAMED ' if named else ''}{self._source(self._take(2 if named else 1))}")
        if self._next() != "WHERE" or not templates:
            raise _UnknownError
        self._take()
        where = self._group()
        rest = self._text[self._pieces[0].start :] if self._pieces else ""
        default = self._named(graph) if graph is not None and not dataset else None
        for template in templates:
            for triple in self._data(self._prologue, template):
                yield from self._found(triple, " ".join(dataset), default, where)
        if rest:
            inserts = as_inserts(self._prologue + rest)
            if inserts is None:
                raise _UnknownError
            yield from (quad.triple for quad in self._run(inserts))

    def _run(self, update: str) -> ox.Store:
        """What an update makes of nothing."""
        made = ox.Store()
        made.update(update, base_iri=self._base, prefixes=dict(QUERY_PREFIXES))
        return made

    def _data(self, prologue: str, template: str) -> set[ox.Triple]:
        """The triples of a template, with names for its variables."""
        data = TOKENS.sub(lambda token: f"<{_VARIABLES}{token[0][1:]}>" if token[0][0] in "?$" else token[0], template)
        return {quad.triple for quad in self._run(f"{prologue} INSERT DATA {data}")}

    def _named(self, graph: str) -> ox.NamedNode:
        (quad,) = self._data(self._prologue, f"{{ {graph} a {graph} }}")
        assert isinstance(quad.subject, ox.NamedNode)
        return quad.subject

    def _found(self, triple: ox.Triple, dataset: str, default: ox.NamedNode | None, where: str) -> Iterator[ox.Triple]:
        """The texts that come of a triple of a template."""
        predicate, value = _variable(triple.predicate), _variable(triple.object)
        if predicate is None and triple.predicate not in KINDS:
            return
        if value is None and not isinstance(triple.object, ox.Literal):
            return
        if predicate is None and value is None:
            yield triple
            return
        condition = f"FILTER({predicate} IN ({', '.join(map(str, KINDS))}))" if predicate is not None else ""
        condition += f" FILTER(isLiteral({value}))" if value is not None else ""
        made = f"{{ {_THING} {predicate or triple.predicate} {value or triple.object} }}"
        query = f"{self._prologue} CONSTRUCT {made} {dataset} WHERE {{ {where} {condition} }}"
        found = self._engine.query(query, base_iri=self._base, prefixes=dict(QUERY_PREFIXES), default_graph=default)
        assert isinstance(found, ox.QueryTriples)
        yield from found


def _variable(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> str | None:
    """The variable that a name stands for."""
    if isinstance(term, ox.NamedNode) and term.value.startswith(_VARIABLES):
        return f"?{term.value.removeprefix(_VARIABLES)}"
    return None
