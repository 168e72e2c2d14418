"""Whether an event happened, is planned, was called off or is denied, by the words around it."""

from __future__ import annotations

import pytest

from diplograph.loaders.event import Status
from diplograph.loaders.extraction import Extractor

from .story import events

HAPPENED = [
    ("Iran and Saudi Arabia held talks in Baghdad.", "Meeting"),
    ("The German chancellor has visited Israel.", "Visit"),
    ("Emmanuel Macron is visiting Egypt this week.", "Visit"),
    ("Britain and Rwanda have signed a treaty.", "Agreement"),
    ("India and Pakistan are holding talks in Geneva.", "Meeting"),
    ("The talks between Serbia and Kosovo ended without a breakthrough.", "Meeting"),
    ("Japan lodged a protest with China.", "Protest"),
    ("Russia said it had expelled two British diplomats.", "Expulsion"),
    ("Before they signed the agreement, Greece and Italy held talks in Rome.", "Meeting"),
    ("China's foreign minister began a visit to Australia on Sunday.", "Visit"),
    ("Talks between Armenia and Azerbaijan resumed on Monday.", "Meeting"),
    ("Saudi Arabia managed to broker a deal between Sudan and South Sudan.", "Agreement"),
    ("It was the first time that the leaders of Armenia and Turkey had met.", "Meeting"),
    ("Iran accused Israel of planning to attack its ships.", "Accusation"),
    ("The United States threatened to impose tariffs on Mexico.", "Threat"),
]
PLANNED = [
    ("Iran and Oman are arranging a summit in Muscat.", "Meeting"),
    ("Kenya's president left for Kampala for a meeting with his Ugandan counterpart.", "Meeting"),
    ("Ghana's foreign minister is expected to return home after attending the African Union summit.", "Meeting"),
    ("Before leaving for Rome, Chile's president will give a speech in Madrid.", "Visit"),
    ("Iran and Saudi Arabia may hold talks in Baghdad next month.", "Meeting"),
    ("The Chinese foreign minister will visit India next week.", "Visit"),
    ("Emmanuel Macron is due to visit Egypt in June.", "Visit"),
    ("Japan's prime minister is expected to travel to Washington on Friday.", "Visit"),
    ("Turkey and Greece agreed to meet again in Athens.", "Meeting"),
    ("Norway offered to host talks between Israel and Hamas.", "Meeting"),
    ("Diplomats are preparing planned talks between Serbia and Kosovo.", "Meeting"),
    ("Armenia hopes to sign a peace treaty with Azerbaijan.", "Agreement"),
    ("India and Canada are about to sign a trade agreement.", "Agreement"),
    ("India and Australia are set to sign a trade deal.", "Agreement"),
    ("The foreign ministers of Iran and Iraq are to meet on Sunday.", "Meeting"),
    ("Germany plans to expel two Russian diplomats.", "Expulsion"),
    ("A meeting between the presidents of Ukraine and Turkey is scheduled for Tuesday.", "Meeting"),
    ("Talks between China and India will take place in Delhi next week.", "Meeting"),
    ("The European Union is considering sanctions against Belarus.", "Sanction"),
    ("The United States is going to reopen its embassy in Libya.", "Appointment"),
    ("Brazil could sign an agreement with the European Union by December.", "Agreement"),
    ("Vladimir Putin is scheduled to arrive in Beijing on Thursday.", "Visit"),
    ("The president of Kenya plans a visit to Haiti.", "Visit"),
    ("Australia is likely to impose sanctions on Myanmar.", "Sanction"),
    ("Qatar has proposed a meeting between the United States and Iran.", "Meeting"),
    ("South Korea is seeking talks with North Korea.", "Meeting"),
    ("Spain's foreign minister intends to visit Morocco.", "Visit"),
    ("The German chancellor is to host his Polish counterpart in Berlin on Monday.", "Visit"),
    ("The United Nations urged Israel and Hamas to agree on a ceasefire.", "Agreement"),
]
CANCELLED = [
    ("Brazil's president scrapped plans for a meeting with the president of Bolivia.", "Meeting"),
    ("India called off talks with Pakistan.", "Meeting"),
    ("The talks between India and Pakistan were called off.", "Meeting"),
    ("The German chancellor cancelled a visit to Israel.", "Visit"),
    ("The summit between the EU and China was postponed indefinitely.", "Meeting"),
    ("Pakistan's prime minister has postponed his visit to China.", "Visit"),
    pytest.param(
        "The United States paused tariffs that it had announced on goods from Mexico.",
        "Sanction",
        marks=pytest.mark.xfail(strict=True, reason="pausing and announcing are told as two events"),
    ),
    ("The cancelled summit between Russia and Ukraine was to be held in Istanbul.", "Meeting"),
    ("A visit by the Turkish foreign minister to Greece has been cancelled.", "Visit"),
]
DENIED = [
    ("No agreement was reached between India and Pakistan.", "Agreement"),
    ("India and Pakistan failed to reach an agreement.", "Agreement"),
    ("Iran and the United States did not hold talks in Oman.", "Meeting"),
    ("The leaders of Israel and Turkey never met.", "Meeting"),
    ("Ukraine ruled out talks with Russia.", "Meeting"),
    ("China will not meet with Taiwan.", "Meeting"),
    ("Iran denied that it had held talks with Israel.", "Meeting"),
    ("The talks between Sudan and Ethiopia ended without an agreement.", "Agreement"),
    ("The president of Serbia has refused to sign the agreement with Kosovo.", "Agreement"),
    ("The prime minister of India will not visit Pakistan.", "Visit"),
    ("There are no talks between Japan and North Korea.", "Meeting"),
]
# Told as open or as not done; which of the two a reader would mark is a matter of taste.
NOT_YET = [
    ("Brazil has not yet signed the agreement with the EU.", "Agreement"),
    ("If the United States lifts sanctions on Cuba, tourists will come.", "Sanction"),
    ("Britain would have signed the treaty with Rwanda.", "Agreement"),
    ("It is unclear whether Israel and Hamas will agree on a ceasefire.", "Agreement"),
    ("Armenia had hoped to sign a peace treaty with Azerbaijan.", "Agreement"),
    ("Will the United States impose sanctions on India?", "Sanction"),
    ("Turkey called for talks between Russia and Ukraine.", "Meeting"),
]


