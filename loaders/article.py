"""The article as the readers give it: clean text in blocks, and what is known about it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum


class BlockKind(StrEnum):
    """What a block of an article's text is on its page."""

    HEADLINE = "headline"
    STANDFIRST = "standfirst"
    PARAGRAPH = "paragraph"
    HEADING = "heading"
    CAPTION = "caption"
    TEASER = "teaser"


@dataclass(frozen=True, slots=True)
class Block:
    """One block of an article's text, by character offsets into it."""

    kind: BlockKind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Article:
    """A news article, ready for extraction.

    Attributes:
        source: Where it was read from: its address, or for a file the file's name.
        text: The text that all offsets count in; blocks are parted by blank lines. The headline, where there is one,
            is its first block. Bylines, dates, menus and other furniture of the page are not in it.
        blocks: The blocks of the text in order, not overlapping.
        headline: The headline alone.
        published: Publication time with its zone, or the day alone where the source gives no more.
        url: The article's own address, as its page declares it or as it was fetched from.
        publisher: Name of the newspaper, agency or ministry.
        authors: Names as the byline gives them.
        language: BCP 47 tag, such as ``en`` or ``en-IN``.
    """

    source: str
    text: str
    blocks: tuple[Block, ...]
    headline: str | None = None
    published: dt.datetime | dt.date | None = None
    url: str | None = None
    publisher: str | None = None
    authors: tuple[str, ...] = field(default=())
    language: str | None = None

    @property
    def published_on(self) -> dt.date | None:
        """The day of publication in the publisher's own time zone."""
        return self.published.date() if isinstance(self.published, dt.datetime) else self.published

    @property
    def key(self) -> str:
        """What identifies the article: its address, else where it was read from and its headline."""
        return self.url or f"{self.source}\n{self.headline or ''}"

    def block_texts(self) -> Iterator[tuple[Block, str]]:
        """Each block with its text."""
        for block in self.blocks:
            yield block, self.text[block.start : block.end]


def compose(blocks: list[tuple[BlockKind, str]]) -> tuple[str, tuple[Block, ...]]:
    r"""The text of an article and its blocks, from the blocks' own texts.

    >>> compose([(BlockKind.HEADLINE, "A meets B"), (BlockKind.PARAGRAPH, "They met.")])[0]
    'A meets B\n\nThey met.'
    """
    parts: list[str] = []
    placed: list[Block] = []
    position = 0
    for kind, text in blocks:
        if parts:
            position += 2
        parts.append(text)
        placed.append(Block(kind, position, position + len(text)))
        position += len(text)
    return "\n\n".join(parts), tuple(placed)
