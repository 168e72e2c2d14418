"""Time expressions of any text at all: offsets, order, bounds, and no pattern that runs away."""

from __future__ import annotations

import datetime as dt
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diplograph.loaders.dates import Direction, find_times

WORDS = [
    *("on in since by before until after the of and to from between - , . early mid late earlier later last next this that same".split()),
    *("previous following a two few several 1 5 12 29 30 31 99 999 2015 1929 2030 day days week weeks month year years decade".split()),
    *("century weekend ago later before first half quarter Monday Tuesday Sun. May March Jan. February september summer winter".split()),
    *("today yesterday tomorrow 29/08/2023 2023-02-30 1990s Q3 19th end beginning past coming within more than hours eve".split()),
    "\n\n\n",
]
ANY_DAY = st.dates()
ANY_DIRECTION = st.sampled_from([None, *Direction])


def check(text: str, published: dt.date | None, direction: Direction | None, anchor: tuple[dt.date, dt.date] | None) -> None:
    """Every promise of the module about one text."""
    end = 0
    for found in find_times(text):
        assert end <= found.start < found.end <= len(text)
        assert text[found.start : found.end] == found.text
        end = found.end
        window = found.resolve(published, direction, anchor)
        assert window is None or window[0] <= window[1]


@given(st.text(), ANY_DAY, ANY_DIRECTION)
def test_any_text(text: str, published: dt.date, direction: Direction | None) -> None:
    check(text, published, direction, None)


@settings(max_examples=300)
@given(st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join), st.none() | ANY_DAY, ANY_DIRECTION, st.none() | ANY_DAY)
def test_any_words_of_time(text: str, published: dt.date | None, direction: Direction | None, anchor: dt.date | None) -> None:
    check(text, published, direction, None if anchor is None else (anchor, anchor))


@given(
    ANY_DAY, st.sampled_from(["{:%Y-%m-%d}", "{:%B} {0.day}, {0.year:04}", "{0.day} {:%b} {0.year:04}", "{0.day}.{0.month}.{0.year:04}"])
)
def test_a_written_date_is_read_back(day: dt.date, form: str) -> None:
    text = "on " + form.replace("{:", "{0:").format(day)
    if 1500 <= day.year < 2100:
        assert [t.resolve(None) for t in find_times(text)] == [(day, day)]


@pytest.mark.parametrize(
    "words",
    [
        "1 ",
        "on ",
        "Monday and ",
        "a ",
        "early ",
        "since ",
        "2015-",
        "May 5 to ",
        "in the ",
        "the first half of ",
        "the end of ",
        "twenty-",
        ".1-",
        " ",
        "\n",
        "1",
        "a",
    ],
)
def test_a_hostile_text_takes_time_in_proportion_to_its_length(words: str) -> None:
    def seconds(length: int) -> float:
        text = words * (length // len(words))
        start = time.process_time()
        find_times(text)
        return time.process_time() - start

    short = min(seconds(5_000) for _ in range(3))
    # Ten times the text; a quadratic pattern would take a hundred times as long.
    assert seconds(50_000) < 30 * short + 0.2
