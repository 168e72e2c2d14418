"""Pages as they were fetched, with what the site needs to say that they have not changed."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

import zstandard

# Larger ones are fetched anew each time.
LARGEST = 5_000_000


@dataclass(frozen=True, slots=True)
class Kept:
    """A page that was fetched.

    Attributes:
        address: Where it was found in the end.
        content_type: Its media type.
        etag: Its entity tag.
        modified: When it was changed last, in the site's words.
    """

    address: str
    content_type: str | None
    etag: str | None
    modified: str | None

    @property
    def conditions(self) -> dict[str, str]:
        """The headers that ask for it only if it has changed."""
        asked = {"If-None-Match": self.etag, "If-Modified-Since": self.modified}
        return {name: value for name, value in asked.items() if value}


class Cache:
    """A folder of pages, one file each; it may be deleted at any time.

    Args:
        folder: The folder; made when there is something to keep.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def _file(self, address: str) -> Path:
        return self._folder / hashlib.sha256(address.encode("utf-8", "surrogatepass")).hexdigest()[:32]

    def find(self, address: str) -> tuple[Kept, bytes] | None:
        """The page that was fetched from the address, if it is kept and whole."""
        try:
            head, _, body = self._file(address).read_bytes().partition(b"\n")
            return Kept(**json.loads(head)), zstandard.ZstdDecompressor().decompress(body, max_output_size=LARGEST)
        except (OSError, ValueError, TypeError, zstandard.ZstdError):
            return None

    def keep(self, address: str, kept: Kept, body: bytes) -> None:
        """Keeps the page, if it can be asked for whether it has changed; where it cannot be written, it is fetched anew next time."""
        if not kept.conditions or len(body) > LARGEST:
            return
        with contextlib.suppress(OSError):
            self._folder.mkdir(exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self._folder)
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(json.dumps(asdict(kept)).encode() + b"\n" + zstandard.ZstdCompressor().compress(body))
                Path(name).replace(self._file(address))
            except OSError:
                Path(name).unlink(missing_ok=True)
                raise
