"""The terms of the vocabulary as constants, so that type checkers find a misspelt one."""

# ruff: noqa: N815 - the names are those of the vocabulary
from __future__ import annotations

from typing import Final

from rdflib import URIRef

ONTOLOGY: Final = URIRef("https://w3id.org/diplograph/ontology")
TOPICS: Final = URIRef("https://w3id.org/diplograph/topics")
CROSSWALK: Final = URIRef("https://w3id.org/diplograph/crosswalk")
SHAPES: Final = URIRef("https://w3id.org/diplograph/shapes")
CONTEXT: Final = "https://w3id.org/diplograph/context.jsonld"

PREFIXES: Final[dict[str, str]] = {
    "cw": "https://w3id.org/diplograph/crosswalk#",
    "dcterms": "http://purl.org/dc/terms/",
    "dg": "https://w3id.org/diplograph/ontology#",
    "dgsh": "https://w3id.org/diplograph/shapes#",
    "dgt": "https://w3id.org/diplograph/topics#",
    "geo": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "oa": "http://www.w3.org/ns/oa#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "sem": "http://semanticweb.cs.vu.nl/2009/11/sem/",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "vann": "http://purl.org/vocab/vann/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
"""The prefixes that the project's documents and queries use."""

QUERY_PREFIXES: Final[dict[str, str]] = {**PREFIXES, "text": "http://jena.apache.org/text#"}
"""Those that need no declaring in queries: those, and that of the search for words."""


class DG:
    """The terms of ``https://w3id.org/diplograph/ontology#``, by their local names."""

    Accusation: Final = URIRef("https://w3id.org/diplograph/ontology#Accusation")
    Actor: Final = URIRef("https://w3id.org/diplograph/ontology#Actor")
    Agreement: Final = URIRef("https://w3id.org/diplograph/ontology#Agreement")
    Appointment: Final = URIRef("https://w3id.org/diplograph/ontology#Appointment")
    Article: Final = URIRef("https://w3id.org/diplograph/ontology#Article")
    Dataset: Final = URIRef("https://w3id.org/diplograph/ontology#Dataset")
    Dispute: Final = URIRef("https://w3id.org/diplograph/ontology#Dispute")
    Engagement: Final = URIRef("https://w3id.org/diplograph/ontology#Engagement")
    Event: Final = URIRef("https://w3id.org/diplograph/ontology#Event")
    Evidence: Final = URIRef("https://w3id.org/diplograph/ontology#Evidence")
    Expulsion: Final = URIRef("https://w3id.org/diplograph/ontology#Expulsion")
    Instrument: Final = URIRef("https://w3id.org/diplograph/ontology#Instrument")
    Invitation: Final = URIRef("https://w3id.org/diplograph/ontology#Invitation")
    Meeting: Final = URIRef("https://w3id.org/diplograph/ontology#Meeting")
    Organization: Final = URIRef("https://w3id.org/diplograph/ontology#Organization")
    Person: Final = URIRef("https://w3id.org/diplograph/ontology#Person")
    Place: Final = URIRef("https://w3id.org/diplograph/ontology#Place")
    Protest: Final = URIRef("https://w3id.org/diplograph/ontology#Protest")
    Recall: Final = URIRef("https://w3id.org/diplograph/ontology#Recall")
    Rejection: Final = URIRef("https://w3id.org/diplograph/ontology#Rejection")
    Rupture: Final = URIRef("https://w3id.org/diplograph/ontology#Rupture")
    Sanction: Final = URIRef("https://w3id.org/diplograph/ontology#Sanction")
    State: Final = URIRef("https://w3id.org/diplograph/ontology#State")
    Status: Final = URIRef("https://w3id.org/diplograph/ontology#Status")
    Threat: Final = URIRef("https://w3id.org/diplograph/ontology#Threat")
    Visit: Final = URIRef("https://w3id.org/diplograph/ontology#Visit")
    acronym: Final = URIRef("https://w3id.org/diplograph/ontology#acronym")
    article: Final = URIRef("https://w3id.org/diplograph/ontology#article")
    cancelled: Final = URIRef("https://w3id.org/diplograph/ontology#cancelled")
    code: Final = URIRef("https://w3id.org/diplograph/ontology#code")
    confidence: Final = URIRef("https://w3id.org/diplograph/ontology#confidence")
    copyOf: Final = URIRef("https://w3id.org/diplograph/ontology#copyOf")
    country: Final = URIRef("https://w3id.org/diplograph/ontology#country")
    dataset: Final = URIRef("https://w3id.org/diplograph/ontology#dataset")
    dateText: Final = URIRef("https://w3id.org/diplograph/ontology#dateText")
    delegate: Final = URIRef("https://w3id.org/diplograph/ontology#delegate")
    denied: Final = URIRef("https://w3id.org/diplograph/ontology#denied")
    differsIn: Final = URIRef("https://w3id.org/diplograph/ontology#differsIn")
    earliest: Final = URIRef("https://w3id.org/diplograph/ontology#earliest")
    end: Final = URIRef("https://w3id.org/diplograph/ontology#end")
    evidence: Final = URIRef("https://w3id.org/diplograph/ontology#evidence")
    inResponseTo: Final = URIRef("https://w3id.org/diplograph/ontology#inResponseTo")
    initiator: Final = URIRef("https://w3id.org/diplograph/ontology#initiator")
    instrument: Final = URIRef("https://w3id.org/diplograph/ontology#instrument")
    instrumentKind: Final = URIRef("https://w3id.org/diplograph/ontology#instrumentKind")
    instrumentValue: Final = URIRef("https://w3id.org/diplograph/ontology#instrumentValue")
    intensity: Final = URIRef("https://w3id.org/diplograph/ontology#intensity")
    iso3: Final = URIRef("https://w3id.org/diplograph/ontology#iso3")
    latest: Final = URIRef("https://w3id.org/diplograph/ontology#latest")
    occurred: Final = URIRef("https://w3id.org/diplograph/ontology#occurred")
    office: Final = URIRef("https://w3id.org/diplograph/ontology#office")
    outcomeOf: Final = URIRef("https://w3id.org/diplograph/ontology#outcomeOf")
    partOf: Final = URIRef("https://w3id.org/diplograph/ontology#partOf")
    party: Final = URIRef("https://w3id.org/diplograph/ontology#party")
    place: Final = URIRef("https://w3id.org/diplograph/ontology#place")
    planned: Final = URIRef("https://w3id.org/diplograph/ontology#planned")
    publisherCount: Final = URIRef("https://w3id.org/diplograph/ontology#publisherCount")
    quote: Final = URIRef("https://w3id.org/diplograph/ontology#quote")
    report: Final = URIRef("https://w3id.org/diplograph/ontology#report")
    represents: Final = URIRef("https://w3id.org/diplograph/ontology#represents")
    start: Final = URIRef("https://w3id.org/diplograph/ontology#start")
    status: Final = URIRef("https://w3id.org/diplograph/ontology#status")
    target: Final = URIRef("https://w3id.org/diplograph/ontology#target")
    text: Final = URIRef("https://w3id.org/diplograph/ontology#text")
    topic: Final = URIRef("https://w3id.org/diplograph/ontology#topic")
