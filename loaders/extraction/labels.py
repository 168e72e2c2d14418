"""One line for people that says what an event is."""

from __future__ import annotations

from ..event import Actor, EventType, Instrument, Person, Status
from .candidate import Candidate

_VERBS = {
    EventType.VISIT: ("visits", "visit"),
    EventType.INVITATION: ("invites", "invite"),
    EventType.APPOINTMENT: ("appoints an envoy to", "appoint envoys to"),
    EventType.ACCUSATION: ("accuses", "accuse"),
    EventType.REJECTION: ("rejects what is said or asked by", "reject what is said or asked by"),
    EventType.PROTEST: ("protests to", "protest to"),
    EventType.THREAT: ("threatens", "threaten"),
    EventType.EXPULSION: ("expels nationals of", "expel nationals of"),
    EventType.RECALL: ("recalls its envoy from", "recall their envoys from"),
    EventType.SANCTION: ("imposes sanctions on", "impose sanctions on"),
    EventType.RUPTURE: ("breaks with", "break with"),
}
_LIFTED = ("lifts sanctions on", "lift sanctions on")
_MUTUAL = {EventType.MEETING: "meet", EventType.AGREEMENT: "agree", EventType.DISPUTE: "are in dispute"}
_STATUS = {Status.PLANNED: " (planned)", Status.CANCELLED: " (cancelled)", Status.DENIED: " (denied)", Status.OCCURRED: ""}


def label(candidate: Candidate, people: tuple[Person, ...], instrument: Instrument | None) -> str:
    """The line: who, what they do, to whom, where, and the status unless it happened.

    People stand for their states where each party has one: "Ajit Doval (India) and Nathalie Drouin (Canada) meet".
    """
    place = f" in {candidate.place.name}" if candidate.place is not None and candidate.type is not EventType.VISIT else ""
    text = _together(candidate, people, instrument) if candidate.type in _MUTUAL else _directed(candidate, people)
    return f"{text.removesuffix(place)}{place}{_STATUS[candidate.status]}"


def _together(candidate: Candidate, people: tuple[Person, ...], instrument: Instrument | None) -> str:
    if len(candidate.parties) == 1:
        return f"{candidate.parties[0].label}: {instrument.title if instrument is not None else candidate.trigger}"
    named = [_person(actor, people) for actor in candidate.parties]
    whole = candidate.type is EventType.MEETING and all(named)
    parties = _list([name for name in named if name]) if whole else _names(candidate.parties)
    if instrument is not None:
        return f"{parties} agree on {instrument.title}"
    return f"{parties} {_MUTUAL[candidate.type]}"


def _directed(candidate: Candidate, people: tuple[Person, ...]) -> str:
    singular, plural = _LIFTED if candidate.lifted else _VERBS[candidate.type]
    doers = candidate.initiators
    if set(doers) == set(candidate.targets) and len(doers) > 1:
        return f"{_names(doers)} {plural} each other"
    if candidate.type is EventType.APPOINTMENT and not candidate.targets:
        return f"{_names(doers)} {'appoints an envoy' if len(doers) == 1 else 'restore relations'}"
    one = _person(doers[0], people) if len(doers) == 1 else None
    who = one or _names(doers) or "Somebody unnamed"
    verb = plural if len(doers) > 1 else singular
    return f"{who} {verb} {_names(candidate.targets) or 'somebody unnamed'}"


def _person(actor: Actor, people: tuple[Person, ...]) -> str | None:
    mine = [person for person in people if person.represents == actor]
    return f"{mine[0].name} ({actor.label})" if len(mine) == 1 else None


def _names(actors: list[Actor]) -> str:
    return _list([actor.label for actor in actors])


def _list(names: list[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0] if names else ""
