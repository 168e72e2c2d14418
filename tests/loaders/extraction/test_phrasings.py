"""One class of phrasing in each line: who holds an office named alone, headlines without auxiliaries, measures told by other verbs."""

from __future__ import annotations

import pytest

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
