"""What sites allow robots to fetch, by robots.txt (RFC 9309)."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from protego import Protego

# The name by which robots.txt speaks of us.
AGENT = "Diplograph"
# Seconds for which an answer counts, and for which a failure does.
KEPT, FAILED = 24 * 3600.0, 300.0
LARGEST = 512_000
# A site may ask for more time between requests, up to so many seconds.
LONGEST_DELAY = 60.0


@dataclass(frozen=True, slots=True)
class Rules:
    """What one site allows.

    Attributes:
        until: When it is to be asked again, by the monotonic clock.
        text: Its robots.txt, parsed; nothing where it has none.
        trouble: Why it could not be asked, so that nothing may be fetched.
    """

    until: float
    text: Protego | None = None
    trouble: str | None = None


class Robots:
    """The rules of sites, each asked for once a day.

    Args:
        get: Gives the status and the text at an address; or no status, and why there was no answer.
    """

    def __init__(self, get: Callable[[str], tuple[int | None, str]]) -> None:
        self._get = get
        self._known: dict[str, Rules] = {}

    def refusal(self, address: str) -> tuple[str, bool] | None:
        """Why the address may not be fetched, if so, and whether that may change soon."""
        rules = self._rules(address)
        if rules.trouble is not None:
            return f"the site could not be asked by robots.txt whether it may be fetched: {rules.trouble}", True
        if rules.text is not None and not rules.text.can_fetch(address, AGENT):
            return (
                "the site asks robots not to fetch it (robots.txt); save the page yourself, or, if the site is yours, "
                "set DIPLOGRAPH_FETCH_ROBOTS=false"
            ), False
        return None

    def delay(self, address: str) -> float:
        """Seconds that the site wants between requests."""
        rules = self._rules(address)
        wanted = rules.text.crawl_delay(AGENT) if rules.text is not None else None
        return min(float(wanted or 0), LONGEST_DELAY)

    def _rules(self, address: str) -> Rules:
        parts = urlsplit(address)
        site = f"{parts.scheme}://{parts.netloc}"
        known = self._known.get(site)
        if known is None or known.until < time.monotonic():
            known = self._known[site] = self._ask(site)
        return known

    def _ask(self, site: str) -> Rules:
        status, text = self._get(f"{site}/robots.txt")
        now = time.monotonic()
        if status is None or status >= 500 or status == 429:
            return Rules(now + FAILED, trouble=text if status is None else f"it answers with status {status}; try again later")
        if status != 200:
            return Rules(now + KEPT)
        return Rules(now + KEPT, Protego.parse(text))
