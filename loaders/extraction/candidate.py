"""Event candidates: what one trigger in one sentence tells, before several sentences are joined into one record."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..article import BlockKind
from ..event import Actor, EventType, Instrument, Place, Status
from .setting import Window

DIRECTED = frozenset(
    (
        EventType.VISIT,
        EventType.INVITATION,
        EventType.APPOINTMENT,
        EventType.ACCUSATION,
        EventType.REJECTION,
        EventType.PROTEST,
        EventType.THREAT,
        EventType.EXPULSION,
        EventType.RECALL,
        EventType.SANCTION,
        EventType.RUPTURE,
    )
)
VOICED = frozenset((EventType.ACCUSATION, EventType.REJECTION, EventType.THREAT, EventType.PROTEST))
# What only somebody's words are, so that nobody else takes part in it.
SAID = frozenset((EventType.ACCUSATION, EventType.REJECTION, EventType.THREAT))
MUTUAL = frozenset((EventType.MEETING, EventType.AGREEMENT, EventType.DISPUTE))


@dataclass(slots=True)
class Candidate:
    """One trigger's event.

    Attributes:
        sentence: Number of the sentence in the article.
        start: Offset of the trigger's word in the article's text.
        trigger: The trigger's word.
        people: Numbers of the people who take part.
        lifted: Whether a sanction is taken back.
        standing: Whether it is told in the present tense of a running text, so that no day of the narrative is its own.
        filed: Whether it is what an older picture shows.
        unsaid: Whether a bare noun leaves open if it happened ("the talks").
    """

    type: EventType
    status: Status
    sentence: int
    kind: BlockKind
    start: int
    trigger: str
    parties: list[Actor]
    initiators: list[Actor]
    targets: list[Actor]
    people: list[int]
    weight: float
    window: Window | None = None
    date_text: str | None = None
    place: Place | None = None
    instrument: Instrument | None = None
    lifted: bool = False
    nominal: bool = False
    unsaid: bool = False
    guessed: bool = False
    open_date: bool = False
    standing: bool = False
    filed: bool = False
    steps: list[str] = field(default_factory=list)
    sentences: list[int] = field(default_factory=list)
    outcome_of: list[Candidate] = field(default_factory=list)
    in_response_to: list[Candidate] = field(default_factory=list)
    part_of: list[Candidate] = field(default_factory=list)


def unique(actors: list[Actor]) -> list[Actor]:
    """The actors in order, each once."""
    return list(dict.fromkeys(actors))
