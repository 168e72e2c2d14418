"""Which events those ask for who do not speak SPARQL."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import Annotated, Literal

from anyio import to_thread
from pydantic import BaseModel, ConfigDict, Field

from ..loaders.event import Status
from ..ontology.terms import PREFIXES
from ..selection import Selection, called
from .lists import Day, Found, Page, find, iri, rows
from .overview import Conditions, Listing, Overview
from .queries import Queries
from .searching import page_of_told, told

Kind = Literal[
    "Event", "Engagement", "Meeting", "Visit", "Invitation", "Appointment", "Agreement", "Dispute", "Accusation", "Rejection", "Protest",
    "Threat", "Expulsion", "Recall", "Sanction", "Rupture",
]  # fmt: skip
_Text = Annotated[str, Field(min_length=1, max_length=500)]
# An event that no date is known of comes after all others.
_UNDATED = {False: "9999-12-31", True: ""}


class EventConditions(BaseModel):
    """Which events are asked for; all conditions hold together."""

    model_config = ConfigDict(extra="forbid")

    type: Kind | None = Field(
        default=None, description="A class of events; those of its subclasses are among them.", examples=["Meeting", "Dispute"]
    )
    party: list[_Text] = Field(
        default=[],
        max_length=10,
        description="A party: its code (`IND`, `UN`), name or IRI. Given several times, all of them have to take part.",
        examples=[["IND"], ["India", "UN"]],
    )
    pair: str | None = Field(
        default=None, pattern=r"^[^,]{1,200},[^,]{1,200}$", description="Two parties, parted by a comma.", examples=["IND,CAN"]
    )
    status: Status | None = Field(default=None, description="Whether it happened, by its sources.", examples=["planned"])
    since: Day | None = Field(
        default=None,
        description="Events that may have begun on this day or later; those without a date are left out.",
        examples=["2026-01-01"],
    )
    until: Day | None = Field(
        default=None,
        description="Events that may have begun on this day or earlier; those without a date are left out.",
        examples=["2026-03-31"],
    )
    place: _Text | None = Field(default=None, description="A place's name, or the code or name of its country.", examples=["Ottawa", "CAN"])
    topic: _Text | None = Field(
        default=None, description="A topic, by its name in the vocabulary at `/topics`.", examples=["security", "trade"]
    )
    publisher: _Text | None = Field(
        default=None, description="The publisher of an article that tells of it, as `/events/facets` lists them.", examples=["The Paper"]
    )
    text: _Text | None = Field(
        default=None,
        description='Words of its label or of a sentence that tells of it: all of the words, a `"phrase"`, a `beginning*`, `one OR other`, '
        "or without `-one`.",
        examples=['"work plan"', "nuclear talks"],
    )

    @property
    def selection(self) -> Selection:
        """The events as exports select them."""
        pair = (party.strip() for party in self.pair.split(",")) if self.pair else ()
        parties = (*self.party, *pair)
        return Selection(
            self.type, parties, self.status, self.since, self.until, self.place, self.topic, self.text, publisher=self.publisher
        )


class EventFilter(EventConditions):
    """Which events are asked for, in which order and form."""

    order: Literal["date", "-date"] = Field(default="date", description="By date, or the latest first.")
    limit: int = Field(default=50, ge=1, le=1000, description="Events on a page.")
    cursor: str | None = Field(default=None, max_length=2000, description="Where the page begins: what the page before says.")
    format: str | None = Field(default=None, max_length=20, description="json, csv, geojson, ical, turtle …; else what Accept asks for.")

    @property
    def falling(self) -> bool:
        """Whether the latest come first."""
        return self.order == "-date"


async def _called(queries: Queries, kind: str, name: str) -> list[str]:
    """The things of that kind that are called so, or that have it for an IRI."""
    return [iri(name)] if ":" in name else [iri(row["name"]) for row in await rows(queries, called(kind, name))]


@dataclass(frozen=True, slots=True)
class Named:
    """What a selection names, as SPARQL writes it: for each party the actors that are called so, and the places that are meant."""

    parties: list[list[str]]
    places: list[str] | None


async def named(queries: Queries, selection: Selection) -> Named | None:
    """What the selection names; nothing where there is no actor or no place of such a name, and so no event."""
    parties = [await _called(queries, "Actor", party) for party in selection.parties]
    places = await _called(queries, "Place", selection.place) if selection.place is not None else None
    if selection.topic is not None:
        iri(PREFIXES["dgt"] + selection.topic)
    return None if places == [] or [] in parties else Named(parties, places)


async def conditions(queries: Queries, selection: Selection) -> Conditions:
    """The selection with what its names and words mean, as events in columns are chosen by it."""
    found = await named(queries, selection)
    if found is None:
        return Conditions(selection, [[]], None, None)
    words = None if selection.text is None else await told(queries, selection.text)
    bare = [[name.strip("<>") for name in actors] for actors in found.parties]
    return Conditions(selection, bare, None if found.places is None else [name.strip("<>") for name in found.places], words)


async def find_events(queries: Queries, overview: Overview, asked: EventFilter, page: Page) -> Found:
    """The names of the events of a page: from the events in columns where they have been read, else as the engine finds them."""
    selection, undated = asked.selection, _UNDATED[asked.falling]
    facts = await overview.ready()
    if facts is not None:
        chosen = await conditions(queries, replace(selection, text=None))
        listing = await to_thread.run_sync(partial(Listing, facts, chosen, page, undated, falling=asked.falling))
        return listing.found(listing.numbers) if selection.text is None else await page_of_told(queries, overview, listing, selection.text)
    found = await named(queries, selection)
    if found is None:
        return Found((), None)
    pattern = f"{selection.pattern(found.parties, found.places)} OPTIONAL {{ ?name dg:earliest ?earliest }}"
    return await find(queries, pattern, f'COALESCE(STR(?earliest), "{undated}")', page, falling=asked.falling)
