"""Counts of events: they count what the list lists, whatever is asked for, and follow what is written."""

from __future__ import annotations

import asyncio
import shutil
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import polars as pl
import pytest

import diplograph
from bench.generator import part
from diplograph.api.app import create_app
from diplograph.api.lists import cursor_after
from diplograph.api.overview import Facts, Overview, stats
from diplograph.api.overview.relations import Relations
from diplograph.loaders.event import EventType, Status
from diplograph.ontology.iris import Iris
from diplograph.store import Store
from diplograph.store.formats import format_named
from tests.api.serving import serving
from tests.samples import CANADA, FRANCE, INDIA, accusation, agreement, article, extracted, meeting

# Every event of the first days of a made-up world, of which there are about eighty.
ASKED = [
    "", "type=Meeting", "type=Engagement", "type=Dispute", "type=Event", "type=Rupture", "status=planned", "party=USA",
    "party=USA&party=CHN", "pair=USA,RUS", "party=United%20States", "party=nobody", "since=1990-01-05", "until=1990-01-04",
    "since=1990-01-03&until=1990-01-03",
    "place=USA", "place=Berlin", "topic=trade", "topic=none", "publisher=Paper%201", "text=sanction", "text=1990-01-04&party=USA",
    "type=Dispute&status=occurred&party=USA&since=1990-01-02", "party=https://w3id.org/diplograph/id/state/FRA",
]  # fmt: skip


@pytest.fixture(scope="module")
def period() -> Iterator[diplograph.Database]:
    """A dataset of a period of a made-up world."""
    with diplograph.open("memory:") as database:
        made = part(0, Iris())
        database.load_dataset(BytesIO(made.own + b"".join(made.shared)), format_named("nquads"))
        yield database


@pytest.fixture(scope="module")
def world(period: diplograph.Database) -> Iterator[httpx.Client]:
    """A server of it."""
    with serving(create_app(diplograph.Settings(store="memory:"), period)) as client:
        yield client


def _get(client: httpx.Client, path: str) -> Any:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.parametrize("asked", ASKED)
def test_every_picture_is_of_the_events_that_the_list_has(world: httpx.Client, asked: str) -> None:
    events = _get(world, f"/events?limit=1000&{asked}")["events"]
    pictures = {name: _get(world, f"/events/{name}?{asked}") for name in ("facets", "timeline", "map", "network")}
    assert {name: picture["total"] for name, picture in pictures.items()} == dict.fromkeys(pictures, len(events))
    bins = pictures["timeline"]["bins"]
    assert sum(one["total"] for one in bins) + pictures["timeline"]["undated"] == len(events)
    parties = {party["code"] for event in events for party in event["parties"]}
    counted = {one["value"]: one["count"] for one in pictures["facets"]["facets"]["party"]}
    assert counted == {code: sum(code in {party["code"] for party in event["parties"]} for event in events) for code in parties}
    if "type=" not in asked:
        types = {one["value"]: one["count"] for one in pictures["facets"]["facets"]["type"]}
        assert types == {kind: sum(event["type"] == kind for event in events) for kind in {event["type"] for event in events}}
    places = {place["iri"] for event in events for place in event["places"] if place["lat"] is not None}
    assert {place["iri"] for place in pictures["map"]["places"]} == places
    assert pictures["map"]["unplaced"] == sum(not event["places"] for event in events)


def _listed(client: httpx.Client, asked: str) -> list[str]:
    """The names of all events that fit, from pages of a few."""
    names, cursor = [], ""
    while cursor is not None:
        page = _get(client, f"/events?limit=7&{asked}{f'&cursor={cursor}' if cursor else ''}")
        names += [event["iri"] for event in page["events"]]
        cursor = page["next"]
    return names


@pytest.mark.parametrize("order", ["date", "-date"])
def test_the_list_is_the_same_before_and_after_the_events_are_counted(
    period: diplograph.Database, monkeypatch: pytest.MonkeyPatch, order: str
) -> None:
    asked = [
        f"order={order}&{one}"
        for one in ("", "party=USA", "type=Dispute&since=1990-01-03", "text=and", "text=and -sanction&party=USA", "text=tariffs")
    ]
    with serving(create_app(diplograph.Settings(store="memory:"), period)) as client:
        before = [_listed(client, one) for one in asked]
        client.get("/events/facets")
        assert [_listed(client, one) for one in asked] == before
        assert all(len(found) > 7 for found in before[:5])
        # Looked through a few at a time, all of them, or with the index after the first few.
        for first, sparse in ((3, 1_000), (3, 1), (1, 3)):
            monkeypatch.setattr("diplograph.api.searching._FIRST", first)
            monkeypatch.setattr("diplograph.api.searching._SPARSE", sparse)
            assert [_listed(client, one) for one in asked[3:]] == before[3:]


