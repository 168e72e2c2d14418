"""What a reader is given, and what it offers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from ..article import Article


@dataclass(frozen=True, slots=True)
class Document:
    """The bytes of one source, before anything is read out of them.

    Attributes:
        name: Where they came from: an address, or for a file the file's name.
        data: The bytes, not empty.
        content_type: The media type that came with them, with its parameters, such as ``text/html; charset=utf-8``.
    """

    name: str
    data: bytes
    content_type: str | None = None

    @property
    def media_type(self) -> str | None:
        """The media type without its parameters, in lower case."""
        return self.content_type.partition(";")[0].strip().lower() or None if self.content_type else None


class Reader(Protocol):
    """A pure function from a document to its article; no network, no clock."""

    @property
    def name(self) -> str:
        """Name of the format."""
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
