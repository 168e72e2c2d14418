"""An event as one article reports it, read back from the article's graph."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlsplit

import pyoxigraph as ox

from ..loaders.event import EventType
from ..ontology.iris import Iris, slug
from ..ontology.terms import DG, PREFIXES
from . import copies
from . import triples as t
from .likeness import Delegate

# The properties of a node in the article's graph.
Describe = Callable[[ox.NamedNode], Iterable[tuple[ox.NamedNode, t.Object]]]

# An event without a date is taken to lie in the days before its article; a planned one in those after it.
UNDATED_BEFORE, UNDATED_AFTER = 3, 14
# A date that says less than that says nothing.
WIDEST = 366
# Shorter sentences are common to different articles by chance.
_TELLING_QUOTE = 40

_TYPES = {PREFIXES["dg"] + kind.value: kind for kind in EventType}
_PLANNED = str(DG.planned)


@dataclass(frozen=True, slots=True)
class InstrumentReport:
    """What was agreed, as one article reports it."""

    iri: str
    title: str
    kind: str | None = None
    value: str | None = None


@dataclass(frozen=True)
class EventReport:
    """An event as one article reports it.

    Attributes:
        key: What the report's IRI and the event's are made from.
        article: IRI of what tells it: the article, or the source of records in whose graph it stands; of a dataset's row, its own.
        type: The most special class.
        status: IRI of the status.
        parties: IRIs of the states and organisations on whose behalf it happens; so the initiators and targets.
        delegates: Who took part.
        earliest: First day on which it may have begun, by the article.
        latest: Last such day.
        published: The day of the article.
        publisher: What the article's publisher is known by; empty where nothing is known.
        cities: Name and country of each place that is more than a country.
        countries: IRIs of the countries of its places.
        topics: IRIs of what it is about.
        quotes: The sentences that tell of it, those that are long enough to tell articles apart.
        wording: The words of the article, as far as they tell copies of it.
        about: The keys of the reports of the event that it is about, where it says so: a person has looked at that event and tells it
            anew, so that it belongs to it whatever it says, and alone says what the event is.
        said: All its statements, for the event's own.
    """

    key: str
    article: str
    type: EventType
    status: str
    parties: frozenset[str]
    initiators: frozenset[str] = frozenset()
    targets: frozenset[str] = frozenset()
    delegates: frozenset[Delegate] = frozenset()
    earliest: dt.date | None = None
    latest: dt.date | None = None
    published: dt.date | None = None
    publisher: str = ""
    cities: frozenset[tuple[str, str]] = frozenset()
    countries: frozenset[str] = frozenset()
    instruments: tuple[InstrumentReport, ...] = ()
    topics: frozenset[str] = frozenset()
    quotes: frozenset[str] = frozenset()
    wording: bytes = b""
    about: frozenset[str] = frozenset()
    said: tuple[tuple[ox.NamedNode, t.Object], ...] = field(default=(), repr=False)

    @property
    def planned(self) -> bool:
        """Whether the article speaks of what is to come."""
        return self.status == _PLANNED

    @property
    def dated(self) -> bool:
        """Whether the article itself fixes the time, to a year at least."""
        return self.earliest is not None and self.window is not None

    @cached_property
    def window(self) -> tuple[dt.date, dt.date] | None:
        """First and last day on which the event may have begun, by its date or else by its article's; nothing where neither helps."""
        if self.earliest is not None and self.latest is not None:
            return (self.earliest, self.latest) if (self.latest - self.earliest).days < WIDEST else None
        if self.published is None:
            return None
        if self.planned:
            return _shifted(self.published, 0), _shifted(self.published, UNDATED_AFTER)
        return _shifted(self.published, -UNDATED_BEFORE), self.published

    @cached_property
    def days(self) -> int:
        """On how many days it may have begun; many where nothing is known."""
        return (self.window[1] - self.window[0]).days + 1 if self.window is not None else 10 * WIDEST

    @cached_property
    def rank(self) -> tuple[bool, bool, int, int, int, int, str]:
        """The place in the order from the report that says most to the vaguest, those about an event first; no two share one."""
        titles = sum(len(instrument.title.split()) for instrument in self.instruments)
        return (not self.about, not self.dated, self.days, -len(self.delegates), -titles, -len(self.parties), self.key)


def _shifted(day: dt.date, days: int) -> dt.date:
    try:
        return day + dt.timedelta(days=days)
    except OverflowError:
        return day


def event_reports(triples: Iterable[ox.Triple], iris: Iris) -> list[EventReport]:
    """The reports in the triples of article graphs."""
    nodes: dict[str, list[tuple[ox.NamedNode, t.Object]]] = defaultdict(list)
    reports = set()
    prefix = iris.report("")
    for triple in triples:
        if isinstance(triple.subject, ox.NamedNode):
            nodes[triple.subject.value].append((triple.predicate, triple.object))
            if triple.predicate == t.TYPE and triple.object == t.EVENT and triple.subject.value.startswith(prefix):
                reports.add(triple.subject)
    found = (read_report(node, lambda other: nodes.get(other.value, ()), iris) for node in sorted(reports, key=str))
    return [report for report in found if report is not None]


