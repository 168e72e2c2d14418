"""The triples of an event, from those of its reports: what they agree on once, and where they differ, that they do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

import pyoxigraph as ox

from ..ontology.iris import Iris
from ..ontology.terms import DG, PREFIXES
from ..store.terms import canonical
from . import triples as t
from .copies import alike
from .event_report import EventReport
from .likeness import same_person

# Of those that exclude each other the one that stands first wins where nothing else tells them apart.
_STATUSES = tuple(map(str, (DG.occurred, DG.cancelled, DG.denied, DG.planned)))
_CERTAIN = Decimal("0.99")
# What the event says in another way than its reports do.
_OWN = {
    t.LABEL,
    t.STATUS,
    t.EARLIEST,
    t.LATEST,
    t.DATE_TEXT,
    t.PLACE,
    t.DELEGATE,
    t.INSTRUMENT,
    t.CONFIDENCE,
    t.VERSION_OF,
    *t.LINKS,
}
# What stays said of an event whoever tells it anew.
_KEPT = {t.EVIDENCE, *t.LINKS}
_XSD = PREFIXES["xsd"]


@dataclass(frozen=True, slots=True)
class EventView:
    """What the dataset says of one event.

    Args:
        reports: The event's reports, in order of rank.
        iris: The makers of IRIs.
        event_key: Gives the key of the event of the report with that key.
    """

    reports: Sequence[EventReport]
    iris: Iris
    event_key: Callable[[str], str]

    @property
    def key(self) -> str:
        """The smallest key of the reports."""
        return min(report.key for report in self.reports)

    @property
    def _tellers(self) -> Sequence[EventReport]:
        """The reports that say what the event is: those of people who looked at it, where there are any."""
        return [report for report in self.reports if report.about] or self.reports

    @property
    def _witnesses(self) -> Sequence[EventReport]:
        """The reports of the event that stand on their own; who tells it anew is no further witness."""
        return [report for report in self.reports if not report.about] or self.reports

    def triples(self) -> t.Triples:
        """The event's triples, those of its instrument, and the aliases by which it was known, as the engine keeps them."""
        event = ox.NamedNode(self.iris.event(self.key))
        found = {ox.Triple(event, predicate, value) for predicate, value in self._properties()}
        for report in self.reports:
            found.add(ox.Triple(event, t.REPORT, ox.NamedNode(self.iris.report(report.key))))
            found.update(
                ox.Triple(ox.NamedNode(self.iris.event(key)), t.REPLACED_BY, event) for key in {report.key, *report.about} - {self.key}
            )
        found.update(self._instrument(event))
        return canonical(found)

    def _properties(self) -> Iterator[tuple[ox.NamedNode, t.Object]]:
        """The properties of the event; what is not told in a way of its own is the union of what the reports say."""
        tellers = self._tellers
        for report in self.reports:
            for predicate, value in report.said:
                if predicate in t.LINKS and isinstance(value, ox.NamedNode):
                    yield predicate, ox.NamedNode(self.iris.event(self.event_key(value.value.removeprefix(self.iris.report("")))))
                elif predicate not in _OWN and (report in tellers or predicate in _KEPT):
                    yield predicate, value
        status = self._status()
        yield t.STATUS, ox.NamedNode(status)
        speakers = [report for report in tellers if report.status == status]
        # Every report has a label; a label that says "is planned" does not fit what has happened.
        yield from _first(t.LABEL, speakers)
        yield from self._dates()
        yield from ((t.PLACE, place) for place in self._places())
        yield from ((t.DELEGATE, ox.NamedNode(person)) for person in self._delegates())
        if (confidence := self._confidence()) is not None:
            yield t.CONFIDENCE, ox.Literal(format(confidence, "f"), datatype=ox.NamedNode(_XSD + "decimal"))
        yield t.PUBLISHER_COUNT, ox.Literal(str(len(publishers(self._witnesses))), datatype=ox.NamedNode(_XSD + "integer"))
        yield from ((t.DIFFERS_IN, predicate) for predicate in self._differences())

    def _status(self) -> str:
        """A plan gives way to what came of it; else what most publishers say, then what was said last."""
        told = [report for report in self._tellers if not report.planned] or list(self._tellers)

        def weight(status: str) -> tuple[int, str, int]:
            those = [report for report in told if report.status == status]
            last = max(report.published.isoformat() if report.published is not None else "" for report in those)
            return len(publishers(those)), last, -_STATUSES.index(status) if status in _STATUSES else -len(_STATUSES)

        return max(sorted({report.status for report in told}), key=weight)

    def _dates(self) -> Iterator[tuple[ox.NamedNode, t.Object]]:
        dated = [report for report in self._tellers if report.earliest is not None and report.latest is not None]
        if not dated:
            return
        # The days that all allow; where there is none, the days between the dates that exclude each other.
        first = max(report.earliest for report in dated if report.earliest is not None)
        last = min(report.latest for report in dated if report.latest is not None)
        for predicate, day in zip((t.EARLIEST, t.LATEST), sorted((first, last)), strict=True):
            yield predicate, ox.Literal(day.isoformat(), datatype=ox.NamedNode(_XSD + "date"))
        yield from _first(t.DATE_TEXT, dated)

    def _dates_differ(self) -> bool:
        dated = [report.window for report in self.reports if report.dated and report.window is not None]
        return bool(dated) and max(first for first, _ in dated) > min(last for _, last in dated)

    def _places(self) -> list[t.Object]:
        """The places that say more than a country, else the countries."""
        exact = [report for report in self._tellers if report.cities]
        return sorted({place for report in exact or self._tellers for place in _values(report, t.PLACE)}, key=str)

    def _places_differ(self) -> bool:
        told = [report for report in self.reports if report.countries]
        countries = any(not one.countries & other.countries for one in told for other in told)
        return countries or len({report.cities for report in self.reports if report.cities}) > 1

    def _delegates(self) -> list[str]:
        """All who took part; who is named in full is not named by a part of the name once more."""
        people = {value.value for report in self._tellers for value in _values(report, t.DELEGATE) if isinstance(value, ox.NamedNode)}
        names = {iri: tuple(iri.removeprefix(f"{self.iris.base}person/").split("-")) for iri in people}
        return sorted(
            iri for iri, name in names.items() if not any(len(name) < len(full) and same_person(name, full) for full in names.values())
        )

    def _confidence(self) -> Decimal | None:
        """The chance that one publisher at least is right: those that print the same words stand or fall together."""
        doubt, known = Decimal(1), []
        sure = [report for report in self._tellers if next(_values(report, t.CONFIDENCE), None) is not None]
        for articles in publishers(sure or self.reports):
            values = [
                Decimal(value.value) for report in articles for value in _values(report, t.CONFIDENCE) if isinstance(value, ox.Literal)
            ]
            if values:
                known.append(max(values))
                doubt *= 1 - max(values)
        if not known:
            return None
        return max([*known, min(_CERTAIN, (1 - doubt).quantize(Decimal("0.001")))])

    def _differences(self) -> Iterator[ox.NamedNode]:
        if len({report.status for report in self.reports if not report.planned}) > 1:
            yield t.STATUS
        if self._dates_differ():
            yield t.EARLIEST
        if self._places_differ():
            yield t.PLACE
        if len({instrument.value for report in self.reports for instrument in report.instruments if instrument.value}) > 1:
            yield t.INSTRUMENT

    def _instrument(self, event: ox.NamedNode) -> Iterator[ox.Triple]:
        """One instrument of all the reports' ones: the fullest title, the others beside it, and each report's own as its alias."""
        told = sorted({each for report in self.reports for each in report.instruments}, key=lambda each: each.iri)
        titles = {each.title for report in self._tellers for each in report.instruments}
        if not titles:
            return
        node = ox.NamedNode(told[0].iri)
        for other in {each.iri for each in told} - {node.value}:
            yield ox.Triple(ox.NamedNode(other), t.REPLACED_BY, node)
        yield ox.Triple(event, t.INSTRUMENT, node)
        yield ox.Triple(node, t.TYPE, ox.NamedNode(str(DG.Instrument)))
        fullest = sorted(told, key=lambda each: (each.title not in titles, -len(each.title.split()), -len(each.title), each.title))
        yield ox.Triple(node, t.LABEL, ox.Literal(fullest[0].title))
        for title in titles - {fullest[0].title}:
            yield ox.Triple(node, t.ALT_LABEL, ox.Literal(title))
        yield from _said(node, t.KIND, (each.kind for each in fullest))
        yield from _said(node, t.VALUE, (each.value for each in fullest))