def test_a_cursor_of_no_day_is_refused(world: httpx.Client) -> None:
    client_cursor = cursor_after("nonsense", "x")
    _get(world, "/events/facets")
    assert world.get(f"/events?cursor={client_cursor}").status_code == 400


def test_most_of_what_is_asked_for_is_there(world: httpx.Client) -> None:
    found = [_get(world, f"/events/facets?{asked}")["total"] for asked in ASKED]
    assert sum(number > 0 for number in found) >= len(ASKED) - 4


def test_a_choice_leaves_the_other_choices_of_its_kind(world: httpx.Client) -> None:
    everything = _get(world, "/events/facets")["facets"]
    chosen = _get(world, "/events/facets?type=Meeting&topic=trade")["facets"]
    trade = _get(world, "/events/facets?topic=trade")
    assert sum(one["count"] for one in chosen["type"]) == trade["total"]
    assert len(everything["type"]) > 5
    assert [one["count"] for one in everything["party"]] == sorted((one["count"] for one in everything["party"]), reverse=True)


@pytest.mark.parametrize("bins", ["day", "week", "month", "year"])
def test_bins_are_whole_and_do_not_overlap(world: httpx.Client, bins: str) -> None:
    found = _get(world, f"/events/timeline?bin={bins}")["bins"]
    spans = [(date.fromisoformat(one["start"]), date.fromisoformat(one["end"])) for one in found]
    assert all(first <= last for first, last in spans)
    assert all(before[1] < after[0] for before, after in pairwise(spans))
    assert {(last - first).days + 1 for first, last in spans} <= {"day": {1}, "week": {7}, "month": {31}, "year": {365}}[bins]


def test_pairs_part_cooperation_from_conflict(world: httpx.Client) -> None:
    network = _get(world, "/events/network?limit=5")
    assert len(network["pairs"]) == 5
    assert network["left_out"] > 0
    codes = {node["iri"]: node["code"] for node in network["nodes"]}
    for pair in network["pairs"]:
        events = _get(world, f"/events?limit=1000&pair={codes[pair['one']]},{codes[pair['other']]}")["events"]
        conflict = sum(event["type"] not in ("Meeting", "Visit", "Invitation", "Appointment", "Agreement") for event in events)
        assert (pair["cooperation"], pair["conflict"]) == (len(events) - conflict, conflict)


def test_counts_follow_what_is_written() -> None:
    iris = Iris()
    with diplograph.open("memory:") as database:
        check = database.pipeline.validator.validate
        with serving(create_app(diplograph.Settings(store="memory:"), database)) as client:
            assert _get(client, "/events/facets")["total"] == 0
            assert _get(client, "/events/timeline")["bins"] == []
            first, second = article(), article("other.txt", "India accuses Canada")
            for of, events in ((first, (meeting(first), agreement(first))), (second, (accusation(second),))):
                found = extracted(of, *events)
                database.store_extracted(found, check(found.graph))
            counted = _get(client, "/events/facets")
            assert counted["total"] == 3
            assert counted["facets"]["publisher"] == [{"value": "The Paper", "label": "The Paper", "count": 3}]
            before = client.get("/events/facets")
            assert client.get("/events/facets", headers={"if-none-match": before.headers["etag"]}).status_code == 304
            database.remove(iris.article(first.key))
            after = client.get("/events/facets", headers={"if-none-match": before.headers["etag"]})
            assert (after.status_code, after.json()["total"]) == (200, 1)
            assert _get(client, "/stats")["types"] == {"Accusation": 1}
            # What an update changes is not known beforehand, so that all is read again.
            database.update("DELETE { ?e dg:status ?s } INSERT { ?e dg:status dg:denied } WHERE { ?e dg:status ?s }", gated=False)
            assert _get(client, "/events/facets")["facets"]["status"] == [{"value": "denied", "label": "denied", "count": 1}]


def test_an_event_of_more_than_a_day_is_counted_within_the_days_asked_for() -> None:
    with diplograph.open("memory:") as database:
        of = article()
        long = replace(meeting(of), earliest=date(2026, 1, 20), latest=date(2026, 2, 10), parties=(INDIA, CANADA, FRANCE))
        planned = replace(agreement(of), type=EventType.AGREEMENT, status=Status.PLANNED)
        found = extracted(of, long, planned)
        database.store_extracted(found, database.pipeline.validator.validate(found.graph))
        with serving(create_app(diplograph.Settings(store="memory:"), database)) as client:
            line = _get(client, "/events/timeline?since=2026-02-01&bin=month")
            assert [(one["start"], one["end"], one["total"]) for one in line["bins"]] == [("2026-02-01", "2026-02-28", 1)]
            assert _get(client, "/events/timeline")["undated"] == 1
            pairs = _get(client, "/events/network")["pairs"]
            assert len(pairs) == 3
            assert client.get("/events/timeline?bin=decade").status_code == 400
            assert client.get("/events/facets?limit=3").status_code == 400


