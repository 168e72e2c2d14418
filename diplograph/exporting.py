"""Writing of graphs to files and streams."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import IO

import pyoxigraph as ox

from .errors import StoreError
from .ontology.terms import PREFIXES
from .ontology.turtle import normal_turtle
from .store.base import GraphName, Store
from .store.formats import Format
from .store.terms import to_rdflib

# Up to so many triples Turtle is written in its normal form, which takes them all into memory; more are streamed.
_NORMAL_TURTLE = 100_000


def write_graphs(store: Store, target: Path | IO[bytes], format: Format, graphs: tuple[GraphName, ...]) -> None:
    """Writes graphs of a store to a file, which is replaced when all is written, or to a stream.

    Raises:
        StoreError: The file cannot be written.
    """
    if not isinstance(target, Path):
        _write(store, target, format, graphs)
        return
    try:
        with _replacing(target) as unfinished:
            _write(store, unfinished, format, graphs)
    except OSError as error:
        raise StoreError(str(target), f"cannot be written: {error.strerror or error}") from error


def _write(store: Store, target: Path | IO[bytes], format: Format, graphs: tuple[GraphName, ...]) -> None:
    if format.name == "turtle" and len(graphs) == 1:
        triples = [quad.triple for quad in islice(store.quads(graph=graphs[0]), _NORMAL_TURTLE + 1)]
        if len(triples) <= _NORMAL_TURTLE and not any(isinstance(triple.object, ox.BlankNode) for triple in triples):
            text = normal_turtle(to_rdflib(triples)).encode("utf-8")
            if isinstance(target, Path):
                target.write_bytes(text)
            else:
                target.write(text)
            return
    store.dump(target, format, graphs, PREFIXES)


@contextlib.contextmanager
def _replacing(target: Path) -> Iterator[Path]:
    # Written beside the target, so that a reader sees the old file or the new one and never half of one.
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    os.close(handle)
    unfinished = Path(name)
    try:
        yield unfinished
        # Temporary files are private; the result has the rights that any new file of the user would have.
        mask = os.umask(0)
        os.umask(mask)
        unfinished.chmod(0o666 & ~mask)
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
