"""Lists of officials, people called by one name, and words that say where, not who."""

from __future__ import annotations

import pytest

from diplograph.loaders.extraction import Extractor

from .story import events, line, told

ROSTERS = [
    (
        (
            "The Egyptian foreign minister Sameh Shoukry and his Greek, Cypriot and French counterparts, Nikos Dendias, "
            "Nikos Christodoulides and Jean-Yves Le Drian, gathered in Cairo."
        ),
        "Meeting CYP+EGY+FRA+GRC",
        ["Jean-Yves Le Drian", "Nikos Christodoulides", "Nikos Dendias", "Sameh Shoukry"],
    ),
    (
        "The foreign ministers of Kenya, Uganda and Tanzania, Musalia Mudavadi, Jeje Odongo and January Makamba, met in Nairobi.",
        "Meeting KEN+TZA+UGA",
        ["January Makamba", "Jeje Odongo", "Musalia Mudavadi"],
    ),
]


@pytest.mark.parametrize(("sentence", "meeting", "people"), ROSTERS)
def test_a_list_of_officials_is_read_in_the_order_of_its_states(
    extractor: Extractor, sentence: str, meeting: str, people: list[str]
) -> None:
    [found] = events(extractor, sentence)
    assert line(found) == meeting
    assert sorted(person.name for person in found.delegates) == people


def test_a_month_that_is_a_name_dates_nothing(extractor: Extractor) -> None:
    [found] = events(extractor, ROSTERS[1][0])
    assert found.earliest is None


def test_a_list_with_more_states_than_people_gives_nobody_a_state_by_its_place(extractor: Extractor) -> None:
    found = events(extractor, "The leaders of Chad, Niger and Mali, Mahamat Deby and Assimi Goita, met in Niamey.")
    assert all(person.office != "leader" for event in found for person in event.delegates)


@pytest.mark.parametrize(
    ("paragraphs", "wanted"),
    [
        (("Chinese Foreign Minister Wang Yi spoke in Berlin.", "Wang met the German chancellor on Friday."), "Meeting CHN+DEU"),
        (("Egyptian President Abdel Fattah al-Sisi spoke first.", "Sisi met the Kenyan president in Nairobi."), "Meeting EGY+KEN"),
        (("The Foreign Secretary of the Ministry of Foreign Affairs of Nepal Sewa Lamsal met her Indian counterpart.",), "Meeting IND+NPL"),
        (("Italian Ambassador to China Massimo AMBROSETTI met Mongolia's foreign minister.",), "Meeting ITA+MNG"),
        (("The special envoy of the President-elect of the Maldives Mohamed Saeed met the Indian foreign minister.",), "Meeting IND+MDV"),
    ],
)
def test_a_person_is_known_by_the_name_that_an_article_calls_him(extractor: Extractor, paragraphs: tuple[str, ...], wanted: str) -> None:
    assert wanted in told(extractor, *paragraphs)


@pytest.mark.parametrize(
    ("paragraphs", "unwanted"),
    [
        (("VIENNA: Negotiators arrived early.", "Officials of Iran were meeting in the Austrian capital."), "AUT"),
        (("Mongolia and North Korea met. A report monitored in Seoul said the two countries signed an agreement.",), "KOR"),
    ],
)
def test_where_something_is_does_not_act(extractor: Extractor, paragraphs: tuple[str, ...], unwanted: str) -> None:
    assert not any(unwanted in found for found in told(extractor, *paragraphs))


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("India and Nepal agreed on annual talks.", "Meeting IND+NPL planned"),
        ("Vietnam and Laos will hold a summit in 2031.", "Meeting LAO+VNM planned"),
        ("Laos and Vietnam held their summit on May 20, 2024.", "Meeting LAO+VNM planned"),
        ("Obama will speak at the summit of Canada and Mexico.", "Meeting CAN+MEX planned"),
        ("The United Kingdom's decision to leave the European Union was final.", "Rupture GBR>EU planned"),
    ],
)
def test_what_is_still_to_come_is_planned(extractor: Extractor, sentence: str, wanted: str) -> None:
    assert wanted in told(extractor, sentence)


def test_an_anniversary_is_not_the_event(extractor: Extractor) -> None:
    assert told(extractor, "China and France marked the 60th anniversary of the establishment of diplomatic relations between them.") == []


def test_the_first_time_since_is_no_date(extractor: Extractor) -> None:
    [found] = events(extractor, "The leaders of Greece and Turkey met for the first time since March.")
    assert found.earliest is None


def test_parties_that_are_named_stand_before_a_general_word(extractor: Extractor) -> None:
    found = told(extractor, "India met Japan in Delhi.", "Later the two leaders signed the China-Laos railway agreement.")
    assert "Agreement CHN+LAO" in found
