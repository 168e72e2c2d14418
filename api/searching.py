"""Pages of events that are told of in certain words.

To find all that is told of in a common word takes as long as there are many, so that the events are looked through in the order of the
list until the page is full. Where few of them fit, the index of words finds all.
"""

from __future__ import annotations

import numpy as np
import pyoxigraph as ox

from ..selection import worded
from ..store.words import Search, words
from .lists import Found, rows
from .overview import Listing
from .queries import Queries

# Events that are looked through first, and twice as many each time after.
_FIRST = 200
# Where fewer than one in so many fits, the index is asked.
_SPARSE = 50


async def told(queries: Queries, text: str) -> list[str]:
    """All that is told of in those words, events and others."""
    return [row["name"] for row in await rows(queries, f"SELECT DISTINCT ?name {{ {worded(text)} }}")]


async def page_of_told(queries: Queries, listing: Listing, text: str) -> Found:
    """The page, of those of the events that are told of in the words.

    Raises:
        QueryError: The search is not understood.
    """
    if not words(text):
        return Found((), None)
    search = Search.of(text)
    found, begin, size = np.array([], dtype=np.int64), 0, _FIRST
    while begin < len(listing.numbers) and not listing.full(len(found)):
        if len(found) * _SPARSE < begin < len(listing.numbers) - size:
            return listing.found(listing.among(await told(queries, text)))
        names = listing.names(listing.numbers[begin : begin + size])
        fitting = await rows(queries, _among(search, names))
        found = np.concatenate([found, listing.among(row["name"] for row in fitting)])
        begin, size = begin + size, 2 * size
    return listing.found(found)


def _among(search: Search, names: list[str]) -> str:
    """The query for those of the events that are told of in the words."""
    values = f"VALUES ?name {{ {' '.join(str(ox.NamedNode(name)) for name in names)} }}"
    told = search.condition("STR(?told)")
    return f"""SELECT DISTINCT ?name {{ {{ {values} ?name rdfs:label|skos:altLabel ?told FILTER({told}) }}
        UNION {{ {values} ?name dg:evidence/dg:quote ?told FILTER({told}) }} }}"""
