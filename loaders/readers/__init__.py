"""Readers: from a file or the bytes of a page to an Article."""

from __future__ import annotations

from pathlib import Path

from ...errors import SourceError
from ..article import Article
from .base import Document, Reader
from .html import HtmlReader
from .text import TextReader

__all__ = ["MAX_BYTES", "READERS", "Document", "Reader", "read", "read_bytes"]

MAX_BYTES = 50_000_000
_RDF = (".jsonld", ".nq", ".nt", ".rdf", ".trig", ".ttl")

# The first that accepts a document reads it; plain text accepts everything, so it comes last.
READERS: tuple[Reader, ...] = (HtmlReader(), TextReader())


def read(source: str | Path) -> Article:
    """The article in a file.

    Args:
        source: Path of a file of plain text or HTML.

    Raises:
        SourceError: The file is missing, not to be opened, empty, too large, binary, or holds no article.
    """
    name = str(source)
    if name.startswith(("http://", "https://")):
        raise SourceError(name, "is an address, and nothing is fetched from the network; save the page to a file and give the file")
    path = Path(source)
    try:
        if path.is_dir():
            raise SourceError(name, "is a folder, and an article is one file of text or HTML (.txt, .html); give such a file")
        if path.stat().st_size > MAX_BYTES:
            raise SourceError(name, too_large(path.stat().st_size))
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise SourceError(name, "no such file; check the path") from error
    except PermissionError as error:
        raise SourceError(name, "may not be read; check its permissions") from error
    except (OSError, ValueError) as error:
        raise SourceError(name, f"cannot be read ({error}); check the path") from error
    return read_bytes(data, path.name)


def read_bytes(data: bytes, name: str, content_type: str | None = None) -> Article:
    """The article in the bytes of a file or a page.

    Args:
        data: The bytes.
        name: The file's name or the page's address; it becomes the article's source.
        content_type: The media type that came with them, if any.

    Raises:
        SourceError: They are empty, too many, binary, or hold no article.
    """
    if len(data) > MAX_BYTES:
        raise SourceError(name, too_large(len(data)))
    if not data.strip():
        raise SourceError(name, "is empty; give a file with an article in it")
    if content_type is None and Path(name).suffix.lower() in _RDF:
        raise SourceError(name, "is RDF by its name, not an article; check it with `diplograph validate`")
    document = Document(name, data, content_type)
    for reader in READERS:
        if reader.accepts(document):
            return reader.read(document)
    raise SourceError(name, f"no reader for {content_type}; give plain text or HTML")


def too_large(size: int) -> str:
    """What to say of so many bytes."""
    return f"has {size / 1e6:,.0f} MB and the limit is {MAX_BYTES / 1e6:,.0f} MB; give the article alone"
