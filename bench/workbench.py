"""The workbench on a large dataset: what each picture costs the server, and the time from a filter to all pictures in a browser.

The made-up dataset of ``bench.generator`` is made and loaded first, unless a folder with one is given.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from playwright.sync_api import Page, sync_playwright

import diplograph
from bench import generator
from diplograph.store.formats import format_named
from tests.samples import article, extracted, meeting
from tests.web.chromium import CHROMIUM, OPTIONS

_QUADS_AN_EVENT = 126
_ROUTES = ("facets", "timeline", "map", "network")
_SELECTIONS = (
    "",
    "type=Meeting",
    "party=USA",
    "pair=USA,CHN",
    "topic=trade",
    "place=FRA",
    "since=2001-01-01&until=2001-12-31",
    "publisher=Paper 7",
)
_TIMES = 5
# In the page: what is under way, so that the end of all of it is seen.
_COUNTED = """(() => { window.underway = 0; const before = window.fetch;
  window.fetch = (...asked) => { window.underway += 1;
    return before(...asked).finally(() => { setTimeout(() => { window.underway -= 1; }) }); } })()"""
# From a click until nothing has been under way, and nothing shown is of before, for three frames.
_DRAWN = """click => new Promise(done => { const begun = performance.now(); click.click(); let quiet = 0;
  const frame = () => { quiet = window.underway === 0 && !document.querySelector('.stale, .spinner') ? quiet + 1 : 0;
    if (quiet === 3) done(performance.now() - begun); else requestAnimationFrame(frame); };
  requestAnimationFrame(() => requestAnimationFrame(frame)); })"""


def main() -> int:
    """Measures and prints a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--store", type=Path, help="a folder with a dataset, instead of one that is made")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        store: Path = options.store or _made(Path(work), options.events)
        shutil.rmtree(store / "overview", ignore_errors=True)
        print("seconds from the start of the server until it answers, and from then until the first count")
        for state in ("nothing kept", "nothing written since", "one article written since"):
            if state.startswith("one"):
                _write(store)
            with _served(store) as (address, started):
                with httpx.Client(base_url=address, timeout=600, trust_env=False) as client:
                    begun = time.perf_counter()
                    total = client.get("/events/facets").raise_for_status().json()["total"]
                    print(f"  {state:26} {started:6.1f} {time.perf_counter() - begun:6.1f}")
                    if not state.startswith("one"):
                        continue
                    _following(client)
                    print(f"\n{total:,} events")
                    _requests(client)
                _browser(address)
    return 0


@contextmanager
def _served(store: Path) -> Iterator[tuple[str, float]]:
    """The address of a server of the dataset, and the seconds after which it answered."""
    begun = time.perf_counter()
    command = [sys.executable, "-m", "diplograph", "serve", "--store", str(store), "--no-auth", "--writable", "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        try:
            assert server.stderr is not None
            # What it says before is of its preparations, such as an index that is made.
            line = next(line for line in server.stderr if line.startswith("serving "))
            address = next(word for word in line.split() if word.startswith("http://")).rstrip("/")
            httpx.get(f"{address}/health", timeout=600, trust_env=False).raise_for_status()
            yield address, time.perf_counter() - begun
        finally:
            server.terminate()


def _write(store: Path) -> None:
    with diplograph.open(str(store)) as database:
        of = article("bench.txt", "India and Canada meet")
        found = extracted(of, meeting(of))
        database.store_extracted(found, database.pipeline.validator.validate(found.graph))


def _following(client: httpx.Client) -> None:
    """Prints what the first count after a write costs while the server runs."""
    times = []
    for number in range(_TIMES):
        body = f'@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . <https://example.org/a> rdfs:label "{number}" .'
        client.put("/graphs?graph=https://example.org/a", content=body, headers={"content-type": "text/turtle"}).raise_for_status()
        begun = time.perf_counter()
        client.get("/events/facets").raise_for_status()
        times.append(time.perf_counter() - begun)
    print(f"seconds of the first count after a write while the server runs: {statistics.median(times):.2f}")


def _made(work: Path, events: int) -> Path:
    file, store = work / "events.nq", work / "store"
    generator.write(file, quads=events * _QUADS_AN_EVENT, workers=2)
    with diplograph.open(str(store)) as database:
        database.load_dataset(file, format_named("nquads"))
    file.unlink()
    return store


def _requests(client: httpx.Client) -> None:
    print(f"{'selection':38} {'events':>8} " + " ".join(f"{route:>9}" for route in (*_ROUTES, "list")) + "   (ms, median of 5)")
    for selection in _SELECTIONS:
        count = client.get(f"/events/facets?{selection}").json()["total"]
        routes = [*(f"/events/{route}?{selection}" for route in _ROUTES), f"/events?order=-date&limit=30&{selection}"]
        print(f"{selection or 'everything':38} {count:8,} " + " ".join(f"{_median(client, route):9.0f}" for route in routes))


def _median(client: httpx.Client, route: str) -> float:
    times = []
    for _ in range(_TIMES):
        begun = time.perf_counter()
        client.get(route).raise_for_status()
        times.append(1000 * (time.perf_counter() - begun))
    return statistics.median(times)


def _browser(address: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=OPTIONS)
        page = browser.new_page(viewport={"width": 1366, "height": 860})
        page.set_default_timeout(600_000)
        page.add_init_script(_COUNTED)
        page.goto(f"{address}/#/events")
        page.locator("circle.place").first.wait_for()
        print("\nin the browser, from a click to all pictures and the list, ms")
        for group, label in (("Type", "Meeting"), ("Party", "United States"), ("Topic", "trade"), ("Status", "planned")):
            print(f"  {group}: {label:28} {_drawn(page, group, label):6.0f}")
        figures = page.evaluate(
            "(([one]) => [one.responseStart, one.domContentLoadedEventEnd])(performance.getEntriesByType('navigation'))"
        )
        paint = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0")
        print(f"\nfirst byte {figures[0]:.0f} ms, content loaded {figures[1]:.0f} ms, first contentful paint {paint:.0f} ms")
        browser.close()


def _drawn(page: Page, group: str, label: str) -> float:
    box = page.get_by_role("group", name=group).get_by_label(label, exact=False).first
    taken: float = box.evaluate(_DRAWN)
    return taken


if __name__ == "__main__":
    raise SystemExit(main())
