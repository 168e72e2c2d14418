"""Loading of whole documents: the engine's own way, and parts for stores that have none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import IO

import pyoxigraph as ox

from ..errors import FormatError, SourceError
from .base import Change, GraphName, Store
from .formats import Format

# So many quads make an update of a few megabytes.
_PART = 10_000


def bulk_load_in_parts(store: Store, source: Path | IO[bytes], format: Format, to: GraphName | None = None) -> None:
    """Adds the quads of a document part by part; an error leaves the parts before it in the store.

    Args:
        store: A store without a way of its own.
        source: A file, or a stream of bytes.
        format: What it is written in.
        to: The graph that triples are put into.

    Raises:
        SourceError: The file cannot be read.
        FormatError: The document breaks the rules of its format, with the line where known.
        StoreError: The store cannot be written.
    """
    with document_errors(source, format) as (path, stream):
        quads = iter(ox.parse(stream, path=path, format=rdf_format(format)))
        while part := frozenset(islice(quads, _PART)):
            store.apply(
                Change(add=part if to is None else frozenset(ox.Quad(quad.subject, quad.predicate, quad.object, to) for quad in part))
            )


@contextmanager
def document_errors(source: Path | IO[bytes], format: Format) -> Iterator[tuple[str | None, IO[bytes] | None]]:
    """The source as the engine takes it, a path or a stream, and its errors about the document as ours."""
    name = str(source) if isinstance(source, Path) else str(getattr(source, "name", "stream"))
    try:
        yield (name, None) if isinstance(source, Path) else (None, source)
    except SyntaxError as error:
        raise FormatError(name, f"not {format.name}: {error.msg}", error.lineno) from error
    except OSError as error:
        if isinstance(source, Path) and not source.is_file():
            raise SourceError(name, "cannot be read; check the path") from error
        raise


def rdf_format(format: Format) -> ox.RdfFormat:
    """The engine's name of a format of triples or quads.

    Raises:
        FormatError: The format is one of rows.
    """
    if not isinstance(format.engine, ox.RdfFormat):
        raise FormatError(format.name, "cannot hold triples; choose turtle, ntriples, jsonld, rdfxml, trig or nquads")
    return format.engine
