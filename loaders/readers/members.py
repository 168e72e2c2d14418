"""What the archives share: which members are refused for their names, and how one is given on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO

from ...errors import SourceError
from ..document import Stream, Unread

_TRICK = re.compile(r"(?:^|[/\\])\.\.(?:[/\\]|$)|^[/\\]|^[A-Za-z]:[/\\]|[\x00-\x1f\x7f]")


def wrong_path(name: str) -> str | None:
    r"""What is wrong with a member's name, if anything: nothing is written to where it leads, but no honest archive has such a name.

    >>> [wrong_path(name) is None for name in ("2024/05/talks.html", "../../etc/passwd", "C:\\talks.txt")]
    [True, False, False]
    """
    if _TRICK.search(name) or len(name) > 1000:
        return "has a name that leads out of the archive, and is not read; pack it again with plain names"
    return None


def given(stream: Stream, name: str, body: IO[bytes]) -> Iterator[Stream | Unread]:
    """The member of that name, or why it cannot be read."""
    try:
        yield stream.inner(name, body)
    except SourceError as error:
        yield Unread(f"{stream.place}/{name}", error.reason, stream.origin)
