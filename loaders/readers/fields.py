"""Records of dumps, whatever their columns are called: what each says of its article."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from ...errors import ConfigurationError
from ...ontology.iris import digest
from ..document import Document, Known, Options, Stream, Unread
from .byline import split_names
from .dates import iso_time
from .metadata import name_of
from .shape import one_line

FEWEST_LETTERS = 20
QUOTED = re.compile(r"'([^']+)'|\"([^\"]+)\"")


@cache
def usual_names() -> dict[str, tuple[str, ...]]:
    """The usual names of each field, in lower case, the most telling first."""
    table = tomllib.loads(files("diplograph").joinpath("loaders/readers/fields.toml").read_text("utf-8"))
    return {field: tuple(names) for field, names in table.items()}


def columns_of(names: Iterable[str], options: Options) -> dict[str, str]:
    """Which of the names holds each field: as the options say, else by the usual names.

    Raises:
        ConfigurationError: The options name a field that there is not.

    >>> columns_of(["Headline", "Body", "x"], Options(columns={"url": "x"}))
    {'text': 'Body', 'headline': 'Headline', 'url': 'x'}
    """
    given = {name.strip().lower().replace(" ", "_").replace("-", "_"): name for name in names}
    if unknown := set(options.columns) - set(usual_names()):
        raise ConfigurationError(f"an article has no field {min(unknown)!r}; choose one of {', '.join(usual_names())}")
    found = {}
    for field, usual in usual_names().items():
        if field in options.columns:
            found[field] = options.columns[field]
        elif name := next((given[name] for name in usual if name in given), None):
            found[field] = name
    return found


def document_of(record: Mapping[str, Any], columns: Mapping[str, str], stream: Stream, number: int) -> Document | Unread:
    """The document of one record, or why there is none in it.

    Args:
        record: Its values by their names.
        columns: The name that holds each field.
        stream: What it was read from.
        number: Its number or line.
    """
    values = {field: record.get(name) for field, name in columns.items()}
    text, markup = _text(values.get("text")), _text(values.get("html"))
    if sum(map(str.isalnum, (text or markup)[:10_000])) < FEWEST_LETTERS:
        wanted = columns.get("text") or columns.get("html")
        missing = f"has no text in {wanted!r}" if wanted else "has no text by any of the usual names"
        return stream.unread(
            number, f"{missing}; name the column or key that holds it, such as --column text=NAME (there are {_listed(record)})"
        )
    url = _text(values.get("url")).strip()
    known = Known(
        headline=one_line(_text(values.get("headline"))) or None,
        published=moment(values.get("published")),
        url=url if url.lower().startswith(("http://", "https://")) else None,
        publisher=name_of(values.get("publisher")),
        authors=names_of(values.get("authors")),
        language=_text(values.get("language")).strip() or None if len(_text(values.get("language"))) < 12 else None,
    )
    # What tells records without an address apart is their id or all that they say, so that their order does not matter.
    identity = values.get("id")
    name = "" if known.url else _text(identity) or digest(known.headline or "", str(known.published), text or markup)[:12]
    content_type = "text/plain; charset=utf-8" if text else "text/html; charset=utf-8"
    return stream.record(number, name, (text or markup).encode("utf-8", "replace"), content_type, known)


def _text(value: object) -> str:
    if isinstance(value, list):  # of paragraphs
        return "\n\n".join(part for item in value if (part := _text(item)))
    if isinstance(value, dict):
        return next(
            (text for key in ("text", "value", "content", "summary", "sections", "paragraphs") if (text := _text(value.get(key)))), ""
        )
    return value if isinstance(value, str) else str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def _listed(record: Mapping[str, Any]) -> str:
    names = [str(name) for name in record][:12]
    return ", ".join(names) if names else "none"


def names_of(value: object) -> tuple[str, ...]:
    """The names of people in a value: a list of them, or one text that names them all."""
    if isinstance(value, str) and value.lstrip().startswith("["):  # a list as Python or JSON writes it
        value = [first or second for first, second in QUOTED.findall(value)]
    if isinstance(value, list):
        return tuple(dict.fromkeys(name for item in value if (name := name_of(item))))
    name = name_of(value)
    return tuple(split_names(name) or (name,)) if name and name.lower() not in {"nan", "none", "null"} else ()


def moment(value: object) -> dt.datetime | dt.date | None:
    """The time that a value gives: as text, as a date, or in seconds or milliseconds since 1970.

    >>> moment("2017-03-01 10:00:00"), moment(1488362400).isoformat(), moment("nan")
    (datetime.date(2017, 3, 1), '2017-03-01T10:00:00+00:00', None)
    """
    if isinstance(value, dict):  # as databases write it
        value = value.get("$date")
    if isinstance(value, str):
        value = value.strip()
        if not value.replace(".", "", 1).isdigit():
            return iso_time(value)
        # Years and days may be numbers too.
        if len(value) == 8 and value.isdigit() and value[:2] in ("19", "20"):
            return iso_time(f"{value[:4]}-{value[4:6]}-{value[6:]}")
        value = float(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        seconds = value / 1000 if value > 100_000_000_000 else float(value)
        return dt.datetime.fromtimestamp(seconds, dt.UTC) if 100_000_000 < seconds < 32_000_000_000 else None
    if isinstance(value, dt.datetime):
        return value if value.tzinfo is not None else value.date()
    return value if isinstance(value, dt.date) else None
