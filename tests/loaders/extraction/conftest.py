"""What the tests of extraction share."""

from __future__ import annotations

import pytest

from diplograph.loaders.extraction import Extractor, default_extractor
from diplograph.settings import Settings


@pytest.fixture(scope="session")
def extractor() -> Extractor:
    """The rule-based extractor on the project's own language model, loaded once."""
    return default_extractor(Settings())
