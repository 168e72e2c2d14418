"""PDF: the text of its pages, without what stands at the head and foot of each."""

from __future__ import annotations

import io
import logging
import re
import time
from collections import Counter
from dataclasses import replace

import pypdf
from pypdf.errors import PyPdfError

from ...errors import SourceError
from ..article import Article
from ..document import Document
from .shape import letters, one_line
from .text import TextReader

MEDIA_TYPES = frozenset({"application/pdf", "application/x-pdf"})
MOST_PAGES = 300
# Drawings of some pages are programs that run for minutes.
LONGEST_SECONDS = 60
FEWEST_LETTERS = 40
# What programs put where the title belongs.
NO_TITLE = re.compile(r"^(?:microsoft word|untitled|document\d*$|slide ?1|.*\.(?:docx?|pdf|indd|qxd|rtf|odt)$)", re.IGNORECASE)
PAGE_NUMBER = re.compile(r"^\W*(?:page\s*)?\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?\W*$", re.IGNORECASE)


class PdfReader:
    """Reads PDF."""

    name = "pdf"
    suffixes = (".pdf",)

    def accepts(self, document: Document) -> bool:
        """Whether it begins as PDF does, or says that it is PDF."""
        return document.media_type in MEDIA_TYPES or b"%PDF-" in document.data[:1024]

    def read(self, document: Document) -> Article:
        """The article in it."""
        pages, title = texts(document)
        if sum(map(str.isalnum, "".join(pages))) < FEWEST_LETTERS:
            raise SourceError(document.name, "is a PDF of pictures, without text in it; have its text recognised (OCR), and give that")
        text = "\n\n".join(without_margins(pages))
        known = document.known
        if known.headline is None and title and not NO_TITLE.match(title) and letters(title) in letters(text[:3000]):
            known = replace(known, headline=title)
        inner = Document(document.name, text.encode("utf-8", "replace"), "text/plain; charset=utf-8", known)
        return TextReader().read(inner)


def texts(document: Document) -> tuple[list[str], str | None]:
    """The text of each page, and the title that the file gives itself.

    Raises:
        SourceError: It is encrypted, broken or too long.
    """
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what it has to say of broken files, the error says
    began = time.monotonic()
    try:
        reader = pypdf.PdfReader(io.BytesIO(document.data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise SourceError(document.name, "is encrypted; save it without its password, and give that")
        if len(reader.pages) > MOST_PAGES:
            raise SourceError(document.name, f"has {len(reader.pages):,} pages, and no article has; give the pages of the article alone")
        pages = []
        for page in reader.pages:
            pages.append(page.extract_text())
            if time.monotonic() - began > LONGEST_SECONDS:
                raise SourceError(document.name, f"takes longer than {LONGEST_SECONDS} seconds to read; give its text as plain text")
        title = reader.metadata.title if reader.metadata is not None else None
    except SourceError:
        raise
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, OSError, NotImplementedError) as error:
        raise SourceError(
            document.name, f"is no PDF that can be read ({type(error).__name__}: {error}); give its text as plain text"
        ) from error
    return pages, one_line(title) if isinstance(title, str) else None


def without_margins(pages: list[str]) -> list[str]:
    """The pages without the lines that stand at the head or foot of most of them, and without page numbers."""
    lines = [[line.strip() for line in page.splitlines()] for page in pages]

    def bare(line: str) -> str:
        return re.sub(r"\d+", "", letters(line))

    edges = Counter(mark for page in lines for mark in {bare(line) for line in [*page[:2], *page[-2:]] if line})
    repeated = {mark for mark, count in edges.items() if len(pages) > 2 and count * 2 > len(pages)}
    kept = []
    for page in lines:
        last = len(page) - 2
        kept.append(
            "\n".join(
                line
                for index, line in enumerate(page)
                if not PAGE_NUMBER.match(line) and not ((index < 2 or index >= last) and bare(line) in repeated)
            )
        )
    return [page for page in kept if page.strip()]
