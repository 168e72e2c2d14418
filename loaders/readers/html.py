"""HTML pages: trafilatura finds the article in them, the page's own metadata and markup say what its parts are."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import lxml.html
from lxml import etree
from trafilatura import bare_extraction

from ...errors import SourceError
from ..article import Article, BlockKind
from ..document import Document
from .byline import bare_author, date_line, named_authors, split_names
from .decoding import decode
from .furniture import ends_sentence, furniture, is_short
from .metadata import Metadata, guessed_day, metadata
from .page import HEADINGS, Passage, passages
from .shape import Shaped, finish, letters, one_line, parted, run_in_headline

MEDIA_TYPES = frozenset({"text/html", "application/xhtml+xml"})
MARKUP = re.compile(
    r"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|article|meta|title|div|p|h1)\b",
    re.IGNORECASE | re.DOTALL,
)
SEPARATOR = re.compile(r"\s+[|–—»·-]\s+|\s*\|\s*")
SITE = re.compile(r"\.(?:com|ca|org|net|co|uk|in|au|int|gov)\b|\b(?:news|times|ministry|embassy|portal)\b", re.IGNORECASE)
BYLINE = re.compile(r"(?:^|[\s_-])(?:byline|author|authors)(?:$|[\s_-])")
TITLED = re.compile(r"(?:^|[\s_-])(?:title|headline|heading|subject)(?:$|[\s_-])")
# What stands below the name of who wrote it.
ROLE = re.compile(
    r"(?:[\w’'-]+ ){0,4}(?:correspondent|editor|reporter|analyst|bureau chief|staff writer)s?(?:,? [\w ]{2,30})?", re.IGNORECASE
)
WHOLE = re.compile(rb"<(?:html|head|meta|title)\b", re.IGNORECASE)
# Scripts and styles are most of many a page, and no text; JSON-LD is kept.
# libxml2 takes time in proportion to the square of a tag's attributes.
OVERLONG_TAG = re.compile(r"<([A-Za-z][\w-]*)\s[^<>]{50000,}>")
SCRIPT = re.compile(r"<(script|style|svg)\b([^<>]{0,500})>", re.IGNORECASE)
# Real pages nest some dozens deep; libxml2 and trafilatura take time in proportion to the square of the depth.
DEEPEST = 400
LARGEST = 6_000_000
MOST_ELEMENTS = 60_000
STANDFIRST_WORDS = (
    "standfirst",
    "sub-headline",
    "subheadline",
    "subtitle",
    "sub-title",
    "subhead",
    "summary",
    "deck",
    "dek",
    "lede",
    "introduction__",
    "article-intro",
    "strapline",
    "excerpt",
)


class HtmlReader:
    """Reads HTML."""

    name = "html"
    suffixes = (".html", ".htm", ".xhtml", ".shtml")

    def accepts(self, document: Document) -> bool:
        """Whether its media type, its name or its first characters are those of HTML."""
        if document.media_type is not None and document.media_type not in {"text/plain", "application/octet-stream"}:
            return document.media_type in MEDIA_TYPES
        if document.media_type is None and document.name.lower().endswith(self.suffixes):
            return True
        head = document.data[:2048].decode("utf-16" if document.data[:2] in (b"\xff\xfe", b"\xfe\xff") else "latin-1", errors="ignore")
        return document.media_type != "text/plain" and MARKUP.match(head.removeprefix("ï»¿").lstrip("\ufeff")) is not None

    def read(self, document: Document) -> Article:
        """The article in a page."""
        root = tree(document)
        about = metadata(root)
        if document.known.headline:
            about = replace(about, titles=(*about.titles, document.known.headline))
        pieces = list(passages(root))
        headline = choose_headline(pieces, about)
        shaped = body(root, pieces, headline, about)
        if headline is None and shaped and shaped[0][0] is BlockKind.PARAGRAPH and (run_in := run_in_headline(shaped[0][1])):
            headline = run_in[0]
            shaped[0] = (BlockKind.PARAGRAPH, run_in[1])
        shaped, day = without_date_lines(shaped)
        shaped, written_by = without_bare_bylines(shaped)
        authors = about.authors or next(
            (names for piece in pieces if not piece.aside and len(piece.text) < 120 and (names := named_authors(piece.text))),
            written_by or marked_authors(pieces),
        )
        article = Article(
            source=document.name,
            text="",
            blocks=(),
            headline=headline,
            published=about.published or day,
            url=about.url or (document.name if document.name.startswith(("http://", "https://")) else None),
            publisher=about.publisher,
            authors=authors,
            language=about.language,
        )
        article = finish(shaped, article)
        if article.published is None:
            article = replace(article, published=guessed_day(root))
        if not any(block.kind is BlockKind.PARAGRAPH for block in article.blocks):
            raise SourceError(
                document.name, "has no article in it that could be found; give the page of one article, or its text as plain text"
            )
        # A piece of a page, as feeds hold it, knows nothing of itself.
        return document.known.under(article) if WHOLE.search(document.data[:50_000]) else document.known.over(article)


def tree(document: Document) -> lxml.html.HtmlElement:
    """The page as a tree, without scripts and styles.

    Raises:
        SourceError: It is too large or too deeply nested to be an article's page.
    """
    text = OVERLONG_TAG.sub(r"<\1>", without_scripts(decode(document)))
    if len(text) > LARGEST:
        raise SourceError(
            document.name, f"has {len(text) / 1e6:,.0f} MB of markup beside its scripts, and no article's page has; give the article alone"
        )
    # A declared encoding is spent once the text is decoded, and lxml refuses it then.
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = lxml.html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise SourceError(document.name, "is no HTML page that can be parsed; give its text as plain text") from error
    size = sum(1 for _ in root.iter())
    if size > MOST_ELEMENTS:
        raise SourceError(document.name, f"has {size:,} elements, and no article's page has; give the article alone")
    if depth(root) > DEEPEST:
        raise SourceError(document.name, f"has elements nested more than {DEEPEST} deep; give the article's text as plain text")
    return root


def without_scripts(text: str) -> str:
    """The markup without its scripts, styles and drawings; one that is not closed is left for the parser."""
    lower = text.lower()
    # A tag whose closing is missing once is missing for all that follow, and is not sought again.
    unclosed: set[str] = set()
    kept: list[str] = []
    position = 0
    for match in SCRIPT.finditer(text):
        name = match[1].lower()
        if match.start() < position or name in unclosed or "ld+json" in match[2].lower():
            continue
        end = lower.find(f"</{name}", match.end())
        if end < 0:
            unclosed.add(name)
            continue
        kept.append(text[position : match.start()])
        closing = text.find(">", end)
        position = closing + 1 if closing >= 0 else len(text)
    return " ".join([*kept, text[position:]])


def depth(root: lxml.html.HtmlElement) -> int:
    """How deep the tree's elements are nested."""
    deepest = level = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        level += 1 if event == "start" else -1
        deepest = max(deepest, level)
        if deepest > DEEPEST:
            break
    return deepest


