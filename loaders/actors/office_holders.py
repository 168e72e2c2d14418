"""People who hold or held an office for a state or organisation, by name and day, from a dated table."""

from __future__ import annotations

import calendar
import csv
import datetime as dt
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from .libraries import countries
from .names import fold

# An office is still counted around its ends, for tables, texts and inaugurations differ by weeks.
_MARGIN = dt.timedelta(days=92)
# A surname alone no longer means someone who left office longer ago than this.
_REMEMBERED = dt.timedelta(days=3650)

_FAMILY_FIRST = frozenset({"CHN", "KOR", "PRK", "TWN", "VNM", "HKG", "SGP", "KHM"})
_CALLED_BY_GIVEN_NAME = frozenset({"VNM", "ETH", "ERI", "MYS", "IDN", "LAO", "MMR", "THA", "IRQ"})
_PARTICLES = frozenset({"al", "el", "jr", "sr", "the"})
_SONS = frozenset({"bin", "ibn", "ben"})
_TITLES = frozenset(
    "president prime minister premier chancellor king queen emperor emir sultan pope prince princess crown sheikh"
    " ayatollah foreign defence defense secretary of state"
    " general gen lt lieutenant colonel col major admiral adm mr mrs ms miss dr prof professor sir lord lady dame"
    " ambassador senator sen rep representative governor gov chief deputy vice acting interim former ex then late"
    " his her excellency royal highness majesty mullah imam comrade justice speaker chairman director special envoy"
    " presidential candidate leader external affairs state councillor councilor assistant adviser advisor"
    " national security finance trade commerce and".split()
)
# Surnames in the table that are commoner as other words.
_NOT_SURNAMES = frozenset({"he", "you", "an", "so", "no", "to", "la", "may", "the", "dan", "de", "bot", "key", "major"})
_MUHAMMAD = re.compile(r"^(?:m[ou]h?amm?[ea]d|m[eo]hmm?[ea]d)$")
_SPELLINGS = {
    "alexandr": "alexander",
    "alyaxandr": "alexander",
    "abdulah": "abdalah",
    "abdelah": "abdalah",
    "yusuf": "yusif",
    "husayn": "husein",
    "hosein": "husein",
    "husain": "husein",
}
_HEADS = (
    "president",
    "prime minister",
    "king",
    "queen",
    "chancellor",
    "premier",
    "leader",
    "paramount",
    "supreme",
    "emir",
    "sultan",
    "pope",
    "monarch",
    "secretary-general",
    "secretary general",
    "chief executive",
    "state counsellor",
    "chairman of the sovereignty",
)
_SECOND = (
    "foreign",
    "secretary of state",
    "external",
    "high representative",
    "defence",
    "crown prince",
    "vice president",
    "director general",
    "director-general",
    "commission",
)
# States whose prime minister stands behind the president or leader when the surname is shared.
_PRESIDENTIAL = frozenset({"KOR", "FRA", "RUS", "UKR", "EGY", "DZA", "LKA", "SYR", "CHN", "KAZ", "TUN", "PSE"})

# Whose people a shared surname means when nothing else decides: the great powers and the bodies that all papers write of.
_PROMINENT = frozenset({"UN", "EU", "NATO", "USA", "CHN", "RUS", "GBR", "FRA", "DEU", "JPN", "ITA", "CAN", "IND"})


@dataclass(frozen=True, slots=True)
class Term:
    """One row of the table: who held which office for which state or organisation, from when to when.

    Attributes:
        code: Alpha-3 code of the state or code of the organisation.
        start: First possible day, where the table gives a month or a year alone.
        end: Last possible day; nothing while in office.
    """

    name: str
    aliases: tuple[str, ...]
    office: str
    code: str
    start: dt.date
    end: dt.date | None
    source: str

    @property
    def rank(self) -> int:
        """0 for heads of states, governments and organisations, 1 for ministers of note, 2 for others."""
        if self.office == "prime minister" and self.code in _PRESIDENTIAL or self.office == "premier" and self.code in _PRESIDENTIAL:
            return 1
        office = self.office.removeprefix("acting ")
        if self.code not in _PROMINENT and self.code not in countries():
            return 1 if office.startswith(_HEADS + _SECOND) else 2
        if office.startswith(_HEADS) and not office.startswith(("leader of the opposition", "president of the european parliament")):
            return 0
        return 1 if office.startswith(_SECOND) else 2

    def covers(self, on: dt.date, margin: dt.timedelta = dt.timedelta(0)) -> bool:
        """Whether the day lies in the term, widened by a margin on both sides."""
        return self.start - margin <= on and (self.end is None or on <= self.end + margin)


@dataclass(frozen=True, slots=True)
class Holder:
    """Who a name means on a day.

    Attributes:
        name: Full name in its usual English form.
        office: The office on that day, ``former`` and the last office after it, nothing before it or where no day is given
            and the person held several.
        code: Alpha-3 code of the state or code of the organisation.
        in_office: Whether the person held the office on that day.
    """

    name: str
    office: str | None
    code: str
    in_office: bool


def bounds(text: str) -> tuple[dt.date, dt.date]:
    """First and last day of a date of day, month or year precision.

    >>> bounds("2023-02")
    (datetime.date(2023, 2, 1), datetime.date(2023, 2, 28))
    """
    year, *rest = (int(part) for part in text.split("-"))
    month_first, month_last = (rest[0], rest[0]) if rest else (1, 12)
    if len(rest) == 2:
        day = dt.date(year, rest[0], rest[1])
        return day, day
    return dt.date(year, month_first, 1), dt.date(year, month_last, calendar.monthrange(year, month_last)[1])


