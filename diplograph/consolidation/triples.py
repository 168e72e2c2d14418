"""The terms and the sets of triples in which consolidation is written."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from ..ontology.terms import DG, PREFIXES
from ..store.base import DEFAULT_GRAPH, GraphName, Store

Triples = frozenset[ox.Triple]
Object = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


def _term(iri: str) -> ox.NamedNode:
    return ox.NamedNode(str(iri))


TYPE = _term(PREFIXES["rdf"] + "type")
LABEL = _term(PREFIXES["rdfs"] + "label")
ALT_LABEL = _term(PREFIXES["skos"] + "altLabel")
REPLACED_BY = _term(PREFIXES["dcterms"] + "isReplacedBy")
HAS_PART = _term(PREFIXES["dcterms"] + "hasPart")
PUBLISHED = _term(PREFIXES["schema"] + "datePublished")
PUBLISHER = _term(PREFIXES["schema"] + "publisher")
URL = _term(PREFIXES["schema"] + "url")
HEADLINE = _term(PREFIXES["schema"] + "headline")
# What consolidation asks of an article.
METADATA = (PUBLISHED, PUBLISHER, URL)
# From an article to what stands for its words, in the index.
FORMAT_OF = _term(PREFIXES["dcterms"] + "isFormatOf")
DERIVED_FROM = _term(PREFIXES["prov"] + "wasDerivedFrom")
VERSION_OF = _term(PREFIXES["dcterms"] + "isVersionOf")
GENERATED_BY = _term(PREFIXES["prov"] + "wasGeneratedBy")
RUNS = frozenset({_term(PREFIXES["prov"] + "Activity"), _term(PREFIXES["prov"] + "SoftwareAgent")})

EVENT = _term(DG.Event)
PARTY, INITIATOR, TARGET, DELEGATE = _term(DG.party), _term(DG.initiator), _term(DG.target), _term(DG.delegate)
REPRESENTS, STATUS, PLACE, COUNTRY = _term(DG.represents), _term(DG.status), _term(DG.place), _term(DG.country)
EARLIEST, LATEST, DATE_TEXT = _term(DG.earliest), _term(DG.latest), _term(DG.dateText)
INSTRUMENT, KIND, VALUE = _term(DG.instrument), _term(DG.instrumentKind), _term(DG.instrumentValue)
TOPIC, EVIDENCE, ARTICLE, QUOTE, TEXT = _term(DG.topic), _term(DG.evidence), _term(DG.article), _term(DG.quote), _term(DG.text)
DATASET, ROW_OF = _term(DG.Dataset), _term(DG.dataset)
COPY_OF = _term(DG.copyOf)
CONFIDENCE, REPORT = _term(DG.confidence), _term(DG.report)
PUBLISHER_COUNT, DIFFERS_IN = _term(DG.publisherCount), _term(DG.differsIn)
# From one event of an article to another.
LINKS = (_term(DG.outcomeOf), _term(DG.inResponseTo), _term(DG.partOf))


def in_graph(triples: Iterable[ox.Triple], graph: GraphName) -> frozenset[ox.Quad]:
    """The triples as quads of one graph."""
    return frozenset(ox.Quad(triple.subject, triple.predicate, triple.object, graph) for triple in triples)


def apart(store: Store) -> frozenset[ox.NamedNode]:
    """The graphs of coded datasets whose events are not among the consolidated ones: those that the default graph does not describe."""
    found = {quad.graph_name for quad in store.quads(None, TYPE, DATASET) if quad.subject == quad.graph_name}
    return frozenset(
        name for name in found if isinstance(name, ox.NamedNode) and next(store.quads(name, TYPE, DATASET, DEFAULT_GRAPH), None) is None
    )
