"""Datelines: where they end, and what they say of the day of publication."""

from __future__ import annotations

import datetime as dt

import pytest

from diplograph.loaders.article import Article
from diplograph.loaders.readers import Document, article, dateline


@pytest.mark.parametrize(
    ("text", "day", "rest"),
    [
        ("WASHINGTON, March 3, 2021 (AP) — The two met.", dt.date(2021, 3, 3), "The two met."),
        ("Beijing, 12 May 2014 (Xinhua) -- China met Japan.", dt.date(2014, 5, 12), "China met Japan."),
        ("New Delhi, July 4, 2020: India met Japan.", dt.date(2020, 7, 4), "India met Japan."),
        ("(Kampala, 3 May 2012) – The two met.", dt.date(2012, 5, 3), "The two met."),
        ("MOSCOW. March 3, 2015. — Russia met Japan.", dt.date(2015, 3, 3), "Russia met Japan."),
        ("BEIRUT, Lebanon (AP) — The two met.", None, "The two met."),
        ("GENEVA, Feb 17 -- The two met.", None, "The two met."),
        ("KABUL—The two met.", None, "The two met."),
        ("NATO-led troops met.", None, "NATO-led troops met."),
        ("Tokyo, 3 March 2015 – 5 March 2015 were the days.", None, "Tokyo, 3 March 2015 – 5 March 2015 were the days."),
        ("In Paris on 3 May 2012 - the day of the accord.", None, "In Paris on 3 May 2012 - the day of the accord."),
        ("Paris, 31 February 2012 - The two met.", None, "Paris, 31 February 2012 - The two met."),
    ],
)
def test_a_dateline_ends_where_the_story_begins(text: str, day: dt.date | None, rest: str) -> None:
    found = dateline.dated(text)
    assert (found[0] if found else None) == day
    assert text[dateline.length(text) :] == rest


def read(text: str, name: str = "story.txt") -> Article:
    return article(Document(name, text.encode()))


STORY = "{} - Kenya recalled its ambassador to Somalia on Saturday, its foreign ministry said."


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("story.txt", f"Kenya recalls ambassador to Somalia\n\n{STORY}"),
        ("story.md", f"# Kenya recalls ambassador to Somalia\n\n{STORY}"),
        ("story.html", f"<html><body><article><h1>Kenya recalls ambassador to Somalia</h1><p>{STORY}</p></article></body></html>"),
    ],
)
def test_a_dateline_is_the_day_of_publication(name: str, text: str) -> None:
    assert read(text.format("NAIROBI, 17 February 2019"), name).published == dt.date(2019, 2, 17)


def test_what_a_page_says_of_itself_goes_before_its_dateline() -> None:
    page = "Kenya recalls ambassador to Somalia\n\nPublished 18 February 2019\n\n" + STORY.format("NAIROBI, 17 February 2019")
    assert read(page).published == dt.date(2019, 2, 18)
