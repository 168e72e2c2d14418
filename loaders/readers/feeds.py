"""RSS, Atom and JSON Feed: what a feed says of each entry, or the page that the entry links to."""

from __future__ import annotations

import calendar
import datetime as dt
import html
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urljoin

import feedparser

from ...errors import SourceError
from ...ontology.iris import digest
from ..document import Document, Known, Options, Stream, Unread
from .dates import iso_time
from .fields import names_of
from .shape import one_line

MEDIA_TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json", "text/rss+xml"})
SUFFIXES = (".rss", ".atom")
ROOT = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*(?:<\?xml.{0,200}?\?>)?\s*(?:<\?.{0,500}?\?>\s*|<!--.{0,5000}?-->\s*|<!DOCTYPE\s[^<>]{0,500}>\s*)*<(?:rss|feed|rdf:RDF)\b",
    re.DOTALL,
)
JSON_FEED = re.compile(rb'"version"\s*:\s*"https?:\\?/\\?/(?:www\.)?jsonfeed\.org')
FEWEST_LETTERS = 20
MOST_ENTRIES = 10_000


class Feeds:
    """Opens feeds."""

    name = "feed"
    suffixes = SUFFIXES

    def accepts(self, stream: Stream) -> bool:
        """Whether it begins as a feed does, or says that it is one."""
        if ROOT.match(stream.head[:8000]) or JSON_FEED.search(stream.head[:8000]):
            return True
        return stream.is_a(MEDIA_TYPES - {"application/rdf+xml"}, SUFFIXES)

    def open(self, stream: Stream, options: Options) -> Iterator[Document | Unread]:
        """The entries, in the feed's order, or the pages that they link to."""
        for number, entry in enumerate(entries(stream), 1):
            if options.follow and options.fetch is not None and entry.known.url:
                try:
                    yield followed(stream, entry.known, options)
                except SourceError as error:
                    yield Unread(entry.known.url, error.reason, entry.known.url)
            else:
                yield entry_document(stream, number, entry)


def entry_document(stream: Stream, number: int, entry: Entry) -> Document | Unread:
    """What the feed says of its entry of that number."""
    if sum(map(str.isalnum, entry.text)) < FEWEST_LETTERS:
        return stream.unread(number, "is an entry without text of its own; read the pages that the feed links to, with --follow")
    markup = entry.text if entry.text.lstrip().startswith("<") else f"<p>{entry.text}"
    page = f"<article><h1>{html.escape(entry.known.headline or '')}</h1>{markup}</article>"
    name = "" if entry.known.url else entry.id
    return stream.record(number, name, page.encode("utf-8", "replace"), "text/html; charset=utf-8", entry.known)


def followed(stream: Stream, known: Known, options: Options) -> Document:
    """The page that an entry links to, with what the feed says of it where the page does not.

    Raises:
        SourceError: It cannot be fetched, or is too large.
    """
    assert options.fetch is not None
    assert known.url is not None
    page = options.fetch(known.url)
    with page.body:
        document = page.document()
    return Document(page.name, document.data, document.content_type, replace(known, url=page.name), known.url, known.url)


class Entry:
    """What a feed says of one article.

    Args:
        id: What tells it from the feed's others.
        text: Its text, as HTML.
        known: What is said beside it.
    """

    __slots__ = ("id", "known", "text")

    def __init__(self, id: str, text: str, known: Known) -> None:
        self.id = id
        self.text = text
        self.known = known


def entries(stream: Stream) -> list[Entry]:
    """The entries of a feed, none twice.

    Raises:
        SourceError: It is no feed, or has no entry.
    """
    data = stream.document().data
    if not data.strip():
        raise SourceError(stream.place, "is empty; check its address")
    begins = data[:8000].removeprefix(b"\xef\xbb\xbf").lstrip()
    found = _of_json(data, stream) if begins[:1] == b"{" else _of_xml(data, stream)
    unique: dict[str, Entry] = {}
    for entry in found[:MOST_ENTRIES]:
        if entry.known.url is not None or entry.text:  # of one that is cut off, neither is there
            unique.setdefault(entry.id, entry)
    return list(unique.values())


