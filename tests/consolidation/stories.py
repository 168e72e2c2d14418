"""Articles with events made by a plan, through the mapper, so that tests and benchmarks meet the triples that loading gives."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from diplograph.loaders.article import Article, BlockKind, compose
from diplograph.loaders.event import Actor, ActorKind, EventRecord, EventType, Evidence, Instrument, Person, Place, Status
from diplograph.loaders.extraction.base import Extraction
from diplograph.loaders.mapper import article_graph
from diplograph.ontology.iris import Iris
from diplograph.results import Extracted

STATES = {
    code: Actor(ActorKind.STATE, code, name)
    for code, name in {
        "IND": "India",
        "CAN": "Canada",
        "FRA": "France",
        "USA": "United States",
        "CHN": "China",
        "NPL": "Nepal",
        "TUR": "Turkey",
        "LBY": "Libya",
        "IRN": "Iran",
    }.items()
}
ORGANIZATIONS = {"UN": "United Nations", "EU": "European Union", "NATO": "North Atlantic Treaty Organization"}
DAY = dt.date(2026, 2, 7)


def actor(code: str) -> Actor:
    """The state or organisation of that code."""
    if code in STATES:
        return STATES[code]
    state = len(code) == 3 and code.isupper() and code not in ORGANIZATIONS and code not in {"G20", "OAS", "WTO", "PLO"}
    return Actor(ActorKind.STATE if state else ActorKind.ORGANIZATION, code, ORGANIZATIONS.get(code, code))


def person(name: str) -> Person:
    """The person; ``IND:Ajit Doval`` acts for India."""
    side, colon, rest = name.rpartition(":")
    return Person(rest, None, actor(side) if colon else None)


def event(
    kind: str = "Meeting",
    parties: str = "IND CAN",
    *,
    day: dt.date | None = DAY,
    last: dt.date | None = None,
    status: str = "occurred",
    people: Iterable[str] = (),
    **more: Any,
) -> dict[str, Any]:
    """A plan for one event; ``story`` makes a record of it.

    Args:
        kind: Its type.
        parties: Codes.
        day: The day, or the first of more.
        last: The last of more days.
        status: Its status.
        people: Names, as ``person`` takes them.
        more: ``initiators``, ``targets``, ``topics`` (codes, words), ``place``, ``instrument``, ``value``, ``quote``, ``confidence``,
            ``part_of``.
    """
    return {"kind": kind, "parties": parties, "day": day, "last": last or day, "status": status, "people": tuple(people), **more}


def story(
    name: str,
    *events: Mapping[str, Any],
    published: dt.date | None = dt.date(2026, 2, 9),
    publisher: str | None = None,
    iris: Iris | None = None,
) -> Extracted:
    """The article of that name with these events, each with a sentence of its own."""
    sentences = [plan.get("quote") or f"Sentence {number} of {name}." for number, plan in enumerate(events, 1)]
    text, blocks = compose([(BlockKind.HEADLINE, f"Story {name}"), *((BlockKind.PARAGRAPH, sentence) for sentence in sentences)])
    article = Article(name, text, blocks, headline=f"Story {name}", published=published, publisher=publisher, language="en")
    records = []
    for number, (plan, sentence) in enumerate(zip(events, sentences, strict=True), 1):
        # Two events may stand in the same sentence.
        start = text.index(sentence)
        records.append(_record(f"e{number}", plan, Evidence(sentence, start, start + len(sentence))))
    extraction = Extraction(tuple(records))
    return Extracted(article, extraction, article_graph(article, extraction, iris if iris is not None else Iris(), "0.1.0, stories"))


def _record(ref: str, plan: Mapping[str, Any], evidence: Evidence) -> EventRecord:
    place = plan.get("place")
    title = plan.get("instrument")
    return EventRecord(
        ref=ref,
        type=EventType(plan["kind"]),
        status=Status(plan["status"]),
        label=plan.get("label") or f"{plan['parties']}: {plan['kind']} ({plan['status']})",
        parties=tuple(map(actor, plan["parties"].split())),
        evidence=(evidence,),
        initiators=tuple(map(actor, plan.get("initiators", "").split())),
        targets=tuple(map(actor, plan.get("targets", "").split())),
        delegates=tuple(map(person, plan["people"])),
        earliest=plan["day"],
        latest=plan["last"],
        date_text=plan.get("date_text"),
        place=Place(*place) if place else None,
        instrument=Instrument(title, plan.get("instrument_kind"), plan.get("value")) if title else None,
        topics=tuple(plan.get("topics", "").split()),
        part_of=tuple(plan.get("part_of", ())),
        outcome_of=tuple(plan.get("outcome_of", ())),
        confidence=plan.get("confidence", 0.5),
    )
