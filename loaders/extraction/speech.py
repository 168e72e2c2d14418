"""What officials are quoted or reported as saying against another party, where no verb of blaming, refusing or threatening tells it.

A saying has a speaker, who is the subject of a verb of saying in the sentence or, inside a longer quotation, beside it in the same
paragraph; hostile words in what is said; and somebody whom they are aimed at.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from spacy.tokens import Token

from ..event import Actor, EventType
from .cast import Cast
from .hostile import Force, Hit, hostility
from .lexicon import OPPOSED
from .parsed import Parsed
from .quotations import Quotations
from .slots import Ref
from .syntax import clause_verb, subjects
from .words import words

_ADDRESSED = frozenset("you your yours they them their regime enemy enemies those he his it its this such side government".split())
_TOWARDS = frozenset("against on in of toward towards with to for at from".split())
_REPORTING = words().saying | frozenset("accord charge allege vow pledge reiterate assert quote cite post denounce defend".split())
# "The official said" goes back to whoever spoke last.
_SPEAKER_REACH = 6

Rival = Callable[[Parsed, set[Actor], set[int]], list[Ref]]


@dataclass(frozen=True, slots=True)
class Saying:
    """What somebody says against somebody, and how both were found.

    Attributes:
        token: The first of the hostile words.
        verb: The verb of saying in the same sentence, which dates it.
    """

    type: EventType
    token: Token
    verb: Token | None
    speakers: list[Ref]
    targets: list[Ref]
    weight: float
    steps: list[str]


@dataclass(frozen=True, slots=True)
class _Spoken:
    """The verb of saying of a sentence, who says it, the words that are said, and those between quotation marks."""

    verb: Token | None
    speakers: list[Ref]
    said: set[int]
    quoted: set[int]


class Speech:
    """The sayings of an article: all its sentences are listened to first, so that those that name a rival may come later.

    Args:
        cast: Who appears in the article.
        quoted: Where the article quotes.
        rival: With whom actors are at odds, as far as the sentences before and some words of this one say it.
    """

    def __init__(self, cast: Cast, quoted: Quotations, rival: Rival) -> None:
        self._cast = cast
        self._quoted = quoted
        self._rival = rival
        self._at = {item.sentence.index: position for position, item in enumerate(cast.mentions.parsed)}
        self._spoken: dict[int, _Spoken] = {}
        self._last: tuple[int, Ref] | None = None

    def listen(self, item: Parsed) -> bool:
        """Note who speaks in a sentence, and say whether anybody may. Sentences come in the order of the text."""
        quoted = {token.i for start, end in self._quoted.of(item.sentence) for token in item.tokens if start <= token.idx < end}
        spoken = self._speaking(item, quoted)
        self._spoken[item.sentence.index] = spoken
        if spoken.speakers:
            self._last = (item.sentence.index, spoken.speakers[0])
        return bool(spoken.speakers or quoted)

    def verb_of(self, item: Parsed) -> tuple[Token, list[Ref]] | None:
        """The verb of saying of a sentence listened to, and who says it; nothing where nobody does."""
        spoken = self._spoken[item.sentence.index]
        return (spoken.verb, spoken.speakers) if spoken.verb is not None and spoken.speakers else None

    def read(self, item: Parsed) -> Saying | None:
        """What a sentence listened to quotes or reports somebody as saying against somebody."""
        spoken = self._spoken[item.sentence.index]
        verb, speakers, said = spoken.verb, spoken.speakers, spoken.said
        if not speakers and len(spoken.quoted) * 2 > len(item.tokens):
            speakers, said = self._speaker_beside(item), spoken.quoted
        own = {ref.actor for ref in speakers}
        for hit in hostility().hits(item.sentence.text) if speakers else []:
            token = _token_at(item, hit.start)
            if token is None or token.i not in said or _is_denied(token, hit):
                continue
            targets, weight = self._targets(item, token, said, own, hit)
            if targets:
                steps = [
                    f"{hit.type} by what is said: {item.sentence.text[hit.start : hit.end]!r}",
                    "said by: " + "; ".join(f"{ref.actor.code} by {ref.how}" for ref in speakers),
                    "against: " + "; ".join(f"{ref.actor.code} by {ref.how}" for ref in targets),
                ]
                return Saying(hit.type, token, verb, speakers, targets, weight, steps)
        return None

    def _speaking(self, item: Parsed, quoted: set[int]) -> _Spoken:
        for verb in item.tokens:
            if verb.i in quoted:
                continue
            if verb.lower_ == "according":
                heads = [head for child in verb.children if child.lower_ == "to" for head in child.children if head.dep_ == "pobj"]
                said = {token.i for token in item.tokens} - {token.i for token in verb.subtree}
            elif verb.pos_ == "VERB" and verb.lemma_ in _REPORTING:
                heads = [head for head in subjects(verb) if head.i not in quoted]
                said = {token.i for child in verb.children if child.dep_ == "ccomp" for token in child.subtree}
            else:
                continue
            refs = self._speakers(item, heads)
            if refs and (said or quoted and verb.lemma_ != "continue"):
                return _Spoken(verb, refs, said | quoted, quoted)
        return _Spoken(None, [], set(), quoted)

    def _speakers(self, item: Parsed, heads: list[Token]) -> list[Ref]:
        refs: list[Ref] = []
        for head in heads:
            own = self._cast.refs(item, head, deep=True)
            refs += own if any(ref.sure >= 0.8 for ref in own) else self._spoke_last(item, head) or own
        return refs

    def _spoke_last(self, item: Parsed, head: Token) -> list[Ref]:
        """Who spoke last, where a noun alone ("the spokesman") or "he" may mean that person."""
        if self._last is None or item.sentence.index - self._last[0] > _SPEAKER_REACH:
            return []
        last = self._last[1]
        office = (self._cast.mentions.person(last.person).office or "").lower() if last.person is not None else ""
        if head.pos_ == "PRON" and (head.lower_ not in ("he", "she") or any(i < head.i for i in item.people)):
            return []
        if not office or head.pos_ != "PRON" and head.lemma_.lower() not in office:
            return []
        return [Ref(last.actor, last.person, head.i, f"{head.text!r}, who spoke last", 0.75)]

    def _speaker_beside(self, item: Parsed) -> list[Ref]:
        """Who says a sentence that is all quotation: who is said to speak just before or after it."""
        position = self._at[item.sentence.index]
        for step in (-1, 1, -2, 2, -3):
            other = self._cast.mentions.parsed[position + step] if 0 <= position + step < len(self._cast.mentions.parsed) else None
            if other is None or not self._quoted.one_voice(other.sentence, item.sentence):
                continue
            refs = self._spoken[other.sentence.index].speakers
            if refs:
                return [Ref(ref.actor, ref.person, ref.token, f"{ref.how}, who speaks beside it", 0.8) for ref in refs[:1]]
        return []

    def _targets(self, item: Parsed, token: Token, said: set[int], own: set[Actor], hit: Hit) -> tuple[list[Ref], float]:
        """At whom hostile words are aimed, and how likely that makes the event."""
        doers = self._doers(item, token)
        named = [ref for ref in doers if ref.sure >= 0.8 and item.tokens[ref.token].pos_ != "PRON"]
        others = [ref for ref in named if ref.actor not in own]
        if hit.force is Force.ACTS:
            # "They will not comply" refuses nothing in the speaker's own name.
            return ([], 0.0) if others else self._meant(item, token, said, own, hit)
        if others:
            return ([], 0.0) if hit.force is Force.WEAK and _open(token) else (others, 0.6)
        if hit.force is Force.WEAK or hit.force is Force.FATES and named:
            return [], 0.0
        return self._meant(item, token, said, own, hit)

    def _meant(self, item: Parsed, token: Token, said: set[int], own: set[Actor], hit: Hit) -> tuple[list[Ref], float]:
        """Who is meant where nobody named does it: another who is named in what is said, else the speaker's rival."""
        named = [
            Ref(actor, item.people.get(i), i, "named in what is said", 0.75)
            for actor, i in self._cast.mentions.actors_in(item, 0, len(item.tokens))
            if i in said
            and actor not in own
            and (_near(item.tokens[i], token) if hit.force is Force.ACTS else not _suffers(item.tokens[i], token))
        ]
        if named:
            nearest = min(named, key=lambda ref: (_undergoes(item.tokens[ref.token]), abs(ref.token - token.i), ref.token))
            return [ref for ref in named if abs(ref.token - nearest.token) <= 2], 0.5
        addressed = any(item.tokens[i].lower_ in _ADDRESSED for i in said)
        return self._rival(item, own, said), 0.5 if addressed else 0.45

    def _doers(self, item: Parsed, token: Token) -> list[Ref]:
        """Who does what the words say: whose it is ("Russian aggression"), or the subject of their clause ("Turkey is violating")."""
        cast = self._cast
        noun = token.head if token.dep_ == "amod" else token
        refs = cast.owners(item, noun, prepositions=("by", "from", "of")) if noun.pos_ in ("NOUN", "PROPN") else []
        verb = clause_verb(token)
        if not refs and verb.pos_ in ("VERB", "AUX"):
            refs = [ref for head in subjects(verb) for ref in cast.refs(item, head, deep=True)]
        return refs


