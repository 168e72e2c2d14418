"""The articles and queries that come with the package."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from importlib.resources import as_file, files
from importlib.resources.abc import Traversable

import pyoxigraph as ox
import pytest

import diplograph
from diplograph.loaders.article import BlockKind
from diplograph.loaders.event import EventType
from diplograph.loaders.readers import read_bytes
from diplograph.named_queries import NamedQuery, named_queries

SEEDS = files("diplograph").joinpath("seeds")
QUERIES = sorted((file for file in SEEDS.joinpath("queries").iterdir() if file.name.endswith(".rq")), key=lambda file: file.name)
INDIA = dt.timezone(dt.timedelta(hours=5, minutes=30))
CANADA = dt.timezone(dt.timedelta(hours=-5))
ARABIA = dt.timezone(dt.timedelta(hours=3))
EUROPE = dt.timezone(dt.timedelta(hours=1))

KNOWN = """
@prefix dg: <https://w3id.org/diplograph/ontology#> .
@prefix dgt: <https://w3id.org/diplograph/topics#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix : <https://w3id.org/diplograph/id/> .

:m a dg:Meeting, dg:Engagement, dg:Event ; rdfs:label "Talks" ; dg:status dg:occurred ; dg:party :ind, :can ; dg:delegate :p ;
  dg:place :o ;
  dg:earliest "2026-02-07"^^xsd:date ; dg:latest "2026-02-07"^^xsd:date ; dg:report :r1, :r2 ; dg:evidence :e1, :e2 .
:a a dg:Agreement, dg:Event ; rdfs:label "Plan agreed" ; dg:status dg:planned ; dg:party :ind, :can ; dg:outcomeOf :m ;
  dg:topic dgt:security ;
  dg:instrument :i ; dg:earliest "2026-03-01"^^xsd:date ; dg:latest "2026-03-31"^^xsd:date ; dg:report :r3 ; dg:evidence :e3 .
:x a dg:Accusation, dg:Dispute, dg:Event ; rdfs:label "Canada accuses India" ; dg:status dg:occurred ; dg:party :ind, :can ;
  dg:initiator :can ;
  dg:target :ind ; dg:report :r4 ; dg:evidence :e4 .
:y a dg:Rejection, dg:Dispute, dg:Event ; rdfs:label "India denies" ; dg:status dg:occurred ; dg:party :ind, :can ;
  dg:initiator :ind ;
  dg:target :can ; dg:inResponseTo :x ; dg:earliest "2022-01-01"^^xsd:date ; dg:latest "2022-12-31"^^xsd:date ; dg:report :r5 ;
  dg:evidence :e5 .
:q a dg:Dispute, dg:Event ; rdfs:label "Row" ; dg:status dg:occurred ; dg:party :ind, :can ; dg:report :r6 .
:ind rdfs:label "India" ; dg:iso3 "IND" . :can rdfs:label "Canada" ; dg:iso3 "CAN" .
:p rdfs:label "Ajit Doval" . :o rdfs:label "Ottawa" .
:i rdfs:label "work plan" ; dg:instrumentKind "plan" ; dg:instrumentValue "C$1" .
:e1 dg:quote "They met." ; dg:article :one . :e2 dg:quote "They talked." ; dg:article :two . :e3 dg:quote "They may agree." ;
  dg:article :one .
:e4 dg:quote "Canada accused India." ; dg:article :one . :e5 dg:quote "India denied it." ; dg:article :one .
:one schema:headline "First" ; schema:datePublished "2026-02-09"^^xsd:date . :two schema:headline "Second" .
"""

# What the later queries ask of, beside the events above.
MORE = """
:tr a dg:Agreement, dg:Event ; rdfs:label "Trade deal" ; dg:status dg:occurred ; dg:party :ind, :can ; dg:topic dgt:trade ;
  dg:earliest "2025-07-01"^^xsd:date ; dg:latest "2025-07-01"^^xsd:date .
:v a dg:Visit, dg:Engagement, dg:Event ; rdfs:label "Visit to come" ; dg:status dg:planned ; dg:party :ind, :can ; dg:initiator :can ;
  dg:target :ind ; dg:earliest "2026-03-01"^^xsd:date ; dg:latest "2026-03-31"^^xsd:date .
:w a dg:Visit, dg:Engagement, dg:Event ; rdfs:label "Visit called off" ; dg:status dg:planned ; dg:party :ind, :can ; dg:initiator :ind ;
  dg:target :can ; dg:earliest "2026-04-01"^^xsd:date ; dg:latest "2026-04-01"^^xsd:date .
:u a dg:Visit, dg:Engagement, dg:Event ; rdfs:label "Visit is called off" ; dg:status dg:cancelled ; dg:party :ind, :can ;
  dg:initiator :ind ; dg:target :can ; dg:earliest "2026-04-01"^^xsd:date ; dg:latest "2026-04-01"^^xsd:date ; dg:evidence :e9 .