def choose_headline(pieces: list[Passage], about: Metadata) -> str | None:
    """The page's visible title where it is one that the metadata knows or the only one, else the metadata's own."""
    table = furniture()
    visible = [
        piece
        for piece in pieces
        if piece.tag == "h1" and not piece.aside and not table.generic_title.fullmatch(piece.text) and len(piece.text) <= 300
    ]
    declared = [title for title in about.titles if not table.generic_title.fullmatch(without_site(title, about.publisher))]
    for piece in visible:
        if any(alike(piece.text, title) for title in declared):
            return piece.text
    if visible and (len(visible) == 1 or not declared):
        return visible[0].text
    known = {letters(title[:end]) for title in declared for end in cuts(title)}
    named = next((piece.text for piece in pieces if is_titled(piece)), None) if not declared else None
    smaller = named or next((piece.text for piece in pieces if piece.tag in HEADINGS and not piece.aside and piece.bare in known), None)
    return smaller or (without_site(declared[0], about.publisher) if declared else None)


def is_titled(piece: Passage) -> bool:
    """Whether the page's markup calls the passage a title, where it has no heading for one."""
    return not piece.aside and not piece.linked and TITLED.search(piece.classes) is not None and 4 <= len(piece.text.split()) <= 40


def cuts(title: str) -> list[int]:
    """Where the title may end: at each mark that parts it from names of sections and sites, and at its own end.

    >>> [("Talks begin - World | Example")[:end] for end in cuts("Talks begin - World | Example")]
    ['Talks begin', 'Talks begin - World', 'Talks begin - World | Example']
    """
    return [match.start() for match in SEPARATOR.finditer(title)] + [len(title)]


