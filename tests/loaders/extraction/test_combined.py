"""Both extractors together: the union, each event once, surer where both say it."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest

from diplograph.loaders.article import Article
from diplograph.loaders.event import Actor, ActorKind, EventRecord, EventType, Evidence, Instrument, Person, Place, Status
from diplograph.loaders.extraction import Extraction, Extractor, Rejected, Trace, default_extractor
from diplograph.loaders.extraction.combined import combine, same_event
from diplograph.loaders.mapper import article_graph
from diplograph.ontology.iris import Iris
from diplograph.settings import Settings
from diplograph.shapes.validator import Validator
from tests.loaders.extraction.asking import ACCUSATION, ACCUSED, MEETING, MET, STORY
from tests.loaders.extraction.llm_server import Server, events, refusal, serving
from tests.loaders.extraction.story import article, line

NORWAY, CHILE, PERU, BRAZIL = (
    Actor(ActorKind.STATE, code, label) for code, label in (("NOR", "Norway"), ("CHL", "Chile"), ("PER", "Peru"), ("BRA", "Brazil"))
)
TUESDAY = dt.date(2024, 5, 14)


def at(start: int) -> Evidence:
    return Evidence(f"Sentence at {start}.", start, start + 20)


def record(ref: str, start: int = 0, **values: Any) -> EventRecord:
    """A meeting of Norway and Chile, told at that place of the text, but for the values given."""
    given: dict[str, Any] = {"type": EventType.MEETING, "status": Status.OCCURRED, "parties": (NORWAY, CHILE), "confidence": 0.6, **values}
    return EventRecord(ref=ref, label="a label", evidence=(at(start),), **given)


def accusing(ref: str, start: int, initiators: tuple[Actor, ...], targets: tuple[Actor, ...], **values: Any) -> EventRecord:
    parties = tuple(dict.fromkeys(initiators + targets))
    return record(ref, start, type=EventType.ACCUSATION, parties=parties, initiators=initiators, targets=targets, **values)


def of(*records: EventRecord) -> Extraction:
    return Extraction(records, tuple(Trace(event.ref, (f"step of {event.ref}",)) for event in records))


def test_what_both_tell_of_is_one_surer_event() -> None:
    joined = combine(of(record("e1", confidence=0.6)), of(record("e1", confidence=0.5)))
    (event,) = joined.events
    assert (event.ref, event.confidence, len(event.evidence)) == ("e1", 0.8, 1)
    (trace,) = joined.traces
    assert trace.steps == ("rules: step of e1", "model: step of e1", "found by both: confidence 0.60 and 0.50 make 0.80")


def test_agreement_of_the_sure_stays_below_certainty() -> None:
    (event,) = combine(of(record("e1", confidence=0.95)), of(record("e1", confidence=0.95))).events
    assert event.confidence == 0.99


def test_what_one_alone_tells_of_keeps_its_confidence() -> None:
    found = of(record("e1", 50, confidence=0.7))
    told = of(accusing("e1", 0, (CHILE,), (PERU,), confidence=0.4))
    joined = combine(found, told)
    assert [(event.ref, event.type, event.confidence) for event in joined.events] == [
        ("e1", EventType.ACCUSATION, 0.4),
        ("e2", EventType.MEETING, 0.7),
    ]
    assert [trace.steps[-1] for trace in joined.traces] == ["found by the model alone", "found by the rules alone"]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (record("a"), record("b"), True),
        (record("a"), record("b", 400), True),
        (record("a"), record("b", type=EventType.AGREEMENT), False),
        (record("a"), record("b", status=Status.PLANNED), False),
        (record("a"), record("b", parties=(NORWAY, CHILE, PERU)), True),
        (record("a"), record("b", parties=(NORWAY, PERU)), False),
        (record("a"), record("b", parties=(BRAZIL, PERU)), False),
        (record("a", earliest=TUESDAY, latest=TUESDAY), record("b"), True),
        (record("a", earliest=TUESDAY, latest=TUESDAY), record("b", earliest=dt.date(2024, 5, 1), latest=dt.date(2024, 5, 31)), True),
        (record("a", earliest=TUESDAY, latest=TUESDAY), record("b", earliest=dt.date(2024, 5, 1), latest=dt.date(2024, 5, 13)), False),
        (accusing("a", 0, (CHILE,), (PERU,)), accusing("b", 0, (CHILE,), (PERU, NORWAY)), True),
        (accusing("a", 0, (CHILE,), (PERU,)), accusing("b", 0, (PERU,), (CHILE,)), False),
        (accusing("a", 0, (CHILE,), (PERU,)), accusing("b", 0, (CHILE,), (NORWAY,)), False),
        (accusing("a", 0, (CHILE,), ()), accusing("b", 0, (CHILE,), (PERU,)), True),
    ],
)
def test_records_are_of_one_event_where_type_status_parties_and_dates_agree(one: EventRecord, other: EventRecord, same: bool) -> None:
    assert same_event(one, other) is same
    assert same_event(other, one) is same
    assert len(combine(of(one), of(other)).events) == (1 if same else 2)


def test_the_joined_event_has_what_either_knows() -> None:
    ours = record(
        "e1",
        earliest=dt.date(2024, 5, 1),
        latest=dt.date(2024, 5, 31),
        date_text="this month",
        delegates=(Person("Støre", None, NORWAY),),
        topics=("fisheries",),
    )
    theirs = dataclasses.replace(
        record("e1", 40, parties=(NORWAY, CHILE, PERU)),
        earliest=TUESDAY,
        latest=TUESDAY,
        date_text="on Tuesday",
        place=Place("Oslo", "NOR"),
        instrument=Instrument("protocol"),
        delegates=(Person("Jonas Gahr Støre", None, NORWAY), Person("Gabriel Boric", None, CHILE)),
        label="the wider label",
    )
    (event,) = combine(of(ours), of(theirs)).events
    assert (event.earliest, event.latest, event.date_text) == (TUESDAY, TUESDAY, "on Tuesday")
    assert event.place == Place("Oslo", "NOR")
    assert event.instrument == Instrument("protocol")
    assert event.parties == (NORWAY, CHILE, PERU)
    assert event.label == "the wider label"
    assert [person.name for person in event.delegates] == ["Jonas Gahr Støre", "Gabriel Boric"]
    assert [item.start for item in event.evidence] == [0, 40]


def test_roles_are_joined_and_nobody_is_on_both_sides() -> None:
    ours, theirs = accusing("e1", 0, (CHILE,), ()), accusing("e1", 0, (CHILE,), (PERU,))
    (event,) = combine(of(ours), of(theirs)).events
    assert (event.initiators, event.targets, event.parties) == ((CHILE,), (PERU,), (CHILE, PERU))
    crossed = accusing("e1", 0, (CHILE, NORWAY), (PERU,)), accusing("e1", 0, (CHILE,), (PERU, NORWAY))
    (event,) = combine(of(crossed[0]), of(crossed[1])).events
    assert not set(event.initiators) & set(event.targets)
    assert set(event.initiators) | set(event.targets) == set(event.parties)


def test_each_event_has_one_partner_the_likest() -> None:
    found = of(accusing("e1", 0, (CHILE,), (PERU,)), accusing("e2", 100, (CHILE,), (PERU,)))
    told = of(accusing("e1", 100, (CHILE,), (PERU,), confidence=0.5))
    joined = combine(found, told)
    assert [(event.evidence[0].start, event.confidence) for event in joined.events] == [(0, 0.6), (100, 0.8)]


def test_links_follow_the_events_to_their_new_numbers() -> None:
    found = of(record("e1", 50), record("e2", 90, type=EventType.AGREEMENT, outcome_of=("e1",)))
    told = of(
        accusing("e1", 0, (CHILE,), (PERU,)),
        record("e2", 50),
        record("e3", 90, type=EventType.AGREEMENT, outcome_of=("e2",)),
        accusing("e4", 120, (PERU,), (CHILE,), in_response_to=("e1",)),
    )
    joined = combine(found, told)
    assert [(event.ref, event.outcome_of, event.in_response_to) for event in joined.events] == [
        ("e1", (), ()),
        ("e2", (), ()),
        ("e3", ("e2",), ()),
        ("e4", (), ("e1",)),
    ]
    assert [trace.ref for trace in joined.traces] == ["e1", "e2", "e3", "e4"]


def test_what_was_rejected_and_noted_by_either_is_kept() -> None:
    found = Extraction((), rejected=(Rejected("met", 0, 3, "no party"),), notes=("a",))
    told = Extraction((), rejected=(Rejected("He met.", 0, 7, "one party"),), notes=("b",))
    joined = combine(found, told)
    assert [item.trigger for item in joined.rejected] == ["met", "He met."]
    assert joined.notes == ("a", "b")


# ---------------------------------------------------------------- with the rules and a server


def both(server: Server) -> Extractor:
    return default_extractor(Settings(extractor="both", llm_endpoint=server.address, llm_model="small", llm_timeout=10))


def rules_alone(story: Article) -> Extraction:
    return default_extractor(Settings()).extract(story)


def test_rules_and_model_together_over_a_server() -> None:
    story = article(*STORY)
    alone = {line(event): event.confidence for event in rules_alone(story).events}
    planned = {**ACCUSATION, "type": "Visit", "status": "planned", "quote": ACCUSED, "initiators": ["PER"], "targets": ["CHL"]}
    with serving(events(MEETING, planned)) as server:
        extractor = both(server)
        found = extractor.extract(story)
        assert len(server.asked) == 1
    assert extractor.name.startswith("rules ")
    assert "language model small" in extractor.name
    (met,) = (event for event in found.events if event.type is EventType.MEETING)
    assert met.evidence[0].quote == MET
    assert met.confidence > max(0.9, alone[line(met)])
    (visit,) = (event for event in found.events if event.type is EventType.VISIT)
    assert visit.confidence == 0.8
    assert {line(event) for event in found.events} == {*alone, "Visit PER>CHL planned"}
    report = Validator().validate(article_graph(story, found, Iris(), "0.1.0, both"))
    assert report.conforms, report.text()


def test_the_rules_stand_alone_where_the_model_fails() -> None:
    story = article(*STORY)
    with serving(refusal(401, "wrong key")) as server:
        found = both(server).extract(story)
    alone = rules_alone(story)
    assert (found.events, found.traces) == (alone.events, alone.traces)
    assert "answered 401 wrong key" in found.notes[0]
