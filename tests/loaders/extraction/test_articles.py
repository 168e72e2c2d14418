"""Small articles: sentences joined into one record, links between events, and the time and place that events have."""

from __future__ import annotations

import datetime as dt

import pytest

from diplograph.loaders.event import EventRecord
from diplograph.loaders.extraction import Extractor

from .story import events, told


def _one(found: tuple[EventRecord, ...], kind: str) -> EventRecord:
    of_kind = [event for event in found if event.type == kind]
    assert len(of_kind) == 1, [event.label for event in of_kind]
    return of_kind[0]


def test_an_event_told_in_several_sentences_is_one_record(extractor: Extractor) -> None:
    found = events(
        extractor,
        "The foreign ministers of Armenia and Azerbaijan met in Almaty on Friday.",
        "Ararat Mirzoyan, the Armenian foreign minister, and his Azerbaijani counterpart, Jeyhun Bayramov, held two days of talks.",
        "The talks between Armenia and Azerbaijan dealt with the border.",
        headline="Armenia and Azerbaijan hold talks in Almaty",
    )
    meeting = _one(found, "Meeting")
    assert len(meeting.evidence) == 4
    assert {person.name for person in meeting.delegates} == {"Ararat Mirzoyan", "Jeyhun Bayramov"}
    assert (meeting.earliest, meeting.latest) == (dt.date(2024, 5, 10), dt.date(2024, 5, 10))
    assert meeting.place is not None
    assert meeting.place.name == "Almaty"


def test_meetings_of_different_parties_stay_apart(extractor: Extractor) -> None:
    lines = told(
        extractor,
        "The Turkish foreign minister met his Greek counterpart in Ankara on Monday.",
        "On Tuesday the Turkish foreign minister met his Iranian counterpart.",
    )
    assert lines == ["Meeting GRC+TUR", "Meeting IRN+TUR"]


def test_meetings_on_different_days_stay_apart(extractor: Extractor) -> None:
    found = events(
        extractor,
        "The foreign ministers of Armenia and Azerbaijan met in Almaty on Friday.",
        "The foreign ministers of Armenia and Azerbaijan had also met in Berlin in February.",
    )
    assert [event.type for event in found] == ["Meeting", "Meeting"]


def test_an_agreement_is_the_outcome_of_its_meeting(extractor: Extractor) -> None:
    found = events(
        extractor,
        "The presidents of Kazakhstan and Uzbekistan met in Tashkent on Tuesday.",
        "They signed an agreement on the water of the Syr Darya.",
    )
    meeting, agreement = _one(found, "Meeting"), _one(found, "Agreement")
    assert agreement.outcome_of == (meeting.ref,)
    assert {actor.code for actor in agreement.parties} == {"KAZ", "UZB"}
    assert agreement.earliest == meeting.earliest == dt.date(2024, 5, 14)


def test_talks_are_part_of_the_visit(extractor: Extractor) -> None:
    found = events(
        extractor,
        "The Japanese prime minister visited South Korea on Monday.",
        "He held talks with the South Korean president in Seoul.",
    )
    visit, meeting = _one(found, "Visit"), _one(found, "Meeting")
    assert meeting.part_of == (visit.ref,)


def test_a_denial_answers_the_accusation(extractor: Extractor) -> None:
    found = events(
        extractor,
        "Rwanda accused Burundi of sheltering rebels.",
        "Burundi rejected the accusation.",
    )
    accusation, rejection = _one(found, "Accusation"), _one(found, "Rejection")
    assert rejection.in_response_to == (accusation.ref,)
    assert [actor.code for actor in rejection.targets] == ["RWA"]


def test_an_expulsion_answers_the_expulsion(extractor: Extractor) -> None:
    found = events(
        extractor,
        "Germany expelled two Russian diplomats on Monday.",
        "Russia expelled two German diplomats on Tuesday.",
    )
    first, second = found
    assert (first.in_response_to, second.in_response_to) == ((), (first.ref,))


def test_parallel_acts_are_one_record_each(extractor: Extractor) -> None:
    lines = told(
        extractor,
        "France condemned the Iranian attack.",
        "Germany condemned the Iranian attack, too.",
    )
    assert lines == ["Accusation DEU>IRN", "Accusation FRA>IRN"]


