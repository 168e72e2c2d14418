"""Names in running text: what is found, what is passed over, and where."""

from __future__ import annotations

import datetime as dt
import tomllib
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diplograph.loaders.actors.gazetteer import Name, NameKind, gazetteer


def found(text: str, on: dt.date | None = None) -> list[tuple[str, str, str | None]]:
    """What a text's names stand for: words, kind, actor or else country of the place."""
    return [(name.text, name.kind.value, code(name)) for name in gazetteer().find(text, on)]


def code(name: Name) -> str | None:
    if name.actor is not None:
        return name.actor.code
    return name.place.country if name.place is not None else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("India's envoy", ("India", "name", "IND")),
        ("India\u2019s envoy", ("India", "name", "IND")),
        ("an Indian envoy", ("Indian", "adjective", "IND")),
        ("many Indians said", ("Indians", "demonym", "IND")),
        ("many Britons said", ("Britons", "demonym", "GBR")),
        ("the French said no", ("French", "demonym", "FRA")),
        ("the French envoy", ("French", "adjective", "FRA")),
        ("Filipino fishermen", ("Filipino", "adjective", "PHL")),
        ("Bosnian Serb leaders", ("Bosnian Serb", "adjective", "BIH")),
        ("Emirati officials", ("Emirati", "adjective", "ARE")),
        ("Kosovar leaders", ("Kosovar", "adjective", "XKX")),
        ("the U.S. said", ("U.S.", "name", "USA")),
        ("the US said", ("US", "name", "USA")),
        ("the U.K. said", ("U.K.", "name", "GBR")),
        ("the DPRK said", ("DPRK", "name", "PRK")),
        ("N. Korea fired", ("N. Korea", "name", "PRK")),
        ("South Korean envoy", ("South Korean", "adjective", "KOR")),
        ("C\u00f4te d\u2019Ivoire said", ("C\u00f4te d\u2019Ivoire", "name", "CIV")),
        ("T\u00fcrkiye said", ("T\u00fcrkiye", "name", "TUR")),
        ("the Democratic Republic of the Congo said", ("Democratic Republic of the Congo", "name", "COD")),
        ("Papua New Guinea said", ("Papua New Guinea", "name", "PNG")),
        ("Guinea-Bissau said", ("Guinea-Bissau", "name", "GNB")),
        ("the Dominican Republic said", ("Dominican Republic", "name", "DOM")),
        ("Dominica said", ("Dominica", "name", "DMA")),
        ("Nigerien soldiers", ("Nigerien", "adjective", "NER")),
        ("Nigerian soldiers", ("Nigerian", "adjective", "NGA")),
        ("St. Kitts & Nevis said", ("St. Kitts & Nevis", "name", "KNA")),
        ("the Kremlin said", ("Kremlin", "seat", "RUS")),
        ("Downing Street said", ("Downing Street", "seat", "GBR")),
        ("Foggy Bottom said", ("Foggy Bottom", "seat", "USA")),
        ("the Quai d'Orsay said", ("Quai d'Orsay", "seat", "FRA")),
        ("Brussels said", ("Brussels", "seat", "EU")),
        ("New Delhi said", ("New Delhi", "capital", "IND")),
        ("Washington, D.C. said", ("Washington, D.C.", "capital", "USA")),
        ("Kiev said", ("Kiev", "capital", "UKR")),
        ("the Knesset voted", ("Knesset", "body", "ISR")),
        ("the State Department said", ("State Department", "body", "USA")),
        ("the Security Council met", ("Security Council", "organization", "UN")),
        ("the European Commission said", ("European Commission", "organization", "EU")),
        ("a Nato summit", ("Nato", "organization", "NATO")),
        ("the G-7 said", ("G-7", "organization", "G7")),
        ("the P5+1 met", ("P5+1", "organization", "P5+1")),
        ("OPEC+ cut output", ("OPEC+", "organization", "OPEC+")),
        ("the al-Qaeda leader", ("al-Qaeda", "organization", "Al-Qaeda")),
        ("in the West Bank", ("West Bank", "region", "PSE")),
        ("in Crimea", ("Crimea", "region", "UKR")),
        ("in Scotland", ("Scotland", "region", "GBR")),
        ("in Texas", ("Texas", "region", "USA")),
        ("talks in Davos", ("Davos", "city", "CHE")),
        ("talks in Geneva", ("Geneva", "city", "CHE")),
        ("talks in Nice", ("Nice", "city", "FRA")),
        ("Hong Kong's government", ("Hong Kong", "name", "HKG")),
        ("in Greenland", ("Greenland", "territory", "GRL")),
    ],
)
def test_a_name_is_found_with_its_kind_and_actor(text: str, expected: tuple[str, str, str]) -> None:
    assert found(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "They ate turkey and china was broken.",
        "He told us who won.",
        "Nice weather. Reading is fun. Mobile phones sell.",
        "Most people did the Same.",
        "Michael Jordan scored.",
        "Chad Smith drums.",
        "George Washington crossed it.",
        "Denzel Washington acted.",
        "WHO WON THE DAY",
        "He will polish it.",
    ],
)
def test_words_and_people_are_no_places(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    "phrase",
    ["South China Sea", "Indian Ocean", "Bank of England", "Washington Post", "Jordan Valley", "Taiwan Strait", "Paris Agreement"],
)
def test_a_blocked_phrase_has_no_actor_and_hides_the_names_in_it(phrase: str) -> None:
    assert found(f"in the {phrase} today") == [(phrase, "blocked", None)]


