"""A server over a dataset of one article, and a plain SPARQL server over an empty one."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

import diplograph
from diplograph.api.app import create_app
from tests.api.serving import serving
from tests.samples import article, extracted


@pytest.fixture
def database() -> Iterator[diplograph.Database]:
    """A dataset of one article."""
    with diplograph.open("memory:") as opened:
        found = extracted(article())
        opened.store_extracted(found, opened.pipeline.validator.validate(found.graph))
        yield opened


@pytest.fixture
def client(database: diplograph.Database) -> Iterator[httpx.Client]:
    """A client of a server over it, which asks for no token."""
    settings = diplograph.Settings(store="memory:", max_request_bytes=20_000, auth=False)
    with serving(create_app(settings, database)) as opened:
        yield opened


@pytest.fixture(scope="module")
def plain_server() -> Iterator[httpx.Client]:
    """A client of a server without gate and tokens, which takes updates and graphs."""
    settings = diplograph.Settings(store="memory:", writable=True, gate=False, auth=False)
    with diplograph.open("memory:") as opened, serving(create_app(settings, opened)) as client:
        yield client


@pytest.fixture
def plain(plain_server: httpx.Client) -> httpx.Client:
    """The same, over an empty dataset."""
    cleared = plain_server.post("/update", content="DROP ALL", headers={"content-type": "application/sparql-update"})
    assert cleared.status_code == 204, cleared.text
    return plain_server
