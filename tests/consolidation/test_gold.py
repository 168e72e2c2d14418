"""How well the reports of one event are told from those of others, on the gold articles and the ministry's releases.

The pairs are made by rule, not by hand. Every gold event is told a second time, in another article, in each of the manners below
that leaves it a date or a name to be known by; the two tellings are one event by construction. All of a manner's retellings
lie in one dataset together with all the gold articles, so that every other pair of events of different articles is a pair of two
events, among them those that are easily taken for one: the same two states a day apart, other people on one day, other agreements.
The gold articles tell of some events twice themselves: TOLD_TWICE names those, found by reading all pairs of one type and one party.
"""

from __future__ import annotations

import calendar
import dataclasses
import datetime as dt
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import pytest

from diplograph.consolidation import EventReport, event_reports, group
from diplograph.loaders.article import Article, BlockKind, compose
from diplograph.loaders.event import EventRecord, EventType, Evidence, Person, Place, Status
from diplograph.loaders.extraction import default_extractor
from diplograph.loaders.extraction.base import Extraction, Extractor
from diplograph.loaders.mapper import article_graph, report_keys
from diplograph.ontology.iris import Iris
from diplograph.settings import Settings
from diplograph.store.terms import from_rdflib
from tests.consolidation.stories import actor

IRIS = Iris()
_GREECE, _CAIRO = (
    "wikinews-greek-prime-minister-reaffirms-eastmed-pipeline-project-is-o",
    "wikinews-cairo-summit-denounces-turkish-libyan-maritime-border-agreem",
)
TOLD_TWICE = {
    frozenset({f"{_GREECE} e4", f"{_CAIRO} e8"}),  # Mitsotakis on the Turkish-Libyan agreement
    frozenset({f"{_GREECE} e5", f"{_CAIRO} e9"}),  # the quarrel of Greece and Turkey over their waters
    frozenset({f"{_GREECE} e11", f"{_CAIRO} e4"}),  # the Turkish-Libyan agreement
    frozenset({f"{_GREECE} e12", f"{_CAIRO} e10"}),  # the Libyan ambassador's expulsion
}


@dataclass(frozen=True, slots=True)
class Told:
    """An article of gold events.

    Attributes:
        name: Its name.
        published: Its day.
        events: Its events; the ref of each is its gold id.
    """

    name: str
    published: dt.date | None
    events: tuple[EventRecord, ...]


def _record(ref: str, event: dict[str, object]) -> EventRecord:
    def codes(name: str) -> tuple[str, ...]:
        found = event.get(name) or ()
        assert isinstance(found, list | tuple)
        return tuple(found)

    days: list[dt.date | None] = [dt.date.fromisoformat(day) for day in codes("date")]
    first, last = days or (None, None)
    place = event.get("place")
    return EventRecord(
        ref=ref,
        type=EventType(str(event["type"])),
        status=Status(str(event.get("status") or "occurred")),
        label=str(event.get("label") or "event"),
        parties=tuple(map(actor, codes("parties"))),
        evidence=(),
        initiators=tuple(map(actor, codes("initiator"))),
        targets=tuple(map(actor, codes("target"))),
        delegates=tuple(Person(name) for name in codes("people")),
        earliest=first,
        latest=last,
        place=Place(str(place["name"]), place["country"]) if isinstance(place, dict) else None,
    )


@pytest.fixture(scope="module")
def gold(shared: Path) -> list[Told]:
    """The gold articles and releases."""
    found = []
    for file in sorted([*(shared / "gold/seed").glob("*.json"), *(shared / "gold/dev").glob("*.json")]):
        record = json.loads(file.read_text("utf-8"))
        events = tuple(_record(event["id"], event) for event in record["events"])
        found.append(Told(file.stem, dt.date.fromisoformat(record["published"]) if record["published"] else None, events))
    for line in (shared / "gold/releases/dev.jsonl").read_text("utf-8").splitlines():
        record = json.loads(line)
        found.append(Told(record["id"], dt.date.fromisoformat(record["published"]), (_record("e1", record["event"]),)))
    return found


# The manners of telling an event again; each gives the day of the other article and the event in its words, or nothing.
Manner = Callable[[EventRecord, dt.date], tuple[EventRecord, dt.date] | None]


def alike(event: EventRecord, day: dt.date) -> tuple[EventRecord, dt.date] | None:
    """The day after, with all that the first article says."""
    return event, day + dt.timedelta(days=1)


def without_names(event: EventRecord, day: dt.date) -> tuple[EventRecord, dt.date] | None:
    """Nobody is named, nor the place."""
    return (dataclasses.replace(event, delegates=(), place=None), day) if event.delegates else None


