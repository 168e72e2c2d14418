"""Pictures of every view of the workbench, for its documentation.

The seeds are loaded into a dataset of their own, which is served; Chromium looks at it without a window.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Page, expect, sync_playwright

import diplograph
from diplograph.api.app import create_app
from tests.api.serving import serving
from tests.conftest import CHECKOUT
from tests.samples import article, broken
from tests.web.chromium import CHROMIUM, OPTIONS

_QUERY = """# Where events happen
SELECT ?place ?lat ?long (COUNT(?event) AS ?events) WHERE {
  ?event a dg:Event ; dg:place ?where .
  ?where rdfs:label ?place ; geo:lat ?lat ; geo:long ?long .
}
GROUP BY ?place ?lat ?long ORDER BY DESC(?events)
"""
# Text takes more bytes than what is drawn.
_HEIGHTS = {"article": 560, "event": 560, "events": 670}
_BROKEN = """@prefix dg: <https://w3id.org/diplograph/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<https://example.org/talks> a dg:Event, dg:Engagement, dg:Meeting ;
  rdfs:label "France and Japan hold talks" ;
  dg:status "finished" ;
  dg:earliest "2026-03-02"^^xsd:date .
"""


def main() -> int:
    """Takes the pictures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path, nargs="?", default=CHECKOUT / "docs" / "screenshots")
    folder: Path = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    expect.set_options(timeout=60_000)
    with tempfile.TemporaryDirectory() as work, diplograph.open(str(Path(work) / "store")) as database:
        database.load(sorted(file for file in (CHECKOUT / "seeds").iterdir() if file.suffix in (".html", ".txt")))
        refused = broken(article("broken.txt", "Nobody wrote this"))
        database.store_extracted(refused, database.pipeline.validator.validate(refused.graph))
        settings = diplograph.Settings(store=str(Path(work) / "store"), auth=False, writable=True)
        with serving(create_app(settings, database)) as client, sync_playwright() as playwright:
            event = client.get("/events?text=work+plan&party=CAN").json()["events"][0]
            paper = event["evidence"][0]["article"].rpartition("/")[2]
            browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=OPTIONS)
            views: dict[str, tuple[str, Callable[[Page], None]]] = {
                "events": ("#/events", lambda page: _seen(page, "circle.place")),
                "network": ("#/events?show=network", lambda page: _seen(page, ".graph canvas")),
                "event": (f"#/event/{event['id']}", lambda page: _seen(page, ".source-article mark")),
                "article": (f"#/article/{paper}", _explained),
                "query": (f"#/query?query={quote(_QUERY)}", _mapped),
                "validate": ("#/validate", _validated),
                "load": ("#/load", _read),
                "export": ("#/export?party=CAN", lambda page: _seen(page, ".formats li")),
                "dashboard": ("#/dashboard", lambda page: _seen(page, ".newest li")),
            }
            for name, width, height, theme in [
                *((view, 1200, _HEIGHTS.get(view, 690), "light") for view in views),
                ("events", 1200, 690, "dark"),
                ("events", 390, 780, "phone"),
            ]:
                place, prepare = views[name]
                page = browser.new_page(viewport={"width": width, "height": height}, color_scheme="dark" if theme == "dark" else "light")
                page.goto(f"{str(client.base_url).rstrip('/')}/{place}")
                prepare(page)
                page.wait_for_load_state("networkidle")
                file = folder / (f"{name}.png" if theme == "light" else f"{name}-{theme}.png")
                page.screenshot(path=file, animations="disabled")
                print(f"{file.name}: {file.stat().st_size / 1000:.0f} kB")
                page.close()
            browser.close()
    return 0


def _seen(page: Page, place: str) -> None:
    expect(page.locator(place).first).to_be_visible()


def _explained(page: Page) -> None:
    page.get_by_role("button", name="Explain").click()
    _seen(page, "mark.rejected")
    page.locator("mark.agreement").first.hover()


def _mapped(page: Page) -> None:
    page.get_by_role("tab", name="Map").click()
    _seen(page, "circle.place")


def _validated(page: Page) -> None:
    page.get_by_label("RDF document").fill(_BROKEN)
    page.get_by_role("button", name="Validate", exact=True).click()
    _seen(page, ".violations")


def _read(page: Page) -> None:
    page.set_input_files("input[type=file]", CHECKOUT / "seeds" / "canada-india-liaison.html")
    _seen(page, ".preview mark")


if __name__ == "__main__":
    raise SystemExit(main())
