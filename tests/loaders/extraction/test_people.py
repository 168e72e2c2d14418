"""Who the people of an article are and for whom they act: titles before and after names, counterparts, envoys, last names, pronouns."""

from __future__ import annotations

import datetime as dt

import pytest

from diplograph.loaders.extraction import Extractor

from .story import article, events, line, told

# What is told of whom, and the people of the event with the codes of those for whom they act.
PEOPLE = [
    (
        "India's national security adviser, Ajit Doval, met his Canadian counterpart, Nathalie Drouin, in Ottawa.",
        {"Ajit Doval": "IND", "Nathalie Drouin": "CAN"},
    ),
    (
        "US Secretary of State Antony Blinken met with Israeli Prime Minister Benjamin Netanyahu.",
        {"Antony Blinken": "USA", "Benjamin Netanyahu": "ISR"},
    ),
    ("Antony Blinken, the US secretary of state, met Wang Yi, China's foreign minister.", {"Antony Blinken": "USA", "Wang Yi": "CHN"}),
    (
        "Chinese Vice Foreign Minister Ma Zhaoxu held talks with Russian Deputy Foreign Minister Andrey Rudenko.",
        {"Ma Zhaoxu": "CHN", "Andrey Rudenko": "RUS"},
    ),
    (
        "Hakan Fidan, Turkey's foreign minister, met Greek Foreign Minister Giorgos Gerapetritis in Ankara.",
        {"Hakan Fidan": "TUR", "Giorgos Gerapetritis": "GRC"},
    ),
    (
        "Special Envoy of the Chinese Government on the Middle East Issue Zhai Jun met with Egyptian Foreign Minister Sameh Shoukry.",
        {"Zhai Jun": "CHN", "Sameh Shoukry": "EGY"},
    ),
    (
        "UN Secretary-General Antonio Guterres met Egyptian President Abdel Fattah al-Sisi in Cairo.",
        {"Antonio Guterres": "UN", "Abdel Fattah al-Sisi": "EGY"},
    ),
    (
        "Ursula von der Leyen, president of the European Commission, met Tunisian President Kais Saied.",
        {"Ursula von der Leyen": "EU", "Kais Saied": "TUN"},
    ),
    (
        "NATO chief Jens Stoltenberg met Turkish President Recep Tayyip Erdogan.",
        {"Jens Stoltenberg": "NATO", "Recep Tayyip Erdogan": "TUR"},
    ),
    (
        "Rafael Grossi, head of the International Atomic Energy Agency, met Iran's foreign minister, Hossein Amir-Abdollahian.",
        {"Rafael Grossi": "IAEA", "Hossein Amir-Abdollahian": "IRN"},
    ),
    (
        "The German chancellor, Olaf Scholz, and the French president, Emmanuel Macron, met in Berlin.",
        {"Olaf Scholz": "DEU", "Emmanuel Macron": "FRA"},
    ),
    (
        "Israeli Prime Minister Yair Lapid and Turkish President Recep Tayyip Erdogan met in New York.",
        {"Yair Lapid": "ISR", "Recep Tayyip Erdogan": "TUR"},
    ),
    ("Sergei Lavrov met Wang Yi in Beijing.", {"Sergei Lavrov": "RUS", "Wang Yi": "CHN"}),
    (
        "The Indian ambassador to China, Pradeep Rawat, met the Chinese vice foreign minister, Sun Weidong.",
        {"Pradeep Rawat": "IND", "Sun Weidong": "CHN"},
    ),
    (
        "China's ambassador to the United States, Xie Feng, met US Treasury Secretary Janet Yellen.",
        {"Xie Feng": "CHN", "Janet Yellen": "USA"},
    ),
    (
        "Philippine President Ferdinand Marcos Jr. met Japanese Prime Minister Fumio Kishida.",
        {"Ferdinand Marcos Jr": "PHL", "Fumio Kishida": "JPN"},
    ),
    ("Foreign Minister of Thailand Maris Sangiampongsa met Chinese Premier Li Qiang.", {"Maris Sangiampongsa": "THA", "Li Qiang": "CHN"}),
    ("Pope Francis met Ukrainian President Volodymyr Zelenskyy.", {"Francis": "VAT", "Volodymyr Zelenskyy": "UKR"}),
    (
        "Hamas leader Ismail Haniyeh met Iranian Foreign Minister Hossein Amir-Abdollahian in Doha.",
        {"Ismail Haniyeh": "Hamas", "Hossein Amir-Abdollahian": "IRN"},
    ),
    ("EU foreign policy chief Josep Borrell met Serbian President Aleksandar Vucic.", {"Josep Borrell": "EU", "Aleksandar Vucic": "SRB"}),
    (
        "Josep Borrell, the EU's foreign policy chief, spoke with Armenian Prime Minister Nikol Pashinyan.",
        {"Josep Borrell": "EU", "Nikol Pashinyan": "ARM"},
    ),
    ("Jordan's King Abdullah II met British Prime Minister Rishi Sunak in London.", {"Abdullah II": "JOR", "Rishi Sunak": "GBR"}),
    (
        "Swedish Foreign Minister Tobias Billstrom met his Finnish counterpart, Elina Valtonen.",
        {"Tobias Billstrom": "SWE", "Elina Valtonen": "FIN"},
    ),
    (
        "Chinese Foreign Minister Wang Yi met his Saudi counterpart Faisal bin Farhan Al Saud.",
        {"Wang Yi": "CHN", "Faisal bin Farhan Al Saud": "SAU"},
    ),
    (
        "US special envoy for Yemen Tim Lenderking met Omani Foreign Minister Badr Albusaidi in Muscat.",
        {"Tim Lenderking": "USA", "Badr Albusaidi": "OMN"},
    ),
    (
        "Polish President Andrzej Duda's meeting with Lithuanian President Gitanas Nauseda took place in Vilnius.",
        {"Andrzej Duda": "POL", "Gitanas Nauseda": "LTU"},
    ),
    (
        "Tanaiste and Minister for Foreign Affairs of Ireland Micheál Martin met Palestinian Prime Minister Mohammad Mustafa.",
        {"Micheál Martin": "IRL", "Mohammad Mustafa": "PSE"},
    ),
    (
        "Talks between Indian Foreign Secretary Vinay Kwatra and Nepali Foreign Secretary Sewa Lamsal were held in Delhi.",
        {"Vinay Kwatra": "IND", "Sewa Lamsal": "NPL"},
    ),
    ("Narendra Modi welcomed the president of Kenya, William Ruto, to Delhi.", {"Narendra Modi": "IND", "William Ruto": "KEN"}),
]

