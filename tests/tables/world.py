"""A dataset of events of many kinds, some of them with words that formats have to be careful with."""

from __future__ import annotations

import dataclasses
import datetime as dt

from diplograph.database import Database
from diplograph.loaders.event import EventRecord, EventType, Instrument, Person, Place, Status
from diplograph.shapes.report import Report
from tests.samples import CANADA, FRANCE, INDIA, UN, accusation, agreement, article, extracted, meeting

FORMULA = "=HYPERLINK(\"http://example.org\";'x')"
TITLE = 'Memorandum; on "trade", \\ and more'


def events() -> list[EventRecord]:
    """The records of the article that ``fill`` loads."""
    of = article("many.txt", "-2+3 states meet")
    met = meeting(of)
    day = dt.date(2026, 5, 1)

    def other(**changes: object) -> EventRecord:
        return dataclasses.replace(met, **changes)  # type: ignore[arg-type]  # each test of a field gives it its type

    return [
        met,
        agreement(of),
        accusation(of),
        other(
            ref="e4", label="Three meet", parties=(INDIA, FRANCE, UN), place=Place("Geneva", "CHE", 46.2, 6.15), earliest=day, latest=day,
        ),
        other(ref="e5", label="Two will meet", parties=(INDIA, FRANCE), status=Status.PLANNED, earliest=day, latest=day + dt.timedelta(9)),
        other(
            ref="e6", label="Two may meet", parties=(CANADA, FRANCE), status=Status.PLANNED, earliest=None, latest=None, date_text=None,
            place=None,
        ),
        other(ref="e7", label=FORMULA, parties=(CANADA, UN), delegates=(Person("@Person", None, CANADA),), place=None),
        dataclasses.replace(
            agreement(of), ref="e8", label="A treaty\u2028of sorts", parties=(FRANCE, CANADA), instrument=Instrument(TITLE, "treaty"),
            topics=("trade", "tariffs"),
        ),
        other(ref="e9", type=EventType.DISPUTE, label="A row", parties=(INDIA, FRANCE)),
        other(ref="e10", label="No talks", status=Status.DENIED, parties=(INDIA, UN)),
        other(ref="e11", type=EventType.VISIT, label="A visit", initiators=(CANADA,), targets=(INDIA,), place=Place("Delhi", "IND")),
        other(ref="e12", type=EventType.EXPULSION, label="Both expel", initiators=(CANADA, INDIA), targets=(CANADA, INDIA), place=None),
    ]  # fmt: skip


def fill(database: Database) -> None:
    """Loads an article of all of them, and another that tells of the first too."""
    second = article("first.txt", "They met")
    for of, told in ((article("many.txt", "-2+3 states meet"), events()), (second, [meeting(second)])):
        found = extracted(of, *told)
        report = database.pipeline.validator.validate(found.graph)
        assert report.conforms, report.text()
        database.store_extracted(found, Report(()))