def alike(one: str, other: str) -> bool:
    """Whether two titles share half of the words of the shorter."""
    first, second = ({word for word in re.findall(r"\w+", title.lower()) if len(word) > 3} for title in (one, other))
    return bool(first and second) and len(first & second) * 2 >= min(len(first), len(second))


def without_site(title: str, publisher: str | None) -> str:
    """The title without the names of sections and of the site behind it.

    >>> without_site("Envoys meet in Vienna - World - Example News", "Example News")
    'Envoys meet in Vienna'
    >>> without_site("Explained - why the envoys meet in Vienna", None)
    'Explained - why the envoys meet in Vienna'
    """
    ends = cuts(title)
    site = letters(publisher) if publisher else ""
    kept = len(ends) - 1
    while kept > 0:
        part = SEPARATOR.sub("", title[ends[kept - 1] : ends[kept]], count=1)
        bare = letters(part)
        named = bool(site and bare) and (bare in site or site in bare)
        # A section has one or two words, and stands behind a story that has more.
        section = len(part.split()) <= 3 and len(title[: ends[kept - 1]].split()) >= 4
        if not named and not section and not SITE.search(part):
            break
        kept -= 1
    return title[: ends[kept]]


def body(root: lxml.html.HtmlElement, pieces: list[Passage], headline: str | None, about: Metadata) -> list[Shaped]:
    """The blocks of the page's article, with its standfirst and captions in their places."""
    texts = extracted(root) or plain(pieces)
    where: dict[str, int] = {}
    for index, passage in enumerate(pieces):
        where.setdefault(passage.bare, index)
    placed: list[tuple[int, Shaped]] = []
    at = ended = 0
    table = furniture()
    tail = last_prose(texts)
    for number, (tag, text) in enumerate(texts):
        found = where.get(letters(text))
        piece = pieces[found] if found is not None else None
        at = max(at, found) if found is not None else at
        if number == tail:
            ended = at
        if table.drops(text) or (table.ends_story(text) and number > tail):
            continue
        if piece is not None and piece.caption:
            if caption := table.caption(text):
                placed.append((at, (BlockKind.CAPTION, caption)))
        elif table.without_credit(text) == "":
            continue
        elif piece is not None and piece.linked and (len(text.split()) >= 4):
            placed.append((at, (BlockKind.TEASER, text)))
        elif (
            tag == "head"
            or (piece is not None and piece.tag in HEADINGS)
            or (is_short(text) and not ends_sentence(text) and is_heading_like(text, texts, number))
        ):
            if number < tail and named_authors(text) == ():
                placed.append((at, (BlockKind.HEADING, text)))
        elif number > tail and not ends_sentence(text):
            # Behind the story, a passage that breaks off under a title of its own is the beginning of another story.
            other = found is None or any(passage.tag in HEADINGS for passage in pieces[ended:at])
            if len(text.split()) >= 8:
                placed.append((at, (BlockKind.TEASER if other else BlockKind.PARAGRAPH, text)))
            elif date_line(text):
                placed.append((at, (BlockKind.PARAGRAPH, text)))
        else:
            placed.extend((at, shaped) for shaped in parted(text))
    shown = {letters(text) for _, (_, text) in placed}
    if placed:
        placed.extend(captions(pieces, placed[0][0], placed[-1][0], shown))
        placed.sort(key=lambda item: item[0])
    shaped = [shaped for _, shaped in placed]
    if standfirst := find_standfirst(pieces, headline, about, placed[0][0] if placed else 0):
        shaped = [item for item in shaped if letters(item[1]) != letters(standfirst)]
        shaped.insert(0, (BlockKind.STANDFIRST, standfirst))
    return shaped


def extracted(root: lxml.html.HtmlElement) -> list[tuple[str, str]]:
    """The article as trafilatura finds it: the name of each element and its words."""
    document = bare_extraction(
        root, include_comments=False, include_tables=False, include_formatting=False, deduplicate=False, with_metadata=False
    )
    if document is None or isinstance(document, dict) or document.body is None:
        return []
    found: list[tuple[str, str]] = []
    for element in document.body.iter("head", "p", "item", "quote", "ab", "cell"):
        holds_others = any(child.tag in {"p", "item", "quote", "list"} for child in element)
        text = element.text or "" if holds_others else "".join(element.itertext())
        found.extend((str(element.tag), words) for part in re.split(r"\n\s*\n", text) if (words := one_line(part)))
    return found


