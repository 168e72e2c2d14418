"""ZIP archives: each member that may be an article or a collection; nothing is written to disk."""

from __future__ import annotations

import io
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from typing import IO

from ...errors import SourceError
from ..document import Options, Stream, Unread
from .members import given, wrong_path
from .packed import BOMB, BROKEN, RATIO, Counted, Guarded

# A ZIP archive ends with its index; one that cannot be wound back is kept in a file for the time, up to this size.
KEPT_BYTES = 1_000_000_000


class ZipArchive:
    """Opens ZIP archives."""

    name = "zip"
    suffixes = (".zip",)

    def accepts(self, stream: Stream) -> bool:
        """Whether it begins as a ZIP archive does, and is no document of an office program."""
        return stream.head.startswith((b"PK\x03\x04", b"PK\x05\x06")) and not (
            b"mimetype" in stream.head[:64] or b"[Content_Types].xml" in stream.head[:2000]
        )

    def open(self, stream: Stream, options: Options) -> Iterator[Stream | Unread]:
        """The members, in the archive's order."""
        with _seekable(stream) as body:
            try:
                archive = zipfile.ZipFile(body)
            except (zipfile.BadZipFile, OSError, ValueError) as error:
                raise SourceError(stream.place, f"is no ZIP archive that can be read ({error}); get it again, or pack it again") from error
            size = body.seek(0, io.SEEK_END)
            # Members may share their packed bytes, so that all of them together are held against the archive's size.
            unpacked = 0
            for member in archive.infolist():
                place = f"{stream.place}/{member.filename}"
                if member.is_dir():
                    continue
                if reason := wrong_path(member.filename) or _refused(member):
                    yield Unread(place, reason, stream.origin)
                    continue
                if unpacked + member.file_size > max(BOMB, RATIO * size):
                    raise SourceError(
                        stream.place,
                        f"unpacks to more than {RATIO} times its size, which is not believed of news; unpack it yourself if it is sound",
                    )
                try:
                    opened = archive.open(member)
                except (*BROKEN, NotImplementedError, RuntimeError, OSError) as error:
                    yield Unread(place, f"cannot be unpacked ({error}); pack it again", stream.origin)
                    continue
                unpacked += member.file_size
                counted = Counted(io.BytesIO())
                counted.count = size
                with opened:
                    yield from given(stream, member.filename, io.BufferedReader(Guarded(opened, place, counted)))


def _refused(member: zipfile.ZipInfo) -> str | None:
    if member.flag_bits & 0x1:
        return "is encrypted; unpack the archive with its password, and give the files"
    return None


def _seekable(stream: Stream) -> IO[bytes]:
    if stream.body.seekable():
        return stream.body
    kept = tempfile.SpooledTemporaryFile(max_size=8_000_000)  # noqa: SIM115 (the caller closes it)
    shutil.copyfileobj(stream.body, kept)
    return kept
