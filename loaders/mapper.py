"""Event records to RDF: the graph of one article or of one source of records, as the ontology and the shapes describe it."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import quote

from rdflib import RDF, RDFS, XSD, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, PROV, SKOS

from ..ontology.iris import Iris, digest
from ..ontology.terms import DG, PREFIXES
from ..ontology.vocabulary import superclasses
from .actors.libraries import countries
from .article import Article
from .event import Actor, ActorKind, Coding, EventRecord, Instrument, Person, Place, Status
from .extraction.base import Extraction
from .source import Dataset, Source, SourceRecord

_SCHEMA, _GEO, _TOPIC = (Namespace(PREFIXES[prefix]) for prefix in ("schema", "geo", "dgt"))
_STATUS = {Status.OCCURRED: DG.occurred, Status.PLANNED: DG.planned, Status.CANCELLED: DG.cancelled, Status.DENIED: DG.denied}
_NOT_IN_IRIS = re.compile(r"[\x00-\x20<>\"{}|\\^`]+")


def article_graph(article: Article, extraction: Extraction, iris: Iris, software: str) -> Graph:
    """The triples that one article gives: its metadata, its event reports and their evidence, the actors and places in them.

    The same input gives the same triples: there is no clock in it.

    Args:
        article: What was read.
        extraction: The events that were found in it.
        iris: The makers of IRIs.
        software: Version and extractor that found them, such as ``0.1.0, rules 1``.
    """
    return _ArticleGraph(article, extraction, iris, software).graph


def source_graph(source: Source, records: Iterable[SourceRecord], iris: Iris, software: str) -> Graph:
    """The triples of a source of records: what it is, its event reports and their evidence, the actors and places in them.

    A large source may be mapped a part of its records at a time; the union of the graphs is that of the whole.

    Args:
        source: What the records stand in.
        records: Some or all of them; each names others by their keys.
        iris: The makers of IRIs.
        software: Version and name of what read them.
    """
    return _SourceGraph(source, records, iris, software).graph


def report_keys(article: Article, events: tuple[EventRecord, ...]) -> dict[str, str]:
    """The key of each record's report, by the record's ref: made from what tells the record from others, never from its number."""
    keys: dict[str, str] = {}
    seen: Counter[str] = Counter()
    for event in events:
        parts = (
            article.key,
            event.type.value,
            event.status.value,
            " ".join(sorted(actor.code for actor in event.parties)),
            " ".join(day.isoformat() for day in (event.earliest, event.latest) if day is not None),
            str(event.evidence[0].start) if event.evidence else "",
        )
        key = digest(*parts)
        seen[key] += 1
        # Two records that agree in all of that are told apart by their order in the text.
        keys[event.ref] = key if seen[key] == 1 else digest(*parts, str(seen[key]))
    return keys


def _plain(text: str) -> Literal:
    return Literal(text)


def _decimal(number: float) -> Literal:
    # Through the shortest text of the number, so that 0.8 does not become 0.8000000000000000444.
    return Literal(format(Decimal(repr(number)).normalize(), "f"), datatype=XSD.decimal)


def _time(moment: dt.datetime | dt.date) -> Literal:
    kind = XSD.dateTime if isinstance(moment, dt.datetime) else XSD.date
    return Literal(moment.isoformat(), datatype=kind)


def _state(iso3: str) -> Actor:
    country = countries().get(iso3)
    return Actor(ActorKind.STATE, iso3, country.label if country is not None else iso3)


def address(url: str) -> URIRef | None:
    """The address as an IRI, with what IRIs cannot hold escaped; nothing where it is no absolute address of the web.

    >>> address("https://example.org/a b")
    rdflib.term.URIRef('https://example.org/a%20b')
    """
    url = url.strip()
    if not re.match(r"https?://[^/\s]", url):
        return None
    return URIRef(_NOT_IN_IRIS.sub(lambda match: quote(match[0], safe=""), url))


@dataclass(slots=True)
class _Node:
    """A subject to which values are added; values that are nothing are passed over."""

    graph: Graph
    iri: URIRef

    def add(self, predicate: URIRef, *values: URIRef | Literal | str | None) -> None:
        for value in values:
            if value is not None and value != "":
                self.graph.add((self.iri, predicate, _plain(value) if not isinstance(value, URIRef | Literal) else value))


class _EventGraph:
    """A graph of event reports, named by what tells them."""

    def __init__(self, iri: str, iris: Iris) -> None:
        self._iris = iris
        self._iri = URIRef(iri)
        self._states: dict[str, Actor] = {}
        self.graph = Graph(identifier=self._iri, bind_namespaces="none")
        for prefix, namespace in PREFIXES.items():
            self.graph.bind(prefix, namespace)

    def _node(self, iri: str, *types: URIRef) -> _Node:
        node = _Node(self.graph, URIRef(iri))
        node.add(RDF.type, *types)
        return node

    def _describe_article(self, iri: str, article: Article) -> URIRef:
        node = self._node(iri, DG.Article)
        node.add(RDFS.label, article.headline or article.source)
        node.add(DCTERMS.source, article.source)
        node.add(_SCHEMA.headline, article.headline)
        node.add(_SCHEMA.datePublished, _time(article.published) if article.published else None)
        node.add(_SCHEMA.url, address(article.url) if article.url else None)
        node.add(_SCHEMA.publisher, article.publisher)
        node.add(_SCHEMA.author, *article.authors)
        node.add(_SCHEMA.inLanguage, article.language)
        return node.iri

    def _describe_provenance(self, software: str, key: str, label: str) -> None:
        version = software.split(",")[0].strip()
        agent = self._node(self._iris.software(software), PROV.SoftwareAgent)
        agent.add(RDFS.label, f"Diplograph {software}")
        agent.add(_SCHEMA.softwareVersion, version)
        activity = self._node(self._iris.activity(key), PROV.Activity)
        activity.add(RDFS.label, label)
        activity.add(PROV.wasAssociatedWith, agent.iri)
        _Node(self.graph, self._iri).add(PROV.wasGeneratedBy, activity.iri)

    def _know_states(self, events: Iterable[EventRecord]) -> None:
        # A state is described once and alike, whether it is a party or only the country of a place.
        self._states = {actor.code: actor for event in events for actor in event.parties if actor.kind is ActorKind.STATE}

    def _report(self, event: EventRecord, key: str, keys: Mapping[str, str]) -> _Node:
        plain = event.coding is not None and event.coding.plain
        node = self._node(self._iris.report(key), *superclasses("Event" if plain else event.type.value))
        node.add(RDFS.label, event.label)
        node.add(DG.status, _STATUS[event.status])
        # Who does it and to whom are parties too, whatever the record lists.
        node.add(DG.party, *map(self._actor, (*event.parties, *event.initiators, *event.targets)))
        node.add(DG.initiator, *map(self._actor, event.initiators))
        node.add(DG.target, *map(self._actor, event.targets))
        node.add(DG.delegate, *map(self._person, event.delegates))
        if event.earliest is not None and event.latest is not None:
            node.add(DG.earliest, _time(event.earliest))
            node.add(DG.latest, _time(event.latest))
        node.add(DG.dateText, event.date_text)
        node.add(DG.place, self._place(event.place) if event.place else None)
        node.add(DG.instrument, self._instrument(event.instrument, key) if event.instrument else None)
        node.add(DG.topic, *(_TOPIC[topic] for topic in event.topics))
        for predicate, refs in ((DG.outcomeOf, event.outcome_of), (DG.inResponseTo, event.in_response_to), (DG.partOf, event.part_of)):
            node.add(predicate, *(URIRef(self._iris.report(keys[ref])) for ref in refs))
        return node

    def _sentence(self, iri: str, article: URIRef, quote: str) -> _Node:
        node = self._node(iri, DG.Evidence)
        node.add(DG.article, article)
        node.add(DG.quote, quote)
        return node

    def _actor(self, actor: Actor) -> URIRef:
        if actor.kind is ActorKind.STATE:
            node = self._node(self._iris.state(actor.code), *superclasses("State"))
            node.add(DG.iso3, actor.code)
        else:
            node = self._node(self._iris.organization(actor.code), *superclasses("Organization"))
            node.add(DG.acronym, actor.code)
        node.add(RDFS.label, actor.label)
        node.add(SKOS.altLabel, *(alias for alias in actor.aliases if alias != actor.label))
        return node.iri

    def _person(self, person: Person) -> URIRef:
        node = self._node(self._iris.person(person.name), *superclasses("Person"))
        node.add(RDFS.label, person.name)
        node.add(DG.office, person.office)
        node.add(DG.represents, self._actor(person.represents) if person.represents else None)
        return node.iri

    def _place(self, place: Place) -> URIRef:
        position = (place.latitude, place.longitude) if place.latitude is not None and place.longitude is not None else None
        node = self._node(self._iris.place(place.name, place.country, position if place.by_position else None), DG.Place)
        node.add(RDFS.label, place.name)
        node.add(DG.country, self._actor(self._states.get(place.country) or _state(place.country)) if place.country else None)
        if position is not None:
            node.add(_GEO.lat, _decimal(position[0]))
            node.add(_GEO.long, _decimal(position[1]))
        return node.iri

    def _instrument(self, instrument: Instrument, key: str) -> URIRef:
        node = self._node(self._iris.instrument(key), DG.Instrument)
        node.add(RDFS.label, instrument.title)
        node.add(DG.instrumentKind, instrument.kind)
        node.add(DG.instrumentValue, instrument.value)
        return node.iri


class _ArticleGraph(_EventGraph):
    def __init__(self, article: Article, extraction: Extraction, iris: Iris, software: str) -> None:
        super().__init__(iris.article(article.key), iris)
        self._describe_article(self._iri, article)
        _Node(self.graph, self._iri).add(DG.text, article.text)
        self._describe_provenance(software, article.key, f"Extraction of events from {article.source}")
        self._know_states(extraction.events)
        keys = report_keys(article, extraction.events)
        for event in extraction.events:
            report = self._report(event, keys[event.ref], keys)
            report.add(DG.confidence, _decimal(event.confidence))
            for evidence in event.evidence:
                sentence = self._sentence(iris.evidence(article.key, evidence.start, evidence.end), self._iri, evidence.quote)
                sentence.add(DG.start, Literal(evidence.start))
                sentence.add(DG.end, Literal(evidence.end))
                report.add(DG.evidence, sentence.iri)


class _SourceGraph(_EventGraph):
    def __init__(self, source: Source, records: Iterable[SourceRecord], iris: Iris, software: str) -> None:
        super().__init__(iris.source(source.name), iris)
        described = Article(source.name, "", (), publisher=source.publisher)
        self._describe_article(self._iri, described)
        self._node(self._iri, PROV.Collection)
        self._describe_provenance(software, f"source {source.name}", f"Import of the events of {source.name}")
        told = list(records)
        self._know_states(record.event for record in told)
        for record in told:
            refs = {ref: ref for refs in (record.event.outcome_of, record.event.in_response_to, record.event.part_of) for ref in refs}
            report = self._report(record.event, record.key, refs)
            report.add(DG.confidence, _decimal(record.confidence) if record.confidence is not None else None)
            report.add(PROV.wasDerivedFrom, self._iri)
            report.add(DCTERMS.identifier, record.identifier)
            report.add(DCTERMS.isVersionOf, *(URIRef(iris.event(key)) for key in sorted(record.about)))
            article, key = self._iri, source.name
            if record.told_in is not None:
                # Its own name, since what this source says of an article is not to be mixed with what the article says of itself.
                key = f"{source.name}\n{record.told_in.key}"
                article = self._describe_article(iris.article(key), record.told_in)
            # Where no sentence is given, the source itself says so, in the words of the label.
            sentence = self._sentence(iris.quotation(key, record.quote or record.event.label), article, record.quote or record.event.label)
            report.add(DG.evidence, sentence.iri)


class DatasetGraph(_EventGraph):
    """A graph of rows of a coded dataset, which stand on their codes and not on sentences.

    Args:
        iri: The dataset, which is also the graph's name.
        iris: The makers of IRIs.
    """

    def describe(self, dataset: Dataset, key: str, software: str) -> None:
        """Says what the dataset is, and which run brought it here.

        Args:
            dataset: What it is.
            key: What identifies the run: the dataset, and how it was read.
            software: Version and name of what read it.
        """
        node = self._node(self._iri, DG.Dataset)
        node.add(RDFS.label, dataset.label)
        node.add(RDFS.comment, dataset.comment)
        node.add(DCTERMS.source, dataset.file)
        node.add(_SCHEMA.version, dataset.version)
        node.add(DCTERMS.conformsTo, URIRef(PREFIXES["cw"] + dataset.scheme) if dataset.scheme is not None else None)
        self._describe_provenance(software, key, f"Mapping of the rows of {dataset.file}")

    def add(self, events: Iterable[EventRecord]) -> None:
        """Adds events, whose refs are their keys."""
        told = tuple(events)
        self._know_states(told)
        for event in told:
            refs = {ref: ref for refs in (event.outcome_of, event.in_response_to, event.part_of) for ref in refs}
            report = self._report(event, event.ref, refs)
            coding = event.coding or Coding()
            report.add(DG.dataset, self._iri)
            report.add(DG.place, *(self._place(place) for place in coding.places))
            report.add(DG.code, *coding.codes)
            report.add(DG.intensity, *(Literal(number, datatype=XSD.decimal) for number in coding.intensities))
            report.add(DCTERMS.identifier, *coding.identifiers)
            report.add(DCTERMS.source, *coding.sources)

    def node_of(self, thing: Actor | Person | Place) -> URIRef:
        """The node of a state, organisation, person or place, described in the graph."""
        if isinstance(thing, Person):
            return self._person(thing)
        return self._place(thing) if isinstance(thing, Place) else self._actor(thing)
