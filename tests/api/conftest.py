"""A server over a dataset of one article."""

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
    """A client of a server over it."""
    settings = diplograph.Settings(store="memory:", max_request_bytes=20_000)
    with serving(create_app(settings, database)) as opened:
        yield opened
