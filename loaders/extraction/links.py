"""Links between the events of one article: an agreement to its meeting, talks to their visit, an answer to what it answers.

What is linked happened together, so that one may lend the other the day and the place that its own sentence leaves out.
"""

from __future__ import annotations

from ..event import EventType, Status
from .candidate import VOICED, Candidate

_CLOSE = 3
_ANSWERS = frozenset((EventType.REJECTION, EventType.PROTEST, EventType.EXPULSION, EventType.RECALL, EventType.SANCTION, EventType.THREAT))
_ANSWERED = frozenset((EventType.ACCUSATION, EventType.EXPULSION, EventType.SANCTION, EventType.THREAT, EventType.PROTEST))
_ANSWER_REACH = 6


def link(candidates: list[Candidate]) -> None:
    """Set the links of the candidates, and share what linked ones leave out."""
    for later in candidates:
        for earlier in candidates:
            if earlier is later:
                continue
            if later.type is EventType.AGREEMENT and earlier.type is EventType.MEETING and _together(later, earlier):
                later.outcome_of.append(earlier)
                _share(later, earlier)
            elif later.type in (EventType.MEETING, EventType.AGREEMENT) and earlier.type is EventType.VISIT and _together(later, earlier):
                later.part_of.append(earlier)
                _share(later, earlier)
                if _within(later, earlier, candidates):
                    later.window, later.date_text = earlier.window, earlier.date_text
                    later.steps.append(f"date: {earlier.date_text!r}, of the visit that it is a part of")
            elif later.type in VOICED and _voiced_at(later, earlier):
                later.window, later.date_text = earlier.window, earlier.date_text
                later.steps.append(f"date: {earlier.date_text!r}, of the {earlier.type.lower()} at which it was said")
            elif _answers(later, earlier):
                later.in_response_to.append(earlier)


def _within(meeting: Candidate, visit: Candidate, candidates: list[Candidate]) -> bool:
    """Whether a planned meeting without a date is one of a visit, the only one with a date that the article tells of."""
    if meeting.type is not EventType.MEETING or meeting.window is not None or meeting.open_date or visit.window is None:
        return False
    return [known for known in candidates if known.type is EventType.VISIT and known.window is not None] == [visit]


def _voiced_at(words: Candidate, occasion: Candidate) -> bool:
    """Whether words without a date fell when an envoy was summoned or a meeting held, told of shortly before with the same two parties."""
    return (
        occasion.type in (EventType.PROTEST, EventType.MEETING)
        and words.window is None
        and not words.open_date
        and occasion.window is not None
        and occasion.status is Status.OCCURRED
        and occasion.start < words.start
        and set(words.parties) == set(occasion.parties)
        and len(set(words.parties)) == 2
        and (occasion.type is EventType.MEETING or words.initiators == occasion.initiators)
        and _near(words, occasion, _CLOSE)
    )


def _near(a: Candidate, b: Candidate, reach: int) -> bool:
    return min(abs(x - y) for x in a.sentences for y in b.sentences) <= reach


def _together(a: Candidate, b: Candidate) -> bool:
    if a.status is not b.status or a.status is Status.DENIED:
        return False
    if a.window is not None and b.window is not None and (a.window[1] < b.window[0] or b.window[1] < a.window[0]):
        return False
    if a.place is not None and b.place is not None and a.place.country != b.place.country:
        return False
    ours, theirs = set(a.parties), set(b.parties)
    reach = _CLOSE if a.window is None or b.window is None or a.window == b.window else 1
    same = (ours <= theirs or theirs <= ours) and 2 * len(ours & theirs) >= len(ours | theirs)
    return same and len(ours & theirs) >= min(2, len(ours)) and _near(a, b, reach)


def _share(a: Candidate, b: Candidate) -> None:
    for giver, taker in ((a, b), (b, a)):
        told = taker.status is Status.OCCURRED or bool(set(a.sentences) & set(b.sentences))
        if taker.window is None and not taker.open_date and giver.window is not None and told and _near(a, b, 2):
            taker.window, taker.date_text = giver.window, giver.date_text
            taker.steps.append(f"date: {giver.date_text!r}, of the {giver.type.lower()} that it goes with")
        if taker.place is None and giver.place is not None:
            taker.place = giver.place
            taker.steps.append(f"place: {giver.place.name!r}, of the {giver.type.lower()} that it goes with")
        if not taker.people and taker.type in (EventType.AGREEMENT, EventType.MEETING) and giver.type is not EventType.VISIT:
            taker.people = list(giver.people)


def _answers(later: Candidate, earlier: Candidate) -> bool:
    """Whether one is the other side's answer: who was accused now denies, who lost diplomats now expels."""
    return (
        later.type in _ANSWERS
        and earlier.type in _ANSWERED
        and earlier.start < later.start
        and (later.type is EventType.REJECTION or later.type is earlier.type)
        and bool(set(later.initiators) & set(earlier.targets))
        and bool(set(later.targets) & set(earlier.initiators))
        and set(later.initiators) != set(earlier.initiators)
        and _near(later, earlier, _ANSWER_REACH)
    )
