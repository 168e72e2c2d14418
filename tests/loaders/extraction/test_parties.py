"""Who the parties are where the grammar leads astray: control, lists, counts, titles and offices named alone."""

from __future__ import annotations

import pytest

from diplograph.loaders.extraction import Extractor

from .story import told

SENTENCES = [
    # Who is blamed for doing something does it.
    ("Ghana chided Togo for expelling two Ghanaian diplomats.", ["Accusation GHA>TGO", "Expulsion TGO>GHA"]),
    # What is counted is what is imposed.
    ("Canada imposed a fresh round of sanctions on Belarus.", ["Sanction CAN>BLR"]),
    ("EU ministers agreed on a new set of sanctions against Belarus.", ["Sanction EU>BLR"]),
    # Who has a plan does what it says; a decision is taken.
    ("Ghana regretted Togo's decision to impose sanctions on Benin.", ["Sanction TGO>BEN"]),
    ("Togo announced plans to visit nobody, and Ghana has a plan to close its embassy in Lomé.", ["Recall GHA>TGO planned"]),
    # Adjectives in a row, and counterparts of several states.
    ("Danish, Swedish, Finnish diplomats agreed to meet again.", ["Meeting DNK+FIN+SWE planned"]),
    ("The Kenyan foreign minister and his counterparts from Uganda and Rwanda met in Kigali.", ["Meeting KEN+RWA+UGA"]),
    # An envoy is summoned to the ministry of who summons him.
    ("The Danish envoy, along with others, was summoned to the Turkish Foreign Ministry.", ["Protest TUR>DNK"]),
    # A joint statement that blames is no agreement.
    ("Denmark and Sweden issued a joint statement condemning Belarus.", ["Accusation DNK+SWE>BLR"]),
    # What is only being arranged, or was only discussed, lies ahead.
    ("The foreign ministers of Chad and Niger are arranging a meeting.", ["Meeting NER+TCD planned"]),
    # Who comes on a visit is not visited.
    ("Visiting Kenyan President William Ruto and the Ghanaian president signed a treaty on fishing.", ["Agreement GHA+KEN"]),
    # Capitalised plurals of offices, with and without commas before names.
    ("Danish and Swedish Foreign Ministers met in Oslo on Monday.", ["Meeting DNK+SWE"]),
    ("The Peruvian and Chilean foreign ministers Luis Prado and Jorge Rivas met the Brazilian president.", ["Meeting BRA+CHL+PER"]),
    # Who talks with those who are named is who does what the clause says.
    ("After talks with the Chadian and Nigerien presidents, U.S. Secretary of State John Kerry called for peace.", ["Meeting NER+TCD+USA"]),
    ("The Ghanaian president was working towards talks with Togo and Benin.", ["Meeting BEN+GHA+TGO planned"]),
    ("The envoys of the two Koreas met in Geneva.", ["Meeting KOR+PRK"]),
    # A visit is of who leaves, to the place that is left.
    ("The Kenyan president left Tokyo after a three-day visit.", ["Visit KEN>JPN"]),
    ("Foreign Ministers of Ghana, Togo and Benin issued a joint declaration.", ["Agreement BEN+GHA+TGO"]),
    # An office without a name speaks of itself; why somebody is called is no request.
    ("Chad's president says his country is breaking diplomatic ties with Sudan.", ["Rupture TCD>SDN"]),
    ("Kenyan President William Ruto called Chinese Foreign Minister Wang Yi to reassure him.", ["Meeting CHN+KEN"]),
    # A past tense goes on with no infinitive.
    ("Canada called on Togo to withdraw its troops and condemned Chad.", ["Accusation CAN>TCD"]),
    # Words of refusal, of tightening, and warnings without a measure.
    ("Ghana disputed claims made by a Togolese minister.", ["Rejection GHA>TGO"]),
    ("Canada stepped up economic sanctions against Belarus.", ["Sanction CAN>BLR"]),
    ("China warned Japan to be careful with its words.", []),
    # To halt terrorism is no crime.
    ("Chad said that Niger had a plan for stopping terrorism.", []),
]
STORIES = [
    # An office alone means the person who holds it, a ministry's spokesman no minister.
    (
        ("Peruvian Foreign Ministry spokesman Luis Prado spoke in Lima of the attack in Quito.", "The spokesman accused Chile of spying."),
        "Accusation PER>CHL",
    ),
    (
        ("U.S. Secretary of State John Kerry spoke of the group al-Shabab in Nairobi.", "The secretary accused Eritrea of arming it."),
        "Accusation USA>ERI",
    ),
    # What follows a name after a comma is his title only where it says his office.
    (("The Ghanaian president met Luis Prado, their first meeting since the Togolese premier's visit to Benin.",), "Visit TGO>BEN"),
]


@pytest.mark.parametrize(("sentence", "wanted"), SENTENCES)
def test_the_parties_of_a_sentence(extractor: Extractor, sentence: str, wanted: list[str]) -> None:
    assert told(extractor, sentence) == wanted


@pytest.mark.parametrize(("paragraphs", "wanted"), STORIES)
def test_the_parties_of_a_story(extractor: Extractor, paragraphs: tuple[str, ...], wanted: str) -> None:
    assert wanted in told(extractor, *paragraphs)


def test_the_minister_before_another_title_is_not_of_that_state(extractor: Extractor) -> None:
    sentence = "In Oslo Foreign Minister Espen Barth Eide, Minister of Foreign Affairs of Ghana Samuel Okudzeto Ablakwa met."
    assert told(extractor, "Norway is the host.", sentence) == ["Meeting GHA+NOR"]
