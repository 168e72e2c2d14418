"""What time expressions resolve to, seen from Wednesday, 18 September 2019."""

from __future__ import annotations

import datetime as dt

import pytest

from diplograph.loaders.dates import Direction, Kind, find_times, month_window

WEDNESDAY = dt.date(2019, 9, 18)
PAST, FUTURE = Direction.PAST, Direction.FUTURE
ANCHOR = (dt.date(2019, 8, 22), dt.date(2019, 8, 22))


def days(words: str | None) -> tuple[dt.date, dt.date] | None:
    """The window that "2019-09-14" or "2019-09-01/2019-09-30" names."""
    if words is None:
        return None
    first, _, last = words.partition("/")
    return dt.date.fromisoformat(first), dt.date.fromisoformat(last or first)


PAST_CASES = [
    # weekdays
    ("They met on Saturday.", "Saturday", "2019-09-14"),
    ("They met on Wednesday.", "Wednesday", "2019-09-18"),
    ("He arrived late Tuesday for talks", "late Tuesday", "2019-09-17"),
    ("He left on Monday morning", "Monday morning", "2019-09-16"),
    ("on Tuesday night", "Tuesday night", "2019-09-17"),
    ("Earlier Sunday, both sides", "Earlier Sunday", "2019-09-15"),
    ("earlier on Sunday", "earlier on Sunday", "2019-09-15"),
    ("last Saturday", "last Saturday", "2019-09-14"),
    ("last Tuesday", "last Tuesday", "2019-09-10"),
    ("last Wednesday", "last Wednesday", "2019-09-11"),
    ("this past Tuesday", "this past Tuesday", "2019-09-17"),
    ("this Monday", "this Monday", "2019-09-16"),
    ("Tuesday's meeting", "Tuesday", "2019-09-17"),
    ("on Friday last week", "Friday last week", "2019-09-13"),
    ("on Monday of last week", "Monday of last week", "2019-09-09"),
    ("Monday this week", "Monday this week", "2019-09-16"),
    ("ended Tue. in Rome", "Tue.", "2019-09-17"),
    ("ended on Sun. in Rome", "Sun.", "2019-09-15"),
    ("TUESDAY", "TUESDAY", "2019-09-17"),
    ("on Monday and Tuesday", "Monday and Tuesday", "2019-09-16/2019-09-17"),
    ("from Friday to Monday", "Friday to Monday", "2019-09-13/2019-09-16"),
    # from the publication day
    ("he said today", "today", "2019-09-18"),
    ("he said yesterday", "yesterday", "2019-09-17"),
    ("last night", "last night", "2019-09-17"),
    ("this morning", "this morning", "2019-09-18"),
    ("the day before yesterday", "the day before yesterday", "2019-09-16"),
    ("met last week", "last week", "2019-09-09/2019-09-15"),
    ("met this week", "this week", "2019-09-16/2019-09-18"),
    ("met earlier this week", "earlier this week", "2019-09-16/2019-09-18"),
    ("met last month", "last month", "2019-08-01/2019-08-31"),
    ("met late last month", "late last month", "2019-08-21/2019-08-31"),
    ("met earlier this month", "earlier this month", "2019-09-01/2019-09-18"),
    ("sanctioned earlier in the month", "earlier in the month", "2019-09-01/2019-09-18"),
    ("at the beginning of the month", "the beginning of the month", "2019-09-01/2019-09-10"),
    ("met last year", "last year", "2018-01-01/2018-12-31"),
    ("met this year", "this year", "2019-01-01/2019-09-18"),
    ("met earlier this year", "earlier this year", "2019-01-01/2019-09-18"),
    ("early last year", "early last year", "2018-01-01/2018-04-30"),
    ("last summer", "last summer", "2019-06-01/2019-08-31"),
    ("three days ago", "three days ago", "2019-09-15"),
    ("a few days ago", "a few days ago", "2019-09-13/2019-09-16"),
    ("two weeks ago", "two weeks ago", "2019-09-02/2019-09-08"),
    ("about six months ago", "about six months ago", "2019-03-01/2019-03-31"),
    ("two years ago", "two years ago", "2017-01-01/2017-12-31"),
    ("nearly three decades ago", "nearly three decades ago", "1980-01-01/1989-12-31"),
    ("twenty-one years ago", "twenty-one years ago", "1998-01-01/1998-12-31"),
    ("less than two weeks ago", "less than two weeks ago", "2019-09-04/2019-09-18"),
    ("more than two weeks ago", "more than two weeks ago", None),
    ("several years ago", "several years ago", None),
    ("two hours ago", "two hours ago", "2019-09-17/2019-09-18"),
    ("in the past week", "the past week", "2019-09-11/2019-09-18"),
    ("over the past two months", "the past two months", "2019-07-18/2019-09-18"),
    ("over the weekend", "the weekend", "2019-09-14/2019-09-15"),
    ("at weekend talks last weekend", "last weekend", "2019-09-14/2019-09-15"),
    # months
    ("in September last year", "September last year", "2018-09-01/2018-09-30"),
    ("in March of last year", "March of last year", "2018-03-01/2018-03-31"),
    ("in September 2015", "September 2015", "2015-09-01/2015-09-30"),
    ("in September, 2015", "September, 2015", "2015-09-01/2015-09-30"),
    ("the December 2015 nuclear deal", "December 2015", "2015-12-01/2015-12-31"),
    ("in March", "March", "2019-03-01/2019-03-31"),
    ("in December", "December", "2018-12-01/2018-12-31"),
    ("in September", "September", "2019-09-01/2019-09-18"),
    ("last May", "last May", "2019-05-01/2019-05-31"),
    ("last September", "last September", "2018-09-01/2018-09-30"),
    ("in May", "May", "2019-05-01/2019-05-31"),
    ("in mid-March", "mid-March", "2019-03-11/2019-03-20"),
    ("in late June", "late June", "2019-06-21/2019-06-30"),
    ("at the end of August", "the end of August", "2019-08-21/2019-08-31"),
    ("in the second half of June 2016", "the second half of June 2016", "2016-06-16/2016-06-30"),
    ("in the first week of March", "the first week of March", "2019-03-01/2019-03-07"),
    ("in the last week of June", "the last week of June", "2019-06-24/2019-06-30"),
    ("in Sept. 2015", "Sept. 2015", "2015-09-01/2015-09-30"),
    ("Jan. and", "Jan.", "2019-01-01/2019-01-31"),
    ("between May and July", "May and July", "2019-05-01/2019-07-31"),
    ("from January to March", "January to March", "2019-01-01/2019-01-31"),
    # days without a year
    ("on August 29", "August 29", "2019-08-29"),
    ("on 29 August", "29 August", "2019-08-29"),
    ("on Aug. 29 in Rome", "Aug. 29", "2019-08-29"),
    ("on the 29th of August", "the 29th of August", "2019-08-29"),
    ("on November 27", "November 27", "2018-11-27"),
    ("on September 19", "September 19", "2019-09-19"),
    ("on September 18th", "September 18th", "2019-09-18"),
    ("on Monday, January 21", "Monday, January 21", "2019-01-21"),
    ("on Sunday, January 21", "Sunday, January 21", "2018-01-21"),
    ("on May 5", "May 5", "2019-05-05"),
    ("March 20 last year", "March 20 last year", "2018-03-20"),
    ("20 March of this year", "20 March of this year", "2019-03-20"),
    ("on the 5th.", "the 5th", "2019-09-05"),
    ("on the 29th, he said", "the 29th", "2019-08-29"),
    ("on the 5th of last month.", "the 5th of last month", "2019-08-05"),
    ("on June 3-5", "June 3-5", "2019-06-03/2019-06-05"),
    ("from 3 to 5 June", "3 to 5 June", "2019-06-03/2019-06-05"),
    ("between June 3 and 5", "June 3 and 5", "2019-06-03/2019-06-05"),
    ("from December 30 to January 2", "December 30 to January 2", "2018-12-30/2019-01-02"),
    ("on New Year's Day", "New Year's Day", "2019-01-01"),
    ("on Christmas Day", "Christmas Day", "2018-12-25"),
    # full dates
    ("On August 29, 2023, the minister", "August 29, 2023", "2023-08-29"),
    ("on 29 August 2023", "29 August 2023", "2023-08-29"),
    ("on 29th August, 2023", "29th August, 2023", "2023-08-29"),
    ("Monday, Jan. 4, 2016", "Monday, Jan. 4, 2016", "2016-01-04"),
    ("PUTRAJAYA 25 JANUARY 2022", "25 JANUARY 2022", "2022-01-25"),
    ("dated 29/08/2023", "29/08/2023", "2023-08-29"),
    ("dated 08/29/2023", "08/29/2023", "2023-08-29"),
    ("dated 29.08.2023", "29.08.2023", "2023-08-29"),
    ("dated 2023-08-29", "2023-08-29", "2023-08-29"),
    ("From March 1 to 2, 2025", "March 1 to 2, 2025", "2025-03-01/2025-03-02"),
    ("June 3 to 5, 2019", "June 3 to 5, 2019", "2019-06-03/2019-06-05"),
    ("on 3-5 June 2016", "3-5 June 2016", "2016-06-03/2016-06-05"),
    ("from May 30 to June 2, 2024", "May 30 to June 2, 2024", "2024-05-30/2024-06-02"),
    ("from December 30 to January 2, 2024", "December 30 to January 2, 2024", "2023-12-30/2024-01-02"),
    # years and longer
    ("In 2023, relations cooled", "2023", "2023-01-01/2023-12-31"),
    ("in 1972", "1972", "1972-01-01/1972-12-31"),
    ("in 2019", "2019", "2019-01-01/2019-09-18"),
    ("the 1960 Indus Waters Treaty", "1960", "1960-01-01/1960-12-31"),
    ("the 2015 nuclear deal", "2015", "2015-01-01/2015-12-31"),
    ("since 2011", "since 2011", "2011-01-01/2011-12-31"),
    ("since last month", "since last month", "2019-08-01/2019-08-31"),
    ("early 2018", "early 2018", "2018-01-01/2018-04-30"),
    ("in late 2016", "late 2016", "2016-09-01/2016-12-31"),
    ("in the first half of 2014", "the first half of 2014", "2014-01-01/2014-06-30"),
    ("in the third quarter of last year", "the third quarter of last year", "2018-07-01/2018-09-30"),
    ("in Q3 2017", "Q3 2017", "2017-07-01/2017-09-30"),
    ("in the spring of 2015", "the spring of 2015", "2015-03-01/2015-05-31"),
    ("in winter 2015", "winter 2015", "2015-12-01/2016-02-29"),
    ("from 2013 to 2017", "2013 to 2017", "2013-01-01/2013-12-31"),
    ("between 2013 and 2017", "2013 and 2017", "2013-01-01/2017-12-31"),
    ("in 2015-16", "2015-16", "2015-01-01/2016-12-31"),
    ("the 1990s", "the 1990s", "1990-01-01/1999-12-31"),
    ("in the early 1990s", "the early 1990s", "1990-01-01/1993-04-30"),
    ("in the nineties", "the nineties", "1990-01-01/1999-12-31"),
    ("in the 19th century", "the 19th century", "1801-01-01/1900-12-31"),
    ("in the nineteenth century", "the nineteenth century", "1801-01-01/1900-12-31"),
    ("over the summer", "the summer", "2019-06-01/2019-08-31"),
    ("in the last 24 hours", "the last 24 hours", "2019-09-17/2019-09-18"),
    ("in November or December 2017", "November or December 2017", "2017-11-01/2017-12-31"),
    ("from November to January 2017", "November to January 2017", "2016-11-01/2016-11-30"),
    ("last Friday and Saturday", "last Friday and Saturday", "2019-09-13/2019-09-14"),
    ("Friday and Saturday last week", "Friday and Saturday last week", "2019-09-13/2019-09-14"),
    ("dated 2015/07/14", "2015/07/14", "2015-07-14"),
    ("Dec 31-Jan 1", "Dec 31-Jan 1", "2018-12-31/2019-01-01"),
    # limits
    ("until March 2016", "until March 2016", None),
    ("before 2015", "before 2015", None),
    ("by the end of the month", "by the end of the month", None),
    ("in two days", "in two days", None),
]

