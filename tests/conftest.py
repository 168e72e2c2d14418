"""What tests of all folders share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def checkout() -> Path:
    """The folder of the checkout."""
    return CHECKOUT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of the gold articles and coded datasets, which are no part of the project."""
    folder = Path(os.environ.get("DIPLOGRAPH_SHARED") or CHECKOUT.parent / "shared")
    if not (folder / "gold").is_dir():
        pytest.skip(f"no gold articles in {folder}; name their folder in DIPLOGRAPH_SHARED")
    return folder
