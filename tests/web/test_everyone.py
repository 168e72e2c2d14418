"""The page is for everyone: with any means, on any screen, without a connection; and what is hostile in the data does no harm."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.web.conftest import Served, Watched

QUERY = "#/query?query=SELECT%20%3Fp%20%28COUNT%28*%29%20AS%20%3Fn%29%20%7B%20%3Fs%20%3Fp%20%3Fo%20%7D%20GROUP%20BY%20%3Fp%20LIMIT%205"
VIEWS = {
    "events": ("#/events", ".event-line"),
    "network": ("#/events?show=network", ".graph canvas"),
    "event": ("#/event/{event}", ".source-article mark"),
    "articles": ("#/articles", ".articles a"),
    "article": ("#/article/{article}", "mark"),
    "query": (QUERY, ".result-table td"),
    "validate": ("#/validate", "textarea"),
    "load": ("#/load", ".entry"),
    "export": ("#/export?party=IND", ".formats li"),
    "dashboard": ("#/dashboard", ".newest li"),
}


# Of what passes, a page of hundreds of marks has more to tell than the test of it takes.
_BRIEF = {"resultTypes": ["violations"]}


def _place(served: Served, view: str) -> tuple[str, str]:
    place, shown = VIEWS[view]
    event = served.client.get("/events?text=work+plan").json()["events"][0]
    article = event["evidence"][0]["article"].rpartition("/")[2]
    return place.format(event=event["id"], article=article), shown


def _grave(results: dict[str, Any]) -> list[str]:
    return [
        f"{found['id']}: {found['help']}: {[node['html'][:160] for node in found['nodes'][:3]]}"
        for found in results["violations"]
        if found["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_is_for_everyone(watched: Watched, served: Served, view: str) -> None:
    """In light and dark, for those who do not see it, on a phone, and without a connection to anywhere else."""
    if view == "load":
        served.refuse("broken.txt")
    place, shown = _place(served, view)
    page = watched.go(place)
    expect(page.locator(shown).first).to_be_visible()
    axe = Axe()
    assert _grave(axe.run(page, options=_BRIEF).response) == []
    page.emulate_media(color_scheme="dark")
    # Whatever fades to the other colours has done so.
    page.evaluate("Promise.all(document.getAnimations().filter(one => one.animationName !== 'turn').map(one => one.finished))")
    assert _grave(axe.run(page, options={**_BRIEF, "runOnly": ["color-contrast"]}).response) == []
    page.set_viewport_size({"width": 375, "height": 740})
    expect(page.locator("html")).to_have_js_property("scrollWidth", 375)


def test_filters_open_on_a_phone(watched: Watched) -> None:
    watched.page.set_viewport_size({"width": 375, "height": 740})
    page = watched.go("#/events")
    expect(page.get_by_role("group", name="Type")).to_be_hidden()
    page.get_by_role("button", name="Filters").click()
    page.get_by_role("group", name="Type").get_by_label("Visit").check()
    expect(page).to_have_url(re.compile("type=Visit"))
    # The menu is wider than the screen, and shows where one is.
    page = watched.go("#/dashboard")
    expect(page.get_by_role("link", name="Dashboard")).to_be_in_viewport(ratio=0.9)


def test_scripts_in_the_data_are_text(watched: Watched, served: Served) -> None:
    found = served.client.get("/articles").json()["articles"]
    hostile = next(one for one in found if "<script>" in (one["headline"] or ""))
    article = f"#/article/{hostile['iri'].rpartition('/')[2]}"
    for place in ("#/articles", "#/dashboard", "#/events?text=%3Cscript%3E&party=%3Cimg%20src%3Dx%3E"):
        page = watched.go(place)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        page.wait_for_load_state("networkidle")
    page = watched.go(article)
    expect(page.locator(".article-text")).to_contain_text("<script>window.hurt = 3</script>")
    expect(page.locator(".article-text script, .article-text img, .article-text svg")).to_have_count(0)
    event = served.client.get(f"/articles/{hostile['iri'].rpartition('/')[2]}").json()["events"][0]
    page = watched.go(f"#/event/{event['id']}")
    expect(page.locator(".source-article mark").first).to_be_visible()
    query = (
        'SELECT ?a { VALUES ?a { "<img src=x onerror=window.hurt=6>" <javascript:window.hurt=7> } }'.replace(" ", "%20")
        .replace("<", "%3C")
        .replace(">", "%3E")
    )
    page = watched.go(f"#/query?query={query}")
    expect(page.locator(".result-table")).to_contain_text("<img src=x")
    expect(page.locator('.result-table a[href^="javascript"]')).to_have_count(0)
    assert page.evaluate("window.hurt") is None


def test_the_first_view_is_light(watched: Watched) -> None:
    session = watched.page.context.new_cdp_session(watched.page)
    session.send("Network.enable")
    sizes: list[float] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page = watched.go("#/events")
    expect(page.locator(".event-line").first).to_be_visible()
    expect(page.locator("circle.place").first).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert len(sizes) > 6
    assert sum(sizes) < 300_000


def test_the_keyboard_reaches_everything(watched: Watched) -> None:
    page = watched.go("#/events")
    expect(page.locator(".event-line").first).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
    page.get_by_role("tab", name="Map").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="Network")).to_be_focused()
    expect(page).to_have_url(re.compile("show=network"))
    # Another view begins at its content, as a new page would.
    page.get_by_role("link", name="Dashboard").press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
    expect(page).to_have_title("Dashboard · Diplograph")


def test_the_theme_is_kept(watched: Watched) -> None:
    page = watched.go("#/validate")
    button = page.get_by_role("button", name="Theme: system")
    button.click()
    page.get_by_role("button", name="Theme: light").click()
    page.reload()
    expect(page.get_by_role("button", name="Theme: dark")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(16, 21, 28)"


def test_no_text_of_the_page_is_set_as_html(checkout: Path) -> None:
    sources = [*(checkout / "web" / "src").rglob("*.ts*")]
    assert len(sources) > 30
    for source in sources:
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write", source.read_text(encoding="utf-8")), source