def test_a_planned_visit_and_one_that_took_place_stay_apart(extractor: Extractor) -> None:
    lines = told(
        extractor,
        "The Chinese foreign minister visited Australia in March.",
        "The Australian prime minister will visit China next month.",
    )
    assert lines == ["Visit AUS>CHN planned", "Visit CHN>AUS"]


def test_a_quarrel_and_what_followed(extractor: Extractor) -> None:
    lines = told(
        extractor,
        "Ecuador's police entered the Mexican embassy in Quito in April.",
        "Mexico broke off diplomatic relations with Ecuador.",
        "The dispute between Mexico and Ecuador is before the court in The Hague.",
        headline="Mexico cuts ties with Ecuador",
    )
    assert lines == ["Dispute ECU+MEX", "Rupture MEX>ECU"]


# The article is of Wednesday, 15 May 2024.
DATES = [
    ("India and Nepal signed a treaty on Monday.", "2024-05-13", "2024-05-13"),
    ("On Monday, India and Nepal signed a treaty.", "2024-05-13", "2024-05-13"),
    ("India and Nepal signed a treaty on 3 May.", "2024-05-03", "2024-05-03"),
    ("India and Nepal signed a treaty last month.", "2024-04-01", "2024-04-30"),
    ("India and Nepal signed a treaty in 1950.", "1950-01-01", "1950-12-31"),
    ("India and Nepal signed a treaty in September last year.", "2023-09-01", "2023-09-30"),
    ("India and Nepal signed a treaty yesterday.", "2024-05-14", "2024-05-14"),
    ("India and Nepal will sign a treaty on Friday.", "2024-05-17", "2024-05-17"),
    ("India and Nepal will sign a treaty next month.", "2024-06-01", "2024-06-30"),
    ("India and Nepal signed a treaty.", None, None),
    ("The treaty that India and Nepal signed in 1950 is old, Delhi said on Monday.", "1950-01-01", "1950-12-31"),
    ("A minister said on Monday that India and Nepal would sign a treaty in June.", "2024-06-01", "2024-06-30"),
]


@pytest.mark.parametrize(("sentence", "earliest", "latest"), DATES)
def test_the_days_that_the_clause_gives(extractor: Extractor, sentence: str, earliest: str | None, latest: str | None) -> None:
    event = _one(events(extractor, sentence), "Agreement")
    bounds = None if earliest is None or latest is None else (dt.date.fromisoformat(earliest), dt.date.fromisoformat(latest))
    assert (event.earliest, event.latest) == (bounds or (None, None))
    assert (event.date_text is None) == (bounds is None)


def test_two_clauses_have_each_their_own_day(extractor: Extractor) -> None:
    found = events(extractor, "Germany expelled two Russian diplomats on Monday, and Russia expelled two German diplomats on Tuesday.")
    assert [event.earliest for event in found] == [dt.date(2024, 5, 13), dt.date(2024, 5, 14)]


PLACES = [
    ("The foreign ministers of India and China met in Moscow.", "Moscow", "RUS"),
    ("In Geneva, the foreign ministers of Serbia and Kosovo held talks.", "Geneva", "CHE"),
    ("Talks between Israel and Hamas resumed in Cairo.", "Cairo", "EGY"),
    ("Kenya and Somalia signed an agreement in Nairobi.", "Nairobi", "KEN"),
    ("The French president arrived in Beirut.", "Beirut", "LBN"),
    ("The presidents of Iran and Turkey met at a hotel near Ankara.", "Ankara", "TUR"),
    ("The foreign ministers of India and China met.", None, None),
    ("Iran accused Israel of an attack in Damascus.", None, None),
]


@pytest.mark.parametrize(("sentence", "name", "country"), PLACES)
def test_the_place_that_the_clause_gives(extractor: Extractor, sentence: str, name: str | None, country: str | None) -> None:
    (event,) = events(extractor, sentence)
    assert (event.place and event.place.name, event.place and event.place.country) == (name, country)