def plain(pieces: list[Passage]) -> list[tuple[str, str]]:
    """The page's paragraphs, where trafilatura finds no article."""
    return [
        ("p", piece.text)
        for piece in pieces
        if not piece.aside and not piece.linked and not piece.caption and (piece.tag == "p" or len(piece.text) > 120)
    ]


def last_prose(texts: list[tuple[str, str]]) -> int:
    """The place of the last paragraph that ends as a sentence does."""
    return max(
        (index for index, (tag, text) in enumerate(texts) if tag != "head" and ends_sentence(text) and not furniture().drops(text)),
        default=len(texts),
    )


def is_heading_like(text: str, texts: list[tuple[str, str]], number: int) -> bool:
    """Whether the short line stands above a paragraph and is no date, byline, credit or kicker of one word."""
    if date_line(text) is not None or furniture().without_credit(text) is not None:
        return False
    return number + 1 < len(texts) and ends_sentence(texts[number + 1][1]) and number > 0


def captions(pieces: list[Passage], first: int, last: int, shown: set[str]) -> list[tuple[int, Shaped]]:
    """The captions on the page from its title to the article's last passage that are not among the blocks already."""
    table = furniture()
    start = next((index for index in range(min(first, len(pieces) - 1), -1, -1) if pieces[index].tag == "h1"), first)
    found: list[tuple[int, Shaped]] = []
    for index in range(start, min(last + 1, len(pieces))):
        piece = pieces[index]
        text = table.caption(piece.text)
        bare = letters(text)
        if not piece.caption or piece.linked or len(text.split()) < 4 or bare in shown or table.drops(text):
            continue
        shown.add(bare)
        found.append((index, (BlockKind.TEASER if table.teaser.match(text) else BlockKind.CAPTION, text)))
    return found


def find_standfirst(pieces: list[Passage], headline: str | None, about: Metadata, first: int) -> str | None:
    """The summary shown below the headline: the page's own description, or what its markup calls one."""
    if headline is None:
        return None
    bare = letters(headline)
    top = next((index for index, piece in enumerate(pieces) if piece.bare == bare), None)
    if top is None:
        return None
    described = letters(about.description or "")
    for piece in pieces[top + 1 : min(top + 40, max(first, top + 8))]:
        if len(piece.text.split()) < 6 or len(piece.text) > 500 or piece.aside or piece.linked or piece.caption:
            continue
        if (described and piece.bare == described and piece.tag != "p") or any(word in piece.classes for word in STANDFIRST_WORDS):
            return piece.text
        if piece.tag in {"h2", "h3", "h4"} and described and piece.bare == described:
            return piece.text
    return None


def without_date_lines(shaped: list[Shaped]) -> tuple[list[Shaped], dt.datetime | dt.date | None]:
    """The blocks without the dates and bylines that stand at the top and the date that stands at the end, and the day found there."""
    kept: list[Shaped] = []
    day: dt.datetime | dt.date | None = None
    for index, (kind, text) in enumerate(shaped):
        edge = index < 4 or index >= len(shaped) - 2
        date = date_line(text) if edge and kind is not BlockKind.CAPTION else None
        if date is not None:
            day = day or date.published
        elif not (index < 4 and named_authors(text)):
            kept.append((kind, text))
    return kept, day


def without_bare_bylines(shaped: list[Shaped]) -> tuple[list[Shaped], tuple[str, ...]]:
    """The blocks without names and offices that stand alone above the story, and those names."""
    first = next((index for index, (_, text) in enumerate(shaped) if ends_sentence(text)), 0)
    kept: list[Shaped] = []
    names: list[str] = []
    for index, (kind, text) in enumerate(shaped):
        if index < min(first, 4) and kind in (BlockKind.PARAGRAPH, BlockKind.HEADING):
            if name := bare_author(text):
                names.append(name)
                continue
            if names and ROLE.fullmatch(text):
                continue
        kept.append((kind, text))
    return kept, tuple(names)


def marked_authors(pieces: list[Passage]) -> tuple[str, ...]:
    """The names in what the page's markup calls a byline."""
    marked = (piece.text for piece in pieces if not piece.aside and len(piece.text) < 80 and BYLINE.search(piece.classes))
    return next((names for text in marked if (names := split_names(text))), ())
