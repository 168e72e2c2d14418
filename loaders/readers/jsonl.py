"""Articles in JSON: a line for each (JSON Lines), or a file with one or a list of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from ...errors import SourceError
from ..document import MAX_BYTES, Document, Options, Stream, Unread
from .decoding import decode
from .fields import columns_of, document_of

LINES = (".jsonl", ".ndjson", ".jl", ".jsonlines")
# Under these keys lists of articles stand.
LISTS = ("articles", "items", "data", "docs", "documents", "results", "records", "news", "hits", "response")


class JsonLines:
    """Opens JSON Lines and JSON."""

    name = "json"
    suffixes = LINES

    def accepts(self, stream: Stream) -> bool:
        """Whether its media type or name is that of JSON Lines, or its first character is that of JSON."""
        kinds = frozenset(
            {"application/x-ndjson", "application/jsonl", "application/x-jsonlines", "application/ndjson", "application/json-seq"}
        )
        if stream.is_a(kinds, LINES):
            return True
        if stream.media_type in ("application/json", "application/ld+json") or stream.name.lower().endswith(".json"):
            return True
        begins = stream.head.removeprefix(b"\xef\xbb\xbf").lstrip()[:2000]
        return (
            stream.media_type in (None, "application/octet-stream")
            and begins[:1] in (b"{", b"[")
            and b'":' in begins.replace(b'" :', b'":')
        )

    def open(self, stream: Stream, options: Options) -> Iterator[Document | Unread]:
        """The record of each line, or of each item in the file's list."""
        if self._is_lines(stream):
            yield from _lines(stream, options)
        else:
            yield from _items(stream, options)

    def _is_lines(self, stream: Stream) -> bool:
        if stream.name.lower().endswith(LINES):
            return True
        first, newline, rest = stream.head.removeprefix(b"\xef\xbb\xbf").lstrip().partition(b"\n")
        try:
            return isinstance(json.loads(first), dict) and bool(newline and rest.strip()[:1] == b"{")
        except (ValueError, RecursionError):
            # One record may be longer than what was looked at; a list begins with its bracket.
            return not newline and len(stream.head) > 60_000 and first[:1] == b"{"


def _lines(stream: Stream, options: Options) -> Iterator[Document | Unread]:
    number = 0
    while line := stream.body.readline(MAX_BYTES + 1):
        number += 1
        if len(line) > MAX_BYTES:
            yield stream.unread(number, f"has more than {MAX_BYTES / 1e6:,.0f} MB in one line, and no article has; give one record a line")
            while line and not line.endswith(b"\n"):
                line = stream.body.readline(MAX_BYTES)
            continue
        if line.strip(b"\x1e\xef\xbb\xbf \t\r\n"):
            yield from _read(line, stream, number, options)


def _read(line: bytes, stream: Stream, number: int, options: Options) -> Iterator[Document | Unread]:
    try:
        text = line.lstrip(b"\x1e").decode("utf-8-sig")
        record = json.loads(text, strict=False)
    except UnicodeDecodeError as error:
        yield stream.unread(number, f"is not UTF-8 at byte {error.start} of the line; save it again as UTF-8")
        return
    except (ValueError, RecursionError) as error:
        yield stream.unread(number, f"is no JSON ({error}); give one record a line")
        return
    yield _document(record, stream, number, options)


def _document(record: Any, stream: Stream, number: int, options: Options) -> Document | Unread:
    if not isinstance(record, dict):
        return stream.unread(number, f"is {type(record).__name__} and no object; give an object with the article's text in it")
    record = record.get("_source", record) if isinstance(record.get("_source"), dict) else record  # as search engines export it
    return document_of(record, columns_of(record, options), stream, number)


def _items(stream: Stream, options: Options) -> Iterator[Document | Unread]:
    document = stream.document()
    try:
        data = json.loads(decode(document), strict=False)
    except (ValueError, RecursionError) as error:
        raise SourceError(
            stream.place, f"is no JSON ({error}); give a list of articles, or one a line as {stream.name.removesuffix('.json')}.jsonl"
        ) from error
    found = _list_in(data, options)
    if not found:
        raise SourceError(stream.place, "holds no articles; give a list of objects with the articles' texts in them")
    for number, record in enumerate(found, 1):
        yield _document(record, stream, number, options)


def _list_in(data: Any, options: Options) -> list[Any]:
    for _ in range(3):
        if isinstance(data, list):
            return data
        if not isinstance(data, dict):
            return []
        # Under one of these keys a list stands; where the object is an article itself, its text may stand there.
        if {"text", "html"} & set(columns_of(data, options)) and not any(isinstance(data.get(key), list) for key in LISTS):
            return [data]
        data = next((data[key] for key in LISTS if isinstance(data.get(key), list | dict)), None)
    return []
