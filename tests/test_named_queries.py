"""Queries with a name: that they can be listed, found, filled in and asked, wherever one asks."""

from __future__ import annotations

from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest
from typer.testing import CliRunner

from diplograph.cli import app
from diplograph.errors import NotFound, QueryError
from diplograph.named_queries import named_queries, query_named
from tests.api.conftest import client, database

__all__ = ["client", "database"]

NAMES = [query.name for query in named_queries()]


def test_there_are_twenty_one_with_names_of_their_own() -> None:
    assert len(set(NAMES)) == 21


@pytest.mark.parametrize("name", NAMES)
def test_each_says_what_it_answers_and_can_be_asked_as_it_stands(name: str) -> None:
    query = query_named(name)
    assert query.title
    assert query.description.endswith(".")
    assert isinstance(ox.Store().query(query.text), ox.QuerySolutions)
    assert query.filled({}) == query.text
    assert "PREFIX" not in query.body


def test_a_value_takes_the_place_of_a_default() -> None:
    text = query_named("two-countries").filled({"one": "FRA", "from": " 2020-01-31 "})
    assert 'VALUES ?one { "FRA" }' in text
    assert 'VALUES ?other { "CAN" }' in text
    assert 'VALUES ?from { "2020-01-31"^^xsd:date }' in text


@pytest.mark.parametrize(
    "hostile", ['"', '" } DROP ALL #', "\\", "\n}", '"""', "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16")]
)
def test_a_value_stays_a_value(hostile: str) -> None:
    text = query_named("calendar").filled({"country": hostile})
    asked = text.replace("?state dg:iso3 ?country .", "?state dg:iso3 ?country . FILTER (false)")
    assert isinstance(ox.Store().query(asked), ox.QuerySolutions)
    assert str(ox.Literal(hostile.strip())) in text


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"from": "soon"}, "the parameter from is a day such as 2023-01-01; got 'soon'"),
        ({"three": "FRA"}, "the query two-countries has no parameter 'three'; it has from, one, other, to"),
    ],
)
def test_a_value_that_cannot_be_is_refused(values: dict[str, str], message: str) -> None:
    with pytest.raises(QueryError, match=message):
        query_named("two-countries").filled(values)


def test_a_name_that_is_mistyped_is_answered_with_the_nearest() -> None:
    with pytest.raises(NotFound, match="did you mean sanctions"):
        query_named("sanction")
    with pytest.raises(NotFound, match="query --list"):
        query_named("zzz")


def test_the_command_line_lists_and_asks_them(store: Path) -> None:
    listed = CliRunner().invoke(app, ["query", "--list"])
    assert listed.exit_code == 0
    assert all(name in listed.stdout for name in NAMES)
    asked = CliRunner().invoke(app, ["query", "-n", "two-countries", "--set", "to=2030-01-01", "--format", "csv", "--store", str(store)])
    assert asked.exit_code == 0, asked.stderr
    assert "India and Canada meet in Ottawa" in asked.stdout
    none = CliRunner().invoke(app, ["query", "-n", "two-countries", "--set", "one=FRA", "--store", str(store)])
    assert none.stderr == "no rows\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-n", "calendar", "ASK {}"], "not two of them"),
        (["-n", "calendar", "--set", "country"], "write PARAMETER=VALUE"),
        (["ASK {}", "--set", "country=FRA"], "name it with --name"),
        (["-n", "calender"], "did you mean calendar"),
    ],
)
def test_the_command_line_says_what_is_wrong(arguments: list[str], message: str) -> None:
    result = CliRunner().invoke(app, ["query", *arguments])
    assert result.exit_code == 2
    assert message in result.stderr


def test_the_server_offers_them(client: httpx.Client) -> None:
    listed = client.get("/queries").json()
    assert [query["name"] for query in listed] == NAMES
    calendar = next(query for query in listed if query["name"] == "calendar")
    assert calendar["parameters"][0] == {
        "name": "country",
        "default": "IND",
        "meaning": "a state, by its ISO 3166-1 alpha-3 code",
        "is_date": False,
    }
    answer = client.get("/queries/calendar", params={"country": "FRA"})
    assert answer.headers["content-type"] == "application/sparql-query"
    assert answer.text == query_named("calendar").filled({"country": "FRA"})
    assert client.get("/queries/none").status_code == 404
    assert client.get("/queries/calendar", params={"x": "y"}).status_code == 400


def test_the_server_answers_them(client: httpx.Client) -> None:
    for name in NAMES:
        answer = client.get("/sparql", params={"query": client.get(f"/queries/{name}").text})
        assert answer.status_code == 200, name
