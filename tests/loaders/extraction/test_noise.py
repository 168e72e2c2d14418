"""What is no diplomatic event: sport, elections, companies, crime, domestic politics, opinion, history without parties."""

from __future__ import annotations

import pytest

from diplograph.loaders.article import Article, BlockKind, compose
from diplograph.loaders.extraction import Extractor

from .story import PUBLISHED, told

SPORT = [
    "India beat Pakistan by six wickets in New York.",
    "Spain meet Germany in the quarter-final on Friday.",
    "Brazil's coach criticised Argentina's defence after the match.",
]
# Told in the very words of diplomacy.
MATCHES = [
    "France met Argentina in the final in Doha.",
    "Canada and Jamaica agreed on a draw before the last whistle.",
    "England visit Wales on Saturday in the Six Nations.",
]
ELECTIONS = [
    "The opposition in Kenya rejected the result of the election.",
    "Voters in Ghana will elect a new president in December.",
    "The two candidates for president of the United States met in a television debate.",
    "Georgia's ruling party accused the opposition of fraud.",
]
COMPANIES = [
    "Volkswagen will close a plant in China.",
    "Apple rejected a claim by Spotify.",
    "Shares in Japan fell after talks between Nissan and Honda collapsed.",
    "Boeing signed a contract with Air India for 200 aircraft.",
    "The German car maker recalled 200,000 vehicles in the United States.",
]
CRIME = [
    "Police in Spain expelled fans from the stadium.",
    "A court in Canada found the man guilty of murder.",
    "The police in Kenya met resistance from residents.",
    "The suspect was arrested in France and denied the charge.",
]
HOME = [
    "The prime minister of Japan met voters in Osaka.",
    "The president of Ghana appointed a new finance minister.",
    "India's parliament rejected the bill.",
    "The Polish government and the unions agreed on higher pay.",
    "The president of Peru dismissed his interior minister.",
    "Mexico imposed a tax on sugary drinks.",
    "The Indian prime minister visited flooded villages in Assam.",
    "Teachers in Chile protested against the government.",
]
WAR_AND_WEATHER = [
    "Russian missiles hit Kharkiv overnight.",
    "Israel struck targets in southern Lebanon.",
    "A storm killed twelve people in Bangladesh.",
    "Iran tested a new missile on Sunday.",
    "The economy of Vietnam grew by six per cent last year.",
]
POLICY = [
    "The United Nations urged restraint.",
    "Finland will raise its defence budget.",
    "Britain praised the work of its nurses.",
    "China's trade with Africa reached a new record.",
    "Turkey needs to meet the conditions of the loan.",
    "Germany must reject populism, a columnist wrote.",
]


@pytest.mark.parametrize("sentence", SPORT + ELECTIONS + COMPANIES + CRIME + HOME + WAR_AND_WEATHER + POLICY)
def test_no_event_is_told(extractor: Extractor, sentence: str) -> None:
    assert told(extractor, sentence) == []


@pytest.mark.parametrize("sentence", MATCHES)
def test_a_match_is_no_meeting(extractor: Extractor, sentence: str) -> None:
    assert told(extractor, sentence) == []


def test_an_article_of_noise_gives_nothing(extractor: Extractor) -> None:
    assert told(extractor, *SPORT, headline="Sport in brief") == []


def test_an_empty_article_gives_nothing(extractor: Extractor) -> None:
    assert told(extractor) == []
    assert extractor.extract(Article(source="empty.txt", text="", blocks=())).events == ()


def test_words_of_events_without_parties_give_nothing(extractor: Extractor) -> None:
    text, blocks = compose([(BlockKind.PARAGRAPH, "Talks, a visit, a treaty, an accusation and sanctions are words.")])
    assert extractor.extract(Article("words.txt", text, blocks, published=PUBLISHED)).events == ()
