"""What is done to the text of a SPARQL update before it reaches the engine, and what can be told of it without running it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..errors import QueryError
from .base import QueryDataset
from .sparql import TOKENS, UNICODE_ESCAPE, graph_names

_BRACE = re.compile(rf"{TOKENS.pattern} | (?P<brace> [{{}}] )", re.VERBOSE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Piece:
    """A keyword or a name outside all braces, or a group in braces, with its place in the text; names are ``<``, groups ``{``."""

    text: str
    start: int
    end: int


def pieces_of(text: str, *, names: bool = False) -> Iterator[Piece]:
    """The pieces of an update, with its names outside of all braces where they are wanted."""
    depth = opened = 0
    for match in _BRACE.finditer(text):
        if match["brace"] == "{":
            opened = match.start() if depth == 0 else opened
            depth += 1
        elif match["brace"] == "}":
            depth = max(0, depth - 1)
            if depth == 0:
                yield Piece("{", opened, match.end())
        elif depth == 0 and match["word"]:
            yield Piece(match["word"].upper(), match.start(), match.end())
        elif depth == 0 and names and (match["iri"] or match["prefix"] is not None):
            yield Piece("<", match.start(), match.end())


def escaped_outside_of_strings(text: str) -> bool:
    r"""Whether the update has a \\u outside of strings, where it may stand for a letter of a keyword or for a brace."""
    masked = TOKENS.sub(lambda token: '""' if token[0][0] in "\"'" else token[0], text)
    return UNICODE_ESCAPE.search(masked) is not None


def with_dataset(text: str, dataset: QueryDataset) -> str:
    """The update with the graphs that the SPARQL Protocol names for it (``using-graph-uri``, ``using-named-graph-uri``) written into it.

    Each operation that has a WHERE gets them as its USING clauses, which is what the protocol says that the parameters mean.
    ``DELETE WHERE`` has no place for such a clause, so it is written out as the operation that it is short for.

    Raises:
        QueryError: The update names graphs itself, by USING or WITH, which the protocol forbids beside the parameters.

    >>> with_dataset("DELETE WHERE { ?s ?p 1 }", QueryDataset(("http://g/",)))
    'DELETE { ?s ?p 1 } USING <http://g/> WHERE { ?s ?p 1 }'
    """
    if not dataset:
        return text
    if escaped_outside_of_strings(text):
        raise QueryError("give the graphs by USING in the update itself: beside the parameters, \\u is only understood within strings")
    pieces = list(pieces_of(text))
    if named := next((piece for piece in pieces if piece.text in ("USING", "WITH")), None):
        raise QueryError(
            f"the update says {named.text}, and using-graph-uri or using-named-graph-uri names graphs too; give one or the other"
        )
    clauses = [f"USING {name} " for name in graph_names(dataset.default_graphs)]
    clauses += [f"USING NAMED {name} " for name in graph_names(dataset.named_graphs)]
    using, done, last = "".join(clauses), 0, ""
    written = []
    for piece, following in zip(pieces, [*pieces[1:], None], strict=True):
        if piece.text == "WHERE":
            written.append(text[done : piece.start])
            if last == "DELETE" and following is not None and following.text == "{":
                written.append(f"{text[following.start : following.end]} ")
            written.append(using)
            done = piece.start
        last = piece.text
    return "".join(written) + text[done:]


def as_inserts(text: str) -> str | None:
    """The update with its DELETE DATA made INSERT DATA, so that running it on nothing tells what it names; nothing where it does more.

    >>> as_inserts("INSERT DATA { <a:s> <a:p> 1 } ; DELETE DATA { <a:s> <a:p> 2 }")
    'INSERT DATA { <a:s> <a:p> 1 } ; INSERT DATA { <a:s> <a:p> 2 }'
    >>> as_inserts("CLEAR ALL") is None
    True
    """
    if escaped_outside_of_strings(text):
        return None
    pieces = [piece for piece in pieces_of(text) if piece.text not in ("PREFIX", "BASE")]
    if len(pieces) % 3 or not pieces:
        return None
    changed, done = [], 0
    for verb, data, group in zip(*[iter(pieces)] * 3, strict=True):
        if verb.text not in ("INSERT", "DELETE") or data.text != "DATA" or group.text != "{":
            return None
        changed += [text[done : verb.start], "INSERT"]
        done = verb.end
    return "".join(changed) + text[done:]


def without_silent_loads(text: str) -> str:
    """The update with each LOAD SILENT made one that does nothing, which is what a SILENT load does that fails, and here all would.

    >>> without_silent_loads("LOAD SILENT <http://e/> INTO GRAPH <http://g/> ; CLEAR ALL")
    'INSERT DATA {} ; CLEAR ALL'
    """
    if "LOAD" not in text.upper():
        return text
    pieces = list(pieces_of(text, names=True))
    kinds = [piece.text for piece in pieces]
    written, done = [], 0
    for place, piece in enumerate(pieces):
        if kinds[place : place + 3] == ["LOAD", "SILENT", "<"]:
            last = place + 5 if kinds[place + 3 : place + 6] == ["INTO", "GRAPH", "<"] else place + 2
            written += [text[done : piece.start], "INSERT DATA {}"]
            done = pieces[last].end
    return "".join(written) + text[done:]
