"""What is known, from what the articles report: which reports tell of one event, and what the dataset says of that event.

The rule and its reasons stand in docs/consolidation.md. ``rule`` says of two reports whether they may and whether they do
tell of one event, ``grouping`` makes events of many reports, ``view`` says what an event's triples are, ``index`` finds
the reports that a new one has to be compared with, and ``change`` brings a dataset from one state to the next.
"""

from __future__ import annotations

from .change import consolidate, filing_changes, index, rebuild_change, view_change
from .copies import copies
from .event_report import EventReport, event_reports
from .grouping import group
from .rule import Likeness, compare
from .triples import Triples, in_graph

__all__ = [
    "EventReport",
    "Likeness",
    "Triples",
    "compare",
    "consolidate",
    "copies",
    "event_reports",
    "filing_changes",
    "group",
    "in_graph",
    "index",
    "rebuild_change",
    "view_change",
]
