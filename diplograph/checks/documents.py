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
_ENDINGS = (".gz", ".bz2", ".xz", ".zst")


class _Zstandard:
    """A packed stream read to its end; the library's own reader takes one that is cut short for whole."""

    # Of so many packed bytes at most some ten million are unpacked at once.
    _STEP = 512

    def __init__(self, stream: IO[bytes]) -> None:
        self._data = stream.read()

    def read(self, most: int) -> bytes:
        parts, size, place, frame = [], 0, 0, None
        while place < len(self._data) and size < most:
            frame = zstandard.ZstdDecompressor().decompressobj() if frame is None or frame.eof else frame
            piece = self._data[place : place + self._STEP]
            parts.append(frame.decompress(piece))
            size += len(parts[-1])
            place += len(piece) - len(frame.unused_data)
        if size < most and (frame is None or not frame.eof):
            raise EOFError("it is cut short")
        return b"".join(parts)[:most]


_PACKED: dict[bytes, Callable[[IO[bytes]], Any]] = {
    b"\x1f\x8b": lambda stream: gzip.GzipFile(fileobj=stream),
    b"BZh": bz2.BZ2File,
    b"\xfd7zXZ\x00": lzma.LZMAFile,
    b"\x28\xb5\x2f\xfd": _Zstandard,
}


@dataclass(frozen=True, slots=True)
class Document:
    """A document.

    Attributes:
        name: What messages call it.
        data: Its text as bytes.
        format: A name or media type of its format; guessed from its ending, then from its content, where not given.
    """

    name: str
    data: bytes
    format: str | None = None


def expand(names: Iterable[str]) -> Iterator[str]:
    """The files that the names stand for: a pattern for all that fit it, a folder for the RDF documents in it, in order.

    Raises:
        SourceError: A pattern fits no file, or a folder has no RDF document.
    """
    endings = tuple(ending + packed for known in FORMATS.values() for ending in known.endings for packed in ("", *_ENDINGS))
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
        return unpacked("stdin", sys.stdin.buffer.read(MAX_BYTES + 1))
    try:
        with Path(name).open("rb") as file:
            return unpacked(name, file.read(MAX_BYTES + 1))
    except OSError as error:
        raise SourceError(name, f"cannot be read ({error.strerror}); check the path") from error


def unpacked(name: str, data: bytes, format: str | None = None, limit: int | None = None) -> Document:
    """The document of those bytes, unpacked where they are packed.

    Args:
        name: What messages call it.
        data: Its bytes, packed or not.
        format: Its format, as ``Document`` has it.
        limit: The bytes that it may have, packed and unpacked; a billion where none are given.

    Raises:
        FormatError: It is too large, or its packing is broken or unpacks to too much.
    """
    limit = MAX_BYTES if limit is None else limit
    if len(data) > limit:
        raise FormatError(name, f"larger than {limit:,} bytes; split it into several files")
    if format is None and name.lower().endswith(_ENDINGS):
        inner = Path(name).with_suffix("").suffix.lower()
        format = next((known for known, each in FORMATS.items() if inner in each.endings), None)
    for mark, unpacker in _PACKED.items():
        if data.startswith(mark):
            most = min(limit, max(_BOMB, _RATIO * len(data)))
            try:
                plain: bytes = unpacker(io.BytesIO(data)).read(most + 1)
            except (OSError, EOFError, zlib.error, lzma.LZMAError, zstandard.ZstdError) as error:
                raise FormatError(name, f"its compression is broken ({error}); pack it again") from error
            if len(plain) > most:
                raise FormatError(name, f"unpacks to more than {most:,} bytes, which is not believed; give it unpacked")
            return Document(name, plain, format)
    return Document(name, data, format)
