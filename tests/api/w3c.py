"""The test suite of W3C for SPARQL 1.1, read from its archive, and the comparison of answers with those that it expects."""

from __future__ import annotations

import csv
import io
import tarfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

import pyoxigraph as ox

ROOT = "https://w3c.github.io/rdf-tests/"
# Not of this server: federation, entailment, and the protocols, which have tests of their own.
APART = ("service", "syntax-fed", "entailment", "protocol", "graph-store-protocol", "http-rdf-update", "service-description")

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
_QT = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
_UT = "http://www.w3.org/2009/sparql/tests/test-update#"
_RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
_XSD = "http://www.w3.org/2001/XMLSchema#"

_NUMBERS = {_XSD + name for name in ("integer", "decimal", "double", "float", "int", "long", "short", "byte", "nonNegativeInteger")}

Node = ox.NamedNode | ox.BlankNode
Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


class Suite:
    """The files of the archive.

    Args:
        archive: The archive.
    """

    def __init__(self, archive: Path) -> None:
        with tarfile.open(archive) as opened:
            members = [member for member in opened.getmembers() if member.isfile()]
            self._files = {ROOT + member.name.removeprefix("./"): _content(opened, member) for member in members}

    def read(self, iri: str) -> bytes:
        """The file of that address."""
        return self._files[iri]

    def manifests(self) -> list[str]:
        """The addresses of the manifests of SPARQL 1.1, one a folder."""
        found = [iri for iri in self._files if iri.startswith(f"{ROOT}sparql/sparql11/") and iri.endswith("/manifest.ttl")]
        return sorted(iri for iri in found if iri.count("/") == ROOT.count("/") + 3 and iri.split("/")[-2] not in APART)

    def cases(self) -> Iterator[Case]:
        """All tests."""
        for manifest in self.manifests():
            yield from _Manifest(self, manifest).cases()


