"""Web archives: the pages in WARC files, and the texts in WET files, one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from ...errors import SourceError
from ..document import MAX_BYTES, Document, Known, Options, Stream, Unread, media_type
from .html import MEDIA_TYPES as PAGES

KINDS = WarcRecordType.response | WarcRecordType.resource | WarcRecordType.conversion
TYPES = PAGES | {"text/plain", "application/pdf", "text/markdown"}


class Warc:
    """Opens WARC and WET."""

    name = "warc"
    suffixes = (".warc", ".wet")

    def accepts(self, stream: Stream) -> bool:
        """Whether it begins as WARC does."""
        return stream.head.startswith(b"WARC/1.")

    def open(self, stream: Stream, options: Options) -> Iterator[Document | Unread]:
        """The pages that were got, in order; what is no page or text is passed over."""
        body = _Body(stream.body)
        records = iter(ArchiveIterator(body, parse_http=False, strict_mode=False))  # type: ignore[arg-type]  # it only reads
        number = whole = 0
        while True:
            try:
                record = next(records, None)
            except (ValueError, OSError, RuntimeError) as error:
                raise SourceError(stream.place, f"is broken behind record {number} ({error}); get it again") from error
            if record is None:
                if body.error is not None:
                    raise body.error
                break
            number += 1
            whole += "WARC-Type" in record.headers
            if record.record_type & KINDS and (found := _page(record, stream, number)) is not None:
                yield found
        if not whole:
            raise SourceError(stream.place, "holds no record that is whole; get it again")


class _Body:
    """A stream for fastwarc, which ends the process's work with it where a read fails: it ends, and the error is kept."""

    def __init__(self, body: IO[bytes]) -> None:
        self._some = getattr(body, "read1", body.read)
        self._position = 0
        self.error: SourceError | OSError | None = None

    def read(self, size: int = -1) -> bytes:
        """So many of the next bytes, or none where there are none or they cannot be read."""
        if self.error is not None:
            return b""
        try:
            data = self._some(size)
        except (SourceError, OSError) as error:
            self.error = error
            return b""
        self._position += len(data)
        return data

    def seek(self, offset: int, whence: int = 0) -> int:
        """Where the stream stands; it is not moved."""
        return self._position

    def tell(self) -> int:
        """Where the stream stands."""
        return self._position


def _page(record: WarcRecord, stream: Stream, number: int) -> Document | Unread | None:
    address = (record.headers.get("WARC-Target-URI") or "").strip("<>")
    content_type = record.headers.get("Content-Type")
    try:
        if record.is_http:
            record.parse_http(auto_decode="all", strict_mode=False)
            if record.http_headers.status_code != 200:
                return None
            content_type = record.http_headers.get("Content-Type")
        if media_type(content_type) not in TYPES or address.endswith("/robots.txt"):
            return None
        data = record.reader.read(MAX_BYTES + 1)
    except (ValueError, OSError, RuntimeError) as error:
        return stream.unread(number, f"cannot be unpacked ({error}); get the page again from {address}")
    if len(data) > MAX_BYTES:
        return stream.unread(number, f"has more than {MAX_BYTES / 1e6:,.0f} MB, and no article has")
    if record.record_type == WarcRecordType.conversion:
        content_type = "text/plain; charset=utf-8"
    known = Known(url=address if address.startswith(("http://", "https://")) else None)
    return stream.record(number, "" if known.url else address, data, content_type, known)
