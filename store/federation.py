"""Queries and updates that reach out: what other servers answer is fetched beforehand, and written into the text.

The engine would reach out to any host. So it is never given SERVICE or LOAD: a SERVICE becomes a group with VALUES that hold what the
server named there answers to the pattern, which is what the standard says that it means, and a LOAD becomes an INSERT DATA.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode, urljoin

import pyoxigraph as ox

from ..errors import NotAllowed, QueryError, RemoteFailed
from ..ontology.terms import PREFIXES
from .formats import GRAPH_FORMATS
from .reaching import Reach
from .sparql import TOKENS, refuse_remote

_PIECE = re.compile(rf"{TOKENS.pattern} | (?P<brace> [{{}}] ) | (?P<other> \S )", re.VERBOSE | re.DOTALL)
_RESULTS = {"application/sparql-results+json": ox.QueryResultsFormat.JSON, "application/sparql-results+xml": ox.QueryResultsFormat.XML}
_DOCUMENTS = {name: format.engine for format in GRAPH_FORMATS for name in (format.media_type, *format.aliases) if "json" not in name}
_FORM = "application/x-www-form-urlencoded"
# How many other servers one query may ask.
_MOST = 10


@dataclass(frozen=True, slots=True)
class _Piece:
    """A token with its place; ``kind`` is its word in upper case, ``<`` for a name, or the sign itself."""

    kind: str
    text: str
    start: int
    end: int


def _pieces(text: str) -> list[_Piece]:
    pieces = []
    for match in _PIECE.finditer(text):
        kind = match[0]
        if match["word"]:
            kind = match[0].upper()
        elif match["iri"] or match["prefix"] is not None:
            kind = "<"
        if not kind.startswith("#"):
            pieces.append(_Piece(kind, match[0], match.start(), match.end()))
    return pieces


class _Names:
    """The prefixes and the base of a text."""

    def __init__(self, pieces: list[_Piece], base: str | None) -> None:
        self.base = base
        self.declared: dict[str, str] = {}
        for one, two, three in zip(pieces, pieces[1:], [*pieces[2:], pieces[-1]], strict=False):
            if one.kind == "BASE" and two.text[0] == "<":
                self.base = urljoin(self.base or "", two.text[1:-1])
            elif one.kind == "PREFIX" and two.text.endswith(":") and three.text[:1] == "<":
                self.declared[two.text[:-1]] = urljoin(self.base or "", three.text[1:-1])

    def iri(self, name: str) -> str:
        """The IRI that a name stands for."""
        if name[0] == "<":
            return urljoin(self.base or "", name[1:-1])
        prefix, _, local = name.partition(":")
        start = self.declared.get(prefix, PREFIXES.get(prefix))
        if start is None:
            raise QueryError(f"the prefix of {name} is not declared; declare it with PREFIX")
        return start + re.sub(r"\\(.)", r"\1", local)

    def prologue(self, pattern: str) -> str:
        """The declarations that the pattern needs."""
        used = {match["prefix"] for match in TOKENS.finditer(pattern) if match["prefix"] is not None}
        known = {**PREFIXES, **self.declared}
        base = f"BASE <{self.base}> " if self.base is not None else ""
        return base + "".join(f"PREFIX {name}: <{known[name]}> " for name in sorted(used & known.keys()))


def _place(text: str, offset: int) -> tuple[int, int]:
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def with_remote(text: str, reach: Reach, base: str | None = None, *, update: bool = False) -> str:
    """The query or update with what it asks of other servers written into it; it has no SERVICE and no LOAD any more.

    Args:
        text: The query or update.
        reach: Where it may reach to.
        base: What its relative IRIs are relative to, where it does not say.
        update: Whether it is an update.

    Raises:
        QueryError: It reaches out in a way that is not understood here, or it may not reach out at all.
        NotAllowed: It may not reach out to a server that it names.
        RemoteFailed: A server gives no answer, and the text does not say SILENT.
    """
    words = text.upper()
    if reach.hosts and ("SERVICE" in words or (update and "LOAD" in words)):
        pieces = _pieces(text)
        if sum(piece.kind in ("SERVICE", "LOAD") for piece in pieces) > _MOST:
            raise QueryError(f"more than {_MOST} other servers are asked at once; ask fewer")
        names, written, done = _Names(pieces, base), [], 0
        for first, last, answer in _remote(text, pieces, names, reach, update=update):
            written += [text[done:first], answer]
            done = last
        text = "".join(written) + text[done:]
    refuse_remote(text, update=update)
    return text


def _remote(text: str, pieces: list[_Piece], names: _Names, reach: Reach, *, update: bool) -> Iterator[tuple[int, int, str]]:
    """What stands for each SERVICE and LOAD, with where that begins and ends."""
    place = depth = 0
    while place < len(pieces):
        piece = pieces[place]
        depth += {"{": 1, "}": -1}.get(piece.kind, 0)
        silent = pieces[place + 1 : place + 2] != [] and pieces[place + 1].kind == "SILENT"
        following = pieces[place + 1 + silent : place + 3 + silent]
        if piece.kind == "SERVICE" and following and following[0].kind[0] in "?$":
            raise QueryError("SERVICE with a variable is not answered here; name the server by its IRI", *_place(text, piece.start))
        if piece.kind == "SERVICE" and [each.kind for each in following] == ["<", "{"]:
            last = _closing(pieces, place + 2 + silent)
            pattern = text[following[1].start : pieces[last].end]
            yield piece.start, pieces[last].end, _service(names, following[0].text, pattern, reach, silent=silent)
            place = last
        elif update and depth == 0 and piece.kind == "LOAD" and following and following[0].kind == "<":
            last = place + 1 + silent
            into = pieces[last + 1 : last + 4]
            graph = names.iri(into[2].text) if [each.kind for each in into] == ["INTO", "GRAPH", "<"] else None
            last += 3 if graph is not None else 0
            yield piece.start, pieces[last].end, _load(names.iri(following[0].text), graph, reach, silent=silent)
            place = last
        place += 1


def _closing(pieces: list[_Piece], opening: int) -> int:
    depth = 0
    for number in range(opening, len(pieces)):
        depth += {"{": 1, "}": -1}.get(pieces[number].kind, 0)
        if depth == 0:
            return number
    raise QueryError("a bracket is not closed")


def _service(names: _Names, name: str, pattern: str, reach: Reach, *, silent: bool) -> str:
    url = names.iri(name)
    query = f"{names.prologue(pattern)}SELECT * WHERE {pattern}"
    try:
        kind, data = reach.fetch(url, ", ".join(_RESULTS), urlencode({"query": query}).encode(), _FORM)
        return _values(url, kind, data)
    except RemoteFailed:
        if silent:
            return "{ }"
        raise


def _values(url: str, kind: str, data: bytes) -> str:
    found: ox.QuerySolutions | ox.QueryBoolean | None = None
    try:
        if kind not in _RESULTS:
            raise RemoteFailed(url, f"answers with {kind}, where an answer to SELECT was asked for")
        found = ox.parse_query_results(data, format=_RESULTS[kind])
        if not isinstance(found, ox.QuerySolutions):
            raise RemoteFailed(url, "answers yes or no, where rows were asked for")
        variables = found.variables
        rows = [[row[variable] for variable in variables] for row in found]
    except (SyntaxError, ValueError) as error:
        raise RemoteFailed(url, f"gives an answer that cannot be read: {error}") from error
    finally:
        # Rows of the engine belong to this thread, and an error would keep them alive into another.
        del found
    written = (f"({' '.join(_term(url, term) for term in row)})" for row in rows)
    return f"{{ VALUES ({' '.join(map(str, variables))}) {{ {' '.join(written)} }} }}"


def _term(url: str, term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None) -> str:
    if isinstance(term, ox.BlankNode):
        raise RemoteFailed(url, "answers with a blank node, which has no name here; let the pattern ask for what has one (FILTER isIRI(…))")
    return "UNDEF" if term is None else str(term)


def _load(url: str, graph: str | None, reach: Reach, *, silent: bool) -> str:
    try:
        kind, data = reach.fetch(url, ", ".join(_DOCUMENTS))
        format = _DOCUMENTS.get(kind)
        if not isinstance(format, ox.RdfFormat):
            raise RemoteFailed(url, f"is {kind}, which holds no triples")
        try:
            triples = [quad.triple for quad in ox.parse(data, format=format, base_iri=url, rename_blank_nodes=True)]
        except (SyntaxError, ValueError) as error:
            raise RemoteFailed(url, f"cannot be read: {error}") from error
    except RemoteFailed:
        if silent:
            return "INSERT DATA { }"
        raise
    block = " ".join(f"{triple} ." for triple in triples)
    try:
        return f"INSERT DATA {{ GRAPH {ox.NamedNode(graph)} {{ {block} }} }}" if graph is not None else f"INSERT DATA {{ {block} }}"
    except ValueError as error:
        raise NotAllowed(f"the graph <{graph}> has no valid IRI: {error}") from error
