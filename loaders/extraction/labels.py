"""One line for people that says what an event is."""

from __future__ import annotations

from ..event import Actor, EventType, Person, Status
from .candidate import Candidate

_VERBS = {
    EventType.VISIT: "visits",
    EventType.INVITATION: "invites",
    EventType.APPOINTMENT: "appoints an envoy to",
    EventType.ACCUSATION: "accuses",
    EventType.REJECTION: "rejects what is said or asked by",
    EventType.PROTEST: "protests to",
    EventType.THREAT: "threatens",
    EventType.EXPULSION: "expels nationals of",
    EventType.RECALL: "recalls its envoy from",
    EventType.SANCTION: "imposes sanctions on",
    EventType.RUPTURE: "breaks with",
}
_MUTUAL = {EventType.MEETING: "meet", EventType.AGREEMENT: "agree", EventType.DISPUTE: "are in dispute"}
_STATUS = {Status.PLANNED: " (planned)", Status.CANCELLED: " (cancelled)", Status.DENIED: " (denied)", Status.OCCURRED: ""}


def label(candidate: Candidate, people: tuple[Person, ...]) -> str:
    """The line: parties, what they do, where, and its status unless it happened."""
    place = f" in {candidate.place.name}" if candidate.place is not None and candidate.type is not EventType.VISIT else ""
    if candidate.type in _MUTUAL:
        verb = _MUTUAL[candidate.type]
        alone = len(candidate.parties) == 1
        text = f"{_names(candidate.parties)}: {candidate.trigger}" if alone else f"{_names(candidate.parties)} {verb}"
    else:
        doers, targets = _names(candidate.initiators), _names(candidate.targets)
        verb = "lifts sanctions on" if candidate.lifted else _VERBS[candidate.type]
        text = f"{doers or 'Somebody unnamed'} {verb} {targets or 'somebody unnamed'}"
    return f"{text}{place}{_STATUS[candidate.status]}"


def _names(actors: list[Actor]) -> str:
    names = [actor.label for actor in actors]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else ""
