"""Answers of remote servers in the project's own terms, whatever liberties the servers take with the formats."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pyoxigraph as ox

Row = dict[str, ox.NamedNode | ox.BlankNode | ox.Literal]

# Virtuoso labels blank nodes ``nodeID://b10001``, which is no label.
_BLANK = re.compile(rb'("type"\s*:\s*"bnode"\s*,\s*"value"\s*:\s*")nodeID://')
_TRUE = ("1", "true")
_BOOLEAN = ox.NamedNode("http://www.w3.org/2001/XMLSchema#boolean")
_BOOLEANS = {"1": ox.Literal(True), "0": ox.Literal(False)}


def quad(row: Row, graph: ox.NamedNode | ox.DefaultGraph) -> ox.Quad:
    """The quad of a row with the variables ``?s ?p ?o``.

    Raises:
        ValueError: They are no triple.
    """
    subject, predicate, value = row["s"], row["p"], row["o"]
    if isinstance(subject, ox.Literal) or not isinstance(predicate, ox.NamedNode):
        raise ValueError(f"{subject} {predicate} {value} is no triple")
    if isinstance(value, ox.Literal) and value.datatype == _BOOLEAN:
        value = _BOOLEANS.get(value.value, value)  # of these two forms the engine keeps both
    return ox.Quad(subject, predicate, value, graph)


def rows(data: bytes) -> list[Row]:
    """The rows of an answer in SPARQL's JSON.

    Raises:
        ValueError: It is no such answer.
    """
    found: ox.QuerySolutions | ox.QueryBoolean | None = None
    try:
        found = ox.parse_query_results(_BLANK.sub(rb"\1", data), format=ox.QueryResultsFormat.JSON)
        if not isinstance(found, ox.QuerySolutions):
            raise ValueError("a yes or no where rows were asked for")
        names = [variable.value for variable in found.variables]
        return [{name: value for name, value in zip(names, solution, strict=True) if value is not None} for solution in found]
    except SyntaxError as error:
        raise ValueError(str(error)) from error
    finally:
        del found


def written(data: bytes, form: str, format: ox.QueryResultsFormat) -> bytes:
    """The answer to SELECT or ASK in SPARQL's JSON, in another format.

    Raises:
        ValueError: It is no such answer.
    """
    if form == "ask":
        data = b'{"head":{},"boolean":%s}' % (b"true" if truth(data) else b"false")
    found = None
    try:
        found = ox.parse_query_results(_BLANK.sub(rb"\1", data), format=ox.QueryResultsFormat.JSON)
        return found.serialize(format=format) or b""
    except SyntaxError as error:
        raise ValueError(str(error)) from error
    finally:
        # An error keeps this frame alive into the thread that catches it, where the rows must not be let go of.
        del found


def truth(data: bytes) -> bool:
    """The answer to ASK; Virtuoso gives it as a row with a number.

    Raises:
        ValueError: It is no such answer.
    """
    document: Any = json.loads(data)
    if isinstance(document, dict):
        if isinstance(document.get("boolean"), bool):
            return bool(document["boolean"])
        bindings = document.get("results", {}).get("bindings")
        if isinstance(bindings, list):
            return any(value.get("value") in _TRUE for row in bindings for value in row.values())
    raise ValueError("neither yes nor no")


def triples(data: bytes, media_type: str) -> Iterator[ox.Triple]:
    """The triples of an answer to CONSTRUCT or DESCRIBE, each once.

    Raises:
        ValueError: The document is not understood.
    """
    format = ox.RdfFormat.from_media_type(media_type)
    if format is None:
        raise ValueError(f"{media_type} is not known")
    try:
        yield from dict.fromkeys(quad.triple for quad in ox.parse(data, format=format))
    except SyntaxError as error:
        raise ValueError(str(error)) from error