def test_new_mexico_is_a_region_and_not_mexico() -> None:
    assert found("in New Mexico") == [("New Mexico", "region", "USA")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Georgia's president met Russian envoys in Tbilisi.", "GEO"),
        ("Georgia joined the talks.", "GEO"),
        ("Kemp won in Georgia, Atlanta papers say.", "USA"),
    ],
)
def test_georgia_is_told_from_the_american_state_by_the_text(text: str, expected: str) -> None:
    assert next(code(name) for name in gazetteer().find(text) if name.text == "Georgia") == expected


def test_headlines_in_capitals_are_read() -> None:
    assert found("INDIA AND US SIGN PACT IN MOSCOW") == [
        ("INDIA", "name", "IND"),
        ("US", "name", "USA"),
        ("MOSCOW", "capital", "RUS"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Japan's House of Representatives", "JPN"),
        ("the Philippine Congress", "PHL"),
        ("the House of Representatives of the Philippines", "PHL"),
        ("the House of Representatives voted", "USA"),
    ],
)
def test_an_organ_belongs_to_the_state_named_beside_it(text: str, expected: str) -> None:
    assert [code(name) for name in gazetteer().find(text) if name.kind is NameKind.BODY] == [expected]


def test_halves_of_adjectives_count_before_a_hyphen() -> None:
    assert [each[2] for each in found("Sino-Indian and Franco-German talks; Franco died")] == ["CHN", "IND", "FRA", "DEU"]


def test_parties_and_media_are_told_from_organs() -> None:
    assert found("Likud and KCNA said") == [("Likud", "party", "ISR"), ("KCNA", "media", "PRK")]


def test_names_joined_by_a_hyphen_are_two() -> None:
    assert [each[2] for each in found("the Russia-North Korea pact and US-China talks")] == ["RUS", "PRK", "USA", "CHN"]


def test_a_name_does_not_reach_over_a_paragraph_or_a_comma() -> None:
    assert [each[2] for each in found("Sudan, South Africa")] == ["SDN", "ZAF"]
    assert [each[0] for each in found("to the South\n\nKorea said")] == ["Korea"]


def test_a_capital_names_the_state_and_the_place() -> None:
    (name,) = gazetteer().find("Ottawa")
    assert name.kind is NameKind.CAPITAL
    assert name.actor is not None
    assert name.place is not None
    assert (name.actor.code, name.place.name, name.place.country) == ("CAN", "Ottawa", "CAN")
    assert name.place.latitude == pytest.approx(45.4, abs=0.1)


def test_an_organisation_is_not_found_before_it_was_there() -> None:
    assert [each[2] for each in found("the Quad met", dt.date(2021, 3, 12))] == ["Quad"]
    assert found("the Quad met", dt.date(1999, 3, 12)) == []


def test_members_depend_on_the_day() -> None:
    members = gazetteer().members
    assert "FIN" not in members("NATO", dt.date(2020, 1, 1))
    assert "FIN" in members("NATO", dt.date(2024, 1, 1))
    assert len(members("EU")) == 27
    assert "GBR" not in members("EU")
    assert members("G7") == {"CAN", "DEU", "FRA", "GBR", "ITA", "JPN", "USA"}
    assert members("no such organisation") == frozenset()


def test_places_are_found_in_their_country() -> None:
    place = gazetteer().place("Hyderabad", "PAK")
    assert place is not None
    assert place.country == "PAK"
    assert gazetteer().place("Hyderabad") != place
    assert gazetteer().place("Nowhere at all") is None


def test_states_and_organisations_have_labels() -> None:
    known = gazetteer()
    assert known.state("CIV").label == "Ivory Coast"
    assert "C\u00f4te d\u2019Ivoire" in known.state("CIV").aliases
    assert known.organization("UN").label == "United Nations"
    assert known.origin("Hezbollah") == "LBN"
    assert known.origin("NATO") is None


NAMES = st.sampled_from(
    [
        "India",
        "US",
        "U.S.",
        "Washington",
        "D.C.",
        "Georgia",
        "the",
        "Republic of Korea",
        "\u00c5land",
        "Chad",
        "G-7",
        "OPEC+",
        "C\u00f4te d'Ivoire",
    ]
)


@given(st.one_of(st.text(), st.lists(st.one_of(NAMES, st.text(max_size=3)), max_size=12).map(" ".join)))
def test_names_lie_in_the_text_and_do_not_overlap(text: str) -> None:
    end = 0
    for name in gazetteer().find(text):
        assert end <= name.start < name.end <= len(text)
        assert text[name.start : name.end] == name.text
        end = name.end


def test_the_data_files_name_known_states_only() -> None:
    known = gazetteer()
    names = tomllib.loads(files("diplograph").joinpath("loaders/actors/names.toml").read_text(encoding="utf-8"))
    outside = {"ATF", "CXR", "IOT", "SCG", "SJM"}
    for table, rows in names.items():
        assert not {code for code in rows if not known.known_state(code)} - outside, table


def test_organisations_are_well_formed() -> None:
    known = gazetteer()
    text = files("diplograph").joinpath("loaders/actors/organizations.toml").read_text(encoding="utf-8")
    rows = tomllib.loads(text)["organization"]
    codes = [row["code"] for row in rows]
    assert len(codes) == len(set(codes)) >= 120
    for row in rows:
        assert set(row) <= {"code", "label", "kind", "acronyms", "aliases", "bodies", "country", "members", "since", "until"}, row["code"]
        assert "country" not in row or known.known_state(row["country"]), row["code"]
        assert all(known.known_state(member.partition(":")[0]) for member in row.get("members", [])), row["code"]


def test_a_hostile_text_ends() -> None:
    known = gazetteer()
    assert len(known.find("the French" + " " * 200_000 + "envoy")) == 1
    assert known.find("U." * 50_000) == []
    assert len(known.find("India China " * 5_000)) == 10_000
