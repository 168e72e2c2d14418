"""The vocabularies themselves, in the formats of RDF."""

from __future__ import annotations

import pyoxigraph as ox

from ..ontology.terms import PREFIXES
from ..ontology.turtle import normal_turtle
from ..readable import canonical_lines
from ..store.bulk import rdf_format
from ..store.formats import GRAPH_FORMATS, Content, Format
from ..store.terms import to_rdflib
from ..vocabularies import vocabulary
from .site import VOCABULARIES

DOCUMENTS = tuple(format for format in GRAPH_FORMATS if format.content is Content.GRAPH or format.name == "jsonld")
"""The formats, of one graph."""


def document(name: str, format: Format) -> bytes:
    """A vocabulary, in normal form as Turtle."""
    triples = vocabulary(str(VOCABULARIES[name]))
    if format.name == "turtle":
        return normal_turtle(to_rdflib(triples)).encode("utf-8")
    lines = "".join(f"{line} .\n" for line in sorted(canonical_lines(ox.Quad(*triple) for triple in triples)))
    ordered = (quad.triple for quad in ox.parse(lines, format=ox.RdfFormat.N_TRIPLES))
    return ox.serialize(ordered, format=rdf_format(format), prefixes=dict(PREFIXES)) or b""