SPEAKERS = [
    ("Kremlin spokesman Dmitry Peskov accused Poland of provocation.", "Accusation RUS>POL"),
    ("Russian Foreign Ministry spokeswoman Maria Zakharova accused Britain of lying.", "Accusation RUS>GBR"),
    ("State Department spokesman Matthew Miller condemned Iran's attack.", "Accusation USA>IRN"),
    ("A spokesman for the Chinese foreign ministry accused Japan of interfering.", "Accusation CHN>JPN"),
    ("Downing Street accused Russia of sabotage.", "Accusation GBR>RUS"),
    ("The White House condemned Venezuela's move.", "Accusation USA>VEN"),
    ("Olaf Scholz's spokesman, Steffen Hebestreit, accused Russia of espionage.", "Accusation DEU>RUS"),
    ("Ankara accused Athens of violating the treaty.", "Accusation TUR>GRC"),
    ("Seoul's foreign ministry summoned the Japanese ambassador.", "Protest KOR>JPN"),
    ("The Taliban government accused Pakistan of an air strike.", "Accusation Taliban>PAK"),
]

# Their holders act for nobody in diplomacy.
NOBODY = [
    "Former US president Jimmy Carter met North Korean leader Kim Jong Il.",
    "Indian opposition leader Rahul Gandhi accused China of occupying land.",
    "Fiona Hill, a fellow at the Brookings Institution, accused Russia of lying.",
    "A professor at the University of Tokyo criticised China.",
    "The chief executive of Volkswagen met workers in Germany and China.",
    "The former British prime minister Boris Johnson visited Ukraine as a private citizen.",
    "An American journalist accused Russia of holding him without cause.",
    "The mayor of London visited India.",
]


