"""One class of phrasing in each line: who holds an office named alone, headlines without auxiliaries, measures told by other verbs."""

from __future__ import annotations

import pytest

from diplograph.loaders.event import EventType, Status
from diplograph.loaders.extraction import Extractor

from .story import events, line, told

SENTENCES = [
    ("The United Nations appointed Hanna Tetteh as its special envoy for Libya.", "Appointment UN>LBY"),
    ("Lithuania declared a Russian diplomat persona non grata.", "Expulsion LTU>RUS"),
    ("Two Greek diplomats were expelled from Libya.", "Expulsion LBY>GRC"),
    ("The US ambassador to Hungary, David Pressman, was summoned to the Foreign Ministry in Budapest.", "Protest HUN>USA"),
    ("Tunisia handed the Italian ambassador a note of protest over the treatment of migrants.", "Protest TUN>ITA"),
    ("Burundi withdrew from the International Criminal Court.", "Rupture BDI>ICC"),
    ("The Ministry of Foreign Affairs of Kazakhstan summoned the ambassador of Ukraine.", "Protest KAZ>UKR"),
]
HEADLINES = [
    ("Modi, Putin hold phone call", "Meeting IND+RUS"),
    ("US envoy expelled from Gambia", "Expulsion GMB>USA"),
    ("Colombia breaks off diplomatic relations with Israel", "Rupture COL>ISR"),
]


@pytest.mark.parametrize(("sentence", "wanted"), SENTENCES)
def test_a_sentence_tells_of_one_event(extractor: Extractor, sentence: str, wanted: str) -> None:
    assert told(extractor, sentence) == [wanted]


@pytest.mark.parametrize(("headline", "wanted"), HEADLINES)
def test_a_headline_tells_of_one_event(extractor: Extractor, headline: str, wanted: str) -> None:
    assert told(extractor, "Officials confirmed it.", headline=headline) == [wanted]


def test_the_holder_of_an_office_that_is_named_alone_takes_part(extractor: Extractor) -> None:
    found = events(extractor, "Kenyan President William Ruto spoke on Monday.", "Kenya's president accused Somalia of aggression.")
    assert [(line(event), [person.name for person in event.delegates]) for event in found] == [("Accusation KEN>SOM", ["William Ruto"])]


def test_what_allies_are_asked_to_do_is_no_event(extractor: Extractor) -> None:
    assert told(extractor, "Ukraine urged its allies to impose tougher sanctions on Russia.") == []


def test_a_speaker_s_place_is_where_the_words_were_said(extractor: Extractor) -> None:
    (found,) = events(extractor, "Speaking in Singapore, the Chinese defence minister accused the United States of stoking confrontation.")
    assert found.place is not None
    assert found.place.country == "SGP"


def test_a_country_after_its_town_is_no_party(extractor: Extractor) -> None:
    assert told(extractor, "Officials of Burundi and Uganda met in Arusha, Tanzania.") == ["Meeting BDI+UGA"]


def test_may_who_acts_is_no_month(extractor: Extractor) -> None:
    (found,) = events(extractor, "Prime Minister Theresa May spoke in London.", "May accused Russia of an unlawful use of force.")
    assert (line(found), [person.name for person in found.delegates]) == ("Accusation GBR>RUS", ["Theresa May"])
    assert found.date_text is None


def test_a_visit_whose_invitation_is_taken_back_is_cancelled(extractor: Extractor) -> None:
    found = events(extractor, "Britain withdrew an invitation to the Russian foreign minister, Sergey Lavrov, to visit London.")
    assert [event.status for event in found if event.type is EventType.VISIT] == [Status.CANCELLED]


def test_what_will_follow_is_planned_with_it(extractor: Extractor) -> None:
    (found,) = events(extractor, "The president of Kenya will be received by Chancellor Scholz and have a meeting with him in Berlin.")
    assert found.status is Status.PLANNED


def test_whose_counterpart_somebody_is_is_no_office(extractor: Extractor) -> None:
    (found,) = events(extractor, "The British foreign minister met her Indian counterpart, Subrahmanyam Jaishankar, in London.")
    assert [(person.name, person.office) for person in found.delegates] == [("Subrahmanyam Jaishankar", None)]


def test_a_group_is_of_where_it_comes_from(extractor: Extractor) -> None:
    sentence = (
        "Chinese Assistant Foreign Minister Nong Rong met with the visiting Press Corps from Sindh Province of Pakistan at its request."
    )
    assert told(extractor, sentence) == ["Meeting CHN+PAK"]


def test_who_is_called_by_the_last_name_is_known_from_a_sentence_that_tells_of_nothing(extractor: Extractor) -> None:
    (found,) = events(extractor, "Foreign Minister Jean-Yves Le Drian said that France was angry.", "Le Drian accused Australia of lying.")
    assert (line(found), [person.name for person in found.delegates]) == ("Accusation FRA>AUS", ["Jean-Yves Le Drian"])
