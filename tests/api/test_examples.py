"""The examples of the pages on the server, on validation and on importing: each is run as it stands, and every route has one."""

from __future__ import annotations

import gzip
import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

import diplograph
from diplograph.api.app import create_app
from diplograph.importing import TEMPLATES
from diplograph.ontology.terms import PREFIXES
from tests.api.serving import serving
from tests.conftest import CHECKOUT
from tests.importing.test_import import OWN
from tests.samples import article, extracted
from tests.site import Site, page, site

ADDRESS = "http://127.0.0.1:8765"
EXAMPLES = [
    example
    for page in ("server.md", "validation.md", "import.md")
    for example in re.findall(r"^    (curl .*)$", (CHECKOUT / "docs" / page).read_text(encoding="utf-8"), re.MULTILINE)
]
SHAPES = "<https://example.org/A> a sh:NodeShape ; sh:targetSubjectsOf rdfs:label .\n"
STORY = """France and Japan hold talks in Paris

French Foreign Minister Anne Dupont met Japanese Foreign Minister Kenji Mori in Paris on Monday.
"""


BROKEN = """@prefix dg: <https://w3id.org/diplograph/ontology#> .
<https://example.org/meeting> a dg:Meeting, dg:Engagement, dg:Event .
"""


@pytest.fixture(scope="module")
def news() -> Iterator[Site]:
    """A site with the page that an example loads."""
    with site() as served:
        served.pages["/talks"] = page("Peru recalls ambassador")
        yield served


@pytest.fixture(scope="module")
def server() -> Iterator[httpx.Client]:
    """A server of one article that takes whatever is written."""
    settings = diplograph.Settings(auth=False, writable=True, fetch_private=True, fetch_delay=0)
    with diplograph.open("memory:", settings=settings) as database:
        found = extracted(article())
        database.store_extracted(found, database.pipeline.validator.validate(found.graph))
        with serving(create_app(settings, database, private_token="secret")) as client:  # noqa: S106
            yield client


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_does_what_the_page_says(server: httpx.Client, news: Site, tmp_path: Path, example: str) -> None:
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    mine = f"<https://example.org/a> <{PREFIXES['rdfs']}label> 'a' .\n"
    (tmp_path / "mine.ttl").write_text(mine, encoding="utf-8")
    for name in ("new.ttl", "people.ttl", "events.ttl"):
        shutil.copy(tmp_path / "mine.ttl", tmp_path / name)
    (tmp_path / "talks.ttl").write_text(OWN, encoding="utf-8")
    (tmp_path / "events.csv").write_text(TEMPLATES["csv"](), encoding="utf-8")
    for name in ("more.nt.gz", "events.nt.gz", "events.ttl.gz"):
        (tmp_path / name).write_bytes(gzip.compress(b"<https://example.org/b> <https://example.org/c> <https://example.org/d> .\n"))
    prefixes = "".join(f"@prefix {prefix}: <{PREFIXES[prefix]}> .\n" for prefix in ("sh", "rdfs"))
    (tmp_path / "house-rules.ttl").write_text(prefixes + SHAPES, encoding="utf-8")
    (tmp_path / "article.txt").write_text(STORY, encoding="utf-8")
    shutil.copy(CHECKOUT / "tests/data/readers/statement.pdf", tmp_path)
    if "mine" in example:
        for address in ("/graphs?graph=https://example.org/mine", "/graphs/mine"):
            server.put(address, content=mine, headers={"content-type": "application/trig"}).raise_for_status()
    if "ENTRY" in example:
        server.put("/graphs?graph=https://example.org/broken", content=BROKEN, headers={"content-type": "text/turtle"})
    event = server.get("/events").json()["events"][0]["id"]
    told = server.get("/articles").json()["articles"][0]["iri"].rpartition("/")[2]
    entry = next((entry["name"] for entry in server.get("/quarantine").json()), "none")
    command = example.replace("curl ", "curl --silent --show-error --fail-with-body ", 1).replace(ADDRESS, str(server.base_url).rstrip("/"))
    command = command.replace("https://news.example", news.url)
    environment = {**os.environ, "ID": event, "ARTICLE": told, "ENTRY": entry, "TOKEN": "secret"}
    done = subprocess.run(["bash", "-c", command], check=False, capture_output=True, text=True, cwd=tmp_path, env=environment)
    assert done.returncode == 0, done.stdout + done.stderr
    if not re.search(r"/graphs|/update|/validate|DELETE| -o ", example):
        assert done.stdout


def test_every_route_has_an_example(server: httpx.Client) -> None:
    shown = set(map(_request, EXAMPLES))
    for path, operations in server.get("/openapi.json").json()["paths"].items():
        pattern = re.compile(re.sub(r"\{\w+\}", "[^/]+", path.replace("{path}", ".+")))
        for method in operations:
            assert any(method.upper() == sent and pattern.fullmatch(to) for sent, to in shown), f"{method} {path}"


def _request(example: str) -> tuple[str, str]:
    words = shlex.split(example)
    address = next(word for word in words if word.startswith(ADDRESS))
    if "-X" in words:
        method = words[words.index("-X") + 1]
    elif "-T" in words:
        method = "PUT"
    else:
        method = "POST" if {"-F", "--data-binary", "--data-urlencode"} & set(words) and "-G" not in words else "GET"
    return method, address.removeprefix(ADDRESS).partition("?")[0]
