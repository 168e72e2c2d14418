"""A party as words name it, and who fills which slot of an event."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..event import Actor


@dataclass(frozen=True, slots=True)
class Ref:
    """A party as some words of a sentence name it: the actor, the person through whom it acts, and how that was found."""

    actor: Actor
    person: int | None
    token: int
    how: str
    sure: float = 1.0


@dataclass(slots=True)
class Slots:
    """Who fills which slot of an event, and how it was found."""

    parties: list[Ref] = field(default_factory=list)
    initiators: list[Ref] = field(default_factory=list)
    targets: list[Ref] = field(default_factory=list)
    steps: list[str] = field(default_factory=list)
    guessed: bool = False

    def actors(self) -> list[Actor]:
        """All parties in the order found, each once."""
        return list(dict.fromkeys(ref.actor for ref in [*self.initiators, *self.targets, *self.parties]))
