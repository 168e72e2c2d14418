"""Fetching what an address names: honest about who asks, at a site's own pace, and within limits of size, time and redirects."""

from __future__ import annotations

import contextlib
import tempfile
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from io import BytesIO
from typing import IO, TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

import httpcore
import httpx

from ...errors import FetchError, SourceError
from ...version import VERSION
from ..document import Stream
from .cache import Cache, Kept
from .network import GuardedTransport
from .robots import LARGEST as LARGEST_ROBOTS
from .robots import Robots

if TYPE_CHECKING:
    from pathlib import Path

    from ...settings import Settings

MOST_REDIRECTS = 5
LONGEST_PAUSE = 24 * 3600.0
ACCEPT = "text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, application/feed+json, text/plain;q=0.9, */*;q=0.5"
# Until so many bytes a body is held in memory, then in a file for the time.
IN_MEMORY = 2_000_000
REMEDY = {
    401: "asks for a name and password, and none is sent; save the page and give the file",
    403: "does not give it to robots; save the page and give the file",
    404: "has no such page; check the address",
    410: "does not have it any more",
    429: "wants fewer requests; try again later, with a larger DIPLOGRAPH_FETCH_DELAY",
    451: "may not give it, for legal reasons",
}


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer.

    Attributes:
        address: Where it was found in the end.
        status: Its status; of redirects, only one that leads nowhere.
        headers: Its headers.
        body: Its body, from the beginning; closed by who asked.
        moved: Where it is for good, if all redirects on the way say so.
    """

    address: str
    status: int
    headers: httpx.Headers
    body: IO[bytes]
    moved: str | None = None

    @property
    def kept(self) -> Kept:
        """What asks for it only if it has changed."""
        return Kept(self.address, self.headers.get("content-type"), self.headers.get("etag"), self.headers.get("last-modified"))


class Fetcher:
    """Fetches addresses.

    Args:
        settings: The limits, and what is allowed.
        cache: Folder of pages that were fetched before.
    """

    def __init__(self, settings: Settings, cache: Path | None = None) -> None:
        self._settings = settings
        self._cache = Cache(cache) if cache is not None else None
        self._robots = Robots(self._robots_text)
        # Nothing of the environment: no proxy stands between the check of an address and the connection to it.
        self._client = httpx.Client(
            transport=GuardedTransport(private=settings.fetch_private),
            headers={"User-Agent": user_agent(settings), "Accept": ACCEPT, "Accept-Encoding": "gzip, deflate"},
            trust_env=False,
        )
        self._free: dict[str, float] = {}
        self._lock = threading.Lock()

    def close(self) -> None:
        """Closes all connections."""
        self._client.close()

    def stream(self, address: str) -> Stream:
        """What is at the address, for the readers; what has not changed since it was fetched last is not sent again.

        Raises:
            FetchError: It is not to be had.
        """
        found = self._cache.find(address) if self._cache is not None else None
        answer = self.get(address, found[0].conditions if found is not None else {})
        if answer.status == 304 and found is not None:
            answer.body.close()
            kept, body = found
            return Stream(kept.address, BytesIO(body), kept.content_type, place=address, origin=address)
        if answer.status != 200:
            answer.body.close()
            raise refusal(address, answer.status, answer.headers)
        if self._cache is not None and "no-store" not in answer.headers.get("cache-control", ""):
            self._cache.keep(address, answer.kept, answer.body.read())
            answer.body.seek(0)
        return Stream(answer.address, answer.body, answer.headers.get("content-type"), place=address, origin=address)

    def get(self, address: str, conditions: Mapping[str, str] | None = None) -> Fetched:
        """The answer at an address, whatever its status, behind no more than a few redirects.

        Args:
            address: The address.
            conditions: Headers that ask for it only if it has changed.

        Raises:
            FetchError: There is no answer, it is too large or takes too long, or it may not be asked for.
        """
        deadline = time.monotonic() + self._settings.fetch_timeout
        at, moved = address, True
        for _ in range(MOST_REDIRECTS + 1):
            check(at)
            if self._settings.fetch_robots:
                if found := self._robots.refusal(at):
                    reason, temporary = found
                    raise FetchError(address, reason if at == address else f"leads to {at}, and {reason}", temporary=temporary)
                self._wait(at, self._robots.delay(at))
            else:
                self._wait(at, 0)
            answer = self._once(at, conditions or {}, deadline, self._settings.fetch_bytes, address)
            target = answer.headers.get("location")
            if answer.status not in (301, 302, 303, 307, 308) or not target:
                return Fetched(at, answer.status, answer.headers, answer.body, at if moved and at != address else None)
            answer.body.close()
            moved = moved and answer.status in (301, 308)
            try:
                at = urljoin(at, target)
            except ValueError as error:
                raise FetchError(address, f"leads to {target!r}, which is no address; give the page's own") from error
        raise FetchError(address, f"leads on more than {MOST_REDIRECTS} times; give the address where it ends")

    def _once(self, at: str, conditions: Mapping[str, str], deadline: float, most: int, address: str) -> Fetched:
        """One answer, without following it."""
        body: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 (given to who asked)
        try:
            with self._client.stream("GET", at, headers=dict(conditions), timeout=remaining(deadline), follow_redirects=False) as answer:
                declared = answer.headers.get("content-length", "")
                if declared.isdigit() and int(declared) > most:
                    raise FetchError(address, too_large(most))
                size = 0
                for part in answer.iter_bytes():
                    size += len(part)
                    if size > most:
                        raise FetchError(address, too_large(most))
                    body.write(part)
                    remaining(deadline)
                body.seek(0)
                return Fetched(at, answer.status_code, answer.headers, body)
        except (httpx.TimeoutException, httpcore.TimeoutException, TimeoutError) as error:
            reason = f"took longer than {self._settings.fetch_timeout:g} seconds; try again later, or set DIPLOGRAPH_FETCH_TIMEOUT"
            raise _closing(body, FetchError(address, reason, temporary=True)) from error
        except (httpx.HTTPError, httpcore.ProtocolError, httpcore.NetworkError, OSError, httpx.InvalidURL, UnicodeError) as error:
            said = str(error) or type(error).__name__
            reason = f"does not answer ({said}); check the address, and try again later"
            raise _closing(body, FetchError(address, reason, temporary=True)) from error
        except SourceError as error:
            raise _closing(body, FetchError(address, error.reason)) from error

    def _wait(self, address: str, wanted: float) -> None:
        """Waits until the host may be asked again."""
        host = urlsplit(address).netloc
        with self._lock:
            now = time.monotonic()
            turn = max(now, self._free.get(host, 0.0))
            self._free[host] = turn + max(self._settings.fetch_delay, wanted)
        if turn > now:
            time.sleep(turn - now)

    def _robots_text(self, address: str) -> tuple[int | None, str]:
        deadline = time.monotonic() + min(self._settings.fetch_timeout, 20)
        at = address
        try:
            for _ in range(MOST_REDIRECTS + 1):
                check(at)
                answer = self._once(at, {}, deadline, LARGEST_ROBOTS, address)
                with answer.body:
                    if answer.status not in (301, 302, 303, 307, 308) or not answer.headers.get("location"):
                        return answer.status, answer.body.read().decode("utf-8", "replace")
                at = urljoin(at, answer.headers["location"])
        except (SourceError, ValueError) as error:
            if isinstance(error, SourceError) and "FETCH_PRIVATE" in error.reason:
                raise
            return None, error.reason if isinstance(error, SourceError) else str(error)
        return 404, ""


def _closing(body: IO[bytes], error: FetchError) -> FetchError:
    with contextlib.suppress(OSError):
        body.close()
    return error


def check(address: str) -> None:
    """Refuses what is no plain address of the web.

    Raises:
        FetchError: It is none, or has a password in it.
    """
    try:
        parts = urlsplit(address)
        host = parts.hostname
        _ = parts.port
    except ValueError as error:
        raise FetchError(address, f"is no address ({error}); check it") from error
    if parts.scheme not in ("http", "https") or not host:
        raise FetchError(address, "is no address of the web; it begins with https:// and names a host")
    if parts.username is not None or parts.password is not None:
        reason = "has a name or password in it, which would be kept with the article; save the page, and give the file"
        raise FetchError(address.replace(parts.netloc, host), reason)


def remaining(deadline: float) -> float:
    """Seconds until then.

    Raises:
        TimeoutError: There are none left.
    """
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def too_large(most: int) -> str:
    """What to say of so many bytes."""
    return f"has more than {most / 1e6:,.0f} MB, which is as much as is fetched; fetch it yourself, or set DIPLOGRAPH_FETCH_BYTES"


def refusal(address: str, status: int, headers: Mapping[str, str]) -> FetchError:
    """What an answer of that status says, and what to do about it."""
    if status in REMEDY:
        said = REMEDY[status]
    elif status >= 500:
        said = "has trouble of its own; try again later"
    else:
        said = "gives nothing that can be read; open the address in a browser, and save the page"
    held = retry_after(headers.get("retry-after"), time.time())
    reason = f"the site {said} (status {status}{f', after {held:,.0f} seconds' if held else ''})"
    return FetchError(address, reason, temporary=status >= 500 or status in (408, 425, 429), held=held)


def retry_after(value: str | None, now: float) -> float:
    """Seconds that a site wants to be left alone, by its ``Retry-After`` (seconds or a date), a day at most; none where it says nothing.

    >>> retry_after("120", 0), retry_after("Thu, 01 Jan 1970 00:01:00 GMT", 0), retry_after("soon", 0)
    (120.0, 60.0, 0.0)
    """
    if value is None:
        return 0.0
    if value.strip().isdigit():
        return min(float(value), LONGEST_PAUSE)
    try:
        return min(max(parsedate_to_datetime(value).timestamp() - now, 0.0), LONGEST_PAUSE)
    except (ValueError, TypeError, IndexError, OverflowError):
        return 0.0


def user_agent(settings: Settings) -> str:
    """Who asks, as sites are told."""
    return settings.fetch_agent or f"Diplograph/{VERSION} (reads news for a database of diplomatic events; a person named this address)"
