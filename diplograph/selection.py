"""Some of the events: how they are asked for, and all that they refer to, so that it conforms to the shapes on its own."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

import pyoxigraph as ox

from .errors import NotFound, QueryError
from .finding import find_article
from .loaders.event import EventType, Status
from .ontology.iris import Iris
from .ontology.terms import DG, PREFIXES
from .store.base import OWN_GRAPHS, QueryDataset, Store
from .store.formats import format_named
from .store.words import words

KINDS = ("Event", "Engagement", *(kind.value for kind in EventType))
"""The classes that events can be asked for by."""

# Servers cut long answers short, some at 10,000 rows, and say nothing: then pages are asked for, in an order that takes far longer.
_AT_ONCE = 500_000
_PAGE = 5_000
_BATCH = 200
_ROWS, _LINES = format_named("json"), format_named("ntriples")
# Of an event that has, against the shapes, more than one day, any one: the rows of a page are as many as its events.
_DATED = """SELECT ?name (MIN(?day) AS ?from) (MAX(?end) AS ?to)
  { %s OPTIONAL { ?name dg:earliest ?day } OPTIONAL { ?name dg:latest ?end } } GROUP BY ?name"""
_UNDATED = "9999-12-31"
_CALLED = "{ ?name %s ?called }"
_NAMES = {
    "Actor": ("dg:iso3", "dg:acronym", "rdfs:label|skos:altLabel"),
    "Place": ("rdfs:label", "dg:country/dg:iso3", "dg:country/rdfs:label"),
}
# What the shapes want to see described where it is named.
_FOLLOWED = frozenset(
    f"<{term}>"
    for term in (
        DG.party, DG.initiator, DG.target, DG.delegate, DG.represents, DG.place, DG.country, DG.instrument, DG.evidence, DG.article,
        DG.outcomeOf, DG.inResponseTo, DG.partOf,
    )
)  # fmt: skip


def worded(text: str) -> str:
    """The pattern of SPARQL on ``?name`` for what is told of in those words; a text without words finds nothing."""
    return f"?name text:query {ox.Literal(text)} ." if words(text) else "FILTER(false)"


def titled(text: str, kind: str, *properties: str) -> str:
    """The pattern of SPARQL on ``?name`` for things that are called by those words, of which the last need only begin so.

    Args:
        text: What somebody typed; without words it finds nothing.
        kind: The class of the things, as SPARQL writes it, like the properties.
        properties: Those in one of which all of the words are to be.
    """
    if not words(text):
        return "FILTER(false)"
    begun = ox.Literal(text if text.endswith(('"', "*")) else f"{text}*")
    return " UNION ".join(f"{{ ?name text:query ({property} {begun}) ; a {kind} }}" for property in properties)


@dataclass(frozen=True, slots=True)
class Selection:
    """Which events are asked for; all conditions hold together.

    Attributes:
        type: A class of events, with its subclasses; one of ``KINDS``.
        parties: Who has to take part, all of them: codes (IND, UN), names or IRIs.
        status: Whether it happened.
        since: The day on which it may have begun, or later.
        until: The day on which it may have begun, or earlier.
        place: A place's name, or the code or name of its country.
        topic: A topic's local name.
        text: Words of its label or of a sentence that tells of it, as docs/search.md says what words mean.
        publisher: The publisher of an article that tells of it.
        article: An article that tells of it, as ``find_article`` finds it.
        query: A CONSTRUCT or DESCRIBE query, instead of the other conditions: its triples, and all that is known of their subjects.
    """

    type: str | None = None
    parties: tuple[str, ...] = ()
    status: Status | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    place: str | None = None
    topic: str | None = None
    text: str | None = None
    publisher: str | None = None
    article: str | None = None
    query: str | None = None

    def __post_init__(self) -> None:
        """Refuses a query beside other conditions.

        Raises:
            QueryError: There are both.
        """
        if self.query is not None and replace(self, query=None):
            raise QueryError("a query selects by itself; put the other conditions into it")

    def __bool__(self) -> bool:
        """Whether it asks for less than everything."""
        return self != Selection()

    def pattern(self, parties: Iterable[Iterable[str]], places: Iterable[str] | None, article: str | None = None) -> str:
        """The pattern of SPARQL on ``?name`` that the events fit, the most telling conditions first.

        Args:
            parties: For each party that is asked for, the names of the actors that are called so, as SPARQL writes them.
            places: The names of the places that are meant, if any is asked for.
            article: The name of the article, likewise.
        """
        parts = [f"VALUES ?party{number} {{ {' '.join(actors)} }} ?name dg:party ?party{number} ." for number, actors in enumerate(parties)]
        if article is not None:
            parts.append(f"?name dg:evidence/dg:article {article} .")
        if self.publisher is not None:
            parts.append(f"?name dg:evidence/dg:article/schema:publisher {ox.Literal(self.publisher)} .")
        if places is not None:
            parts.append(f"VALUES ?place {{ {' '.join(places)} }} ?name dg:place ?place .")
        if self.topic is not None:
            parts.append(f"?name dg:topic {ox.NamedNode(PREFIXES['dgt'] + self.topic)} .")
        if self.text is not None:
            parts.append(worded(self.text))
        parts.append(f"?name a dg:{self.type or 'Event'} .")
        if self.status is not None:
            parts.append(f"?name dg:status dg:{self.status.value} .")
        if self.since is not None:
            parts.append(f'?name dg:latest ?latest FILTER(?latest >= "{self.since}"^^xsd:date)')
        if self.until is not None:
            parts.append(f'?name dg:earliest ?first FILTER(?first <= "{self.until}"^^xsd:date)')
        return " ".join(parts)


def called(kind: str, name: str) -> str:
    """The query for the actors or places, as ``?name``, that are called so.

    They are asked for by themselves, since the engine would else look through all events for each of the names.

    Args:
        kind: ``Actor`` or ``Place``.
        name: A code or name.
    """
    spellings = " ".join(sorted({str(ox.Literal(spelling)) for spelling in (name, name.upper(), name.title())}))
    paths = " UNION ".join(_CALLED % path for path in _NAMES[kind])
    return f"SELECT DISTINCT ?name {{ VALUES ?called {{ {spellings} }} {paths} ?name a dg:{kind} }}"


def selected(store: Store, iris: Iris, selection: Selection) -> set[str]:
    """The triples of the default graph that a selection is of, as lines of N-Triples without their end.

    Raises:
        NotFound: There is no such party, place, topic or article.
        QueryError: The query is not understood, or gives rows.
    """
    if selection.query is not None:
        triples = set(_lines(store, selection.query))
        return triples | _closure(store, (line.partition(" ")[0] for line in triples))
    return _closure(store, (_iri(row["name"]) for row in _events(store, iris, selection)))


def selected_events(
    store: Store, iris: Iris, selection: Selection, dataset: QueryDataset = OWN_GRAPHS
) -> Iterator[tuple[tuple[str, str], str]]:
    """The IRIs of the events that a selection is of, each with its first and its last day, those without one after all others.

    Args:
        store: The dataset.
        iris: Its names.
        selection: Which events; of a query, the events among the subjects of what it constructs.
        dataset: The graphs that are asked.

    Raises:
        NotFound: There is no such party, place, topic or article.
        QueryError: The query is not understood, or gives rows.
    """
    if selection.query is None:
        found = _events(store, iris, selection, dataset)
    else:
        names = iter(sorted({line.partition(" ")[0] for line in _lines(store, selection.query) if line.startswith("<")}))
        batches = iter(lambda: " ".join(islice(names, _BATCH)), "")
        found = (row for batch in batches for row in _rows(store, _DATED % f"VALUES ?name {{ {batch} }} ?name a dg:Event .", dataset))
    for row in found:
        yield (row.get("from", _UNDATED), row.get("to", _UNDATED)), row["name"]


def _events(store: Store, iris: Iris, selection: Selection, dataset: QueryDataset = OWN_GRAPHS) -> Iterator[dict[str, str]]:
    article = None if selection.article is None else str(find_article(store, iris, selection.article))
    if selection.topic is not None:
        _check_topic(store, selection.topic)
    parties = [_called(store, "Actor", party) for party in selection.parties]
    pattern = selection.pattern(parties, None if selection.place is None else _called(store, "Place", selection.place), article)
    counted = int(_rows(store, f"SELECT (COUNT(DISTINCT ?name) AS ?n) {{ {pattern} }}", dataset)[0]["n"])
    if counted <= _AT_ONCE:
        found = _rows(store, _DATED % pattern, dataset)
        if len(found) >= counted:
            yield from found
            return
    last = ""
    while True:
        page = _DATED % f"{pattern} FILTER(STR(?name) > {ox.Literal(last)})"
        found = _rows(store, f"{page} ORDER BY STR(?name) LIMIT {_PAGE}", dataset)
        yield from found
        if len(found) < _PAGE:
            return
        last = found[-1]["name"]


def _called(store: Store, kind: str, name: str) -> list[str]:
    if ":" in name:
        return [_iri(name)]
    found = _rows(store, called(kind, name))
    if not found:
        raise NotFound("party" if kind == "Actor" else "place", name, "give its code, its name or its IRI as the dataset has it")
    return [_iri(one["name"]) for one in found]


def _check_topic(store: Store, topic: str) -> None:
    remedy = "list them with `diplograph query 'SELECT DISTINCT ?topic { ?event dg:topic ?topic }'`"
    try:
        name = ox.NamedNode(PREFIXES["dgt"] + topic)
    except ValueError:
        raise NotFound("topic", topic, remedy) from None
    if next(store.quads(subject=name), None) is None:
        raise NotFound("topic", topic, remedy)


def _iri(name: str) -> str:
    try:
        return str(ox.NamedNode(name))
    except ValueError as error:
        raise NotFound("IRI", name, "check its spelling") from error


def _rows(store: Store, query: str, dataset: QueryDataset = OWN_GRAPHS) -> list[dict[str, str]]:
    answer = json.loads(store.query(query, _ROWS, None, dataset).data)
    return [{name: value["value"] for name, value in row.items()} for row in answer["results"]["bindings"]]


def _lines(store: Store, query: str) -> Iterator[str]:
    # Not by ``splitlines``, which takes more for the end of a line than N-Triples does.
    return (line[:-2] for line in store.query(query, None, _LINES).data.decode("utf-8").split("\n") if line)


def _closure(store: Store, names: Iterable[str]) -> set[str]:
    """What the default graph says of those names and of all that they refer to, a bounded request for a number of them."""
    found: set[str] = set()
    known: set[str] = set()
    waiting = {name for name in names if name.startswith("<")}
    while waiting:
        known |= waiting
        near: set[str] = set()
        todo = iter(sorted(waiting))
        while batch := " ".join(islice(todo, _BATCH)):
            for line in _lines(store, f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ VALUES ?s {{ {batch} }} ?s ?p ?o }}"):
                found.add(line)
                _, predicate, object = line.split(" ", 2)
                if predicate in _FOLLOWED and object.startswith("<"):
                    near.add(object)
        waiting = near - known
    return found
