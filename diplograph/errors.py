"""The errors that a caller of Diplograph can act on.

    DiplographError
    ├── SourceError        an article, file or address cannot be read
    │   └── FetchError     what is at an address cannot be fetched, now or at all
    ├── FormatError        an RDF document or a format name is not understood
    ├── QueryError         a SPARQL query or update is not understood or not allowed
    ├── QueryTimeout       a query took longer than it may
    ├── QueryTooLarge      a query took more memory, or gave a larger answer, than it may
    ├── RemoteFailed       another server that a query asks gives no answer
    ├── Busy               more queries wait than can be answered
    ├── StoreError         a dataset cannot be opened or is damaged
    │   ├── StoreInUse     another process is writing to it
    │   └── StoreConflict  it was changed by somebody else in the meantime
    ├── ImportFailed       a file of events has faults; they are attached
    ├── ValidationFailed   data breaks the shapes; the report is attached
    ├── NotAllowed         a change of what follows from other data, or a writer without the right to it
    ├── Outdated           a change that was meant for an older state of the dataset
    ├── NotFound           nothing in the dataset has that name
    └── ConfigurationError a setting, model or installed package is missing or wrong

Every message says what was wrong, where, and what to do about it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .importing.fault import Fault
    from .shapes.validator import Report

# So many faults of a file are told in a message.
_MOST_FAULTS = 100


class DiplographError(Exception):
    """Base of every error raised on purpose."""


class SourceError(DiplographError):
    """An article, file or address that cannot be read.

    Args:
        source: Where the reading was tried: a path or an address.
        reason: What was wrong and what to do about it.
    """

    def __init__(self, source: str, reason: str) -> None:
        super().__init__(f"{source}: {reason}")
        self.source = source
        self.reason = reason


class FetchError(SourceError):
    """What is at an address cannot be fetched.

    Args:
        source: The address.
        reason: What was wrong and what to do about it.
        temporary: Whether it may be fetched later.
        held: Seconds in which its site wants to be left alone.
    """

    def __init__(self, source: str, reason: str, *, temporary: bool = False, held: float = 0.0) -> None:
        super().__init__(source, reason)
        self.temporary = temporary
        self.held = held


class FormatError(DiplographError):
    """An RDF document or a format name that is not understood.

    Args:
        source: The document, or the format name that was asked for.
        reason: What was wrong and what to do about it.
        line: The line in the document, counted from 1, where known.
        column: The column in that line, counted from 1, where known.
    """

    def __init__(self, source: str, reason: str, line: int | None = None, column: int | None = None) -> None:
        place = source if line is None else f"{source}:{line}" if column is None else f"{source}:{line}:{column}"
        super().__init__(f"{place}: {reason}")
        self.source = source
        self.reason = reason
        self.line = line
        self.column = column


class QueryError(DiplographError):
    """A SPARQL query or update that is not understood or not allowed.

    Args:
        reason: What was wrong and what to do about it.
        line: The line in the query, counted from 1, where known.
        column: The column in that line, counted from 1, where known.
    """

    def __init__(self, reason: str, line: int | None = None, column: int | None = None) -> None:
        place = "" if line is None else f"line {line}: " if column is None else f"line {line}, column {column}: "
        super().__init__(place + reason)
        self.reason = reason
        self.line = line
        self.column = column


class QueryTimeout(DiplographError):  # noqa: N818 (it may be right all the same)
    """A query, or what else a client asks for, that took longer than it may.

    Args:
        seconds: The time that it had.
        what: What took so long.
        remedy: What to do about it.
    """

    def __init__(
        self, seconds: float, what: str = "the query", remedy: str = "ask for less at a time, such as a shorter period, or add a LIMIT"
    ) -> None:
        super().__init__(f"{what} was ended after {seconds:g} seconds; {remedy}")
        self.seconds = seconds


class QueryTooLarge(DiplographError):  # noqa: N818 (likewise)
    """A query, or what else a client asks for, that took more memory, or gave a larger answer, than it may.

    Args:
        what: What became too large: ``memory`` or ``answer``.
        limit: The bytes that it could have.
        asked: What took so much.
        remedy: What to do about it.
    """

    def __init__(self, what: str, limit: int, asked: str = "the query", remedy: str = "ask for less at a time, or add a LIMIT") -> None:
        reason = "needs more memory than" if what == "memory" else "gives a larger answer than"
        super().__init__(f"{asked} {reason} the {limit:,} bytes that it may have; {remedy}")
        self.what = what
        self.limit = limit


class RemoteFailed(DiplographError):  # noqa: N818 (likewise)
    """Another server that a query reaches out to, and that gives no answer that can be used.

    Args:
        url: What was asked.
        reason: What it does.
    """

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(f"<{url}>, which the query asks, {reason}")
        self.url = url
        self.reason = reason


class Busy(DiplographError):  # noqa: N818 (nothing is wrong)
    """More queries than can be answered at the moment.

    Args:
        reason: What there was too much of.
        retry_after: Seconds after which it may be better.
    """

    def __init__(self, reason: str, retry_after: int) -> None:
        super().__init__(f"{reason}; try again in {retry_after} seconds")
        self.retry_after = retry_after


class StoreError(DiplographError):
    """A dataset that cannot be opened, is in use by another process, or is damaged.

    Args:
        store: The folder or address of the dataset.
        reason: What was wrong and what to do about it.
    """

    def __init__(self, store: str, reason: str) -> None:
        super().__init__(f"{store}: {reason}")
        self.store = store
        self.reason = reason


class StoreInUse(StoreError):  # noqa: N818 (nothing is wrong with it)
    """A dataset that another process is writing to.

    Args:
        store: The folder of the dataset.
        pid: The process, where known.
        command: What it was started as.
        waited: Seconds that were waited for it.
    """

    def __init__(self, store: str, pid: int | None, command: str, waited: float = 0.0) -> None:
        holder = f"process {pid} ({command})" if pid is not None else "another process"
        still = f"after {waited:g} seconds still " if waited else ""
        super().__init__(
            store,
            f"the dataset is {still}in use by {holder}; try again when that has ended, wait longer with DIPLOGRAPH_WAIT, or name another "
            "folder with --store",
        )
        self.pid = pid
        self.command = command


class StoreConflict(StoreError):  # noqa: N818 (nothing is wrong with it)
    """A dataset that another client changed while a change was worked out; nothing was written.

    Args:
        store: The address of the dataset.
    """

    def __init__(self, store: str) -> None:
        super().__init__(store, "others keep changing the dataset, and nothing was written; try again")


class ValidationFailed(DiplographError):  # noqa: N818 (the data is at fault, not the program)
    """Data that breaks the shapes.

    Args:
        source: What was validated.
        report: The validation report.
    """

    def __init__(self, source: str, report: Report) -> None:
        super().__init__(f"{source}: {len(report.results)} results against the shapes; nothing was stored")
        self.source = source
        self.report = report


class ImportFailed(DiplographError):  # noqa: N818 (likewise)
    """A file of events that has faults.

    Args:
        source: The file.
        faults: What is wrong with it, and where.
    """

    def __init__(self, source: str, faults: Sequence[Fault]) -> None:
        many = f"{len(faults)} faults" if len(faults) != 1 else "1 fault"
        shown = "\n".join(fault.text(source) for fault in faults[:_MOST_FAULTS])
        more = f"\nand {len(faults) - _MOST_FAULTS:,} more" if len(faults) > _MOST_FAULTS else ""
        super().__init__(f"{shown}{more}\n{source}: {many}; nothing of it was stored")
        self.source = source
        self.faults = tuple(faults)


class NotAllowed(DiplographError):  # noqa: N818 (nothing went wrong)
    """A change that this dataset does not take, with what to do instead."""


class Outdated(DiplographError):  # noqa: N818 (likewise)
    """A change that was meant for an older state of the dataset; it has to be made again from what the dataset holds now."""

    def __init__(self) -> None:
        super().__init__("the dataset has changed since it was read, and nothing was written; read it again and repeat the change")


class NotFound(DiplographError):  # noqa: N818 (likewise)
    """A name that nothing in the dataset has.

    Args:
        what: The kind of thing, such as ``article``.
        name: The name that was asked for.
        remedy: How to find the names that exist.
        where: Where it was looked for.
    """

    def __init__(self, what: str, name: str, remedy: str, where: str = "in the dataset") -> None:
        super().__init__(f"no {what} {name!r} {where}; {remedy}")
        self.what = what
        self.name = name


class ConfigurationError(DiplographError):
    """A setting, language model or installed package that is missing or wrong."""
