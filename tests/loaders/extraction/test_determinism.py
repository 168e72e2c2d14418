"""The same article gives the same events in every process, whatever order its sets happen to have."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def extracted(article: Path, hash_seed: str) -> bytes:
    """What a fresh process finds in an article, as the command line writes it."""
    command = [sys.executable, "-m", "diplograph", "extract", str(article), "--format", "json"]
    done = subprocess.run(command, env={**os.environ, "PYTHONHASHSEED": hash_seed}, capture_output=True, check=True)
    return done.stdout


def test_every_process_finds_the_same(checkout: Path) -> None:
    article = checkout / "seeds" / "canada-india-liaison.html"
    first = extracted(article, "1")
    assert b"Meeting" in first
    assert extracted(article, "2") == first
