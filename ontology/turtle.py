"""One normal form of Turtle files, so that equal graphs are equal files and a difference shows what changed.

Prefixes and subjects stand in the order of their names, an ontology or scheme first; of the predicates, type and label come first.
Blank nodes are nested where they are used. Comments are not kept: what must be said is said by ``rdfs:comment``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.namespace import DCTERMS, OWL, RDF, RDFS, SH, SKOS, XSD
from rdflib.term import Node

from ..errors import FormatError
from .terms import PREFIXES

_FIRST_SUBJECTS = (OWL.Ontology, SKOS.ConceptScheme)
_FIRST_PREDICATES = (RDF.type, RDFS.label, SKOS.prefLabel, RDFS.comment, DCTERMS.title, SH.targetClass, SH.path)
_INLINE = 100
_BARE = {
    XSD.boolean: re.compile(r"true|false"),
    XSD.decimal: re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    XSD.integer: re.compile(r"[+-]?[0-9]+"),
}


def normal_turtle(graph: Graph) -> str:
    """The graph in normal form.

    Raises:
        FormatError: A blank node is used twice or in a circle, so that it cannot be nested.
    """
    return _Writer(graph).document()


class _Writer:
    """The writing of one graph; keeps which blank nodes are already nested."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._nested: set[BNode] = set()
        self._used: set[str] = set()

    def document(self) -> str:
        """The whole document."""
        subjects = sorted({s for s in self._graph.subjects() if isinstance(s, URIRef)}, key=self._subject_order)
        blocks = [self._block(self._term(s, 0), s) for s in subjects]
        roots = [s for s in set(self._graph.subjects()) if isinstance(s, BNode) and (None, None, s) not in self._graph]
        blocks += sorted(self._block("[]", root) for root in roots)
        left = {s for s in self._graph.subjects() if isinstance(s, BNode)} - self._nested - set(roots)
        if left:
            raise FormatError("graph", "blank nodes stand in a circle and have no normal form; give one of them an IRI")
        head = [f"@prefix {name}: <{PREFIXES[name]}> ." for name in sorted(self._used)]
        return "\n".join(head) + "\n\n" + "\n\n".join(blocks) + "\n"

    def _subject_order(self, subject: URIRef) -> tuple[bool, str]:
        return not any((subject, RDF.type, first) in self._graph for first in _FIRST_SUBJECTS), subject

    def _block(self, name: str, subject: Node) -> str:
        lines = self._predicates(subject, 1)
        return f"{name} {lines[0]}" + "".join(f" ;\n  {line}" for line in lines[1:]) + " ."

    def _predicates(self, subject: Node, depth: int) -> list[str]:
        """A line for each predicate of the subject, with its objects."""
        found = {p for p in self._graph.predicates(subject) if isinstance(p, URIRef)}
        ordered = [p for p in _FIRST_PREDICATES if p in found] + sorted(found.difference(_FIRST_PREDICATES))
        lines = []
        for predicate in ordered:
            name = "a" if predicate == RDF.type else self._term(predicate, depth)
            objects = sorted(self._term(o, depth) for o in self._graph.objects(subject, predicate))
            one_line = ", ".join(objects)
            fits = len(objects) == 1 or (len(name) + len(one_line) < _INLINE and "\n" not in one_line)
            indent = "  " * (depth + 1)
            lines.append(f"{name} {one_line}" if fits else f"{name}\n{indent}" + f",\n{indent}".join(objects))
        return lines

    def _term(self, term: Node, depth: int) -> str:
        if isinstance(term, URIRef):
            return self._iri(term)
        if isinstance(term, Literal):
            return self._literal(term)
        if term == RDF.nil:
            return "()"
        assert isinstance(term, BNode)
        if term in self._nested:
            raise FormatError("graph", "a blank node is used twice and has no normal form; give it an IRI")
        self._nested.add(term)
        if (term, RDF.first, None) in self._graph:
            return self._list(term, depth)
        return self._enclose("[", self._predicates(term, depth + 1), " ;", "]", depth)

    def _list(self, head: BNode, depth: int) -> str:
        rest = self._graph.value(head, RDF.rest)
        while isinstance(rest, BNode):
            self._nested.add(rest)
            rest = self._graph.value(rest, RDF.rest)
        return self._enclose("(", [self._term(member, depth + 1) for member in Collection(self._graph, head)], "", ")", depth)

    @staticmethod
    def _enclose(opening: str, parts: Iterable[str], separator: str, closing: str, depth: int) -> str:
        """The parts between brackets, on one line where they fit."""
        parts = list(parts)
        one_line = f"{opening} {f'{separator} '.join(parts)} {closing}"
        if len(one_line) < _INLINE and "\n" not in one_line:
            return one_line
        indent = "\n" + "  " * (depth + 1)
        return opening + indent + f"{separator}{indent}".join(parts) + "\n" + "  " * depth + closing

    def _iri(self, iri: URIRef) -> str:
        for name, namespace in PREFIXES.items():
            local = iri.removeprefix(namespace)
            if iri.startswith(namespace) and local.replace("-", "").replace("_", "").isalnum() and local.isascii() and local[0] != "-":
                self._used.add(name)
                return f"{name}:{local}"
        return f"<{iri}>"

    def _literal(self, literal: Literal) -> str:
        if literal.datatype in _BARE and _BARE[literal.datatype].fullmatch(literal):
            return str(literal)
        text = str(literal).replace("\\", "\\\\").replace("\r", "\\r").replace("\t", "\\t")
        if "\n" in text:
            text = text.replace('"""', '\\"\\"\\"')
            quoted = '"""' + (text[:-1] + '\\"' if text.endswith('"') else text) + '"""'
        else:
            quoted = '"' + text.replace('"', '\\"') + '"'
        if literal.language:
            return f"{quoted}@{literal.language}"
        if literal.datatype is None or literal.datatype == XSD.string:
            return quoted
        return f"{quoted}^^{self._iri(literal.datatype)}"
