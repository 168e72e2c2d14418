"""Event records: what an extractor finds in an article, before it is RDF."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class EventType(StrEnum):
    """The most special class of an event; the value is the local name of its ontology class."""

    MEETING = "Meeting"
    VISIT = "Visit"
    INVITATION = "Invitation"
    APPOINTMENT = "Appointment"
    AGREEMENT = "Agreement"
    ACCUSATION = "Accusation"
    REJECTION = "Rejection"
    PROTEST = "Protest"
    THREAT = "Threat"
    EXPULSION = "Expulsion"
    RECALL = "Recall"
    SANCTION = "Sanction"
    RUPTURE = "Rupture"
    DISPUTE = "Dispute"


class Status(StrEnum):
    """Whether an event happened, by its source; the value is the local name of its ontology term."""

    OCCURRED = "occurred"
    PLANNED = "planned"
    CANCELLED = "cancelled"
    DENIED = "denied"


class ActorKind(StrEnum):
    """What a party is."""

    STATE = "state"
    ORGANIZATION = "organization"


@dataclass(frozen=True, slots=True)
class Actor:
    """A state or organisation on whose behalf people act.

    Attributes:
        kind: State or organisation.
        code: ISO 3166-1 alpha-3 of a state (XKX for Kosovo); the usual short name of an organisation, such as ``UN``.
        label: English name.
        aliases: Further names, for ``skos:altLabel``.
    """

    kind: ActorKind
    code: str
    label: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Person:
    """A named person who took part: the longest form of the name, the office, and for whom the person acts."""

    name: str
    office: str | None = None
    represents: Actor | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where an event happens.

    Attributes:
        name: Its name.
        country: ISO 3166-1 alpha-3 code of its state.
        latitude: Degrees of WGS 84, where known.
        longitude: Likewise.
        by_position: Whether its position tells it from others of its name, as it does where a dataset has places by the thousand.
    """

    name: str
    country: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    by_position: bool = False


@dataclass(frozen=True, slots=True)
class Instrument:
    """What was agreed: its title, its kind (treaty, memorandum, work plan …) and its value as the text gives it."""

    title: str
    kind: str | None = None
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence that tells of the event: ``article.text[start:end] == quote``."""

    quote: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Coding:
    """What a dataset of coded events says of an event beside what is common to all.

    Attributes:
        codes: The codes by which it classes the event; more than one where rows of several codes are one event.
        intensities: How cooperative or hostile it has the event, as its decimal numbers.
        identifiers: The ids of its rows, which need not be unique.
        sources: What its coder read: the address of a page, or the name of a newspaper.
        places: Where the event was, beyond the record's own place.
        plain: Whether the event is outside of the ontology's classes.
    """

    codes: tuple[str, ...] = ()
    intensities: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()
    plain: bool = False


@dataclass(frozen=True, slots=True)
class EventRecord:
    """One diplomatic event as one article, or one dataset of coded events, tells it.

    Attributes:
        ref: Name of the record within its article (``e1``, ``e2``, …), in the order of the text.
        earliest: First day on which the event may have begun; both bounds or neither.
        latest: Last such day.
        date_text: The words of the text that fix the date.
        evidence: At least one sentence; the first shows the event best. None for a row of a dataset.
        topics: Local names of concepts of topics.ttl.
        outcome_of: Refs of the meetings or visits that this agreement came of.
        in_response_to: Refs of the events that this one answers.
        part_of: Refs of the events that this one is a part of.
        confidence: 0 to 1, the extractor's own; datasets give none.
        coding: What a dataset says of it.
    """

    ref: str
    type: EventType
    status: Status
    label: str
    parties: tuple[Actor, ...]
    evidence: tuple[Evidence, ...]
    initiators: tuple[Actor, ...] = ()
    targets: tuple[Actor, ...] = ()
    delegates: tuple[Person, ...] = ()
    earliest: dt.date | None = None
    latest: dt.date | None = None
    date_text: str | None = None
    place: Place | None = None
    instrument: Instrument | None = None
    topics: tuple[str, ...] = ()
    outcome_of: tuple[str, ...] = ()
    in_response_to: tuple[str, ...] = ()
    part_of: tuple[str, ...] = ()
    confidence: float = 0.5
    coding: Coding | None = None
