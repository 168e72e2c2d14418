"""What of a file of events is taken in, and what is not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypedDict

import pyoxigraph as ox

from ..shapes.report import Report
from ..shapes.validator import Validator
from .fault import Fault
from .run import Imported


class ImportOptions(TypedDict, total=False):
    """How a file of events is taken in.

    Attributes:
        publisher: Who answers for the file.
        encoding: The encoding of a table, where it is neither UTF-8 nor has a byte order mark.
        keep_going: Takes the events that have no faults, and leaves the rest in quarantine.
        progress: Is told what is done, how much of it, and of how much where that is known.
    """

    publisher: str | None
    encoding: str | None
    keep_going: bool
    progress: Callable[[str, int, int | None], None] | None


@dataclass(frozen=True, slots=True)
class Decision:
    """What is decided of a file.

    Attributes:
        taken: What is taken in; nothing where the file is refused.
        faults: What is wrong with the rest.
        refused: What was read of the rest.
        warnings: What the shapes say of what is taken in.
    """

    taken: Imported | None
    faults: tuple[Fault, ...]
    refused: frozenset[ox.Triple]
    warnings: Report


def decide(whole: Imported, validator: Validator, *, keep_going: bool) -> Decision:
    """Takes all events of a file or none; or those that have no faults, where it is to keep going."""
    taken, faults, report = whole, list(whole.faults), Report(())
    checked = True
    while checked:
        report = validator.validate_ntriples(ox.serialize(taken.triples, format=ox.RdfFormat.N_TRIPLES) or b"")
        found = taken.faults_of(report)
        faults += (fault for each in found.values() for fault in each)
        # What is left has to be looked at again, since others may have referred to what goes.
        checked = keep_going and bool(found) and None not in found
        if checked:
            taken = taken.without({event for event in found if event is not None})
    faults.sort(key=lambda fault: fault.line or 0)
    if not taken.reports or not report.conforms or (faults and not keep_going):
        return Decision(None, tuple(faults), whole.triples, Report(()))
    refused = whole.without(taken.reports).triples if faults else frozenset[ox.Triple]()
    return Decision(taken, tuple(faults), refused, report)