def _of_xml(data: bytes, stream: Stream) -> list[Entry]:
    if re.search(rb"<!ENTITY", data[:20_000], re.IGNORECASE):
        raise SourceError(stream.place, "declares entities, which no feed needs, and is not read; check where it comes from")
    address = {"content-location": stream.name} if stream.name.startswith("http") else {}
    encoding = {"content-type": stream.content_type} if stream.content_type and "charset" in stream.content_type else {}
    try:
        parsed = feedparser.parse(data, response_headers={**address, **encoding})
    except (ValueError, LookupError, AttributeError, TypeError, RecursionError, AssertionError) as error:
        raise SourceError(stream.place, f"is no feed that can be read ({error}); check its address") from error
    feed = parsed.feed
    if not parsed.get("version") and not parsed.entries:
        raise SourceError(stream.place, "is no feed of RSS, Atom or JSON; give the address of the feed, which the site's page names")
    base = stream.name if address else str(feed.get("link") or "")
    found = []
    for entry in parsed.entries:
        link = _address(entry.get("link"), base) or (
            _address(entry.get("id"), base) if str(entry.get("id", "")).startswith("http") else None
        )
        bodies = [body.get("value", "") for body in entry.get("content", ())] + [entry.get("summary", "")]
        source = entry.get("source")
        known = Known(
            headline=_words(entry.get("title")),
            published=_moment(entry),
            url=link,
            publisher=_words(source.get("title") if isinstance(source, dict) else None) or _words(feed.get("title")),
            authors=names_of([author.get("name") for author in entry.get("authors", ()) if author.get("name")] or entry.get("author")),
            language=entry.get("language") or feed.get("language") or None,
        )
        found.append(Entry(link or entry.get("id") or digest(known.headline or "", str(known.published))[:12], max(bodies, key=len), known))
    return found


def _of_json(data: bytes, stream: Stream) -> list[Entry]:
    try:
        feed = json.loads(data.decode("utf-8-sig", "replace"), strict=False)
    except (ValueError, RecursionError) as error:
        raise SourceError(stream.place, f"is no JSON Feed that can be read ({error}); check its address") from error
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        raise SourceError(stream.place, "is no JSON Feed: it has no list of items; check its address")
    base = stream.name if stream.name.startswith("http") else str(feed.get("home_page_url") or "")
    found = []
    for item in items:
        if not isinstance(item, dict):
            continue
        text = item.get("content_html") or html.escape(str(item.get("content_text") or item.get("summary") or "")).replace(
            "\n\n", "</p><p>"
        )
        people = item.get("authors") or item.get("author") or feed.get("authors")
        published = item.get("date_published")
        known = Known(
            headline=_words(item.get("title")),
            published=iso_time(published) if isinstance(published, str) else None,
            url=_address(item.get("url") or item.get("external_url"), base),
            publisher=_words(feed.get("title")),
            authors=names_of(people),
            language=_words(item.get("language") or feed.get("language")),
        )
        found.append(Entry(known.url or str(item.get("id")), str(text), known))
    return found


def _words(value: object) -> str | None:
    return one_line(html.unescape(re.sub(r"<[^>]{1,200}>", "", value))) or None if isinstance(value, str) else None


def _address(value: object, base: str) -> str | None:
    if not isinstance(value, str):
        return None
    try:
        address = urljoin(base, value.strip())
    except ValueError:
        return None
    return address if address.startswith(("http://", "https://")) and not re.search(r"[\s<>\"{}|\\^`]", address) else None


def _moment(entry: Any) -> dt.datetime | dt.date | None:
    """When the entry was published, in the zone that the feed gives."""
    said = entry.get("published") or entry.get("updated")
    if isinstance(said, str):
        try:
            sent = parsedate_to_datetime(said)
        except (ValueError, IndexError, TypeError):
            if found := iso_time(said):
                return found
        else:
            return sent if sent.tzinfo is not None else sent.date()
    parsed = entry.get("published_parsed") or entry.get("updated_parsed")
    return dt.datetime.fromtimestamp(calendar.timegm(parsed), dt.UTC) if parsed else None
