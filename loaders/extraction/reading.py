"""From the sentences of an article to sentences with their grammar and names: which are parsed, and which names count."""

from __future__ import annotations

import re

from spacy.tokens import Doc, Span

from ..actors.gazetteer import Gazetteer, Name, NameKind
from ..article import BlockKind
from ..dates import find_times
from .hostile import hostility
from .language import Sentence
from .lexicon import Lexicon
from .narrative import moved
from .parsed import Parsed
from .quotations import Quotations
from .syntax import HEADLINE
from .words import words

# Characters of sentences that are parsed: an hour's reading, far beyond any news article, in about ten seconds.
MOST_PARSED = 200_000

_SAYING = re.compile(
    r"\b(?:said|says?|told|tells|according|added|adds|stated|noted|wrote|tweet(?:ed)?|declared|charged|insisted|stressed|vowed|warned|argued)\b"
)
_PRONOUN = re.compile(r"(?:He|She|They|It|His|Her|Their|Its)\b")


def worth_parsing(every: list[Sentence], lexicon: Lexicon, quoted: Quotations) -> tuple[list[Sentence], tuple[str, ...]]:
    """The sentences that may tell of events, with those that their pronouns go back to, and notes on what was left out."""
    hostile = hostility()
    spoken = [sentence for sentence in every if (quoted.of(sentence) or _SAYING.search(sentence.text)) and hostile.may_tell(sentence.text)]
    beside = _speakers_beside(every, spoken, quoted)
    chosen = {sentence.index for sentence in spoken} | beside
    told = [s for s in every if s.index in chosen or lexicon.may_tell(s.text)]
    told = _with_antecedents(every, _with_days(every, told))
    return _within(_with_introductions(every, told))


def _speakers_beside(every: list[Sentence], spoken: list[Sentence], quoted: Quotations) -> set[int]:
    """The sentences beside quotations without a word of who speaks that say it, as far as they stand in the same paragraph."""
    chosen: set[int] = set()
    for sentence in spoken:
        if quoted.fill(sentence):
            for at in (sentence.index - 1, sentence.index + 1):
                if 0 <= at < len(every) and quoted.one_voice(every[at], sentence):
                    chosen.add(at)
    return chosen


def _within(told: list[Sentence]) -> tuple[list[Sentence], tuple[str, ...]]:
    """The sentences up to the limit, and a note where that leaves some out."""
    length = 0
    for number, sentence in enumerate(told):
        length += len(sentence.text)
        if length > MOST_PARSED:
            note = f"only the first {number} of {len(told)} sentences that may tell of events were read: the article is too long"
            return told[:number], (note,)
    return told, ()


def _with_days(every: list[Sentence], told: list[Sentence]) -> list[Sentence]:
    """The sentences that may tell of events, and those right after that say when it was: "This was announced in a statement on Monday"."""
    chosen = {sentence.index for sentence in told}
    for sentence in told:
        after = every[sentence.index + 1] if sentence.index + 1 < len(every) else None
        if after is not None and after.index not in chosen and moved(after.text) and find_times(after.text):
            chosen.add(after.index)
    return [sentence for sentence in every if sentence.index in chosen]


def _with_antecedents(every: list[Sentence], told: list[Sentence]) -> list[Sentence]:
    """The sentences that may tell of events, and before each that begins with a pronoun the one that says whom it means."""
    chosen = {sentence.index for sentence in told}
    for sentence in told:
        before = sentence.index - 1
        if before >= 0 and _PRONOUN.match(sentence.text) and every[before].block >= sentence.block - 1:
            chosen.add(before)
    return [sentence for sentence in every if sentence.index in chosen]


def _with_introductions(every: list[Sentence], told: list[Sentence]) -> list[Sentence]:
    """The sentences, and those that say with their office who the people are that the others call by the last name alone."""
    chosen = {sentence.index for sentence in told}
    # Names after which something is said of them; where the whole name stands, the office may stand as well.
    called = {name for sentence in told for name in _CALLED.findall(sentence.text)}
    text = "\n".join(sentence.text for sentence in told)[:MOST_PARSED]
    for sentence in every:
        if sentence.index in chosen or not called:
            continue
        for name in _WITH_OFFICE.findall(sentence.text):
            last = name.split()[-1]
            if last in called:
                called.discard(last)
                if name not in text:
                    chosen.add(sentence.index)
    return [sentence for sentence in every if sentence.index in chosen]


