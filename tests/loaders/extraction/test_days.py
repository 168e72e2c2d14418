"""On which day an event is set that its own clause leaves open: by who decides, by what goes back to it, by its visit, by its occasion."""

from __future__ import annotations

import datetime as dt

import pytest

from diplograph.loaders.event import EventType
from diplograph.loaders.extraction import Extractor

from .story import events, line, told

DAYS = [
    (
        ("Chile's president arrived in La Paz on Friday.", "Later in the day the president of Bolivia met the Chilean foreign minister."),
        ("Meeting BOL+CHL", (5, 10), (5, 10)),
    ),
    (
        ("May 15 (UPI) -- Kenya's foreign minister will meet his Ugandan counterpart next week, the ministry announced.",),
        ("Meeting KEN+UGA planned", (5, 20), (5, 26)),
    ),
    (
        ("Norway on Friday decided to impose sanctions on Belarus.",),
        ("Sanction NOR>BLR", (5, 10), (5, 10)),
    ),
    (
        ("Kenya has reopened its embassy in Somalia.", "The reopening Monday came a week after the two countries ended a quarrel."),
        ("Appointment KEN>SOM", (5, 13), (5, 13)),
    ),
    (
        (
            "Liu Jian, the foreign minister of China, will pay an official visit to Kenya on 20-21 May 2024.",
            "The Chinese foreign minister will be received by William Ruto, President of Kenya.",
        ),
        ("Meeting CHN+KEN planned", (5, 20), (5, 21)),
    ),
    (
        ("Peru has recalled its ambassador from Bolivia.", "President Juan Paredes made the announcement Monday at a ceremony in Lima."),
        ("Recall PER>BOL", (5, 13), (5, 13)),
    ),
    (
        (
            "Norway expelled two Russian diplomats.",
            "This is stated in a statement issued by the Norwegian Foreign Ministry on Tuesday.",
        ),
        ("Expulsion NOR>RUS", (5, 14), (5, 14)),
    ),
    (
        ("Saint Lucia and Togo signed an agreement to establish relations.", "The brief ceremony took place on 9 May in New York."),
        ("Agreement LCA+TGO", (5, 9), (5, 9)),
    ),
    (
        (
            "Turkish Foreign Minister Mevlut Cavusoglu said on Thursday that he had held talks with Sergey Lavrov.",
            '"Yesterday I had talks with Lavrov," Cavusoglu said.',
        ),
        ("Meeting RUS+TUR", (5, 14), (5, 14)),
    ),
    (
        (
            "Peru and Chile met in Lima on Monday.",
            "The announcement of the talks came a day after Peru's foreign minister met his Bolivian counterpart in La Paz.",
        ),
        ("Meeting BOL+PER", (5, 12), (5, 12)),
    ),
    (
        ("Vietnam and Laos will hold talks next week in Hanoi, around May 22.",),
        ("Meeting LAO+VNM planned", (5, 22), (5, 22)),
    ),
    (
        ("Spain's foreign minister met his Moroccan counterpart on Monday.", "He also met the foreign minister of Tunisia."),
        ("Meeting ESP+TUN", (5, 13), (5, 13)),
    ),
    (
        (
            "Kenya's foreign minister Musa Yego said on Friday that the border pact of 5 January was dead.",
            "He accused Somalia of piracy.",
        ),
        ("Accusation KEN>SOM", (5, 10), (5, 10)),
    ),
    (
        ("Vietnam summoned the Chinese ambassador on Tuesday.", "Vietnam condemned China's drilling in its waters."),
        ("Accusation VNM>CHN", (5, 14), (5, 14)),
    ),
]


@pytest.mark.parametrize(("paragraphs", "wanted"), DAYS)
def test_an_event_has_the_day_that_its_surroundings_give(
    extractor: Extractor, paragraphs: tuple[str, ...], wanted: tuple[str, tuple[int, int], tuple[int, int]]
) -> None:
    found = [(line(event), event.earliest, event.latest) for event in events(extractor, *paragraphs)]
    what, first, last = wanted
    assert (what, dt.date(2024, *first), dt.date(2024, *last)) in found


