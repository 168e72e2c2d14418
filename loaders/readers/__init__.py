"""Readers: from files, folders, addresses and bytes to articles, one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

from ...errors import SourceError
from ..article import Article
from ..document import MAX_BYTES, PACKED, Document, Known, Options, Stream, Unread, is_file, too_large
from ..language import language_of, tag
from .base import Collection, Reader
from .feeds import Feeds
from .html import HtmlReader
from .jsonl import JsonLines
from .mail import MailReader
from .markdown import MarkdownReader
from .newsml import NewsML
from .packed import Packed
from .pdf import PdfReader
from .sources import RDF, expand, opened
from .tables import Tables
from .tarred import TarArchive
from .text import TextReader
from .warc import Warc
from .zipped import ZipArchive

__all__ = [
    "COLLECTIONS",
    "MAX_BYTES",
    "READERS",
    "Collection",
    "Document",
    "Known",
    "Options",
    "Reader",
    "Stream",
    "Unread",
    "article",
    "documents",
    "expanded",
    "is_file",
    "read",
    "read_bytes",
    "streamed",
]

# What holds many documents; the first that accepts a stream opens it.
COLLECTIONS: tuple[Collection, ...] = (Packed(), TarArchive(), ZipArchive(), Warc(), NewsML(), Feeds(), JsonLines(), Tables())
# What holds one article. The first that accepts a document reads it; plain text accepts everything, so it comes last.
READERS: tuple[Reader, ...] = (PdfReader(), MailReader(), MarkdownReader(), HtmlReader(), TextReader())

_PLAIN = (*(suffix for reader in READERS for suffix in reader.suffixes), *(suffix for kind in COLLECTIONS for suffix in kind.suffixes))
# What folders and archives are searched for; a file that is named itself may have any name.
SUFFIXES = (*_PLAIN, *(suffix + packing for suffix in _PLAIN for packing in PACKED))

# Archives may lie in archives, but not without end.
DEEPEST = 5


def expanded(sources: Iterable[str | Path]) -> Iterator[str]:
    """The sources, folders and patterns among them replaced by the files that they stand for, in order of their names."""
    return expand(sources, SUFFIXES)


def documents(source: str | Path, options: Options | None = None) -> Iterator[Document | Unread]:
    """The documents in one source, each given before the next is read; what cannot be read is named among them, and stops no other.

    Args:
        source: A file, an address, or ``-`` for standard input.
        options: How it is to be read.
    """
    options = options if options is not None else Options()
    name = str(source)
    try:
        with opened(name, options) as stream:
            yield from streamed(stream, options)
    except SourceError as error:
        yield Unread(name, error.reason, name if is_file(name) else None)


def streamed(stream: Stream, options: Options, depth: int = 0) -> Iterator[Document | Unread]:
    """The documents in a stream; see ``documents``."""
    try:
        collection = _collection(stream, options)
        if collection is None:
            yield stream.document()
            return
        if depth >= DEEPEST:
            raise SourceError(stream.place, f"is packed more than {DEEPEST} times over; unpack it")
        for item in collection.open(stream, options):
            if isinstance(item, Stream):
                # An archive is searched as a folder is; what is merely compressed keeps its name.
                if item.place != stream.place and not item.name.lower().endswith(SUFFIXES):
                    continue
                yield from streamed(item, options, depth + 1)
            else:
                yield item
    except SourceError as error:
        yield Unread(stream.place, error.reason, stream.origin)
    except OSError as error:
        yield Unread(stream.place, f"cannot be read to its end ({error}); check the file", stream.origin)


def _collection(stream: Stream, options: Options) -> Collection | None:
    wanted = options.format
    if wanted is None:
        return next((collection for collection in COLLECTIONS if collection.accepts(stream)), None)
    # What is packed is unpacked first, whatever is in it.
    packed = next((collection for collection in COLLECTIONS[:3] if collection.accepts(stream)), None)
    return packed or next((collection for collection in COLLECTIONS if collection.name == wanted), None)


def article(document: Document, format: str | None = None) -> Article:
    """The article in a document.

    Args:
        document: The document.
        format: Name of the reader that reads it, whatever it looks like; that of a collection is passed over.

    Raises:
        SourceError: It is empty, binary, or holds no article.
    """
    if len(document.data) > MAX_BYTES:
        raise SourceError(document.name, too_large(MAX_BYTES))
    if not document.data.strip():
        raise SourceError(document.name, "is empty; give a file with an article in it")
    if document.content_type is None and Path(document.name).suffix.lower() in RDF:
        raise SourceError(document.name, "is RDF by its name, not an article; check it with `diplograph validate`")
    named = [reader for reader in READERS if reader.name == format and document.content_type is None]
    for reader in named or READERS:
        if named or reader.accepts(document):
            return _with_language(reader.read(document))
    raise SourceError(document.name, f"no reader for {document.content_type}; give a page, text, PDF or e-mail")


def _with_language(article: Article) -> Article:
    """The article with the language of its text, where that tells; it counts more than what its page declares, which may be its site's."""
    found, declared = language_of(article), tag(article.language) if article.language else None
    if found is not None and (declared is None or declared.partition("-")[0] != found):
        declared = found
    return replace(article, language=declared)


def read(source: str | Path, options: Options | None = None) -> Article:
    """The article in a source that holds one.

    Raises:
        SourceError: The source is missing, not to be opened, empty, too large, binary, or holds no article or many.
    """
    return _only(documents(source, options), str(source))


def read_bytes(data: bytes, name: str, content_type: str | None = None, options: Options | None = None) -> Article:
    """The article in the bytes of a file or a page that holds one.

    Args:
        data: The bytes.
        name: The file's name or the page's address; it becomes the article's source.
        content_type: The media type that came with them, if any.
        options: How they are to be read.

    Raises:
        SourceError: They are empty, too many, binary, or hold no article or many.
    """
    return _only(streamed(Stream(name, BytesIO(data), content_type), options if options is not None else Options()), name)


def _only(found: Iterator[Document | Unread], name: str) -> Article:
    items = [item for item, _ in zip(found, range(2), strict=False)]
    if len(items) > 1:
        raise SourceError(name, "holds more than one article; load it, or give one of them alone")
    if not items:
        raise SourceError(name, "holds no article; check what it is")
    if isinstance(items[0], Unread):
        raise SourceError(name, items[0].reason)
    return article(items[0])
