"""Backups of a dataset: a folder that is copied back at the speed of the disk, or one file that any SPARQL tool can load.

A folder holds the engine's own files and a manifest with the digest of each. A file holds the statements in one order, as N-Quads or
TriG, with the manifest as the comment in its last line.
"""

from __future__ import annotations

import gzip
import hashlib
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Literal, cast

import pyoxigraph as ox

from . import vocabularies
from .database import Database
from .errors import StoreError
from .manifest import NAME, Manifest, digest, read_manifest
from .ontology.terms import PREFIXES
from .store import MEMORY, EmbeddedStore, Store
from .store.base import DEFAULT_GRAPH, GraphName
from .store.bulk import rdf_format
from .store.folder import LAYOUT, layout_of
from .store.formats import Format, format_named
from .vocabularies import VOCABULARIES

_FORMATS = {".nq": "nquads", ".trig": "trig"}
_LAST_LINE = b"# diplograph backup "
# The last line is looked for in so many bytes from the end.
_TAIL = 4096


def backup(store: Store, target: Path) -> Manifest:
    """Writes a backup of the dataset as it is at one commit, beside those who read and write.

    Args:
        store: The dataset.
        target: A folder, or a file if its name ends in .nq, .nq.gz, .trig or .trig.gz; it must not exist.

    Raises:
        StoreError: The target exists or cannot be written, or the dataset lies in no folder and the target is one.
    """
    if target.exists():
        raise StoreError(str(target), "exists already; name a backup that does not, so that no older one is lost")
    format = _format(target)
    if format is None and (not isinstance(store, EmbeddedStore) or store.location == MEMORY):
        raise StoreError(store.location, "lies in no folder that could be copied; name a file that ends in .nq.gz")
    try:
        with _unfinished(target) as unfinished, _snapshot(store) as snapshot:
            made = _write_folder(snapshot, unfinished) if format is None else _write_file(snapshot, unfinished, format)
            unfinished.rename(target)
    except OSError as error:
        raise StoreError(str(target), f"cannot be written: {error.strerror or error}") from error
    return made


@contextmanager
def _unfinished(target: Path) -> Iterator[Path]:
    target.parent.mkdir(parents=True, exist_ok=True)
    # Made beside the target, which is never seen half done.
    with tempfile.TemporaryDirectory(prefix=f".{target.name}.", dir=target.parent) as beside:
        yield Path(beside) / target.name


@contextmanager
def _snapshot(store: Store) -> Iterator[Store]:
    """The dataset at one commit, however long it is read."""
    if not isinstance(store, EmbeddedStore) or store.read_only or store.location == MEMORY:
        yield store
        return
    store.publish()
    reader = EmbeddedStore(store.location, read_only=True, older=True)
    try:
        yield reader
    finally:
        reader.close()


def _write_folder(store: Store, folder: Path) -> Manifest:
    store.backup(folder)
    files = {path.relative_to(folder).as_posix(): digest(path) for path in sorted(folder.rglob("*")) if path.is_file()}
    made = Manifest(len(store), store.commit, files, layout_of(Path(store.location)))
    (folder / NAME).write_text(made.text() + "\n", encoding="utf-8")
    return made


def _write_file(store: Store, file: Path, format: Format) -> Manifest:
    with _open(file, "wb") as stream:
        hashed = _Hashed(stream)
        count = 0

        def counted() -> Iterator[ox.Quad]:
            nonlocal count
            for quad in _in_order(store):
                count += 1
                yield quad

        ox.serialize(counted(), cast("IO[bytes]", hashed), format=rdf_format(format), prefixes=dict(PREFIXES))
        made = Manifest(count, store.commit)
        stream.write(_LAST_LINE + made.text(sha256=hashed.digest.hexdigest()).encode() + b"\n")
    return made


def _in_order(store: Store) -> Iterator[ox.Quad]:
    """The statements of the dataset in one order; but those of the vocabularies, which every dataset has."""
    names = sorted(name.value for name in store.graphs() if name.value not in VOCABULARIES)
    graphs: list[GraphName] = [DEFAULT_GRAPH, *map(ox.NamedNode, names)]
    for graph in graphs:
        yield from sorted(store.quads(graph=graph), key=str)


