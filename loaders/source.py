"""Sources that hold events as records already, not as text: a user's own files, and coded datasets."""

from __future__ import annotations

from dataclasses import dataclass

from .article import Article
from .event import EventRecord


@dataclass(frozen=True, slots=True)
class Source:
    """What records stand in.

    Attributes:
        name: What identifies it, such as a file's name or a dataset's with its version; its graph is named by it.
        publisher: Who answers for it, where known.
    """

    name: str
    publisher: str | None = None


@dataclass(frozen=True, slots=True)
class Dataset:
    """A dataset of events that others coded, in one version.

    Attributes:
        label: What people call it.
        file: The name of its file.
        version: What tells its versions apart.
        scheme: The scheme of its codes in the crosswalk, where it has codes.
        comment: What became of its rows.
    """

    label: str
    file: str
    version: str
    scheme: str | None = None
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """One event as a source records it.

    Attributes:
        key: What the report's IRI is made from, told from all others by what identifies the record, never by its number.
        event: The event; its links name records by their keys, and its evidence and confidence do not count.
        quote: The sentence that tells of it, where one is given; else the source itself stands for it.
        told_in: What is known of the article in which the sentence stands; nothing where it is the source itself.
        confidence: 0 to 1, where the source says it.
        identifier: What the source calls the record.
        about: The keys of the reports of the event that the record tells anew, where it is about one that the dataset has.
    """

    key: str
    event: EventRecord
    quote: str | None = None
    told_in: Article | None = None
    confidence: float | None = None
    identifier: str | None = None
    about: frozenset[str] = frozenset()
