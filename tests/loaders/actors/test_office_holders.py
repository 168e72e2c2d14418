"""The table of office-holders, and whom a name means on a day."""

from __future__ import annotations

import csv
import datetime as dt
import itertools
from importlib.resources import files

import pytest

from diplograph.loaders.actors.gazetteer import gazetteer
from diplograph.loaders.actors.office_holders import Holder, bounds, find_holder, name_key, terms


def rows() -> list[dict[str, str]]:
    text = files("diplograph").joinpath("loaders/actors/office_holders.tsv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))


def test_the_table_is_well_formed() -> None:
    known = gazetteer()
    assert len(rows()) >= 1500
    for row in rows():
        assert all(value == value.strip() for value in row.values()), row
        assert all(row[column] for column in ("name", "office", "code", "start", "source")), row
        first = bounds(row["start"])[0]
        if row["end"]:
            assert first <= bounds(row["end"])[1], row
        assert known.known_state(row["code"]) or known.known_organization(row["code"]), row


def test_nobody_holds_the_same_office_twice_at_once() -> None:
    held: dict[tuple[str, str, str], list[tuple[dt.date, dt.date]]] = {}
    for term in terms():
        held.setdefault((term.name, term.office, term.code), []).append((term.start, term.end or dt.date.max))
    for who, spans in held.items():
        spans.sort()
        assert all(before[1] <= after[0] for before, after in itertools.pairwise(spans)), who


@pytest.mark.parametrize(
    ("name", "on", "office", "code", "in_office"),
    [
        ("Obama", "2013-05-01", "president", "USA", True),
        ("President Barack Obama", "2013-05-01", "president", "USA", True),
        ("Medvedev", "2009-07-01", "president", "RUS", True),
        ("Medvedev", "2015-07-01", "prime minister", "RUS", True),
        ("Dmitri Medvedev", "2023-07-01", "deputy chairman of the Security Council", "RUS", True),
        ("Angela Merkel", "2022-06-10", "former chancellor", "DEU", False),
        ("George Bush", "1990-08-02", "president", "USA", True),
        ("George W. Bush", "2003-03-20", "president", "USA", True),
        ("Xi", "2020-01-01", "president", "CHN", True),
        ("Abe", "2014-01-01", "prime minister", "JPN", True),
        ("Modi", "2024-01-01", "prime minister", "IND", True),
        ("Kim", "2018-06-12", "leader", "PRK", True),
        ("MBS", "2019-01-01", "crown prince", "SAU", True),
        ("Lula", "2024-01-01", "president", "BRA", True),
        ("Bibi", "2024-01-01", "prime minister", "ISR", True),
        ("Volodymyr Zelenskiy", "2022-03-01", "president", "UKR", True),
        ("Volodymyr Zelenskyy", "2022-03-01", "president", "UKR", True),
        ("Muhammad bin Salman", "2019-01-01", "crown prince", "SAU", True),
        ("Bashar Al-Assad", "2012-01-01", "president", "SYR", True),
        ("Bashar Assad", "2012-01-01", "president", "SYR", True),
        ("Hashim Tha\u00e7i", "2011-12-01", "prime minister", "XKX", True),
        ("Foreign Minister Sergey Lavrov", "2022-01-01", "foreign minister", "RUS", True),
        ("Pe\u00f1a Nieto", "2014-01-01", "president", "MEX", True),
        ("von der Leyen", "2023-01-01", "president of the European Commission", "EU", True),
        ("Stoltenberg", "2019-01-01", "secretary general", "NATO", True),
        ("Guterres", "2019-01-01", "secretary-general", "UN", True),
        ("Suu Kyi", "2018-01-01", "state counsellor", "MMR", True),
    ],
)
def test_a_name_means_a_holder_on_a_day(name: str, on: str, office: str, code: str, in_office: bool) -> None:
    holder = find_holder(name, dt.date.fromisoformat(on))
    assert holder is not None
    assert (holder.office, holder.code, holder.in_office) == (office, code, in_office)


@pytest.mark.parametrize(
    ("name", "on"),
    [
        ("Kim", dt.date(2000, 6, 15)),
        ("Lee", dt.date(2010, 1, 1)),
        ("Smithson", dt.date(2010, 1, 1)),
        ("He", dt.date(2024, 1, 1)),
        ("", None),
        ("Kim", None),
    ],
)
def test_an_ambiguous_or_unknown_name_means_nobody(name: str, on: dt.date | None) -> None:
    assert find_holder(name, on) is None


def test_without_a_day_the_country_is_given_and_no_office_that_changed() -> None:
    assert find_holder("Vladimir Putin") == Holder("Vladimir Putin", None, "RUS", False)


@pytest.mark.parametrize(
    "variants",
    [
        ("Mohammed Abdullah", "Muhammad Abdullah", "Mohamed al-Abdullah", "Mohammad El-Abdullah"),
        ("Sergei Lavrov", "Sergey Lavrov"),
        ("Jean-Yves Le Drian", "Jean Yves Le Drian"),
        ("Recep Tayyip Erdo\u011fan", "Recep Tayyip Erdogan"),
        ("Joseph R. Biden", "Joseph Biden"),
    ],
)
def test_spellings_of_one_name_compare_equal(variants: tuple[str, ...]) -> None:
    assert len({name_key(variant) for variant in variants}) == 1
