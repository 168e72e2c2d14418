"""What a language model tells, held against the article and the gazetteer: what does not stand there is dropped, with the reason."""

from __future__ import annotations

import datetime as dt

import pycountry

from ..actors.gazetteer import Gazetteer, gazetteer
from ..actors.names import NameKind
from ..actors.resolve import resolve
from ..article import Article
from ..dates import Direction, find_times
from ..event import Actor, ActorKind, EventType, Instrument, Person, Place, Status
from .base import Rejected
from .candidate import DIRECTED, MUTUAL, VOICED, Candidate, unique
from .language import Sentence, sentences
from .setting import Window
from .standing import Standing
from .told import Told, ToldInstrument, ToldPerson, ToldPlace

# Below this confidence an event is noted as rejected and not reported, as the rules do it.
FLOOR = 0.3
# No model is surer of its own reading.
_SUREST = 0.95
_SHORTEST_QUOTE = 8
_MOST_SENTENCES = 4
_LONGEST_WINDOW = dt.timedelta(days=3_660)
_OLDEST = dt.date(1800, 1, 1)
_FARTHEST = dt.timedelta(days=36_525)


class Drop(Exception):  # noqa: N818 (it tells what becomes of a record, not of the program)
    """Why an event that the model told of is not reported."""


class Grounding:
    """Holds what a model tells of one article against the article.

    Args:
        article: The article.
    """

    def __init__(self, article: Article) -> None:
        self._article = article
        self._gazetteer: Gazetteer = gazetteer()
        self._standing = Standing(article.text)
        self._sentences = sentences(article)
        named = self._gazetteer.find(article.text, article.published_on)
        self._named = {name.actor for name in named if name.actor is not None}
        self._named |= {self._gazetteer.state(name.place.country) for name in named if name.place is not None and name.place.country}
        self.people: list[Person] = []
        self.rejected: list[Rejected] = []

    def sentence(self, index: int) -> Sentence:
        """The sentence of that number."""
        return self._sentences[index]

    def candidate(self, told: Told) -> Candidate:
        """The event as the article bears it out.

        Raises:
            Drop: Its quote does not stand in the article, or too little of it is left.
        """
        start, end, quoted = self._quoted(told.quote)
        try:
            return self._candidate(told, quoted)
        except Drop as drop:
            self.rejected.append(Rejected(self._article.text[start:end], start, end, f"{told.type} by the model: {drop}"))
            raise

    def _candidate(self, told: Told, quoted: list[int]) -> Candidate:
        first = self._sentences[quoted[0]]
        steps = [f"{told.type} by the model, from sentence {quoted[0] + 1}", f"{told.status}: by the model"]
        parties = self._parties(told.parties, "party", steps)
        initiators, targets = self._roles(told, steps)
        # Who does it and to whom are parties, whether the model lists them there or not.
        parties = unique(initiators + targets + ([] if initiators and targets else parties))
        _enough(told.type, parties, initiators, targets)
        window, words = self._date(told, steps)
        people = self._people(told.people, steps)
        weight = self._weight(told, parties, initiators, targets, steps)
        candidate = Candidate(
            type=told.type,
            status=told.status,
            sentence=quoted[0],
            kind=first.kind,
            start=first.start,
            trigger=told.type.lower(),
            parties=parties,
            initiators=initiators,
            targets=targets,
            people=people,
            weight=weight,
            window=window,
            date_text=words,
            place=self._place(told.place, steps),
            instrument=self._instrument(told.instrument, steps) if told.type is EventType.AGREEMENT else None,
            lifted=told.lifted and told.type is EventType.SANCTION,
            open_date=words is not None and window is None,
            sentences=unique_numbers(quoted + self._further(told.more_quotes, steps)),
        )
        candidate.steps += steps
        return candidate

    # ------------------------------------------------------------------ quotes

    def _quoted(self, quote: str) -> tuple[int, int, list[int]]:
        """Where a quote stands, and the numbers of the sentences that it is from."""
        shown = " ".join(quote.split())[:80]
        found = self._standing.find(quote)
        if found is None:
            raise Drop(f"its quote does not stand in the article: {shown!r}")
        start, end = found
        if end - start < _SHORTEST_QUOTE:
            raise Drop(f"its quote is too short to show anything: {shown!r}")
        touched = [sentence.index for sentence in self._sentences if sentence.start < end and start < sentence.end]
        if not touched:
            raise Drop(f"its quote stands in no block of the article: {shown!r}")
        if len(touched) > _MOST_SENTENCES:
            raise Drop(f"its quote is no sentence but {len(touched)}: {shown!r}")
        return start, end, touched

    def _further(self, quotes: list[str], steps: list[str]) -> list[int]:
        numbers: list[int] = []
        for quote in quotes:
            try:
                numbers += self._quoted(quote)[2]
            except Drop as drop:
                steps.append(f"a further quote is left out: {drop}")
        return numbers

    # ------------------------------------------------------------------ actors

    def _parties(self, names: list[str], role: str, steps: list[str]) -> list[Actor]:
        found: list[Actor] = []
        for name in names:
            actor = self.actor(name)
            if actor is None:
                steps.append(f"{role}: {name!r} is left out, no state or organisation of that name is known")
                continue
            if actor not in found:
                steps.append(f"{role}: {name!r} is {actor.label} ({actor.code})")
                found.append(actor)
        return found

    def actor(self, name: str) -> Actor | None:
        """The state or organisation of a code or a name, through the gazetteer; ``None`` where it knows none."""
        known, name = self._gazetteer, name.strip()
        if known.known_state(name.upper()) and len(name) == 3:
            return known.state(name.upper())
        if known.known_organization(name):
            return known.organization(name)
        on = self._article.published_on
        whole = name.lower().removeprefix("the ")
        for found in known.find(name, on):
            if found.text.lower() == whole and found.actor is not None and found.kind is not NameKind.BLOCKED:
                return found.actor
        if len(name) == 2 and name.isupper() and name.isascii():
            country = pycountry.countries.get(alpha_2=name)
            return known.state(country.alpha_3) if country is not None else None
        return resolve(name, on)

    def _roles(self, told: Told, steps: list[str]) -> tuple[list[Actor], list[Actor]]:
        if told.type not in DIRECTED:
            return [], []
        initiators = self._parties(told.initiators, "initiator", steps)
        targets = self._parties(told.targets, "target", steps)
        if set(initiators) != set(targets) and set(initiators) & set(targets):
            steps.append("who does it is not also whom it is done to")
            targets = [actor for actor in targets if actor not in initiators]
        if len(initiators) == 1 and initiators == targets:
            raise Drop("its initiator and its target are one and the same")
        return initiators, targets

    def _weight(self, told: Told, parties: list[Actor], initiators: list[Actor], targets: list[Actor], steps: list[str]) -> float:
        weight = min(told.confidence, _SUREST)
        # Whom the article names without a state stands for one by the table of office-holders, not by the model's word.
        spoken_for = self._named | {resolve(person.name, self._article.published_on) for person in self.people}
        strangers = [actor.label for actor in parties if actor not in spoken_for]
        if len(strangers) == len(parties):
            raise Drop("none of its parties is named in the article")
        if strangers:
            weight *= 0.6
            steps.append(f"not named in the article: {', '.join(strangers)}")
        if told.type in DIRECTED and not (initiators and targets):
            weight *= 0.8
            steps.append("one side is not named")
        if weight < FLOOR:
            raise Drop(f"confidence {weight:.2f}")
        return weight

    def _people(self, told: list[ToldPerson], steps: list[str]) -> list[int]:
        numbers: list[int] = []
        for one in told:
            if not self._standing.holds(one.name) or not any(letter.isalpha() for letter in one.name):
                steps.append(f"person: {one.name!r} is left out, the article does not name them")
                continue
            office = one.office if one.office and self._standing.holds(one.office) else None
            person = Person(" ".join(one.name.split()), office, self.actor(one.represents) if one.represents else None)
            known = next((number for number, other in enumerate(self.people) if other.name == person.name), None)
            if known is None:
                known = len(self.people)
                self.people.append(person)
            if known not in numbers:
                numbers.append(known)
        return numbers

    # ------------------------------------------------------------------ time, place, instrument

    def _date(self, told: Told, steps: list[str]) -> tuple[Window | None, str | None]:
        """The days, by the project's own reading of the words where it has one: models reckon weekdays badly."""
        words = told.date_text
        if words is None or not self._standing.holds(words):
            if told.earliest is not None:
                steps.append(f"date: {told.earliest} is left out, no words of the article fix it")
            return None, None
        published = self._article.published_on
        direction = Direction.FUTURE if told.status is Status.PLANNED else Direction.PAST
        own = [window for time in find_times(words) if (window := time.resolve(published, direction)) is not None]
        if len(own) == 1:
            steps.append(f"date: {words!r} is {own[0][0]} to {own[0][1]}")
            return own[0], words
        if told.earliest is None or told.latest is None:
            steps.append(f"date: {words!r} leaves the day open")
            return None, words
        wrong = _wrong_days(told, published)
        if wrong is not None:
            steps.append(f"date: {told.earliest} to {told.latest} is left out, {wrong}")
            return None, words
        steps.append(f"date: {words!r} is {told.earliest} to {told.latest} by the model")
        return (told.earliest, told.latest), words

    def _place(self, told: ToldPlace | None, steps: list[str]) -> Place | None:
        if told is None:
            return None
        if not self._standing.holds(told.name):
            steps.append(f"place: {told.name!r} is left out, the article does not name it")
            return None
        country = self.actor(told.country) if told.country else None
        code = country.code if country is not None and country.kind is ActorKind.STATE else None
        known = self._gazetteer.place(told.name, code) or (self._gazetteer.place(told.name) if code is None else None)
        steps.append(f"place: {told.name!r}")
        return known if known is not None else Place(" ".join(told.name.split()), code)

    def _instrument(self, told: ToldInstrument | None, steps: list[str]) -> Instrument | None:
        if told is None:
            return None
        if not self._standing.holds(told.title):
            steps.append(f"instrument: {told.title!r} is left out, the article does not name it")
            return None
        kind = told.kind if told.kind and self._standing.holds(told.kind) else None
        value = told.value if told.value and self._standing.holds(told.value) else None
        steps.append(f"instrument: {told.title!r}")
        return Instrument(" ".join(told.title.split()), kind.lower() if kind else None, value)


