"""What the datasets of coded events have in common: what is asked of them, and what they give."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Protocol

from ...ontology.iris import Iris

NAMED = 20
"""So many rows of each kind that cannot be read are named; all are counted."""


@dataclass(frozen=True, slots=True)
class Options:
    """What is asked of a dataset.

    Attributes:
        keep_other: Whether rows outside of the ontology are kept, as plain events.
    """

    keep_other: bool = False


@dataclass(slots=True)
class Tally:
    """What became of the rows of a dataset.

    Attributes:
        rows: All of them.
        left_out: Rows that are in no graph, by the reason.
        notes: What else there was to handle, such as rows that tell of the same event, by what it was.
        named: The first lines that could not be read, with what is wrong.
    """

    rows: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)
    named: list[str] = field(default_factory=list)

    def malformed(self, line: int, reason: str) -> None:
        """Counts a row that cannot be read, and names it if it is among the first."""
        self.left_out[f"malformed: {reason}"] += 1
        if self.left_out[f"malformed: {reason}"] <= NAMED:
            self.named.append(f"line {line}: {reason}")

    @property
    def kept(self) -> int:
        """Rows that are in the graph."""
        return self.rows - self.left_out.total()


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows of a dataset as RDF.

    Attributes:
        events: The events, as N-Triples.
        nodes: All actors, people and places that they point to, by IRI, each described in N-Triples.
        rows: How many rows were read for it, those that are left out among them.
        keys: The keys of its events.
    """

    events: bytes
    nodes: dict[str, bytes]
    rows: int
    keys: tuple[str, ...]


class CodedSource(Protocol):
    """A kind of dataset: how its files are read."""

    @property
    def name(self) -> str:
        """As ``load --as`` takes it, and as it stands in the IRIs of its events."""
        ...

    @property
    def title(self) -> str:
        """As people call it."""
        ...

    @property
    def scheme(self) -> str | None:
        """The scheme of its codes in the crosswalk, ``CAMEO`` or ``PLOVER``, where it has codes."""
        ...

    def recognises(self, head: str) -> bool:
        """Whether a file that begins so is of this kind."""
        ...

    def read(self, stream: IO[bytes], graph: str, name: str, iris: Iris, options: Options, tally: Tally) -> Iterator[Batch]:
        """The events in a file, a batch at a time, so that memory is bounded.

        Args:
            stream: The file's bytes, unpacked.
            graph: The IRI of the dataset.
            name: What the dataset is called, the same in each version.
            iris: The makers of IRIs.
            options: What is asked.
            tally: Is told of every row.

        Raises:
            FormatError: The file is not of this kind.
        """
        ...


def dataset_name(path: Path) -> str:
    """What a file's dataset is called: the file's name without its endings.

    >>> dataset_name(Path("data/events.2018.tab.gz"))
    'events.2018'
    """
    name = path.name
    while Path(name).suffix.lower() in {".gz", ".zip", ".zst", ".tab", ".tsv", ".csv", ".txt", ".xml", ".json"}:
        name = Path(name).stem
    return name