def _statuses(extractor: Extractor, sentence: str, kind: str) -> list[Status]:
    return [event.status for event in events(extractor, sentence) if event.type == kind]


@pytest.mark.parametrize(("sentence", "kind"), HAPPENED)
def test_what_is_told_as_a_fact_occurred(extractor: Extractor, sentence: str, kind: str) -> None:
    assert _statuses(extractor, sentence, kind) == [Status.OCCURRED]


@pytest.mark.parametrize(("sentence", "kind"), PLANNED)
def test_what_is_to_come_is_planned(extractor: Extractor, sentence: str, kind: str) -> None:
    assert _statuses(extractor, sentence, kind) == [Status.PLANNED]


@pytest.mark.parametrize(("sentence", "kind"), CANCELLED)
def test_what_was_called_off_is_cancelled(extractor: Extractor, sentence: str, kind: str) -> None:
    assert _statuses(extractor, sentence, kind) == [Status.CANCELLED]


@pytest.mark.parametrize(("sentence", "kind"), DENIED)
def test_what_did_not_happen_is_denied(extractor: Extractor, sentence: str, kind: str) -> None:
    assert _statuses(extractor, sentence, kind) == [Status.DENIED]


@pytest.mark.parametrize(("sentence", "kind"), NOT_YET)
def test_what_is_left_open_has_not_occurred(extractor: Extractor, sentence: str, kind: str) -> None:
    assert Status.OCCURRED not in _statuses(extractor, sentence, kind)
