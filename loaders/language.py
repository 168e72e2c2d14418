"""Which language an article is written in, as far as its text tells."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from .article import Article, BlockKind

# A quarter of English running text are these words, and other languages have few of them.
TELLING = frozenset(
    (
        "the of and that with from this which their said who were been will would has have his by for it to at after its they he she about"
    ).split()
)
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|\d{3}))?")
# So many words at the beginning tell it.
READ = 400
ENGLISH_SHARE, FOREIGN_SHARE = 0.12, 0.05
# Shorter texts may be names and a few words; a script that English is not written in tells sooner.
FEWEST_LETTERS, FEWEST_OTHER = 120, 12
SURE, SURE_OTHER = 0.95, 0.6


def language_of(article: Article) -> str | None:
    """The language that the article's text is written in, as an ISO 639-1 code; nothing where it is too short to tell."""
    prose = [text for block, text in article.block_texts() if block.kind is BlockKind.PARAGRAPH]
    return language("\n".join(prose)[: READ * 10] or article.text[: READ * 10])


def language(text: str) -> str | None:
    """The language of a text; nothing where it is too short to tell.

    >>> language("The foreign ministers of the two countries met on Monday to talk about the border.")
    'en'
    >>> language("Le ministre des affaires étrangères s’est rendu lundi à Vienne, où il a rencontré son homologue autrichien pour "
    ...     "parler du chemin de fer entre les deux capitales.")
    'fr'
    >>> language("Modi, Xi, Putin") is None
    True
    """
    words = WORD.findall(text)[:READ]
    if not words:
        return None
    share = sum(word.lower() in TELLING for word in words) / len(words)
    if len(words) >= 8 and share >= ENGLISH_SHARE:
        return "en"
    letters = [character for word in words for character in word]
    latin = sum(character < "\u0250" for character in letters) * 2 > len(letters)
    if len(letters) < (FEWEST_LETTERS if latin else FEWEST_OTHER):
        return None
    found, probability = _identifier().classify(" ".join(words))
    if probability < (SURE if latin else SURE_OTHER) or (found != "en" and latin and share >= FOREIGN_SHARE):
        return None
    return str(found)


def tag(value: str) -> str | None:
    """The BCP 47 tag that a page or record means; nothing where it means none.

    >>> tag("en_us"), tag("zh-hans-CN"), tag("English")
    ('en-US', 'zh-Hans-CN', None)
    """
    match = TAG.fullmatch(value.strip())
    if match is None:
        return None
    code, script, region = match.groups()
    return "-".join(part for part in (code.lower(), script and script.title(), region and region.upper()) if part)


def name(code: str) -> str:
    """The language's name in English.

    >>> name("fr"), name("xx")
    ('French', 'xx')
    """
    from babel import Locale, UnknownLocaleError  # as few need it

    try:
        return Locale.parse(code).get_display_name("en") or code
    except (UnknownLocaleError, ValueError):
        return code


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # which most texts, being English, do not need

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