:n a dg:Invitation, dg:Engagement, dg:Event ; rdfs:label "Canada invites India" ; dg:status dg:occurred ; dg:party :ind, :can ;
  dg:initiator :can ; dg:target :ind .
:s a dg:Sanction, dg:Dispute, dg:Event ; rdfs:label "Canada imposes sanctions" ; dg:status dg:occurred ; dg:party :ind, :can ;
  dg:initiator :can ; dg:target :ind ; dg:earliest "2025-05-01"^^xsd:date ; dg:latest "2025-05-01"^^xsd:date ; dg:evidence :e8 .
:p dg:represents :ind . :o dg:country :can .
:e8 dg:quote "They were imposed." . :e9 dg:quote "It is off." .
:m dg:differsIn dg:place .
:story rdfs:label "Talks end" ; schema:datePublished "2026-02-08"^^xsd:date ; schema:publisher "The Agency" .
:print dg:copyOf :story ; schema:publisher "The Paper" . :reprint dg:copyOf :story ; schema:publisher "The Other Paper" .
:one { :r1 dg:place :o . :o rdfs:label "Ottawa" . :one schema:publisher "The Paper" }
:two { :r2 dg:place :o2 . :o2 rdfs:label "Toronto" }
"""

ANSWERS = {
    "01-who-met-whom.rq": [("2026-02-07", "Talks", "Canada, India", "Ajit Doval", "Ottawa")],
    "02-disputes-and-what-followed.rq": [
        ("2022-01-01", "India denies", "India", "Canada", None),
        (None, "Canada accuses India", "Canada", "India", "India denies"),
        (None, "Row", None, None, None),
    ],
    "03-agreements.rq": [("Plan agreed", "work plan", "plan", "C$1", "security", "Talks")],
    "04-planned-events.rq": [("2026-03-01", "2026-03-31", "Plan agreed", "They may agree.")],
    "05-two-countries.rq": [("2026-02-07", "2026-02-07", "Talks"), ("2026-03-01", "2026-03-31", "Plan agreed")],
    "06-who-says-so.rq": [
        ("Canada accuses India", "Canada accused India.", "First", "2026-02-09"),
        ("India denies", "India denied it.", "First", "2026-02-09"),
        ("Plan agreed", "They may agree.", "First", "2026-02-09"),
        ("Talks", "They met.", "First", "2026-02-09"),
        ("Talks", "They talked.", "Second", None),
    ],
    "07-events-by-type.rq": [
        ("Accusation", "occurred", "1"),
        ("Agreement", "planned", "1"),
        ("Dispute", "occurred", "1"),
        ("Meeting", "occurred", "1"),
        ("Rejection", "occurred", "1"),
    ],
    "08-seen-by-several-articles.rq": [("Talks", "2")],
    "09-pairs-that-met-most.rq": [("Canada", "India", "1", "2026-02-07")],
    "10-agreements-by-topic-and-year.rq": [("trade", "2025", "1")],
    "11-visits-to-come.rq": [("2026-03-01", "2026-03-31", "Visit to come", None, None)],
    "12-told-by-one-source.rq": [
        ("2022-01-01", "India denies", None, "First"),
        ("2026-03-01", "Plan agreed", None, "First"),
        (None, "Canada accuses India", None, "First"),
        (None, "Row", None, None),
    ],
    "13-contradicting-reports.rq": [
        ("Talks", "place", "Ottawa", "The Paper"),
        ("Talks", "place", "Toronto", None),
    ],
    "14-calendar.rq": [
        ("2025-05-01", "2025-05-01", "Sanction", "occurred", "Canada imposes sanctions", None),
        ("2025-07-01", "2025-07-01", "Agreement", "occurred", "Trade deal", None),
        ("2026-02-07", "2026-02-07", "Meeting", "occurred", "Talks", "Ottawa"),
        ("2026-03-01", "2026-03-31", "Agreement", "planned", "Plan agreed", None),
        ("2026-03-01", "2026-03-31", "Visit", "planned", "Visit to come", None),
        ("2026-04-01", "2026-04-01", "Visit", "planned", "Visit called off", None),
        ("2026-04-01", "2026-04-01", "Visit", "cancelled", "Visit is called off", None),
    ],
    "15-invitations.rq": [(None, "Canada", "India", "occurred", "Canada invites India")],
    "16-sanctions.rq": [("2025-05-01", "Canada", "India", "occurred", "They were imposed.")],
    "17-cooperation-and-conflict.rq": [("Canada", "India", "3", "4")],
    "18-people.rq": [("Ajit Doval", "India", "1")],
    "19-places.rq": [("Ottawa", "Canada", "1")],
    "20-called-off-or-denied.rq": [("2026-04-01", "cancelled", "Visit is called off", "It is off.")],
    "21-stories-in-several-papers.rq": [("2026-02-08", "Talks end", "3", "The Agency", "The Other Paper, The Paper")],
}


def value(term: object) -> str | None:
    """The term's text; nothing where the row has none. Parties in one cell stand in order of the alphabet."""
    return ", ".join(sorted(str(getattr(term, "value", term)).split(", "))) if term is not None else None


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_query_has_a_title_and_gives_its_answer(query: Traversable) -> None:
    text = query.read_text("utf-8")
    assert re.match(r"# title: \S.+\n# description: \S.+\.\n", text)
    store = ox.Store()
    known = KNOWN if query.name < "09" else KNOWN + MORE
    store.load(known.encode(), format=ox.RdfFormat.TRIG)
    solutions = store.query(text)
    assert isinstance(solutions, ox.QuerySolutions)
    assert [tuple(value(term) for term in row) for row in solutions] == ANSWERS[query.name]


