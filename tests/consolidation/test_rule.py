"""The rule, case by case: two articles, one event each, and whether the dataset holds one event or two."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import Any

import pytest

import diplograph
from diplograph.consolidation import consolidate
from diplograph.consolidation.likeness import Titles, compare_titles, same_person
from diplograph.database import Database
from diplograph.results import Extracted
from diplograph.shapes.report import Report
from diplograph.store.terms import from_rdflib
from tests.consolidation.stories import DAY, event, story

CONFORMS = Report(())
DOVAL, DROUIN, CARNEY = "IND:Ajit Doval", "CAN:Nathalie Drouin", "CAN:Mark Carney"
FEBRUARY: dict[str, Any] = {"day": dt.date(2026, 2, 1), "last": dt.date(2026, 2, 28)}
NEXT, LATER = DAY + dt.timedelta(days=1), DAY + dt.timedelta(days=2)
AGENCY = "The two sides agreed on much that day, officials told the agency on Monday."


def visit(**more: Any) -> dict[str, Any]:
    return event("Visit", initiators="CAN", targets="IND", **more)


def agreement(instrument: str | None, **more: Any) -> dict[str, Any]:
    return event("Agreement", instrument=instrument, **more)


def accusation(**more: Any) -> dict[str, Any]:
    return event("Accusation", **{"initiators": "IND", "targets": "CAN", **more})


def load(*stories: Extracted) -> Database:
    database = diplograph.open("memory:")
    for each in stories:
        database.store_extracted(each, CONFORMS)
    return database


def rows(database: Database, query: str) -> list[dict[str, str]]:
    bindings = json.loads(database.query(query).data)["results"]["bindings"]
    return [{name: value["value"].rpartition("#")[2] for name, value in row.items()} for row in bindings]


def events(*plans: dict[str, Any]) -> int:
    """The number of events that articles of one event each come to, whatever the order."""
    stories = [story(f"{number}.txt", plan) for number, plan in enumerate(plans)]
    counts = set()
    for order in (stories, stories[::-1]):
        with load(*order) as database:
            counts.add(len(rows(database, "SELECT ?e { ?e a dg:Event }")))
    (count,) = counts
    return count


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(event(), event(), id="same day"),
        pytest.param(event(people=[DOVAL, DROUIN]), event(), id="with and without names"),
        pytest.param(event(people=[DOVAL]), event(people=[DROUIN]), id="each names its own side"),
        pytest.param(event(people=["Ajit Doval", "Drouin"]), event(people=["Doval", "Nathalie Drouin"]), id="short names"),
        pytest.param(event(), event(**FEBRUARY), id="a day and a month"),
        pytest.param(event(people=[DOVAL]), event(people=["Doval"], **FEBRUARY), id="a day and a month with names"),
        pytest.param(event(people=[DOVAL]), event(people=["Doval"], day=None), id="undated, same person"),
        pytest.param(event(place=("Ottawa", "CAN")), event(place=("Ottawa", "CAN"), day=None), id="undated, same city"),
        pytest.param(event(status="planned"), event(), id="planned and held"),
        pytest.param(event(status="planned", **FEBRUARY), event(), id="planned for the month and held"),
        pytest.param(event(status="planned"), event(status="cancelled"), id="planned and called off"),
        pytest.param(event(status="denied", people=[DOVAL]), event(people=[DOVAL]), id="told and denied"),
        pytest.param(event(place=("Ottawa", "CAN")), event(place=("Canada", "CAN")), id="city and country"),
        pytest.param(
            event(people=[DOVAL], place=("Ottawa", "CAN")), event(people=[DOVAL], place=("Delhi", "IND")), id="places differ, same person"
        ),
        pytest.param(
            event(parties="IND CAN", people=[DOVAL]), event(parties="IND CAN FRA", people=[DOVAL]), id="a party more, same person"
        ),
        pytest.param(event(people=[DOVAL, DROUIN]), event(people=[DOVAL, DROUIN], day=NEXT), id="a call at midnight"),
        pytest.param(visit(people=[CARNEY]), visit(people=[CARNEY], day=LATER), id="a visit of days"),
        pytest.param(agreement("work plan on security"), agreement("shared security work plan"), id="titles of one instrument"),
        pytest.param(agreement("work plan on security"), agreement("a deal"), id="a deal can be any instrument"),
        pytest.param(
            agreement("uranium deal", value="C$2 billion"), agreement("uranium agreement", value="$3 billion"), id="values differ"
        ),
        pytest.param(accusation(), accusation(), id="one accusation"),
        pytest.param(accusation(targets=""), accusation(), id="target left out"),
        pytest.param(
            event("Expulsion", initiators="CAN", targets="IND", day=None),
            event("Expulsion", initiators="CAN", targets="IND"),
            id="expulsion",
        ),
        pytest.param(event(parties="UN", quote=AGENCY), event(parties="UN", quote=AGENCY), id="an agency's sentence"),
    ],
)
def test_one_event(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert events(one, other) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(event(), visit(), id="another type"),
        pytest.param(event(), event(day=NEXT), id="the day after"),
        pytest.param(event(people=[DOVAL, DROUIN]), event(people=[DOVAL, DROUIN], day=LATER), id="same people two days later"),
        pytest.param(event(people=[DOVAL, DROUIN]), event(people=[DOVAL, CARNEY]), id="another counterpart"),
        pytest.param(event(people=["Ajit Doval"]), event(people=["Mark Carney"]), id="other people"),
        pytest.param(event(), event(parties="IND FRA"), id="other parties"),
        pytest.param(event(), event(parties="IND CAN FRA"), id="a party more and nothing in common"),
        pytest.param(event(parties="UN"), event(parties="UN"), id="an organisation's own, of one day"),
        pytest.param(event(place=("Ottawa", "CAN")), event(place=("Delhi", "IND")), id="other countries"),
        pytest.param(event(people=[DOVAL]), event(**FEBRUARY), id="a month, and only one has names"),
        pytest.param(event(), event(day=None), id="undated and nothing in common"),
        pytest.param(
            event(people=[DOVAL], day=dt.date(2026, 1, 20)), event(people=[DOVAL], day=None), id="undated, weeks before its article"
        ),
        pytest.param(event(day=dt.date(2026, 1, 1), last=dt.date(2026, 12, 31)), event(), id="a year is too wide"),
        pytest.param(event(status="denied"), event(), id="did and did not happen, nothing in common"),
        pytest.param(agreement("extradition treaty"), agreement("free trade agreement"), id="other instruments"),
        pytest.param(agreement("memorandum of understanding"), agreement("joint statement"), id="other kinds"),
        pytest.param(agreement("deal", value="C$2 billion"), agreement("deal", value="C$3 billion"), id="deals of other values"),
        pytest.param(accusation(), accusation(initiators="CAN", targets="IND"), id="the other way round"),
        pytest.param(accusation(topics="trade"), accusation(topics="security"), id="about something else"),
        pytest.param(accusation(**FEBRUARY), accusation(), id="accusations of a month"),
    ],
)
def test_two_events(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert events(one, other) == 2


def test_an_articles_own_events_stay_apart() -> None:
    with load(story("a.txt", event(), event(label="another"))) as database:
        assert len(rows(database, "SELECT ?e { ?e a dg:Event }")) == 2


def test_an_undated_event_of_an_undated_article_joins_nothing() -> None:
    plan = event(people=[DOVAL], day=None)
    with load(story("a.txt", plan, published=None), story("b.txt", plan, published=None)) as database:
        assert len(rows(database, "SELECT ?e { ?e a dg:Event }")) == 2


def test_what_fits_two_events_alike_joins_neither() -> None:
    one, other = event(people=[DOVAL, DROUIN]), event(people=[DOVAL, CARNEY])
    assert events(one, other, event()) == 3
    assert events(one, other, event(people=[CARNEY])) == 2


def test_a_vague_report_does_not_glue_exact_ones() -> None:
    assert events(event(), event(day=NEXT), event(**FEBRUARY)) == 3
    assert events(event(people=[DOVAL]), event(people=[CARNEY], day=NEXT), event(people=[DOVAL], **FEBRUARY)) == 2


def test_an_event_says_what_its_reports_allow_and_where_they_differ() -> None:
    first = event(people=["IND:Doval"], place=("Canada", "CAN"), topics="trade", confidence=0.5, status="planned", **FEBRUARY)
    second = event(people=[DOVAL], place=("Ottawa", "CAN"), topics="security", confidence=0.6, label="They met")
    third = event(people=[DOVAL], place=("Delhi", "IND"), confidence=0.5, label="They met, too")
    stories = [story("a.txt", first, publisher="A"), story("b.txt", second, publisher="B"), story("c.txt", third, publisher="C")]
    with load(*stories) as database:
        (event_iri,) = {row["e"] for row in rows(database, "SELECT ?e { ?e a dg:Event }")}
        told: dict[str, set[str]] = {}
        for row in rows(database, f"SELECT ?p ?o {{ <{event_iri}> ?p ?o }}"):
            told.setdefault(row["p"], set()).add(row["o"])
        assert told["earliest"] == told["latest"] == {DAY.isoformat()}
        assert told["status"] == {"occurred"}
        assert told["topic"] == {"trade", "security"}
        assert {place.rpartition("/")[2] for place in told["place"]} == {"ottawa", "delhi"}
        assert {person.rpartition("/")[2] for person in told["delegate"]} == {"ajit-doval"}
        assert told["publisherCount"] == {"3"}
        assert Decimal(told["confidence"].pop()) == Decimal("0.9")
        assert told["differsIn"] == {"place"}
        assert len(told["report"]) == len(told["evidence"]) == 3
        statuses = rows(database, f"SELECT DISTINCT ?s {{ <{event_iri}> dg:report ?r GRAPH ?g {{ ?r dg:status ?s }} }}")
        assert {row["s"] for row in statuses} == {"planned", "occurred"}


def test_dates_that_exclude_each_other_are_spanned_and_named() -> None:
    both = [DOVAL, DROUIN]
    with load(story("a.txt", event(people=both)), story("b.txt", event(people=both, day=NEXT))) as database:
        (row,) = rows(database, "SELECT * { ?e dg:earliest ?first ; dg:latest ?last ; dg:differsIn ?what }")
        assert (row["first"], row["last"], row["what"]) == (DAY.isoformat(), NEXT.isoformat(), "earliest")


@pytest.mark.parametrize(
    ("statuses", "wanted", "differs"),
    [
        (["planned", "occurred"], "occurred", 0),
        (["planned", "planned", "cancelled"], "cancelled", 0),
        (["denied", "occurred", "occurred"], "occurred", 1),
        (["denied", "denied", "occurred"], "denied", 1),
        (["denied", "occurred"], "occurred", 1),
    ],
)
def test_a_plan_gives_way_and_then_most_publishers_decide(statuses: list[str], wanted: str, differs: int) -> None:
    stories = [
        story(f"{number}.txt", event(status=status, people=[DOVAL], label=status), publisher=f"Paper {number}")
        for number, status in enumerate(statuses)
    ]
    with load(*stories) as database:
        (row,) = rows(
            database,
            """SELECT ?status ?label (COUNT(?what) AS ?n) {
                 ?e a dg:Event ; dg:status ?status ; rdfs:label ?label OPTIONAL { ?e dg:differsIn ?what }
               } GROUP BY ?status ?label""",
        )
        assert (row["status"], row["label"], int(row["n"])) == (wanted, wanted, differs)


def test_publishers_of_one_sentence_or_one_name_or_none_count_once() -> None:
    def count(*publishers: str | None, quote: str | None = None) -> int:
        stories = [story(f"{number}.txt", event(quote=quote), publisher=publisher) for number, publisher in enumerate(publishers)]
        with load(*stories) as database:
            (row,) = rows(database, "SELECT * { ?e dg:publisherCount ?n }")
            return int(row["n"])

    assert count("A", "B", "A") == 2
    assert count("A", "B", "C", quote=AGENCY) == 1
    assert count("A", None, None) == 2


def test_iris_once_handed_out_lead_to_the_event_and_links_follow_it() -> None:
    trip = visit(people=[CARNEY])
    stories = [story(name, trip, {**event(people=[CARNEY, DOVAL]), "part_of": ["e1"]}) for name in ("a.txt", "b.txt", "c.txt")]
    with diplograph.open("memory:") as database:
        handed: set[str] = set()
        for each in stories:
            database.store_extracted(each, CONFORMS)
            handed |= {row["e"] for row in rows(database, "SELECT ?e { ?e a dg:Event }")}
        (link,) = rows(database, "SELECT * { ?talks dg:partOf ?trip . ?talks a dg:Meeting . ?trip a dg:Visit }")
        known = set(link.values())
        led = {row["old"]: row["new"] for row in rows(database, "SELECT * { ?old dcterms:isReplacedBy ?new }")}
        assert {led.get(iri, iri) for iri in handed} == known
        assert len(led) == 4
        assert set(led.values()) == known
        reports = sorted(iri.rpartition("/")[2] for iri in {*led, *known})
        assert len(reports) == 6


def test_the_instruments_of_one_agreement_become_one_with_all_its_titles() -> None:
    one, other = (
        agreement("work plan", value="2 billion"),
        agreement("work plan on security", instrument_kind="work plan", value="3 billion"),
    )
    stories = [story("a.txt", one), story("b.txt", other)]
    with load(*stories) as database:
        (row,) = rows(
            database,
            "SELECT * { ?e dg:instrument ?i ; dg:differsIn ?what . ?i rdfs:label ?title ; skos:altLabel ?other ; dg:instrumentKind ?kind }",
        )
        assert (row["title"], row["other"], row["kind"], row["what"]) == ("work plan on security", "work plan", "work plan", "instrument")
        (alias,) = rows(database, "SELECT * { ?old dcterms:isReplacedBy ?new . ?new a dg:Instrument }")
        assert alias["new"] == row["i"]
        assert database.store.graph(diplograph.store.DEFAULT_GRAPH) == consolidate(
            frozenset().union(*(from_rdflib(each.graph) for each in stories)), database.iris
        )


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("recep", "tayyip", "erdogan"), ("tayyip", "erdogan"), True),
        (("joe", "biden"), ("joseph", "biden"), True),
        (("j", "biden"), ("joe", "biden"), True),
        (("jill", "biden"), ("joe", "biden"), False),
        (("hunter", "biden"), ("joe", "biden"), False),
        (("ma", "zhaoxu"), ("sun", "weidong"), False),
    ],
)
def test_names_of_one_person(one: tuple[str, ...], other: tuple[str, ...], *, same: bool) -> None:
    assert same_person(one, other) is same_person(other, one) is same


@pytest.mark.parametrize(
    ("one", "other", "wanted"),
    [
        ("maritime border agreement", "maritime border deal with Libya", Titles.SAME),
        ("Treaty on Extradition", "extradition treaty", Titles.SAME),
        ("nuclear arms treaty", "civil nuclear energy agreement", Titles.OTHER),
        ("ceasefire", "memorandum of understanding", Titles.OTHER),
        ("cease-fire", "truce", Titles.OPEN),
        ("agreement", "treaty", Titles.OPEN),
    ],
)
def test_titles_of_one_instrument(one: str, other: str, wanted: Titles) -> None:
    assert compare_titles(one, other) is compare_titles(other, one) is wanted
