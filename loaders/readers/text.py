"""Plain text: a page as it is copied or saved, furniture and all, or an article alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from itertools import islice

from ...errors import SourceError
from ..article import Article, BlockKind
from ..document import Document
from . import dateline
from .byline import DateLine, bare_author, date_line, named_authors
from .decoding import decode
from .furniture import ends_sentence, furniture, is_short
from .shape import Shaped, clean, finish, parted, run_in_headline
from .unwrap import chunks

COMMENTS = re.compile(r"(?:\d+ )?comments?(?: \(\d+\))|leave a .*|join the .*|post a .*|\d+ comments?", re.IGNORECASE)
# What Markdown puts before headings and around strong words.
MARKUP = re.compile(r"^#{1,6}\s+|\*\*|__")
BULLET = re.compile(r"^(?:[-*•●▪–]|\d{1,2}[.)])\s+\S")

# An article of this many paragraphs would be a book.
MOST_LINES = 40_000


class Kind(Enum):
    """What a line of a page seems to be, by its words and shape alone."""

    FURNITURE = auto()
    END = auto()
    DATE = auto()
    BYLINE = auto()
    CAPTION = auto()
    TEASER = auto()
    PROSE = auto()
    SHORT = auto()


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page: its words, what it seems to be, and whether the next line stands right below it."""

    text: str
    kind: Kind
    joined_below: bool
    date: DateLine | None = None
    authors: tuple[str, ...] = ()


class TextReader:
    """Reads plain text."""

    name = "text"
    suffixes = (".txt", ".text")

    def accepts(self, document: Document) -> bool:
        """Whether it says that it is text, or says nothing."""
        media_type = document.media_type
        return media_type is None or media_type.startswith("text/") or media_type == "application/octet-stream"

    def read(self, document: Document) -> Article:
        """The article in a page's text."""
        paragraphs = chunks(decode(document))
        size = sum(map(len, paragraphs))
        if size > MOST_LINES:
            raise SourceError(document.name, f"has {size:,} paragraphs, and no article has; give the article alone")
        groups = [[clean(MARKUP.sub("", line)) for line in group] for group in paragraphs]
        lines = [judge(text, below=index + 1 < len(group)) for group in groups for index, text in enumerate(group) if text]
        if not lines:
            raise SourceError(document.name, "has no words in it; give a file with an article in it")
        lines = with_bare_bylines(lines)
        headline, rest = (document.known.headline, lines) if document.known.headline else take_headline(lines)
        dates = [line.date for line in lines if line.date is not None]
        best = min(dates, key=lambda date: date.rank) if dates else None
        authors = next((line.authors for line in lines if line.authors), ())
        article = Article(
            source=document.name,
            text="",
            blocks=(),
            headline=headline,
            published=best.published if best else None,
            authors=authors,
        )
        article = finish(body(rest), article)
        if all(block.kind is BlockKind.HEADLINE for block in article.blocks) and (document.known.headline or not article.text):
            raise SourceError(document.name, "holds nothing but page furniture; give a file with an article in it")
        return document.known.over(article)


def judge(text: str, *, below: bool) -> Line:
    """The line with what it seems to be."""
    table = furniture()
    date = date_line(text)
    if date is not None:
        return Line(text, Kind.DATE, below, date, named_authors(date.rest.strip(" |,")))
    if table.ends_story(text):
        return Line(text, Kind.END, below)
    if table.drops(text):
        return Line(text, Kind.FURNITURE, below)
    if authors := named_authors(text):
        return Line(text, Kind.BYLINE, below, authors=authors)
    if table.teaser.match(text):
        return Line(text, Kind.TEASER, below)
    if table.caption_start.match(text) or (len(text) <= 400 and table.without_credit(text) is not None):
        return Line(text, Kind.CAPTION, below)
    return Line(text, Kind.SHORT if is_short(text) else Kind.PROSE, below)


def with_bare_bylines(lines: list[Line]) -> list[Line]:
    """The lines, with a name alone beside a date near the top taken for the byline."""
    top = next((index for index, line in enumerate(lines) if is_body(line)), len(lines))
    if any(line.authors for line in lines[: top + 1]):
        return lines
    for index, line in enumerate(lines[:top]):
        beside = [other for other in lines[max(0, index - 1) : index] + lines[index + 1 : index + 2] if other.kind is Kind.DATE]
        if index and line.kind is Kind.SHORT and beside and (author := bare_author(line.text)):
            found = Line(line.text, Kind.BYLINE, line.joined_below, authors=(author,))
            return [*lines[:index], found, *lines[index + 1 :]]
    return lines


def is_body(line: Line) -> bool:
    """Whether the line is running text of some length."""
    return line.kind is Kind.PROSE and ends_sentence(line.text)


