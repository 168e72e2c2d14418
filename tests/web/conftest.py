"""A real browser before a real server, whose dataset is made of the articles of a first run."""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

import diplograph
from diplograph.api.app import create_app
from diplograph.api.page import FOLDER
from diplograph.tokens import Role, new_token
from tests.api.serving import serving
from tests.conftest import CHECKOUT
from tests.samples import article, broken
from tests.site import Site, page, site
from tests.web.chromium import CHROMIUM, OPTIONS

_SEEDS = ("canada-india-liaison.html", "india-canada-security-plan.txt", "iran-saudi-beijing.html")
# Longer than anything takes on a machine that is busy with other tests.
PATIENCE = 60_000
HOSTILE = """<script>window.hurt = 1</script> France & Japan hold "talks" in Paris <img src=x onerror="window.hurt = 2">

French Foreign Minister Anne Dupont met Japanese Foreign Minister Kenji Mori in Paris on 2 March 2026. <script>window.hurt = 3</script>
<svg onload="window.hurt = 4"></svg> The two sides agreed on a work plan, as javascript:alert(5) said.
"""


@dataclass(frozen=True, slots=True)
class Served:
    """A server: its address, a token that may write, a client, and the dataset."""

    address: str
    token: str
    client: httpx.Client
    database: diplograph.Database

    def refuse(self, name: str) -> None:
        """Puts an article of that name into quarantine."""
        refused = broken(article(name, "Nobody wrote this"))
        self.database.store_extracted(refused, self.database.pipeline.validator.validate(refused.graph))


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset of some of the seeds, and of an article full of scripts; made once for all workers."""
    common = tmp_path_factory.getbasetemp().parent
    folder = common / "seeded"
    with (common / "seeded.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            with diplograph.open(str(common / "seeding")) as database:
                hostile = common / "hostile.txt"
                hostile.write_text(HOSTILE, encoding="utf-8")
                loaded = database.load([*(CHECKOUT / "seeds" / name for name in _SEEDS), hostile])
                assert loaded.complete, loaded
            (common / "seeding").rename(folder)
    return folder


@pytest.fixture(scope="session")
def served(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server over a copy of that dataset, which takes what is written with a token; the same for all tests."""
    if not (FOLDER / "index.html").is_file():
        pytest.skip("the page is not built; `make web` builds it")
    store = tmp_path_factory.mktemp("served") / "store"
    shutil.copytree(seeded, store)
    secret, token = new_token("tester", Role.WRITER)
    settings = diplograph.Settings(store=str(store), writable=True, tokens=(str(token),), readers=4, fetch_private=True, fetch_delay=0)
    with diplograph.open(settings=settings) as database, serving(create_app(settings, database)) as client:
        yield Served(str(client.base_url).rstrip("/"), secret, client, database)


@pytest.fixture
def news() -> Iterator[Site]:
    """A site of this machine, with one article."""
    with site() as one:
        one.pages["/kenya"] = page(
            "Kenya recalls ambassador", "Kenya recalled its ambassador to Ghana on Tuesday, its foreign ministry said."
        )
        yield one


# Of a module only: while it is there a loop of asyncio runs in this thread, beside which tests of other things could start none.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, without a window."""
    if not CHROMIUM.exists():
        pytest.skip("Chromium is not installed; `make tools` installs it")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=OPTIONS)
        yield browser
        browser.close()


class Watched:
    """A page of the browser, and what went wrong in it.

    Attributes:
        page: The page.
        troubles: Errors of its scripts, and what its policy refused.
        elsewhere: Addresses of other hosts that it asked for.
    """

    def __init__(self, page: Page, server: str) -> None:
        self.page = page
        self.server = server
        self.troubles: list[str] = []
        self.elsewhere: list[str] = []
        page.on("pageerror", lambda error: self.troubles.append(str(error)))
        page.on("console", lambda message: self._heard(message.type, message.text))
        page.on("request", lambda request: self._asked(request.url))

    def _heard(self, kind: str, text: str) -> None:
        # Answers with an error are what some tests ask for.
        if kind in ("error", "warning") and "Failed to load resource" not in text:
            self.troubles.append(text)

    def _asked(self, address: str) -> None:
        if not address.startswith((self.server, "data:", "blob:", "about:")):
            self.elsewhere.append(address)

    def go(self, place: str) -> Page:
        """The page at that place, whatever it showed before."""
        self.page.goto("about:blank")
        self.page.goto(f"{self.server}/{place}")
        return self.page


@pytest.fixture
def watched(browser: Browser, served: Served) -> Iterator[Watched]:
    """A new page; after the test nothing must have gone wrong in it, and nobody else been asked."""
    context = browser.new_context(viewport={"width": 1366, "height": 860}, accept_downloads=True)
    context.set_default_timeout(PATIENCE)
    # Whatever would leave this machine fails, as without a connection.
    context.route(lambda address: not address.startswith((served.address, "data:", "blob:", "about:")), lambda route: route.abort())
    seen = Watched(context.new_page(), served.address)
    yield seen
    context.close()
    assert seen.troubles == []
    assert seen.elsewhere == []
