"""Pictures of the events that are chosen: counts by what they have, over time, and by place."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import numpy as np
import polars as pl

from ...loaders.actors.libraries import countries
from ...loaders.event import EventType
from ...selection import Selection
from .facts import ENGAGEMENTS, FAMILIES, Facts, Mask

Bins = Literal["day", "week", "month", "year"]
_EVERY: dict[Bins, tuple[str, int]] = {"day": ("1d", 1), "week": ("1w", 7), "month": ("1mo", 30), "year": ("1y", 365)}
_MOST_BINS, _MOST_VALUES, _MOST_PLACES = 120, 200, 400
_MEMBERS = {
    "Engagement": list(ENGAGEMENTS),
    "Dispute": [kind.value for kind in EventType if kind.value not in (*ENGAGEMENTS, "Agreement")],
}


@dataclass(frozen=True, slots=True)
class Conditions:
    """A selection, with what its names mean.

    Attributes:
        selection: What is asked for.
        parties: The IRIs of the actors that are meant by each of its parties.
        places: The IRIs of the places that are meant.
        told: The events that its words are told of.
    """

    selection: Selection
    parties: list[list[str]]
    places: list[str] | None
    told: list[str] | None

    def masks(self, facts: Facts) -> dict[str, Mask]:
        """The events that fit each condition, by its name."""
        asked, events, found = self.selection, facts.events, {}
        if asked.type not in (None, "Event"):
            found["type"] = facts.having(facts.types, _MEMBERS.get(asked.type, [asked.type]))
        for number, actors in enumerate(self.parties):
            found[f"party {number}"] = facts.having(facts.parties, actors)
        if self.places is not None:
            found["place"] = facts.having(facts.places, self.places)
        if asked.topic is not None:
            found["topic"] = facts.having(facts.topics, [asked.topic])
        if asked.publisher is not None:
            found["publisher"] = facts.having(facts.publishers, [asked.publisher])
        if asked.status is not None:
            found["status"] = (events["status"] == asked.status.value).fill_null(value=False).to_numpy()
        if asked.since is not None:
            found["since"] = (events["latest"] >= asked.since).fill_null(value=False).to_numpy()
        if asked.until is not None:
            found["until"] = (events["earliest"] <= asked.until).fill_null(value=False).to_numpy()
        if self.told is not None:
            found["text"] = facts.named(self.told)
        return found

    def chosen(self, facts: Facts, besides: str | None = None) -> Mask:
        """The events that fit all conditions, or all but one."""
        return _all(facts, self.masks(facts), besides)


def _all(facts: Facts, masks: dict[str, Mask], besides: str | None = None) -> Mask:
    chosen: Mask = np.logical_and.reduce([facts.all(), *(mask for name, mask in masks.items() if name != besides)])
    return chosen


def _of(relation: pl.DataFrame, mask: Mask) -> pl.DataFrame:
    return relation.filter(pl.Series(mask[relation["n"].to_numpy()]))


def facets(facts: Facts, asked: Conditions) -> dict[str, Any]:
    """How many events there are of each type, status, party, topic, place and publisher.

    Of what an event has once, such as its status, the counts are those that another choice would give: a condition does not narrow its own.
    """
    masks = asked.masks(facts)

    def counted(relation: pl.DataFrame, besides: str | None = None) -> list[dict[str, Any]]:
        rows = (
            _of(relation, _all(facts, masks, besides))
            .group_by("value", "label")
            .agg(pl.len())
            .sort("len", "label", descending=[True, False])
        )
        return [{"value": value, "label": label, "count": number} for value, label, number in rows.head(_MOST_VALUES).iter_rows()]

    def plain(relation: pl.DataFrame) -> pl.DataFrame:
        return relation.with_columns(label=pl.col("value"))

    numbered = facts.events
    parties = facts.parties.join(facts.actors, left_on="value", right_on="iri").select("n", value="code", label="name")
    places = facts.places.join(facts.known_places, left_on="value", right_on="iri").select("n", value="name", label="name").unique()
    return {
        "total": int(_all(facts, masks).sum()),
        "facets": {
            "type": counted(plain(numbered.select("n", value="type")), "type"),
            "status": counted(plain(numbered.select("n", value="status").drop_nulls()), "status"),
            "party": counted(parties),
            "topic": counted(plain(facts.topics), "topic"),
            "place": counted(places, "place"),
            "publisher": counted(plain(facts.publishers), "publisher"),
        },
    }


def timeline(facts: Facts, asked: Conditions, bins: Bins | None) -> dict[str, Any]:
    """How many events of each family began in each day, week, month or year; the bins are as fine as 120 of them allow, unless given."""
    events = facts.events.filter(pl.Series(asked.chosen(facts)))
    dated = events.drop_nulls("earliest")
    since = asked.selection.since
    # An event that may have begun before the days that are asked for is counted at their beginning.
    begin = pl.max_horizontal("earliest", pl.lit(since)) if since is not None else pl.col("earliest")
    dated = dated.with_columns(begin=begin)
    first, last = dated["begin"].min(), dated["begin"].max()
    if not isinstance(first, dt.date) or not isinstance(last, dt.date):
        return {"bin": bins or "month", "bins": [], "undated": events.height, "total": events.height}
    days = (last - first).days + 1
    fitting: list[Bins] = [name for name, (_, length) in _EVERY.items() if days / length <= _MOST_BINS]
    chosen: Bins = bins if bins is not None else next(iter([*fitting, "year"]))
    every = _EVERY[chosen][0]
    counts = dated.group_by(pl.col("begin").dt.truncate(every), "family").agg(pl.len())
    found: dict[dt.date, dict[str, int]] = {}
    for start, family, number in counts.iter_rows():
        found.setdefault(start, {})[family] = number
    lines = []
    for start in sorted(found):
        by_family = {family: found[start].get(family, 0) for family in FAMILIES}
        lines.append({"start": start.isoformat(), "end": _end(start, chosen).isoformat(), **by_family, "total": sum(by_family.values())})
    return {"bin": chosen, "bins": lines, "undated": events.height - dated.height, "total": events.height}


def _end(start: dt.date, bins: Bins) -> dt.date:
    """The last day of the bin that begins on that day."""
    if bins in ("day", "week"):
        return start + dt.timedelta(days=_EVERY[bins][1] - 1)
    following = start.replace(day=1) + dt.timedelta(days=32 if bins == "month" else 366)
    return following.replace(day=1, month=following.month if bins == "month" else 1) - dt.timedelta(days=1)


@cache
def _numerics() -> dict[str, str]:
    import pycountry

    return {country.alpha_3: country.numeric for country in pycountry.countries}


def places_on_map(facts: Facts, asked: Conditions) -> dict[str, Any]:
    """Where the chosen events happened: the places that are on the map, and all events of each country."""
    mask = asked.chosen(facts)
    there = _of(facts.places, mask).join(facts.known_places, left_on="value", right_on="iri")
    there = there.join(facts.events.select("n", "family"), on="n")
    on_map = there.drop_nulls(["lat", "long"])
    families = [(pl.col("family") == family).sum().alias(family) for family in FAMILIES]
    grouped = (
        on_map.group_by("value", "name", "country", "lat", "long")
        .agg(*families, total=pl.len())
        .sort(["total", "value"], descending=[True, False])
    )
    countries_of = (
        there.drop_nulls("country")
        .group_by("country")
        .agg(total=pl.col("n").n_unique(), placed=pl.col("n").filter(pl.col("lat").is_not_null()).n_unique())
    )
    names = countries()
    return {
        "places": [{"iri": row.pop("value"), **row} for row in grouped.head(_MOST_PLACES).iter_rows(named=True)],
        "countries": [
            {
                "code": code,
                "numeric": _numerics().get(code),
                "name": names[code].label if code in names else code,
                "total": total,
                "placed": placed,
            }
            for code, total, placed in countries_of.sort("total", "country", descending=[True, False]).iter_rows()
        ],
        "unplaced": int(mask.sum()) - there["n"].n_unique(),
        "total": int(mask.sum()),
    }


def stats(facts: Facts) -> dict[str, Any]:
    """How much there is of everything."""
    counts = facts.counts
    per_type = facts.events.group_by("type").agg(pl.len()).sort("len", "type", descending=[True, False])
    per_status = facts.events.drop_nulls("status").group_by("status").agg(pl.len()).sort("len", "status", descending=[True, False])
    return {
        "events": facts.events.height,
        **{
            name: counts.get(kind, 0)
            for name, kind in (
                ("articles", "Article"),
                ("states", "State"),
                ("organizations", "Organization"),
                ("persons", "Person"),
                ("places", "Place"),
            )
        },
        "publishers": facts.publishers["value"].n_unique(),
        "types": dict(per_type.iter_rows()),
        "statuses": dict(per_status.iter_rows()),
    }
