"""What tests of all folders share."""

from __future__ import annotations

import os
import shutil
import signal
from pathlib import Path

import pytest

import diplograph
from tests.samples import article, extracted

# As the command line does, before anything loads numpy.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

CHECKOUT = Path(__file__).resolve().parent.parent

# Where a shell runs the tests in its background, interrupts are ignored, and would be by the programs that tests start and interrupt.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


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


@pytest.fixture(scope="session")
def sample_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset of one article, which no test may change."""
    folder = tmp_path_factory.mktemp("sample") / "store"
    with diplograph.open(str(folder)) as database:
        found = extracted(article())
        database.store_extracted(found, database.pipeline.validator.validate(found.graph))
    return folder


@pytest.fixture
def store(sample_store: Path, tmp_path: Path) -> Path:
    """A dataset of one article, for the test alone."""
    folder: Path = shutil.copytree(sample_store, tmp_path / "store")
    return folder
