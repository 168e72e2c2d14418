"""From the triggers of a sentence to event candidates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from copy import copy

from spacy.tokens import Token

from ..article import BlockKind
from ..dates import Kind, TimeExpression
from ..event import Actor, EventType, Status
from .base import Rejected
from .candidate import DIRECTED, MUTUAL, VOICED, Candidate, unique
from .cast import Cast, Ref
from .gates import AGAINST_NOBODY, misfit, of_games, standing, unfilled
from .instruments import instrument_of
from .lexicon import Frame, Match, Trigger, lexicon
from .narrative import Narrative
from .parsed import Parsed
from .quotations import Quotations
from .rivals import meant
from .roles import Roles
from .setting import When, Window, times_of, when, where
from .slots import Slots
from .speech import Saying, Speech
from .syntax import clause_verb, subjects

# Below this confidence a candidate is noted as rejected and not reported.
FLOOR = 0.3
_SPEAKING = Trigger(EventType.ACCUSATION, Frame("speaking"))
# How many sentences after, or before, the one that says when somebody spoke his words may stand.
_SPOKE_BEFORE, _SPOKE_AFTER = 12, 3
_SAID = frozenset((EventType.ACCUSATION, EventType.REJECTION, EventType.THREAT))


class Candidates:
    """The candidates of one article, sentence by sentence.

    Args:
        cast: Who appears in the article.
        published: Day of publication.
        quoted: Where the article quotes.

    Attributes:
        told: What was found so far, in the order of the text.
        rejected: What was not taken for an event, and why.
    """

    def __init__(self, cast: Cast, published: dt.date | None, quoted: Quotations) -> None:
        self._cast = cast
        self._quoted = quoted
        self._speech = Speech(cast, quoted, lambda item, own, said: meant(item, own, said, self.told, cast))
        self._published = published
        self._narrative = Narrative()
        self._spoke: list[tuple[int, Ref, Window, str]] = []
        self._done = False
        self._untargeted: list[tuple[Parsed, Match, list[Token], list[TimeExpression], Narrative]] = []
        self._heard: list[tuple[Parsed, list[TimeExpression], Narrative]] = []
        self.told: list[Candidate] = []
        self.rejected: list[Rejected] = []

    def read(self, item: Parsed) -> None:
        """Take the events of the next sentence."""
        matches = [] if of_games(item.sentence.text) else list(_matches(item))
        times = times_of(item)
        self._narrative.enter(item, times)
        for match in matches:
            others = [other.token for other in matches if other.token.i != match.token.i]
            candidate = self._candidate(item, match, others, times)
            if candidate == AGAINST_NOBODY:
                self._untargeted.append((item, match, others, times, copy(self._narrative)))
            if isinstance(candidate, str):
                start = item.sentence.start + match.token.idx
                reason = f"{match.trigger.type}: {candidate}"
                self.rejected.append(Rejected(match.token.text, start, start + len(match.token.text), reason))
                continue
            self._narrative.keep(candidate)
            self.told.append(candidate)
            if candidate.type in MUTUAL and len(candidate.parties) > 1 and not candidate.guessed:
                self._cast.group = (item.sentence.index, candidate.parties)
                if len(candidate.people) > 1:
                    self._cast.officials = (candidate.parties, candidate.people)
        if self._speech.listen(item) and not of_games(item.sentence.text):
            self._heard.append((item, times, copy(self._narrative)))
        self._note_speaking(item, times)

    def _note_speaking(self, item: Parsed, times: list[TimeExpression]) -> None:
        """Remember when somebody is said to have spoken, for what he says in sentences without a date."""
        spoken = self._speech.verb_of(item)
        if spoken is None or not times:
            return
        verb, speakers = spoken
        found = when(item, verb, self._outside(item, times), self._published, Status.OCCURRED, self._narrative.last)
        if found is not None and found.window is not None and not self._ahead(found.window):
            self._spoke += [(item.sentence.index, ref, found.window, found.text) for ref in speakers]

    def _outside(self, item: Parsed, times: list[TimeExpression]) -> list[TimeExpression]:
        """The times that are not part of a quotation."""
        quoted = self._quoted.of(item.sentence)
        return [time for time in times if not any(start <= time.start < end for start, end in quoted)]

    def _date_by_speaker(self, candidate: Candidate) -> None:
        """Give a saying without a date that of the nearest sentence that tells when its speaker spoke."""
        if candidate.type not in VOICED or candidate.window is not None or candidate.open_date or candidate.nominal:
            return
        near = [
            (abs(candidate.sentence - index), window, text)
            for index, ref, window, text in self._spoke
            if ref.actor in candidate.initiators
            and (not candidate.people or ref.person is None or ref.person in candidate.people)
            and -_SPOKE_AFTER <= candidate.sentence - index <= _SPOKE_BEFORE
        ]
        if near:
            _, candidate.window, candidate.date_text = min(near)
            candidate.steps.append(f"date: {candidate.date_text!r}, when the speaker spoke")

    def finish(self) -> None:
        """Take what is said against somebody, when all sentences are read and it is known who is at odds with whom."""
        self._done = True
        for item, match, others, times, narrative in self._untargeted:
            self._narrative = narrative
            candidate = self._candidate(item, match, others, times)
            if isinstance(candidate, Candidate):
                self.told.append(candidate)
        # What a speaker says in a sentence whose verb tells it is known already.
        known = {(told.sentence, actor) for told in self.told if told.type in VOICED for actor in told.initiators}
        for item, times, narrative in self._heard:
            self._narrative = narrative
            saying = self._speech.read(item)
            if saying is not None and not any((item.sentence.index, ref.actor) in known for ref in saying.speakers):
                self.told.append(self._said(item, saying, times))
        for candidate in self.told:
            self._date_by_speaker(candidate)

    def _said(self, item: Parsed, saying: Saying, times: list[TimeExpression]) -> Candidate:
        """The event that a saying is."""
        slots = Slots(initiators=saying.speakers, targets=saying.targets)
        candidate = Candidate(
            type=saying.type,
            status=Status.OCCURRED,
            sentence=item.sentence.index,
            kind=item.sentence.kind,
            start=item.sentence.start + saying.token.idx,
            trigger=saying.token.text,
            parties=slots.actors(),
            initiators=unique([ref.actor for ref in saying.speakers]),
            targets=unique([ref.actor for ref in saying.targets]),
            people=_people(slots, saying.type),
            weight=saying.weight,
            guessed=min(ref.sure for ref in saying.targets) < 0.7,
            sentences=[item.sentence.index],
            steps=saying.steps,
        )
        match = Match(_SPEAKING, saying.verb or saying.token)
        self._place_in_time(item, match, [], self._outside(item, times), candidate)
        return candidate

    def _candidate(self, item: Parsed, match: Match, others: list[Token], times: list[TimeExpression]) -> Candidate | str:
        """The event that a match tells of, or why it tells of none."""
        trigger, token = match.trigger, match.token
        roles = Roles(self._cast, item, match)
        slots = roles.fill(trigger.frame)
        reason = misfit(item, match, slots, roles)
        if reason is not None:
            return reason
        roles.fall_back(trigger.frame, slots)
        if not slots.actors() and trigger.type not in VOICED:
            self._go_on(item, match, slots)
        if trigger.type in DIRECTED and not slots.initiators and not slots.targets and len(slots.parties) > 1:
            slots.initiators = list(slots.parties)
        if (
            trigger.type in DIRECTED
            and {r.actor for r in slots.initiators} == {r.actor for r in slots.targets}
            and len(slots.actors()) == 1
        ):
            slots.initiators = []
        if trigger.type in _SAID and slots.initiators and not slots.targets and self._done:
            self._aim(item, match, slots)
        reason = unfilled(match, slots, roles)
        if reason is not None:
            return reason
        stands = standing(item, match, roles)
        if isinstance(stands, str):
            return stands
        status, why = stands
        parties = slots.actors()
        confidence, notes = _confidence(item, match, slots)
        if confidence < FLOOR:
            return f"confidence {confidence:.2f} ({'; '.join(notes)})"
        candidate = Candidate(
            type=trigger.type,
            status=status,
            sentence=item.sentence.index,
            kind=item.sentence.kind,
            start=item.sentence.start + token.idx,
            trigger=token.text,
            parties=parties,
            initiators=unique([ref.actor for ref in slots.initiators]),
            targets=unique([ref.actor for ref in slots.targets]),
            people=_people(slots, trigger.type) + _beside(self._cast, item, match, others, slots, parties),
            weight=confidence,
            lifted=trigger.phase == "lifted" and not _not_yet(match.object),
            nominal=not roles.is_verb,
            unsaid=not roles.is_verb and roles.carrier is None and status is Status.OCCURRED and not _plainly(slots),
            guessed=slots.guessed,
            sentences=[item.sentence.index],
        )
        if trigger.phase == "lifted" and _not_yet(match.object):
            # "paused the planned tariffs": they never came into force.
            candidate.status = Status.CANCELLED
        candidate.steps += [f"{trigger.type} by {token.text!r} (frame {trigger.frame.name})", *slots.steps, f"{status}: {why}", *notes]
        self._place_in_time(item, match, others, times, candidate)
        _place(item, match, roles, candidate)
        if candidate.type is EventType.AGREEMENT:
            candidate.instrument = instrument_of(item, token, match.object)
        return candidate

    def _aim(self, item: Parsed, match: Match, slots: Slots) -> None:
        """Take the rival of who voices it, where nobody is named: what the words go back to, or with whom there is a quarrel."""
        own = {ref.actor for ref in slots.initiators}
        if len(own) > 1 and max(ref.sure for ref in slots.initiators) < 0.8:
            # Who "they" are is a guess already.
            return
        slots.targets = meant(item, own, {token.i for token in match.token.subtree}, self.told, self._cast)
        slots.guessed = True
        slots.steps += [f"against {ref.actor.code}, {ref.how}" for ref in slots.targets]

    def _go_on(self, item: Parsed, match: Match, slots: Slots) -> None:
        """Take the parties of the event just told, for "the tariffs were lifted in 2019" or "the deal was signed"."""
        thing = match.object or match.token
        at, group = self._cast.group
        if thing.dep_ == "pobj" and thing.head.lower_ == "without" and at == item.sentence.index:
            # "The talks ended without an agreement."
            slots.parties = [Ref(actor, None, match.token.i, "as in the talks of the sentence", 0.8) for actor in group]
            slots.steps.append("parties as in the talks of the sentence")
            return
        if not any(child.lower_ in ("the", "these", "those", "this", "that", "its", "their") for child in thing.lefts):
            return
        for known in reversed(self.told):
            if item.sentence.index - known.sentence > 4:
                return
            if known.type is match.trigger.type or {known.type, match.trigger.type} <= {EventType.AGREEMENT, EventType.RUPTURE}:
                how = f"as in the {known.type.lower()} just told of"
                slots.initiators = [Ref(actor, None, match.token.i, how, 0.75) for actor in known.initiators]
                slots.targets = [Ref(actor, None, match.token.i, how, 0.75) for actor in known.targets]
                if match.trigger.frame.parties:
                    slots.parties = [Ref(actor, None, match.token.i, how, 0.75) for actor in known.parties]
                slots.steps.append(f"parties {how}")
                return

    def _place_in_time(self, item: Parsed, match: Match, others: list[Token], times: list[TimeExpression], candidate: Candidate) -> None:
        free = [time for time in times if not _belongs_elsewhere(item, match.token, others, time)]
        if _scheduled(item, match.token, free):
            candidate.status = Status.PLANNED
            candidate.steps.append("planned: the present tense with a day to come")
        found = self._when(item, match.token, free, candidate)
        if found is None and len(times) == 1 and _is_caption(item):
            # A picture shows one moment: "A greets B before a meeting in Ankara, Oct. 15, 2015."
            shown = item.doc.char_span(times[0].start, times[0].end, alignment_mode="expand")
            found = self._when(item, shown.root, times, candidate) if shown is not None else None
        if found is not None:
            candidate.window, candidate.date_text = found.window, found.text
            candidate.open_date = found.window is None
            candidate.steps.append(f"date: {found.step}")
            if (
                candidate.status is Status.PLANNED
                and found.window is not None
                and self._published is not None
                and found.window[1] < self._published
            ):
                candidate.status = Status.OCCURRED
                candidate.steps.append("occurred: its day had passed when this was published")
            elif candidate.status is Status.OCCURRED and self._ahead(found.window):
                candidate.status = Status.PLANNED
                candidate.steps.append("planned: its day was still to come when this was published")
        elif (
            not times
            and self._narrative.window is not None
            and candidate.status is not Status.PLANNED
            and not self._ahead(self._narrative.window)
        ):
            candidate.window, candidate.date_text = self._narrative.window, self._narrative.text
            candidate.steps.append(f"date: {self._narrative.text!r}, carried on from the sentence before")

    def _when(self, item: Parsed, token: Token, times: list[TimeExpression], candidate: Candidate) -> When | None:
        """The time of an event; what somebody says cannot lie ahead, so that a day to come is a day of which he speaks."""
        voiced = candidate.type in VOICED
        found = when(item, token, times, self._published, candidate.status, self._narrative.last, voiced)
        return None if found is not None and voiced and self._ahead(found.window) else found

    def _ahead(self, window: Window | None) -> bool:
        """Whether a time lies after the day of publication."""
        return window is not None and self._published is not None and window[0] > self._published


def _matches(item: Parsed) -> Iterator[Match]:
    """The triggers of a sentence, the likeliest of each kind at each word."""
    known = lexicon()
    found = [match for token in item.tokens if token.i not in item.people for match in known.matches(token)]
    used = {match.object.i for match in found if match.object is not None}
    best: dict[tuple[int, EventType], Match] = {}
    for match in found:
        if match.object is None and match.token.i in used:
            continue
        key = (match.token.i, match.trigger.type)
        if key not in best or match.trigger.weight > best[key].trigger.weight:
            best[key] = match
    yield from best.values()


def _confidence(item: Parsed, match: Match, slots: Slots) -> tuple[float, list[str]]:
    value, notes = match.trigger.weight, []
    if slots.guessed:
        value *= 0.75
        notes.append("a party is guessed from the context")
    if match.trigger.type in DIRECTED and not (slots.initiators and slots.targets):
        value *= 0.8
        notes.append("one side is not named")
    if _quoted(item.sentence.text, match.token.idx):
        value *= 0.8
        notes.append("inside a quotation")
    if item.sentence.kind in (BlockKind.HEADLINE, BlockKind.STANDFIRST):
        value = min(1.0, value * 1.05)
    lowest = min((ref.sure for ref in [*slots.initiators, *slots.targets, *slots.parties]), default=1.0)
    if lowest < 0.8:
        value *= 0.9
        notes.append("a party is meant by a pronoun or a general word")
    return value, notes


def _place(item: Parsed, match: Match, roles: Roles, candidate: Candidate) -> None:
    if candidate.type in (EventType.SANCTION, EventType.DISPUTE, EventType.INVITATION):
        return
    if candidate.type is EventType.VISIT:
        for role in match.trigger.frame.target:
            for head in roles.heads(role):
                name = item.names.get(head.i)
                if name is not None and name.place is not None:
                    candidate.place = name.place
                    candidate.steps.append(f"place: {name.text!r}, which is visited")
                    return
    found = where(item, match.token, roles.carrier, own_only=candidate.type in _SAID)
    if found is not None:
        candidate.place = found[0]
        candidate.steps.append(f"place: {found[1]!r}")


def _plainly(slots: Slots) -> bool:
    """Whether two parties are named as such, not meant by a pronoun or taken from the context."""
    return len({ref.actor for ref in [*slots.initiators, *slots.targets, *slots.parties] if ref.sure >= 0.9}) > 1


def _not_yet(thing: Token | None) -> bool:
    """Whether a measure that is taken back had never come into force."""
    return thing is not None and any(child.lower_ in ("planned", "proposed", "threatened") for child in thing.lefts)


def _people(slots: Slots, kind: EventType) -> list[int]:
    """Who takes part; in what is only said of somebody, those who say it."""
    refs = slots.initiators if kind in _SAID else [*slots.initiators, *slots.targets, *slots.parties]
    return list(dict.fromkeys(ref.person for ref in refs if ref.person is not None))


def _is_caption(item: Parsed) -> bool:
    return item.sentence.kind is BlockKind.CAPTION or item.sentence.text.startswith("FILE")


def _scheduled(item: Parsed, token: Token, times: list[TimeExpression]) -> bool:
    """Whether a running text tells in the present tense of a day by its name: "they meet in Vienna Monday"."""
    running = item.sentence.kind is BlockKind.PARAGRAPH and not _is_caption(item)
    return running and token.tag_ in ("VBP", "VBZ") and any(time.kind is Kind.WEEKDAY and len(time.text) < 12 for time in times)


def _beside(cast: Cast, item: Parsed, match: Match, others: list[Token], slots: Slots, parties: list[Actor]) -> list[int]:
    """People of the parties who are named in the clause of a meeting, visit or agreement, but not as owners of something."""
    kind = match.trigger.type
    known = set(_people(slots, kind))
    verb = clause_verb(match.token)
    if kind not in (EventType.MEETING, EventType.VISIT, EventType.AGREEMENT):
        doers = [item.people.get(head.i, item.titles.get(head.i)) for head in subjects(verb)]
        mine = {ref.actor for ref in slots.initiators}
        return [index for index in doers if index is not None and index not in known and cast.person(index).represents in mine]
    found: list[int] = []
    for token in verb.subtree:
        index = item.people.get(token.i)
        if (
            index is None
            or index in known
            or index in found
            or token.dep_ == "poss"
            or clause_verb(token).i != verb.i
            and not match.token.is_ancestor(token)
            or any(other.pos_ == "NOUN" and other.is_ancestor(token) and not other.is_ancestor(match.token) for other in others)
        ):
            continue
        person = cast.person(index)
        if person.represents in parties and (kind is not EventType.VISIT or person.represents in [ref.actor for ref in slots.initiators]):
            found.append(index)
    return found


def _belongs_elsewhere(item: Parsed, token: Token, others: list[Token], time: TimeExpression) -> bool:
    """Whether the time stands in the phrase of another trigger below this one ("invited him to the meeting in June")."""
    span = item.doc.char_span(time.start, time.end, alignment_mode="expand")
    if span is None:
        return False
    head = span.root
    return any(token.is_ancestor(other) and other.is_ancestor(head) for other in others)


def _quoted(text: str, at: int) -> bool:
    """Whether a place in a text lies within quotation marks."""
    before = text[:at]
    return before.count('"') % 2 == 1 or before.count("“") > before.count("”")
