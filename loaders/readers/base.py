"""What a reader and a collection offer.

A *reader* makes one article of one document. A *collection* holds many documents, such as a feed, a table or an archive, and gives them one
after the other, so that it may be larger than memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from ..article import Article
from ..document import Document, Options, Stream, Unread


class Reader(Protocol):
    """A pure function from a document to its article; no network, no clock."""

    @property
    def name(self) -> str:
        """Name of the format."""
        ...

    @property
    def suffixes(self) -> tuple[str, ...]:
        """The endings of the names of such files, for which folders are searched."""
        ...

    def accepts(self, document: Document) -> bool:
        """Whether the document is in this reader's format, by its media type, its name and its first bytes."""
        ...

    def read(self, document: Document) -> Article:
        """The article in the document.

        Raises:
            SourceError: There is no article in it.
        """
        ...


class Collection(Protocol):
    """A way from one source to many documents; pure but for what it is told to fetch."""

    @property
    def name(self) -> str:
        """Name of the format."""
        ...

    @property
    def suffixes(self) -> tuple[str, ...]:
        """The endings of the names of such files, for which folders are searched."""
        ...

    def accepts(self, stream: Stream) -> bool:
        """Whether the stream is in this format, by its media type, its name and its first bytes."""
        ...

    def open(self, stream: Stream, options: Options) -> Iterator[Stream | Document | Unread]:
        """What is in it, in order, each given before the next is read.

        Raises:
            SourceError: The rest of it cannot be read.
        """
        ...
