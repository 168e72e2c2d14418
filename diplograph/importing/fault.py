"""What is wrong with a file of events, and where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from difflib import get_close_matches

_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong.

    Attributes:
        reason: What is wanted instead, and how to mend it.
        line: The line, counted from 1, where known.
        place: The column of a table, the path in JSON, or the property.
        got: What stands there.
    """

    reason: str
    line: int | None = None
    place: str | None = None
    got: str | None = None

    def text(self, source: str) -> str:
        """The fault on one line, after the place in the file."""
        where = source if self.line is None else f"{source}:{self.line}"
        got = None if self.got is None else repr(self.got if len(self.got) <= _SHOWN else f"{self.got[:_SHOWN]}…")
        return ": ".join(part for part in (where, self.place, f"{got} {self.reason}" if got is not None else self.reason) if part)

    def as_dict(self) -> dict[str, object]:
        """It as JSON values."""
        return asdict(self)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A question that names what is like the word; empty where nothing is.

    >>> did_you_mean("partys", ["parties", "place"])
    '; did you mean parties?'
    """
    names = {name.casefold(): name for name in known}
    found = get_close_matches(word.casefold(), names, 1, 0.7)
    return f"; did you mean {names[found[0]]}?" if found else ""
