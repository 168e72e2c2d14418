"""An event as a row of a table."""

from __future__ import annotations

import datetime as dt
import re

from ..loaders.actors.libraries import is_country
from .columns import NAMES
from .telling import Values

# What XML and calendars cannot hold.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def row(event: Values) -> Values:
    """The row of an event that is told in full: a value, a list or nothing for each column."""
    place: Values = next(iter(event["places"]), {})
    sentence: Values = next(iter(event["evidence"]), {})
    values = {
        **event,
        **{name: sentence.get(name) for name in ("quote", "headline", "publisher", "published", "url", "source")},
        **{role: sorted(code(actor) for actor in event[role]) for role in ("parties", "initiator", "target")},
        "id": event["iri"],
        "date_text": next(iter(event["date_text"]), None),
        "delegates": [person["name"] or person["iri"] for person in event["people"]],
        "place": place.get("name"),
        "country": place.get("country"),
        "latitude": place.get("lat"),
        "longitude": place.get("long"),
        "instrument": [instrument["title"] or instrument["iri"] for instrument in event["instruments"]],
        "reports": len(event["reports"]),
    }
    return {name: values[name] for name in NAMES}


def code(actor: Values) -> str:
    """What an actor is called in a table: its code, else its name, else its IRI.

    An organisation whose short name is the code of a state goes by its name: NAM is Namibia, and not the Non-Aligned Movement.
    """
    names = [actor["code"], actor["name"], actor["iri"]]
    if actor["kind"] == "Organization" and is_country(actor["code"] or ""):
        names[:2] = names[1::-1]
    return str(next(name for name in names if name))


def day(text: str | None) -> dt.date | None:
    """The day that a date of RDF names; nothing for one outside the years 1 to 9999, which no table can hold.

    >>> day("2026-02-07"), day("-0044-03-15")
    (datetime.date(2026, 2, 7), None)
    """
    try:
        return None if text is None else dt.date.fromisoformat(text[:10])
    except ValueError:
        return None


def plain(text: str) -> str:
    r"""The text without control characters that are neither tabs nor ends of lines.

    >>> plain("a\x00b")
    'a b'
    """
    return _CONTROL.sub(" ", text)
