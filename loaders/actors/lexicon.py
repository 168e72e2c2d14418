"""The table of names that the gazetteer looks words up in, built from the libraries and the data files beside this one."""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from ..event import Actor, ActorKind, Place
from . import libraries
from .contexts import guards
from .names import NameKind, fold, key, words

# Capitalised acronyms that are words in a headline of capitals.
_WORDS_IN_CAPITALS = frozenset({"WHO", "CAR", "ECO", "IS", "RAW", "AU", "PIF", "MSG", "PRI", "GUAM", "ALBA", "ETA", "CIS", "QUAD", "SHAPE"})
# Inhabited by nobody, or by guests alone: no actors.
_EMPTY = frozenset({"ATA", "ATF", "BVT", "HMD", "IOT", "SGS", "UMI", "SJM"})
_OWN_GOVERNMENT = frozenset({"HKG", "MAC", "ESH"})
_PLURAL = ("n", "i", "k", "o", "r", "t", "b")
_COLLECTIVE = ("sh", "ch", "ss", "se", "bé", "be", "yz")
_SMALLEST_CITY = 50_000
_SMALLEST_ANGLO_CITY = 100_000


@dataclass(frozen=True, slots=True)
class Entry:
    """One name: its words, what kind it is and what it stands for.

    Attributes:
        shape: The words as the data spells them; capital letters in it must be capital in the text.
        acronym: Whether it counts only when written in capitals.
        personal: Whether people are called so, too.
        collective: Whether "the" and this adjective name a people ("the French").
        wary: Whether it is a common word or surname, too.
        prefix: Whether it counts before a hyphen only.
        population: Of a city; nothing for other kinds and for sites known by name.
        since: First day on which the name can mean this.
        until: Last such day.
    """

    tokens: tuple[str, ...]
    shape: tuple[str, ...]
    kind: NameKind
    actor: Actor | None
    place: Place | None
    acronym: bool = False
    personal: bool = False
    collective: bool = False
    wary: bool = False
    prefix: bool = False
    population: int | None = None
    since: dt.date | None = None
    until: dt.date | None = None

    def written(self, surface: str, whole_line_capitals: bool) -> bool:
        """Whether the surface, which has the same folded words, is written as this name is written."""
        if self.acronym:
            if "".join(filter(str.isalnum, surface)) != "".join(filter(str.isalnum, "".join(self.shape))):
                return False
            return not (whole_line_capitals and self.shape[0] in _WORDS_IN_CAPITALS)
        return all(not want[0].isupper() or got[0].isupper() for want, got in zip(self.shape, words(surface), strict=False))

    def valid(self, on: dt.date | None) -> bool:
        """Whether the name can mean this on that day."""
        if on is None:
            return True
        return (self.since is None or self.since <= on) and (self.until is None or on <= self.until)


Candidates = list[tuple[int, tuple[str, ...], list[Entry]]]


@dataclass(slots=True)
class Lexicon:
    """All entries by their first word, and the actors and places behind them."""

    starts: dict[str, Candidates] = field(default_factory=dict)
    lower_starts: set[str] = field(default_factory=set)
    states: dict[str, Actor] = field(default_factory=dict)
    sovereign: set[str] = field(default_factory=set)
    organizations: dict[str, Actor] = field(default_factory=dict)
    origins: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    memberships: dict[str, list[tuple[str, dt.date | None, dt.date | None]]] = field(default_factory=dict)
    cities: dict[str, list[libraries.City]] = field(default_factory=dict)
    georgia: Entry | None = None

    def state(self, iso3: str) -> Actor:
        """The state of that code."""
        return self.states.get(iso3) or Actor(ActorKind.STATE, iso3, iso3)

    def organization(self, code: str) -> Actor:
        """The organisation of that code."""
        return self.organizations.get(code) or Actor(ActorKind.ORGANIZATION, code, code)

    def members(self, code: str, on: dt.date | None) -> frozenset[str]:
        """Codes of the members on a day, or of the present ones."""
        day = on or dt.date.max
        return frozenset(
            iso3
            for iso3, since, until in self.memberships.get(code, [])
            if (since is None or since <= day) and (until is None or day < until)
        )

    def add(self, entry: Entry) -> None:
        """Take an entry in, behind those of the same words that came before it."""
        if not entry.tokens:
            return
        if entry.shape[0][0].islower():
            self.lower_starts.add(entry.shape[0])
        candidates = self.starts.setdefault(entry.tokens[0], [])
        for length, rest, entries in candidates:
            if length == len(entry.tokens) and rest == entry.tokens[1:]:
                if all(
                    present.acronym != entry.acronym or present.shape[0][0].isupper() > entry.shape[0][0].isupper() for present in entries
                ):
                    entries.append(entry)
                    entries.sort(key=lambda present: not present.acronym)
                return
        candidates.append((len(entry.tokens), entry.tokens[1:], [entry]))

    def city(self, name: str, country: str | None) -> Place | None:
        """The largest city of that name, in that country where one is given."""
        found = next((city for city in self.cities.get(fold(name), []) if country is None or city.country == country), None)
        return _city_place(found) if found else None

    def place(self, name: str, country: str | None) -> Place | None:
        """The place of that name: state, capital, seat, region, else city."""
        tokens = key(name)
        if not tokens:
            return None
        for length, rest, entries in self.starts.get(tokens[0], []):
            if length == len(tokens) and rest == tokens[1:]:
                for entry in entries:
                    if entry.place is not None and (country is None or entry.place.country == country):
                        return entry.place
        return self.city(name, country)


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files("diplograph").joinpath(f"loaders/actors/{name}").read_text(encoding="utf-8"))


