"""The formats of RDF and of query results: one table of names, media types and file extensions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import pyoxigraph as ox

from ..errors import FormatError


class Content(StrEnum):
    """What a format can carry."""

    BINDINGS = "bindings"
    GRAPH = "graph"
    DATASET = "dataset"


@dataclass(frozen=True, slots=True)
class Format:
    """One format.

    Attributes:
        name: Its name on the command line.
        content: What it carries: rows of a query, triples, or triples with their graphs.
        media_type: The media type that it is sent as.
        extension: The extension of its files, without the dot.
        engine: The engine's own name of it.
        aliases: Further media types that it is asked for by.
    """

    name: str
    content: Content
    media_type: str
    extension: str
    engine: ox.RdfFormat | ox.QueryResultsFormat
    aliases: tuple[str, ...] = ()


BINDINGS_FORMATS = (
    Format(
        "json", Content.BINDINGS, "application/sparql-results+json", "srj", ox.QueryResultsFormat.JSON, ("application/json", "text/json")
    ),
    Format("xml", Content.BINDINGS, "application/sparql-results+xml", "srx", ox.QueryResultsFormat.XML, ("application/xml", "text/xml")),
    Format("csv", Content.BINDINGS, "text/csv", "csv", ox.QueryResultsFormat.CSV),
    Format("tsv", Content.BINDINGS, "text/tab-separated-values", "tsv", ox.QueryResultsFormat.TSV),
)
GRAPH_FORMATS = (
    Format("turtle", Content.GRAPH, "text/turtle", "ttl", ox.RdfFormat.TURTLE, ("application/x-turtle",)),
    Format("ntriples", Content.GRAPH, "application/n-triples", "nt", ox.RdfFormat.N_TRIPLES, ("text/plain",)),
    Format("jsonld", Content.DATASET, "application/ld+json", "jsonld", ox.RdfFormat.JSON_LD, ("application/json",)),
    Format("rdfxml", Content.GRAPH, "application/rdf+xml", "rdf", ox.RdfFormat.RDF_XML, ("application/xml", "text/xml")),
    Format("trig", Content.DATASET, "application/trig", "trig", ox.RdfFormat.TRIG, ("application/x-trig",)),
    Format("nquads", Content.DATASET, "application/n-quads", "nq", ox.RdfFormat.N_QUADS, ("text/x-nquads",)),
)
DATASET_FORMATS = tuple(format for format in GRAPH_FORMATS if format.content is Content.DATASET)
FORMATS = BINDINGS_FORMATS + GRAPH_FORMATS


def names(formats: tuple[Format, ...]) -> str:
    """The names of the formats, as a message lists them."""
    return ", ".join(format.name for format in formats)


def format_named(name: str, formats: tuple[Format, ...] = FORMATS) -> Format:
    """The format of that name.

    Raises:
        FormatError: No format of the given ones has that name.

    >>> format_named("turtle").media_type
    'text/turtle'
    """
    for format in formats:
        if format.name == name:
            return format
    raise FormatError(name, f"is not a format here; choose one of {names(formats)}")


def format_of_file(path: Path, formats: tuple[Format, ...] = GRAPH_FORMATS) -> Format | None:
    """The format that a file's extension stands for, or nothing.

    >>> format_of_file(Path("events.nq")).name
    'nquads'
    """
    extension = path.suffix.lower().lstrip(".")
    return next((format for format in formats if format.extension == extension), None)


_HEAD = re.compile(rb"(?:@prefix [^\n]*\n)+")
_DECLARED = re.compile(rb"@prefix (\w+:) [^\n]*\n")


def used_prefixes(turtle: bytes) -> bytes:
    r"""The Turtle or TriG document without the prefixes at its head that nothing in it may use; others are left as they are.

    >>> used_prefixes(b"@prefix a: <http://a/> .\n@prefix b: <http://b/> .\nb:x b:y b:z .\n")
    b'@prefix b: <http://b/> .\nb:x b:y b:z .\n'
    """
    head = _HEAD.match(turtle)
    if head is None:
        return turtle
    body = turtle[head.end() :]
    lines = sorted(declared[0] for declared in _DECLARED.finditer(head[0]) if declared[1] in body)
    return b"".join(lines) + body
