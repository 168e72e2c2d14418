"""What becomes of the default graph, and of the index of reports, when an article's graph changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property

import pyoxigraph as ox

from ..ontology.iris import Iris
from ..store.base import DEFAULT_GRAPH, Change, Pattern, Store
from ..vocabularies import VOCABULARIES
from . import triples as t
from .ahead import ReadAhead, described
from .copies import copy_change, filed, links
from .event_report import EventReport, event_reports, read_report
from .grouping import Regrouping, group
from .index import blocks, near_blocks
from .rule import compare
from .triples import Triples, in_graph
from .view import EventView

# So many articles are filed in one transaction where a whole dataset is.
_ARTICLES = 500


def consolidate(articles: Iterable[ox.Triple], iris: Iris) -> Triples:
    """The triples of the default graph that follow from the triples of all article graphs."""
    triples = frozenset(articles)
    events = group(event_reports(triples, iris))
    keys = {report.key: min(member.key for member in event) for event in events for report in event}
    views = (EventView(event, iris, lambda key: keys.get(key, key)).triples() for event in events)
    return _common(triples, iris).union(links(triples), *views)


def index(articles: Iterable[ox.Triple], iris: Iris) -> Triples:
    """The triples of the index that follow from the triples of all article graphs."""
    triples = frozenset(articles)
    return _filed(event_reports(triples, iris), iris) | filed(triples, iris)


def _filed(reports: Iterable[EventReport], iris: Iris) -> Triples:
    return frozenset(
        ox.Triple(ox.NamedNode(iris.block(block)), t.HAS_PART, ox.NamedNode(iris.report(report.key)))
        for report in reports
        for block in blocks(report)
    )


def _common(triples: Triples, iris: Iris) -> Triples:
    """What articles say of actors, places, sentences and themselves, but an article's text and the run that read it."""
    runs = {triple.subject for triple in triples if triple.predicate == t.TYPE and triple.object in t.RUNS}
    own = (iris.report(""), iris.instrument(""))
    return frozenset(
        triple
        for triple in triples
        if isinstance(triple.subject, ox.NamedNode)
        and triple.subject not in runs
        and triple.predicate not in (t.TEXT, t.GENERATED_BY, t.COPY_OF)
        and not triple.subject.value.startswith(own)
    )


def view_change(store: Store, article: ox.NamedNode, before: Triples, after: Triples, iris: Iris) -> Change:
    """The change of the default graph and of the index when one article's graph changes.

    Args:
        store: The dataset as it is.
        article: The name of the graph.
        before: The graph as it is; empty for a new article.
        after: The graph as it becomes; empty for one that is removed.
        iris: The makers of IRIs.
    """
    events = _ViewChange(store, article, before, after, iris).change()
    copies = copy_change(store, before, after, iris)
    return Change(remove=events.remove | copies.remove, add=events.add | copies.add)


def rebuild_change(store: Store, articles: Iterable[ox.NamedNode], iris: Iris) -> Change:
    """The change that makes the default graph and the index follow from the article graphs again; none where they do.

    It takes the whole dataset into memory: for a dataset written by an older version, and to see that one is sound.

    Args:
        store: The dataset.
        articles: The names of all article graphs.
        iris: The makers of IRIs.
    """
    told = frozenset(triple for name in articles for triple in store.graph(name))
    filed = ox.NamedNode(iris.index_graph)
    known, places = store.graph(DEFAULT_GRAPH), store.graph(filed)
    view, reports = consolidate(told, iris), index(told, iris)
    return Change(
        remove=in_graph(known - view, DEFAULT_GRAPH) | in_graph(places - reports, filed),
        add=in_graph(view - known, DEFAULT_GRAPH) | in_graph(reports - places, filed),
    )


def filing_changes(store: Store, iris: Iris) -> Iterator[Change]:
    """The changes that file the reports and the wordings of article graphs that the index lacks, a few articles in each."""
    filed = ox.NamedNode(iris.index_graph)
    others = {DEFAULT_GRAPH, *t.apart(store)}

    def is_filed(node: ox.NamedNode, predicate: ox.NamedNode) -> bool:
        pattern: Pattern = (None, t.HAS_PART, node, filed) if predicate == t.STATUS else (node, t.FORMAT_OF, None, filed)
        return next(store.quads(*pattern), None) is not None

    homes = sorted(
        {
            quad.graph_name.value
            for predicate in (t.STATUS, t.TEXT)
            for quad in store.quads(predicate=predicate)
            if quad.graph_name not in others
            and isinstance(quad.graph_name, ox.NamedNode)
            and isinstance(quad.subject, ox.NamedNode)
            and not is_filed(quad.subject, predicate)
        }
    )
    for start in range(0, len(homes), _ARTICLES):
        graphs = (store.graph(ox.NamedNode(name)) for name in homes[start : start + _ARTICLES])
        yield Change(add=in_graph(frozenset[ox.Triple]().union(*(index(graph, iris) for graph in graphs)), filed))


