"""Fetching from a real site of this machine: within limits, politely, and never from where it is not allowed."""

from __future__ import annotations

import gzip
import socket
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

import diplograph
from diplograph.errors import SourceError
from diplograph.loaders.document import Options
from diplograph.loaders.fetching import Fetcher, network
from diplograph.results import Outcome
from diplograph.settings import Settings
from tests.site import Answer, Site, page, site, tagged


@pytest.fixture
def served() -> Iterator[Site]:
    with site() as one:
        one.pages["/a"] = page("Peru recalls ambassador")
        yield one


def fetcher(cache: Path | None = None, **settings: Any) -> closing[Fetcher]:
    return closing(Fetcher(Settings(**{"fetch_private": True, "fetch_delay": 0, "fetch_timeout": 10, **settings}), cache))


def refused(address: str, **settings: Any) -> str:
    with fetcher(**settings) as one, pytest.raises(SourceError) as caught:
        one.stream(address)
    assert caught.value.source
    return caught.value.reason


def test_a_page_is_fetched_by_who_says_who_it_is(served: Site) -> None:
    with fetcher() as one, one.stream(f"{served.url}/a").body as body:
        assert b"Peru recalls ambassador" in body.read()
    assert [path for path, _ in served.asked] == ["/robots.txt", "/a"]
    assert served.asked[1][1]["user-agent"].startswith("Diplograph/")
    with fetcher(fetch_agent="newsroom (press@example.org)") as one:
        one.stream(f"{served.url}/a").body.close()
    assert served.asked[-1][1]["user-agent"] == "newsroom (press@example.org)"


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "10.0.0.1", "192.168.1.1", "169.254.169.254", "2130706433", "[::ffff:127.0.0.1]"]
)
def test_addresses_of_this_machine_and_its_network_are_refused(host: str) -> None:
    began = time.monotonic()
    assert "DIPLOGRAPH_FETCH_PRIVATE" in refused(f"http://{host}:9/a", fetch_private=False)
    assert "DIPLOGRAPH_FETCH_PRIVATE" in refused(f"http://{host}:9/a", fetch_private=False, fetch_robots=False)
    assert time.monotonic() - began < 5


