"""Compressed files: gzip, bzip2, xz and Zstandard, unpacked as they are read, and not without end."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import IO, TYPE_CHECKING, Any

import zstandard

from ...errors import SourceError
from ..document import Options, Stream

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

# So many bytes are unpacked in any case; beyond, no more than so many times the packed ones. News comes to 3 to 15 times.
BOMB, RATIO = 50_000_000, 200
BROKEN = (EOFError, zlib.error, lzma.LZMAError, zstandard.ZstdError, gzip.BadGzipFile, zipfile.BadZipFile, tarfile.TarError)
MARKS: dict[bytes, Callable[[IO[bytes]], Any]] = {
    b"\x1f\x8b": lambda stream: gzip.GzipFile(fileobj=stream),
    b"BZh": bz2.BZ2File,
    b"\xfd7zXZ\x00": lzma.LZMAFile,
    b"\x28\xb5\x2f\xfd": lambda stream: zstandard.ZstdDecompressor(max_window_size=2**27).stream_reader(stream, read_across_frames=True),
}


class Packed:
    """Unpacks what is compressed."""

    name = "packed"
    suffixes: tuple[str, ...] = ()  # a folder is searched for what is in them

    def accepts(self, stream: Stream) -> bool:
        """Whether it begins as a compressed file does."""
        return stream.head.startswith(tuple(MARKS))

    def open(self, stream: Stream, options: Options) -> Iterator[Stream]:
        """What was compressed."""
        unpacker = next(unpacker for mark, unpacker in MARKS.items() if stream.head.startswith(mark))
        counted = Counted(stream.body)
        guarded = Guarded(unpacker(io.BufferedReader(counted, 65_536)), stream.place, counted)
        yield stream.unpacked(io.BufferedReader(guarded, 262_144))


class Counted(io.RawIOBase):
    """A stream that counts what is read of it."""

    def __init__(self, body: IO[bytes]) -> None:
        self._body = body
        self.count = 0

    def readable(self) -> bool:
        """That it can be read."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Fills the buffer, as far as there is something."""
        view = memoryview(buffer)
        data = self._body.read(len(view))
        view[: len(data)] = data
        self.count += len(data)
        return len(data)


class Guarded(io.RawIOBase):
    """What an unpacker gives, while it is believable beside the bytes that it was given.

    Args:
        body: The unpacker's stream.
        place: What messages call it.
        packed: Counts the packed bytes; without, it is as large as it may be.
    """

    def __init__(self, body: Any, place: str, packed: Counted | None = None) -> None:
        self._body = body
        self._place = place
        self._packed = packed
        self.count = 0

    def readable(self) -> bool:
        """That it can be read."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Fills the buffer, as far as there is something."""
        view = memoryview(buffer)
        try:
            # Not more than is at hand, so that what stands before a break is given.
            data = self._body.read1(len(view))
        except BROKEN as error:
            raise SourceError(self._place, f"its compression is broken or cut short ({error}); get it again, or pack it again") from error
        except OSError as error:
            raise SourceError(self._place, f"its compression is broken ({error}); get it again, or pack it again") from error
        self.count += len(data)
        if self._packed is not None and self.count > max(BOMB, RATIO * self._packed.count):
            raise SourceError(
                self._place,
                f"unpacks to more than {RATIO} times its size, which is not believed of news; unpack it yourself if it is sound",
            )
        view[: len(data)] = data
        return len(data)
