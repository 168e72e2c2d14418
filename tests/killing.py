"""A process that loads articles until it is killed, and tells of each step through a pipe; and what its articles leave behind."""

from __future__ import annotations

import dataclasses
import datetime as dt
import random
from collections.abc import Callable, Iterator
from functools import cache
from multiprocessing.connection import Connection
from typing import NamedTuple

import pyoxigraph as ox
from rdflib import URIRef
from rdflib.namespace import SH

from diplograph import quarantine
from diplograph.database import Database
from diplograph.loaders.event import Person
from diplograph.ontology.iris import Iris
from diplograph.results import Extracted
from diplograph.shapes.report import Report, Result, Severity
from diplograph.store import Change
from diplograph.store.embedded import EmbeddedStore
from diplograph.store.terms import from_rdflib
from tests.samples import INDIA, agreement, article, extracted, meeting

ARTICLES = 24
VERSIONS = 3
IRIS = Iris()
# Steps that the process tells of, each a letter; those of an act are followed by the act.
ACT, DONE, COMMIT, COMMITTED, PUBLISH, PUBLISHED = "A", "D", "c", "C", "p", "P"


class Act(NamedTuple):
    """Something that is done to one article: ``load`` or ``reject`` a version of it, or ``remove`` it."""

    kind: str
    number: int
    version: int


class State(NamedTuple):
    """All that a dataset holds of one article: its graph, and its entry in quarantine."""

    graph: frozenset[ox.Triple] = frozenset()
    entry: frozenset[ox.Triple] = frozenset()

    def after(self, act: Act) -> State:
        """What the act makes of it."""
        if act.kind == "remove":
            return State()
        found = sample(act.number, act.version)
        if act.kind == "load":
            return State(from_rdflib(found.graph))
        return State(
            self.graph,
            quarantine.refused(IRIS, article_iri(act.number), found.article.source, found.graph.serialize(), REJECTED, found.article),
        )


REJECTED = Report(
    (Result(URIRef(IRIS.report("x")), None, None, None, SH.SPARQLConstraintComponent, Severity.VIOLATION, "It is not so.", "An event"),)
)


@cache
def sample(number: int, version: int) -> Extracted:
    """One of the articles in one of its versions; four of them tell of the same meeting, in the last version with another minister."""
    text = article(f"{number}.txt", "India and Canada hold talks", f"This is version {version}.")
    day = dt.date(2026, 2, 7) + dt.timedelta(days=10 * (number // 4))
    people = (Person("Arun Rao", "Minister", INDIA),) if version == 2 else meeting(text).delegates
    met = dataclasses.replace(meeting(text), earliest=day, latest=day, delegates=people)
    return extracted(text, met, agreement(text)) if version else extracted(text, met)


def article_iri(number: int) -> str:
    """The IRI of an article, which is the same in all its versions."""
    return IRIS.article(sample(number, 0).article.key)


# Made once, before processes are forked that only have to store them.
for made in range(ARTICLES * VERSIONS):
    sample(made // VERSIONS, made % VERSIONS)


class _Telling(EmbeddedStore):
    """A store that tells of its commits and of what it publishes."""

    def __init__(self, location: str, tell: Callable[[str], None]) -> None:
        super().__init__(location)
        self._tell = tell

    def apply(self, change: Change) -> None:
        self._tell(COMMIT)
        super().apply(change)
        self._tell(COMMITTED)

    def publish(self) -> int:
        self._tell(PUBLISH)
        number = super().publish()
        self._tell(PUBLISHED)
        return number


def acts(seed: int) -> Iterator[Act]:
    """Acts without an end."""
    chance = random.Random(seed)  # noqa: S311 (the same acts each time are what is wanted)
    while True:
        kind = chance.choices(("load", "reject", "remove"), (6, 2, 1))[0]
        yield Act(kind, chance.randrange(ARTICLES), chance.randrange(VERSIONS))


def load_until_killed(folder: str, seed: int, pipe: Connection) -> None:
    """Does one act after the other to the dataset in the folder, and publishes after every third."""

    def tell(step: str) -> None:
        pipe.send_bytes(step.encode())

    database = Database(_Telling(folder, tell))
    for count, act in enumerate(acts(seed)):
        if act.kind == "remove" and not any(database.store.quads(graph=ox.NamedNode(article_iri(act.number)))):
            continue
        tell(f"{ACT} {act.kind} {act.number} {act.version}")
        if act.kind == "remove":
            database.remove(article_iri(act.number))
        else:
            database.store_extracted(sample(act.number, act.version), REJECTED if act.kind == "reject" else Report(()))
        tell(DONE)
        if count % 3 == 2:
            assert isinstance(database.store, EmbeddedStore)
            database.store.publish()
