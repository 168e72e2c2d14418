"""What officials are quoted as saying against another party, where no verb of blaming, refusing or threatening tells it."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files

import pytest

from diplograph.loaders.article import BlockKind, compose
from diplograph.loaders.event import EventType
from diplograph.loaders.extraction import Extractor
from diplograph.loaders.extraction.hostile import Force, hostility
from diplograph.loaders.extraction.language import sentences
from diplograph.loaders.extraction.quotations import quotations

from .story import article, events, told

LISTS = tomllib.loads((files("diplograph") / "loaders" / "extraction" / "hostile.toml").read_text("utf-8"))

# One sentence each, that names both sides.
SAID = [
    ("“Russian aggression will not change our course,” the Estonian foreign minister told reporters.", "Accusation EST>RUS"),
    ("The reports are groundless, the Iranian foreign ministry said of the Kuwaiti statement.", "Rejection IRN>KWT"),
    ("“Sudan will not accept the dam that Ethiopia is building,” the Sudanese foreign minister said.", "Rejection SDN>ETH"),
    ("“If Eritrea strikes again, we will retaliate,” the Ethiopian president said.", "Threat ETH>ERI"),
    ("According to the Polish prime minister, Belarusian provocations at the border were ordered from above.", "Accusation POL>BLR"),
    ("“Rwanda will pay for this,” the president of Burundi said.", "Threat BDI>RWA"),
]  # fmt: skip

# The same words where they blame, refuse or threaten nobody.
HARMLESS = [
    "“Both sides must fight terrorism,” the Turkish foreign minister said in Baghdad.",
    "Kenya did not violate the treaty with Uganda, the Tanzanian foreign minister said.",
    "The Indian army said that it had attacked a camp in Pakistan.",
    "“Iran will retaliate,” an analyst in London said.",
    "Russian aggression was the subject of a novel that sold well in Finland.",
    "The Polish foreign minister praised the de-escalation on the border with Belarus.",
    "The Norwegian prime minister said that nobody knows how Russia will respond.",
]


@pytest.mark.parametrize(("sentence", "expected"), SAID)
def test_what_is_said_against_somebody_is_an_event(extractor: Extractor, sentence: str, expected: str) -> None:
    assert told(extractor, sentence) == [expected]


@pytest.mark.parametrize("sentence", HARMLESS)
def test_the_same_words_may_be_harmless(extractor: Extractor, sentence: str) -> None:
    assert told(extractor, sentence) == []


def test_a_quotation_goes_on_without_saying_who_speaks(extractor: Extractor) -> None:
    lines = told(extractor, "“Peru wants good neighbours,” the Peruvian foreign minister said. “Chile's provocations have to be answered.”")
    assert lines == ["Accusation PER>CHL"]


def test_a_quotation_may_run_over_two_paragraphs(extractor: Extractor) -> None:
    first, second = "“Bolivia knows this well. Chile's provocations are no accident.", "“They were planned,” the Bolivian president said."
    assert told(extractor, first, second) == ["Accusation BOL>CHL"]


def test_who_is_meant_may_be_known_from_the_quarrel_told_before_or_after(extractor: Extractor) -> None:
    quarrel = "Eritrea accused Ethiopia of moving troops to the border."
    answer = "“This is baseless and we owe nobody an answer,” the Ethiopian foreign minister said."
    for paragraphs in ((quarrel, answer), (answer, quarrel)):
        assert told(extractor, *paragraphs) == ["Accusation ERI>ETH", "Rejection ETH>ERI"]


def test_who_denies_goes_back_to_what_was_told(extractor: Extractor) -> None:
    story = ("Greece signed a maritime agreement with Egypt on Monday.", "Turkey called the agreement null and void.")
    assert told(extractor, *story) == ["Agreement EGY+GRC", "Rejection TUR>EGY+GRC"]


def test_the_spokesman_is_who_spoke_before(extractor: Extractor) -> None:
    story = (
        "Chinese foreign ministry spokesman Wang Wenbin said on Monday that the visit to Japan was useful.",
        "“American hegemony is the root of the problem,” the spokesman said.",
        "“We will take countermeasures against the United States,” Wang added.",
    )
    found = [event for event in events(extractor, *story) if event.type in (EventType.ACCUSATION, EventType.THREAT)]
    assert [([a.code for a in event.initiators], [a.code for a in event.targets]) for event in found] == [(["CHN"], ["USA"])] * 2
    assert found[1].delegates[0].name == "Wang Wenbin"


def test_what_is_guessed_is_less_sure_than_what_is_named(extractor: Extractor) -> None:
    named, guessed = (
        next(event for event in events(extractor, *story) if event.type is EventType.REJECTION).confidence
        for story in (
            ["Ethiopia denied the allegation of Eritrea."],
            ["Eritrea accused Ethiopia of an attack.", "“This is baseless,” the Ethiopian foreign minister said."],
        )
    )
    assert guessed < 0.7 < named


def test_quotation_marks_enclose_what_is_said() -> None:
    text, blocks = compose(
        [
            (BlockKind.PARAGRAPH, '“One two. Three,” he said. "Four."'),
            (BlockKind.PARAGRAPH, "“Five. Six."),
            (BlockKind.PARAGRAPH, "“Seven.”"),
        ]
    )
    story = article("x")
    parts = sentences(type(story)(source="x", text=text, blocks=blocks))
    quoted = quotations(parts)
    assert ["".join(part.text[start:end] for start, end in quoted.of(part)) for part in parts] == [
        "One two.",
        "Three,",
        "Four.",
        "Five.",
        "Six.",
        "Seven.",
    ]
    assert [quoted.one_voice(parts[i], parts[i + 1]) for i in range(5)] == [True, True, False, True, True]


@pytest.mark.parametrize("kind", LISTS)
def test_hostile_words_are_well_formed(kind: str) -> None:
    assert EventType(kind.capitalize())
    for force, entries in LISTS[kind].items():
        assert Force(force)
        for entry in entries:
            assert re.fullmatch(r"[a-z’'|*-][a-z’'|*? -]*[a-z’'|*-]", entry), entry
            sample = " ".join(word.split("|")[0].replace("*", "s") if word != "?" else "so" for word in entry.split())
            assert any(hit.type == EventType(kind.capitalize()) for hit in hostility().hits(f"they {sample} there")), entry


def test_a_ban_at_home_is_no_sanction(extractor: Extractor) -> None:
    assert told(extractor, "Venezuela imposed a ban on plastic bags.", "Denmark eased its restrictions on restaurants.") == []


def test_who_speaks_of_himself_is_no_riddle_without_end(extractor: Extractor) -> None:
    assert told(extractor, "Our ministry said that it rejects the claims of Chad.") == []