def test_a_name_is_resolved_once_and_connected_to_where_it_was_checked(served: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    real = socket.getaddrinfo

    def rebinding(host: str, *arguments: Any, **options: Any) -> Any:
        if host != "rebinding.example":
            return real(host, *arguments, **options)
        asked.append(host)
        # To the name service it belongs to the open net at first, and to this machine the next time.
        return real("203.0.113.1" if len(asked) > 1 else "127.0.0.1", *arguments, **options)

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    port = served.url.rpartition(":")[2]
    assert "FETCH_PRIVATE" in refused(f"http://rebinding.example:{port}/a", fetch_private=False, fetch_robots=False)
    asked.clear()
    with fetcher(fetch_robots=False) as one, one.stream(f"http://rebinding.example:{port}/a").body as body:
        assert b"Peru" in body.read()
    assert asked == ["rebinding.example"]


def test_redirects_are_checked_followed_and_counted(served: Site) -> None:
    for number in range(9):
        served.pages[f"/r{number}"] = Answer(status=301 if number % 2 else 302, headers={"Location": f"/r{number - 1}" if number else "/a"})
    with fetcher() as one:
        stream = one.stream(f"{served.url}/r2")
        stream.body.close()
        assert (stream.name, stream.place) == (f"{served.url}/a", f"{served.url}/r2")
    assert "more than 5 times" in refused(f"{served.url}/r8")
    for target, reason in (
        ("file:///etc/passwd", "no address of the web"),
        ("ftp://a.example/x", "no address of the web"),
        ("http://u:p@127.0.0.1/x", "has a name or password"),
        ("http://[::1", "does not answer"),
        ("http://a..b.example/", "does not answer"),
    ):
        served.pages["/away"] = Answer(status=302, headers={"Location": target})
        assert reason in refused(f"{served.url}/away")


def test_a_redirect_to_this_machine_is_refused(served: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    # The site itself counts as of the open net, and what it leads to does not.
    monkeypatch.setattr(network, "is_open", lambda address: address == "127.0.0.1")
    served.pages["/away"] = Answer(status=302, headers={"Location": f"http://127.0.0.2:{served.url.rpartition(':')[2]}/a"})
    assert "FETCH_PRIVATE" in refused(f"{served.url}/away", fetch_private=False)
    assert served.count("/a") == 0


def test_robots_txt_is_obeyed(served: Site) -> None:
    rules = b"User-agent: *\nDisallow: /private\n\nUser-agent: Diplograph\nDisallow: /not-for-us\nCrawl-delay: 0\n"
    served.pages["/robots.txt"] = Answer(rules)
    served.pages["/not-for-us"] = served.pages["/private"] = page("Talks")
    served.pages["/lead"] = Answer(status=302, headers={"Location": "/not-for-us"})
    assert "robots.txt" in refused(f"{served.url}/not-for-us")
    assert "leads to" in refused(f"{served.url}/lead")
    assert served.count("/not-for-us") == 0
    with fetcher() as one:
        one.stream(f"{served.url}/private").body.close()
        one.stream(f"{served.url}/a").body.close()
    with fetcher(fetch_robots=False) as one:
        one.stream(f"{served.url}/not-for-us").body.close()
    assert served.count("/robots.txt") == 3
    served.pages["/robots.txt"] = Answer(status=503)
    assert "status 503" in refused(f"{served.url}/a")
    served.pages["/robots.txt"] = Answer(status=403)
    with fetcher() as one:
        one.stream(f"{served.url}/a").body.close()


def test_what_is_too_large_or_slow_is_given_up(served: Site) -> None:
    served.pages["/declared"] = Answer(b"", length=99_000_000)
    served.pages["/large"] = Answer((b"a" * 60_000,) * 10)
    served.pages["/bomb"] = Answer(gzip.compress(b"a" * 3_000_000), headers={"Content-Encoding": "gzip"})
    for path in ("/declared", "/large", "/bomb"):
        assert "DIPLOGRAPH_FETCH_BYTES" in refused(f"{served.url}{path}", fetch_bytes=100_000)
    served.pages["/slow"] = Answer(b"late", wait=5)
    served.pages["/drip"] = Answer((b"a",) * 100, wait=0.1)
    began = time.monotonic()
    for path in ("/slow", "/drip"):
        assert "longer than 0.5 seconds" in refused(f"{served.url}{path}", fetch_timeout=0.5, fetch_robots=False)
    assert time.monotonic() - began < 4
    served.pages["/cut"] = Answer(b"half", length=100)
    assert "does not answer" in refused(f"{served.url}/cut", fetch_timeout=3)
    served.pages["/torn"] = Answer(b"\x1f\x8bnot gzip", headers={"Content-Encoding": "gzip"})
    assert "does not answer" in refused(f"{served.url}/torn")


@pytest.mark.parametrize(("status", "reason"), [(404, "no such page"), (403, "robots"), (429, "after 30"), (500, "trouble"), (418, "418")])
def test_refusals_say_what_to_do(served: Site, status: int, reason: str) -> None:
    served.pages["/x"] = Answer(b"<p>no</p>", status, {"Retry-After": "30"} if status == 429 else {})
    assert reason in refused(f"{served.url}/x")


def test_what_has_not_changed_is_not_sent_again(served: Site, tmp_path: Path) -> None:
    served.pages["/a"] = tagged(page("Peru recalls ambassador"), '"one"')
    for number in range(2):
        with fetcher(tmp_path / "kept") as one:
            stream = one.stream(f"{served.url}/a")
            with stream.body:
                assert b"Peru recalls ambassador" in stream.body.read()
            assert stream.content_type == "text/html; charset=utf-8"
        assert served.asked[-1][1].get("if-none-match") == (None, '"one"')[number]
    (file,) = (tmp_path / "kept").iterdir()
    file.write_bytes(file.read_bytes()[:-9])
    with fetcher(tmp_path / "kept") as one:
        one.stream(f"{served.url}/a").body.close()
    assert "if-none-match" not in served.asked[-1][1]


def test_a_host_is_not_asked_more_often_than_it_may_be(served: Site) -> None:
    began = time.monotonic()
    with fetcher(fetch_delay=0.2) as one:
        for _ in range(3):
            one.stream(f"{served.url}/a").body.close()
    assert 0.39 < time.monotonic() - began < 5


def test_an_address_is_loaded_as_a_file_is(served: Site, tmp_path: Path) -> None:
    served.pages["/moved"] = Answer(status=301, headers={"Location": "/a"})
    feed = "<rss version='2.0'><channel><title>Times</title>{}</channel></rss>"
    item = "<item><title>Peru</title><link>{}</link></item>"
    served.pages["/feed"] = Answer(feed.format(item.format("/a") + item.format("/gone")).encode(), headers={"Content-Type": "text/xml"})
    settings = Settings(fetch_private=True, fetch_delay=0)
    with diplograph.open(str(tmp_path / "store"), settings=settings) as database:
        (loaded,) = database.load([f"{served.url}/moved"]).sources
        assert (loaded.outcome, loaded.source) == (Outcome.LOADED, f"{served.url}/moved")
        assert database.find_article(f"{served.url}/a").value == loaded.article
        (failed,) = database.load([f"{served.url}/none"]).sources
        assert "no such page" in str(failed.reason)
        assert database.quarantined() == []
        same, gone = database.load([f"{served.url}/feed"], options=Options(follow=True)).sources
        assert (same.article, gone.outcome) == (loaded.article, Outcome.FAILED)
        (entry,) = database.quarantined()
        assert entry.source == f"{served.url}/gone"
        served.pages["/gone"] = page("Chile accepts", "Chile accepted Norway's invitation on Saturday, its foreign ministry said.")
        assert database.retry(entry.name).outcome is Outcome.LOADED
