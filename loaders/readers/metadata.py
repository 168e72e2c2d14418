"""What a page says of itself to machines: JSON-LD, OpenGraph, meta elements, microdata."""

from __future__ import annotations

import datetime as dt
import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from htmldate import find_date
from lxml.html import HtmlElement

from ..language import tag
from .byline import split_names
from .dates import iso_time
from .shape import one_line

ARTICLE_TYPES = re.compile(r"(?:News|Reportage|Analysis|Background|Opinion|Review|Satirical)?(?:News)?Article$|^Report$|BlogPosting$")
# The names of meta elements that hold the publication time, the most binding first.
TIMES = tuple(
    "article:published_time og:article:published_time og:published_time datepublished publishdate publish-date publish_date pubdate "
    "date.published parsely-pub-date sailthru.date dc.date.issued dcterms.issued dc.date.created dcterms.created dcterms.date dc.date "
    "datecreated cxenseparse:recs:publishtime date".split()
)


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the page declares.

    Attributes:
        titles: The headlines that it gives itself, the most trustworthy first.
        description: Its one-sentence summary.
    """

    titles: tuple[str, ...] = ()
    description: str | None = None
    published: dt.datetime | dt.date | None = None
    url: str | None = None
    publisher: str | None = None
    authors: tuple[str, ...] = field(default=())
    language: str | None = None


def metadata(root: HtmlElement) -> Metadata:
    """The page's metadata, each field from the first source that gives it."""
    meta = meta_elements(root)
    linked = max(linked_articles(root), key=lambda node: ("headline" in node) + ("datePublished" in node), default={})
    title = root.find(".//title")
    titles = [
        words(linked.get("headline")),
        meta.get("og:title"),
        meta.get("twitter:title"),
        one_line(title.text_content()) if title is not None else None,
    ]
    return Metadata(
        titles=tuple(dict.fromkeys(title for title in titles if title)),
        description=words(linked.get("description")) or meta.get("og:description") or meta.get("description"),
        published=publication_time(root, linked, meta),
        url=address(root, linked, meta),
        publisher=name_of(linked.get("publisher")) or meta.get("og:site_name") or meta.get("dc.publisher") or meta.get("application-name"),
        authors=authors(linked, meta),
        language=language(root, linked, meta),
    )


def meta_elements(root: HtmlElement) -> dict[str, str]:
    """The first content of each name or property, by its name in lower case."""
    found: dict[str, str] = {}
    for element in root.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop")
        content = one_line(element.get("content") or "")
        if name and content:
            found.setdefault(name.strip().lower(), content)
    return found


def linked_articles(root: HtmlElement) -> Iterator[dict[str, Any]]:
    """The descriptions of articles in the page's JSON-LD."""
    for script in root.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower() or not script.text:
            continue
        try:
            # Pages break lines inside strings, which strict JSON does not allow, and wrap it all in comment marks.
            data = json.loads(
                re.sub(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*$", "", script.text), strict=False
            )
        except (ValueError, RecursionError):
            continue
        queue: list[Any] = [data]
        for _ in range(2000):
            if not queue:
                break
            node = queue.pop(0)
            if isinstance(node, list):
                queue.extend(node)
            elif isinstance(node, dict):
                kinds = node.get("@type")
                if any(isinstance(kind, str) and ARTICLE_TYPES.search(kind) for kind in (kinds if isinstance(kinds, list) else [kinds])):
                    yield node
                queue.extend(
                    node[key] for key in ("@graph", "mainEntity", "mainEntityOfPage", "hasPart") if isinstance(node.get(key), list | dict)
                )


def words(value: object) -> str | None:
    """The text of a JSON value, with character references resolved."""
    return (one_line(html.unescape(value)) or None) if isinstance(value, str) else None


def name_of(value: object) -> str | None:
    """The name of a person or organisation in JSON-LD."""
    if isinstance(value, list):
        return next((name for item in value if (name := name_of(item))), None)
    return words(value.get("name")) if isinstance(value, dict) else words(value)


def authors(linked: dict[str, Any], meta: dict[str, str]) -> tuple[str, ...]:
    """The names of the people who wrote it; an organisation only where nobody else is named."""
    value = linked.get("author")
    listed = value if isinstance(value, list) else [value]
    names = [name for item in listed if (name := name_of(item)) and not name.startswith("http")]
    people = [
        name
        for name, item in zip(names, listed, strict=False)
        if not (isinstance(item, dict) and str(item.get("@type", "")).endswith("Organization"))
    ]
    found = [part for name in people for part in (split_names(name) or (name,))]
    if not found:
        declared = next(
            (
                meta[key]
                for key in ("author", "article:author", "parsely-author", "dc.creator", "byl")
                if meta.get(key) and "://" not in meta[key]
            ),
            None,
        )
        found = list(split_names(declared)) if declared else []
    return tuple(dict.fromkeys(found))


def publication_time(root: HtmlElement, linked: dict[str, Any], meta: dict[str, str]) -> dt.datetime | dt.date | None:
    """When it was first published: the moment with its zone if any field gives one, else the day."""
    stated = [linked.get("datePublished"), *(meta.get(key) for key in TIMES), linked.get("dateCreated")]
    times = [time for value in stated if isinstance(value, str) and (time := iso_time(value)) is not None]
    shown = [
        element.get("datetime") or element.get("content") or ""
        for element in root.xpath(
            "//*[@itemprop='datePublished'] | //time[@pubdate] | //time[contains(@class, 'published') or contains(@class, 'entry-date')]"
        )
    ]
    times += [time for value in shown if (time := iso_time(value)) is not None]
    if not times:
        return None
    moments = [time for time in times if isinstance(time, dt.datetime)]
    if not moments:
        return times[0]
    first = moments[0]
    # The same moment in the publisher's own zone tells the day there; one in UTC may be a day off.
    return next((moment for moment in moments if moment == first and moment.utcoffset()), first)


def guessed_day(root: HtmlElement) -> dt.date | None:
    """The day that htmldate finds in the page's address or visible date, without its wider guesses."""
    # A last day far ahead keeps the answer the same whenever it is asked.
    found = find_date(root, extensive_search=False, original_date=True, max_date="2999-12-31")
    return dt.date.fromisoformat(found) if found else None


def address(root: HtmlElement, linked: dict[str, Any], meta: dict[str, str]) -> str | None:
    """The page's own address, from its canonical link, OpenGraph or JSON-LD."""
    canonical = [element.get("href") for element in root.iter("link") if (element.get("rel") or "").lower() == "canonical"]
    main = linked.get("mainEntityOfPage")
    for value in (*canonical, meta.get("og:url"), linked.get("url"), main.get("@id") if isinstance(main, dict) else main):
        if not isinstance(value, str):
            continue
        value = value.strip()
        try:
            parts = urlsplit(value)
            host = parts.hostname
        except ValueError:
            continue
        # The front page is no article's address.
        if (
            parts.scheme in {"http", "https"}
            and host
            and (parts.path.strip("/") or parts.query)
            and not re.search(r"[\s<>\"{}|\\^`]", value)
        ):
            return value
    return None


def language(root: HtmlElement, linked: dict[str, Any], meta: dict[str, str]) -> str | None:
    """The page's language as a BCP 47 tag."""
    document = root if root.tag == "html" else root.getroottree().getroot()
    declared = [
        document.get("lang"),
        document.get("xml:lang"),
        linked.get("inLanguage"),
        meta.get("og:locale"),
        meta.get("content-language"),
    ]
    for value in declared:
        if isinstance(value, str) and (found := tag(value)) is not None:
            return found
    return None