def _content(opened: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    file = opened.extractfile(member)
    assert file is not None
    return file.read()


@dataclass(frozen=True, slots=True)
class Case:
    """One test: the graphs to ask or change, the text, and what is expected.

    Attributes:
        id: Its folder and name.
        kind: The local name of its class.
        text: The address of its query or update.
        data: The graphs, each with its name (none is the default graph) and the addresses of its documents.
        result: The address of the answer that is expected of a query.
        graphs: The graphs that are expected after an update.
    """

    id: str
    kind: str
    text: str
    data: tuple[tuple[str | None, str], ...] = ()
    result: str | None = None
    graphs: tuple[tuple[str | None, str], ...] = ()


class _Manifest:
    def __init__(self, suite: Suite, iri: str) -> None:
        self._iri = iri
        self._triples = ox.Dataset(ox.parse(suite.read(iri), format=ox.RdfFormat.TURTLE, base_iri=iri))

    def _values(self, node: Term, predicate: str) -> list[Term]:
        if not isinstance(node, Node):
            return []
        return [quad.object for quad in self._triples.quads_for_subject(node) if quad.predicate.value == predicate]

    def _value(self, node: Term, predicate: str) -> Term | None:
        return next(iter(self._values(node, predicate)), None)

    def _text(self, node: Term, predicate: str) -> str | None:
        value = self._value(node, predicate)
        return value.value if isinstance(value, ox.NamedNode | ox.Literal) else None

    def _list(self, node: Term | None) -> Iterator[Term]:
        while node is not None and (first := self._value(node, _RDF + "first")) is not None:
            yield first
            node = self._value(node, _RDF + "rest")

    def cases(self) -> Iterator[Case]:
        """The tests in their order."""
        for entry in self._list(self._value(ox.NamedNode(self._iri), _MF + "entries")):
            kind, action, result = (self._value(entry, name) for name in (_RDF + "type", _MF + "action", _MF + "result"))
            assert isinstance(entry, ox.NamedNode)
            assert isinstance(kind, ox.NamedNode)
            assert action is not None
            name = f"{self._iri.split('/')[-2]}/{entry.value.partition('#')[2]}"
            text = self._text(action, _QT + "query") or self._text(action, _UT + "request")
            text = text or (action.value if isinstance(action, ox.NamedNode) else "")
            expected = result.value if isinstance(result, ox.NamedNode) else None
            after = tuple(self._graphs(result)) if result is not None else ()
            yield Case(name, kind.value.partition("#")[2], text, tuple(self._graphs(action)), expected, after)

    def _graphs(self, node: Term) -> Iterator[tuple[str | None, str]]:
        for default in (_QT + "data", _UT + "data"):
            for value in self._values(node, default):
                assert isinstance(value, ox.NamedNode)
                yield None, value.value
        for value in self._values(node, _QT + "graphData"):
            assert isinstance(value, ox.NamedNode)
            yield value.value, value.value
        for value in self._values(node, _UT + "graphData"):
            name, graph = self._text(value, _RDFS + "label"), self._text(value, _UT + "graph")
            assert graph is not None
            yield name, graph


def document(suite: Suite, iri: str) -> tuple[bytes, str]:
    """A document of RDF with its media type, its relative names written so that they need no address."""
    data = suite.read(iri)
    if iri.endswith(".rdf"):
        return data, "application/rdf+xml"
    return f"@base <{iri}> .\n".encode() + data, "text/turtle"


def graph(suite: Suite, iri: str, name: str | None) -> Iterator[ox.Quad]:
    """The quads of a document in the graph of that name."""
    data, media_type = document(suite, iri)
    format = ox.RdfFormat.from_media_type(media_type)
    target = ox.NamedNode(name) if name is not None else ox.DefaultGraph()
    for quad in ox.parse(data, format=format, base_iri=iri, rename_blank_nodes=True):
        yield ox.Quad(quad.subject, quad.predicate, quad.object, target)


def same_graphs(expected: Iterable[ox.Quad], found: Iterable[ox.Quad]) -> bool:
    """Whether two datasets are the same but for the labels of their blank nodes."""
    return _canonical(expected) == _canonical(found)


def _canonical(quads: Iterable[ox.Quad]) -> ox.Dataset:
    # Through an engine, which writes numbers in its own way.
    engine = ox.Store()
    engine.bulk_extend(quads)
    dataset = ox.Dataset(engine)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return dataset


Rows = list[dict[str, Term]]


def rows(data: bytes, iri: str) -> Rows | bool:
    """The rows, or the yes or no, of an answer in the format that the address ends with."""
    ending = iri.rpartition(".")[2]
    if ending == "ttl":
        return _described_rows(data, iri)
    formats = {"srx": ox.QueryResultsFormat.XML, "srj": ox.QueryResultsFormat.JSON, "tsv": ox.QueryResultsFormat.TSV}
    parsed = ox.parse_query_results(data, format=formats[ending])
    if isinstance(parsed, ox.QueryBoolean):
        return bool(parsed)
    names = [variable.value for variable in parsed.variables]
    found: Rows = [{name: value for name, value in zip(names, row, strict=True) if value is not None} for row in parsed]
    return found


def _described_rows(data: bytes, iri: str) -> Rows | bool:
    triples = ox.Dataset(ox.parse(data, format=ox.RdfFormat.TURTLE, base_iri=iri))

    def objects(node: Term, name: str) -> list[Term]:
        return (
            [quad.object for quad in triples.quads_for_subject(node) if quad.predicate.value == _RS + name]
            if isinstance(node, Node)
            else []
        )

    if any(quad.predicate.value == _RS + "boolean" for quad in triples):
        return any(quad.object == ox.Literal(True) for quad in triples)
    solutions = [quad.object for quad in triples if quad.predicate.value == _RS + "solution"]
    found = []
    for solution in solutions:
        pairs = [(objects(binding, "variable")[0], objects(binding, "value")[0]) for binding in objects(solution, "binding")]
        found.append({name.value: value for name, value in pairs if isinstance(name, ox.Literal)})
    return found


def same_rows(expected: Rows | bool, found: Rows | bool) -> bool:
    """Whether two answers have the same rows in any order, but for the labels of blank nodes and the ways of writing a number."""
    if isinstance(expected, bool) or isinstance(found, bool):
        return expected is found
    return len(expected) == len(found) and same_graphs(_as_quads(expected), _as_quads(found))


def _as_quads(rows: Rows) -> Iterator[ox.Quad]:
    for row in rows:
        node = ox.BlankNode()
        yield ox.Quad(node, ox.NamedNode(_RDF + "type"), ox.NamedNode(_RS + "Solution"))
        for name, value in row.items():
            yield ox.Quad(node, ox.NamedNode(f"{_RS}{name}"), _plain(value))


def _plain(term: Term) -> Term:
    if not isinstance(term, ox.Literal) or term.datatype.value not in _NUMBERS:
        return term
    try:
        number = Decimal(term.value).normalize()
    except InvalidOperation:
        return term
    return ox.Literal(f"{number:f}", datatype=term.datatype)


def cells(data: bytes) -> list[list[tuple[str, str]]]:
    """The lines of an answer in CSV and their columns, sorted, blank nodes alike and numbers written in one way."""
    lines = csv.DictReader(io.StringIO(data.decode("utf-8")))
    return sorted(sorted((name, _cell(value)) for name, value in line.items()) for line in lines)


def _cell(value: str) -> str:
    if value.startswith("_:"):
        return "_:"
    try:
        return f"{Decimal(value).normalize():f}"
    except InvalidOperation:
        return value
