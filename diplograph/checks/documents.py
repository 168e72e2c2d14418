"""The documents that are to be checked: files, patterns of them and standard input, compressed or not."""

from __future__ import annotations

import bz2
import glob
import gzip
import io
import lzma
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import zstandard

from ..errors import FormatError, SourceError
from ..ontology.rdf import FORMATS, MAX_BYTES

STDIN = "-"
# Of a compressed document so many bytes are unpacked, unless it is no more than so many times its packed size.
_BOMB, _RATIO = 10_000_000, 200

_PACKED: dict[bytes, Callable[[IO[bytes]], Any]] = {
    b"\x1f\x8b": lambda stream: gzip.GzipFile(fileobj=stream),
    b"BZh": bz2.BZ2File,
    b"\xfd7zXZ\x00": lzma.LZMAFile,
    b"\x28\xb5\x2f\xfd": lambda stream: zstandard.ZstdDecompressor().stream_reader(stream),
}


@dataclass(frozen=True, slots=True)
class Document:
    """A document: what messages call it, and its text as bytes."""

    name: str
    data: bytes


def expand(names: Iterable[str]) -> Iterator[str]:
    """The files that the names stand for: a pattern for all that fit it, a folder for the RDF documents in it, in order.

    Raises:
        SourceError: A pattern fits no file, or a folder has no RDF document.
    """
    endings = tuple(
        ending + packed for known in FORMATS.values() for ending in known.endings for packed in ("", ".gz", ".bz2", ".xz", ".zst")
    )
    for name in names:
        path = Path(name)
        if name == STDIN or path.is_file():
            yield name
        elif path.is_dir():
            found = sorted(str(file) for file in path.rglob("*") if file.name.lower().endswith(endings) and file.is_file())
            if not found:
                raise SourceError(name, "is a folder without RDF documents; name files")
            yield from found
        elif glob.has_magic(name):
            # Path.glob takes no pattern with a root
            found = sorted(file for file in glob.glob(name, recursive=True) if Path(file).is_file())  # noqa: PTH207
            if not found:
                raise SourceError(name, "fits no file; check the pattern")
            yield from found
        else:
            yield name


def read(name: str) -> Document:
    """The document of that name, unpacked.

    Raises:
        SourceError: It cannot be read.
        FormatError: It is too large, or its packing is broken or unpacks to too much.
    """
    if name == STDIN:
        return Document("stdin", _unpacked(sys.stdin.buffer.read(MAX_BYTES + 1), "stdin"))
    try:
        with Path(name).open("rb") as file:
            return Document(name, _unpacked(file.read(MAX_BYTES + 1), name))
    except OSError as error:
        raise SourceError(name, f"cannot be read ({error.strerror}); check the path") from error


def _unpacked(data: bytes, name: str) -> bytes:
    if len(data) > MAX_BYTES:
        raise FormatError(name, f"larger than {MAX_BYTES:,} bytes; split it into several files")
    for mark, unpacker in _PACKED.items():
        if data.startswith(mark):
            most = min(MAX_BYTES, max(_BOMB, _RATIO * len(data)))
            try:
                unpacked: bytes = unpacker(io.BytesIO(data)).read(most + 1)
            except (OSError, EOFError, zlib.error, lzma.LZMAError, zstandard.ZstdError) as error:
                raise FormatError(name, f"its compression is broken ({error}); pack it again") from error
            if len(unpacked) > most:
                raise FormatError(name, f"unpacks to more than {most:,} bytes, which is not believed; give it unpacked")
            return unpacked
    return data
