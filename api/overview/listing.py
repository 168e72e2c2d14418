"""The events that are chosen, by their dates, a page at a time."""

from __future__ import annotations

import polars as pl

from ..lists import Found, Page, cursor_after
from .counts import Conditions
from .facts import Facts


def page_of(facts: Facts, asked: Conditions, page: Page, undated: str, *, falling: bool) -> Found:
    """The names of a page of the chosen events, as ``find`` finds them.

    Args:
        facts: The events.
        asked: Which are chosen.
        page: The page that is wanted.
        undated: What an event without a date counts as.
        falling: Begins with the latest.
    """
    chosen = facts.events.filter(pl.Series(asked.chosen(facts)))
    keyed = chosen.select(name="event", key=pl.col("earliest").dt.to_string("%Y-%m-%d").fill_null(undated))
    if page.after is not None:
        key, name = page.after
        beyond = pl.col("key") < key if falling else pl.col("key") > key
        keyed = keyed.filter(beyond | ((pl.col("key") == key) & (pl.col("name") > name)))
    # One more than the page holds tells whether there is another.
    found = keyed.sort("key", "name", descending=[falling, False]).head(page.limit + 1).rows(named=True)
    last = found[page.limit - 1] if len(found) > page.limit else None
    return Found(tuple(row["name"] for row in found[: page.limit]), cursor_after(last["key"], last["name"]) if last else None)
