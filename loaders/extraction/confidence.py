"""How sure a candidate is: what its trigger is worth, less what was guessed."""

from __future__ import annotations

from ..article import BlockKind
from .candidate import DIRECTED
from .lexicon import Match
from .parsed import Parsed
from .slots import Slots

# Below this confidence a candidate is noted as rejected and not reported.
FLOOR = 0.3


def confidence_of(item: Parsed, match: Match, slots: Slots) -> tuple[float, list[str]]:
    """The confidence in the event that a match tells of, before other sentences confirm it, and what lowered it."""
    value, notes = match.trigger.weight, []
    if slots.guessed:
        value *= 0.75
        notes.append("a party is guessed from the context")
    if match.trigger.type in DIRECTED and not (slots.initiators and slots.targets):
        value *= 0.8
        notes.append("one side is not named")
    if _quoted(item.sentence.text, match.token.idx):
        value *= 0.8
        notes.append("inside a quotation")
    if item.sentence.kind in (BlockKind.HEADLINE, BlockKind.STANDFIRST):
        value = min(1.0, value * 1.05)
    lowest = min((ref.sure for ref in [*slots.initiators, *slots.targets, *slots.parties]), default=1.0)
    if lowest < 0.8:
        value *= 0.9
        notes.append("a party is meant by a pronoun or a general word")
    return value, notes


def _quoted(text: str, at: int) -> bool:
    """Whether a place in a text lies within quotation marks."""
    before = text[:at]
    return before.count('"') % 2 == 1 or before.count("“") > before.count("”")