FUTURE_CASES = [
    ("will meet on Saturday", "Saturday", "2019-09-21"),
    ("will meet on Wednesday", "Wednesday", "2019-09-18"),
    ("next Monday", "next Monday", "2019-09-23"),
    ("next Friday", "next Friday", "2019-09-27"),
    ("this Friday", "this Friday", "2019-09-20"),
    ("this coming Wednesday", "this coming Wednesday", "2019-09-25"),
    ("on Wednesday next week", "Wednesday next week", "2019-09-25"),
    ("from Friday to Monday", "Friday to Monday", "2019-09-20/2019-09-23"),
    ("opens tomorrow", "tomorrow", "2019-09-19"),
    ("the day after tomorrow", "the day after tomorrow", "2019-09-20"),
    ("tonight", "tonight", "2019-09-18"),
    ("next week", "next week", "2019-09-23/2019-09-29"),
    ("this week", "this week", "2019-09-18/2019-09-22"),
    ("later this week", "later this week", "2019-09-18/2019-09-22"),
    ("this weekend", "this weekend", "2019-09-21/2019-09-22"),
    ("at the weekend", "the weekend", "2019-09-21/2019-09-22"),
    ("next weekend", "next weekend", "2019-09-28/2019-09-29"),
    ("next month", "next month", "2019-10-01/2019-10-31"),
    ("later this month", "later this month", "2019-09-18/2019-09-30"),
    ("early next month", "early next month", "2019-10-01/2019-10-10"),
    ("next year", "next year", "2020-01-01/2020-12-31"),
    ("later this year", "later this year", "2019-09-18/2019-12-31"),
    ("later in the year", "later in the year", "2019-09-18/2019-12-31"),
    ("in March", "March", "2020-03-01/2020-03-31"),
    ("in November", "November", "2019-11-01/2019-11-30"),
    ("next March", "next March", "2020-03-01/2020-03-31"),
    ("next spring", "next spring", "2020-03-01/2020-05-31"),
    ("on August 21", "August 21", "2020-08-21"),
    ("on February 29", "February 29", "2020-02-29"),
    ("on the 5th.", "the 5th", "2019-10-05"),
    ("in two days", "in two days", "2019-09-20"),
    ("in two weeks", "in two weeks", "2019-09-30/2019-10-06"),
    ("in days", "in days", "2019-09-18/2019-09-25"),
    ("three weeks from now", "three weeks from now", "2019-10-07/2019-10-13"),
    ("in the coming days", "the coming days", "2019-09-18/2019-09-25"),
    ("in the coming weeks", "the coming weeks", None),
    ("over the next two weeks", "the next two weeks", "2019-09-18/2019-10-02"),
    ("within a week", "within a week", "2019-09-18/2019-09-25"),
    ("by the end of the month", "by the end of the month", "2019-09-18/2019-09-30"),
    ("by mid-October", "by mid-October", "2019-09-18/2019-10-20"),
    ("before Friday", "before Friday", "2019-09-18/2019-09-19"),
    ("by the year 2030", "by the year 2030", "2019-09-18/2030-12-31"),
    ("next Tuesday or Wednesday", "next Tuesday or Wednesday", "2019-09-24/2019-09-25"),
    ("by year's end", "by year's end", "2019-09-18/2019-12-31"),
    ("no later than October 1", "no later than October 1", "2019-09-18/2019-10-01"),
    ("within 72 hours", "within 72 hours", "2019-09-18/2019-09-21"),
    ("in three months' time", "in three months' time", "2019-12-01/2019-12-31"),
    ("in a year's time", "in a year's time", "2020-01-01/2020-12-31"),
    ("on Sunday, May 5", "Sunday, May 5", "2019-05-05"),
    ("until Friday", "until Friday", None),
    ("after Friday", "after Friday", None),
    ("by last week", "by last week", None),
]

