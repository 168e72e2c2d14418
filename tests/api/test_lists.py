"""Events, actors and articles without SPARQL: filters, pages, formats; and names that lead to what they name."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import io
import json
from collections.abc import Iterator

import httpx
import pyoxigraph as ox
import pytest

import diplograph
from diplograph.api.app import create_app
from diplograph.database import Database
from diplograph.store.formats import GRAPH_FORMATS
from diplograph.tables.formats import TABLE_FORMATS, TableFormat
from tests.api.asking import kind, problem
from tests.api.serving import serving
from tests.samples import FRANCE, INDIA, accusation, agreement, article, extracted, meeting


@pytest.fixture(scope="module")
def database() -> Iterator[Database]:
    """Four events: a meeting that two articles tell of, its agreement, an accusation, and a planned meeting."""
    with diplograph.open("memory:") as database:
        first, second = article(), article("other.txt", "India and France to meet")
        later = dataclasses.replace(
            meeting(second), label="India and France to meet", parties=(INDIA, FRANCE), status=diplograph.loaders.event.Status.PLANNED,
            earliest=dt.date(2026, 5, 1), latest=dt.date(2026, 5, 3), delegates=(), place=None, topics=("trade",), ref="e9",
        )  # fmt: skip
        for of, events in ((first, (meeting(first), agreement(first), accusation(first))), (second, (meeting(second), later))):
            found = extracted(of, *events)
            database.store_extracted(found, database.pipeline.validator.validate(found.graph))
        yield database


@pytest.fixture(scope="module")
def server(database: Database) -> Iterator[httpx.Client]:
    """A server of those events."""
    with serving(create_app(diplograph.Settings(), database)) as client:
        yield client


MEETING, AGREEMENT = "India and Canada meet in Ottawa", "India and Canada agree on a work plan"
ACCUSATION, PLANNED = "India accuses Canada", "India and France to meet"


def labels(server: httpx.Client, query: str) -> list[str]:
    response = server.get(f"/events?{query}")
    assert response.status_code == 200, response.text
    return [event["label"] for event in response.json()["events"]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {MEETING, AGREEMENT, ACCUSATION, PLANNED}),
        ("type=Meeting", {MEETING, PLANNED}),
        ("type=Engagement", {MEETING, PLANNED}),
        ("type=Dispute", {ACCUSATION}),
        ("party=FRA", {PLANNED}),
        ("party=france", {PLANNED}),
        ("party=Dominion of Canada", {MEETING, AGREEMENT, ACCUSATION}),
        ("party=https://w3id.org/diplograph/id/state/CAN", {MEETING, AGREEMENT, ACCUSATION}),
        ("party=IND&party=FRA", {PLANNED}),
        ("pair=CAN,IND", {MEETING, AGREEMENT, ACCUSATION}),
        ("pair=CAN,FRA", set()),
        ("status=planned", {PLANNED}),
        ("since=2026-02-08", {PLANNED}),
        ("until=2026-02-07", {MEETING}),
        ("since=2026-02-07&until=2026-05-02", {MEETING, PLANNED}),
        ("place=ottawa", {MEETING}),
        ("place=CAN", {MEETING}),
        ("topic=trade", {PLANNED}),
        ("text=WORK plan", {AGREEMENT, ACCUSATION}),
        ('text="\\ }', set()),
        ("type=Meeting&party=IND&status=occurred&text=ottawa", {MEETING}),
    ],
)
def test_filters_hold_together(server: httpx.Client, query: str, found: set[str]) -> None:
    assert set(labels(server, query)) == found


def test_events_come_by_date_and_those_without_one_last(server: httpx.Client) -> None:
    assert labels(server, "")[:2] == [MEETING, PLANNED]
    assert labels(server, "order=-date")[:2] == [PLANNED, MEETING]
    assert set(labels(server, "order=-date")[2:]) == {AGREEMENT, ACCUSATION}


@pytest.mark.parametrize(
    ("path", "list"), [("/events", "events"), ("/events?order=-date", "events"), ("/actors", "actors"), ("/articles", "articles")]
)
def test_pages_follow_each_other_without_gap_or_overlap(server: httpx.Client, path: str, list: str) -> None:
    whole = [entry["iri"] for entry in server.get(path).json()[list]]
    found, response = [], server.get(path, params={**httpx.URL(path).params, "limit": 1})
    while True:
        found += [entry["iri"] for entry in response.json()[list]]
        if response.json()["next"] is None:
            break
        assert httpx.URL(response.links["next"]["url"]).params["cursor"] == response.json()["next"]
        response = server.get(response.links["next"]["url"])
    assert found == whole
    assert len(whole) > 1
    assert "link" not in response.headers


NONSENSE = """type=Party status=maybe since=yesterday since=0 since=2026 since=2026-02-07T00:00 until=2026-02-30 limit=0 limit=1001 pair=IND
party=bad:%20iri party= cursor=x cursor=W10= cursor=WzEsMl0=
format=xls unknown=1"""


@pytest.mark.parametrize("query", NONSENSE.split())
def test_what_makes_no_sense_is_told(server: httpx.Client, query: str) -> None:
    problem(server.get(f"/events?{query}"), 400)


def test_one_event_has_its_reports_and_its_evidence(server: httpx.Client) -> None:
    id = server.get("/events?type=Meeting&status=occurred").json()["events"][0]["id"]
    event = server.get(f"/events/{id}").json()
    assert event["label"] == MEETING
    assert (event["type"], event["status"], event["earliest"], event["latest"]) == ("Meeting", "occurred", "2026-02-07", "2026-02-07")
    assert {party["code"] for party in event["parties"]} == {"IND", "CAN"}
    assert [(place["name"], place["country"], place["lat"]) for place in event["places"]] == [("Ottawa", "CAN", 45.41117)]
    assert event["people"][0]["name"] == "Ajit Doval"
    assert len(event["reports"]) == 2
    assert {sentence["source"] for sentence in event["evidence"]} == {"talks.txt", "other.txt"}
    assert event["publishers"] == 1
    agreed = server.get("/events?type=Agreement").json()["events"][0]
    assert agreed["outcome_of"] == [event["iri"]]
    assert agreed["instruments"][0]["value"] == "C$2 billion"
    problem(server.get("/events/none"), 404)
    problem(server.get("/events/%20"), 400)


def test_events_as_a_table(server: httpx.Client) -> None:
    response = server.get("/events", headers={"accept": "text/csv"})
    assert kind(response) == "text/csv"
    lines = list(csv.DictReader(io.StringIO(response.text)))
    assert len(lines) == 4
    assert (lines[0]["label"], lines[0]["parties"], lines[0]["place"], lines[0]["country"]) == (MEETING, "CAN; IND", "Ottawa", "CAN")
    accused = next(line for line in lines if line["type"] == "Accusation")
    assert (accused["initiator"], accused["target"]) == ("IND", "CAN")


def test_events_on_a_map(server: httpx.Client) -> None:
    response = server.get("/events?format=geojson")
    assert kind(response) == "application/geo+json"
    features = json.loads(response.text)["features"]
    assert features[0]["geometry"] == {"type": "Point", "coordinates": [-75.69812, 45.41117]}
    assert features[1]["geometry"] is None
    assert features[1]["properties"]["label"] == PLANNED


@pytest.mark.parametrize("table", TABLE_FORMATS, ids=lambda table: table.name)
def test_events_come_in_every_format_of_tables_as_in_a_file(server: httpx.Client, database: Database, table: TableFormat) -> None:
    exported = io.BytesIO()
    database.export(exported, table)
    response = server.get("/events", headers={"accept": table.media_type})
    assert kind(response) == table.media_type
    assert server.get(f"/events?format={table.name}").content == response.content
    if table.name not in ("parquet", "graphml", "gexf"):
        assert response.content == exported.getvalue()
    assert len(response.content) > 100


def test_one_event_goes_into_a_calendar(server: httpx.Client) -> None:
    id = server.get("/events?type=Meeting&status=occurred").json()["events"][0]["id"]
    response = server.get(f"/events/{id}", headers={"accept": "text/calendar"})
    assert kind(response) == "text/calendar"
    assert response.text.count("BEGIN:VEVENT") == 1
    assert f"SUMMARY:{MEETING}" in response.text


@pytest.mark.parametrize("path", ["/events", "/actors", "/articles", "/data/state/IND"])
@pytest.mark.parametrize("format", GRAPH_FORMATS, ids=lambda format: format.name)
def test_lists_come_as_rdf(server: httpx.Client, path: str, format: object) -> None:
    chosen = next(known for known in GRAPH_FORMATS if known == format)
    response = server.get(path, headers={"accept": chosen.media_type})
    assert kind(response) == chosen.media_type
    assert isinstance(chosen.engine, ox.RdfFormat)
    subjects = {quad.subject for quad in ox.parse(response.content, format=chosen.engine)}
    assert any(isinstance(subject, ox.NamedNode) for subject in subjects)
    assert kind(server.get(path, params={"format": chosen.name})) == chosen.media_type


def test_actors_are_counted(server: httpx.Client) -> None:
    actors = {actor["name"]: actor for actor in server.get("/actors").json()["actors"]}
    assert set(actors) == {"Ajit Doval", "Canada", "France", "India"}
    assert (actors["India"]["code"], actors["India"]["kind"], actors["India"]["events"]) == ("IND", "State", 4)
    assert actors["Ajit Doval"]["represents"] == ["IND"]
    for query, names in (
        ("kind=State&text=dominion", ["Canada"]),
        ("kind=Person&text=dominion", []),
        ("text=canada domin", ["Canada"]),
        ("text=canada indi", []),
        ("text=dominion OR Doval", ["Ajit Doval", "Canada"]),
        ("text=of CAN", ["Canada"]),
        ('text="dominion of can', ["Canada"]),
        ("text=d\u00f3v\u0101l", ["Ajit Doval"]),
        ("text=meet", []),
        ("text=%3F", []),
    ):
        assert [actor["name"] for actor in server.get(f"/actors?{query}").json()["actors"]] == names
    assert server.get("/actors?format=csv").text.splitlines()[0].startswith("iri,kind,name")


def test_articles_are_listed(server: httpx.Client) -> None:
    articles = {entry["source"]: entry for entry in server.get("/articles").json()["articles"]}
    assert {source: entry["events"] for source, entry in articles.items()} == {"talks.txt": 3, "other.txt": 2}
    assert articles["talks.txt"]["headline"] == "India and Canada hold talks"
    for query, found in (
        ("text=france", 1),
        ("text=fran", 1),
        ("text=canada india", 1),
        ('text="india and can', 1),
        ("text=%3F", 0),
        ("publisher=The+Paper", 2),
        ("publisher=Other", 0),
        ("since=2026-02-10", 0),
        ("until=2026-02-09", 2),
    ):
        assert len(server.get(f"/articles?{query}").json()["articles"]) == found
    assert len(server.get("/articles?format=csv").text.splitlines()) == 3


def test_names_lead_to_what_they_name(server: httpx.Client) -> None:
    followed = server.get("/id/state/IND")
    assert (followed.status_code, followed.headers["location"]) == (303, "/data/state/IND")
    page = server.get("/data/state/IND", headers={"accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert kind(page) == "text/html"
    assert "<h1>India</h1>" in page.text
    event = server.get("/events").json()["events"][0]["iri"].removeprefix("https://w3id.org/diplograph/id/")
    assert '<a href="/data/state/IND">' in server.get(f"/data/{event}?format=html").text
    for missing in ("/data/state/XXX", "/data/%3Cscript%3E"):
        problem(server.get(missing), 404)


def test_an_old_name_of_an_event_leads_to_the_event(database: diplograph.Database) -> None:
    with serving(create_app(diplograph.Settings(), database)) as client:
        before = client.get("/events?type=Meeting").json()["events"][0]
        for number in range(12):
            other = article(f"{number}.txt", f"Talks, told anew {number}")
            found = extracted(other, meeting(other))
            database.store_extracted(found, database.pipeline.validator.validate(found.graph))
        after = client.get("/events?type=Meeting").json()["events"][0]
        old = next(report for report in after["reports"] if report.rpartition("/")[2] != after["id"]).rpartition("/")[2]
        response = client.get(f"/events/{old}", follow_redirects=True)
        assert response.json()["iri"] == after["iri"]
        assert client.get(f"/events/{before['id']}", follow_redirects=True).json()["iri"] == after["iri"]
