"""Which of the offered media types a client wants (RFC 9110, section 12.5.1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from starlette.exceptions import HTTPException

from ..store.formats import Format


@dataclass(frozen=True, slots=True)
class Range:
    """One entry of an Accept header."""

    main: str
    sub: str
    quality: float

    def fits(self, media_type: str) -> int:
        """How closely it fits the media type: 3 exactly, 2 by its main type, 1 by anything, 0 not at all."""
        main, _, sub = media_type.partition("/")
        if (self.main, self.sub) == (main, sub):
            return 3
        if (self.main, self.sub) == (main, "*"):
            return 2
        return 1 if (self.main, self.sub) == ("*", "*") else 0


def ranges(accept: str | None) -> list[Range]:
    """The entries of an Accept header; no header accepts anything. Entries that make no sense are passed over.

    >>> [(r.main, r.sub, r.quality) for r in ranges("text/*;q=0.5, text/csv")]
    [('text', '*', 0.5), ('text', 'csv', 1.0)]
    """
    if accept is None or not accept.strip():
        return [Range("*", "*", 1.0)]
    found = []
    for entry in accept.split(","):
        media_type, *parameters = (part.strip().lower() for part in entry.split(";"))
        main, slash, sub = media_type.partition("/")
        if not slash or not main or not sub:
            continue
        quality = 1.0
        for parameter in parameters:
            name, _, value = parameter.partition("=")
            if name.strip() == "q":
                try:
                    quality = min(max(float(value), 0.0), 1.0)
                except ValueError:
                    quality = 0.0
        found.append(Range(main, sub, quality))
    return found


def choose(accept: str | None, offers: Sequence[str]) -> str | None:
    """The offered media type that is wanted most, the first of equals; nothing where none is wanted.

    >>> choose("text/turtle;q=0.2, application/*", ["text/turtle", "application/json"])
    'application/json'
    """
    wanted = ranges(accept)
    best, best_quality = None, 0.0
    for offer in offers:
        fitting = [(entry.fits(offer), entry.quality) for entry in wanted if entry.fits(offer)]
        # The closest entry counts, so that `text/csv;q=0, */*` refuses CSV.
        quality = max(fitting)[1] if fitting else 0.0
        if quality > best_quality:
            best, best_quality = offer, quality
    return best


@dataclass(frozen=True, slots=True)
class Choice:
    """A format, and the media type by which the client asked for it."""

    format: Format
    media_type: str


@lru_cache(256)
def choose_format(accept: str | None, formats: tuple[Format, ...]) -> Choice | None:
    """The wanted format of those given; nothing where none is wanted."""
    offers = {name: format for format in formats for name in (format.media_type,)}
    for format in formats:
        for alias in format.aliases:
            offers.setdefault(alias, format)
    chosen = choose(accept, list(offers))
    return Choice(offers[chosen], chosen) if chosen is not None else None


def not_acceptable(accept: str | None, offers: Sequence[str]) -> HTTPException:
    """The error that names what could be had."""
    return HTTPException(406, f"none of {accept!r} can be given; ask for one of {', '.join(offers)}")


def content_type(media_type: str) -> str:
    """The media type as a header gives it: with its encoding, where it is text."""
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type