ANCHORED_CASES = [
    ("the next day", "2019-08-23"),
    ("the following day", "2019-08-23"),
    ("the previous day", "2019-08-21"),
    ("the day before", "2019-08-21"),
    ("the day after", "2019-08-23"),
    ("the same day", "2019-08-22"),
    ("that day", "2019-08-22"),
    ("Earlier that day", "2019-08-22"),
    ("a day later", "2019-08-23"),
    ("two days earlier", "2019-08-20"),
    ("days later", "2019-08-24/2019-08-29"),
    ("days after", "2019-08-24/2019-08-29"),
    ("hours later", "2019-08-22"),
    ("two weeks earlier", "2019-08-05/2019-08-11"),
    ("less than two weeks before", "2019-08-05/2019-08-25"),
    ("a month later", "2019-09-01/2019-09-30"),
    ("two years before", "2017-01-01/2017-12-31"),
    ("more than a year later", None),
    ("the following week", "2019-08-26/2019-09-01"),
    ("the same month", "2019-08-01/2019-08-31"),
    ("that year", "2019-01-01/2019-12-31"),
    ("the previous year", "2018-01-01/2018-12-31"),
    ("the following Monday", "2019-08-26"),
    ("the previous Thursday", "2019-08-15"),
    ("in March of that year", "2019-03-01/2019-03-31"),
    ("the eve of", "2019-08-21"),
]

