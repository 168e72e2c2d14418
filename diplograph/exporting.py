"""Writing of graphs and selections to files and streams."""

from __future__ import annotations

import bz2
import contextlib
import gzip
import lzma
import os
import stat
import tempfile
from collections.abc import Callable, Collection, Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import IO, cast

import pyoxigraph as ox
import zstandard

from .errors import FormatError, StoreError
from .framed import framed_jsonld
from .ontology.terms import PREFIXES
from .ontology.turtle import normal_turtle
from .readable import canonical_lines, readable_turtle
from .store.base import DEFAULT_GRAPH, GraphName, Store
from .store.bulk import rdf_format
from .store.formats import GRAPH_FORMATS, Format, format_of_file
from .store.terms import to_rdflib
from .tables.formats import TABLE_FORMATS, TableFormat, table_format_of_file
from .vocabularies import VOCABULARIES

EXPORT_FORMATS: tuple[Format | TableFormat, ...] = (*GRAPH_FORMATS, *TABLE_FORMATS)
Progress = Callable[[int], None]
"""Is told how many bytes are written so far, before they are packed."""

# Up to so many triples Turtle is written to be read, which takes them all into memory; more are streamed.
_READABLE = 500_000
# Without name and time in it, so that the same dataset gives the same file.
_PACKERS: dict[str, Callable[[IO[bytes]], object]] = {
    ".gz": lambda file: gzip.GzipFile("", "wb", fileobj=file, mtime=0),
    ".bz2": partial(bz2.BZ2File, mode="wb"),
    ".xz": partial(lzma.LZMAFile, mode="wb"),
    ".zst": lambda file: zstandard.ZstdCompressor().stream_writer(file, closefd=False),
}


def export_format(name: str) -> Format | TableFormat:
    """The format of that name: of RDF, or of tables.

    Raises:
        FormatError: There is none.
    """
    known = next((format for format in EXPORT_FORMATS if format.name == name), None)
    if known is None:
        raise FormatError(name, f"is not a format here; choose one of {', '.join(format.name for format in EXPORT_FORMATS)}")
    return known


def format_of_target(path: Path) -> Format | TableFormat | None:
    """The format that a file's ending stands for, before that of the packing, or nothing.

    >>> format_of_target(Path("events.nq.gz")).name, format_of_target(Path("events.csv")).name
    ('nquads', 'csv')
    """
    file = path.with_suffix("") if path.suffix.lower() in _PACKERS else path
    return format_of_file(file, GRAPH_FORMATS) or table_format_of_file(file)


class Sink:
    """A stream that tells how much is written to it."""

    def __init__(self, stream: IO[bytes], progress: Progress | None) -> None:
        self._stream = stream
        self._progress = progress
        self._written = 0

    def write(self, data: bytes) -> int:
        """Writes all of the data."""
        self._stream.write(data)
        self._written += len(data)
        if self._progress is not None:
            self._progress(self._written)
        return len(data)

    def flush(self) -> None:
        """Leaves nothing in the stream's own memory."""
        self._stream.flush()


@contextlib.contextmanager
def sink(target: Path | IO[bytes], progress: Progress | None = None) -> Iterator[IO[bytes]]:
    """What an export is written to: a stream, or a file, which is replaced when all is written, packed as its ending says.

    Raises:
        StoreError: The file cannot be written.
    """
    if not isinstance(target, Path):
        yield cast("IO[bytes]", Sink(target, progress))
        return
    try:
        with _replacing(target) as file, contextlib.ExitStack() as packing:
            pack = _PACKERS.get(target.suffix.lower())
            stream = file if pack is None else packing.enter_context(cast("IO[bytes]", pack(file)))
            yield cast("IO[bytes]", Sink(stream, progress))
    except OSError as error:
        raise StoreError(str(target), f"cannot be written: {error.strerror or error}") from error


def write_graphs(store: Store, target: IO[bytes], format: Format, graphs: tuple[GraphName, ...], base: str) -> None:
    """Writes graphs of a store; one graph in Turtle to be read, unless it is too large for that."""
    if format.name == "turtle" and len(graphs) == 1:
        quads = list(islice(store.quads(graph=graphs[0]), _READABLE + 1))
        if len(quads) <= _READABLE:
            target.write(_turtle(quads, graphs[0], base))
            return
        del quads
    store.dump(target, format, graphs, PREFIXES)


def _turtle(quads: list[ox.Quad], graph: GraphName, base: str) -> bytes:
    lines = canonical_lines(quads)
    vocabulary = graph != DEFAULT_GRAPH and str(getattr(graph, "value", "")) in VOCABULARIES
    if vocabulary or any(" _:" in line for line in lines):
        # Nested blank nodes need no labels, which a change elsewhere might change; those that cannot be nested keep canonical ones.
        with contextlib.suppress(FormatError):
            return normal_turtle(to_rdflib(quad.triple for quad in quads)).encode("utf-8")
    return "".join(readable_turtle(lines, base)).encode("utf-8")


def write_lines(lines: Collection[str], target: IO[bytes], format: Format, base: str) -> None:
    """Writes triples, which are given as lines of N-Triples without their end, in one order."""
    blank = any(" _:" in line or line.startswith("_:") for line in lines)
    if blank:
        given = "".join(f"{line} .\n" for line in lines)
        lines = canonical_lines(ox.parse(given, format=ox.RdfFormat.N_TRIPLES))
    if format.name in ("turtle", "trig"):
        target.write("".join(readable_turtle(lines, base)).encode("utf-8"))
        return
    document = "".join(f"{line} .\n" for line in sorted(lines)).encode("utf-8")
    if format.name in ("ntriples", "nquads"):
        target.write(document)
        return
    triples = (quad.triple for quad in ox.parse(document, format=ox.RdfFormat.N_TRIPLES))
    if format.name == "jsonld" and not blank:
        target.write(framed_jsonld(triples).encode("utf-8"))
        return
    ox.serialize(triples, target, format=rdf_format(format), prefixes=dict(PREFIXES))


@contextlib.contextmanager
def _replacing(target: Path) -> Iterator[IO[bytes]]:
    if target.exists() and not target.is_file():
        # A device or a pipe, such as /dev/stdout, is written to as it is: nothing can take its place.
        with target.open("wb") as file:
            yield file
        return
    # Written beside the target, so that a reader sees the old file or the new one and never half of one. A link stays a link.
    target = target.resolve()
    handle, name = tempfile.mkstemp(prefix=f".{target.name[:50]}.", dir=target.parent)
    unfinished = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        # Temporary files are private; the result has the rights of the old file, or those that any new file of the user would have.
        mask = os.umask(0)
        os.umask(mask)
        unfinished.chmod(stat.S_IMODE(target.stat().st_mode) if target.exists() else 0o666 & ~mask)
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
