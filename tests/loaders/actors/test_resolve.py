"""Actor phrases and the states and organisations that they stand for."""

from __future__ import annotations

import ast
import csv
import datetime as dt
import re
from pathlib import Path

import dateparser
import pytest

from diplograph.loaders.actors.resolve import resolve
from diplograph.loaders.event import Actor, ActorKind


@pytest.mark.parametrize(
    ("phrase", "code"),
    [
        ("a former White House official", "USA"),
        ("Russia's ambassador to Poland", "RUS"),
        ("NATO member Turkey", "TUR"),
        ("European Union legislators", "EU"),
        ("Shanghai authorities", "CHN"),
        ("Boko Haram", "NGA"),
        ("Quds Force", "IRN"),
        ("the World Bank", "World Bank"),
        ("Deputy Foreign Minister Sergei Ryabkov", "RUS"),
        ("targets in Syria", "SYR"),
    ],
)
def test_a_phrase_stands_for_its_state_or_organisation(phrase: str, code: str) -> None:
    actor = resolve(phrase, dt.date(2022, 1, 1))
    assert actor is not None
    assert actor.code == code


@pytest.mark.parametrize("phrase", ["", "two men", "the governorate", "Defense Minister", "an opposition lawmaker", "he", "He"])
def test_a_phrase_that_names_no_actor_stands_for_none(phrase: str) -> None:
    assert resolve(phrase) is None


def case_code(actor: Actor | None) -> str:
    """The code in the cases' own scheme, which calls all organisations but two IGO."""
    if actor is None:
        return ""
    if actor.kind is ActorKind.STATE:
        return actor.code
    return {"UN": "UNO", "EU": "EUR"}.get(actor.code, "IGO")


def unquoted(text: str) -> str:
    """The phrase of a cell, which is a Python literal, at times quoted once more."""
    try:
        return str(ast.literal_eval(text.strip('"') if text.startswith('"""') else text))
    except (SyntaxError, ValueError):
        return text.strip("\"'")


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_expected_country_is_given_for_the_cases_that_ask_for_one(shared: Path) -> None:
    cases = shared / "data" / "actors" / "cases_dev.tsv"
    if not cases.exists():
        pytest.skip(f"no actor cases at {cases}")
    named: list[bool] = []
    unnamed: list[bool] = []
    with cases.open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            asked = re.search(r"(?:code\['country'\]|cc) == '([A-Z]*)'", row["expected"])
            if asked is None or "skip" in row["pytest_mark"]:
                continue
            given = re.search(r"'([^']*)'", row["date"] or "") or re.search(r"query_date='([^']*)'", row["context_or_country"])
            moment = dateparser.parse(given[1], languages=["en"]) if given and given[1].lower() != "today" else None
            context = re.fullmatch(r"'([^']+)'", row["context_or_country"])
            on = moment.date() if moment else None
            phrase = unquoted(row["actor_text"])
            actor = resolve(phrase, on) or (resolve(context[1], on) if context else None)
            right = case_code(actor) == asked[1]
            (named if asked[1] else unnamed).append(right)
            if not right:
                print(f"{phrase!r}: wanted {asked[1]!r}, got {case_code(actor)!r}")
    print(f"named {sum(named)} of {len(named)}, unnamed {sum(unnamed)} of {len(unnamed)}")
    assert len(named) > 100
    assert len(unnamed) > 20
    assert sum(named) / len(named) >= 0.85
    assert sum(unnamed) / len(unnamed) >= 0.85
