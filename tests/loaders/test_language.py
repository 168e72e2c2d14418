"""Articles in other languages are set aside, and none that is English."""

from __future__ import annotations

from pathlib import Path

import pytest

import diplograph
from diplograph.loaders.language import language
from diplograph.loaders.readers import read, read_bytes
from diplograph.results import Outcome

FRENCH = (
    "La ministre reçoit l'ambassadeur du Bénin\n\nLa ministre des affaires étrangères a reçu mardi à Paris l'ambassadeur du Bénin pour "
    "parler des visas et du commerce entre les deux pays. Ils sont convenus de se revoir en juin à Cotonou avec leurs collègues.\n"
)
GERMAN = (
    "Der Außenminister traf am Montag seinen österreichischen Amtskollegen in Wien. Sie sprachen über die Grenze und den Handel zwischen "
    "den beiden Ländern, wie das Ministerium mitteilte."
)
SPANISH = (
    "El ministro de Relaciones Exteriores se reunió el lunes en Lima con su homólogo boliviano para hablar de la frontera y del comercio "
    "entre los dos países, informó el ministerio."
)
DUTCH = (
    "De minister van Buitenlandse Zaken heeft maandag in Brussel gesproken met zijn Belgische ambtgenoot over de grens en de handel tussen "
    "de twee landen, zo meldde het ministerie."
)


@pytest.mark.parametrize(
    "text",
    [
        "Modi meets Xi in Tianjin",
        "KUALA LUMPUR, Malaysia",
        "Ajit Doval met Nathalie Drouin in Ottawa on Saturday.",
        "Nguyễn Phú Trọng, Tô Lâm, Phạm Minh Chính, Kim Jong Un, Xi Jinping, Narendra Modi, Vladimir Putin, Recep Tayyip Erdogan",
        "El Salvador's Nayib Bukele, Guatemala's Bernardo Arévalo, Costa Rica's Rodrigo Chaves meet Tuesday",
        "Bundeskanzler Olaf Scholz told Der Spiegel the talks with Élysée officials and the Auswärtiges Amt would go on in Bonn.",
        "",
        "123 456",
    ],
)
def test_short_texts_and_names_are_not_taken_for_another_language(text: str) -> None:
    assert language(text) in ("en", None)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("fr", FRENCH),
        ("de", GERMAN),
        ("es", SPANISH),
        ("nl", DUTCH),
        ("ru", "Министр иностранных дел встретился в Москве с послом Индии."),
        ("zh", "外交部长会见了来访的法国外交部长，双方就双边关系和共同关心的国际和地区问题深入交换了意见。"),
        ("ar", "أجرى وزير الخارجية محادثات مع نظيره الفرنسي في باريس يوم الاثنين حول الحدود والتجارة"),
    ],
)
def test_languages_are_recognised(code: str, text: str) -> None:
    assert language(text) == code


def test_the_gold_articles_are_english(shared: Path) -> None:
    pages = sorted((shared / "gold" / "dev").glob("*.html"))
    assert len(pages) == 31
    assert {(read(page).language or "").partition("-")[0] for page in pages} == {"en"}


def test_the_text_counts_more_than_what_a_page_declares() -> None:
    page = f"<html lang='en-US'><body><h1>La ministre reçoit</h1><p>{FRENCH}</p></body></html>"
    assert read_bytes(page.encode(), "a.html").language == "fr"
    assert read_bytes(b"Peru recalls ambassador\n\nPeru recalled its ambassador to Bolivia on Tuesday, it said.", "a.txt").language == "en"


def test_another_language_is_set_aside_with_the_reason_until_it_is_wanted(tmp_path: Path) -> None:
    (tmp_path / "visite.txt").write_text(FRENCH)
    with diplograph.open("memory:") as database:
        (loaded,) = database.load([tmp_path]).sources
        assert loaded.outcome is Outcome.SET_ASIDE
        assert "is in French (fr), and events are found in English" in str(loaded.reason)
        (entry,) = database.quarantined()
        assert (entry.kind, entry.source, entry.reason) == ("set aside", str(tmp_path / "visite.txt"), loaded.reason)
        assert entry.kept is not None
        assert entry.kept.language == "fr"
        assert database.retry(entry.name).outcome is Outcome.SET_ASIDE
        assert database.stats().articles == 0
    with diplograph.open("memory:", settings=diplograph.Settings(languages=("fr", "en"))) as database:
        assert database.load([tmp_path]).sources[0].outcome is Outcome.LOADED
