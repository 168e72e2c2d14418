"""Joining candidates: several sentences about one event make one record."""

from __future__ import annotations

from ..article import BlockKind
from ..event import Actor, ActorKind, EventType, Status
from .candidate import DIRECTED, Candidate, unique
from .cast import Cast

# An utterance is told once; the same two parties blaming each other in two sentences is mostly one quarrel of words.
_NEAR = 40
# The news of an article stands in its first sentences.
_LEAD = 10


def join(candidates: list[Candidate], cast: Cast) -> list[Candidate]:
    """The candidates with those that tell of one event made one, in the order of the text.

    Those with a date are joined first; one without then goes to the event that it fits best, not to the next one.
    """
    joined: list[Candidate] = []
    for candidate in [c for c in candidates if c.window is not None] + [c for c in candidates if c.window is None]:
        fitting = [known for known in joined if same_event(known, candidate, cast)]
        home = max(fitting, key=lambda known: _fit(known, candidate), default=None)
        if home is None:
            joined.append(candidate)
        else:
            _absorb(home, candidate)
    return sorted(joined, key=lambda event: event.start)


# What an article tells of as decided and as done is done once.
_ONCE = frozenset((EventType.EXPULSION, EventType.RECALL, EventType.RUPTURE, EventType.PROTEST, EventType.INVITATION))


_CALLS = frozenset("call calls called phone phoned telephone telephoned".split())


def _fit(known: Candidate, new: Candidate) -> tuple[int, int, int]:
    """How well an undated candidate fits an event: the same place, the article's own news for a headline, and nearness."""
    same_place = known.place is not None and new.place is not None and known.place.name == new.place.name
    lead = new.kind in (BlockKind.HEADLINE, BlockKind.STANDFIRST)
    news = 1 if lead and known.kind is BlockKind.PARAGRAPH and known.sentence < _LEAD else 0
    distance = min(abs(sentence - new.sentence) for sentence in known.sentences)
    return int(same_place), news, -distance


def same_event(known: Candidate, new: Candidate, cast: Cast) -> bool:
    """Whether two candidates tell of one event."""
    if known.type is not new.type or known.lifted != new.lifted:
        return False
    if abs(known.sentence - new.sentence) > _NEAR:
        return False
    if known.filed != new.filed and (known.window is None or new.window is None):
        return False
    if (known.status is Status.DENIED) != (new.status is Status.DENIED):
        return False
    if not _status_agrees(known, new) or not _parties_agree(known, new):
        return False
    if known.window is not None and new.window is not None and (known.window[1] < new.window[0] or new.window[1] < known.window[0]):
        return False
    elsewhere = known.place is not None and new.place is not None and known.place.country != new.place.country
    if elsewhere and known.type in (EventType.MEETING, EventType.VISIT, EventType.AGREEMENT):
        return False
    return known.type in _ONCE or _people_agree(known, new, cast)


def _status_agrees(known: Candidate, new: Candidate) -> bool:
    both = {known.status, new.status}
    if known.type in _ONCE and both == {Status.OCCURRED, Status.PLANNED}:
        # "Britain expelled the envoy … 'I have taken the decision to expel him'"
        return bool(set(known.initiators) & set(new.initiators) and set(known.targets) & set(new.targets))
    return known.status is new.status or known.unsaid or new.unsaid


def _parties_agree(known: Candidate, new: Candidate) -> bool:
    a, b = set(known.parties), set(new.parties)
    if "summit" in (known.trigger.lower(), new.trigger.lower()) and _bodies(a) != _bodies(b):
        # The summit of a bloc is no meeting of two of its members.
        return False
    if a != b and (known.trigger.lower() in _CALLS) != (new.trigger.lower() in _CALLS):
        # A telephone call of two is not the round of talks of more.
        return False
    if known.type in DIRECTED:
        if known.initiators and new.initiators and not set(known.initiators) & set(new.initiators):
            return False
        if known.targets and new.targets and not set(known.targets) & set(new.targets):
            return False
        return bool(a & b)
    if known.type is EventType.AGREEMENT and new.window is None and new.sentence in known.sentences:
        # "They agreed on Friday to restore ties, in a deal that China brokered."
        return bool(a & b)
    return a <= b or b <= a or len(a & b) / len(a | b) >= 0.5


def _bodies(parties: set[Actor]) -> set[Actor]:
    return {actor for actor in parties if actor.kind is ActorKind.ORGANIZATION}


def _people_agree(known: Candidate, new: Candidate, cast: Cast) -> bool:
    """Whether the people may be the same: for a side that both name people of, at least one is common."""
    sides_a: dict[str, set[int]] = {}
    sides_b: dict[str, set[int]] = {}
    for people, sides in ((known.people, sides_a), (new.people, sides_b)):
        for index in people:
            actor = cast.mentions.person(index).represents
            sides.setdefault(actor.code if actor else "", set()).add(index)
    return all(sides_a[code] & sides_b[code] for code in sides_a.keys() & sides_b.keys())


def _absorb(home: Candidate, new: Candidate) -> None:
    if new.sentence not in home.sentences:
        home.sentences.append(new.sentence)
    home.start = min(home.start, new.start)
    if home.type in _ONCE and Status.OCCURRED in (home.status, new.status):
        home.status = Status.OCCURRED
    if home.unsaid and not new.unsaid:
        home.status, home.unsaid = new.status, False
    home.parties = unique(home.parties + [actor for actor in new.parties if not (new.nominal and actor.kind is ActorKind.ORGANIZATION)])
    if not home.initiators or home.guessed and not new.guessed:
        home.initiators = [actor for actor in new.initiators if len(home.targets) != 1 or actor not in home.targets] or home.initiators
    if not home.targets or home.guessed and not new.guessed:
        home.targets = new.targets or home.targets
    if home.type in DIRECTED:
        home.initiators = unique(home.initiators + [a for a in new.initiators if a not in home.targets])
        home.targets = unique(home.targets + [a for a in new.targets if a not in home.initiators])
        home.parties = unique(home.initiators + home.targets + ([] if home.initiators and home.targets else home.parties))
    home.people = list(dict.fromkeys(home.people + new.people))
    if new.window is not None and (home.window is None or new.window[1] - new.window[0] < home.window[1] - home.window[0]):
        home.window, home.date_text = new.window, new.date_text
    if home.place is None:
        home.place = new.place
    if home.instrument is None or len(home.instrument.title) < 8:
        home.instrument = new.instrument or home.instrument
    home.guessed = home.guessed and new.guessed
    home.weight = 1 - (1 - home.weight) * (1 - new.weight * 0.5)
    home.steps.append(f"joined with {new.trigger!r} of sentence {new.sentence + 1}")
    home.steps += [f"  {step}" for step in new.steps]