@cache
def _personal() -> frozenset[tuple[str, ...]]:
    return frozenset(key(name) for name in guards()["personal"])


def _make(name: str, kind: NameKind, actor: Actor | None, place: Place | None, **more: Any) -> Entry:
    shape = words(name)
    tokens = tuple(fold(word) for word in shape)
    upper = len(shape) == 1 and shape[0].replace(".", "").replace("+", "").isupper()
    more.setdefault("acronym", upper)
    return Entry(tokens, shape, kind, actor, place, personal=tokens in _personal(), **more)


def _variants(name: str) -> list[str]:
    found = [name]
    if name.startswith("Saint "):
        found.append("St " + name.removeprefix("Saint "))
    found += [variant.replace(" and ", " & ") for variant in found if " and " in variant]
    return found


def build() -> Lexicon:
    """The lexicon, complete: earlier parts win where two have the same words."""
    lexicon, names = Lexicon(), _read("names.toml")
    for city in libraries.cities():
        lexicon.cities.setdefault(fold(city.name), []).append(city)
    for phrase in guards()["blocked"]:
        lexicon.add(_make(phrase, NameKind.BLOCKED, None, None, acronym=False))
    _add_states(lexicon, names)
    _add_organizations(lexicon)
    _add_capitals(lexicon, names)
    _add_peoples(lexicon, names)
    for iso3, seats in names["seats"].items():
        capital = _capital_names(names, iso3)
        for seat in seats:
            title, _, where = seat.partition("|")
            position = lexicon.city(where or (capital[0] if capital else ""), iso3)
            place = Place(title, iso3, position.latitude, position.longitude) if position else Place(title, iso3)
            lexicon.add(_make(title, NameKind.SEAT, lexicon.state(iso3), place))
    for table, kind in (("bodies", NameKind.BODY), ("parties", NameKind.PARTY), ("media", NameKind.MEDIA)):
        for iso3, bodies in names[table].items():
            for body in bodies:
                lexicon.add(_make(body, kind, lexicon.state(iso3), None))
    _add_regions(lexicon, names)
    _add_cities(lexicon)
    for candidates in lexicon.starts.values():
        candidates.sort(key=lambda candidate: -candidate[0])
    return lexicon


def _add_states(lexicon: Lexicon, names: dict[str, Any]) -> None:
    for iso3, country in libraries.countries().items():
        if iso3 in _EMPTY:
            continue
        label = names["labels"].get(iso3, country.label)
        known = [name for given in dict.fromkeys([label, *names["names"].get(iso3, []), *country.names]) for name in _variants(given)]
        actor = Actor(ActorKind.STATE, iso3, label, tuple(name for name in dict.fromkeys(known) if name != label and " & " not in name))
        lexicon.states[iso3] = actor
        acts = country.sovereign or iso3 in _OWN_GOVERNMENT
        if acts:
            lexicon.sovereign.add(iso3)
        for name in known:
            lexicon.add(_make(name, NameKind.NAME if acts else NameKind.TERRITORY, actor, Place(label, iso3)))


def _add_peoples(lexicon: Lexicon, names: dict[str, Any]) -> None:
    for iso3, country in libraries.countries().items():
        actor = lexicon.states.get(iso3)
        if actor is None or not (iso3 in lexicon.sovereign or iso3 in {"PRI", "GRL", "BMU"}):
            continue
        adjectives = names["adjectives"].get(iso3, list(country.adjectives))
        for prefix in names["prefixes"].get(iso3, []):
            lexicon.add(_make(prefix, NameKind.ADJECTIVE, actor, None, prefix=True))
        for noun in names["demonyms"].get(iso3, []):
            if noun not in adjectives:
                lexicon.add(_make(noun, NameKind.DEMONYM, actor, None))
        for adjective in adjectives:
            lexicon.add(_make(adjective, NameKind.ADJECTIVE, actor, None, collective=adjective.endswith(_COLLECTIVE)))
            if adjective.endswith(_PLURAL) and not adjective.isupper() and not adjective.endswith("man"):
                lexicon.add(_make(adjective + "s", NameKind.DEMONYM, actor, None))
            if adjective.endswith("man"):
                lexicon.add(_make(adjective + "s", NameKind.DEMONYM, actor, None))


