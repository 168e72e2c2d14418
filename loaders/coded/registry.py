"""Datasets of events that others coded or recorded: which there are, and which one a file is of."""

from __future__ import annotations

import difflib
from pathlib import Path

from ...errors import NotFound, SourceError
from .base import CodedSource
from .gdelt import Gdelt
from .icews import Icews
from .packed import opened
from .polecat import Polecat
from .state_department import StateDepartment

__all__ = ["NAMES", "SOURCES", "recognised", "source_of"]

SOURCES: tuple[CodedSource, ...] = (Icews(), Polecat(), StateDepartment(), Gdelt())
"""The datasets that can be read, in the order in which a file is held against them."""


# So much of a file says what it is.
_HEAD = 8192
NAMES = tuple(source.name for source in SOURCES)


def source_of(path: Path, name: str | None = None) -> CodedSource:
    """The dataset of that name, or else the one of which the file is by its first line.

    Raises:
        NotFound: There is none of that name.
        SourceError: The file is of none that is known, or cannot be read.
    """
    if name is None:
        found = recognised(path)
        if found is None:
            with opened(path):
                raise SourceError(str(path), f"is of no known dataset by its first line; say which with --as: {', '.join(NAMES)}")
        return found
    source = next((source for source in SOURCES if source.name == name), None)
    if source is None:
        near = difflib.get_close_matches(name, NAMES, n=1, cutoff=0.4)
        raise NotFound("dataset", name, f"did you mean {near[0]}?" if near else f"choose one of {', '.join(NAMES)}", "is known")
    return source


def recognised(path: Path) -> CodedSource | None:
    """The dataset of which the file is by how it begins; nothing where it is of none, or cannot be read."""
    try:
        with opened(path) as stream:
            head = stream.read(_HEAD).decode("utf-8-sig", "replace")
    except (OSError, EOFError, ValueError, SourceError):
        return None
    return next((source for source in SOURCES if source.recognises(head)), None)
