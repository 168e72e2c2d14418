"""What a watcher knows of its feeds, kept in a file that is replaced as a whole, so that it goes on where it was."""

from __future__ import annotations

import json
import os
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from ..errors import StoreError
from ..ontology.iris import digest

# Entries that no feed has named for so many seconds are forgotten.
FORGOTTEN = 90 * 24 * 3600.0


@dataclass
class Feed:
    """What is known of one feed.

    Attributes:
        address: Where it is asked for now.
        etag: The entity tag of what it said last.
        modified: When that was changed, in the site's words.
        next: When it is to be asked again, in seconds since 1970.
        held: Whether that is because it wished so or failed, and not only because of the watcher's own pace.
        failures: How often in a row it has failed.
        trouble: Why it failed last.
        gone: Whether it is there no more.
        asked: When it was asked last.
        pause: Seconds that it wished between two times.
        skipped: Hours in which it wished not to be asked.
    """

    address: str
    etag: str | None = None
    modified: str | None = None
    next: float = 0.0
    held: bool = False
    failures: int = 0
    trouble: str | None = None
    gone: bool = False
    asked: float = 0.0
    pause: float = 0.0
    skipped: list[int] = field(default_factory=list)


@dataclass
class State:
    """What is known of all feeds.

    Attributes:
        feeds: Each feed by the address that it was named by.
        seen: When each entry was last named by a feed, by the digest of its address or id.
        waiting: Entries that are not loaded yet, by that digest: what is known of them, and how often they were tried.
    """

    feeds: dict[str, Feed] = field(default_factory=dict)
    seen: dict[str, float] = field(default_factory=dict)
    waiting: dict[str, dict[str, Any]] = field(default_factory=dict)


def entry_key(identity: str) -> str:
    """The short name of an entry."""
    return digest(identity)[:16]


def read_state(file: Path) -> State:
    """The state in a file; an empty one where there is none.

    Raises:
        StoreError: The file is damaged.
    """
    try:
        found = json.loads(file.read_text("utf-8"))
        feeds = {name: Feed(**feed) for name, feed in found["feeds"].items()}
        return State(feeds, dict(found["seen"]), dict(found["waiting"]))
    except FileNotFoundError:
        return State()
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise StoreError(str(file), f"is no state of watched feeds that can be read ({error}); delete it to begin anew") from error


def write_state(file: Path, state: State) -> None:
    """Replaces the file by the state, wholly or not at all.

    Raises:
        StoreError: It cannot be written.
    """
    before = time.time() - FORGOTTEN
    state.seen = {key: when for key, when in state.seen.items() if when > before}
    beside = file.with_name(f"{file.name}.new")
    try:
        with beside.open("w", encoding="utf-8") as out:
            json.dump(asdict(state), out)
            out.flush()
            os.fsync(out.fileno())
        beside.replace(file)
    except OSError as error:
        raise StoreError(str(file), f"cannot be written ({error}); make room, or name another file with --state") from error
