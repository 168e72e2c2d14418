"""Rows as event records: each value is held against what its column may hold, and what is wrong is told with its place."""

from __future__ import annotations

import calendar
import datetime as dt
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TypeVar

from ..loaders.actors.exact import actor_called, actor_names
from ..loaders.actors.gazetteer import gazetteer
from ..loaders.article import Article
from ..loaders.event import Actor, ActorKind, EventRecord, EventType, Instrument, Person, Place, Status
from ..loaders.mapper import address
from ..loaders.source import Source, SourceRecord
from ..ontology.vocabulary import topic_keywords
from .fault import Fault, did_you_mean
from .known import Known
from .naming import ReportName, report_name
from .row import REQUIRED, Row

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?\Z", re.ASCII)
_DATES = "write 2026-02-07, 2026-02 or 2026 (ISO 8601); in a spreadsheet, make the column one of text"
_ACTORS = "write an ISO 3166-1 code (IND), a name (India) or the short name of an organisation (UN), several of them parted by semicolons"
T = TypeVar("T", EventType, Status)
_LINKS = ("outcome_of", "in_response_to", "part_of")


@dataclass(slots=True)
class Records:
    """The records of a file, and what was wrong with its rows.

    Attributes:
        source: What the file is.
        known: What the dataset knows.
        found: The records, each with its row.
        faults: What is wrong.
        notes: What is left out.
    """

    source: Source
    known: Known
    found: list[tuple[SourceRecord, Row]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    _lines: dict[str, int] = field(default_factory=dict)
    _named: dict[str, str] = field(default_factory=dict)

    def add(self, row: Row) -> None:
        """Takes a row in, as a record or as its faults."""
        reading = _Reading(row)
        record = reading.record(self.source, self.known)
        if record is not None and record.key in self._lines:
            first = self._lines[record.key]
            same = f"the same event stands on line {first}; take one of them away, or give each an `id` of its own"
            reading.faults.append(Fault(same, row.line, row.place or None))
        self.faults += (*row.faults, *reading.faults)
        if "id" in row.cells:
            self._named.setdefault(row.cells["id"].values[0], record.key if record is not None else "")
        if record is not None and not row.faults and not reading.faults:
            self._lines[record.key] = row.line
            self.found.append((record, row))

    def linked(self) -> list[tuple[SourceRecord, Row]]:
        """The records with their links, which name other rows by their ids; events that are not in the file are left to the dataset."""
        return [(self._linked(record, row), row) for record, row in self.found]

    def _linked(self, record: SourceRecord, row: Row) -> SourceRecord:
        links: dict[str, tuple[str, ...]] = {}
        for column in _LINKS:
            cell = row.cells.get(column)
            for name in cell.values if cell is not None else ():
                if name in self._named:
                    links[column] = (*links.get(column, ()), *filter(None, (self._named[name],)))
                elif name.startswith(self.known.iris.event("")):
                    self.notes.append(f"line {row.line}: {column} names an event that is not in the file, and is left out: {name}")
                elif cell is not None:
                    self.faults.append(Fault("is the `id` of no row of this file", cell.line, cell.place, name))
        return replace(record, event=replace(record.event, **links)) if links else record  # type: ignore[arg-type]  # each is a field of refs


class _Reading:
    """One row on its way to a record."""

    def __init__(self, row: Row) -> None:
        self._row = row
        self.faults: list[Fault] = []

    def record(self, source: Source, known: Known) -> SourceRecord | None:
        for column in REQUIRED:
            if column not in self._row.cells:
                self._fault(column, None, "is empty; each event has one")
        kind, status = self._one_of("type", EventType), self._one_of("status", Status)
        label = self._text("label") or ""
        if "\n" in label or "\r" in label:
            self._fault("label", label, "has more than one line; write it on one")
        parties, initiators, targets = (tuple(self._actors(column)) for column in ("parties", "initiator", "target"))
        if not {"parties", "initiator", "target"} & self._row.cells.keys():
            self._fault("parties", None, f"is empty; {_ACTORS}")
        earliest, latest = self._window()
        place, told_in, confidence = self._place(), self._article(source), self._number("confidence", 0, 1, 0.8)
        topics, instrument = self._topics(), self._instrument()
        if self.faults or kind is None or status is None:
            return None
        event = EventRecord(
            ref="", type=kind, status=status, label=label, parties=parties, evidence=(), initiators=initiators, targets=targets,
            delegates=tuple(Person(name) for name in self._values("delegates")), earliest=earliest, latest=latest,
            date_text=self._text("date_text"), place=place, instrument=instrument, topics=topics,
        )  # fmt: skip
        name, quote = self._name(event, source, known), self._text("quote")
        if name.told is not None and quote in known.evidence(name.told).values():
            quote, told_in = None, None  # the dataset has the sentence, and knows better where it stands
        identifier = self._text("id") if name.told is None else None
        return SourceRecord(name.key, event, quote, told_in, confidence, identifier, name.about)

    def _name(self, event: EventRecord, source: Source, known: Known) -> ReportName:
        days = " ".join(day.isoformat() for day in (event.earliest, event.latest) if day is not None)
        parties = " ".join(sorted({actor.code for actor in (*event.parties, *event.initiators, *event.targets)}))
        return report_name(known, source.name, self._text("id"), event.type.value, event.status.value, parties, days, event.label)

    def _fault(self, column: str, got: str | None, reason: str) -> None:
        cell = self._row.cells.get(column)
        line, place = (cell.line, cell.place) if cell is not None else (self._row.line, self._row.place_of(column))
        self.faults.append(Fault(reason, line, place, got))

    def _values(self, column: str) -> tuple[str, ...]:
        cell = self._row.cells.get(column)
        return cell.values if cell is not None else ()

    def _text(self, column: str) -> str | None:
        return next(iter(self._values(column)), None)

    def _one_of(self, column: str, kinds: type[T]) -> T | None:
        text = self._text(column)
        if text is None:
            return None
        names = {kind.value.casefold(): kind for kind in kinds}
        if text.casefold() not in names:
            words = [kind.value for kind in kinds]
            self._fault(column, text, f"is none of {', '.join(words)}{did_you_mean(text, words)}")
        return names.get(text.casefold())

    def _actors(self, column: str) -> Iterable[Actor]:
        for name in self._values(column):
            actor = actor_called(name)
            if actor is None:
                self._fault(column, name, f"is no state or organisation that is known; {_ACTORS}{did_you_mean(name, actor_names())}")
            else:
                yield actor

    def _window(self) -> tuple[dt.date | None, dt.date | None]:
        first, last = self._days("earliest"), self._days("latest")
        if first is None and last is not None and "earliest" not in self._row.cells:
            self._fault("earliest", None, "is empty where latest is not; write both, or leave both empty")
        if first is None or ("latest" in self._row.cells and last is None):
            return None, None
        window = first[0], (last or first)[1]
        if window[0] > window[1]:
            self._fault("latest", self._text("latest"), "comes before earliest; exchange or mend them")
        return window

    def _days(self, column: str) -> tuple[dt.date, dt.date] | None:
        """The first and the last day of a day, month or year."""
        text = self._text(column)
        if text is None:
            return None
        found = _DATE.match(text)
        try:
            if found is None:
                raise ValueError
            year, month, day = (int(part) if part else None for part in found.groups())
            assert year is not None
            first = dt.date(year, month or 1, day or 1)
            last = day or calendar.monthrange(year, month or 12)[1]
            return first, dt.date(year, month or 12, last)
        except ValueError:
            self._fault(column, text, f"is no date; {_DATES}")
            return None

    def _number(self, column: str, least: float, most: float, such_as: float) -> float | None:
        text = self._text(column)
        if text is None:
            return None
        try:
            number = float(text)
        except ValueError:
            number = math.nan
        if not least <= number <= most:
            self._fault(column, text, f"is no number from {least} to {most}, such as {such_as}")
            return None
        return number

    def _place(self) -> Place | None:
        name, text = self._text("place"), self._text("country")
        latitude, longitude = self._number("latitude", -90, 90, 45.41), self._number("longitude", -180, 180, -75.7)
        country = actor_called(text) if text is not None else None
        if text is not None and (country is None or country.kind is not ActorKind.STATE):
            self._fault("country", text, f"is no state; write its ISO 3166-1 code (IND) or its name{did_you_mean(text, actor_names())}")
        if (latitude is None) != (longitude is None):
            self._fault(
                "latitude" if latitude is None else "longitude", None, "is empty where the other is not; write both, or leave both empty"
            )
        if name is None:
            for column in ("country", "latitude", "longitude"):
                if column in self._row.cells:
                    self._fault(column, self._text(column), "belongs to no place; name it in `place`")
            return None
        known = gazetteer().place(name, country.code if country is not None else None)
        if known is not None and known.latitude is not None:
            # A place that others speak of, too, is in one position only.
            latitude, longitude = known.latitude, known.longitude
        code = country.code if country is not None else known.country if known is not None else None
        return Place(name, code, latitude, longitude)

    def _instrument(self) -> Instrument | None:
        titles = self._values("instrument")
        if len(titles) > 1:
            self._fault("instrument", "; ".join(titles), "are several; write one title, with a backslash before a semicolon in it")
        return Instrument(titles[0]) if titles else None

    def _topics(self) -> tuple[str, ...]:
        known = topic_keywords()
        for topic in self._values("topics"):
            if topic not in known:
                self._fault("topics", topic, f"is no topic of the ontology; see docs/import.md{did_you_mean(topic, known)}")
        return self._values("topics")

    def _article(self, source: Source) -> Article | None:
        url, headline, publisher = (self._text(column) for column in ("url", "headline", "publisher"))
        if url is not None and address(url) is None:
            self._fault("url", url, "is no address of the web; write it in full, as https://example.org/news/1")
        published = self._published()
        where = self._text("source") or url or headline
        if where is None:
            for column in ("publisher", "published"):
                if column in self._row.cells:
                    self._fault(column, self._text(column), "belongs to no article; name it by `url`, `source` or `headline` too")
            return None
        if where == source.name and url is None:
            return None
        return Article(where, "", (), headline, published, url, publisher)

    def _published(self) -> dt.date | None:
        text = self._text("published")
        if text is None:
            return None
        try:
            return dt.date.fromisoformat(text) if len(text) == 10 else dt.datetime.fromisoformat(text)
        except ValueError:
            self._fault("published", text, "is no day or time; write 2026-02-09 or 2026-02-09T09:19:00+05:30")
            return None