def _said(node: ox.NamedNode, predicate: ox.NamedNode, values: Iterable[str | None]) -> Iterator[ox.Triple]:
    for value in values:
        if value is not None:
            yield ox.Triple(node, predicate, ox.Literal(value))
            return


def _values(report: EventReport, predicate: ox.NamedNode) -> Iterator[t.Object]:
    return (value for each, value in report.said if each == predicate)


def _first(predicate: ox.NamedNode, reports: Iterable[EventReport]) -> Iterator[tuple[ox.NamedNode, t.Object]]:
    for report in reports:
        values = list(_values(report, predicate))
        if values:
            yield from ((predicate, value) for value in values)
            return


class _Voice(NamedTuple):
    """Reports that count as one publisher's, and what others that do have in common with one of them."""

    names: set[str]
    quotes: set[str]
    wordings: set[bytes]
    reports: list[EventReport]

    def same(self, other: _Voice) -> bool:
        if self.names & other.names or self.quotes & other.quotes:
            return True
        return any(alike(one, another) for one in self.wordings for another in other.wordings)

    def joined(self, other: _Voice) -> _Voice:
        return _Voice(self.names | other.names, self.quotes | other.quotes, self.wordings | other.wordings, self.reports + other.reports)


def publishers(reports: Iterable[EventReport]) -> list[list[EventReport]]:
    """The reports by independent publishers.

    Articles of one publisher are one voice, as are articles with the same sentence or copies of one story (an agency's text
    printed by many), and all articles whose publisher is not known.
    """
    voices: list[_Voice] = []
    for report in sorted(reports, key=lambda each: each.key):
        voice = _Voice({report.publisher}, set(report.quotes), {report.wording} - {b""}, [report])
        apart = []
        for other in voices:
            if other.same(voice):
                voice = other.joined(voice)
            else:
                apart.append(other)
        voices = [*apart, voice]
    return [voice.reports for voice in voices]
