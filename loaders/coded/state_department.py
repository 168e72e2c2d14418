"""The Office of the Historian of the U.S. Department of State: visits, travels and chiefs of mission, as XML or as tables."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import IO

from lxml import etree

from ...errors import FormatError
from ...ontology.iris import Iris, digest
from ..actors.gazetteer import gazetteer
from ..actors.office_holders import bounds
from ..event import Actor, ActorKind, Coding, EventRecord, EventType, Person, Place, Status
from .base import Batch, Options, Tally
from .graphs import batch_of
from .lines import rows
from .remarks import cities_named, localities, people_met, person, titled
from .sides import party_named

_TRIP = ("traveler_id", "id", "start_date", "end_date", "name", "role", "country_id", "country", "locale", "remarks")
_VISIT = ("id", "start_date", "end_date", "visitor", "from_id", "from", "description")
_CHIEF = (
    "id", "person_id", "name", "role", "place", "contemporary_territory", "appointed", "appointed_note", "arrived", "arrived_note",
    "started", "started_note", "ended", "ended_note", "note",
)  # fmt: skip
_TABLES = {"\t".join(columns): (kind, columns) for kind, columns in (("trip", _TRIP), ("visit", _VISIT), ("chief", _CHIEF))}
_ROOTS = re.compile(r"<(?:trips|visits|country-mission|org-mission)[\s>]")
_ROLES = {"ambassador-e-p": "Ambassador Extraordinary and Plenipotentiary", "charge-daffaires": "Chargé d'Affaires"}
_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?\Z")
# Records that are mapped at once.
_BATCH = 2_000

Row = dict[str, str]
UNKNOWN = "the other side is no known state or organisation"
UNDATED = "neither appointment nor credentials have a date"


class StateDepartment:
    """The travels of presidents and secretaries of state, the visits of foreign leaders, and the chiefs of American missions."""

    name = "state-department"
    title = "Office of the Historian, U.S. Department of State"
    scheme = None

    def recognises(self, head: str) -> bool:
        """Whether a document begins so that is one of its kinds."""
        return head.partition("\n")[0].rstrip("\r") in _TABLES or (head.lstrip().startswith("<") and bool(_ROOTS.search(head)))

    def read(self, stream: IO[bytes], graph: str, name: str, iris: Iris, options: Options, tally: Tally) -> Iterator[Batch]:
        """The events of a file."""
        told: list[EventRecord] = []
        keys = set[str]()
        before = 0
        for kind, row in _records(stream, name, tally):
            events = _EVENTS[kind](row, f"{self.name} {name}", tally)
            if events and events[0].ref in keys:
                tally.notes["rows that repeat a row before, one event with it"] += 1
                continue
            told += events
            keys.update(event.ref for event in events)
            if len(told) >= _BATCH:
                yield batch_of(told, tally.rows - before, graph, iris)
                told, before = [], tally.rows
        yield batch_of(told, tally.rows - before, graph, iris)
        tally.notes["events"] += len(keys)


def _records(stream: IO[bytes], name: str, tally: Tally) -> Iterator[tuple[str, Row]]:
    first = stream.readline(100_000)
    head = first.decode("utf-8-sig", "replace").rstrip("\r\n")
    if head in _TABLES:
        kind, columns = _TABLES[head]
        for frame in rows(stream, columns, tally, first=2):
            for row in frame.iter_rows(named=True):
                yield kind, {column: value or "" for column, value in row.items() if column != "line"}
    elif head.lstrip().startswith("<"):
        yield from _elements(_Joined(first, stream), name, tally)
    else:
        raise FormatError(
            name, "is neither XML of the Office of the Historian (trips, visits, country-mission) nor a table of its fields", 1
        )


class _Joined:
    """A stream of which a line was read, for the parser of XML."""

    def __init__(self, first: bytes, stream: IO[bytes]) -> None:
        self._first, self._stream = first, stream

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        if self._first:
            first, self._first = self._first, b""
            return first
        return self._stream.read(size)


def _elements(stream: _Joined, name: str, tally: Tally) -> Iterator[tuple[str, Row]]:
    territory = ""
    try:
        # Entities are not resolved and nothing is fetched, so that a document brings in no other and cannot swell.
        for _, element in etree.iterparse(stream, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False):
            if element.tag in ("territory-id", "org-id"):
                territory = _text(element)
            if element.tag not in ("trip", "visit", "chief"):
                continue
            tally.rows += 1
            fields = {str(child.tag).replace("-", "_"): child for child in element if isinstance(child.tag, str)}
            row = {key: _text(child.find("date") if child.find("date") is not None else child) for key, child in fields.items()}
            for key in ("country", "from"):
                if key in fields:
                    row[f"{key}_id"] = fields[key].get("id", "")
            row["traveler_id"] = element.get("who", "")
            row.setdefault("role", row.get("role_title_id", element.get("role", "")))
            row.setdefault("place", territory)
            row.setdefault("contemporary_territory", row.get("contemporary_territory_id", ""))
            yield str(element.tag), row
            element.clear()
    except etree.XMLSyntaxError as error:
        raise FormatError(name, f"is no well-formed XML: {error.msg}", error.lineno) from error


def _text(element: etree._Element) -> str:
    return " ".join("".join(str(text) for text in element.itertext()).split())


def _visit(row: Row, dataset: str, tally: Tally) -> list[EventRecord]:
    """The visit of a foreign leader to the United States, and the meeting that it is told of."""
    return _visits(
        row, dataset, tally, visitor=row.get("visitor", ""), home=_party(row.get("from", ""), row.get("from_id", "")), host=_usa()
    )


def _trip(row: Row, dataset: str, tally: Tally) -> list[EventRecord]:
    """The visit of a president or secretary to a country, and the meeting that it is told of."""
    host = _party(row.get("country", ""), row.get("country_id", ""))
    return _visits(row, dataset, tally, visitor=row.get("name", ""), home=_usa(), host=host)


def _visits(row: Row, dataset: str, tally: Tally, *, visitor: str, home: Actor | None, host: Actor | None) -> list[EventRecord]:
    if home is None or host is None or home == host:
        tally.left_out[UNKNOWN] += 1
        return []
    days = _days(row.get("start_date", ""))
    if days is None:
        tally.left_out["malformed: the date is none"] += 1
        tally.named.append(f"row {row.get('id')}: the date is none: {row.get('start_date')!r}")
        return []
    role = row.get("role", "")
    office = {"president": "President", "secretary": "Secretary of State"}.get(role, role.replace("-", " ") or None)
    guest = person(visitor, office, days[0], home) if role else titled(visitor, days[0], home)
    said = row.get("remarks") or row.get("description") or ""
    iso3 = host.code if host.kind is ActorKind.STATE else None
    places = localities(row.get("locale", ""), iso3) if row.get("locale") else cities_named(said, iso3) if iso3 is not None else []
    key = digest(dataset, "visit", row["id"], row.get("traveler_id", ""), row.get("start_date", ""), row.get("locale", ""), visitor)
    label = f"{visitor} visits {host.label}" + (f": {places[0].name}" if places else "")
    guests = (guest,) if guest is not None else ()
    visit = _event(row, key, EventType.VISIT, label, days, guests, home, host)
    first = places[0] if places else Place(host.label, iso3) if iso3 is not None else None
    told = [replace(visit, place=first, coding=Coding(identifiers=(row["id"],), places=tuple(places[1:])))]
    met = people_met(said, days[0], host)
    if met:
        label = f"{visitor} meets {' and '.join(each.name for each in met[:3])}"
        span = days[0], max(days[1], _last(row, days))
        meeting = _event(row, digest(key, "meeting"), EventType.MEETING, label, span, (*guests, *met))
        told.append(replace(meeting, parties=_sides(home, host, met), part_of=(key,)))
        tally.notes["meetings told of in remarks"] += 1
    return told


def _event(
    row: Row,
    key: str,
    kind: EventType,
    label: str,
    days: tuple[dt.date, dt.date],
    people: tuple[Person, ...],
    initiator: Actor | None = None,
    target: Actor | None = None,
) -> EventRecord:
    return EventRecord(
        ref=key,
        type=kind,
        status=Status.OCCURRED,
        label=" ".join(label.split()),
        parties=(),
        evidence=(),
        initiators=(initiator,) if initiator is not None else (),
        targets=(target,) if target is not None else (),
        delegates=people,
        earliest=days[0],
        latest=days[1],
        coding=Coding(identifiers=(row["id"],)),
    )


def _last(row: Row, days: tuple[dt.date, dt.date]) -> dt.date:
    """The last day of a visit, on which a meeting of it may have been at the latest."""
    end = _days(row.get("end_date", ""))
    return end[1] if end is not None and end[1] >= days[0] else days[1]


def _sides(home: Actor, host: Actor, met: list[Person]) -> tuple[Actor, ...]:
    others = [each.represents for each in met if each.represents is not None and each.represents != home]
    return tuple(dict.fromkeys((home, *(others or (host,)))))


def _chief(row: Row, dataset: str, tally: Tally) -> list[EventRecord]:
    """The appointment of a chief of mission, and the presentation of the credentials that comes of it."""
    territory = row.get("contemporary_territory") or row.get("place", "")
    host = _party(territory.replace("-", " ").title(), territory)
    if host is None or host == _usa():
        tally.left_out[UNKNOWN] += 1
        return []
    appointed, started = _days(row.get("appointed", "")), _days(row.get("started", ""))
    if appointed is None and started is None:
        tally.left_out[UNDATED] += 1
        return []
    role = row.get("role", "")
    office = _ROLES.get(role, role.replace("-", " ").capitalize())
    name = row.get("name", "")
    # The XML names people by the ids of another document, of which no name can be made.
    envoy = (Person(name, office, _usa()),) if name else ()
    who = name or row.get("person_id", "")
    told = []
    key = digest(dataset, "appointment", row["id"])
    if appointed is not None:
        label = f"{who} is appointed {office} to {host.label}"
        told.append(_event(row, key, EventType.APPOINTMENT, label, appointed, envoy, _usa(), host))
    if started is not None:
        label = f"{who} presents credentials as {office} to {host.label}"
        accredited = _event(row, digest(key, "credentials"), EventType.APPOINTMENT, label, started, envoy, _usa(), host)
        told.append(replace(accredited, outcome_of=(key,) if appointed is not None else ()))
    return told


def _days(text: str) -> tuple[dt.date, dt.date] | None:
    if not _DATE.match(text):
        return None
    try:
        return bounds(text)
    except ValueError:
        return None


def _usa() -> Actor:
    return gazetteer().state("USA")


def _party(name: str, slug: str) -> Actor | None:
    return party_named(name) or party_named(slug.replace("-", " ").title())


_EVENTS = {"trip": _trip, "visit": _visit, "chief": _chief}
