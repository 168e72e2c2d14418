"""What is written and taken away by the page: validation, loading, quarantine, exports."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.site import Answer, Site
from tests.web.conftest import Served, Watched

BROKEN = """@prefix dg: <https://w3id.org/diplograph/ontology#> .

<https://example.org/talks> a dg:Event, dg:Engagement, dg:Meeting ;
  dg:status dg:finished .
"""
STORY = """Kenya and Ghana hold talks in Nairobi

Kenyan Foreign Minister Anne Otieno met Ghanaian Foreign Minister Kofi Mensah in Nairobi on 4 March 2026.
"""


def test_rdf_is_validated_with_the_line_of_each_result(watched: Watched, tmp_path: Path) -> None:
    page = watched.go("#/validate")
    document = page.get_by_label("RDF document")
    document.fill(BROKEN)
    page.get_by_role("button", name="Validate", exact=True).click()
    report = page.get_by_role("region", name="Report")
    expect(report).to_contain_text(re.compile(r"It does not conform: \d violations"))
    expect(report).to_contain_text("An event has exactly one status")
    expect(page.locator(".gutter .violation").first).to_have_text("3")
    report.get_by_role("button", name="Line 3").first.click()
    assert document.evaluate("one => one.value.slice(one.selectionStart, one.selectionEnd)").startswith("<https://example.org/talks>")
    # What is no RDF at all is told with its line, too.
    document.fill("@prefix dg: <https://w3id.org/diplograph/ontology#> .\ndg:a dg:b .\n")
    page.get_by_role("button", name="Validate", exact=True).click()
    expect(report.get_by_role("button", name="Show line 2")).to_be_visible()
    file = tmp_path / "fine.nt"
    file.write_text('<https://example.org/a> <http://www.w3.org/2000/01/rdf-schema#label> "a" .\n', encoding="utf-8")
    page.set_input_files("input[type=file]", file)
    expect(report).to_contain_text("It conforms to the shapes.")


def _enter_token(page: Page, token: str) -> None:
    page.get_by_role("button", name="Token").click()
    page.get_by_label("Token", exact=True).last.fill(token)
    page.get_by_role("button", name="Keep").click()
    expect(page.get_by_role("button", name="Token ✓")).to_be_visible()


def test_an_article_is_seen_before_it_is_stored_and_storing_needs_a_token(watched: Watched, served: Served, tmp_path: Path) -> None:
    page = watched.go("#/load")
    file = tmp_path / "nairobi.txt"
    file.write_text(STORY, encoding="utf-8")
    before = served.client.get("/stats").json()["articles"]
    page.set_input_files("input[type=file]", file)
    preview = page.get_by_role("region", name="nairobi.txt")
    expect(preview.locator("mark.engagement").first).to_contain_text("Nairobi")
    expect(preview).to_contain_text("Meeting")
    assert served.client.get("/stats").json()["articles"] == before
    preview.get_by_role("button", name="Store").click()
    expect(preview.get_by_role("alert")).to_contain_text("writing needs a token")
    _enter_token(page, served.token)
    assert page.evaluate("Object.keys(localStorage).length") == 0
    preview.get_by_role("button", name="Store").click()
    expect(preview).to_contain_text("Stored.")
    assert served.client.get("/stats").json()["articles"] == before + 1
    preview.get_by_role("link", name="See the article").click()
    expect(page.locator("mark").first).to_be_visible()
    # The events count at once.
    page.goto(f"{served.address}/#/events?pair=KEN,GHA")
    expect(page.get_by_role("heading", level=1)).to_have_text("1 event")


def test_what_cannot_be_read_is_told_and_a_text_can_be_pasted(watched: Watched, tmp_path: Path) -> None:
    page = watched.go("#/load")
    page.get_by_label("Or paste a text").fill(STORY.replace("Nairobi", "Accra"))
    page.get_by_label("Its address or name").fill("https://example.org/accra")
    page.get_by_role("button", name="Read").click()
    expect(page.get_by_role("region", name="https://example.org/accra")).to_contain_text("Meeting")
    empty = tmp_path / "empty.txt"
    empty.write_text("\n", encoding="utf-8")
    page.set_input_files("input[type=file]", empty)
    expect(page.get_by_role("region", name="empty.txt").get_by_role("alert")).to_contain_text("empty")


def test_an_address_is_fetched_seen_and_stored(watched: Watched, served: Served, news: Site) -> None:
    page = watched.go("#/load")
    address = page.get_by_label("Or give the address of an article")
    address.fill("javascript:alert(1)")
    page.get_by_role("button", name="Fetch").click()
    expect(page.locator("#address:invalid")).to_be_visible()
    address.fill(f"{news.url}/kenya")
    page.get_by_role("button", name="Fetch").click()
    preview = page.get_by_role("region", name=f"{news.url}/kenya")
    expect(preview.get_by_role("alert")).to_contain_text("writing needs a token")
    assert news.count("/kenya") == 0
    _enter_token(page, served.token)
    preview.get_by_role("button", name="Try again").click()
    expect(preview.get_by_role("heading", name="Kenya recalls ambassador")).to_be_visible()
    expect(preview.locator("mark.dispute").last).to_contain_text("recalled its ambassador to Ghana")
    assert served.client.get("/articles?text=Kenya+recalls").json()["articles"] == []
    preview.get_by_role("button", name="Store").click()
    expect(preview).to_contain_text("Stored.")
    (stored,) = served.client.get("/articles?text=Kenya+recalls").json()["articles"]
    assert (stored["source"], stored["events"]) == (f"{news.url}/kenya", 1)
    assert news.count("/kenya") == 1
    # What is no article is told with what to do.
    news.pages["/feed"] = Answer(status=404)
    address.fill(f"{news.url}/feed")
    page.keyboard.press("Enter")
    expect(page.get_by_role("region", name=f"{news.url}/feed").get_by_role("alert")).to_contain_text("check the address")


def test_quarantine_is_shown_tried_again_and_emptied(watched: Watched, served: Served) -> None:
    served.refuse("broken.txt")
    page = watched.go("#/load")
    _enter_token(page, served.token)
    entry = page.get_by_role("region", name="Quarantine").get_by_role("article").first
    expect(entry).to_contain_text("broken.txt")
    entry.get_by_role("button", name="Show").click()
    expect(entry.locator(".violations")).to_contain_text("quote")
    entry.get_by_text("The text").click()
    expect(entry.locator(".article-text")).to_contain_text("Nobody wrote this")
    entry.get_by_role("button", name="Try again").click()
    expect(page.get_by_text("Nothing lies in quarantine.")).to_be_visible()
    assert served.client.get("/quarantine").json() == []


def test_a_selection_is_exported_in_every_format_that_the_server_writes(watched: Watched, served: Served) -> None:
    page = watched.go("#/events?pair=IND,CAN&type=Agreement")
    page.get_by_role("link", name="Export").last.click()
    count = served.client.get("/events/facets?pair=IND,CAN&type=Agreement").json()["total"]
    expect(page.get_by_role("main")).to_contain_text(f"{count} events that fit")
    formats = page.locator(".formats li")
    expect(formats.first).to_be_visible()
    assert formats.count() >= 6
    place = page.url.removeprefix(served.address).lstrip("/")
    for number in range(formats.count()):
        if number == 8:  # Chromium lets a page write ten files, and then asks
            watched.go(place)
            expect(formats.first).to_be_visible()
        with page.expect_download() as download:
            formats.nth(number).get_by_role("button", name="Download").click()
        content = Path(download.value.path()).read_bytes()
        assert content, download.value.suggested_filename
        if download.value.suggested_filename.endswith((".ttl", ".nt", ".jsonld")):
            assert b"work plan" in content
            assert b"Beijing" not in content
    expect(page.get_by_role("region", name="Commands")).to_contain_text("diplograph export --type Agreement --pair IND,CAN -o events.ttl")


def test_the_dashboard_counts_what_there_is(watched: Watched, served: Served) -> None:
    page = watched.go("#/dashboard")
    stats = served.client.get("/stats").json()
    expect(page.locator(".cards li").first).to_contain_text(str(stats["events"]))
    page.get_by_role("region", name="By type").get_by_role("link", name="Expulsion").click()
    expect(page).to_have_url(re.compile("type=Expulsion"))
    page.go_back()
    page.get_by_role("region", name="Most active pairs").get_by_role("link", name="Canada – India").click()
    expect(page).to_have_url(re.compile("pair=CAN%2CIND"))