class _Hashed:
    """A stream of bytes with the digest of what was written to it."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.digest = hashlib.sha256()

    def write(self, data: bytes) -> int:
        self.digest.update(data)
        return self._stream.write(data)

    def flush(self) -> None:
        self._stream.flush()


def _format(path: Path) -> Format | None:
    name = path.name.removesuffix(".gz")
    return next((format_named(format) for ending, format in _FORMATS.items() if name.endswith(ending)), None)


@contextmanager
def _open(path: Path, mode: Literal["rb", "wb"]) -> Iterator[IO[bytes]]:
    with path.open(mode) as file:
        if not path.name.endswith(".gz"):
            yield file
            return
        # Without name and time in it, so that the same dataset gives the same file.
        with gzip.GzipFile("", mode, fileobj=file, mtime=0) as packed:
            yield cast("IO[bytes]", packed)


class Backup:
    """A backup that was found to be sound and complete.

    Args:
        source: The folder or file.

    Raises:
        StoreError: It is none, is damaged or incomplete, or was made by a newer version.
    """

    def __init__(self, source: Path) -> None:
        self._source = source
        if not source.exists():
            raise StoreError(str(source), "there is no such backup; check the path")
        try:
            self.manifest = self._checked_folder() if source.is_dir() else self._checked_file()
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise StoreError(str(source), f"the backup is damaged or incomplete ({error}); take another copy") from error
        except OSError as error:
            raise StoreError(str(source), f"cannot be read: {error.strerror or error}") from error

    def _checked_folder(self) -> Manifest:
        if not (self._source / NAME).exists():
            raise StoreError(str(self._source), f"is no backup, or an incomplete one: {NAME} is missing; take another copy")
        made, _ = read_manifest((self._source / NAME).read_text(encoding="utf-8", errors="replace"), str(self._source))
        for name, expected in made.files.items():
            if not (self._source / name).is_file():
                raise StoreError(str(self._source), f"the backup is incomplete: {name} is missing; take another copy")
            if digest(self._source / name) != expected:
                raise StoreError(str(self._source), f"the backup is damaged: {name} is not what was written; take another copy")
        return made

    def _checked_file(self) -> Manifest:
        if _format(self._source) is None:
            raise StoreError(str(self._source), "is no backup: its name ends in none of .nq, .nq.gz, .trig and .trig.gz")
        hashed, tail = hashlib.sha256(), b""
        with _open(self._source, "rb") as stream:
            while part := stream.read(1 << 20):
                tail += part
                hashed.update(tail[:-_TAIL])
                tail = tail[-_TAIL:]
        body, found, line = tail.rpartition(_LAST_LINE)
        if not found:
            raise StoreError(str(self._source), "is no backup, or an incomplete one: its last line is missing; take another copy")
        hashed.update(body)
        made, more = read_manifest(line.decode("utf-8", "replace"), str(self._source), "its last line")
        if more.get("sha256") != hashed.hexdigest():
            raise StoreError(str(self._source), "the backup is damaged: it is not what was written; take another copy")
        return made

    def restore(self, database: Database) -> None:
        """Makes an empty database hold what the backup holds, consolidated anew where an older version made it.

        Raises:
            StoreError: The database holds something already, or cannot be written.
        """
        store = database.store
        if not _is_empty(store):
            raise StoreError(
                store.location, "holds a dataset already, which restoring would replace; name an empty or a new one with --store"
            )
        if not self._source.is_dir():
            format = _format(self._source)
            assert format is not None
            with _open(self._source, "rb") as stream:
                database.load_dataset(stream, format)
        elif isinstance(store, EmbeddedStore) and store.location != MEMORY:
            store.replace_data(self._source / "data", self.manifest.commit or 0)
            vocabularies.install(store)
        else:
            with tempfile.TemporaryFile() as file:
                _write_statements(ox.Store.read_only(str(self._source / "data")), cast("IO[bytes]", file))
                file.seek(0)
                database.load_dataset(cast("IO[bytes]", file), format_named("nquads"))
        if self.manifest.layout != LAYOUT:
            database.rebuild()


def _is_empty(store: Store) -> bool:
    if any(name.value not in VOCABULARIES for name in store.graphs()):
        return False
    return next(store.quads(graph=DEFAULT_GRAPH), None) is None


def _write_statements(engine: ox.Store, file: IO[bytes]) -> None:
    apart = set(map(ox.NamedNode, VOCABULARIES))
    ox.serialize((quad for quad in engine if quad.graph_name not in apart), file, format=ox.RdfFormat.N_QUADS)