@pytest.mark.parametrize(("sentence", "people"), PEOPLE)
def test_people_and_for_whom_they_act(extractor: Extractor, sentence: str, people: dict[str, str]) -> None:
    found = events(extractor, sentence)
    assert {person.name: person.represents.code for event in found for person in event.delegates if person.represents is not None} == people


@pytest.mark.parametrize(("sentence", "wanted"), SPEAKERS)
def test_speakers_and_bodies_act_for_their_state(extractor: Extractor, sentence: str, wanted: str) -> None:
    assert told(extractor, sentence) == [wanted]


@pytest.mark.parametrize("sentence", NOBODY)
def test_people_without_an_office_act_for_nobody(extractor: Extractor, sentence: str) -> None:
    assert told(extractor, sentence) == []


def test_a_last_name_stands_for_the_full_name_of_the_article(extractor: Extractor) -> None:
    found = events(
        extractor,
        "Russian Foreign Minister Sergei Lavrov flew to Turkey on Monday.",
        "Lavrov met the Turkish foreign minister, Hakan Fidan, in Ankara.",
    )
    meeting = next(event for event in found if event.type == "Meeting")
    assert {person.name for person in meeting.delegates} == {"Sergei Lavrov", "Hakan Fidan"}


@pytest.mark.parametrize(
    ("paragraphs", "headline", "people"),
    [
        (
            ("Foreign Ministers Sergei Lavrov, Pavlo Klimkin and Frank-Walter Steinmeier arrived in Minsk to hold talks.",),
            None,
            {"Sergei Lavrov"},
        ),
        (("Russia and the United States called off a summit.",), "President Trump Calls Off Putin Summit", set()),
        (("China imposed sanctions on U.S. House Speaker Nancy Pelosi.",), None, set()),
        (
            ("Thailand's prime minister Phumtham Wechayachai spoke in Bangkok.", "Phumtham met the king of Cambodia on Monday."),
            None,
            {"Phumtham Wechayachai"},
        ),
    ],
)
def test_who_takes_part_is_named_without_titles_and_verbs(
    extractor: Extractor, paragraphs: tuple[str, ...], headline: str | None, people: set[str]
) -> None:
    found = {person.name for event in events(extractor, *paragraphs, headline=headline) for person in event.delegates}
    assert people <= found
    assert not {name for name in found if "Minister" in name or "Calls" in name or name == "Nancy Pelosi"}


def test_a_pronoun_stands_for_the_person_before(extractor: Extractor) -> None:
    found = events(
        extractor,
        "British Foreign Secretary David Cameron flew to Kyiv on Monday.",
        "He met Ukrainian Foreign Minister Dmytro Kuleba.",
    )
    meeting = next(event for event in found if event.type == "Meeting")
    assert {actor.code for actor in meeting.parties} == {"GBR", "UKR"}
    assert {person.name for person in meeting.delegates} == {"David Cameron", "Dmytro Kuleba"}


def test_a_name_alone_is_looked_up_for_the_day_of_publication(extractor: Extractor) -> None:
    sentence = "Rishi Sunak met Olaf Scholz."
    assert [line(e) for e in extractor.extract(article(sentence, published=dt.date(2024, 4, 24))).events] == ["Meeting DEU+GBR"]
    assert [line(e) for e in extractor.extract(article(sentence, published=dt.date(2025, 9, 1))).events] == []


def test_the_two_sides_are_those_who_just_met(extractor: Extractor) -> None:
    lines = told(
        extractor,
        "The foreign ministers of India and Nepal met in Kathmandu on Tuesday.",
        "The two sides agreed to reopen the railway.",
    )
    assert lines == ["Agreement IND+NPL", "Meeting IND+NPL"]


def test_listed_ministers_are_all_parties(extractor: Extractor) -> None:
    assert told(extractor, "The foreign ministers of Egypt, Jordan and Saudi Arabia met in Cairo.") == ["Meeting EGY+JOR+SAU"]
