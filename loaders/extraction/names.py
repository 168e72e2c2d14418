"""Where people are named in a sentence.

The named-entity recogniser of a small model misses many names, above all foreign ones behind long titles, so that
capitalised words after an office are taken for names too.
"""

from __future__ import annotations

import re

from spacy.tokens import Token

from ..actors.office_holders import is_known_name
from .parsed import Parsed
from .rosters import rosters
from .syntax import HEADLINE
from .words import words


def person_spans(item: Parsed) -> list[tuple[int, int]]:
    """First token and end of each person's name, not overlapping."""
    doc = item.tokens
    spans = [name for roster in rosters(item) for name in roster.names]
    taken = {i for start, end in spans for i in range(start, end)}
    for ent in item.doc.ents:
        if ent.label_ == "PERSON":
            start, end = ent.start, ent.end
            if item.doc.user_data.get(HEADLINE):
                # "President Trump Calls Off Putin Summit": a headline in capitals.
                end = next((i for i in range(start + 1, end) if doc[i].lower_ in words().headline_verbs), end)
            while start < end and (
                doc[start].lower_ in words().honorifics
                or doc[start].lower_ in words().offices
                or not doc[start].text[:1].isupper()
                or start in item.names
            ):
                start += 1
            while end > start and (
                _verbal(doc[end - 1])
                or doc[end - 1].lower_ in _MONTHS
                or doc[end - 1].text in ("'s", "’s", "'", "’")
                or end - 1 in item.names
                or not doc[end - 1].is_alpha
                and end - start > 1
                and len(doc[end - 1].text) < 2
            ):
                end -= 1
            while (
                start > 0
                and start < end
                and doc[start - 1].pos_ == "PROPN"
                and start - 1 not in item.names
                and not _title_only(doc[start - 1])
            ):
                if not doc[start - 1].text[:1].isupper() or start == 1:
                    break
                start -= 1
            while (
                start < end < len(doc)
                and doc[end].pos_ == "PROPN"
                and end not in item.names
                and doc[end].text[:1].isupper()
                and not _title_only(doc[end])
                and not _verbal(doc[end])
                and doc[end].ent_type_ != "DATE"
            ):
                end += 1
            while (
                start < end < len(doc) - 1
                and doc[end].text == "-"
                and doc[end + 1].text[:1].isupper()
                and doc[end - 1].lower_ in ("al", "el")
            ):
                end += 2
            if start < end and not (set(range(start, end)) & taken) and doc[start].pos_ != "VERB":
                spans.append((start, end))
                taken |= set(range(start, end))
    for token in doc:
        # "Foreign Secretary Pema Choden": capitalised words right after an office.
        if token.i in taken or token.lower_ not in words().offices and token.lower_ not in words().honorifics:
            continue
        if not token.text[:1].isupper() and token.lower_ not in words().offices:
            continue
        start = token.i + 1
        if start + 2 < len(doc) and doc[start].text == "(" and doc[start + 2].text == ")":
            start += 3
        end = start
        while end < len(doc) and end - start < 5 and end not in taken and end not in item.names and _name_like(doc[end], end > start):
            end += 1
        while end > start and not doc[end - 1].text[:1].isupper():
            end -= 1
        if end > start and not _title_only(doc[start]) and doc[start].pos_ == "PROPN":
            spans.append((start, end))
            taken |= set(range(start, end))
    for token in doc:
        # Heads of state and ministers whom the recogniser missed, by the table of office-holders.
        if token.i in taken or token.pos_ != "PROPN" or token.i in item.names or _title_only(token):
            continue
        end = token.i + 1
        while end < len(doc) and end - token.i < 4 and end not in taken and end not in item.names and doc[end].pos_ == "PROPN":
            end += 1
        for stop in range(end, token.i, -1):
            known = item.written(token.i, stop)
            if stop - token.i > 1 and is_known_name(known):
                spans.append((token.i, stop))
                taken |= set(range(token.i, stop))
                break
    for token in doc:
        # A name that the recogniser missed at the end of a long title: "of Foreign Affairs of Thailand Rooge Thammongkol".
        if (
            token.i in taken
            or token.pos_ != "PROPN"
            and not _surname(token)
            or token.dep_ not in ("nsubj", "pobj", "conj", "dobj", "npadvmod", "appos", "nsubjpass", "ROOT", "compound")
            or token.dep_ == "compound"
            and token.i + 1 < len(doc)
            and doc[token.i + 1].pos_ == "PROPN"
        ):
            continue
        start = end = token.i + 1
        while (
            start > 0
            and start - 1 not in taken
            and start - 1 not in item.names
            and not _title_only(doc[start - 1])
            and _name_like(doc[start - 1], start < end)
        ):
            start -= 1
        while end - start > 2 and doc[start].tag_ == "NNPS":
            # "Minister for International Cooperation and Communities Suzi Barbosa"
            start += 1
        if end - start >= 2 and _after_office(item, start) and not _goes_on(doc, end):
            spans.append((start, end))
            taken |= set(range(start, end))
    return spans


