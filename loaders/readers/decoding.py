"""Text from bytes, in whatever encoding they are."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

from ...errors import SourceError
from ..document import Document

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
SAMPLE = 200_000
# What charset-normalizer calls chaos, from 0 to 1, up to which a reading makes sense.
LEAST_ORDER = 0.1
DECLARED = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?([\w.:-]{2,40})""", re.IGNORECASE)
XML_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{2,40})""", re.IGNORECASE)
# Control characters that no text has; white space, form feed and escape are left out.
BINARY = frozenset(range(0x09)) | frozenset(range(0x0E, 0x1B)) | {0x7F}


def decode(document: Document) -> str:
    """The document's text: by its byte order mark, by what it declares, as UTF-8, or as the most likely other encoding.

    Raises:
        SourceError: The bytes are no text.
    """
    data = document.data
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            try:
                return data.decode(encoding).lstrip("\ufeff")
            except UnicodeDecodeError as error:
                raise SourceError(
                    document.name, f"starts as {encoding} but is not, at byte {error.start}; save it again as UTF-8"
                ) from error
    if is_binary(data):
        raise SourceError(document.name, "is a binary file of a kind that is not read; give the article as text, HTML, PDF or e-mail")
    for declared in declared_encodings(document):
        try:
            return data.decode(declared)
        except (UnicodeDecodeError, LookupError):
            continue
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    guesses = from_bytes(data[:SAMPLE])
    best = guesses.best()
    # The encodings of Latin letters are hard to tell apart in a short text; the commonest wins where it makes sense too.
    western = any(guess.encoding == "cp1252" and guess.chaos <= LEAST_ORDER for guess in guesses)
    if best is not None and not western:
        try:
            return data.decode(best.encoding)
        except UnicodeDecodeError:
            pass
    # Every byte is a character in Windows-1252 but for five, so nothing is lost but those.
    return data.decode("cp1252", errors="replace")


def declared_encodings(document: Document) -> list[str]:
    """The encodings that the document names for itself, the most binding first."""
    found: list[str] = []
    if document.content_type:
        stated = re.search(r"""charset\s*=\s*["']?([\w.:-]+)""", document.content_type, re.IGNORECASE)
        if stated:
            found.append(stated.group(1))
    head = document.data[:4096]
    found.extend(match.group(1).decode("ascii") for pattern in (XML_DECLARED, DECLARED) if (match := pattern.search(head)))
    # Pages that say Latin-1 mean Windows-1252, as every browser reads them; UTF-8 proper is tried before either.
    latin = {"iso-8859-1", "latin-1", "latin1", "us-ascii", "ascii"}
    ordered: list[str] = []
    for name in found:
        ordered.extend(["utf-8", "cp1252"] if name.lower() in latin else [name])
    return ordered


def is_binary(data: bytes) -> bool:
    r"""Whether the bytes hold what no text has: a NUL, or more than one control character in two hundred.

    >>> is_binary(b"PK\x03\x04\x14\x00"), is_binary("Café".encode("cp1252"))
    (True, False)
    """
    sample = data[:SAMPLE]
    if b"\x00" in sample or sample.startswith(b"%PDF-"):
        return True
    return sum(byte in BINARY for byte in sample) * 200 > len(sample)
