"""What the SPARQL service can do, by the SPARQL 1.1 Service Description."""

from __future__ import annotations

import pyoxigraph as ox
from fastapi import Request, Response

from ..ontology.terms import PREFIXES
from ..settings import Settings
from ..store.formats import BINDINGS_FORMATS, GRAPH_FORMATS, used_prefixes
from .negotiation import choose_format, content_type, not_acceptable
from .parameters import origin

_SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS = "http://www.w3.org/ns/formats/"
# The names of W3C for the formats (https://www.w3.org/ns/formats/).
_NAMES = {
    "json": "SPARQL_Results_JSON", "xml": "SPARQL_Results_XML", "csv": "SPARQL_Results_CSV", "tsv": "SPARQL_Results_TSV",
    "turtle": "Turtle", "ntriples": "N-Triples", "jsonld": "JSON-LD", "rdfxml": "RDF_XML", "trig": "TriG", "nquads": "N-Quads",
}  # fmt: skip


def description(request: Request, settings: Settings) -> Response:
    """The description of the service, in the format of RDF that the client wants."""
    accept = request.headers.get("accept")
    chosen = choose_format(accept, GRAPH_FORMATS)
    if chosen is None:
        # A browser that lists what it likes most does not mind the rest.
        raise not_acceptable(accept, [format.media_type for format in GRAPH_FORMATS])
    assert isinstance(chosen.format.engine, ox.RdfFormat)
    prefixes = {"sd": _SD, "formats": _FORMATS, **PREFIXES}
    written = ox.serialize(_triples(request, settings), format=chosen.format.engine, prefixes=prefixes) or b""
    headers = {"content-type": content_type(chosen.media_type), "vary": "accept"}
    return Response(used_prefixes(written), headers=headers)


def _triples(request: Request, settings: Settings) -> list[ox.Triple]:
    address = origin(request)
    service, update = ox.NamedNode(f"{address}/sparql#service"), ox.NamedNode(f"{address}/update#service")
    dataset, graph = ox.NamedNode(f"{address}/sparql#dataset"), ox.NamedNode(f"{address}/sparql#graph")
    kind, label = ox.NamedNode(PREFIXES["rdf"] + "type"), ox.NamedNode(PREFIXES["rdfs"] + "label")

    def sd(name: str) -> ox.NamedNode:
        return ox.NamedNode(_SD + name)

    triples = [
        ox.Triple(service, kind, sd("Service")),
        ox.Triple(service, label, ox.Literal("Diplograph: a database of diplomatic events")),
        ox.Triple(service, sd("endpoint"), ox.NamedNode(f"{address}/sparql")),
        ox.Triple(service, sd("supportedLanguage"), sd("SPARQL11Query")),
        ox.Triple(service, sd("defaultDataset"), dataset),
        ox.Triple(dataset, kind, sd("Dataset")),
        ox.Triple(dataset, sd("defaultGraph"), graph),
        ox.Triple(graph, kind, sd("Graph")),
    ]
    formats = [(name, ox.NamedNode(_FORMATS + _NAMES[name])) for name in (format.name for format in (*BINDINGS_FORMATS, *GRAPH_FORMATS))]
    triples += [ox.Triple(service, sd("resultFormat"), iri) for _, iri in formats]
    if settings.takes_updates:
        triples += [
            ox.Triple(update, kind, sd("Service")),
            ox.Triple(update, sd("endpoint"), ox.NamedNode(f"{address}/update")),
            ox.Triple(update, sd("supportedLanguage"), sd("SPARQL11Update")),
            ox.Triple(update, sd("defaultDataset"), dataset),
        ]
    return triples
