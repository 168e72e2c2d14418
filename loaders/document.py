"""What articles are read from: documents of one article each, streams that may hold many, and what could not be read."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, TYPE_CHECKING

from ..errors import SourceError
from .article import Article

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

# Of one document; a collection may be larger.
MAX_BYTES = 50_000_000
# The endings of compressed files, and what the name ends in without.
PACKED = {".gz": "", ".bz2": "", ".xz": "", ".zst": "", ".tgz": ".tar", ".tbz2": ".tar", ".txz": ".tar"}
# So many first bytes tell what is in a stream.
HEAD = 65_536


@dataclass(frozen=True, slots=True)
class Known:
    """What is known about an article beside its text, from the record, entry or archive that it came in; see ``Article``."""

    headline: str | None = None
    published: dt.datetime | dt.date | None = None
    url: str | None = None
    publisher: str | None = None
    authors: tuple[str, ...] = ()
    language: str | None = None

    def over(self, article: Article) -> Article:
        """The article with all that is known here instead of what was found in its text."""
        return replace(
            article,
            published=self.published or article.published,
            url=self.url or article.url,
            publisher=self.publisher or article.publisher,
            authors=self.authors or article.authors,
            language=self.language or article.language,
        )

    def under(self, article: Article) -> Article:
        """The article with what is known here where its page says nothing."""
        return replace(
            article,
            published=article.published or self.published,
            url=article.url or self.url,
            publisher=article.publisher or self.publisher,
            authors=article.authors or self.authors,
            language=article.language or self.language,
        )


@dataclass(frozen=True, slots=True)
class Document:
    """The bytes of one article, before anything is read out of them.

    Attributes:
        name: Where they came from: an address, or for a file the file's name; it becomes the article's source.
        data: The bytes, not empty.
        content_type: The media type that came with them, with its parameters, such as ``text/html; charset=utf-8``.
        known: What is known beside them.
        place: What messages call them: the path as it was given, and the place in it, such as ``news/dump.jsonl:17``.
        origin: The file or address that they can be read from again.
    """

    name: str
    data: bytes
    content_type: str | None = None
    known: Known = Known()
    place: str = ""
    origin: str | None = None

    def __post_init__(self) -> None:
        """Names it by text, whatever its file's name is."""
        _name(self, "name", "place", "origin")

    @property
    def media_type(self) -> str | None:
        """The media type without its parameters, in lower case."""
        return media_type(self.content_type)

    @property
    def called(self) -> str:
        """What messages call it."""
        return self.place or self.name


@dataclass(frozen=True, slots=True)
class Unread:
    """A record, member or file that could not be read; the others are.

    Attributes:
        place: Where it stands, as of ``Document``.
        reason: What was wrong and what to do about it.
        origin: The file or address that it can be read from again.
    """

    place: str
    reason: str
    origin: str | None = None

    def __post_init__(self) -> None:
        """Names it by text, whatever its file's name is."""
        _name(self, "place", "reason", "origin")


