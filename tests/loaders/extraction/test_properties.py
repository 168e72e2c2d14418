"""What holds for every article: the same events each time, nothing carried to the next article, quotes that stand in the text."""

from __future__ import annotations

import itertools

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diplograph.loaders.article import Article, BlockKind
from diplograph.loaders.event import EventType
from diplograph.loaders.extraction import Extraction, Extractor

from .story import article

SENTENCES = [
    "Russian Foreign Minister Sergei Lavrov flew to Turkey on Monday.",
    "He met the Turkish foreign minister, Hakan Fidan, in Ankara.",
    "The two sides agreed on a work plan.",
    "Germany expelled two Russian diplomats.",
    "It accused Moscow of espionage.",
    "“This is a provocation,” the Kremlin said.",
    "Beijing.Wang Yi said that talks with the U.S. would go on.",
    "Iran, Iraq and Syria will hold a summit in Baghdad next month!",
    "Is there a deal between Israel and Hamas?",
    "A storm killed twelve people.",
    "He said no…",
    "(The EU imposed sanctions on Belarus in 2021.)",
    "Their leaders met again in 2019, in Hanoi",
    "\u00a0 India\u2019s 🇮🇳 minister visited Kyiv.",
]

ARTICLES = [
    article(*SENTENCES[:4], headline="Lavrov meets Fidan in Ankara"),
    article(" ".join(SENTENCES)),
    article(*SENTENCES[3:7]),
    article("They met on Tuesday.", "Both countries signed an agreement."),
]


def _check(of: Article, extraction: Extraction) -> None:
    refs = [event.ref for event in extraction.events]
    assert len(set(refs)) == len(refs)
    assert {trace.ref for trace in extraction.traces} == set(refs)
    assert sum(len(trace.steps) > 0 for trace in extraction.traces) == len(refs)
    for event in extraction.events:
        assert event.evidence
        for evidence in event.evidence:
            assert of.text[evidence.start : evidence.end] == evidence.quote
        assert event.parties
        assert {*event.initiators, *event.targets} <= set(event.parties)
        assert (event.earliest is None) == (event.latest is None)
        assert event.earliest is None or event.latest is None or event.earliest <= event.latest
        assert 0 < event.confidence < 1
        assert {*event.outcome_of, *event.in_response_to, *event.part_of} <= {*refs} - {event.ref}
        assert event.label
    for rejected in extraction.rejected:
        assert of.text[rejected.start : rejected.end] == rejected.trigger
        assert rejected.reason


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.sampled_from(SENTENCES), max_size=6),
    st.sampled_from([" ", "\n", "", "\n\n", " \u2014 "]),
    st.sampled_from([*BlockKind]),
)
def test_every_article_of_such_sentences_holds(extractor: Extractor, sentences: list[str], joint: str, kind: BlockKind) -> None:
    text = joint.join(sentences)
    of = article(text, headline="India and Nepal sign a treaty")
    first, last = of.blocks
    of = Article(of.source, of.text, (first, type(last)(kind, last.start, last.end)), of.headline, of.published)
    _check(of, extractor.extract(of))


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_borne(extractor: Extractor, text: str) -> None:
    of = article(text, "Germany expelled two Russian diplomats.")
    found = extractor.extract(of)
    _check(of, found)
    assert EventType.EXPULSION in [event.type for event in found.events]


def test_the_same_article_gives_the_same_events(extractor: Extractor) -> None:
    for of in ARTICLES:
        assert extractor.extract(of) == extractor.extract(of)


def test_nothing_is_carried_from_one_article_to_the_next(extractor: Extractor) -> None:
    alone = {of.text: extractor.extract(of) for of in ARTICLES}
    assert sum(len(found.events) for found in alone.values()) > 5
    for order in itertools.permutations(ARTICLES):
        assert {of.text: extractor.extract(of) for of in order} == alone


def test_a_pronoun_does_not_reach_into_another_article(extractor: Extractor) -> None:
    extractor.extract(article("The presidents of Iran and Turkey met in Ankara."))
    assert extractor.extract(article("Both countries signed an agreement.")).events == ()


def test_the_name_says_what_made_the_events(extractor: Extractor) -> None:
    assert "rules" in extractor.name
    assert "spaCy" in extractor.name