def _capital_names(names: dict[str, Any], iso3: str) -> list[str]:
    capital = libraries.countries()[iso3].capital
    given: list[str] = names["capitals"].get(iso3, [capital] if capital else [])
    return given


def _add_capitals(lexicon: Lexicon, names: dict[str, Any]) -> None:
    wary = {key(name) for name in guards()["wary"]}
    for iso3 in sorted(lexicon.sovereign):
        for name in _capital_names(names, iso3):
            if key(name) in wary and iso3 in {"SYC", "MDV"}:
                continue
            place = lexicon.city(name, iso3) or lexicon.city(libraries.countries()[iso3].capital, iso3) or Place(name, iso3)
            lexicon.add(_make(name, NameKind.CAPITAL, lexicon.state(iso3), Place(name, iso3, place.latitude, place.longitude)))
    brussels = lexicon.city("Brussels", "BEL")
    if brussels is not None:
        lexicon.add(_make("Brussels", NameKind.SEAT, lexicon.organization("EU"), brussels))


def _add_organizations(lexicon: Lexicon) -> None:
    groups = {"EU": "EU", "G7": "G7", "G20": "G20", "APEC": "APEC", "CIS": "CIS", "CoE": "Council of Europe", "OECD": "OECD"}
    for country in libraries.countries().values():
        for group in country.groups & groups.keys():
            lexicon.memberships.setdefault(groups[group], []).append((country.iso3, None, None))
    for row in _read("organizations.toml")["organization"]:
        code, label, acronyms, aliases = row["code"], row["label"], row.get("acronyms", []), row.get("aliases", [])
        others = [name for name in dict.fromkeys([label, code, *acronyms, *aliases]) if name != label]
        actor = Actor(ActorKind.ORGANIZATION, code, label, tuple(others))
        lexicon.organizations[code] = actor
        lexicon.kinds[code] = row["kind"]
        if "country" in row:
            lexicon.origins[code] = row["country"]
        period = {"since": row.get("since"), "until": row.get("until")}
        for name in [label, *others, *row.get("bodies", [])]:
            # A code such as "PCA" or "OLA" is not matched unless the data lists it as an acronym, for it means other things as well.
            if name == code and code.isupper() and len(words(code)) == 1 and code not in [*acronyms, *aliases]:
                continue
            lexicon.add(
                _make(
                    name, NameKind.ORGANIZATION, actor, None, acronym=name in acronyms or name.isupper() and len(words(name)) == 1, **period
                )
            )
        for member in row.get("members", []):
            iso3, _, span = member.partition(":")
            since, _, until = span.partition(":")
            lexicon.memberships.setdefault(code, []).append(
                (iso3, dt.date.fromisoformat(since) if since else None, dt.date.fromisoformat(until) if until else None)
            )


def _add_regions(lexicon: Lexicon, names: dict[str, Any]) -> None:
    wary = {key(name) for name in guards()["wary"]}
    for table in ("sites", "regions"):
        for iso3, given in names[table].items():
            for name in given:
                position = lexicon.city(name, iso3)
                kind = NameKind.CITY if table == "sites" else NameKind.REGION
                place = Place(name, iso3, position.latitude, position.longitude) if position else Place(name, iso3)
                lexicon.add(_make(name, kind, None, place))
    american = None
    for name, iso3 in libraries.provinces().items():
        entry = _make(name, NameKind.REGION, None, Place(name, iso3))
        if name == "Georgia":
            american = entry
        elif name == "Washington":
            lexicon.add(_make("Washington state", NameKind.REGION, None, Place(name, iso3)))
        elif entry.tokens not in wary:
            lexicon.add(entry)
    lexicon.georgia = american


def _add_cities(lexicon: Lexicon) -> None:
    wary = {fold(name) for name in guards()["wary"]}
    known: set[str] = set()
    for city in libraries.cities():
        least = _SMALLEST_ANGLO_CITY if city.country in {"USA", "GBR", "CAN", "AUS", "NZL"} else _SMALLEST_CITY
        if city.population < least:
            continue
        name = fold(city.name)
        if name in known:
            continue
        known.add(name)
        careful = name in wary or (len(name) < 4)
        lexicon.add(_make(city.name, NameKind.CITY, None, _city_place(city), acronym=False, population=city.population, wary=careful))


def _city_place(city: libraries.City) -> Place:
    return Place(city.name, city.country, round(city.latitude, 5), round(city.longitude, 5))