@pytest.mark.parametrize(
    "sentence",
    [
        "India has accused Pakistan of supporting the 2008 attacks.",
        "Britain accuses Russia of an attempted murder in Salisbury on 4 March.",
    ],
)
def test_what_somebody_is_accused_of_does_not_date_the_accusation(extractor: Extractor, sentence: str) -> None:
    (found,) = events(extractor, sentence)
    assert found.type is EventType.ACCUSATION
    assert found.earliest is None


@pytest.mark.parametrize(
    ("paragraphs", "wanted"),
    [
        (("They are the first talks between Kenya and Somalia since fighters attacked Garissa on 2 April.",), "Meeting KEN+SOM"),
        (("Chad accused Sudan of the raid and, on 3 May, closed its embassy there.",), "Accusation TCD>SDN"),
        (("Egypt and Sudan held talks in Cairo to prepare a summit in Khartoum next year.",), "Meeting EGY+SDN"),
        (("Spain's king left for Rabat on Sunday for a meeting with the king of Morocco.",), "Meeting ESP+MAR planned"),
        (("Peru has recalled its ambassador from Bolivia.", "The decision surprised diplomats, who had met on Monday."), "Recall PER>BOL"),
        (("Greece recalled its ambassador from Turkey on Tuesday.", "Turkey accuses Greece of arming its islands."), "Accusation TUR>GRC"),
        (
            ("Greece closed its embassy in Turkey on Tuesday.", "The step hit Athens, which has recalled its envoy from Libya."),
            "Recall GRC>LBY",
        ),
    ],
)
def test_a_day_of_something_else_leaves_an_event_without_one(extractor: Extractor, paragraphs: tuple[str, ...], wanted: str) -> None:
    found = {line(event): event.earliest for event in events(extractor, *paragraphs)}
    assert found[wanted] is None


def test_where_somebody_speaks_is_not_where_what_he_tells_of_happened(extractor: Extractor) -> None:
    (found,) = events(extractor, "Japan's foreign minister told reporters in Rome that he had met his Chinese counterpart.")
    assert found.place is None


def test_the_day_of_an_accusation_is_kept_beside_what_is_alleged(extractor: Extractor) -> None:
    (found,) = events(extractor, "On 6 May 2024 India accused Pakistan of supporting the 2008 attacks.")
    assert found.earliest == dt.date(2024, 5, 6)


def test_a_measure_that_is_threatened_is_the_threat_alone(extractor: Extractor) -> None:
    assert told(extractor, "Serbia threatened to expel Croatian diplomats.") == ["Threat SRB>HRV"]


def test_a_break_told_in_the_progressive_is_a_rupture(extractor: Extractor) -> None:
    assert told(extractor, "Honduras is breaking ties with Taiwan.") == ["Rupture HND>TWN"]


@pytest.mark.parametrize("dateline", ["NAIROBI, 13 May 2024 (KNA) - ", "BEIRUT, Lebanon (AP) — ", "NAIROBI, May 13 -- "])
def test_a_dateline_says_neither_when_nor_with_whom(extractor: Extractor, dateline: str) -> None:
    (recall,) = events(extractor, f"{dateline}Kenya recalled its ambassador to Somalia on Saturday, its foreign ministry said.")
    assert line(recall) == "Recall KEN>SOM"
    assert recall.earliest == recall.latest == dt.date(2024, 5, 11)


@pytest.mark.parametrize("dateline", ["NAIROBI (Reuters) - ", "NAIROBI, March 3, 2024 - ", "NAIROBI — ", "(Nairobi, 3 March 2024) – "])
def test_a_sentence_is_read_from_behind_its_dateline(extractor: Extractor, dateline: str) -> None:
    (signed,) = events(extractor, f"{dateline}India and Kenya signed a memorandum of understanding on trade on Tuesday, officials said.")
    assert line(signed) == "Agreement IND+KEN"
    assert signed.earliest == signed.latest == dt.date(2024, 5, 14)
    assert signed.evidence[0].quote.startswith("India and Kenya signed")


def test_an_alliance_before_a_hyphen_is_no_dateline(extractor: Extractor) -> None:
    assert told(extractor, "NATO-Ukraine talks were held in Brussels on Tuesday.") == ["Meeting NATO+UKR"]
