"""SPARQL in the page: answers in every form, downloads, links, errors at their place, queries that are cancelled or take too long."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Locator, Page, Route, expect

from tests.web.conftest import Watched

SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


def _ask(watched: Watched, query: str) -> Page:
    page = watched.go(f"#/query?query={quote(query)}")
    expect(page.locator(".editor .CodeMirror")).to_be_visible()
    return page


def test_a_query_is_written_with_completion_and_answered(watched: Watched) -> None:
    page = watched.go("#/query")
    editor = page.locator(".editor .CodeMirror")
    editor.click()
    page.keyboard.press("Control+A")
    page.keyboard.type("SELECT ?label { ?e a dg:Agree")
    expect(page.locator(".CodeMirror-hints")).to_contain_text("dg:Agreement")
    page.keyboard.press("Enter")
    page.keyboard.type(" ; rdfs:label ?label } ORDER BY ?label")
    page.keyboard.press("Control+Enter")
    table = page.get_by_role("region", name="Result")
    expect(table).to_contain_text("agree on shared work plan")
    # The prefixes that the server knows are no errors to the editor.
    expect(page.locator(".parseErrorIcon")).to_have_count(0)
    expect(page).to_have_url(re.compile("query=SELECT"))


# The text with the values comes in the moment in which the editor's place is drawn, and its code not before it was asked for.
_ANSWER_AT_THE_EDITOR = """
let asked, drawn;
window.editorMayCome = new Promise((told) => { asked = told; });
const editor = new Promise((told) => { drawn = told; });
new MutationObserver(() => { if (document.querySelector(".editor")) drawn(); }).observe(document, { childList: true, subtree: true });
const real = window.fetch;
window.fetch = async (address, options) => {
  const answer = await real(address, options);
  if (!String(address).includes("other=USA")) return answer;
  const text = await answer.text();
  asked();
  await editor;
  return new Response(text, answer);
};
"""


def _named_query_with_a_value(watched: Watched) -> tuple[Page, Locator]:
    page = watched.go("#/query")
    page.get_by_label("Named queries").select_option(label="Two countries in a period")
    other = page.get_by_label(re.compile("^other: "))
    other.fill("USA")
    other.press("Tab")
    expect(page.locator(".CodeMirror-code")).to_contain_text('"USA"')
    return page, other


def test_named_queries_take_values(watched: Watched) -> None:
    page, other = _named_query_with_a_value(watched)
    page.get_by_role("button", name="Run").click()
    expect(page.get_by_text("No result.")).to_be_visible()
    other.fill("CAN")
    other.press("Tab")
    expect(page.locator(".CodeMirror-code")).to_contain_text('"CAN"')
    page.get_by_role("button", name="Run").click()
    expect(page.get_by_role("region", name="Result")).to_contain_text("India")
    page.get_by_role("tab", name="Timeline").click()
    expect(page.get_by_role("slider", name="rows by month")).to_be_visible()


def _when_the_values_were_sent(route: Route) -> None:
    source = route.fetch()
    route.fulfill(response=source, body="await window.editorMayCome;" + source.text())


def test_a_query_that_comes_while_the_editor_is_made_is_shown(watched: Watched) -> None:
    watched.page.add_init_script(_ANSWER_AT_THE_EDITOR)
    watched.page.route(re.compile(r"/editor-[^/]*\.js$"), _when_the_values_were_sent)
    _named_query_with_a_value(watched)


def test_answers_are_drawn_as_maps_charts_and_graphs(watched: Watched) -> None:
    place = "?e dg:place ?p . ?p rdfs:label ?place ; geo:lat ?lat ; geo:long ?long"
    places = f"SELECT ?place ?lat ?long (COUNT(?e) AS ?n) {{ {place} }} GROUP BY ?place ?lat ?long"
    page = _ask(watched, places)
    page.get_by_role("tab", name="Map").click()
    expect(page.get_by_role("img", name=re.compile("Ottawa"))).to_be_visible()
    page = _ask(watched, "SELECT ?type (COUNT(?e) AS ?n) { ?e a dg:Event, ?type } GROUP BY ?type ORDER BY DESC(?n)")
    page.get_by_role("tab", name="Chart").click()
    expect(page.get_by_role("row", name=re.compile("^dg:Meeting"))).to_be_visible()
    page = _ask(watched, "CONSTRUCT { ?e dg:party ?p } WHERE { ?e a dg:Meeting ; dg:party ?p }")
    page.get_by_role("tab", name="Graph").click()
    expect(page.locator(".graph canvas").first).to_be_visible()
    page = _ask(watched, "ASK { ?e a dg:Meeting }")
    expect(page.get_by_text("Yes", exact=True)).to_be_visible()


def test_answers_are_downloaded_in_every_format(watched: Watched) -> None:
    page = _ask(watched, "SELECT ?label { ?e a dg:Meeting ; rdfs:label ?label } ORDER BY ?label")
    files = {}
    for name in ("JSON", "CSV", "TSV", "XML"):
        with page.expect_download() as download:
            page.get_by_role("button", name=name, exact=True).click()
        files[name] = Path(download.value.path()).read_bytes().decode("utf-8")
        assert download.value.suggested_filename.startswith("answer.")
    assert json.loads(files["JSON"])["head"]["vars"] == ["label"]
    assert files["CSV"].startswith("label\r\n")
    assert files["TSV"].startswith("?label\n")
    assert files["XML"].startswith("<?xml")


def test_an_error_is_shown_at_its_place(watched: Watched) -> None:
    page = _ask(watched, "SELECT ?label {\n  ?e rdfs:label ;\n}")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("line 2")
    expect(page.locator(".CodeMirror-line").nth(1).locator(".error-at")).to_be_visible()
    alert.get_by_role("button", name="Show line 2").click()
    expect(page.locator(".CodeMirror-focused")).to_be_visible()


def test_a_query_that_runs_is_cancelled(watched: Watched) -> None:
    page = _ask(watched, SLOW)
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("Cancelled.")).to_be_visible()
    expect(page.get_by_role("button", name="Run")).to_be_enabled()


def test_a_time_limit_is_told(watched: Watched) -> None:
    page = watched.go(f"#/query?query={quote(SLOW)}&timeout=1")
    expect(page.get_by_role("alert")).to_contain_text("The time limit was reached.")
    expect(page.get_by_role("alert")).to_contain_text("LIMIT")