@cache
def terms() -> tuple[Term, ...]:
    """All rows of the table."""
    text = files("diplograph").joinpath("loaders/actors/office_holders.tsv").read_text(encoding="utf-8")
    return tuple(
        Term(
            name=row["name"],
            aliases=tuple(alias for alias in row["aliases"].split("|") if alias),
            office=row["office"],
            code=row["code"],
            start=bounds(row["start"])[0],
            end=bounds(row["end"])[1] if row["end"] else None,
            source=row["source"],
        )
        for row in csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    )


def name_key(name: str, titles: bool = False) -> tuple[str, ...]:
    """The words by which names of people are compared: without accents, particles, and differences of transliteration.

    >>> name_key("Volodymyr Zelenskyy") == name_key("Volodymyr Zelenskiy")
    True
    """
    plain = re.sub(r"['\u2019\u2018`\u02bb]s\b|[._]", " ", name)
    words = [word for word in re.split(r"\W+", fold(plain)) if word]
    if not titles:
        while len(words) > 1 and words[0] in _TITLES:
            words.pop(0)
    last = len(words) - 1
    kept = [word for place, word in enumerate(words) if word not in _PARTICLES and not (word in _SONS and 0 < place < last)] or words
    if len(kept) > 2:
        long = [word for word in kept if len(word) > 1]
        kept = long if len(long) >= 2 else kept
    return tuple(_spelling(word) for word in kept)


def _spelling(word: str) -> str:
    if _MUHAMMAD.match(word):
        return "muhammad"
    word = re.sub(r"(\w)\1", r"\1", word).replace("ks", "x").replace("ou", "u").replace("ei", "ey")
    word = re.sub(r"(?:iy|yi|ij|i|y)$", "y", word)
    return _SPELLINGS.get(word, word)


@cache
def _full_names() -> dict[tuple[str, ...], list[Term]]:
    found: dict[tuple[str, ...], list[Term]] = {}
    for term in terms():
        for name in (term.name, *term.aliases):
            # With its title first: "King Abdullah" is a name of one, and "Abdullah" of many.
            for key in {name_key(name, titles=True), name_key(name)}:
                if len(key) > 1 or len(name.split()) == 1:
                    found.setdefault(key, []).append(term)
    return found


@cache
def _surnames() -> dict[tuple[str, ...], list[Term]]:
    found: dict[tuple[str, ...], list[Term]] = {}
    for term in terms():
        keys: set[tuple[str, ...]] = set()
        for name in (term.name, *term.aliases):
            key = name_key(name)
            if len(key) < 2:
                keys.add(key)
                continue
            if term.code in _FAMILY_FIRST:
                keys.add(key[:1])
            else:
                keys.update(key[position:] for position in range(1, len(key)))
            if term.code in _CALLED_BY_GIVEN_NAME:
                keys.update({key[:1], key[-1:]})
        for key in keys:
            found.setdefault(key, []).append(term)
    return found


def find_holder(name: str, on: dt.date | None = None) -> Holder | None:
    """The person whom a full name, or a surname alone, means on a day; nothing where that is unknown or ambiguous.

    Args:
        name: As the text gives it; titles, accents, middle initials and the usual variants of transliteration do not matter.
        on: The day; without one the person is known where all people of that name act for the same state or organisation.

    >>> find_holder("Medvedev", dt.date(2009, 7, 1))
    Holder(name='Dmitry Medvedev', office='president', code='RUS', in_office=True)
    """
    for titles in (True, False):
        key = name_key(name, titles=titles)
        full = _full_names().get(key)
        if full:
            return _choose(full, on, surname=False)
    if not key or len(key) > 3 or fold(name).strip() in _NOT_SURNAMES:
        return None
    known = _surnames().get(key)
    return _choose(known, on, surname=True) if known else None


def is_known_name(name: str) -> bool:
    """Whether the name is the full name, or a well-known short one, of someone in the table."""
    return name_key(name, titles=True) in _full_names() or name_key(name) in _full_names()


def _choose(known: list[Term], on: dt.date | None, surname: bool) -> Holder | None:
    if on is None:
        if len({term.code for term in known}) > 1:
            return None
        offices = {term.office for term in known}
        last = max(known, key=lambda term: (term.end or dt.date.max, term.start))
        return Holder(last.name, offices.pop() if len(offices) == 1 else None, last.code, False)
    for margin in (dt.timedelta(0), _MARGIN):
        serving = [term for term in known if term.covers(on, margin)]
        for rank in (0, 1, 2):
            ranked = [term for term in serving if term.rank == rank]
            if not ranked:
                continue
            if len(_people(ranked)) > 1:
                ranked = [term for term in ranked if term.code in _PROMINENT]
            if len(_people(ranked)) != 1:
                return None
            best = max(ranked, key=lambda term: term.start)
            return Holder(best.name, best.office, best.code, True)
    return _out_of_office(known, on, surname)


def _people(known: list[Term]) -> set[tuple[str, str]]:
    return {(term.name, term.code) for term in known}


def _out_of_office(known: list[Term], on: dt.date, surname: bool) -> Holder | None:
    past = [term for term in known if term.end is not None and term.end < on]
    if surname:
        past = [term for term in past if term.end is not None and on - term.end <= _REMEMBERED]
        if len({term.code for term in past}) != 1:
            return None
    candidates = past or ([] if surname else known)
    if not candidates or len({term.code for term in candidates}) > 1 and len({term.name for term in candidates}) > 1:
        return None
    last = max(candidates, key=lambda term: (term.end or dt.date.max, term.start))
    return Holder(last.name, f"former {last.office}" if past else None, last.code, False)