def by_last_names(event: EventRecord, day: dt.date) -> tuple[EventRecord, dt.date] | None:
    """People are named by the last word of their names."""
    people = tuple(Person(person.name.split()[-1]) for person in event.delegates)
    return (dataclasses.replace(event, delegates=people), day) if people else None


def one_side(event: EventRecord, day: dt.date) -> tuple[EventRecord, dt.date] | None:
    """Of several people one is named."""
    return (dataclasses.replace(event, delegates=event.delegates[:1]), day) if len(event.delegates) > 1 else None


def in_the_month(event: EventRecord, day: dt.date) -> tuple[EventRecord, dt.date] | None:
    """A month stands for the day, in an article of weeks later."""
    if event.earliest is None or event.earliest != event.latest:
        return None
    last = calendar.monthrange(event.earliest.year, event.earliest.month)[1]
    return dataclasses.replace(event, earliest=event.earliest.replace(day=1), latest=event.earliest.replace(day=last)), day + dt.timedelta(
        days=40
    )


def undated(event: EventRecord, day: dt.date) -> tuple[EventRecord, dt.date] | None:
    """No date is told of what happened a day or two ago."""
    if event.earliest is None or event.earliest != event.latest or not 0 <= (day - event.earliest).days <= 1:
        return None
    return dataclasses.replace(event, earliest=None, latest=None), day + dt.timedelta(days=1)


def announced(event: EventRecord, day: dt.date) -> tuple[EventRecord, dt.date] | None:
    """A week before, it was planned for that day."""
    planned = event.type in (EventType.MEETING, EventType.VISIT, EventType.AGREEMENT)
    if not planned or event.status is not Status.OCCURRED or event.earliest is None or event.earliest != event.latest:
        return None
    return dataclasses.replace(event, status=Status.PLANNED), event.earliest - dt.timedelta(days=7)


def announced_for_the_month(event: EventRecord, day: dt.date) -> tuple[EventRecord, dt.date] | None:
    """Weeks before, it was planned for that month."""
    planned, month = announced(event, day), in_the_month(event, day)
    if planned is None or month is None:
        return None
    return dataclasses.replace(planned[0], earliest=month[0].earliest, latest=month[0].latest), planned[1] - dt.timedelta(days=21)


def fewer_parties(event: EventRecord, day: dt.date) -> tuple[EventRecord, dt.date] | None:
    """One of three or more parties is left out, the last that neither does it nor has it done to it."""
    others = [party for party in event.parties if party not in (*event.initiators, *event.targets)]
    if len(event.parties) < 3 or not others:
        return None
    return dataclasses.replace(event, parties=tuple(party for party in event.parties if party != others[-1])), day


def in_the_month_without_names(event: EventRecord, day: dt.date) -> tuple[EventRecord, dt.date] | None:
    """A month for the day, and nobody named."""
    month, nameless = in_the_month(event, day), without_names(event, day)
    if month is None or nameless is None:
        return None
    return dataclasses.replace(nameless[0], earliest=month[0].earliest, latest=month[0].latest), month[1]


MANNERS: tuple[Manner, ...] = (
    alike,
    without_names,
    by_last_names,
    one_side,
    in_the_month,
    undated,
    announced,
    announced_for_the_month,
    fewer_parties,
    in_the_month_without_names,
)


def _knowable(event: EventRecord) -> bool:
    return bool(event.earliest or event.delegates)


def retold(gold: list[Told], manner: Manner) -> Iterator[Told]:
    """The articles that tell the events again in that manner, those apart that appear on different days."""
    for told in gold:
        if told.published is None:
            continue
        by_day: dict[dt.date, list[EventRecord]] = {}
        for event in told.events:
            again = manner(event, told.published)
            if again is not None and _knowable(again[0]):
                by_day.setdefault(again[1], []).append(again[0])
        for day, events in by_day.items():
            yield Told(f"{told.name} again {day}", day, tuple(events))


def reports(told: Told) -> dict[str, EventReport]:
    """The reports of an article, by the refs of its events, through the mapper."""
    sentences = [f"Sentence {event.ref} of {told.name}." for event in told.events]
    text, blocks = compose([(BlockKind.PARAGRAPH, sentence) for sentence in sentences])
    events = []
    for event, sentence in zip(told.events, sentences, strict=True):
        start = text.index(sentence)
        events.append(dataclasses.replace(event, evidence=(Evidence(sentence, start, start + len(sentence)),)))
    article = Article(told.name, text, blocks, published=told.published)
    graph = article_graph(article, Extraction(tuple(events)), IRIS, "0.1.0, gold")
    keys = report_keys(article, tuple(events))
    found = {report.key: report for report in event_reports(from_rdflib(graph), IRIS)}
    return {ref: found[key] for ref, key in keys.items()}