NO_TIMES = [
    "2,000 people fled and 2000 people stayed",
    "Resolution 1929 was adopted",
    "the 2030 Agenda, Agenda 2030 and Vision 2030",
    "paid $2015 and 2,015 dollars",
    "call 202-555-1999",
    "dies aged 84",
    "talks lasted for three days, a two-day visit after seven difficult years",
    "has been held for seven years after seeking refuge",
    "a 48-year-old man",
    "Prime Minister May may visit",
    "They met May in London",
    "talks between May and Macron, a letter from May to Tusk",
    "every Monday, on Mondays",
    "resolutions 1737, 1747 and 1803",
    "Thousands will march. March with us!",
    "The Sun reported, and Jan sat in the sun",
    "in recent days, recently, soon, at the time",
    "the second round on the fifth floor, on the 5th floor",
    "Bloody Sunday inquiry",
    "the Sunday Times",
    "Trump later said, and earlier statements",
    "at 3 pm local time, 1800 UTC",
    "dated 05/06/2023, perhaps",
    "on June 31 and 30 February",
    "G20, COVID-19 and 2019-nCoV",
    "the war will end in victory",
    "",
]


def resolved(
    text: str, direction: Direction | None, anchor: tuple[dt.date, dt.date] | None = None
) -> tuple[str, tuple[dt.date, dt.date] | None]:
    """The first expression of a text and its window."""
    found = find_times(text)
    assert len(found) == 1, [t.text for t in found]
    return found[0].text, found[0].resolve(WEDNESDAY, direction, anchor)


