"""The events that are chosen, by their dates, a page at a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import numpy as np
from starlette.exceptions import HTTPException

from ..lists import Found, Page, cursor_after
from .counts import Conditions
from .facts import Facts, Numbers, day


class Listing:
    """The chosen events of a page and of those after it, in order.

    Args:
        facts: The events.
        asked: Which are chosen.
        page: The page that is wanted.
        undated: What an event without a date counts as in cursors.
        falling: Begins with the latest.

    Attributes:
        numbers: The numbers of the events.

    Raises:
        HTTPException: The page's cursor is none that was given out (400).
    """

    def __init__(self, facts: Facts, asked: Conditions, page: Page, undated: str, *, falling: bool) -> None:
        self._facts = facts
        self._page = page
        self._undated = undated
        order = facts.order(falling=falling)
        chosen = asked.chosen(facts)
        if page.after is not None:
            key, name = page.after
            try:
                rank = order.rank(None if key == undated else dt.date.fromisoformat(key))
            except ValueError as error:
                raise HTTPException(400, "the cursor is none that was given out; leave it away to begin at the first page") from error
            following = int(facts.events["event"].search_sorted(name, side="right"))
            numbers = np.arange(len(chosen))
            chosen &= (order.ranks > rank) | ((order.ranks == rank) & (numbers >= following))
        self.numbers: Numbers = order.sorted[chosen[order.sorted]]

    def names(self, numbers: Numbers) -> list[str]:
        """The names of the events of those numbers."""
        return self._facts.events["event"].gather(numbers).to_list()

    def among(self, names: Iterable[str]) -> Numbers:
        """The numbers of the events of those names, in order."""
        return self.numbers[self._facts.named(list(names))[self.numbers]]

    def lacking(self, count: int) -> int:
        """How many events beside so many tell what is on the page, and whether there is another."""
        return max(0, self._page.limit + 1 - count)

    def found(self, numbers: Numbers) -> Found:
        """The page, of those of the events that have these numbers; they are in order."""
        names = tuple(self.names(numbers[: self._page.limit]))
        if self.lacking(len(numbers)):
            return Found(names, None)
        date = day(self._facts, int(numbers[self._page.limit - 1]))
        return Found(names, cursor_after(self._undated if date is None else date.isoformat(), names[-1]))
