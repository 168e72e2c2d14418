"""From the triggers of a sentence to event candidates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from spacy.tokens import Token

from ..article import BlockKind
from ..dates import TimeExpression
from ..event import EventType, Status
from .base import Rejected
from .candidate import DIRECTED, MUTUAL, SAID, VOICED, Candidate, unique
from .cast import Cast
from .confidence import FLOOR, confidence_of
from .gates import AGAINST_NOBODY, misfit, of_games, standing, unfilled
from .instruments import instrument_of
from .lexicon import Match, lexicon
from .missing import Missing
from .narrative import Narrative
from .parsed import Parsed
from .participants import named_people, people_beside
from .quotations import Quotations
from .rivals import meant, told_of
from .roles import Roles
from .setting import times_of, where
from .slots import Ref, Slots
from .speech import Saying, Speech
from .syntax import clause_verb
from .timing import Timing

# How many sentences on "the sanctions" are still those just told of.
_SAME_MEASURE = 8


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
        self._speech = Speech(cast, quoted, lambda item, own, said: meant(item, own, said, self.told, cast))
        self._timing = Timing(published, quoted)
        self._done = False
        self._untargeted: list[tuple[Parsed, Match, list[Token], list[TimeExpression], Narrative]] = []
        self._heard: list[tuple[Parsed, list[TimeExpression], Narrative]] = []
        self.told: list[Candidate] = []
        self.rejected: list[Rejected] = []

    def read(self, item: Parsed) -> None:
        """Take the events of the next sentence."""
        games = of_games(item.sentence.text)
        matches = [] if games else list(_matches(item))
        times = times_of(item)
        self._timing.narrative.enter(item, times)
        self._timing.date_by_return(item, times, self.told)
        for match in matches:
            others = [other.token for other in matches if other.token.i != match.token.i]
            candidate = self._candidate(item, match, others, times)
            if candidate == AGAINST_NOBODY:
                self._untargeted.append((item, match, others, times, self._timing.moment()))
            if isinstance(candidate, str):
                start = item.sentence.start + match.token.idx
                reason = f"{match.trigger.type}: {candidate}"
                self.rejected.append(Rejected(match.token.text, start, start + len(match.token.text), reason))
                continue
            self._timing.narrative.keep(candidate)
            self.told.append(candidate)
            if candidate.type in MUTUAL and len(candidate.parties) > 1 and not candidate.guessed:
                self._cast.mentions.group = (item.sentence.index, candidate.parties)
                if len(candidate.people) > 1:
                    self._cast.mentions.officials = (candidate.parties, candidate.people)
        if self._speech.listen(item) and not games:
            self._heard.append((item, times, self._timing.moment()))
        spoken = self._speech.verb_of(item)
        if spoken is not None:
            self._timing.note_speaking(item, *spoken, times)

    def finish(self) -> None:
        """Take what is said against somebody, when all sentences are read and it is known who is at odds with whom."""
        self._done = True
        for item, match, others, times, narrative in self._untargeted:
            self._timing.narrative = narrative
            candidate = self._candidate(item, match, others, times)
            if isinstance(candidate, Candidate):
                self.told.append(candidate)
        # What a speaker says in a sentence whose verb tells it is known already.
        known = {(told.sentence, actor) for told in self.told if told.type in VOICED for actor in told.initiators}
        for item, times, narrative in self._heard:
            self._timing.narrative = narrative
            saying = self._speech.read(item)
            if saying is not None and not any((item.sentence.index, ref.actor) in known for ref in saying.speakers):
                self.told.append(self._said(item, saying, times))
        for candidate in self.told:
            self._timing.date_by_speaker(candidate)
            self._timing.place_by_speaker(candidate)

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
            people=named_people(slots, saying.type),
            weight=saying.weight,
            guessed=min(ref.sure for ref in saying.targets) < 0.7,
            sentences=[item.sentence.index],
            steps=saying.steps,
        )
        self._timing.date(item, saying.verb or saying.token, [], self._timing.outside(item, times), candidate)
        return candidate

    def _candidate(self, item: Parsed, match: Match, others: list[Token], times: list[TimeExpression]) -> Candidate | str:
        """The event that a match tells of, or why it tells of none."""
        trigger, token = match.trigger, match.token
        roles = Roles(self._cast, item, match)
        slots = roles.fill(trigger.frame)
        if trigger.frame.name == "talks" and not slots.actors():
            self._between_officials(item, match, slots)
        reason = misfit(item, match, slots, roles)
        if reason is not None:
            return reason
        Missing(self._cast, item, match, roles).fill(trigger.frame, slots)
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
        if trigger.type in SAID and slots.initiators and not slots.targets and self._done:
            self._aim(item, match, slots)
        if trigger.type in (EventType.SANCTION, EventType.RUPTURE) and slots.initiators and not slots.targets:
            self._told_before(item, match, slots)
        reason = unfilled(match, slots, roles)
        if reason is not None:
            return reason
        stands = standing(item, match, roles)
        if isinstance(stands, str):
            return stands
        status, why = stands
        parties = slots.actors()
        confidence, notes = confidence_of(item, match, slots)
        if confidence < FLOOR:
            return f"confidence {confidence:.2f} ({'; '.join(notes)})"
        candidate = Candidate(
            type=trigger.type,
            status=status,
            sentence=item.sentence.index,
            kind=item.sentence.kind,
            start=item.sentence.start + token.idx,
            trigger=item.written(token.i, token.i + 1),
            parties=parties,
            initiators=unique([ref.actor for ref in slots.initiators]),
            targets=unique([ref.actor for ref in slots.targets]),
            people=named_people(slots, trigger.type) + people_beside(self._cast, item, match, others, slots, parties),
            weight=confidence,
            lifted=trigger.phase == "lifted" and not _not_yet(match.object),
            nominal=not roles.is_verb,
            unsaid=_leaves_open(trigger.type, roles, status, slots),
            guessed=slots.guessed,
            sentences=[item.sentence.index],
        )
        if trigger.phase == "lifted" and _not_yet(match.object):
            # "paused the planned tariffs": they never came into force.
            candidate.status = Status.CANCELLED
        candidate.steps += [f"{trigger.type} by {token.text!r} (frame {trigger.frame.name})", *slots.steps, f"{status}: {why}", *notes]
        self._timing.date(item, token, others, times, candidate)
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

    def _between_officials(self, item: Parsed, match: Match, slots: Slots) -> None:
        """Take the named officials of the clause, where they are of two parties, for "A handed B a letter during a meeting"."""
        within = match.token.dep_ == "pobj" and match.token.head.lower_ in ("during", "in", "at", "after", "following")
        if not within or item.sentence.kind is not BlockKind.PARAGRAPH:
            return
        verb = clause_verb(match.token)
        beside = {item.people[token.i]: token.i for token in verb.subtree if token.i in item.people and clause_verb(token).i == verb.i}
        refs = [
            Ref(figure.actor, index, at, f"{figure.name}, who is named beside it", 0.75)
            for index, at in sorted(beside.items(), key=lambda known: known[1])
            if (figure := self._cast.mentions.figures[index]).actor is not None and not figure.private
        ]
        if len({ref.actor for ref in refs}) == 2:
            slots.parties = refs
            slots.steps.append("parties: " + "; ".join(f"{ref.actor.code} by {ref.how}" for ref in refs))

    def _told_before(self, item: Parsed, match: Match, slots: Slots) -> None:
        """Take whom the sanctions told before hit, or the other parties of the treaty that is left, where the sentence names nobody."""
        own = {ref.actor for ref in slots.initiators}
        if match.trigger.type is EventType.RUPTURE:
            slots.targets = told_of(item, own, {token.i for token in match.token.subtree}, self.told)
        else:
            near = [
                known
                for known in self.told
                if known.type is EventType.SANCTION and 0 < item.sentence.index - known.sentence <= _SAME_MEASURE
            ]
            hit = near[-1].targets if near and not near[-1].guessed else []
            slots.targets = [Ref(actor, None, match.token.i, "as in the sanctions just told of", 0.65) for actor in hit if actor not in own]
        slots.guessed = slots.guessed or bool(slots.targets)
        slots.steps += [f"against {ref.actor.code}, {ref.how}" for ref in slots.targets]

    def _go_on(self, item: Parsed, match: Match, slots: Slots) -> None:
        """Take the parties of the event just told, for "the tariffs were lifted in 2019" or "the deal was signed"."""
        thing = match.object or match.token
        at, group = self._cast.mentions.group
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
                if match.trigger.type in DIRECTED:
                    slots.initiators = [Ref(actor, None, match.token.i, how, 0.75) for actor in known.initiators]
                    slots.targets = [Ref(actor, None, match.token.i, how, 0.75) for actor in known.targets]
                if match.trigger.frame.parties:
                    slots.parties = [Ref(actor, None, match.token.i, how, 0.75) for actor in known.parties]
                slots.steps.append(f"parties {how}")
                return


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
        if key not in best or _rank(match) > _rank(best[key]):
            best[key] = match
    yield from best.values()


def _rank(match: Match) -> tuple[bool, float]:
    """How well a trigger fits its word: one that asks for an object and has it tells more than the verb alone."""
    return match.object is not None, match.trigger.weight


def _place(item: Parsed, match: Match, roles: Roles, candidate: Candidate) -> None:
    if candidate.type in (EventType.SANCTION, EventType.DISPUTE, EventType.INVITATION):
        return
    if candidate.type is EventType.VISIT:
        for role in match.trigger.frame.target:
            for head in roles.heads.of(role):
                name = item.names.get(head.i)
                if name is not None and name.place is not None:
                    candidate.place = name.place
                    candidate.steps.append(f"place: {name.text!r}, which is visited")
                    return
    found = where(item, match.token, roles.carrier, own_only=candidate.type in SAID)
    if found is not None:
        candidate.place = found[0]
        candidate.steps.append(f"place: {found[1]!r}")


def _leaves_open(kind: EventType, roles: Roles, status: Status, slots: Slots) -> bool:
    """Whether a bare noun tells of something without saying that it happened: "the talks", "his visit to Japan"."""
    bare = not roles.is_verb and roles.carrier is None and status is Status.OCCURRED
    return bare and (kind is EventType.VISIT or not _plainly(slots))


def _plainly(slots: Slots) -> bool:
    """Whether two parties are named as such, not meant by a pronoun or taken from the context."""
    return len({ref.actor for ref in [*slots.initiators, *slots.targets, *slots.parties] if ref.sure >= 0.9}) > 1


def _not_yet(thing: Token | None) -> bool:
    """Whether a measure that is taken back had never come into force."""
    return thing is not None and any(child.lower_ in ("planned", "proposed", "threatened") for child in thing.lefts)