@pytest.mark.parametrize(("text", "words", "window"), PAST_CASES)
def test_a_past_event(text: str, words: str, window: str | None) -> None:
    assert resolved(text, PAST) == (words, days(window))


@pytest.mark.parametrize(("text", "words", "window"), FUTURE_CASES)
def test_a_future_event(text: str, words: str, window: str | None) -> None:
    assert resolved(text, FUTURE) == (words, days(window))


@pytest.mark.parametrize(("text", "window"), ANCHORED_CASES)
def test_the_time_last_spoken_of(text: str, window: str | None) -> None:
    found = find_times(text)
    assert [t.resolve(WEDNESDAY, PAST) for t in found] == [None]
    assert [t.resolve(WEDNESDAY, PAST, ANCHOR) for t in found] == [days(window)]


@pytest.mark.parametrize("text", NO_TIMES)
def test_words_that_are_no_time(text: str) -> None:
    assert [t.text for t in find_times(text)] == []


@pytest.mark.parametrize(
    ("text", "window"),
    [
        ("on August 29", "2019-08-29"),
        ("on October 3", "2019-10-03"),
        ("on April 1", "2019-04-01"),
        ("in October", "2019-10-01/2019-10-31"),
        ("in June", "2019-06-01/2019-06-30"),
        ("on Monday", "2019-09-16"),
        ("this Friday", "2019-09-20"),
        ("this week", "2019-09-16/2019-09-22"),
    ],
)
def test_without_a_tense_the_nearer_side_is_meant(text: str, window: str) -> None:
    assert resolved(text, None)[1] == days(window)


