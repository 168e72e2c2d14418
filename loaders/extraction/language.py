"""Sentences of an article and their grammar, by spaCy."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from ...errors import ConfigurationError
from ..article import Article, BlockKind
from ..readers import dateline
from .attributes import remember_attributes
from .network import compute_by_numpy

# Longer sentences are cut here before they reach the parser: no sentence of news is longer, and parsing time and
# memory grow with the longest.
LONGEST_SENTENCE = 1_200

_ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof sen rep gov gen lt col sgt capt adm amb maj brig cmdr messrs mme rev hon ybhg st jr sr "
    "vs no art inc ltd co corp dept univ est fig "
    "jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun a.m p.m e.g i.e u.s u.k u.n d.c".split()
)
_END = re.compile(r"[.!?…]+[\"'”’»)\]]*")
_LOOK_BACK = 40
_OPENERS = "\"'“‘«([—–-"


_DATELINED = (BlockKind.STANDFIRST, BlockKind.PARAGRAPH)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: its place among the article's sentences, its block's kind and number, and its offsets in the text."""

    index: int
    block: int
    kind: BlockKind
    start: int
    end: int
    text: str


def split_block(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each sentence of one block.

    Also splits where a page's paragraphs were glued together without a space (``Beijing.Liu Bin said``), which
    common sentence splitters leave whole.

    >>> text = "He met Dr. Li in the U.S. on Monday. They agreed."
    >>> [text[start:end] for start, end in split_block(text)]
    ['He met Dr. Li in the U.S. on Monday.', 'They agreed.']
    """
    start = 0
    for match in _END.finditer(text):
        end = match.end()
        if end < len(text) and not _is_boundary(text, match.start(), end):
            continue
        yield from _cut(text, start, end)
        start = end
    yield from _cut(text, start, len(text))


def _is_boundary(text: str, dot: int, end: int) -> bool:
    after = text[end : end + 3]
    glued = not after[0].isspace()
    following = after.lstrip().lstrip(_OPENERS)[:1]
    if glued:
        # "Beijing.Liu" is two sentences; "U.S.A", "3.5", "www.un.org" and "e.g.the" are not.
        before = text[max(0, dot - 2) : dot]
        return text[dot] == "." and len(before) == 2 and before.isalpha() and before[1].islower() and after[0].isupper()
    if text[dot] == "…" or text[dot : dot + 3] == "...":
        return following.isupper() and end - dot > 3
    if text[dot] in "!?":
        return not following.islower()
    # No abbreviation is longer than a few letters; looking back over the whole text at each full stop would cost its square.
    near = text[max(0, dot - _LOOK_BACK) : dot].split()
    word = near[-1].lstrip("\"'“‘(") if near else ""
    if len(word) == 1 and word.isupper():
        return False
    if word.lower().rstrip(".") in _ABBREVIATIONS:
        # "in the U.S. The talks" ends a sentence; "U.S. Secretary" does not: only a function word tells.
        next_word = re.match(r"\W*(\w+)", text[end : end + 40])
        return "." in word and next_word is not None and next_word.group(1) in _STARTERS
    return not following.islower()


_STARTERS = frozenset("The A An In On At He She It They But And This That These Those His Her Its Their We As After Before".split())


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > LONGEST_SENTENCE:
        space = text.rfind(" ", start, start + LONGEST_SENTENCE)
        middle = space if space > start else start + LONGEST_SENTENCE
        yield from _strip(text, start, middle)
        start = middle
    yield from _strip(text, start, end)


def _strip(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield start, end


def sentences(article: Article) -> list[Sentence]:
    """The sentences of an article in order; a sentence never crosses a block, and a dateline is no part of one."""
    found: list[Sentence] = []
    for number, (block, text) in enumerate(article.block_texts()):
        # Where the article was written, and when, is not who acts, nor when; and the parser makes a sentence of it.
        opening = dateline.length(text) if block.kind in _DATELINED else 0
        for start, end in split_block(text[opening:]):
            start, end = opening + start, opening + end
            found.append(Sentence(len(found), number, block.kind, block.start + start, block.start + end, text[start:end]))
    return found


@lru_cache(maxsize=4)
def load_model(name: str) -> Language:
    """The spaCy pipeline of that name or folder, with the parts that extraction uses.

    Raises:
        ConfigurationError: The model is not installed or has no tagger, parser and named entities.
    """
    try:
        nlp = spacy.load(name, exclude=["senter", "textcat"])
    except (OSError, ImportError) as error:
        raise ConfigurationError(
            f"the spaCy model {name!r} cannot be loaded ({error}); install it, or name another with DIPLOGRAPH_MODEL"
        ) from error
    missing = {"parser", "ner", "lemmatizer"} - set(nlp.pipe_names)
    if missing:
        raise ConfigurationError(f"the spaCy model {name!r} has no {', '.join(sorted(missing))}; name another with DIPLOGRAPH_MODEL")
    compute_by_numpy(nlp)
    remember_attributes(nlp)
    return nlp


def parse(nlp: Language, texts: Iterable[str]) -> Iterator[Doc]:
    """The grammar of each text, token by token at the same offsets.

    Small models read some surnames as the common words that they also are ("Trump imposed tariffs" becomes a noun with a
    participle), so these are parsed under a surname of the same length; read names from the text, not from the tokens.
    So is "summons", which they know as a noun, where somebody summons an envoy.
    """
    for doc, text in nlp.pipe(((_parsable(text), text) for text in texts), as_tuples=True, batch_size=64):
        for match in _SUMMONS_WHOM.finditer(text) if "ummons" in text else ():
            verb = doc.char_span(match.start(), match.end())
            if verb is not None:
                verb[0].lemma_ = "summon"
        yield doc


def _parsable(text: str) -> str:
    text = text.translate(_SPACES)
    text = _WORDLIKE_SURNAMES.sub(lambda match: _STAND_IN[len(match.group())], text)
    text = _MAY_WHO_ACTS.sub(_STAND_IN[3], text)
    if "ummons" in text:
        text = _SUMMONS_WHOM.sub("invites", text)
    text = _GLUED_STATES.sub(" ", text)
    text = _PAIRED_DASHES.sub(lambda match: f" ,{match.group(1)}, ", text)
    text = _TOGETHER.sub("   ", text)
    text = _HONORS.sub(lambda match: " " * len(match.group()), text)
    return _CAPTION_PLACES.sub(lambda match: " " * len(match.group()), text)


# Spaces of other widths, and those that keep words together, are words of their own to the tokenizer.
_SPACES = dict.fromkeys(map(ord, "\t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"), " ")
# "U.S.-Turkey talks" is one token to the tokenizer.
_GLUED_STATES = re.compile(r"(?<=\bU\.[SKN]\.)[-–/](?=[A-Z])")
# "the six powers - Britain, China … - meet": a list between dashes reads better between commas.
_PAIRED_DASHES = re.compile(r" [-–—]( [^-–—]{5,140} )[-–—] ")
# "Turkey's President, right, greets …": who stands where in a picture only misleads the parser.
_CAPTION_PLACES = re.compile(
    r",? \(?(?:(?:second|third|far|top|bottom|front|center|centre) )?(?:from )?"
    r"(?:left|right|center|centre|rear|seated|background|foreground)\)?,"
)


# "co-chaired" is three tokens, of which the first is often read as its subject.
_TOGETHER = re.compile(r"\bco-(?=(?:chair|host)(?:ed|ing|s)?\b)")
# Forms of address, some with a full stop that would end the sentence: "of Malaysia YBhg. Dato' Cheong Loon Lai".
_HONORS = re.compile(r"\b(?:YBhg\.|Y[AB]?B\.?|H\.E\.|Rt\. Hon\.|Hon\.|Dato[’'](?: Sri)?|Datuk(?: Seri)?|Tan Sri)(?= [A-Z])")
_WORDLIKE_SURNAMES = re.compile(r"\b(?:Trump|Bush|Rice|Brown|Straw|Hunt|Waltz|Burns|Rubio|Hague)\b(?! [A-Z][a-z]+(?:s)? (?:House|Street))")
# The surname, where a verb in the past follows and no word leads to the month: "May accused Russia".
_MAY_WHO_ACTS = re.compile(
    r"(?:(?<=^)|(?<=[,.;:\"“”] )|(?<=\b(?:Mr|Ms) )|(?<=\bMrs )|(?<=\bM[rs]\. )|(?<=\bMrs\. )"
    r"|(?<=\b(?:and|but) )|(?<=\bthat )|(?<=\bTheresa ))"
    r"May(?= (?:also )?(?:said|told|met|spoke|went|was|has|had|made|held|sent|gave|took|says|will|[a-z]{2,}ed)\b)"
)
_SUMMONS_WHOM = re.compile(
    r"(?<!\ba )(?<!\bthe )\bsummons"
    r"(?= (?:[\w.’'-]+ ){0,4}(?:ambassador|envoy|diplomat|charg[eé]|attach[eé]|consul|high commissioner|nuncio)s?\b)",
    re.IGNORECASE,
)
_STAND_IN = {3: "Lee", 4: "Kent", 5: "Smith"}