def _goes_on(doc: list[Token], end: int) -> bool:
    """Whether the words after a name show that it is a part of the title: "Small and Medium Enterprises and Communications of"."""
    if end >= len(doc):
        return False
    if doc[end].lower_ in ("of", "for"):
        return True
    return doc[end].lower_ == "and" and end + 1 < len(doc) and doc[end + 1].text[:1].isupper() and not _starts_title(doc[end + 1])


def _starts_title(token: Token) -> bool:
    return token.lower_ in words().offices or token.lower_ in words().modifiers


_ARTICLE = re.compile(r"^(?:al|el|ul|ash|as|ar|an|at|ad)[-’'](?=\w{3})")
_MONTHS = frozenset(
    "january february march april may june july august september october november december jan feb mar apr aug sept oct nov dec".split()
)


def _after_office(item: Parsed, start: int) -> bool:
    """Whether a title leads up to the token: only capitalised words, names and the connectors of titles, and among them an office."""
    doc = item.tokens
    for i in range(start - 1, max(-1, start - 30), -1):
        token = doc[i]
        if token.lower_ in words().offices:
            return True
        if not (token.text[:1].isupper() or token.lower_ in words().connectors or i in item.names or _elected(item, i)):
            return False
    return False


def _elected(item: Parsed, i: int) -> bool:
    """Whether a token belongs to "President-elect" or "Minister-designate"."""
    doc = item.tokens
    return doc[i].lower_ in ("elect", "designate") or doc[i].text == "-" and doc[i + 1].lower_ in ("elect", "designate")


def _surname(token: Token) -> bool:
    """Whether a word is written as ministries write surnames: "Massimo AMBROSETTI"."""
    return token.text.isupper() and token.text.isalpha() and len(token.text) > 3 and token.i > 0 and token.nbor(-1).text.istitle()


def _verbal(token: Token) -> bool:
    """Whether a capitalised word at a name's end is a headline's verb ("Liu Bin Holds Talks")."""
    return token.tag_ in ("VBZ", "VBP", "VBD", "VB") or token.lower_ in words().headline_verbs


def _name_like(token: Token, inside: bool) -> bool:
    if inside and token.lower_ in words().headline_verbs:
        return False
    if inside and token.text in ("-", "’", "'") or inside and token.lower_ in words().particles:
        return True
    return (
        token.text[:1].isupper()
        and token.pos_ in ("PROPN", "NOUN", "X", "ADJ")
        and token.lower_ not in words().offices
        and token.text not in ("General",)
    )


def _title_only(token: Token) -> bool:
    """Whether a capitalised word belongs to titles and bodies, not to names."""
    return (
        token.lower_ in words().offices
        or token.lower_ in words().bodies
        or token.lower_ in words().institutions
        or token.lower_ in words().modifiers
        or token.lower_ in words().honorifics
        or token.lower_ in words().topical
    )


def clean_name(item: Parsed, start: int, end: int) -> str:
    """The name between two tokens without what clings to it."""
    text = item.written(start, end).split(",")[0]
    return re.sub(r"\s+", " ", text).strip(" ,.’'\"“”-")


def name_words(name: str) -> list[str]:
    """The words by which a person may be called again, in lower case."""
    parts = re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", name)
    # "al-Sisi" is called Sisi as well.
    return [_ARTICLE.sub("", part.lower()) for part in parts if len(part) > 1 and part.lower() not in words().particles]
