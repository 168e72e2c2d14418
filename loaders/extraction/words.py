"""The word lists by which the extractor reads titles, speakers and groups."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Words:
    """The lists of offices.toml; what each holds is said there."""

    offices: frozenset[str]
    private: frozenset[str]
    institutions: frozenset[str]
    bodies: frozenset[str]
    both: frozenset[str]
    saying: frozenset[str]
    honorifics: frozenset[str]
    connectors: frozenset[str]
    bounds: frozenset[str]
    modifiers: frozenset[str]
    sent: frozenset[str]
    headline_verbs: frozenset[str]
    local: frozenset[str]
    topical: frozenset[str]
    particles: frozenset[str]
    sport: frozenset[str]
    localities: frozenset[str]


@lru_cache(maxsize=1)
def words() -> Words:
    """The word lists, read once."""
    data = tomllib.loads((files("diplograph") / "loaders" / "extraction" / "offices.toml").read_text("utf-8"))
    return Words(**{key: frozenset(value) for key, value in data.items()})
