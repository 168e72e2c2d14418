"""Events as entries of a calendar (iCalendar, RFC 5545), each over all the days on which it may begin."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import IO, TYPE_CHECKING

from ..version import VERSION
from .row import day, plain, row
from .telling import Values

if TYPE_CHECKING:
    import icalendar

_STATES = {"occurred": "CONFIRMED", "planned": "TENTATIVE"}
_DAY = dt.timedelta(days=1)
_END = b"END:VCALENDAR\r\n"


def write_calendar(events: Iterable[Values], target: IO[bytes]) -> int:
    """Writes an entry for each event that has a date; gives back how many were left out, since they have none."""
    import icalendar  # which only this format needs

    calendar = icalendar.Calendar()
    calendar.add("prodid", f"-//Diplograph//Diplograph {VERSION}//EN")
    calendar.add("version", "2.0")
    target.write(calendar.to_ical().removesuffix(_END))
    undated = 0
    for event in events:
        first, last = day(event["earliest"]), day(event["latest"])
        if first is None or last is None or last == dt.date.max:
            undated += 1
            continue
        entry = icalendar.Event()
        _fill(entry, event, first, last)
        target.write(entry.to_ical())
    target.write(_END)
    return undated


def _fill(entry: icalendar.Event, event: Values, first: dt.date, last: dt.date) -> None:
    line = row(event)
    entry.add("uid", event["iri"])
    # The format wants a time; the newest article's, so that equal data gives equal calendars.
    entry.add("dtstamp", max((_time(sentence["published"]) for sentence in event["evidence"]), default=_time(None)))
    entry.add("dtstart", first)
    entry.add("dtend", last + _DAY)
    entry.add("transp", "TRANSPARENT")
    entry.add("status", _STATES.get(event["status"], "CANCELLED"))
    entry.add("summary", plain(event["label"] or ""))
    entry.add("categories", [event["type"], *event["topics"]])
    if line["place"]:
        entry.add("location", plain(", ".join(filter(None, (line["place"], line["country"])))))
    if line["latitude"] is not None and line["longitude"] is not None:
        entry.add("geo", (line["latitude"], line["longitude"]))
    if (line["url"] or "").startswith(("http://", "https://")):
        entry.add("url", line["url"])
    window = f"It may begin on any day from {first} to {last}." if first != last else None
    from_whom = ", ".join(filter(None, (line["headline"], line["publisher"], line["url"] or line["source"])))
    entry.add("description", plain("\n\n".join(filter(None, (line["quote"], from_whom, window)))))


def _time(published: str | None) -> dt.datetime:
    try:
        time = dt.datetime.fromisoformat(published or "")
        return (time if time.tzinfo is not None else time.replace(tzinfo=dt.UTC)).astimezone(dt.UTC)
    except (ValueError, OverflowError):
        return dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
