"""Pages of events that are told of in certain words.

To find all that is told of in a common word takes as long as there are many, so that the events are looked through in the order of the
list until the page is full. Where few of them fit, the index of words finds all.
"""

from __future__ import annotations

import numpy as np
import pyoxigraph as ox
from anyio import to_thread

from ..ontology.terms import PREFIXES
from ..selection import worded
from ..store.words import KINDS, Search, Text, words
from .lists import Found, rows
from .overview import Listing, Overview
from .queries import Queries

_QUOTE = ox.NamedNode(PREFIXES["dg"] + "quote")
# Events that are looked through first; then as many as the page seems to need by what was found, or twice as many as before.
_FIRST, _LEAST = 100, 20
# Where fewer than one in so many fits, the index is asked.
_SPARSE = 50
# What is told in no more texts than these is found by them.
_FEW = 800


async def told(queries: Queries, text: str) -> list[str]:
    """All that is told of in those words, events and others."""
    return [row["name"] for row in await rows(queries, f"SELECT DISTINCT ?name {{ {worded(text)} }}")]


async def page_of_told(queries: Queries, overview: Overview, listing: Listing, text: str) -> Found:
    """The page, of those of the events that are told of in the words.

    Raises:
        QueryError: The search is not understood.
    """
    if not words(text):
        return Found((), None)
    search = Search.of(text)
    texts = await to_thread.run_sync(overview.texts, search, _FEW + 1)
    if texts is not None and len(texts) <= _FEW:
        return listing.found(
            listing.among(row["name"] for row in await rows(queries, _having(texts))) if texts else np.array([], dtype=np.int64)
        )
    found, begin, size = np.array([], dtype=np.int64), 0, _FIRST
    while begin < len(listing.numbers) and listing.lacking(len(found)):
        if len(found) * _SPARSE < begin < len(listing.numbers) - size:
            return listing.found(listing.among(await told(queries, text)))
        names = listing.names(listing.numbers[begin : begin + size])
        fitting = {row["name"] for row in await rows(queries, _told(names)) if search.fits(row["told"])}
        found = np.concatenate([found, listing.among(fitting)])
        begin += size
        size = min(2 * size, _LEAST + listing.lacking(len(found)) * begin // max(1, len(found)))
    return listing.found(found)


def _told(names: list[str]) -> str:
    """The query for what tells of those events."""
    values = f"VALUES ?name {{ {' '.join(str(ox.NamedNode(name)) for name in names)} }}"
    return f"""SELECT ?name ?told {{ {{ {values} ?name rdfs:label|skos:altLabel ?told }}
        UNION {{ {values} ?name dg:evidence/dg:quote ?told }} FILTER(isLiteral(?told)) }}"""


def _having(texts: list[Text]) -> str:
    """The query for what is told of in those texts."""
    branches = []
    for predicate, kind in KINDS.items():
        listed = " ".join(str(literal) for number, literal in texts if number == kind)
        triples = f"?sentence {predicate} ?told . ?name dg:evidence ?sentence" if kind == KINDS[_QUOTE] else f"?name {predicate} ?told"
        branches.append(f"{{ VALUES ?told {{ {listed} }} {triples} }}")
    return f"SELECT DISTINCT ?name {{ {' UNION '.join(branches)} FILTER(isIRI(?name)) }}"
