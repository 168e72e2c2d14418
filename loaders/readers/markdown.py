"""Markdown and plain text with front matter: what stands between the first two lines of dashes is known about the article."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import yaml
from frontmatter.default_handlers import YAMLHandler
from markdown_it import MarkdownIt
from markdown_it.token import Token

from ...errors import SourceError
from ..article import Article, BlockKind
from ..document import Document, Known, Options
from .byline import date_line, named_authors
from .decoding import decode
from .fields import columns_of, moment, names_of
from .furniture import furniture
from .metadata import name_of
from .shape import Shaped, finish, one_line, parted

MEDIA_TYPES = frozenset({"text/markdown", "text/x-markdown"})
FRONT = re.compile(r"\A\ufeff?---[ \t]*\r?\n(?P<front>.{0,20000}?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
STANDFIRST = ("description", "summary", "subtitle", "standfirst", "dek", "lead", "excerpt")


class MarkdownReader:
    """Reads Markdown, and any text that begins with front matter."""

    name = "markdown"
    suffixes = (".md", ".markdown", ".mdown")

    def accepts(self, document: Document) -> bool:
        """Whether its media type or name is that of Markdown, or it begins with front matter."""
        kind = document.media_type
        if kind in MEDIA_TYPES or (kind in (None, "text/plain") and document.name.lower().endswith(self.suffixes)):
            return True
        return (
            kind in (None, "text/plain")
            and document.data[:2000].removeprefix(b"\xef\xbb\xbf").startswith((b"---\n", b"---\r\n"))
            and FRONT.match(document.data[:25_000].decode("latin-1")) is not None
        )

    def read(self, document: Document) -> Article:
        """The article in it."""
        text = decode(document)
        front = FRONT.match(text)
        about = front_matter(front["front"], document.name) if front else {}
        known = known_of(about)
        known = replace(known, headline=document.known.headline or known.headline)
        shaped = list(blocks(text[front.end() :] if front else text))
        headline = known.headline
        if headline is None and shaped and shaped[0][0] is BlockKind.HEADING:
            headline = shaped.pop(0)[1]
        published: dt.datetime | dt.date | None = None
        authors: tuple[str, ...] = ()
        # Where there is no front matter, a date and a byline stand below the title.
        while shaped and (known.published is None or not known.authors) and len(shaped[0][1]) < 160:
            found, names = date_line(shaped[0][1]), named_authors(shaped[0][1])
            if found is None and not names:
                break
            published, authors = published or (found.published if found else None), authors or names
            shaped.pop(0)
        if summary := next((one_line(value) for key in STANDFIRST if isinstance(value := about.get(key), str) and value.strip()), None):
            shaped.insert(0, (BlockKind.STANDFIRST, summary))
        article = Article(document.name, "", (), headline=headline, published=published, authors=authors)
        article = finish(shaped, known.over(article))
        if not any(block.kind is BlockKind.PARAGRAPH for block in article.blocks):
            raise SourceError(document.name, "has no paragraph of text in it; give a file with an article in it")
        return document.known.over(article)


def front_matter(text: str, name: str) -> dict[str, Any]:
    """What the front matter says, by its keys in lower case.

    Raises:
        SourceError: It is no YAML, or no list of names and values.
    """
    try:
        found = YAMLHandler().load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        line = getattr(getattr(error, "problem_mark", None), "line", 0) + 2
        raise SourceError(
            f"{name}", f"has front matter that is no YAML, at line {line}; put quotes around values with colons in them"
        ) from error
    if not isinstance(found, dict):
        raise SourceError(
            name, "has front matter without names and values; write `title: …`, `date: …` on lines of their own, or leave it out"
        )
    return {str(key).lower(): value for key, value in found.items()}


def known_of(about: dict[str, Any]) -> Known:
    """What the front matter says of the article."""
    columns = columns_of(about, Options())
    values = {field: about.get(name) for field, name in columns.items()}
    url = next(
        (value for key in ("canonical_url", "canonical", "url", "link", "permalink", "source") if is_address(value := about.get(key))), None
    )
    publisher = name_of(values.get("publisher"))
    return Known(
        headline=one_line(str(values["headline"])) if values.get("headline") else None,
        published=moment(values.get("published")),
        url=url,
        publisher=publisher if not is_address(publisher) else None,
        authors=names_of(values.get("authors")),
        language=str(values["language"]) if values.get("language") else None,
    )


def is_address(value: object) -> bool:
    """Whether the value is an address of the web."""
    return isinstance(value, str) and value.startswith(("http://", "https://")) and " " not in value


def blocks(text: str) -> Iterator[Shaped]:
    """The headings and paragraphs of Markdown, without its marks; code, tables' rules and markup of HTML are left out."""
    tokens = MarkdownIt("commonmark", {"html": True}).parse(text)
    kind: BlockKind | None = None
    table = furniture()
    for token in tokens:
        if token.type == "heading_open":
            kind = BlockKind.HEADING
        elif token.type == "paragraph_open":
            kind = BlockKind.PARAGRAPH
        elif token.type == "inline" and kind is not None:
            words = one_line(plain(token))
            if words and not table.drops(words):
                if kind is BlockKind.HEADING:
                    yield kind, words
                else:
                    yield from parted(words)


def plain(token: Token) -> str:
    """The words of an inline token, without links' targets, pictures and markup."""
    parts: list[str] = []
    for child in token.children or ():
        if child.type in ("text", "code_inline"):
            parts.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            parts.append(" ")
    return "".join(parts)