def take_headline(lines: list[Line]) -> tuple[str | None, list[Line]]:
    """The headline, and the lines behind it.

    It is the first line before the running text that has the shape of one: the first of four words or more, else of two; a full sentence
    only where a date or byline follows.
    """
    first = next((line for line in lines if line.kind in (Kind.PROSE, Kind.SHORT)), None)
    if first is not None and (run_in := run_in_headline(first.text)):
        at = lines.index(first)
        return run_in[0], [*lines[:at], Line(run_in[1], Kind.PROSE, first.joined_below), *lines[at + 1 :]]
    top = next((index for index, line in enumerate(lines) if is_body(line)), len(lines))
    # A headline may end in a full stop; then what follows it must say so.
    if top + 1 < len(lines) and len(lines[top].text) <= 160 and lines[top + 1].kind in (Kind.DATE, Kind.BYLINE):
        candidate = lines[top].text
        if furniture().sentence_end(candidate) == len(candidate) and not any(line.kind is Kind.SHORT for line in lines[:top]):
            return candidate.rstrip("."), lines[top + 1 :]
    for words in (4, 2):
        for index, line in enumerate(lines[:top]):
            if line.kind not in (Kind.SHORT, Kind.PROSE) or len(line.text) > 220 or BULLET.match(line.text):
                continue
            if len(line.text.split()) >= words:
                above = [other for other in lines[:index] if other.kind not in (Kind.SHORT, Kind.PROSE)]
                return line.text, above + lines[index + 1 :]
    return None, lines


def body(lines: list[Line]) -> list[Shaped]:
    """The blocks behind the headline."""
    shaped: list[Shaped] = []
    lead_ends = lead_end(lines)
    begun = ended = False
    for index, line in enumerate(lines):
        following = next_telling(lines, index)
        if ended and not (is_body(line) and len(line.text) >= 80):
            continue
        match line.kind:
            case Kind.END:
                if begun and COMMENTS.fullmatch(line.text):
                    break
                ended = begun
            case Kind.PROSE if index < lead_ends and is_standfirst(line):
                shaped.append((BlockKind.STANDFIRST, line.text))
            case Kind.PROSE:
                ended = False
                begun = begun or is_body(line)
                shaped.extend(parted(line.text))
            case Kind.CAPTION | Kind.TEASER:
                shaped.extend(parted(line.text))
            case Kind.SHORT if following is not None and following.kind is Kind.CAPTION and line.joined_below and not begun:
                # The name of the picture, above its caption.
                shaped.append((BlockKind.CAPTION, line.text))
            case Kind.SHORT if index < lead_ends and is_standfirst(line):
                shaped.append((BlockKind.STANDFIRST, line.text))
            case Kind.SHORT if BULLET.match(line.text):
                shaped.append((BlockKind.PARAGRAPH, line.text))
            case Kind.SHORT if begun and not in_menu(lines, index) and following is not None and following.kind is not Kind.END:
                shaped.append((BlockKind.HEADING, line.text))
            case _:
                pass
    return shaped


def lead_end(lines: list[Line]) -> int:
    """How many lines stand before the article's body: those above a date, byline or caption, or one without a full stop."""
    marks = (Kind.DATE, Kind.BYLINE, Kind.CAPTION)
    for index, line in enumerate(lines[:8]):
        if line.kind in marks:
            return index
        if is_body(line) and len(line.text) > 320:
            break
    first = next((index for index, line in enumerate(lines) if line.kind in (Kind.PROSE, Kind.SHORT)), None)
    if first is not None and first + 1 < len(lines) and not ends_sentence(lines[first].text):
        return first + 1
    return 0


def is_standfirst(line: Line) -> bool:
    """Whether a line between headline and body says something, in one sentence, and does not begin as the body does."""
    table = furniture()
    return (
        len(line.text.split()) >= 7
        and len(line.text) <= 400
        and table.sentence_end(line.text) == len(line.text)
        and table.teaser_start(line.text) is None
        and not dateline.length(line.text)
    )


def next_telling(lines: list[Line], index: int) -> Line | None:
    """The next line that is not furniture."""
    return next((line for line in islice(lines, index + 1, index + 20) if line.kind is not Kind.FURNITURE), None)


def in_menu(lines: list[Line], index: int) -> bool:
    """Whether the short line is one of three or more in a row, as in a menu or a list of tags."""
    start = end = index
    while start > 0 and lines[start - 1].kind in (Kind.SHORT, Kind.FURNITURE) and index - start < 3:
        start -= 1
    while end + 1 < len(lines) and lines[end + 1].kind in (Kind.SHORT, Kind.FURNITURE) and end - index < 3:
        end += 1
    return sum(line.kind is Kind.SHORT for line in lines[start : end + 1]) >= 3
