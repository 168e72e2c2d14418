"""A made-up world whose news can be generated without end: what happens in it, and how its papers tell of it.

Time goes in periods of two weeks. Things happen in the first ten days of each, so that no report of one period can tell of the same
event as a report of another, and each period can be made, and consolidated, by itself. A period's news follow from its number alone.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import accumulate

from diplograph.loaders.actors.libraries import City, cities, countries
from diplograph.loaders.article import Article, BlockKind, compose
from diplograph.loaders.event import Actor, ActorKind, EventRecord, EventType, Evidence, Instrument, Person, Place, Status
from diplograph.loaders.extraction.base import Extraction
from diplograph.loaders.mapper import article_graph
from diplograph.ontology.iris import Iris
from diplograph.results import Extracted

SOFTWARE = "0.1.0, made up"
PERIOD, EVENTFUL, HAPPENINGS = 14, 10, 80
START = dt.date(1990, 1, 1)

_FIRST = "USA CHN RUS GBR FRA DEU IND JPN UKR ISR TUR IRN SAU EGY BRA CAN POL ITA PAK KOR AUS MEX ZAF IDN VNM QAT ARE SYR IRQ PRK".split()
_ORGANIZATIONS = {"UN": "United Nations", "EU": "European Union", "NATO": "North Atlantic Treaty Organization", "AU": "African Union"}
_TOPICS = "security trade nuclear borders energy migration climate technology health culture sanctions defence tariffs consular".split()
_PUBLISHERS = 60
_MINISTERS = 12
# Of a hundred events, how many are of each kind.
_KINDS = {
    EventType.MEETING: 38,
    EventType.AGREEMENT: 14,
    EventType.VISIT: 12,
    EventType.ACCUSATION: 9,
    EventType.SANCTION: 5,
    EventType.INVITATION: 4,
    EventType.REJECTION: 4,
    EventType.PROTEST: 3,
    EventType.THREAT: 3,
    EventType.APPOINTMENT: 3,
    EventType.EXPULSION: 2,
    EventType.DISPUTE: 2,
    EventType.RECALL: 1,
}
_UNDIRECTED = (EventType.MEETING, EventType.AGREEMENT, EventType.DISPUTE)
# How many articles tell of an event: most are told once, a few by everyone.
_TELLINGS = [1, 1, 1, 1, 2, 2, 3, 4, 8]
_FILLER = (
    "Officials of both sides declined to comment on the details. Observers had expected little of the week. The capital was quiet in the "
    "morning and traffic went on as usual. A spokesperson said that more would be made known in due course. Markets hardly moved on the "
    "news. Earlier rounds had ended without a joint statement. Analysts pointed to the history of the question, which reaches back for "
    "decades. Journalists were kept waiting for several hours in the rain. The opposition asked for a debate in parliament. Diplomats "
    "spoke of a long night. The next steps are to be worked out by experts. Reactions from the region were mixed"
).split(". ")


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happens in the world: its record as one who knows all would write it, and the day."""

    record: EventRecord
    day: dt.date


@cache
def _states() -> tuple[tuple[Actor, ...], list[float]]:
    """The states, and their running share of the news: the n-th has one in proportion to 1/n."""
    known = countries()
    codes = [*_FIRST, *sorted(code for code, country in known.items() if country.sovereign and code not in _FIRST)]
    states = tuple(Actor(ActorKind.STATE, code, known[code].label) for code in codes)
    return states, list(accumulate(1 / number for number in range(1, len(states) + 1)))


@cache
def _cities() -> dict[str, list[City]]:
    """The largest cities of each state."""
    found: dict[str, list[City]] = {}
    for city in sorted(cities(), key=lambda city: -city.population):
        if len(kept := found.setdefault(city.country, [])) < 3 and city.name != countries()[city.country].label:
            kept.append(city)
    return found


def _name(chance: random.Random, syllables: int) -> str:
    return "".join(chance.choice("bdfghklmnprstvz") + chance.choice("aeiou") for _ in range(syllables)).title()


def _minister(state: Actor, number: int) -> Person:
    # Names without meaning, the same at each call, and hardly any twice.
    chance = random.Random(f"{state.code} {number}")  # noqa: S311 (a made-up world that is the same at each run)
    return Person(f"{_name(chance, 2)} {_name(chance, 4)}", f"Minister of {_TOPICS[number].title()}", state)


def happenings(period: int) -> list[Happening]:
    """What happens in that period, in the order of the days."""
    chance = random.Random(f"happenings {period}")  # noqa: S311
    first = START + dt.timedelta(days=PERIOD * period)
    days = sorted(chance.randrange(EVENTFUL) for _ in range(HAPPENINGS))
    return [_happening(chance, first + dt.timedelta(days=day)) for day in days]