class Stream:
    """The bytes of a source, of which it is not known yet what they are and how many.

    Args:
        name: As of ``Document``; so are the others.
        body: The bytes, from their beginning.
        content_type: The media type that came with them.
        known: What is known beside them.
        place: What messages call them.
        origin: The file or address that they can be read from again.
    """

    def __init__(
        self,
        name: str,
        body: IO[bytes],
        content_type: str | None = None,
        *,
        known: Known | None = None,
        place: str | None = None,
        origin: str | None = None,
    ) -> None:
        self.name = name
        self.content_type = content_type
        self.known = known if known is not None else Known()
        self.place = place or name
        self.origin = origin
        # Not more than is at hand at once, so that what stands before a break is given.
        some = getattr(body, "read1", body.read)
        parts = [part := some(HEAD)]
        with contextlib.suppress(SourceError):  # what is cut short is read as far as it goes, and said then
            while part and sum(map(len, parts)) < HEAD:  # a pipe gives less at a time
                parts.append(part := some(HEAD - sum(map(len, parts))))
        self.head = b"".join(parts)
        if body.seekable():
            body.seek(0)
            self.body: IO[bytes] = body
        else:
            self.body = io.BufferedReader(_Rejoined(self.head, body), HEAD)

    @property
    def media_type(self) -> str | None:
        """The media type without its parameters, in lower case."""
        return media_type(self.content_type)

    def is_a(self, media_types: frozenset[str], suffixes: tuple[str, ...]) -> bool:
        """Whether its media type is one of these, or, where that says little, its name ends in one of these."""
        kind = self.media_type
        return kind in media_types or (kind in VAGUE and self.name.lower().endswith(suffixes))

    def document(self) -> Document:
        """All of it, as one article's document.

        Raises:
            SourceError: It is empty or too large.
        """
        data = self.body.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise SourceError(self.place, too_large(MAX_BYTES))
        return Document(self.name, data, self.content_type, self.known, self.place, self.origin)

    def inner(self, name: str, body: IO[bytes], content_type: str | None = None) -> Stream:
        """The stream of a member of that name."""
        return Stream(f"{self.name}/{name}", body, content_type, place=f"{self.place}/{name}", origin=self.origin)

    def unpacked(self, body: IO[bytes]) -> Stream:
        """The stream of what this one, which is compressed, holds; its name is without the ending for that."""
        ending = next((ending for ending in PACKED if self.name.lower().endswith(ending)), "")
        name = self.name.removesuffix(self.name[len(self.name) - len(ending) :]) + PACKED.get(ending, "")
        return Stream(name, body, known=self.known, place=self.place, origin=self.origin)

    def record(self, number: int, name: str, data: bytes, content_type: str | None = None, known: Known | None = None) -> Document:
        """The document of the record of that number or line.

        Args:
            number: Counted from 1.
            name: What tells the record from others in the stream; empty for what its address tells.
            data: The article's bytes.
            content_type: Their media type.
            known: What the record says beside them.
        """
        called = f"{self.name}#{name}" if name else self.name
        return Document(called, data, content_type, known if known is not None else Known(), f"{self.place}:{number}", self.origin)

    def unread(self, number: int, reason: str) -> Unread:
        """That the record of that number or line could not be read."""
        return Unread(f"{self.place}:{number}", reason, self.origin)


class _Rejoined(io.RawIOBase):
    """A stream of which the first bytes were read already, with those before it again."""

    def __init__(self, head: bytes, rest: IO[bytes]) -> None:
        self._head = memoryview(head)
        self._some = getattr(rest, "read1", rest.read)

    def readable(self) -> bool:
        """That it can be read."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Fills the buffer, as far as there is something."""
        view = memoryview(buffer)
        data: bytes | memoryview = self._head[: len(view)] or self._some(len(view))
        self._head = self._head[len(data) :]
        view[: len(data)] = data
        return len(data)


# Media types of which servers make use for anything.
VAGUE = frozenset(
    {None, "application/octet-stream", "binary/octet-stream", "text/plain", "application/xml", "text/xml", "application/json"}
)


def media_type(content_type: str | None) -> str | None:
    """The media type without its parameters, in lower case."""
    return content_type.partition(";")[0].strip().lower() or None if content_type else None


def too_large(limit: int) -> str:
    """What to say of a document that has more bytes than that."""
    return f"has more than {limit / 1e6:,.0f} MB, which is the limit for one article; give the article alone"


def as_text(name: str) -> str:
    r"""The name of a file as it can be stored: bytes in it that are no UTF-8, as old archives have them, are written out.

    >>> as_text("stanje.txt"), as_text("stanj\udce9.txt")
    ('stanje.txt', 'stanj\\udce9.txt')
    """
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def _name(thing: Document | Unread, *fields: str) -> None:
    for attribute in fields:
        value = getattr(thing, attribute)
        if value is not None:
            object.__setattr__(thing, attribute, as_text(value))


def is_address(source: str) -> bool:
    """Whether the source is an address of the web."""
    return source.lower().startswith(("http://", "https://"))


def is_file(source: str) -> bool:
    """Whether a file of that name is there; what can be no name of a file is not."""
    try:
        return Path(source).is_file()
    except (OSError, ValueError):
        return False


@dataclass(frozen=True, slots=True)
class Options:
    """How sources are to be read.

    Attributes:
        format: Name of the reader or collection that reads them, whatever they look like.
        columns: For tables and records, the name of the column or key that holds a field (``text``, ``headline``, ``published``, ``url``,
            ``publisher``, ``authors``, ``language``, ``id``), where it is not one of the usual ones.
        follow: Whether the pages that a feed links to are read instead of what the feed says of them.
        fetch: Gives the bytes at an address; without it, nothing is fetched.
    """

    format: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    follow: bool = False
    fetch: Callable[[str], Stream] | None = None
