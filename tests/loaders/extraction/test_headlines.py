"""Headlines in capitals: verbs among them are read as verbs, names stay names."""

from __future__ import annotations

import pytest

from diplograph.loaders.actors.gazetteer import gazetteer
from diplograph.loaders.extraction import Extractor
from diplograph.loaders.extraction.headlines import Headlines
from diplograph.loaders.extraction.language import sentences

from .story import article, told

CAPITALS = [
    ("Slovakia Summons Hungarian Envoy Over Fence", "Protest SVK>HUN"),
    ("Foreign Ministry of Chile Summons Peruvian Ambassador", "Protest CHL>PER"),
    ("Zambia Recalls Its Ambassador From Lusaka's Neighbour Malawi", "Recall ZMB>MWI"),
    ("Norway Denounces New Russian Drone Flights", "Accusation NOR>RUS"),
    ("Sudan Cuts Diplomatic Ties With Kenya", "Rupture SDN>KEN"),
    ("Canada Imposes Travel Restrictions on Belarus Officials", "Sanction CAN>BLR"),
    ("Ghana Rejects 'groundless' Togo Allegations Over Border Fire", "Rejection GHA>TGO"),
    ("Laos, Vietnam Agree to Open Border Bridge", "Agreement LAO+VNM"),
]


@pytest.mark.parametrize(("headline", "wanted"), CAPITALS)
def test_a_headline_in_capitals_tells_of_one_event(extractor: Extractor, headline: str, wanted: str) -> None:
    assert told(extractor, "Officials confirmed it.", headline=headline) == [wanted]


def test_a_headline_keeps_the_capitals_that_the_article_gives_its_words() -> None:
    story = article(
        "Then Minister Lindgren said that the talks in the Great Hall had ended early.", headline="Lindgren Leaves Great Hall Talks Early"
    )
    every = sentences(story)
    assert Headlines(every, gazetteer()).readable(every[0]) == "Lindgren leaves Great Hall talks early"


def test_names_that_the_article_has_nowhere_else_keep_their_capitals(extractor: Extractor) -> None:
    """A release's title stands alone in lists of releases; office-holders are known by name, others by their titles."""
    assert told(extractor, headline="Foreign Minister Lavrov Meets With Ambassador of Peru to Russia Sol Luna") == ["Meeting PER+RUS"]


def test_a_headline_written_as_a_sentence_stays_as_it_is() -> None:
    every = sentences(article("He left.", headline="Lindgren leaves the Great Hall talks early"))
    assert Headlines(every, gazetteer()).readable(every[0]) == every[0].text
