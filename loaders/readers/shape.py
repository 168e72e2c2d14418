"""The shaping that all readers share: clean characters, and paragraphs parted from the captions and teasers glued to them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from ..article import Article, BlockKind, compose
from . import dateline
from .furniture import ends_sentence, furniture

Shaped = tuple[BlockKind, str]

INVISIBLE = dict.fromkeys((0x00AD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF, 0xFFFC))
CONTROL = dict.fromkeys(code for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in "\t\n\r\f\v\x85")
# A full stop that lost the space behind it: two lower-case letters before, a capitalised word and a space after.
GLUED = re.compile(r"(?<=[a-z)\]][a-z)\]])([.!?][\"”’]?)(?=[“\"‘]?[A-Z][a-z’']*[ ,])")
RUN_IN = re.compile(
    r"^(?P<headline>\S[^\n]{13,160}?)\s?-(?:(?P<dateline>[A-Z][A-Z .,'’/]{2,60}\s?[—–]\s?)-?|(?<=\s-))(?=[\"“‘A-Z])(?P<rest>.{40,})$",
    re.DOTALL,
)
RUN_IN_HEADING = re.compile(r"(?P<heading>[A-Z][\w’']*(?: [\w’']+){2,7})-(?P<after>[A-Z][a-z]*)(?= )")
# Before a hyphen these make one word with what follows; behind one, the others begin a sentence.
PREFIXES = frozenset(
    (
        "all anti counter cross ex inter mid multi neo non post pre pro quasi self semi sub super then trans ultra un vice "
        "abd abdel abu al ash bin el ul um ibn"
    ).split()
)
OPENERS = frozenset(
    (
        "a after although an and as at before but by during for from he her his if in it its on she since some the "
        "their there these they this through to we when while with you"
    ).split()
)
SMALL_WORDS = frozenset("a an and as at but by for from in into is it nor of off on or over per the to up via vs with".split())


def clean(text: str) -> str:
    r"""The text in NFC, without control and invisible characters, with white space made single in each line.

    >>> clean("Beijing.Liu Bin said\u00a0 so")
    'Beijing. Liu Bin said so'
    """
    text = unicodedata.normalize("NFC", text.translate(INVISIBLE).translate(CONTROL))
    return GLUED.sub(r"\1 ", re.sub(r"[^\S\n]+", " ", text)).strip()


def one_line(text: str) -> str:
    """The text cleaned, on one line."""
    return clean(re.sub(r"\s+", " ", text))


def letters(text: str) -> str:
    """What is left of the text for comparison: letters and digits, in lower case.

    >>> letters("India’s “plan”") == letters("India's 'plan'")
    True
    """
    return "".join(character for character in text.lower() if character.isalnum())


def parted(text: str) -> Iterator[Shaped]:
    """The paragraph, and apart from it the captions and teasers that stand inside or behind it."""
    table = furniture()
    start = table.teaser_start(text)
    if start is not None:
        if start > 0:
            yield from parted(text[:start].rstrip())
        yield BlockKind.TEASER, text[start:].strip()
        return
    # A loop, not recursion: a hostile page can hold any number of captions in one paragraph.
    position = 0
    while (found := table.caption_at(text[position:])) is not None:
        opening = position + found
        if before := text[position:opening].strip():
            yield BlockKind.PARAGRAPH, before
        end = table.sentence_end(text, opening)
        if caption := table.caption(text[opening:end].strip()):
            yield BlockKind.CAPTION, caption
        position = end
    rest = text[position:].strip()
    if heading := run_in_heading(rest):
        yield BlockKind.HEADING, heading
        rest = rest[len(heading) + 1 :].lstrip()
    if not rest:
        return
    credited = table.without_credit(rest) if len(rest) <= 500 else None
    if credited is None:
        yield BlockKind.PARAGRAPH, rest
    elif credited:
        yield BlockKind.CAPTION, table.caption(credited)


def run_in_headline(text: str) -> tuple[str, str] | None:
    """The headline that a first paragraph begins with, and the paragraph without it.

    >>> run_in_headline("Leaders Sign Accord on Border-VIENNA — -The two leaders signed an accord on the border on Monday.")
    ('Leaders Sign Accord on Border', 'VIENNA — The two leaders signed an accord on the border on Monday.')
    """
    match = RUN_IN.match(text[:2000])
    if match is None or not is_title(match["headline"]):
        return None
    dateline = f"{match['dateline'].strip()} " if match["dateline"] else ""
    return match["headline"].strip(), dateline + text[match.start("rest") :]


def run_in_heading(text: str) -> str | None:
    """The heading that a paragraph begins with, parted from it by a hyphen alone.

    >>> run_in_heading("Tough work ahead-Representatives of the six powers will meet."), run_in_heading("The Anglo-American pact holds.")
    ('Tough work ahead', None)
    """
    match = RUN_IN_HEADING.match(text)
    if match is None:
        return None
    last, after = match["heading"].split()[-1], match["after"]
    if (last[0].islower() and last.lower() not in PREFIXES) or after.lower() in OPENERS:
        return match["heading"]
    return None


def is_title(text: str) -> bool:
    """Whether the words are capitalised as in a headline, all but the small ones."""
    words = [word.strip("\"“”‘’'(),:;") for word in text.split()]
    telling = [word for word in words if word and word.lower() not in SMALL_WORDS and word[0].isalpha()]
    return len(telling) >= 3 and not ends_sentence(text) and sum(word[0].isupper() for word in telling) >= 0.8 * len(telling)


def finish(shaped: list[Shaped], article: Article) -> Article:
    """The article with these blocks as its text; blocks without a letter or digit are left out, and so is any that repeats the headline.

    Where nothing else said when it was published, the day in its dateline does.
    """
    headline = letters(article.headline) if article.headline else ""
    kept: list[Shaped] = []
    if article.headline:
        kept.append((BlockKind.HEADLINE, article.headline))
    for kind, text in shaped:
        text = one_line(text)
        bare = letters(text)
        if not bare or kind is BlockKind.HEADLINE:
            continue
        repeated = bare == headline or (len(kept) <= 3 and len(bare) >= 12 and bare in headline)
        if repeated or (kept and kept[-1][1] == text):
            continue
        kept.append((kind, text))
    text, blocks = compose(kept)
    opening = next((dateline.dated(text) for kind, text in kept if kind is BlockKind.PARAGRAPH), None)
    return Article(
        source=article.source,
        text=text,
        blocks=blocks,
        headline=article.headline,
        published=article.published or (opening[0] if opening else None),
        url=article.url,
        publisher=article.publisher,
        authors=article.authors,
        language=article.language,
    )
