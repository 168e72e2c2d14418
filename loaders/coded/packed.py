"""Files of datasets, which may be packed, as streams of bytes."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import zstandard

from ...errors import SourceError


@contextmanager
def opened(path: Path) -> Iterator[IO[bytes]]:
    """The bytes of a file, unpacked if it is packed by gzip or Zstandard, or is a ZIP archive of one file.

    Raises:
        SourceError: The file cannot be read, or its archive holds more than one file.
    """
    try:
        with path.open("rb") as file:
            magic = file.read(4)
            file.seek(0)
            if magic[:2] == b"\x1f\x8b":
                with gzip.open(file) as unpacked:
                    yield unpacked  # type: ignore[misc]  # which is typed as a class of its own
            elif magic == b"\x28\xb5\x2f\xfd":
                with zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True) as raw, io.BufferedReader(raw) as buffered:
                    yield buffered
            elif magic == b"PK\x03\x04":
                with zipfile.ZipFile(file) as archive:
                    members = [member for member in archive.infolist() if not member.is_dir()]
                    if len(members) != 1:
                        raise SourceError(str(path), f"is an archive of {len(members)} files; unpack it and load each")
                    with archive.open(members[0]) as unpacked:
                        yield unpacked
            else:
                yield file
    except (OSError, EOFError, zipfile.BadZipFile, zstandard.ZstdError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise SourceError(str(path), f"cannot be read ({reason}); check the path, or fetch the file again") from error