# "Le Drian accused", but not "Jean-Yves Le Drian accused".
_CALLED = re.compile(
    r"(?:(?<=^)|(?<=[^\w’'] )|(?<=\b[a-z]{3} ))(?:(?:Le|La|Al|El|Van|De|Von|Abu|Bin) )?([A-Z][\w’-]{2,}) (?=[a-z]+(?:ed|d|s|t)\b)"
)
_WITH_OFFICE = re.compile(
    r"\b(?:[Mm]inister|[Pp]resident|[Pp]remier|[Ss]ecretary|[Aa]mbassador|[Ee]nvoy|[Cc]hancellor|[Ss]pokes(?:man|woman|person)|[Cc]hief|[Gg]eneral)"
    r" ([A-Z][\w’'-]+(?: [A-Z][\w’'-]+){1,3})"
)


_CAPITAL_PLURAL = re.compile(r"\b[A-Z][a-z]+s\b")


def with_names(sentence: Sentence, doc: Doc, gazetteer: Gazetteer) -> Parsed:
    """The sentence with its grammar and the names in it that stand for themselves."""
    for match in _CAPITAL_PLURAL.finditer(sentence.text):
        singular = _singular(match.group().lower())
        span = None if singular is None else doc.char_span(match.start(), match.end())
        if singular is not None and span is not None and span[0].tag_ in ("NNP", "NNPS") and span[0].ent_type_ != "PERSON":
            span[0].lemma_, span[0].tag_ = singular, "NNPS"
    doc.user_data[HEADLINE] = sentence.kind in (BlockKind.HEADLINE, BlockKind.TEASER)
    names: dict[int, Name] = {}
    spans: list[tuple[Name, Span]] = []
    for name in gazetteer.find(sentence.text):
        if _defined_here(sentence.text, name):
            continue
        span = doc.char_span(name.start, name.end, alignment_mode="expand")
        if span is not None:
            spans.append((name, span))
    named = {token.i for _, span in spans for token in span}
    for name, span in spans:
        if not _inside_other_name(span, named):
            for token in span:
                names.setdefault(token.i, name)
    return Parsed(sentence, doc, names)


def _singular(plural: str) -> str | None:
    """The word whose plural it is, for words of offices: the lemma of a capitalised plural is often the plural itself.

    >>> _singular("ministers"), _singular("secretaries"), _singular("nations")
    ('minister', 'secretary', None)
    """
    if not plural.endswith("s") or plural in words().offices:
        return None
    return next((word for word in (plural[:-1], plural.removesuffix("ies") + "y") if word in words().offices), None)


def _defined_here(text: str, name: Name) -> bool:
    """Whether a short name in brackets is one that the text itself makes from the words before ("Adviser (NSA)")."""
    if name.start < 2 or text[name.start - 1] != "(" or not name.text.isupper():
        return False
    initials = "".join(word[0] for word in re.findall(r"[\w&]+", text[: name.start - 1])[-len(name.text) :]).upper()
    return initials == name.text and name.kind is not NameKind.ORGANIZATION


def _inside_other_name(span: Span, named: set[int]) -> bool:
    """Whether a name is only a part of an institution's ("Haifa University", "Frack Free Namibia")."""
    for ent in span.doc.ents:
        if ent.label_ == "PERSON" and ent.start == span.start and span.end < ent.end and all(token.pos_ == "PROPN" for token in ent):
            # "Jordan Sekulow", "Chad Smith"; but "Secretary of Nepal Sewa Lamsal"
            return not (len(ent) - len(span) > 1 and ent.start > 0 and ent[0].nbor(-1).lower_ == "of")
        if ent.label_ == "ORG" and ent.start <= span.start and span.end <= ent.end and len(ent) > len(span):
            rest = [token for token in ent if token.i not in named and token.pos_ == "PROPN"]
            lists = words()
            if any(token.lower_ in lists.institutions for token in rest):
                return True
            known = lists.bodies | lists.offices | lists.topical | lists.modifiers | lists.connectors
            return bool(rest) and span.end == ent.end and span.start > ent.start and all(token.lower_ not in known for token in rest)
    return False