def _store(database: diplograph.Database, name: str) -> None:
    of = article(name, f"Talks of {name}")
    found = extracted(of, meeting(of), accusation(of))
    database.store_extracted(found, database.pipeline.validator.validate(found.graph))


async def _ended(overview: Overview) -> Facts:
    found = await overview.facts()
    await overview.close()
    return found


def _same(one: Facts, other: Facts) -> bool:
    return one.counts == other.counts and all(
        getattr(one, name).sort(pl.all()).equals(getattr(other, name).sort(pl.all()))
        for name in Facts.__slots__
        if name not in ("counts", "orders")
    )


def _shape(value: Any) -> Any:
    """What a value is made of: names and kinds, of a list that of its first member."""
    if isinstance(value, dict):
        return {name: _shape(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_shape(value[0])] if value else []
    return "number" if isinstance(value, int | float) else type(value).__name__


def test_the_description_has_an_example_of_each_parameter_and_of_the_answer(world: httpx.Client) -> None:
    paths = _get(world, "/openapi.json")["paths"]
    for path in ("/events/facets", "/events/timeline", "/events/map", "/events/network", "/stats"):
        told = paths[path]["get"]
        assert len(told["description"]) > 100, path
        for parameter in told.get("parameters", []):
            assert len(parameter["description"]) > 20, parameter
            assert parameter["schema"].get("examples"), parameter
        if path != "/stats":
            assert {"party", "since", "text"} <= {parameter["name"] for parameter in told["parameters"]}
        example, real = told["responses"]["200"]["content"]["application/json"]["example"], _get(world, path)
        for kinds in ("types", "statuses"):  # whose names are data
            assert (kinds in example) == (kinds in real)
            example.pop(kinds, None)
            real.pop(kinds, None)
        assert _shape(example) == _shape(real), path


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Tells how often all events were read."""
    made, read = list[str](), Overview._read_from

    def reading(self: Overview, source: Store) -> Relations:
        made.append(source.location)
        return read(self, source)

    monkeypatch.setattr(Overview, "_read_from", reading)
    return made


def test_what_was_counted_is_there_after_a_start_if_nothing_was_written(tmp_path: Path, reads: list[str]) -> None:
    folder = tmp_path / "store"
    with diplograph.open(str(folder)) as database:
        _store(database, "first.txt")

        async def following() -> None:
            overview = Overview(database.store, worth=0)
            assert stats(await overview.facts())["articles"] == 1
            # What is written while it runs is kept at its end.
            for number, name in enumerate(("second.txt", "third.txt"), 2):
                await asyncio.to_thread(_store, database, name)
                assert number == 3 or stats(await overview.facts())["articles"] == number
            await overview.close()

        asyncio.run(following())
        first = asyncio.run(_ended(Overview(database.store, worth=0)))
        assert (len(reads), stats(first)["articles"]) == (1, 3)
        shutil.rmtree(folder / "overview")
        assert _same(first, asyncio.run(_ended(Overview(database.store, worth=0))))
        assert len(reads) == 2
    with diplograph.open(str(folder)) as database:
        assert _same(asyncio.run(_ended(Overview(database.store, worth=0))), first)

        async def killed() -> Facts:
            overview = Overview(database.store, worth=0)
            await overview.facts()
            await asyncio.to_thread(_store, database, "fourth.txt")
            return await overview.facts()

        # Kept columns follow what is written as those that were read do.
        assert stats(asyncio.run(killed()))["articles"] == 4
        assert len(reads) == 2
    with diplograph.open(str(folder)) as database:
        # That one was not closed, so that what is kept is of an older commit.
        assert stats(asyncio.run(_ended(Overview(database.store, worth=0))))["articles"] == 4
        assert len(reads) == 3
        (kept,) = (folder / "overview").iterdir()
        for file in kept.iterdir():
            file.write_bytes(file.read_bytes()[:-20])
        assert stats(asyncio.run(_ended(Overview(database.store, worth=0))))["articles"] == 4
        assert len(reads) == 4


def test_a_server_counts_before_it_is_asked(tmp_path: Path, reads: list[str]) -> None:
    settings = diplograph.Settings(store=str(tmp_path / "store"))
    with diplograph.open(settings=settings) as database:
        _store(database, "first.txt")
        with serving(create_app(settings, database)) as client:
            deadline = time.monotonic() + 30
            while not reads and time.monotonic() < deadline:
                time.sleep(0.01)
            assert len(reads) == 1
            assert _get(client, "/stats")["articles"] == 1
        assert len(reads) == 1
