"""From reports to events: each report, in the order from the most exact to the vaguest, joins the event that it fits best.

The order is total and follows from the reports alone, so the outcome does not depend on the order of loading. What a
report joins depends on more exact ones only, so vague reports cannot glue exact ones together.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Protocol

from .event_report import EventReport
from .index import blocks, near_blocks
from .rule import compare, told_as_one


def choose(report: EventReport, near: Iterable[EventReport], members: Callable[[EventReport], tuple[str, list[EventReport]]]) -> str:
    """The key of the leader of the event that the report joins; its own where it founds one.

    It joins the event with which it has most in common, of those with which it has enough and with none of whose reports
    it is at odds. Where two fit equally well nothing says which one is meant, and the report stays an event of its own.
    What a person says about an event is held against no other report of it, and joins them whatever they say.

    Args:
        report: The report.
        near: Reports of a lower rank that it may have to do with.
        members: The leader's key and all reports of a lower rank of the event of a report.
    """
    scores: dict[str, tuple[int, ...]] = {}
    near = list(near)
    told = [other for other in near if told_as_one(report, other)]
    if told:
        return members(min(told, key=lambda other: other.rank))[0]
    for other in near:
        likeness = compare(report, other)
        if likeness is None or not likeness.joins:
            continue
        leader, reports = members(other)
        if leader in scores:
            continue
        found = [compare(report, member) for member in [each for each in reports if not each.about] or reports]
        if all(each is not None for each in found):
            scores[leader] = max(each.score for each in found if each is not None)
    if not scores:
        return report.key
    best = max(scores.values())
    leaders = [leader for leader, score in scores.items() if score == best]
    return leaders[0] if len(leaders) == 1 else report.key


def group(reports: Iterable[EventReport]) -> list[list[EventReport]]:
    """The events among the reports, each with its reports in order of rank."""
    events: dict[str, list[EventReport]] = {}
    leaders: dict[str, str] = {}
    placed: dict[str, list[EventReport]] = defaultdict(list)
    for report in sorted(reports, key=lambda each: each.rank):
        near = {other.key: other for block in near_blocks(report) for other in placed[block]}
        leader = choose(report, near.values(), lambda other: (leaders[other.key], events[leaders[other.key]]))
        leaders[report.key] = leader
        events.setdefault(leader, []).append(report)
        for block in blocks(report):
            placed[block].append(report)
    return list(events.values())


class Known(Protocol):
    """What regrouping asks of a dataset."""

    def near(self, report: EventReport) -> Iterable[EventReport]:
        """The reports, as they become, that the report may have to do with; itself may be among them."""
        ...

    def event(self, key: str) -> frozenset[str]:
        """The keys of all reports of the event of that report as the dataset has it; none where it has no such report."""
        ...

    def before(self, key: str) -> EventReport | None:
        """The report as it is."""
        ...

    def after(self, key: str) -> EventReport | None:
        """The report as it becomes; nothing where it goes."""
        ...


class Regrouping:
    """What becomes of the events of a dataset when some reports come, go or change; only what can be touched is looked at.

    Args:
        known: The dataset.
        changed: The keys of the reports that come, go or change.
    """

    def __init__(self, known: Known, changed: Iterable[str]) -> None:
        self._known = known
        self._changed = frozenset(changed)
        self._decided: dict[str, str] = {}
        self._joined: dict[str, set[str]] = defaultdict(set)
        self._queue: list[tuple[tuple[object, ...], str]] = []
        self._queued: set[str] = set()
        self._old_leaders: dict[str, str | None] = {}
        for key in sorted(self._changed):
            before, after = known.before(key), known.after(key)
            if before is not None:
                self._stir(before, known.event(key))
            if after is not None:
                self._push(after)
        while self._queue:
            self._settle(heapq.heappop(self._queue)[1])

    def _push(self, report: EventReport) -> None:
        if report.key not in self._queued:
            self._queued.add(report.key)
            heapq.heappush(self._queue, (report.rank, report.key))

    def _stir(self, report: EventReport, event: Iterable[str]) -> None:
        # What a report joins depends on the events of the more exact ones that it has to do with: so all of a higher rank
        # that have to do with this one's event must choose again.
        for key in sorted(event):
            for member in {id(each): each for each in (self._known.before(key), self._known.after(key)) if each is not None}.values():
                if member.rank > report.rank and key not in self._changed:
                    self._push(member)
                for other in self._known.near(member):
                    if other.rank > report.rank and other.key not in self._queued:
                        likeness = compare(member, other)
                        if likeness is not None and likeness.joins:
                            self._push(other)

    def _old_leader(self, key: str) -> str | None:
        if key not in self._old_leaders:
            event = self._known.event(key)
            reports = [report for member in event if (report := self._known.before(member)) is not None]
            leader = min(reports, key=lambda each: each.rank).key if reports else None
            self._old_leaders.update(dict.fromkeys(event | {key}, leader))
        return self._old_leaders[key]

    def _leader(self, key: str) -> str | None:
        if key in self._decided:
            return self._decided[key]
        return None if key in self._changed else self._old_leader(key)

    def _members(self, leader: str) -> list[EventReport]:
        keys = {key for key in self._known.event(leader) if self._leader(key) == leader} | self._joined[leader]
        return [report for key in sorted(keys) if (report := self._known.after(key)) is not None]

    def _settle(self, key: str) -> None:
        report = self._known.after(key)
        assert report is not None
        near = [other for other in self._known.near(report) if other.rank < report.rank]

        def members(other: EventReport) -> tuple[str, list[EventReport]]:
            leader = self._leader(other.key)
            assert leader is not None
            return leader, [member for member in self._members(leader) if member.rank < report.rank]

        old = self._leader(key)
        new = choose(report, near, members)
        self._decided[key] = new
        self._joined[new].add(key)
        if new != old:
            if old is not None:
                self._stir(report, self._known.event(key))
            self._stir(report, {key} | {member.key for member in self._members(new)})

    def events(self) -> list[list[EventReport]]:
        """The events that have other reports than before, or reports that changed, each with its reports in order of rank."""
        touched = set()
        for key in self._changed | self._decided.keys():
            if key in self._decided and key not in self._changed and self._decided[key] == self._old_leader(key):
                continue
            touched |= {self._leader(member) for member in self._known.event(key) if self._known.after(member) is not None}
            if self._known.after(key) is not None:
                touched.add(self._leader(key))
        found = (sorted(self._members(leader), key=lambda each: each.rank) for leader in sorted(filter(None, touched)))
        return [members for members in found if members]


def leaders(events: Iterable[list[EventReport]]) -> Mapping[str, str]:
    """The smallest key of the event of each report, by the report's key."""
    return {report.key: min(member.key for member in event) for event in events for report in event}
