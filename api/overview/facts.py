"""The events in columns, each by its number, and what they refer to."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Self

import numpy as np
import polars as pl

from ...loaders.event import EventType
from ...ontology.terms import PREFIXES
from ..lists import DG
from .relations import Relations

ENGAGEMENTS = ("Meeting", "Visit", "Invitation", "Appointment")
_KINDS = [kind.value for kind in EventType]
# Of two types the more special one is told: any but the general one of disputes.
_SPECIAL = [*(kind for kind in _KINDS if kind != "Dispute"), "Dispute", "Event"]
FAMILIES = ("Engagement", "Agreement", "Dispute")
Mask = np.ndarray[tuple[int], np.dtype[np.bool_]]
Numbers = np.ndarray[tuple[int], np.dtype[np.int64]]
_EPOCH = dt.date(1970, 1, 1)
_LAST = (dt.date.max - _EPOCH).days


@dataclass(frozen=True, slots=True)
class Order:
    """The order of the events by their first day, those without one last, and then by name.

    Attributes:
        falling: Whether the latest come first.
        ranks: A number for each event; those that come first have the least.
        sorted: The numbers of the events in order.
    """

    falling: bool
    ranks: Numbers
    sorted: Numbers

    @classmethod
    def of(cls, events: pl.DataFrame, *, falling: bool) -> Self:
        """The order of the events, which are in that of their names."""
        days = events["earliest"].to_physical().cast(pl.Int64)
        ranks = (-days if falling else days).fill_null(_LAST).to_numpy()
        return cls(falling, ranks, np.argsort(ranks, kind="stable"))

    def rank(self, date: dt.date | None) -> int:
        """The rank of events of a day, or without one."""
        if date is None:
            return _LAST
        days = (date - _EPOCH).days
        return -days if self.falling else days


@dataclass(frozen=True, slots=True)
class Facts:
    """What is counted.

    Attributes:
        events: A line for each event: its name, type, family, status, first and last day.
        types, parties, places, topics, publishers: Numbers of events (``n``), and the value that each has.
        actors: Name, code and kind of each actor, by its IRI.
        known_places: Name, country and coordinates of each place, by its IRI.
        counts: How many things there are of each class.
        orders: The orders of the events that have been asked for, by whether the latest come first.
    """

    events: pl.DataFrame
    types: pl.DataFrame
    parties: pl.DataFrame
    places: pl.DataFrame
    topics: pl.DataFrame
    publishers: pl.DataFrame
    actors: pl.DataFrame
    known_places: pl.DataFrame
    counts: dict[str, int]
    orders: dict[bool, Order] = field(init=False, default_factory=dict)

    def order(self, *, falling: bool) -> Order:
        """The order of the events, made when it is first asked for."""
        if falling not in self.orders:
            self.orders[falling] = Order.of(self.events, falling=falling)
        return self.orders[falling]

    def all(self) -> Mask:
        """Every event."""
        return np.ones(self.events.height, dtype=np.bool_)

    def having(self, relation: pl.DataFrame, values: list[str]) -> Mask:
        """The events that have one of those values."""
        return self.numbered(relation.filter(pl.col("value").is_in(values))["n"])

    def named(self, names: list[str]) -> Mask:
        """The events of those names."""
        events, wanted = self.events["event"], pl.Series(names, dtype=pl.String)
        if events.is_empty():
            return self.all()
        # They are in the order of their names.
        places = events.search_sorted(wanted).clip(upper_bound=len(events) - 1)
        return self.numbered(places.filter(events.gather(places) == wanted))

    def numbered(self, numbers: pl.Series) -> Mask:
        """The events of those numbers."""
        found = np.zeros(self.events.height, dtype=np.bool_)
        found[numbers.to_numpy()] = True
        return found


def day(facts: Facts, number: int) -> dt.date | None:
    """The first day of an event."""
    found: dt.date | None = facts.events["earliest"][number]
    return found


def facts(relations: Relations) -> Facts:
    """The relations put together."""
    types = relations["type"].with_columns(pl.col("o").str.strip_prefix(DG))
    named = types.filter(pl.col("o") == "Event").select(event="s").unique().sort("event").with_row_index("n")
    special = types.filter(pl.col("o").is_in(_SPECIAL)).with_columns(rank=pl.col("o").replace_strict(_SPECIAL, range(len(_SPECIAL))))
    first = special.sort("rank").group_by("s", maintain_order=True).first().select(event="s", type="o")
    events = named.join(first, on="event", how="left", maintain_order="left")
    for column in ("status", "earliest", "latest"):
        values = relations[column].group_by("s").agg(pl.col("o").min()).rename({"s": "event", "o": column})
        events = events.join(values, on="event", how="left", maintain_order="left")
    events = events.with_columns(
        pl.col("status").str.strip_prefix(DG),
        pl.col("earliest", "latest").str.to_date(strict=False),
        family=pl.when(pl.col("type").is_in(ENGAGEMENTS)).then(pl.lit("Engagement")).when(pl.col("type") == "Agreement")
        .then(pl.lit("Agreement")).otherwise(pl.lit("Dispute")),
    )  # fmt: skip

    def of_events(relation: pl.DataFrame) -> pl.DataFrame:
        return relation.join(named, left_on="s", right_on="event").select("n", value="o").unique()

    told = (
        relations["evidence"].join(relations["article"], left_on="o", right_on="s").select("s", article="o_right").unique()
        .join(relations["publisher"], left_on="article", right_on="s").select("s", "o")
    )  # fmt: skip
    return Facts(
        events=events,
        types=of_events(types.filter(pl.col("o").is_in(_KINDS))),
        parties=of_events(relations["party"]),
        places=of_events(relations["place"]),
        topics=of_events(relations["topic"].with_columns(pl.col("o").str.strip_prefix(PREFIXES["dgt"]))),
        publishers=of_events(told),
        actors=_actors(relations, types),
        known_places=_places(relations),
        counts=dict(types.group_by("o").agg(pl.col("s").n_unique()).iter_rows()),
    )


def _one(relation: pl.DataFrame, name: str) -> pl.DataFrame:
    """One value for each subject, where there are several the first of the alphabet."""
    return relation.group_by("s").agg(pl.col("o").min()).rename({"s": "iri", "o": name})


def _actors(relations: Relations, types: pl.DataFrame) -> pl.DataFrame:
    kinds = types.filter(pl.col("o").is_in(["State", "Organization"])).select(iri="s", kind="o").unique("iri")
    codes = _one(pl.concat([relations["iso3"], relations["acronym"]]), "code")
    actors = kinds.join(_one(relations["label"], "name"), on="iri", how="left").join(codes, on="iri", how="left")
    named = pl.coalesce("name", "code", "iri")
    return actors.with_columns(name=named, code=pl.coalesce("code", named))


def _places(relations: Relations) -> pl.DataFrame:
    codes = _one(relations["iso3"], "code").rename({"iri": "state"})
    places = _one(relations["label"], "name").join(_one(relations["place"].select(s="o", o="o"), "known"), on="iri").select("iri", "name")
    countries = _one(relations["country"], "state").join(codes, on="state", how="left").select("iri", country="code")
    for found in (countries, _one(relations["lat"], "lat"), _one(relations["long"], "long")):
        places = places.join(found, on="iri", how="left")
    return places.with_columns(pl.col("lat", "long").cast(pl.Float64, strict=False))
