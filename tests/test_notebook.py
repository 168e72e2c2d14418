"""The notebook of a day's work runs from its first cell to its last."""

from __future__ import annotations

from importlib.metadata import distribution
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from tests.conftest import CHECKOUT

NOTEBOOK = CHECKOUT / "docs" / "a-day-with-diplograph.ipynb"


@pytest.mark.filterwarnings("default")  # the kernel's own
def test_the_notebook_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUPYTER_PATH", str(distribution("ipykernel").locate_file("../../../share/jupyter")))
    monkeypatch.setenv("PYTHONPATH", str(CHECKOUT))
    notebook = nbformat.read(NOTEBOOK, as_version=4)  # type: ignore[no-untyped-call]
    shown = [bool(cell.outputs) for cell in notebook.cells if cell.cell_type == "code"]
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(tmp_path)}}).execute()
    assert [bool(cell.outputs) for cell in notebook.cells if cell.cell_type == "code"] == shown
    assert len(shown) > 10
