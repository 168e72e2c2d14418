"""Whether two reports can, and whether they do, tell of one event; docs/consolidation.md gives the reasons."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

from ..loaders.event import EventType
from .event_report import EventReport
from .likeness import Delegate, Titles, compare_titles, numbers, shared_people

# A report of more parties than that joins only reports of exactly the same ones.
MOST_PARTIES = 5
# Days that the dates of one event may lie apart, where people or instrument say that it is one.
WIDEST_GAP = 3

# What is said can be said again the next hour: the same two parties on the same day are no sign that it is one event.
_VOICED = frozenset({EventType.ACCUSATION, EventType.REJECTION, EventType.PROTEST, EventType.THREAT, EventType.DISPUTE})
# What it is about tells one of these from another; of a meeting each article tells the part that it cares for.
_BY_TOPIC = _VOICED | {EventType.AGREEMENT, EventType.SANCTION}
# What one party does to another so seldom that who and whom nearly say which one is meant.
_RARE = frozenset({EventType.VISIT, EventType.RECALL, EventType.EXPULSION, EventType.RUPTURE, EventType.APPOINTMENT, EventType.INVITATION})
# And what nearly always does.
_ONCE = frozenset({EventType.RECALL, EventType.EXPULSION})

_WEEK, _MONTH, _SHORT = 7, 31, 4


@dataclass(frozen=True, slots=True)
class Likeness:
    """What two reports that can tell of one event have in common.

    Attributes:
        joins: Whether that is enough to say that they do.
        score: How much it is, by weight: the same sentence, instrument, people, city, dates, parties, topic.
    """

    joins: bool
    score: tuple[int, ...]


# What a person says is one event has more in common than what the rule finds.
_ONE = Likeness(joins=True, score=(2,) * 7)


def told_as_one(one: EventReport, other: EventReport) -> bool:
    """Whether one of the reports says that it is about the event of the other, or both that they are about the same."""
    return one.key in other.about or other.key in one.about or bool(one.about & other.about)


def compare(one: EventReport, other: EventReport) -> Likeness | None:
    """What two reports have in common; nothing where they cannot tell of one event."""
    if told_as_one(one, other):
        return _ONE
    if one.type is not other.type or one.article == other.article or one.window is None or other.window is None:
        return None
    parties = _parties(one, other)
    if parties is None or not (_nested(one.initiators, other.initiators) and _nested(one.targets, other.targets)):
        return None
    words = bool(one.quotes & other.quotes)
    titles = _titles(one, other)
    instrument = titles is Titles.SAME
    pairs, left, right = shared_people(one.delegates, other.delegates)
    if titles is Titles.OTHER or (not instrument and _other_people(pairs, left, right)):
        return None
    if not _dates(one, other, len(pairs), instrument):
        return None
    known = words or instrument or bool(pairs)
    if one.countries and other.countries and not one.countries & other.countries and not known:
        return None
    topic = bool(one.topics & other.topics)
    if one.type in _BY_TOPIC and one.topics and other.topics and not topic and not known:
        return None
    city = bool(one.cities & other.cities)
    firm = known or city
    if not _status(one, other, firm=firm, equal=parties):
        return None
    score = (words, instrument, min(len(pairs), 2), city, _same_dates(one, other), parties, topic)
    return Likeness(_enough(one, other, firm=firm, topic=topic, equal=parties), tuple(map(int, score)))


def _parties(one: EventReport, other: EventReport) -> bool | None:
    # Whether the parties are the same; nothing where they cannot be those of one event.
    if one.parties == other.parties:
        return True
    small, large = sorted((one.parties, other.parties), key=len)
    if small < large and len(small) >= 2 and len(large) <= min(2 * len(small), MOST_PARTIES):
        return False
    return None


def _nested(one: frozenset[str], other: frozenset[str]) -> bool:
    return not one or not other or one <= other or other <= one


def _titles(one: EventReport, other: EventReport) -> Titles:
    found = set()
    for mine, theirs in product(one.instruments, other.instruments):
        titles = compare_titles(mine.title, theirs.title)
        if titles is Titles.OPEN and mine.value and theirs.value and not numbers(mine.value) & numbers(theirs.value):
            titles = Titles.OTHER
        found.add(titles)
    return next((titles for titles in (Titles.SAME, Titles.OTHER) if titles in found), Titles.OPEN)


def _other_people(pairs: list[tuple[Delegate, Delegate]], left: list[Delegate], right: list[Delegate]) -> bool:
    """Whether the people say that these are two events.

    One article may name who came for one side, the other who came for the other side; and of a large
    delegation each names whom it likes. But two who stand in the same place are two events' people.
    """
    if len(pairs) >= 2:
        return False
    met = {side for pair in pairs for side in (pair[0].side, pair[1].side) if side is not None}
    for mine, theirs in product(left, right):
        if mine.side is None or theirs.side is None:
            return True
        if mine.side == theirs.side and mine.side not in met:
            return True
    return False


def _dates(one: EventReport, other: EventReport, people: int, instrument: bool) -> bool:
    if one.window is None or other.window is None:
        return False
    gap = (max(one.window[0], other.window[0]) - min(one.window[1], other.window[1])).days
    if gap <= 0:
        return True
    if not (one.dated and other.dated):
        return False
    # A call at midnight has two dates, and a signing is reported for the day after; a visit lasts for days.
    if one.type is EventType.VISIT and people:
        return gap <= WIDEST_GAP
    if (one.type is EventType.MEETING and people >= 2) or (one.type is EventType.AGREEMENT and instrument):
        return gap <= 1
    return False


def _status(one: EventReport, other: EventReport, *, firm: bool, equal: bool) -> bool:
    if one.status == other.status:
        return True
    if not (one.dated and other.dated and equal):
        return False
    # A plan and what came of it are one event. That the same thing did and did not happen needs to be surer.
    return one.planned or other.planned or firm


def _same_dates(one: EventReport, other: EventReport) -> bool:
    # That two articles name the same month says little.
    return one.dated and other.dated and one.days <= _WEEK and one.window == other.window


def _enough(one: EventReport, other: EventReport, *, firm: bool, topic: bool, equal: bool) -> bool:
    if firm:
        return True
    if not equal or len(one.parties) < 2:
        return False
    directed = bool(one.initiators and one.targets) and (one.initiators, one.targets) == (other.initiators, other.targets)
    if directed and one.type in _ONCE:
        return True
    fair = topic or (directed and one.type in _RARE)
    widest = max(one.days, other.days)
    if not (one.dated and other.dated):
        return fair and widest <= _SHORT and one.type not in _VOICED
    if widest <= _WEEK:
        return True
    if widest > _MONTH:
        return False
    return fair or (one.type not in _VOICED and not one.delegates and not other.delegates)
