"""The third extractor: what the rules and a language model find, each event once, surer where both say it."""

from __future__ import annotations

from dataclasses import replace

from ..article import Article
from ..event import Actor, EventRecord, Evidence, Person
from .base import Extraction, Extractor, Trace
from .candidate import DIRECTED
from .chat import ModelFailure
from .model import ModelReader, failed

_SUREST = 0.99


class CombinedExtractor:
    """Joins the events of the rules with those of a language model.

    Args:
        reader: Asks the language model.
        rules: The other extractor, which alone counts where the model fails.
    """

    def __init__(self, reader: ModelReader, rules: Extractor) -> None:
        self._reader = reader
        self._rules = rules

    @property
    def name(self) -> str:
        """Name and version, for the provenance of what it finds."""
        return f"{self._rules.name}, with {self._reader.name}"

    def extract(self, article: Article) -> Extraction:
        """The events that either finds; a note says so where the model failed and the rules' stand alone."""
        found = self._rules.extract(article)
        try:
            told = self._reader.read(article)
        except ModelFailure as failure:
            return Extraction(found.events, found.traces, found.rejected, (failed(failure), *found.notes))
        return combine(found, told)


def combine(found: Extraction, told: Extraction) -> Extraction:
    """The union of two extractions of one article.

    What both tell of becomes one event, surer than either; what one alone tells of keeps that one's confidence.

    Args:
        found: The rules' events, whose values stand where both have one and they cannot be joined.
        told: The model's events.
    """
    told = _renamed(told)
    steps = {trace.ref: [f"rules: {step}" for step in trace.steps] for trace in found.traces}
    steps |= {trace.ref: [f"model: {step}" for step in trace.steps] for trace in told.traces}
    partners = _partners(found.events, told.events)
    taken = {event.ref for event in partners.values()}
    refs: dict[str, str] = {}
    events: list[EventRecord] = []
    for event in found.events:
        other = partners.get(event.ref)
        own = steps.setdefault(event.ref, [])
        if other is None:
            own.append("found by the rules alone")
            events.append(event)
            continue
        joined = _joined(event, other)
        refs[other.ref] = event.ref
        own += steps.get(other.ref, [])
        own.append(f"found by both: confidence {event.confidence:.2f} and {other.confidence:.2f} make {joined.confidence:.2f}")
        events.append(joined)
    for event in told.events:
        if event.ref not in taken:
            steps.setdefault(event.ref, []).append("found by the model alone")
            events.append(event)
    events.sort(key=lambda event: min((item.start for item in event.evidence), default=0))
    numbered = {event.ref: f"e{number}" for number, event in enumerate(events, 1)}
    refs = {**numbered, **{old: numbered[new] for old, new in refs.items()}}
    traces = tuple(Trace(refs[event.ref], tuple(steps[event.ref])) for event in events)
    return Extraction(tuple(_linked(event, refs) for event in events), traces, found.rejected + told.rejected, found.notes + told.notes)


def _renamed(told: Extraction) -> Extraction:
    """The model's events under refs that no event of the rules has."""
    refs = {event.ref: f"model {event.ref}" for event in told.events}
    traces = tuple(Trace(refs[trace.ref], trace.steps) for trace in told.traces)
    return replace(told, events=tuple(_linked(event, refs) for event in told.events), traces=traces)


def _linked(event: EventRecord, refs: dict[str, str]) -> EventRecord:
    """The event under its new ref, its links likewise, each once and none to itself."""
    own = refs[event.ref]

    def renewed(links: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(refs[link] for link in links if refs[link] != own))

    return replace(
        event,
        ref=own,
        outcome_of=renewed(event.outcome_of),
        in_response_to=renewed(event.in_response_to),
        part_of=renewed(event.part_of),
    )


def _partners(found: tuple[EventRecord, ...], told: tuple[EventRecord, ...]) -> dict[str, EventRecord]:
    """For the rules' events the model's event that is the same, each of which is the partner of one: the likest first."""
    pairs = [
        (_likeness(event, other), -i, -k, event, other)
        for i, event in enumerate(found)
        for k, other in enumerate(told)
        if same_event(event, other)
    ]
    partners: dict[str, EventRecord] = {}
    taken: set[str] = set()
    for *_, event, other in sorted(pairs, key=lambda pair: pair[:3], reverse=True):
        if event.ref not in partners and other.ref not in taken:
            partners[event.ref] = other
            taken.add(other.ref)
    return partners