def _enough(kind: EventType, parties: list[Actor], initiators: list[Actor], targets: list[Actor]) -> None:
    """Holds an event to the parties that its type needs."""
    if not parties:
        raise Drop("no party is known")
    if kind is EventType.DISPUTE and len(parties) < 2:
        raise Drop("a quarrel needs two parties")
    if kind in MUTUAL and len(parties) < 2 and parties[0].kind is not ActorKind.ORGANIZATION:
        raise Drop("only one party")
    if kind in VOICED and not (initiators and targets):
        raise Drop("nobody known voices it" if not initiators else "against nobody known")
    if kind in DIRECTED and not initiators and not targets:
        raise Drop("nobody does it to anybody")


def _wrong_days(told: Told, published: dt.date | None) -> str | None:
    assert told.earliest is not None
    assert told.latest is not None
    reference = published or told.earliest
    if told.earliest > told.latest:
        return "the first day comes after the last"
    if told.latest - told.earliest > _LONGEST_WINDOW:
        return "it is no date but an age"
    if told.earliest < _OLDEST or told.earliest - reference > _FARTHEST:
        return "it is out of all bounds"
    if told.status is Status.OCCURRED and published is not None and told.earliest > published:
        return "what has occurred cannot begin after the day of publication"
    return None


def unique_numbers(numbers: list[int]) -> list[int]:
    """The numbers in order, each once."""
    return list(dict.fromkeys(numbers))
