"""Searching for words over HTTP: in step with each commit, whether readers answer from the disk or from memory."""

from __future__ import annotations

import time
from pathlib import Path

import httpx
import pytest

import diplograph
from diplograph.api.app import create_app
from tests.api.asking import problem, update, values
from tests.api.serving import serving
from tests.samples import article, extracted

ASKED = "SELECT ?s { ?s text:query 'fresh' }"
# What only one of the two finds in one state of the data.
READ = "?s rdfs:label ?l FILTER(CONTAINS(?l, 'fresh'))"
DIFFERENCE = f"SELECT ?s {{ {{ ?s text:query 'fresh' MINUS {{ {READ} }} }} UNION {{ {READ} MINUS {{ ?s text:query 'fresh' }} }} }}"


def comes_to(client: httpx.Client, expected: list[str]) -> bool:
    """Whether these are found: at once, or where the machine is so busy that a commit is shown later, then."""
    deadline = time.monotonic() + 10
    while (found := values(client, ASKED)) != expected and time.monotonic() < deadline:
        assert values(client, DIFFERENCE) == []
    return found == expected


@pytest.mark.parametrize("image", [0, 500_000_000])
def test_each_commit_is_found_at_once(tmp_path: Path, image: int) -> None:
    settings = diplograph.Settings(store=str(tmp_path / "store"), writable=True, gate=False, auth=False, image_bytes=image)
    with serving(create_app(settings)) as client:
        expected: list[str] = []
        for number in range(12):
            name = f"http://example.org/{number}"
            assert update(client, f"INSERT DATA {{ <{name}> rdfs:label 'fresh {number}' }}").status_code == 204
            expected = sorted([*expected, name])
            assert values(client, DIFFERENCE) == []
            assert comes_to(client, expected)
            assert values(client, f"SELECT ?s {{ ?s text:query 'fresh {number}' }}") == [name]
            if number % 3 == 2:
                gone = expected.pop(0)
                assert update(client, f"DELETE WHERE {{ <{gone}> ?p ?o }}").status_code == 204
                assert values(client, DIFFERENCE) == []
                assert comes_to(client, expected)
            if number == 5:
                time.sleep(1)  # the copy in memory is read meanwhile
        assert update(client, "DELETE { ?s ?p ?o } WHERE { ?s text:query 'fresh' ; ?p ?o }").status_code == 204
        assert values(client, DIFFERENCE) == []
        assert comes_to(client, [])


def test_events_are_found_by_words_in_all_that_tells_of_them(tmp_path: Path) -> None:
    settings = diplograph.Settings(store=str(tmp_path / "store"), auth=False)
    with diplograph.open(settings.store) as database:
        found = extracted(article())
        database.store_extracted(found, database.pipeline.validator.validate(found.graph))
        with serving(create_app(settings, database)) as client:

            def labels(words: str) -> list[str]:
                return sorted(event["label"] for event in client.get("/events", params={"text": words}).json()["events"])

            meeting, agreement = "India and Canada meet in Ottawa", "India and Canada agree on a work plan"
            assert labels('"INDIA and Canada"') == [agreement, meeting]
            assert labels("meet* -work") == [meeting]
            assert labels("nothing OR plan") == [agreement]
            assert labels("india -canada") == []
            assert "no word" in str(problem(client.get("/events", params={"text": "-india"}), 400)["detail"])


def test_a_search_that_is_not_understood_says_where(tmp_path: Path) -> None:
    settings = diplograph.Settings(store=str(tmp_path / "store"), auth=False)
    with serving(create_app(settings)) as client:
        response = client.get("/sparql", params={"query": "SELECT ?s {\n ?s text:query ?words }"})
        document = problem(response, 400)
        assert (document["line"], document["column"]) == (2, 16)
