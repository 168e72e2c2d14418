"""The server of the page: types, caching, compression, its policy, and what stands in its place."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from diplograph.api.middleware import add_middleware
from diplograph.api.page import POLICY, add_page
from diplograph.settings import Settings
from tests.api.serving import serving


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page as the tools build it."""
    folder = tmp_path_factory.mktemp("page")
    (folder / "assets").mkdir()
    (folder / "index.html").write_text("<!doctype html><title>Diplograph</title>", encoding="utf-8")
    (folder / "icon.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>", encoding="utf-8")
    (folder / "assets" / "index-1a2b.js").write_text("export const a = 1;\n" * 500, encoding="utf-8")
    (folder / "assets" / "index-1a2b.css").write_text("body { margin: 0 }", encoding="utf-8")
    return folder


def _serving(folder: Path) -> Iterator[httpx.Client]:
    app = FastAPI()
    add_middleware(app, Settings())
    add_page(app, folder)
    with serving(app) as client:
        yield client


@pytest.fixture(scope="module")
def page(folder: Path) -> Iterator[httpx.Client]:
    yield from _serving(folder)


@pytest.fixture(scope="module")
def unbuilt(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    yield from _serving(tmp_path_factory.mktemp("nothing") / "page")


def test_the_page_runs_its_own_files_alone_and_is_asked_for_anew(page: httpx.Client) -> None:
    answer = page.get("/")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["content-security-policy"] == POLICY
    assert "unsafe" not in POLICY
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-cache"
    again = page.get("/", headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == answer.headers["etag"]


@pytest.mark.parametrize(
    ("name", "media_type"),
    [("assets/index-1a2b.js", "text/javascript"), ("assets/index-1a2b.css", "text/css"), ("icon.svg", "image/svg+xml")],
)
def test_files_have_their_types(page: httpx.Client, name: str, media_type: str) -> None:
    answer = page.get(f"/{name}")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(media_type)


def test_what_has_a_name_of_its_own_is_kept_for_good_and_goes_out_packed(page: httpx.Client) -> None:
    answer = page.get("/assets/index-1a2b.js")
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-encoding"] in ("br", "gzip")
    assert answer.num_bytes_downloaded < len(answer.content) / 10
    assert page.get("/assets/index-1a2b.js", headers={"if-none-match": answer.headers["etag"]}).status_code == 304
    assert page.head("/assets/index-1a2b.js").status_code == 200


@pytest.mark.parametrize(
    "path", ["/assets/../index.html", "/assets/%2e%2e/index.html", "/assets/..%2findex.html", "/assets/", "/assets/none.js"]
)
def test_nothing_else_is_a_file_of_the_page(page: httpx.Client, path: str) -> None:
    answer = page.send(httpx.Request("GET", str(page.base_url).rstrip("/") + path))
    assert answer.status_code in (200, 404) if path == "/assets/../index.html" else answer.status_code == 404


def test_without_the_page_its_place_says_how_to_build_it(unbuilt: httpx.Client) -> None:
    answer = unbuilt.get("/")
    assert answer.status_code == 200
    assert "make web" in answer.text
    assert 'href="docs"' in answer.text
    assert unbuilt.get("/icon.svg").status_code == 404
    assert unbuilt.get("/assets/index.js").status_code == 404