def test_without_a_publication_day_only_what_is_named_in_full_resolves() -> None:
    text = "on Monday, last week, in March, on May 5, two weeks ago; on May 5, 2014, in March 2014, in 2014"
    assert [t.resolve(None) for t in find_times(text)] == [
        *[None] * 5,
        days("2014-05-05"),
        days("2014-03-01/2014-03-31"),
        days("2014-01-01/2014-12-31"),
    ]


def test_a_publication_time_serves_as_its_day() -> None:
    (found,) = find_times("on Saturday")
    assert found.resolve(dt.datetime(2019, 9, 18, 23, 30, tzinfo=dt.UTC), PAST) == days("2019-09-14")


def test_weekends_seen_from_a_weekend() -> None:
    sunday = dt.date(2019, 9, 15)
    last, this, coming = find_times("last weekend, this weekend, next weekend")
    assert last.resolve(sunday, PAST) == days("2019-09-07/2019-09-08")
    assert this.resolve(sunday, PAST) == days("2019-09-14/2019-09-15")
    assert coming.resolve(sunday, FUTURE) == days("2019-09-21/2019-09-22")


def test_last_weekday_is_never_yesterday() -> None:
    (found,) = find_times("Last Monday, the two agreed")
    assert found.resolve(dt.date(2025, 2, 11), PAST) == days("2025-02-03")


def test_all_times_of_a_paragraph_in_order() -> None:
    text = (
        "The ministers met on Saturday, two weeks after talks in September last year, and will sign by the end of the month.\n\n"
        "In 2015 and 2016 nothing was signed; a day later, on Jan. 4,\n2016, both left."
    )
    found = find_times(text)
    assert [(t.text, t.kind) for t in found] == [
        ("Saturday", Kind.WEEKDAY),
        ("two weeks after", Kind.ANAPHORIC),
        ("September last year", Kind.MONTH),
        ("by the end of the month", Kind.BOUNDED),
        ("2015 and 2016", Kind.RANGE),
        ("a day later", Kind.ANAPHORIC),
        ("Jan. 4,\n2016", Kind.DAY),
    ]
    assert all(text[t.start : t.end] == t.text for t in found)


def test_no_time_reaches_across_a_blank_line() -> None:
    assert [t.text for t in find_times("talks on Monday\n\nJanuary 5 was cold")] == ["Monday", "January 5"]


def test_the_month_of_a_day() -> None:
    assert month_window(dt.date(2020, 2, 3)) == days("2020-02-01/2020-02-29")


@pytest.mark.parametrize(
    ("text", "window"), [("on October 3", "2019-10-03"), ("in June", "2019-06-01/2019-06-30"), ("on December 2", "2018-12-02")]
)
def test_a_day_of_nearly_a_year_ago_is_the_one_soon_to_come(text: str, window: str) -> None:
    assert resolved(text, PAST)[1] == days(window)


def test_this_week_on_a_sunday_is_the_one_that_begins() -> None:
    (time,) = find_times("they will meet this week")
    sunday = dt.date(2019, 9, 15)
    assert time.resolve(sunday, FUTURE) == days("2019-09-15/2019-09-21")
    assert time.resolve(sunday, PAST) == days("2019-09-09/2019-09-15")


def test_later_in_the_day_is_the_day_told_of_where_that_is_near() -> None:
    (time,) = find_times("Later in the day they met.")
    assert time.resolve(WEDNESDAY, PAST, days("2019-09-16")) == days("2019-09-16")
    assert time.resolve(WEDNESDAY, PAST, ANCHOR) == time.resolve(WEDNESDAY, PAST) == days("2019-09-18")


def test_what_a_distance_counts_from_is_as_far_to_the_other_side() -> None:
    (time,) = find_times("It came two days after they met.")
    turned = time.turned()
    assert turned is not None
    assert turned.resolve(WEDNESDAY, PAST, ANCHOR) == days("2019-08-20")
    assert find_times("two days later")[0].turned() is None