def _token_at(item: Parsed, at: int) -> Token | None:
    """The token in which an offset lies."""
    return next((token for token in item.tokens if token.idx <= at < token.idx + len(token)), None)


def _is_denied(token: Token, hit: Hit) -> bool:
    """Whether the hostile words are negated: "did not violate it", "was not a publicity stunt"; a refusal is mostly a negation itself."""
    if hit.type is EventType.REJECTION and hit.force is Force.STRONG:
        nearest = [child for child in (*token.children, *clause_verb(token).children) if child.dep_ == "neg"]
        return any(child.idx < hit.start and token.i - child.i < 6 for child in nearest)
    return hit.type is EventType.ACCUSATION and _denied(token)


def _denied(token: Token) -> bool:
    """Whether the blame is negated: "did not violate", "fights terrorism"."""
    if token.head.lemma_.lower() in OPPOSED:
        return True
    verb = clause_verb(token)
    # "Russian aggression will not change our course" does not deny the aggression.
    above = [] if any(token.i == head.i or head.is_ancestor(token) for head in subjects(verb)) else verb.children
    return any(child.dep_ == "neg" for child in (*token.children, *above))


def _open(token: Token) -> bool:
    """Whether the words tell of what only may be."""
    return any(child.dep_ == "aux" and child.lower_ in ("may", "might", "could", "would") for child in clause_verb(token).children)


def _near(named: Token, hostile: Token) -> bool:
    """Whether a named party hangs on the act itself, or stands before it: "if Turkey strikes, we will respond"."""
    if named.i < hostile.i:
        return True
    verb, current = clause_verb(hostile), named
    for _ in range(5):
        if current.i == verb.i or current.i == hostile.i:
            return True
        current = current.head
    return False


def _undergoes(named: Token) -> bool:
    """Whether a named party is the one to whom something is done, wherever it stands: "arms sales to Taiwan"."""
    return named.dep_ == "pobj" and named.head.lower_ in ("to", "against", "toward", "towards", "with") or named.dep_ == "poss"


def _suffers(named: Token, hostile: Token) -> bool:
    """Whether a named party is the one to whom it is done: "aggression against Ukraine", "violates Iraq's sovereignty"."""
    current = named
    for _ in range(5):
        if current.i > hostile.i and (current.dep_ == "pobj" and current.head.lower_ in _TOWARDS or current.dep_ == "dobj"):
            return True
        if current.head.i == current.i or current.pos_ == "VERB":
            return False
        current = current.head
    return False
