"""What the reports of an imported file are called, and about which events of the dataset they are."""

from __future__ import annotations

from dataclasses import dataclass

from ..ontology.iris import digest
from .known import Known


@dataclass(frozen=True, slots=True)
class ReportName:
    """The name of a report.

    Attributes:
        key: What its IRI is made from.
        about: The keys of the reports of the event that it tells anew.
        told: The key by which the file names that event; nothing where it names none.
    """

    key: str
    about: frozenset[str] = frozenset()
    told: str | None = None


def report_name(known: Known, source: str, name: str | None, *parts: str) -> ReportName:
    """The name of a report that the file calls so, or else of one that its parts tell from the others of the file.

    Args:
        known: What the dataset knows.
        source: The name of the source.
        name: What the file calls it: an IRI, such as an event's of this or another dataset, or any text.
        parts: What tells it from others where it has no name.
    """
    if name is None:
        return ReportName(digest("record", source, "", *parts))
    told = next((name.removeprefix(base) for base in (known.iris.event(""), known.iris.report("")) if name.startswith(base)), None)
    if not told:
        return ReportName(digest("record", source, name))
    others = known.reports(told)
    if known.is_own(told):
        # The source keeps the names of its own reports, whoever else tells of the event.
        return ReportName(told, others, told)
    # It comes after the name that is told anew, so that the event keeps its own.
    return ReportName(f"{told}-{digest(source)[:8]}", others | {told}, told)