def _happening(chance: random.Random, day: dt.date) -> Happening:
    states, shares = _states()
    kind = chance.choices(list(_KINDS), list(_KINDS.values()))[0]
    wanted = 2 if kind not in (EventType.MEETING, EventType.AGREEMENT) or chance.random() < 0.92 else chance.randint(3, 5)
    parties: dict[str, Actor] = {}
    while len(parties) < wanted:
        state = chance.choices(states, cum_weights=shares)[0]
        parties[state.code] = state
    if kind in _UNDIRECTED and chance.random() < 0.08:
        code = chance.choice(list(_ORGANIZATIONS))
        parties[code] = Actor(ActorKind.ORGANIZATION, code, _ORGANIZATIONS[code])
    actors = tuple(parties.values())
    host = next(actor for actor in actors if actor.kind is ActorKind.STATE)
    towns = _cities().get(host.code)
    town = chance.choice(towns) if towns else None
    status = chance.choices([Status.OCCURRED, Status.PLANNED, Status.CANCELLED, Status.DENIED], [88, 8, 2, 2])[0]
    topic = chance.choice(_TOPICS)
    name = " and ".join(actor.label for actor in actors)
    people = [_minister(actor, chance.randrange(_MINISTERS)) for actor in actors if actor.kind is ActorKind.STATE]
    record = EventRecord(
        ref="",
        type=kind,
        status=status,
        label=f"{name}: {kind.value.lower()} ({status.value})",
        parties=actors,
        evidence=(),
        initiators=() if kind in _UNDIRECTED else actors[1:],
        targets=() if kind in _UNDIRECTED else actors[:1],
        delegates=tuple(people) if kind in (EventType.MEETING, EventType.VISIT, EventType.AGREEMENT) else (),
        earliest=day,
        latest=day,
        place=Place(town.name, town.country, town.latitude, town.longitude) if town is not None and kind not in _UNDIRECTED[1:] else None,
        instrument=Instrument(f"memorandum on {topic} and programme {chance.randrange(400)}", "memorandum")
        if kind is EventType.AGREEMENT
        else None,
        topics=(topic,),
        confidence=round(chance.uniform(0.5, 0.95), 2),
    )
    return Happening(record, day)


def articles(period: int, iris: Iris) -> Iterator[Extracted]:
    """The articles of that period: every happening in one at least."""
    chance = random.Random(f"articles {period}")  # noqa: S311
    told = [happening for happening in happenings(period) for _ in range(chance.choice(_TELLINGS))]
    told.sort(key=lambda happening: (happening.day, chance.random()))
    number = 0
    while told:
        number += 1
        count = chance.randint(1, 6)
        yield _article(chance, f"{period}-{number}", told[:count], iris)
        told = told[count:]


def later_article(period: int, number: int, iris: Iris) -> Extracted:
    """One more article of that period, other for each number: what a dataset that holds the period has still to load."""
    chance = random.Random(f"later {period} {number}")  # noqa: S311
    told = sorted(chance.sample(happenings(period), 4), key=lambda happening: happening.day)
    return _article(chance, f"{period}-later-{number}", told, iris)


def _article(chance: random.Random, name: str, told: list[Happening], iris: Iris) -> Extracted:
    publisher = chance.randrange(_PUBLISHERS)
    chosen = {id(happening): happening for happening in told}.values()
    tellings = [_telling(chance, happening, publisher) for happening in chosen]
    blocks = [(BlockKind.HEADLINE, tellings[0][0].label)]
    for _, sentence in tellings:
        blocks.append((BlockKind.PARAGRAPH, f"{sentence} {filling(chance)}"))
    text, placed = compose(blocks)
    day = max(happening.day for happening in told) + dt.timedelta(days=1)
    at = dt.datetime.combine(day, dt.time(chance.randrange(24), chance.randrange(60)), dt.UTC)
    article = Article(
        source=f"https://paper{publisher}.example/{day:%Y/%m/%d}/{name}",
        text=text,
        blocks=placed,
        headline=tellings[0][0].label,
        published=at,
        url=f"https://paper{publisher}.example/{day:%Y/%m/%d}/{name}",
        publisher=f"Paper {publisher}",
        language="en",
    )
    records = []
    for number, (record, sentence) in enumerate(tellings, 1):
        start = text.index(sentence)
        records.append(replace(record, ref=f"e{number}", evidence=(Evidence(sentence, start, start + len(sentence)),)))
    extraction = Extraction(tuple(records))
    return Extracted(article, extraction, article_graph(article, extraction, iris, SOFTWARE))


def filling(chance: random.Random) -> str:
    """Some sentences that tell of nothing, with words that no other article has, as in articles of people."""
    return " ".join(
        f"In {_name(chance, 3)}, {sentence[0].lower()}{sentence[1:]}, said {_name(chance, 4)}." for sentence in chance.sample(_FILLER, 4)
    )


def _telling(chance: random.Random, happening: Happening, publisher: int) -> tuple[EventRecord, str]:
    """The happening as one paper has it, and its sentence: with fewer names, a vaguer date, or an agency's words."""
    record, day = happening.record, happening.day
    changes: dict[str, object] = {}
    if chance.random() < 0.5:
        changes["delegates"] = ()
    if chance.random() < 0.4:
        changes["place"] = None
    vague = chance.random()
    if vague < 0.15 and record.status is not Status.PLANNED:
        changes["earliest"] = changes["latest"] = None
    elif vague < 0.3:
        begin = START + dt.timedelta(days=(day - START).days // PERIOD * PERIOD)
        changes["earliest"], changes["latest"] = begin, begin + dt.timedelta(days=EVENTFUL - 1)
    else:
        changes["date_text"] = f"{day:%A}"
    if record.status is Status.PLANNED and chance.random() < 0.3:
        changes["status"] = Status.OCCURRED
    told = replace(record, **changes)  # type: ignore[arg-type]  # each value has its field's type
    teller = "an agency" if chance.random() < 0.2 else f"paper {publisher}"
    return told, f"{record.label}, {day.isoformat()}, as {teller} has it on {', '.join(record.topics)} in its report of the day."
