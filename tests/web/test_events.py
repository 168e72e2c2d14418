"""The events: the list, its filters in the address, the pictures of the same selection, an event and an article."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.web.conftest import Served, Watched

# Of all events of the dataset, those of Canada.
_CANADA = re.compile(r"party=CAN")


def _total(page: Page) -> int:
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text(re.compile(r"\d+ events?"))
    return int((heading.text_content() or "0").split()[0])


def _counted(served: Served, asked: str) -> int:
    total: int = served.client.get(f"/events/facets?{asked}").json()["total"]
    return total


def test_a_filter_narrows_everything_and_stands_in_the_address(watched: Watched, served: Served) -> None:
    page = watched.go("#/events")
    assert _total(page) == _counted(served, "") > 15
    page.get_by_role("group", name="Party").get_by_label("Canada").check()
    expect(page).to_have_url(_CANADA)
    canada = _counted(served, "party=CAN")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{canada} events")
    page.get_by_role("group", name="Type").get_by_label("Meeting").check()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(f"^{_counted(served, 'party=CAN&type=Meeting')} event"))
    expect(page.locator(".event-line .badge.type").first).to_have_text("Meeting")
    assert set(page.locator(".event-line .badge.type").all_text_contents()) == {"Meeting"}
    # The address alone brings all of it back, and the browser's own button takes a filter away.
    page.reload()
    expect(page.get_by_role("list", name="Filters that are set").get_by_role("listitem")).to_have_count(3)
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{canada} events")
    page.get_by_role("button", name="Take away Party CAN").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{_counted(served, '')} events")
    expect(page).to_have_url(re.compile("#/events$"))


def test_words_are_searched_and_nothing_found_is_said_with_a_way_out(watched: Watched, served: Served) -> None:
    page = watched.go("#/events")
    page.get_by_role("searchbox", name="Words of an event").fill("work plan")
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(f"^{_counted(served, 'text=work+plan')} event"))
    page.get_by_role("searchbox", name="Words of an event").fill("zeppelin")
    page.keyboard.press("Enter")
    expect(page.get_by_text("No event fits these filters.")).to_be_visible()
    page.get_by_role("button", name="Show all events").click()
    expect(page.locator(".event-line").first).to_be_visible()


def test_the_timeline_zooms_by_dragging_and_by_the_keyboard(watched: Watched) -> None:
    page = watched.go("#/events")
    bars = page.get_by_role("slider", name="Events by year")
    box = bars.bounding_box()
    assert box is not None
    # The last quarter of the years.
    page.mouse.move(box["x"] + box["width"] * 0.75, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 4, box["y"] + 60, steps=4)
    page.mouse.up()
    expect(page).to_have_url(re.compile(r"since=20\d\d-01-01&until=2026-12-31"))
    zoomed = page.get_by_role("slider", name="Events by month")
    zoomed.focus()
    page.keyboard.press("End")
    expect(page.locator(".timeline .caption")).to_contain_text("2026")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"since=2026-\d\d-01&until=2026-\d\d-\d\d"))
    page.get_by_role("button", name="All time").click()
    expect(page.get_by_role("slider", name="Events by year")).to_be_visible()


def test_the_map_and_the_network_choose(watched: Watched, served: Served) -> None:
    page = watched.go("#/events")
    page.get_by_role("button", name=re.compile("^Ottawa: ")).focus()
    expect(page.locator(".map .caption")).to_contain_text("Ottawa: 2 events")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("place=Ottawa"))
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{_counted(served, 'place=Ottawa')} events")
    page.goto(f"{served.address}/#/events?show=network")
    expect(page.locator(".graph canvas").first).to_be_visible()
    page.get_by_text("The pairs as a table").click()
    page.get_by_role("button", name="Canada – India").click()
    expect(page).to_have_url(re.compile("pair=CAN%2CIND"))
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{_counted(served, 'pair=CAN,IND')} events")


def test_an_event_shows_its_sentences_in_their_articles_and_where_sources_differ(watched: Watched) -> None:
    page = watched.go("#/events?text=work+plan&party=CAN")
    page.get_by_role("link", name="agree on").first.click()
    expect(page.get_by_role("heading", name="What is known")).to_be_visible()
    sources = page.get_by_role("region", name="Sources")
    expect(sources.locator(".source-article")).to_have_count(2)
    expect(sources.locator("mark").first).to_contain_text("work plan")
    expect(page.get_by_role("region", name="Reports side by side").first.get_by_role("row", name="Place")).to_contain_text("Ottawa")
    told = sources.locator(".source-article").filter(has=page.get_by_role("heading", name="Security chiefs"))
    expect(told.locator(".article-text")).not_to_contain_text("Security chiefs")
    told.get_by_role("button", name="The whole text").click()
    expect(told.locator(".article-text")).to_contain_text("Security chiefs")
    page.get_by_role("button", name="Show as Turtle").click()
    expect(page.get_by_label("Turtle", exact=True)).to_contain_text("dg:Agreement")
    page.get_by_role("link", name=re.compile("meet in Ottawa")).click()
    # The meeting leads back to what came of it.
    expect(page.get_by_role("definition").filter(has_text="agree on shared work plan")).to_be_visible()
    page.get_by_role("link", name="Query this").click()
    expect(page.get_by_role("button", name="JSON-LD")).to_be_visible()


def test_an_article_tells_what_each_mark_was_read_as_and_what_was_rejected(watched: Watched) -> None:
    page = watched.go("#/articles")
    page.get_by_role("link", name="Canada and India will post police").click()
    mark = page.locator("mark.agreement").first
    expect(mark).to_be_visible()
    mark.hover()
    record = page.get_by_role("complementary", name="Record")
    expect(record).to_contain_text("At this place")
    expect(record).to_contain_text("Agreement")
    page.locator("mark.dispute").first.focus()
    expect(record.locator(".badge.dispute").first).to_be_visible()
    page.get_by_role("button", name="Explain").click()
    expect(record.get_by_role("heading", name=re.compile(r"\d+ rejected"))).to_be_visible()
    expect(page.locator("mark.rejected").first).to_be_visible()
    assert len(record.locator(".rejections dd").first.text_content() or "") > 10


@pytest.mark.parametrize("place", ["#/event/nothing", "#/article/nothing", "#/nothing"])
def test_what_is_not_there_is_said(watched: Watched, place: str) -> None:
    page = watched.go(place)
    expect(page.get_by_text(re.compile("there is no|No such view|GET /", re.IGNORECASE)).first).to_be_visible()