def same_event(one: EventRecord, other: EventRecord) -> bool:
    """Whether two records of one article tell of the same event: type, status, overlapping parties, dates that agree."""
    return (
        one.type is other.type
        and one.status is other.status
        and _parties_agree(one, other)
        and (one.earliest is None or other.latest is None or one.earliest <= other.latest)
        and (one.latest is None or other.earliest is None or other.earliest <= one.latest)
    )


def _parties_agree(one: EventRecord, other: EventRecord) -> bool:
    all_ours, all_theirs = set(one.parties), set(other.parties)
    if one.type not in DIRECTED:
        return all_ours <= all_theirs or all_theirs <= all_ours or len(all_ours & all_theirs) * 2 >= len(all_ours | all_theirs)
    for ours, theirs in ((one.initiators, other.initiators), (one.targets, other.targets)):
        if ours and theirs and not set(ours) & set(theirs):
            return False
    return bool(all_ours & all_theirs)


def _likeness(one: EventRecord, other: EventRecord) -> tuple[bool, bool, float]:
    """How much two records of the same event share: a sentence, a date, parties."""
    sentence = any(ours.start < theirs.end and theirs.start < ours.end for ours in one.evidence for theirs in other.evidence)
    ours, theirs = set(one.parties), set(other.parties)
    return sentence, one.earliest is not None and other.earliest is not None, len(ours & theirs) / max(1, len(ours | theirs))


def _joined(event: EventRecord, other: EventRecord) -> EventRecord:
    """One record of what both tell; its links still name the refs of both."""
    initiators, targets = _wider(event.initiators, other.initiators), _wider(event.targets, other.targets)
    if set(initiators) != set(targets):
        targets = tuple(actor for actor in targets if actor not in initiators)
    parties = tuple(dict.fromkeys((*initiators, *targets))) if initiators and targets else _wider(event.parties, other.parties)
    dated = other if event.earliest is None or _narrower(other, event) else event
    return replace(
        event,
        label=event.label if parties == event.parties else other.label,
        parties=tuple(dict.fromkeys((*parties, *initiators, *targets))),
        initiators=initiators,
        targets=targets,
        evidence=_evidence(event, other),
        delegates=_people(event, other),
        earliest=dated.earliest,
        latest=dated.latest,
        date_text=dated.date_text,
        place=event.place or other.place,
        instrument=event.instrument or other.instrument,
        topics=tuple(dict.fromkeys(event.topics + other.topics)),
        outcome_of=event.outcome_of + other.outcome_of,
        in_response_to=event.in_response_to + other.in_response_to,
        part_of=event.part_of + other.part_of,
        confidence=round(min(_SUREST, 1 - (1 - event.confidence) * (1 - other.confidence)), 2),
    )


def _wider(ours: tuple[Actor, ...], theirs: tuple[Actor, ...]) -> tuple[Actor, ...]:
    """The larger of two readings where one holds the other, else the rules'."""
    return theirs if set(ours) < set(theirs) else ours


def _narrower(one: EventRecord, other: EventRecord) -> bool:
    if one.earliest is None or one.latest is None or other.earliest is None or other.latest is None:
        return False
    return one.latest - one.earliest < other.latest - other.earliest


def _evidence(event: EventRecord, other: EventRecord) -> tuple[Evidence, ...]:
    """The sentences of both, the best first, none inside another."""
    kept = list(event.evidence)
    kept += [item for item in other.evidence if not any(item.start < known.end and known.start < item.end for known in event.evidence)]
    return tuple(kept)


def _people(event: EventRecord, other: EventRecord) -> tuple[Person, ...]:
    """The people of both; who is named by a part of a name that the other has in full is not named twice."""
    people = list(event.delegates)
    for person in other.delegates:
        words = set(person.name.casefold().split())
        known = next((n for n, one in enumerate(people) if words <= (own := set(one.name.casefold().split())) or own <= words), None)
        if known is None:
            people.append(person)
        elif len(person.name) > len(people[known].name):
            people[known] = replace(people[known], name=person.name)
    return tuple(people)