def test_every_query_has_an_answer_here() -> None:
    assert {query.name for query in QUERIES} == set(ANSWERS)


@pytest.mark.parametrize(
    ("name", "headline", "published"),
    [
        (
            "india-canada-security-plan.txt",
            "Security chiefs of India and Canada settle on joint plan for policing and intelligence",
            dt.datetime(2026, 2, 9, 18, 15, tzinfo=INDIA),
        ),
        (
            "canada-india-liaison.html",
            "Canada and India will post police liaison officers to each other",
            dt.datetime(2026, 2, 8, 11, 30, tzinfo=CANADA),
        ),
        (
            "iran-saudi-beijing.html",
            "Iran and Saudi Arabia to restore relations after talks in Beijing",
            dt.datetime(2023, 3, 11, 9, tzinfo=ARABIA),
        ),
        (
            "france-recall-aukus.html",
            "France recalls ambassadors from Washington and Canberra",
            dt.datetime(2021, 9, 18, 8, 30, tzinfo=dt.timezone(dt.timedelta(hours=2))),
        ),
        (
            "britain-russia-expulsions.txt",
            "Britain expels 23 Russian diplomats after nerve agent attack in Salisbury",
            dt.datetime(2018, 3, 14, 20, tzinfo=dt.UTC),
        ),
        (
            "eu-china-sanctions.html",
            "China answers sanctions of the European Union with its own",
            dt.datetime(2021, 3, 23, 18, tzinfo=EUROPE),
        ),
        (
            "guyana-venezuela-argyle.txt",
            "Guyana and Venezuela agree not to use force over Essequibo",
            dt.datetime(2023, 12, 15, 10, tzinfo=dt.timezone(dt.timedelta(hours=-4))),
        ),
        (
            "britain-us-state-visit.txt",
            "Britain invites Trump to a second state visit",
            dt.datetime(2025, 2, 28, 9, tzinfo=dt.UTC),
        ),
    ],
)
def test_article_is_read_without_its_furniture(name: str, headline: str, published: dt.datetime) -> None:
    article = read_bytes(SEEDS.joinpath(name).read_bytes(), name)
    assert article.headline == headline
    assert article.published == published
    assert sum(block.kind is BlockKind.PARAGRAPH for block in article.blocks) >= 4
    for furniture in ("Subscribe", "newsletter", "Home", "Tags", "WhatsApp", "Most read", "Photo:"):
        assert furniture not in article.text


def test_every_article_is_described_in_the_readme() -> None:
    names = {file.name for file in SEEDS.iterdir() if file.name.endswith((".txt", ".html"))}
    described = SEEDS.joinpath("README.md").read_text("utf-8")
    assert len(names) == 8
    assert {name for name in names if f"`{name}`" not in described} == set()


@pytest.fixture(scope="module")
def seeded() -> Iterator[diplograph.Database]:
    """A dataset of all seeds."""
    with as_file(SEEDS) as folder, diplograph.open("memory:") as database:
        report = database.load([folder])
        assert report.complete
        assert len(report.sources) == 8
        yield database


def test_the_articles_tell_of_every_type_of_event(seeded: diplograph.Database) -> None:
    assert set(seeded.stats().types) == {type.value for type in EventType}


# Among the seeds no two contradict or copy each other; and what they say was planned is past.
UNANSWERED = {"contradicting-reports", "called-off-or-denied", "stories-in-several-papers"}


@pytest.mark.parametrize("query", named_queries(), ids=lambda query: query.name)
def test_a_query_finds_something_in_the_articles(seeded: diplograph.Database, query: NamedQuery) -> None:
    rows = json.loads(seeded.query(query.text).data)["results"]["bindings"]
    assert bool(rows) == (query.name not in UNANSWERED)
