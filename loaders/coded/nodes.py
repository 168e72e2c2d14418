"""The actors, people and places of a dataset: their IRIs, and what is said of each, as the mapper says it."""

from __future__ import annotations

import re
from functools import lru_cache

from ...ontology.iris import Iris
from ..actors.gazetteer import gazetteer
from ..event import Actor, Person, Place
from ..mapper import DatasetGraph

# Coordinates of a city that lie as near to those that are known, in degrees, are of the same city.
_NEAR = 0.5
_NUMBER = re.compile(r"-?[0-9]{1,3}(\.[0-9]{1,12})?\Z")


class Nodes:
    """Describes what the events of one dataset point to, each once.

    Args:
        graph: The IRI of the dataset.
        iris: The makers of IRIs.
    """

    def __init__(self, graph: str, iris: Iris) -> None:
        self._graph, self._iris = graph, iris
        self._known: dict[Actor | Person | Place, str] = {}
        self.described: dict[str, bytes] = {}

    def iri(self, thing: Actor | Person | Place | None) -> str | None:
        """The IRI of a state, organisation, person or place, which is described from then on; nothing for nothing."""
        if thing is None:
            return None
        if thing not in self._known:
            made = DatasetGraph(self._graph, self._iris)
            iri = str(made.node_of(thing))
            self._known[thing] = iri
            self.described.setdefault(iri, made.graph.serialize(format="nt", encoding="utf-8"))
        return self._known[thing]


@lru_cache(maxsize=50_000)
def place_of(name: str | None, country: str | None, latitude: str | None, longitude: str | None) -> Place | None:
    """The place of a row; nothing where it names none.

    A place that the gazetteer knows is that one, as in articles. Any other has its position in its IRI, since many have one name.

    Args:
        name: The city or province; the whole country where there is none.
        country: ISO 3166-1 alpha-3 code of the state.
        latitude: Degrees as the dataset writes them.
        longitude: Likewise.
    """
    known = gazetteer()
    if name is None:
        return Place(known.state(country).label, country) if country is not None and known.known_state(country) else None
    found = known.place(name, country)
    north, east = _degrees(latitude, 90), _degrees(longitude, 180)
    if north is None or east is None:
        return found if found is not None and found.country == country else Place(name, country)
    if found is not None and found.country == country and _near(found, north, east):
        return found
    return Place(name, country, north, east, by_position=True)


def _near(place: Place, latitude: float, longitude: float) -> bool:
    if place.latitude is None or place.longitude is None:
        return False
    return abs(place.latitude - latitude) <= _NEAR and abs(place.longitude - longitude) <= _NEAR


def _degrees(text: str | None, most: int) -> float | None:
    if text is None or not _NUMBER.match(text) or abs(float(text)) > most:
        return None
    return float(text)
