"""Pages that clients name by their addresses; what somebody looked at is what is stored when they say so."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from ..loaders.document import Stream

# Seconds for which a page that was looked at is kept, and the bytes of all that are.
KEPT, MOST = 600.0, 50_000_000


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it was fetched.

    Attributes:
        name: Its address in the end.
        data: Its bytes.
        content_type: The media type that came with them.
        until: When it is fetched anew, by the monotonic clock.
    """

    name: str
    data: bytes
    content_type: str | None
    until: float


class Pages:
    """Fetches pages, each once for who looks at it and stores it then.

    Args:
        fetch: Gives what is at an address.
    """

    def __init__(self, fetch: Callable[[str], Stream]) -> None:
        self._fetch = fetch
        self._seen: dict[str, Page] = {}
        self._lock = threading.Lock()

    def look(self, address: str) -> Page:
        """The page as it is now, kept for a while.

        Raises:
            FetchError: It is not to be had.
        """
        page = self._fetched(address)
        with self._lock:
            self._seen.pop(address, None)
            self._seen[address] = page
            while len(self._seen) > 1 and sum(len(one.data) for one in self._seen.values()) > MOST:
                del self._seen[next(iter(self._seen))]
        return page

    def take(self, address: str) -> Page:
        """The page as somebody looked at it just now, else as it is.

        Raises:
            FetchError: It is not to be had.
        """
        with self._lock:
            seen = self._seen.pop(address, None)
        return seen if seen is not None and time.monotonic() < seen.until else self._fetched(address)

    def _fetched(self, address: str) -> Page:
        stream = self._fetch(address)
        with stream.body:
            return Page(stream.name, stream.body.read(), stream.content_type, time.monotonic() + KEPT)
