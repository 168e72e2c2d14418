"""The watcher: asks feeds when they are due, and loads what is new in them, whatever goes wrong on the way."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import FetchError, SourceError
from ..loaders.document import Document, Known, Options, Stream, Unread, is_address
from ..loaders.fetching.fetcher import refusal, retry_after
from ..loaders.readers.dates import iso_time
from ..loaders.readers.feeds import Entry, Feeds, entries, entry_document, followed
from ..results import Loaded
from .schedule import Wishes, next_time, wishes
from .state import Feed, State, entry_key, read_state, write_state

if TYPE_CHECKING:
    from ..database import Database

# A page that cannot be fetched is tried so often, at the times at which its feed is asked, and then kept in quarantine as unread.
MOST_TRIES = 5
# Seconds after which it is looked again which feeds are due.
TICK = 60.0
ENDINGS = (b"</rss>", b"</feed>", b"</rdf:rdf>", b"}")


class Watcher:
    """Watches feeds, and loads what is new in them.

    Args:
        database: Where to.
        feeds: Their addresses.
        state: The file of what is known of them.
        every: Seconds between two times at which a feed is asked, where it does not wish more.
        follow: Whether the pages that entries link to are loaded, and not what the feed says of them.
        tell: Is told in a line what was done.
        loaded: Is told of each article.
    """

    def __init__(
        self,
        database: Database,
        feeds: Iterable[str],
        state: Path,
        *,
        every: float = 900.0,
        follow: bool = True,
        tell: Callable[[str], None] = lambda line: None,
        loaded: Callable[[Loaded], None] = lambda loaded: None,
    ) -> None:
        self._database = database
        self._file = state
        self._state: State = read_state(state)
        self._every = every
        self._follow = follow
        self._tell = tell
        self._loaded = loaded
        self._names = tuple(dict.fromkeys(feeds))
        self.polls: Counter[str] = Counter()
        self.articles: Counter[str] = Counter()
        for name in self._names:
            self._state.feeds.setdefault(name, Feed(name))

    def run(self, stop: threading.Event) -> None:
        """Watches until told to stop."""
        while not stop.is_set():
            self.once(stop, all_of_them=False)
            due = min((feed.next for feed in self._feeds() if not feed.gone), default=time.time() + TICK)
            stop.wait(min(max(due - time.time(), 0.05), TICK))

    def once(self, stop: threading.Event | None = None, *, all_of_them: bool = True) -> bool:
        """Asks the feeds once; gives back whether all went well.

        Args:
            stop: Ends it between two pages.
            all_of_them: Asks also those that are not due by the watcher's own pace; not those that wish to be left alone.
        """
        before = self.articles["failed"] + self.articles["quarantined"] + self.polls["failed"]
        for name in self._names:
            feed = self._state.feeds[name]
            due = feed.next <= time.time() or (all_of_them and not feed.held)
            if due and not feed.gone and not (stop is not None and stop.is_set()):
                self._poll(name, feed, stop)
        return before == self.articles["failed"] + self.articles["quarantined"] + self.polls["failed"]

    def status(self) -> dict[str, Any]:
        """What is watched, and how it goes, as JSON values."""
        feeds = [
            {
                "feed": name,
                "asked": _time(feed.asked),
                "next": None if feed.gone else _time(feed.next),
                "failures": feed.failures,
                "trouble": feed.trouble,
            }
            for name, feed in zip(self._names, self._feeds(), strict=True)
        ]
        return {"feeds": feeds, "waiting": len(self._state.waiting), "articles": dict(self.articles)}

    def summary(self) -> dict[str, Any]:
        """How many feeds are watched, how many of them fail, how many pages wait, when one was asked last, and what became of articles."""
        feeds = self._feeds()
        return {
            "feeds": len(feeds),
            "failing": sum(feed.trouble is not None for feed in feeds),
            "waiting": len(self._state.waiting),
            "asked": _time(max((feed.asked for feed in feeds), default=0.0)),
            "articles": dict(self.articles),
        }

    def _feeds(self) -> list[Feed]:
        return [self._state.feeds[name] for name in self._names]

    def _poll(self, name: str, feed: Feed, stop: threading.Event | None) -> None:
        """Asks one feed, and loads what is new; its trouble is noted, and is no other's."""
        now = feed.asked = time.time()
        found: list[Entry] | None = None
        try:
            found, wished, held = self._ask(name, feed)
            feed.failures, feed.trouble = 0, None
            feed.pause, feed.skipped = wished.pause, sorted(wished.skipped)
            self.polls["unchanged" if found is None else "read"] += 1
        except Exception as error:  # noqa: BLE001 (the edge of a run: whatever one feed brings up, the others are watched)
            held = error.held if isinstance(error, FetchError) else 0.0
            wished = Wishes(feed.pause, frozenset(feed.skipped))
            feed.trouble = error.reason if isinstance(error, SourceError) else f"{type(error).__name__}: {error}"
            feed.failures += 1
            self.polls["failed"] += 1
        feed.next = next_time(now, self._every, wished, feed.failures, held)
        feed.held = bool(feed.failures or held or wished.pause > self._every or wished.skipped)
        new = self._enqueue(name, found)
        write_state(self._file, self._state)
        self._tell(f"{name}: {_outcome(feed, found, new)}{'' if feed.gone else f'; asked again at {_time(feed.next)}'}")
        for key, each in [(key, each) for key, each in self._state.waiting.items() if each["feed"] == name]:
            if stop is not None and stop.is_set():
                break
            self._load(key, each)

    def _ask(self, name: str, feed: Feed) -> tuple[list[Entry] | None, Wishes, float]:
        """The feed's entries, or nothing where it has not changed; what it wishes; and seconds that its site wants to be left alone."""
        conditions = {"If-None-Match": feed.etag, "If-Modified-Since": feed.modified}
        answer = self._database.pipeline.fetcher.get(feed.address, {key: value for key, value in conditions.items() if value})
        with answer.body:
            held = retry_after(answer.headers.get("retry-after"), time.time())
            if answer.status == 304:
                return None, Wishes(feed.pause, frozenset(feed.skipped)), held
            if answer.status != 200:
                feed.gone = answer.status == 410
                raise refusal(name, answer.status, answer.headers)
            data = answer.body.read()
        stream = Stream(answer.address, io.BytesIO(data), answer.headers.get("content-type"), place=name, origin=name)
        if not Feeds().accepts(stream):
            kind = answer.headers.get("content-type") or "of no type"
            raise SourceError(name, f"is no feed of RSS, Atom or JSON ({kind}); give the feed's own address")
        found = entries(stream)
        # Of a feed that is cut short it is not known what it would have said: it is asked for as a whole again.
        whole = data.rstrip().lower().endswith(ENDINGS)
        feed.etag, feed.modified = (answer.headers.get("etag"), answer.headers.get("last-modified")) if whole else (None, None)
        if answer.moved is not None and answer.moved != feed.address:
            self._tell(f"{name}: has moved for good to {answer.moved}, and is asked for there")
            feed.address = answer.moved
        return found, wishes(data, answer.headers), held

    def _enqueue(self, name: str, found: list[Entry] | None) -> int:
        """Lets the entries that no feed has named before wait for their turn; gives back how many those are."""
        now, new = time.time(), 0
        for entry in found or ():
            key = entry_key(entry.id)
            if key in self._state.seen:
                self._state.seen[key] = now
            elif key not in self._state.waiting:
                text = None if self._follow and entry.known.url is not None else entry.text
                self._state.waiting[key] = {"feed": name, "id": entry.id, "tries": 0, "text": text, "known": _as_json(entry.known)}
                new += 1
        return new

    def _load(self, key: str, each: dict[str, Any]) -> None:
        """Loads one entry, or its page; one that cannot be fetched waits for the next time, a few times."""
        try:
            document = self._document(each)
        except SourceError as error:
            each["tries"] += 1
            if isinstance(error, FetchError) and error.temporary and each["tries"] < MOST_TRIES:
                self._tell(f"{error.source}: {error.reason} (it waits for another try)")
                write_state(self._file, self._state)
                return
            document = Unread(error.source, error.reason, error.source)
        self._tell_of(self._database.load_document(document))
        self._state.waiting.pop(key)
        self._state.seen[key] = time.time()
        write_state(self._file, self._state)

    def _document(self, each: dict[str, Any]) -> Document | Unread:
        known = _known(each["known"])
        stream = Stream(each["feed"], io.BytesIO(b""), origin=each["feed"])
        if each["text"] is not None:
            return entry_document(stream, 0, Entry(each["id"], each["text"], known))
        return followed(stream, known, Options(fetch=self._database.pipeline.fetcher.stream))

    def _tell_of(self, loaded: Loaded) -> None:
        self.articles[loaded.outcome.value] += 1
        self._loaded(loaded)


