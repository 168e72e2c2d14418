"""Reading of RDF documents in any format, safe for strangers' documents: nothing is fetched, expands or nests without bound."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from xml.parsers import expat

import pyoxigraph as ox
from rdflib import BNode, Graph, Literal, URIRef

from ..errors import FormatError, SourceError
from .terms import CONTEXT, PREFIXES


@dataclass(frozen=True, slots=True)
class Format:
    """A format of RDF documents: the parser's name of it, the endings of its files, its media types."""

    parser: ox.RdfFormat
    endings: tuple[str, ...]
    media_types: tuple[str, ...]


FORMATS: dict[str, Format] = {
    "turtle": Format(ox.RdfFormat.TURTLE, (".ttl", ".turtle"), ("text/turtle", "application/x-turtle")),
    "trig": Format(ox.RdfFormat.TRIG, (".trig",), ("application/trig",)),
    "ntriples": Format(ox.RdfFormat.N_TRIPLES, (".nt",), ("application/n-triples",)),
    "nquads": Format(ox.RdfFormat.N_QUADS, (".nq",), ("application/n-quads",)),
    "jsonld": Format(ox.RdfFormat.JSON_LD, (".jsonld", ".json"), ("application/ld+json", "application/json")),
    "rdfxml": Format(ox.RdfFormat.RDF_XML, (".rdf", ".owl", ".xml"), ("application/rdf+xml", "application/xml", "text/xml")),
}
"""The formats that can be read, by the names that the command line and the server use."""

MAX_BYTES = 1_000_000_000
MAX_DEPTH = 1_000
MAX_ENTITY = 100

_QUAD = re.compile(r'^(<[^>]*>|_:\S+)\s+<[^>]*>\s+(<[^>]*>|_:\S+|".*"\S*)\s+(<[^>]*>|_:\S+)\s*\.\s*$')
_PLACE = re.compile(r"^Parser error (at|between) line.*?: (?=\S)", re.DOTALL)
_QUOTING = re.compile(r"<<|>>")


def load_rdf(source: Path | bytes, name: str | None = None, format: str | None = None) -> Graph:
    """All triples of an RDF document as one graph, whichever graphs of it they stand in.

    Args:
        source: The file, or the document itself.
        name: What messages call the document, and whose ending hints at the format; a file's own name where not given.
        format: A name or media type of ``FORMATS``; guessed from the ending, then from the content, where not given.

    Raises:
        SourceError: The file cannot be read.
        FormatError: The format is not known, or the document breaks its rules; with line and column where known.
    """
    graph = _new_graph(None)
    for part in load_graphs(source, name, format).values():
        graph += part
    return graph


def load_graphs(source: Path | bytes, name: str | None = None, format: str | None = None) -> dict[str | None, Graph]:
    """The graphs of an RDF document by their names, the default graph under None; arguments and errors as of ``load_rdf``."""
    name = name or (str(source) if isinstance(source, Path) else "document")
    graphs: dict[str | None, Graph] = {}
    for quad in load_quads(source if isinstance(source, bytes) else _read(source), name, format):
        graph_name = None if isinstance(quad.graph_name, ox.DefaultGraph) else str(rdflib_term(quad.graph_name, name))
        graph = graphs.get(graph_name)
        if graph is None:
            graph = graphs[graph_name] = _new_graph(graph_name)
        graph.add((rdflib_term(quad.subject, name), rdflib_term(quad.predicate, name), rdflib_term(quad.object, name)))
    return graphs or {None: _new_graph(None)}


def load_quads(data: bytes, name: str, format: str | None = None, base: str | None = None) -> Iterator[ox.Quad]:
    """The quads of an RDF document, its blank nodes with new labels.

    Args:
        data: The document.
        name: What messages call it; see ``load_rdf``.
        format: Its format; see ``load_rdf``.
        base: What its relative IRIs are relative to.

    Raises:
        FormatError: The format is not known, or the document breaks its rules; with line and column where known.
    """
    text = _text(data, name)
    kind = _format(format) if format else _guess(name, text)
    if kind == "rdfxml":
        _XmlCheck(name).run(text)
    elif kind == "jsonld":
        text = _with_own_context(text, name)
    else:
        _check_nesting(text, name)
    return _quads(text, kind, name, base)


def _new_graph(name: str | None) -> Graph:
    graph = Graph(identifier=URIRef(name) if name else None, bind_namespaces="none")
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)
    return graph


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise FormatError(str(path), f"larger than {MAX_BYTES:,} bytes; split it into several files")
        return path.read_bytes()
    except OSError as error:
        raise SourceError(str(path), f"cannot be read ({error.strerror})") from error


def _text(data: bytes, name: str) -> str:
    if not data.strip():
        raise FormatError(name, "empty file; an RDF document was expected")
    if b"\0" in data[:4096]:
        raise FormatError(name, "binary file; an RDF document is text in UTF-8")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FormatError(name, "not UTF-8; save the file in that encoding", data.count(b"\n", 0, error.start) + 1) from error


