"""Watching feeds of a real site that misbehaves in every way: what is new is loaded once, and nothing ends the watch."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner

import diplograph
from diplograph.cli import app
from diplograph.database import Database
from diplograph.errors import SourceError, StoreError
from diplograph.results import Loaded, Outcome
from diplograph.settings import Settings
from diplograph.watching import Watcher, feeds_named
from diplograph.watching.schedule import LONGEST, Wishes, next_time
from diplograph.watching.state import read_state
from tests.site import Answer, Site, page, site, tagged

RSS = "<rss version='2.0'><channel><title>Times</title>{}</channel></rss>"
XML = {"Content-Type": "application/rss+xml"}
# What finds no events takes no time, and what is watched for is what is loaded.
PAGE = "Nothing of note was said on Monday, and the weather was fine all day in the whole of the country."


def entry(path: str, guid: str = "") -> str:
    return f"<item><title>Story {path}</title><link>{path}</link><guid>{guid or path}</guid></item>"


def feed(*paths: str) -> bytes:
    return RSS.format("".join(map(entry, paths))).encode()


@pytest.fixture
def served() -> Iterator[Site]:
    with site() as one:
        for name in "abcdef":
            one.pages[f"/{name}"] = page(f"Story {name} of the day", PAGE)
        yield one


@pytest.fixture(scope="module")
def database() -> Iterator[Database]:
    settings = Settings(fetch_private=True, fetch_delay=0, fetch_timeout=3, fetch_bytes=200_000)
    with diplograph.open("memory:", settings=settings) as opened:
        yield opened


class Watch:
    """A watcher whose state is kept, as by one that is started again each time."""

    def __init__(self, database: Database, site: Site, file: Path, *paths: str, **options: Any) -> None:
        self.database, self.file, self.options = database, file, options
        self.names = [f"{site.url}{path}" for path in paths]
        self.lines: list[str] = []
        self.loaded: list[Loaded] = []

    def once(self, *, all_of_them: bool = True) -> list[str]:
        """The paths of what was loaded by asking once."""
        self.loaded.clear()
        watcher = Watcher(self.database, self.names, self.file, tell=self.lines.append, loaded=self.loaded.append, **self.options)
        self.well = watcher.once(all_of_them=all_of_them)
        self.status = watcher.status()
        return [one.source.rpartition("/")[2] for one in self.loaded if one.outcome in (Outcome.LOADED, Outcome.UNCHANGED)]

    def let_time_pass(self) -> None:
        """Makes all feeds due."""
        state = json.loads(self.file.read_text())
        for one in state["feeds"].values():
            one["next"] = 0.0
        self.file.write_text(json.dumps(state))


@pytest.fixture
def watch(database: Database, served: Site, tmp_path: Path) -> Watch:
    return Watch(database, served, tmp_path / "watch.json", "/feed")


def test_what_is_new_is_loaded_once_whatever_its_guid(served: Site, watch: Watch) -> None:
    served.pages["/feed"] = Answer(feed("/a", "/b", "/a"), headers=XML)
    assert watch.once() == ["a", "b"]
    served.pages["/feed"] = Answer(RSS.format(entry("/a", "new-1") + entry("/b", "new-2") + entry("/c")).encode(), headers=XML)
    assert watch.once() == ["c"]
    assert watch.once() == []
    assert [served.count(path) for path in ("/a", "/b", "/c")] == [1, 1, 1]
    assert watch.well


def test_a_feed_that_has_not_changed_is_not_sent_again(served: Site, watch: Watch) -> None:
    served.pages["/feed"] = tagged(Answer(feed("/a"), headers=XML), '"one"')
    watch.once()
    watch.once()
    assert served.asked[-1][1]["if-none-match"] == '"one"'
    assert "has not changed" in watch.lines[-1]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Answer(status=500), "status 500"),
        (Answer(status=403), "status 403"),
        (Answer(b"<html><body>Not here</body></html>", headers={"Content-Type": "text/html"}), "is no feed"),
        (Answer(b"", headers=XML), "is empty"),
        (Answer(b"a" * 300_000, headers=XML), "DIPLOGRAPH_FETCH_BYTES"),
        (Answer(feed("/a"), headers=XML, length=9000), "does not answer"),
        (Answer(b"late", wait=6), "longer than 3 seconds"),
        (Answer(status=302, headers={"Location": "/feed"}), "more than 5 times"),
        (Answer(b"<!DOCTYPE rss [<!ENTITY a 'b'>]>" + feed("/a"), headers=XML), "declares entities"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_feed_that_fails_is_asked_ever_more_seldom_and_stops_no_other(served: Site, watch: Watch, answer: Answer, said: str) -> None:
    served.pages["/feed"] = answer
    served.pages["/good"] = Answer(feed("/a"), headers=XML)
    watch.names.append(f"{served.url}/good")
    assert watch.once() == ["a"]
    assert not watch.well
    assert said in watch.status["feeds"][0]["trouble"]
    assert watch.status["feeds"][1]["trouble"] is None
    asked = served.count("/feed")
    assert watch.once() == []
    assert served.count("/feed") == asked  # it is left alone for a while
    watch.let_time_pass()
    served.pages["/feed"] = Answer(feed("/b"), headers=XML)
    assert watch.once() == ["b"]
    assert watch.status["feeds"][0]["failures"] == 0


def test_a_feed_that_is_cut_short_is_read_as_far_as_it_goes_and_asked_for_as_a_whole(served: Site, watch: Watch) -> None:
    whole = feed("/a", "/b", "/c")
    served.pages["/feed"] = tagged(Answer(whole[: whole.index(b"Story /c")], headers=XML), '"cut"')
    assert watch.once() == ["a", "b"]
    served.pages["/feed"] = tagged(Answer(whole, headers=XML), '"cut"')
    assert watch.once() == ["c"]


def test_a_site_that_wants_to_be_left_alone_is(served: Site, watch: Watch) -> None:
    served.pages["/feed"] = Answer(status=429, headers={"Retry-After": "7200"})
    watch.once()
    (one,) = read_state(watch.file).feeds.values()
    assert one.next - time.time() > 7100
    served.pages["/feed"] = Answer(feed("/a"), headers={**XML, "Cache-Control": "max-age=10800"})
    assert watch.once() == []
    watch.let_time_pass()
    assert watch.once() == ["a"]
    (one,) = read_state(watch.file).feeds.values()
    assert one.next - time.time() > 10_700
    assert served.count("/feed") == 2


def test_a_feed_that_is_gone_or_has_moved_is_asked_there_no_more(served: Site, watch: Watch) -> None:
    served.pages["/feed"] = Answer(status=301, headers={"Location": "/new"})
    served.pages["/new"] = Answer(feed("/a"), headers=XML)
    assert watch.once() == ["a"]
    watch.once()
    assert (served.count("/feed"), served.count("/new")) == (1, 2)
    served.pages["/new"] = Answer(status=410)
    watch.once()
    watch.let_time_pass()
    watch.once()
    assert served.count("/new") == 3
    assert "gone" in watch.lines[-1]


def test_a_page_that_fails_is_tried_again_and_then_kept_in_quarantine(served: Site, watch: Watch, database: Database) -> None:
    served.pages["/feed"] = tagged(Answer(feed("/x", "/y", "/a"), headers=XML), '"one"')
    served.pages["/x"] = served.pages["/y"] = Answer(status=503)
    assert watch.once() == ["a"]
    assert watch.status["waiting"] == 2
    served.pages["/x"] = page("Story x of the day", PAGE)
    assert watch.once() == ["x"]
    for _ in range(4):
        watch.once()
    assert watch.status["waiting"] == 0
    assert served.count("/y") == 5
    entries = {one.source for one in database.quarantined()}
    assert f"{served.url}/y" in entries
    served.pages["/feed"] = Answer(feed("/gone"), headers=XML)
    watch.once()
    assert watch.loaded[0].outcome is Outcome.FAILED
    assert served.count("/gone") == 1


def test_what_was_not_loaded_yet_is_after_a_restart(served: Site, watch: Watch, database: Database) -> None:
    served.pages["/feed"] = tagged(Answer(feed("/a", "/b", "/c"), headers=XML), '"one"')

    def killed(loaded: Loaded) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Watcher(database, watch.names, watch.file, loaded=killed).once()
    # The first was stored, and is found to be there.
    assert watch.once() == ["a", "b", "c"]
    assert watch.loaded[0].outcome is Outcome.UNCHANGED
    assert watch.once() == []


def test_feeds_alone_are_read_where_their_pages_are_not_to_be(served: Site, watch: Watch) -> None:
    text = f"<item><title>Story of a</title><link>/a</link><description>{PAGE}</description></item>"
    text += f"<item><title>No link</title><description>{PAGE}</description></item>"
    served.pages["/feed"] = Answer(RSS.format(text).encode(), headers=XML)
    watch.options["follow"] = False
    watch.once()
    assert [one.outcome for one in watch.loaded] == [Outcome.LOADED, Outcome.LOADED]
    assert served.count("/a") == 0


def test_the_state_is_whole_or_refused(served: Site, watch: Watch) -> None:
    watch.file.write_text("{")
    with pytest.raises(StoreError, match="delete it"):
        watch.once()


def test_the_pace_follows_what_is_wished() -> None:
    noon = 1_700_000_000 // 86_400 * 86_400 + 12 * 3600.0
    assert noon + 900 <= next_time(noon, 900) <= noon + 1000
    assert next_time(noon, 900, Wishes(3600)) >= noon + 3600
    assert next_time(noon, 900, failures=4) >= noon + 7200
    assert next_time(noon, 900, failures=60) <= noon + LONGEST * 1.1
    assert next_time(noon, 900, Wishes(0, frozenset({12, 13}))) == noon + 7200
    assert next_time(noon, 900, held=5000) == noon + 5000


def test_feeds_are_named_by_address_or_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "feeds.txt"
    file.write_text("# feeds\nhttps://a.example/rss  # the first\n\nhttps://b.example/rss#part\n")
    assert feeds_named([str(file), "https://a.example/rss"]) == ["https://a.example/rss", "https://b.example/rss#part"]
    file.write_text("a.example\n")
    with pytest.raises(SourceError, match=r"feeds.txt:1.*begins with https"):
        feeds_named([str(file)])
    with pytest.raises(SourceError, match="neither"):
        feeds_named(["none.txt"])


def test_a_watch_beside_the_server_loads_and_tells_how_it_goes(served: Site, tmp_path: Path) -> None:
    served.pages["/feed"] = Answer(feed("/a", "/none"), headers=XML)
    file = tmp_path / "feeds.txt"
    file.write_text(f"{served.url}/feed\n{served.url}/gone\n")
    environment = {**os.environ, "DIPLOGRAPH_FETCH_PRIVATE": "true", "DIPLOGRAPH_FETCH_DELAY": "0"}
    command = [sys.executable, "-m", "diplograph", "serve", "--port", "0", "--watch", str(file), "--store", str(tmp_path / "store")]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            found = next(re.search(r"http://[\d.]+:\d+", line) for line in process.stderr if line.startswith("serving"))
            assert found is not None
            health: dict[str, int] = {}
            deadline = time.monotonic() + 60
            while health.get("failed", 0) + health.get("loaded", 0) < 2 and time.monotonic() < deadline:
                time.sleep(0.2)
                watch = httpx.get(f"{found[0]}/health", timeout=30).json()["watch"]
                health = watch["articles"]
            metrics = httpx.get(f"{found[0]}/metrics", timeout=30).text
        finally:
            process.send_signal(signal.SIGINT)
        told = process.stderr.read()
    assert health == {"loaded": 1, "failed": 1}, told
    assert watch["feeds"] == 2
    assert "2 new of 2 entries" in told
    assert "diplograph_feeds 2.0" in metrics
    assert (tmp_path / "store" / "watch.json").exists()


def test_the_command_asks_once_and_says_whether_all_went_well(served: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    served.pages["/feed"] = Answer(feed("/a"), headers=XML)
    monkeypatch.setenv("DIPLOGRAPH_FETCH_PRIVATE", "true")
    monkeypatch.setenv("DIPLOGRAPH_FETCH_DELAY", "0")
    arguments = ["watch", "--once", f"{served.url}/feed", "--store", str(tmp_path / "store")]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.stderr
    assert result.stdout.startswith("loaded\t")
    assert "1 new of 1 entries; asked again at" in result.stderr
    served.pages["/feed"] = Answer(status=500)
    assert CliRunner().invoke(app, arguments).exit_code == 1