class _ViewChange:
    """A dataset, read as if the article's graph had changed already, and what has to follow."""

    def __init__(self, store: Store, article: ox.NamedNode, before: Triples, after: Triples, iris: Iris) -> None:
        self._store, self._article, self._iris = store, article, iris
        self._before, self._after = before, after
        self._old = {report.key: report for report in event_reports(before, iris)}
        self._new = {report.key: report for report in event_reports(after, iris)}
        self._come: dict[str, list[EventReport]] = defaultdict(list)
        for report in self._new.values():
            for block in blocks(report):
                self._come[block].append(report)
        self._read: dict[str, EventReport | None] = {}
        self._blocks: dict[str, list[EventReport]] = {}
        self._events: dict[str, frozenset[str]] = {}
        self._ahead = ReadAhead(store, iris)
        self._look_around()

    def _look_around(self) -> None:
        """Fetches together what regrouping is about to ask of a store far away; what it asks beyond that is fetched as it asks."""
        changed = [report for reports in (self._old, self._new) for key, report in reports.items() if key in self._changed]
        if self._ahead.reports({block for report in changed for block in near_blocks(report)}, self._old.keys() | self._new.keys()):
            near = {other.key for report in changed for other in self.near(report) if _joins(report, other)}
            members = (self.before(key) for other in near for key in self.event(other))
            self._ahead.reports({block for report in members if report is not None for block in near_blocks(report)}, ())

    # What ``Regrouping`` asks.

    def near(self, report: EventReport) -> Iterable[EventReport]:
        """The reports, as they become, that the report may have to do with; itself may be among them."""
        near = near_blocks(report)
        self._ahead.reports(near, report.about)
        found = {other.key: other for block in near for other in self._block(block)}
        told = (self.after(key) for key in sorted(report.about))
        return {**found, **{other.key: other for other in told if other is not None}}.values()

    def event(self, key: str) -> frozenset[str]:
        """The keys of all reports of the event of that report as the dataset has it."""
        if key not in self._events:
            report = ox.NamedNode(self._iris.report(key))
            found = frozenset(
                self._key(member.object)
                for quad in self._store.quads(predicate=t.REPORT, object=report, graph=DEFAULT_GRAPH)
                if isinstance(quad.subject, ox.NamedNode)
                for member in self._store.quads(quad.subject, t.REPORT, None, DEFAULT_GRAPH)
            )
            self._events.update(dict.fromkeys(found or {key}, found))
        return self._events[key]

    def before(self, key: str) -> EventReport | None:
        """The report as it is."""
        return self._old.get(key) or self._elsewhere(key)

    def after(self, key: str) -> EventReport | None:
        """The report as it becomes; nothing where it goes."""
        return self._new.get(key) or (None if key in self._old else self._elsewhere(key))

    def _key(self, node: t.Object) -> str:
        return node.value.removeprefix(self._iris.report("")) if isinstance(node, ox.NamedNode) else ""

    def _block(self, block: str) -> list[EventReport]:
        if block not in self._blocks:
            name, graph = ox.NamedNode(self._iris.block(block)), ox.NamedNode(self._iris.index_graph)
            keys = {self._key(quad.object) for quad in self._store.quads(name, t.HAS_PART, None, graph)} - self._old.keys()
            others = (self._elsewhere(key) for key in sorted(keys - self._new.keys()))
            self._blocks[block] = [report for report in others if report is not None] + self._come[block]
        return self._blocks[block]

    def _elsewhere(self, key: str) -> EventReport | None:
        """The report in the graph of another article."""
        if key not in self._read:
            node = ox.NamedNode(self._iris.report(key))
            home = next((quad.graph_name for quad in self._store.quads(node, t.STATUS) if quad.graph_name != self._article), None)
            found = None
            if isinstance(home, ox.NamedNode):
                graph = home

                def describe(subject: ox.NamedNode) -> Iterable[tuple[ox.NamedNode, t.Object]]:
                    found = (quad for pattern in described(subject, graph, self._iris) for quad in self._store.quads(*pattern))
                    return [(quad.predicate, quad.object) for quad in found]

                found = read_report(node, describe, self._iris)
            self._read[key] = found
        return self._read[key]

    @cached_property
    def _changed(self) -> frozenset[str]:
        return frozenset(key for key in self._old.keys() | self._new.keys() if self._old.get(key) != self._new.get(key))

    @cached_property
    def _others(self) -> frozenset[ox.NamedNode]:
        return t.apart(self._store)

    def change(self) -> Change:
        """The quads to take away and to add."""
        events = Regrouping(self, self._changed).events()
        gone, come = _common(self._before, self._iris), _common(self._after, self._iris)
        self._look_at(events, gone - come)
        key_of = {report.key: min(member.key for member in event) for event in events for report in event}

        def event_key(key: str) -> str:
            if key not in key_of:
                # Events of which a report changed are all among those above: this one stays, or its report goes.
                key_of[key] = key if key in self._changed else min(self.event(key) | {key})
            return key_of[key]

        touched = {report.key for event in events for report in event}
        stale = touched | self._changed | {member for key in self._changed | touched for member in self.event(key)}
        moved = {key for key in stale if self.event(key) and event_key(key) != min(self.event(key))}
        events += self._linking(moved, touched, event_key)
        stale |= {report.key for event in events for report in event}
        # The names of reports that are gone, or never were here, lead to the event that says it is theirs.
        told = {key for report in (*self._old.values(), *(each for event in events for each in event)) for key in report.about}
        stale |= {key for key in told if self.after(key) is None}
        new = frozenset[ox.Triple]().union(*(EventView(event, self._iris, event_key).triples() for event in events))
        old = frozenset(triple for key in stale for triple in self._standing(key))
        gone_alone = {triple for triple in gone - come if not self._supported(triple)}
        before, after = _filed(self._old.values(), self._iris), _filed(self._new.values(), self._iris)
        filed = ox.NamedNode(self._iris.index_graph)
        return Change(
            remove=in_graph((old - new) | gone_alone, DEFAULT_GRAPH) | in_graph(before - after, filed),
            add=in_graph((new - old) | (come - gone), DEFAULT_GRAPH) | in_graph(after - before, filed),
        )

    def _look_at(self, events: Iterable[list[EventReport]], gone: Iterable[ox.Triple]) -> None:
        """Fetches together what stands of the events, what links to them and they to, and who else says what goes."""
        touched = {report.key for event in events for report in event} | self._changed
        stale = touched | {member for key in touched for member in self.event(key)}
        said = (pair for event in events for report in event for pair in report.said)
        linked = {value for predicate, value in said if predicate in t.LINKS and isinstance(value, ox.NamedNode)}
        wanted: list[Pattern] = [(None, t.REPORT, report, DEFAULT_GRAPH) for report in linked]
        wanted += [(node, None, None, DEFAULT_GRAPH) for key in stale for node in self._names(key)]
        wanted += [(None, link, ox.NamedNode(self._iris.report(key)), None) for key in stale for link in t.LINKS]
        wanted += [
            (triple.subject, triple.predicate, triple.object, None)
            for triple in gone
            if isinstance(triple.subject, ox.NamedNode) and isinstance(triple.object, ox.NamedNode | ox.Literal)
        ]
        found = list(self._ahead.quads(wanted))
        self._store.ahead(
            [
                (quad.subject, t.REPORT, None, DEFAULT_GRAPH)
                for quad in found
                if quad.object in linked and isinstance(quad.subject, ox.NamedNode)
            ]
        )

    def _linking(self, moved: Iterable[str], told: Iterable[str], event_key: Callable[[str], str]) -> list[list[EventReport]]:
        """The events that are told already as they become, but for the new IRIs of the events that they link to."""
        found: dict[str, list[EventReport]] = {}
        known = set(told)
        for key in sorted(moved):
            for other in self._linked_from(ox.NamedNode(self._iris.report(key))):
                if other in known:
                    continue
                reports = [report for member in self.event(other) if (report := self.after(member)) is not None]
                found[event_key(other)] = sorted(reports, key=lambda report: report.rank)
                known |= self.event(other)
        return list(found.values())

    def _linked_from(self, node: ox.NamedNode) -> Iterator[str]:
        """The keys of the reports, as they become, that link to the report."""
        for report in self._new.values():
            if any(predicate in t.LINKS and value == node for predicate, value in report.said):
                yield report.key
        for link in t.LINKS:
            for quad in self._store.quads(predicate=link, object=node):
                if quad.graph_name not in (DEFAULT_GRAPH, self._article):
                    yield self._key(quad.subject)

    def _standing(self, key: str) -> Iterable[ox.Triple]:
        """What the default graph says under the names that the report gives."""
        for node in self._names(key):
            for quad in self._store.quads(node, None, None, DEFAULT_GRAPH):
                yield quad.triple

    def _names(self, key: str) -> tuple[ox.NamedNode, ox.NamedNode]:
        return ox.NamedNode(self._iris.event(key)), ox.NamedNode(self._iris.instrument(key))

    def _supported(self, triple: ox.Triple) -> bool:
        """Whether the graph of another article says it too."""
        if not isinstance(triple.subject, ox.NamedNode) or not isinstance(triple.object, ox.NamedNode | ox.Literal):
            return False
        apart = {self._article, DEFAULT_GRAPH, *map(ox.NamedNode, self._iris.own_graphs), *self._others}
        return any(
            quad.graph_name not in apart and not _is_vocabulary(quad.graph_name)
            for quad in self._store.quads(triple.subject, triple.predicate, triple.object)
        )


def _joins(report: EventReport, other: EventReport) -> bool:
    likeness = compare(report, other)
    return likeness is not None and likeness.joins


def _is_vocabulary(graph: ox.NamedNode | ox.BlankNode | ox.DefaultGraph) -> bool:
    return isinstance(graph, ox.NamedNode) and graph.value in VOCABULARIES