def read_report(node: ox.NamedNode, describe: Describe, iris: Iris) -> EventReport | None:
    """The report at that node; nothing where there is none.

    Args:
        node: The report's IRI.
        describe: Gives the properties of a node in the graph of the report's article.
        iris: The makers of IRIs.
    """
    said = sorted(set(describe(node)), key=lambda pair: (pair[0].value, str(pair[1])))
    values: dict[ox.NamedNode, list[t.Object]] = defaultdict(list)
    for predicate, value in said:
        values[predicate].append(value)
    kind = _special(values[t.TYPE])
    if kind is None:
        return None
    evidence = [dict(describe(sentence)) for sentence in _nodes(values[t.EVIDENCE])]
    articles = sorted(_iris(sentence[t.ARTICLE] for sentence in evidence if t.ARTICLE in sentence))
    article = articles[0] if articles else ""
    metadata = dict(describe(ox.NamedNode(article))) if article else {}
    dataset = next(_iris(values[t.ROW_OF]), "")
    if dataset and not article:
        article = node.value  # a dataset may have several rows of one event
    places = [_place(place, describe) for place in _nodes(values[t.PLACE])]
    return EventReport(
        key=node.value.removeprefix(iris.report("")),
        article=next(_iris(values[t.DERIVED_FROM]), article),
        type=kind,
        status=next(_iris(values[t.STATUS]), ""),
        parties=frozenset(_iris([*values[t.PARTY], *values[t.INITIATOR], *values[t.TARGET]])),
        initiators=frozenset(_iris(values[t.INITIATOR])),
        targets=frozenset(_iris(values[t.TARGET])),
        delegates=frozenset(_delegate(person, describe, iris) for person in _nodes(values[t.DELEGATE])),
        earliest=_date(values[t.EARLIEST]),
        latest=_date(values[t.LATEST]),
        published=_date([metadata[t.PUBLISHED]]) if t.PUBLISHED in metadata else None,
        publisher=_publisher(metadata) if not dataset else "/".join(dataset.removeprefix(iris.base).split("/")[:2]),
        cities=frozenset((name, country) for name, country in places if name),
        countries=frozenset(country for _, country in places if country),
        instruments=tuple(_instrument(instrument, describe) for instrument in _nodes(values[t.INSTRUMENT])),
        topics=frozenset(_iris(values[t.TOPIC])),
        quotes=frozenset(_quotes(evidence)),
        wording=_wording(metadata, iris),
        about=frozenset(name.removeprefix(iris.event("")) for name in _iris(values[t.VERSION_OF]) if name.startswith(iris.event(""))),
        said=tuple(said),
    )


def _nodes(values: Iterable[t.Object]) -> Iterator[ox.NamedNode]:
    return (value for value in values if isinstance(value, ox.NamedNode))


def _iris(values: Iterable[t.Object]) -> Iterator[str]:
    return (value.value for value in _nodes(values))


def _text(value: t.Object | None) -> str | None:
    return value.value if isinstance(value, ox.Literal) else None


def _date(values: Iterable[t.Object]) -> dt.date | None:
    for value in values:
        try:
            return dt.date.fromisoformat((_text(value) or "")[:10])
        except ValueError:
            continue  # a year before the first or after the 9999th
    return None


def _special(values: Iterable[t.Object]) -> EventType | None:
    kinds = sorted({_TYPES[iri] for iri in _iris(values) if iri in _TYPES})
    # The class of quarrels as such stands above those of what is done in them.
    return next((kind for kind in kinds if kind is not EventType.DISPUTE), kinds[0] if kinds else None)


def _delegate(person: ox.NamedNode, describe: Describe, iris: Iris) -> Delegate:
    sides = sorted(value.value for predicate, value in describe(person) if predicate == t.REPRESENTS and isinstance(value, ox.NamedNode))
    return Delegate(tuple(person.value.removeprefix(f"{iris.base}person/").split("-")), sides[0] if len(sides) == 1 else None)


def _place(place: ox.NamedNode, describe: Describe) -> tuple[str, str]:
    properties = dict(describe(place))
    name, country = _text(properties.get(t.LABEL)) or "", properties.get(t.COUNTRY)
    if not isinstance(country, ox.NamedNode):
        return slug(name), ""
    # A place that is the whole country narrows nothing.
    labels = {_text(value) for predicate, value in describe(country) if predicate == t.LABEL}
    return ("" if name in labels else slug(name)), country.value


def _instrument(node: ox.NamedNode, describe: Describe) -> InstrumentReport:
    properties = dict(sorted(describe(node), key=lambda pair: str(pair[1]), reverse=True))
    return InstrumentReport(node.value, _text(properties.get(t.LABEL)) or "", _text(properties.get(t.KIND)), _text(properties.get(t.VALUE)))


def _publisher(metadata: dict[ox.NamedNode, t.Object]) -> str:
    name = _text(metadata.get(t.PUBLISHER))
    if name is not None:
        return slug(name)
    url = metadata.get(t.URL)
    host = urlsplit(url.value).hostname if isinstance(url, ox.NamedNode) else None
    return (host or "").removeprefix("www.")


def _wording(metadata: dict[ox.NamedNode, t.Object], iris: Iris) -> bytes:
    filed, text = metadata.get(t.FORMAT_OF), _text(metadata.get(t.TEXT))
    if isinstance(filed, ox.NamedNode):
        return copies.named(filed.value, iris)
    return copies.wording(text, _text(metadata.get(t.HEADLINE)) or "") if text is not None else b""


def _quotes(evidence: Iterable[dict[ox.NamedNode, t.Object]]) -> Iterator[str]:
    for sentence in evidence:
        quote = " ".join((_text(sentence.get(t.QUOTE)) or "").split())
        if len(quote) >= _TELLING_QUOTE:
            yield quote