@dataclass(slots=True)
class Count:
    """Pairs of reports of different articles."""

    same: int = 0
    found: int = 0
    wrong: int = 0
    near: int = 0

    def add(self, other: Count) -> None:
        """Takes the other's pairs in."""
        self.same, self.found = self.same + other.same, self.found + other.found
        self.wrong, self.near = self.wrong + other.wrong, self.near + other.near

    def __str__(self) -> str:
        return f"one event {self.same}, found {self.found}; two of one type and parties {self.near}; taken for one {self.wrong}"


def _named(told: Told, found: dict[str, EventReport]) -> dict[str, str]:
    return {report.key: f"{told.name.partition(' again ')[0]} {ref}" for ref, report in found.items()}


def count(articles: list[Told]) -> Count:
    """The pairs among the articles, as grouping sees them and as they are."""
    everything: list[EventReport] = []
    names: dict[str, str] = {}
    for told in articles:
        found = reports(told)
        everything += found.values()
        names |= _named(told, found)
    event_of = {report.key: number for number, event in enumerate(group(everything)) for report in event}
    counted = Count()
    for one, other in combinations(everything, 2):
        if one.article == other.article:
            continue
        true = names[one.key] == names[other.key] or frozenset({names[one.key], names[other.key]}) in TOLD_TWICE
        joined = event_of[one.key] == event_of[other.key]
        counted.same += true
        counted.found += true and joined
        counted.wrong += joined and not true
        counted.near += not true and one.type == other.type and len(one.parties & other.parties) > 1
    return counted


def test_tellings_of_one_event_are_joined_and_those_of_two_are_not(gold: list[Told]) -> None:
    total = count(gold)
    print(f"\ngold articles alone: {total}")
    for manner in MANNERS:
        counted = count([*gold, *retold(gold, manner)])
        print(f"{manner.__name__}: {counted}")
        total.add(counted)
    precision, recall = total.found / (total.found + total.wrong), total.found / total.same
    print(f"all: {total}; precision {precision:.3f}, recall {recall:.3f}")
    assert total.same >= 60
    assert total.near >= 60
    assert precision >= 0.95
    assert recall >= 0.80


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    """The extractor of the settings."""
    return default_extractor(Settings())


def _extracted(extractor: Extractor, name: str, published: str, blocks: list[tuple[BlockKind, str]]) -> list[EventReport]:
    text, placed = compose(blocks)
    publisher = "Ministry of Foreign Affairs of the People's Republic of China"
    article = Article(name, text, placed, published=dt.date.fromisoformat(published), publisher=publisher, language="en")
    extraction = extractor.extract(article)
    found = {report.key: report for report in event_reports(from_rdflib(article_graph(article, extraction, IRIS, "0.1.0, gold")), IRIS)}
    keys = report_keys(article, extraction.events)
    return [found[keys[event.ref]] for event in extraction.events]


def test_titles_and_texts_of_releases_are_joined_as_extracted(shared: Path, extractor: Extractor) -> None:
    """A release's title and its text are two articles that tell of one event; those of two releases are of two events.

    Counted are the releases in whose title and text the extractor finds the main event (its type and parties), as it does;
    what it finds beside that has no gold, and counts as wrong where it joins two releases.
    """
    everything: list[EventReport] = []
    main: list[tuple[str, str]] = []
    release: dict[str, str] = {}
    for line in (shared / "gold/releases/dev.jsonl").read_text("utf-8").splitlines():
        record = json.loads(line)
        wanted = (EventType(record["event"]["type"]), frozenset(IRIS.state(code) for code in record["event"]["parties"]))
        title = _extracted(extractor, f"{record['id']} title", record["published"], [(BlockKind.HEADLINE, record["title"])])
        text = _extracted(extractor, f"{record['id']} text", record["published"], [(BlockKind.PARAGRAPH, record["text"])])
        everything += [*title, *text]
        release.update({report.key: record["id"] for report in (*title, *text)})
        found = [[report.key for report in reports if (report.type, report.parties) == wanted] for reports in (title, text)]
        # The text's first is its main event, by the way that a release is written.
        if all(found):
            main.append((found[0][0], found[1][0]))
    event_of = {report.key: number for number, event in enumerate(group(everything)) for report in event}
    joined = sum(event_of[title] == event_of[text] for title, text in main)
    pairs = [(one, other) for one, other in combinations(everything, 2) if release[one.key] != release[other.key]]
    wrong = sum(event_of[one.key] == event_of[other.key] for one, other in pairs)
    near = sum(one.type == other.type and len(one.parties & other.parties) > 1 for one, other in pairs)
    print(f"\nreleases as extracted: one event {len(main)}, found {joined}; two of one type and parties {near}; taken for one {wrong}")
    assert len(main) >= 40
    assert near >= 60
    assert joined / (joined + wrong) >= 0.95
    assert joined / len(main) >= 0.80
