"""Whatever the order and the batches of loading and removing, the default graph is the one that the articles imply."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

import pyoxigraph as ox
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import diplograph
from diplograph.consolidation import consolidate, index
from diplograph.consolidation.event_report import event_reports
from diplograph.consolidation.rule import compare
from diplograph.database import Database
from diplograph.ontology.iris import Iris
from diplograph.results import Extracted
from diplograph.shapes.report import Report
from diplograph.shapes.validator import Validator
from diplograph.store.base import DEFAULT_GRAPH, Change
from diplograph.store.formats import format_named
from diplograph.store.terms import from_rdflib, to_rdflib
from diplograph.vocabularies import VOCABULARIES
from tests.consolidation.stories import event, story

FIRST = dt.date(2026, 2, 1)
CONFORMS = Report(())
DIRECTED = ("Visit", "Accusation", "Sanction")


@st.composite
def plans(draw: st.DrawFn) -> dict[str, Any]:
    """An event of a small world, so that reports of one event, of near ones and of vague ones are frequent."""
    kind = draw(st.sampled_from(["Meeting", "Meeting", "Meeting", "Meeting", "Agreement", *DIRECTED]))
    parties = draw(st.sampled_from(["IND CAN"] * 5 + ["IND CAN FRA", "CAN FRA", "UN", "IND CAN FRA USA CHN NPL"]))
    day: dt.date | None = FIRST + dt.timedelta(days=draw(st.integers(0, 2)))
    width = draw(st.sampled_from([0, 0, 0, 1, 6, 27, 300, None]))
    last = None
    if width is None:
        day = None
    elif day is not None:
        day = day if width < 27 else dt.date(2026, 1, 20)
        last = day + dt.timedelta(days=width)
    more: dict[str, Any] = {}
    codes = parties.split()
    if kind in DIRECTED and len(codes) > 1:
        one, other = draw(st.permutations(codes[:2]))
        more = {"initiators": one, "targets": other}
    if kind == "Agreement":
        more["instrument"] = draw(st.sampled_from([None, "work plan", "work plan on security", "trade deal", "a deal"]))
        more["value"] = draw(st.sampled_from([None, "2 billion", "3 billion"]))
    return event(
        kind,
        parties,
        day=day,
        last=last,
        status=draw(st.sampled_from(["occurred", "occurred", "occurred", "occurred", "planned", "cancelled", "denied"])),
        people=draw(
            st.lists(st.sampled_from(["IND:Ajit Doval", "Doval", "CAN:Nathalie Drouin", "CAN:Mark Carney", "Narendra Modi"]), max_size=2)
        ),
        topics=draw(st.sampled_from(["", "security", "trade", "security trade"])),
        place=draw(st.sampled_from([None, ("Ottawa", "CAN"), ("Canada", "CAN"), ("Delhi", "IND")])),
        quote=draw(st.sampled_from([None, None, "The two sides met and agreed on much that day, officials said on Monday."])),
        confidence=draw(st.sampled_from([0.3, 0.75, 0.9])),
        **more,
    )


@st.composite
def articles(draw: st.DrawFn) -> list[Extracted]:
    """Some articles; the later events of one are parts of its first."""
    made = []
    for number in range(draw(st.integers(2, 7))):
        events = draw(st.lists(plans(), min_size=1, max_size=3))
        for each in events[1:]:
            each["part_of"] = ["e1"]
        published = draw(st.sampled_from([None, FIRST, FIRST + dt.timedelta(days=2), FIRST + dt.timedelta(days=5)]))
        made.append(story(f"{number}.txt", *events, published=published, publisher=draw(st.sampled_from([None, "A", "B"]))))
    return made


def default_graph(database: Database) -> bytes:
    """The default graph in its normal form: the lines of N-Triples in order."""
    return b"\n".join(sorted(str(triple).encode() for triple in database.store.graph(DEFAULT_GRAPH)))


def data(database: Database) -> set[ox.Quad]:
    return {
        quad for quad in database.store.quads() if not (isinstance(quad.graph_name, ox.NamedNode) and quad.graph_name.value in VOCABULARIES)
    }


def implied(database: Database) -> None:
    """The default graph and the index are those that the article graphs imply."""
    told = frozenset(triple for name in database.article_graphs() for triple in database.store.graph(name))
    assert database.store.graph(DEFAULT_GRAPH) == consolidate(told, database.iris)
    assert database.store.graph(ox.NamedNode(database.iris.index_graph)) == index(told, database.iris)
    assert not database.rebuild()


def taken(steps: Iterable[Extracted | str], database: Database) -> dict[str, Extracted]:
    """What stands when articles are loaded and, where they are named, removed again; the default graph is the implied one at each step."""
    stand: dict[str, Extracted] = {}
    for step in steps:
        if isinstance(step, Extracted):
            database.store_extracted(step, CONFORMS)
            stand[step.article.source] = step
        elif step in stand:
            del stand[step]
            database.remove(step)
        implied(database)
    return stand


SETTINGS = settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))


@SETTINGS
@given(plans(), plans())
def test_two_reports_are_alike_whichever_comes_first(one: dict[str, Any], other: dict[str, Any]) -> None:
    made = [story("one.txt", one), story("other.txt", other)]
    told = frozenset(triple for each in made for triple in from_rdflib(each.graph))
    reports = event_reports(told, Iris())
    assert all(compare(mine, theirs) == compare(theirs, mine) for mine in reports for theirs in reports)


@SETTINGS
@given(articles(), st.randoms(use_true_random=False))
def test_any_order_gives_the_same_default_graph(stories: list[Extracted], random: Any) -> None:
    with diplograph.open("memory:") as one, diplograph.open("memory:") as other:
        for each in stories:
            one.store_extracted(each, CONFORMS)
            implied(one)
        shuffled = list(stories)
        random.shuffle(shuffled)
        for each in shuffled:
            other.store_extracted(each, CONFORMS)
        assert default_graph(one) == default_graph(other)
        assert data(one) == data(other)


@SETTINGS
@given(articles(), articles(), st.randoms(use_true_random=False))
def test_removing_and_replacing_leave_what_would_be_without(stories: list[Extracted], others: list[Extracted], random: Any) -> None:
    # The articles of the second list have the names of the first, so that loading them replaces.
    with diplograph.open("memory:") as one, diplograph.open("memory:") as fresh:
        steps: list[Extracted | str] = [*stories, *others, *(each.article.source for each in stories)]
        random.shuffle(steps)
        stand = taken(steps, one)
        for each in stand.values():
            fresh.store_extracted(each, CONFORMS)
        assert data(one) == data(fresh)
        for source in list(stand):
            one.remove(source)
        assert data(one) == set()


@SETTINGS
@given(articles())
def test_events_hold_reports_of_one_type_and_of_different_articles_and_loading_again_changes_nothing(stories: list[Extracted]) -> None:
    with diplograph.open("memory:") as database:
        for each in stories:
            database.store_extracted(each, CONFORMS)
        before = data(database)
        for each in stories:
            database.store_extracted(each, CONFORMS)
        assert data(database) == before
        mixed = """
            ASK { ?event dg:report ?one, ?other . FILTER (?one != ?other)
                  GRAPH ?a { ?one a ?type ; dg:evidence/dg:article ?article } GRAPH ?b { ?other a ?kind ; dg:evidence/dg:article ?paper }
                  FILTER (?article = ?paper || (?type != dg:Dispute && NOT EXISTS { ?event a ?type })) }"""
        assert b"false" in database.store.query(mixed, format_named("json"), None).data
        reports = {
            quad.object
            for quad in database.store.quads(predicate=ox.NamedNode("https://w3id.org/diplograph/ontology#report"), graph=DEFAULT_GRAPH)
        }
        assert len(reports) == sum(len(each.extraction.events) for each in stories)


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(articles())
def test_what_is_known_conforms_to_the_shapes(stories: list[Extracted]) -> None:
    validator = Validator()
    with diplograph.open("memory:") as database:
        for each in stories:
            database.store_extracted(each, CONFORMS)
        told = [quad.triple for quad in database.store.quads(graph=DEFAULT_GRAPH)]
        report = validator.validate(to_rdflib(told))
        allowed = {"Meeting-party", "Agreement-party", "Accusation-role", "Sanction-role", "Visit-role"}
        broken = [result for result in report.results if str(result.shape).rpartition("#")[2] not in allowed]
        assert not broken, report.text()


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(articles())
def test_rebuilding_mends_what_an_older_version_left(stories: list[Extracted]) -> None:
    with diplograph.open("memory:") as database:
        for each in stories:
            database.store_extracted(each, CONFORMS)
        before = data(database)
        spoilt = frozenset(quad for quad in before if "/event/" in str(quad) or "/graph/index" in str(quad))
        database.store.apply(Change(remove=spoilt))
        assert database.rebuild()
        assert data(database) == before
