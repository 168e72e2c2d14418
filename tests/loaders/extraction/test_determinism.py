"""The same article gives the same events in every process, whatever order its sets happen to have."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from typer.testing import CliRunner

from diplograph.cli import app


def test_every_process_finds_the_same(checkout: Path) -> None:
    command = ["extract", str(checkout / "seeds" / "canada-india-liaison.html"), "--format", "json"]
    # Strings have another hash in each process unless it is told which.
    seed = "1" if os.environ.get("PYTHONHASHSEED") != "1" else "2"
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    other = subprocess.run([sys.executable, "-m", "diplograph", *command], env=environment, capture_output=True, check=True, text=True)
    assert "Meeting" in other.stdout
    assert CliRunner().invoke(app, command).stdout == other.stdout
