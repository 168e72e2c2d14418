"""TAR archives, compressed or not, read from front to end; nothing is written to disk."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterator

from ...errors import SourceError
from ..document import Options, Stream, Unread
from .members import given, wrong_path
from .packed import Guarded


class TarArchive:
    """Opens TAR archives."""

    name = "tar"
    suffixes = (".tar", ".tgz", ".tbz2", ".txz")

    def accepts(self, stream: Stream) -> bool:
        """Whether it begins as a TAR archive does."""
        return stream.head[257:262] == b"ustar"

    def open(self, stream: Stream, options: Options) -> Iterator[Stream | Unread]:
        """The members, in the archive's order."""
        try:
            with tarfile.open(fileobj=stream.body, mode="r|") as archive:
                for member in archive:
                    place = f"{stream.place}/{member.name}"
                    if member.isdir():
                        continue
                    if reason := wrong_path(member.name) or _refused(member):
                        yield Unread(place, reason, stream.origin)
                    elif (body := archive.extractfile(member)) is not None:
                        yield from given(stream, member.name, io.BufferedReader(Guarded(body, place)))
        except (tarfile.TarError, EOFError) as error:
            raise SourceError(
                stream.place, f"is no TAR archive that can be read to its end ({error}); get it again, or pack it again"
            ) from error


def _refused(member: tarfile.TarInfo) -> str | None:
    if member.issparse():
        return "is a sparse file, which no article is; pack it without"
    if not member.isreg():
        return "is a link or a device, and is not followed; pack the file itself"
    return None
