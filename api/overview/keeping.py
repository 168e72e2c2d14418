"""What was counted, kept in files beside the dataset, so that a server that starts again need not read all events."""

from __future__ import annotations

import hashlib
import logging
import shutil
from dataclasses import fields
from pathlib import Path

import polars as pl

from ...version import VERSION
from .facts import Facts
from .relations import QUERIES, Relations

_log = logging.getLogger(__name__)

# Other columns, or columns of another version of this package, are other files.
_KIND = hashlib.sha256(repr((VERSION, QUERIES, [field.name for field in fields(Facts)])).encode()).hexdigest()[:12]
_FRAMES = tuple(field.name for field in fields(Facts) if field.init and field.name != "counts")


class Kept:
    """A folder with the columns as they were at one commit; it may be deleted at any time.

    Args:
        folder: The folder, made when there is something to keep.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def _of(self, commit: int) -> Path:
        return self._folder / f"{commit}-{_KIND}"

    def find(self, commit: int) -> tuple[Relations, Facts] | None:
        """The columns of that commit, if they are kept and whole."""
        place = self._of(commit)
        if not place.is_dir():
            return None
        try:
            frames = {name: pl.read_parquet(place / f"facts-{name}.parquet") for name in _FRAMES}
            counts = dict(pl.read_parquet(place / "facts-counts.parquet").iter_rows())
            relations = {name: pl.read_parquet(place / f"{name}.parquet") for name in QUERIES}
        except (OSError, pl.exceptions.PolarsError) as error:
            _log.warning("%s cannot be read, so that all events are counted anew: %s", place, error)
            return None
        return relations, Facts(**frames, counts=counts)

    def keep(self, commit: int, relations: Relations, facts: Facts) -> None:
        """Keeps the columns of that commit in place of those of any other; where that fails, they are read anew next time."""
        unfinished = self._folder / ".new"
        try:
            shutil.rmtree(unfinished, ignore_errors=True)
            unfinished.mkdir(parents=True)
            for name, frame in relations.items():
                frame.write_parquet(unfinished / f"{name}.parquet")
            for name in _FRAMES:
                getattr(facts, name).write_parquet(unfinished / f"facts-{name}.parquet")
            counts = pl.DataFrame([*facts.counts.items()], schema={"kind": pl.String, "number": pl.Int64}, orient="row")
            counts.write_parquet(unfinished / "facts-counts.parquet")
            for old in self._folder.glob("[0-9]*"):
                shutil.rmtree(old, ignore_errors=True)
            unfinished.rename(self._of(commit))
        except (OSError, pl.exceptions.PolarsError) as error:
            _log.warning("what was counted cannot be kept in %s, and is counted anew after the next start: %s", self._folder, error)
            shutil.rmtree(unfinished, ignore_errors=True)