def _format(wanted: str) -> str:
    plain = wanted.partition(";")[0].strip().lower()
    for name, known in FORMATS.items():
        if plain == name or plain in known.media_types or f".{plain}" in known.endings:
            return name
    raise FormatError(wanted, f"unknown RDF format; use one of {', '.join(FORMATS)}")


def _guess(name: str, text: str) -> str:
    ending = Path(name).suffix.lower()
    for kind, known in FORMATS.items():
        if ending in known.endings:
            return kind
    beginning = text.lstrip()[:1000]
    if re.match(r'\{\s*["}]|\[\s*[{\]]\s*["}]?', beginning) and not re.match(r"\[\s*\]", beginning):
        return "jsonld"
    if re.match(r"<\?xml|<!DOCTYPE|<!--|<rdf:", beginning):
        return "rdfxml"
    lines = [line for line in beginning.splitlines() if line and not line.startswith("#")]
    return "nquads" if lines and _QUAD.match(lines[0]) else "trig"


def _quads(text: str, kind: str, name: str, base: str | None) -> Iterator[ox.Quad]:
    try:
        yield from ox.parse(text, format=FORMATS[kind].parser, base_iri=base, rename_blank_nodes=True)
    except SyntaxError as error:
        reason = _PLACE.sub("", error.msg)
        if "LoadDocumentCallback" in reason:
            reason = f"a context at an address is not fetched; write the context into the document or use {CONTEXT}"
        elif "No scheme found" in reason:
            reason = "a relative IRI, and the document names no base; declare a base or a prefix, or write the IRI in full"
        raise FormatError(name, f"not {kind}: {reason}", error.lineno, error.offset) from error
    except ValueError as error:
        raise FormatError(name, f"not {kind}: {error}") from error


def rdflib_term(term: object, name: str) -> URIRef | BNode | Literal:
    """The parser's term as rdflib's, in the form in which it was written.

    Raises:
        FormatError: The term is a triple; the message names the document.
    """
    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return BNode(term.value)
    if isinstance(term, ox.Literal):
        if term.language:
            return Literal(term.value, lang=term.language)
        datatype = URIRef(term.datatype.value)
        plain = datatype == URIRef(PREFIXES["xsd"] + "string")
        return Literal(term.value) if plain else Literal(term.value, datatype=datatype, normalize=False)
    raise FormatError(name, "a triple as a term (RDF 1.2) is not supported; state it with rdf:Statement or leave it out")


def _check_nesting(text: str, name: str) -> None:
    """Refuse triple terms so deep that they would exhaust the parser's stack and end the process."""
    depth = 0
    for sign in _QUOTING.finditer(text):
        depth = depth + 1 if sign.group() == "<<" else max(0, depth - 1)
        if depth > MAX_DEPTH:
            raise FormatError(name, f"triples nested more than {MAX_DEPTH} deep", text.count("\n", 0, sign.start()) + 1)


class _XmlCheck:
    """A parse of XML that refuses what is not well-formed, entities that are no abbreviated namespace, and elements nested without end."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._depth = 0
        self._parser = expat.ParserCreate("utf-8")
        self._parser.EntityDeclHandler = self._entity
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end

    def run(self, text: str) -> None:
        try:
            self._parser.Parse(text.encode("utf-8"), True)
        except expat.ExpatError as error:
            reason = f"not rdfxml: {expat.errors.messages[error.code]}"
            raise FormatError(self._name, reason, error.lineno, error.offset + 1) from error

    def _refuse(self, reason: str) -> None:
        raise FormatError(self._name, reason, self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber + 1)

    def _entity(self, entity: str, parameter: int, value: str | None, *_external: str | None) -> None:
        if parameter or value is None or "&" in value or "%" in value or len(value) > MAX_ENTITY:
            self._refuse(f"entity {entity!r} is external, nested or long, which is not allowed; write its text out")

    def _start(self, _element: str, _attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            self._refuse(f"elements nested more than {MAX_DEPTH} deep")

    def _end(self, _element: str) -> None:
        self._depth -= 1


def _with_own_context(text: str, name: str) -> str:
    """The document with the project's own context written in where it is named."""
    if CONTEXT not in text:
        return text
    try:
        document = json.loads(text)
        context = json.loads(files("diplograph").joinpath("ontology/context.jsonld").read_text(encoding="utf-8"))["@context"]
        return json.dumps(_resolve(document, context))
    except json.JSONDecodeError as error:
        raise FormatError(name, f"not jsonld: {error.msg}", error.lineno, error.colno) from error
    except RecursionError as error:
        raise FormatError(name, "not jsonld: nested too deep") from error


def _resolve(value: object, context: object, key: str = "") -> object:
    if isinstance(value, dict):
        return {inner_key: _resolve(inner, context, inner_key) for inner_key, inner in value.items()}
    if isinstance(value, list):
        return [_resolve(inner, context, key) for inner in value]
    return context if key == "@context" and value == CONTEXT else value