def _outcome(feed: Feed, found: list[Entry] | None, new: int) -> str:
    if feed.trouble is not None:
        times = f" {feed.failures} times in a row" if feed.failures > 1 else ""
        return f"{'gone' if feed.gone else 'failed'}{times}: {feed.trouble}"
    return "has not changed" if found is None else f"{new} new of {len(found)} entries"


def _as_json(known: Known) -> dict[str, Any]:
    return {**dataclasses.asdict(known), "published": known.published.isoformat() if known.published else None}


def _known(values: dict[str, Any]) -> Known:
    published = values["published"]
    return Known(**{**values, "published": iso_time(published) if published else None, "authors": tuple(values["authors"])})


def _time(moment: float) -> str | None:
    return dt.datetime.fromtimestamp(moment, dt.UTC).isoformat(timespec="seconds") if moment else None


def feeds_named(names: Iterable[str]) -> list[str]:
    """The addresses of feeds: as they are named, or by the lines of a file of them, in which what follows ``#`` does not count.

    Raises:
        SourceError: A name is neither, or none is named.
    """
    found: list[str] = []
    for name in names:
        if is_address(name):
            found.append(name)
            continue
        try:
            lines = Path(name).read_text("utf-8").splitlines()
        except (OSError, ValueError) as error:
            raise SourceError(name, "is neither a feed's address nor a file of such; it begins with https://, or names a file") from error
        for number, line in enumerate(lines, 1):
            address = re.sub(r"(?:^|\s)#.*", "", line).strip()
            if address and not is_address(address):
                raise SourceError(f"{name}:{number}", f"is no address of a feed: {address!r}; it begins with https://")
            found += [address] if address else []
    if not found:
        raise SourceError(", ".join(names), "names no feed; give addresses, one a line")
    return list(dict.fromkeys(found))
