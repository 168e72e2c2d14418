"""When the events of an article happened: by their own clause, by the narrative around them, or by when their speaker spoke."""

from __future__ import annotations

import datetime as dt
from copy import copy

from spacy.tokens import Token

from ..article import BlockKind
from ..dates import Direction, Kind, TimeExpression
from ..event import EventType, Place, Status
from .candidate import SAID, VOICED, Candidate
from .narrative import ANY_MOVE, Narrative, resumed
from .parsed import Parsed
from .quotations import Quotations
from .setting import When, Window, when, where
from .slots import Ref
from .syntax import clause_verb

# How many sentences after, or before, the one that says when somebody spoke his words may stand.
_SPOKE_BEFORE, _SPOKE_AFTER = 12, 3


class Timing:
    """The time that an article has reached, sentence by sentence.

    Args:
        published: Day of publication.
        quoted: Where the article quotes.

    Attributes:
        narrative: The time that the narrative has reached; put back to take a sentence up again later.
    """

    def __init__(self, published: dt.date | None, quoted: Quotations) -> None:
        self._published = published
        self._quoted = quoted
        self.narrative = Narrative()
        self._spoke: list[tuple[int, Ref, Window, str]] = []
        self._stood: list[tuple[int, Ref, Place, str]] = []

    def moment(self) -> Narrative:
        """The time that the narrative has reached, to come back to."""
        return copy(self.narrative)

    def note_speaking(self, item: Parsed, verb: Token, speakers: list[Ref], times: list[TimeExpression]) -> None:
        """Remember when and where somebody is said to have spoken, for what he says in sentences that leave it out."""
        place = where(item, verb, None, own_only=True)
        if place is not None:
            self._stood += [(item.sentence.index, ref, *place) for ref in speakers]
        own = [time for time in self.outside(item, times) if not _below(item, verb, time)]
        if not own:
            return
        found = when(item, verb, own, self._published, Status.OCCURRED, self.narrative.last)
        if found is not None and found.window is not None and not self._ahead(found.window):
            self._spoke += [(item.sentence.index, ref, found.window, found.text) for ref in speakers]

    def date_by_speaker(self, candidate: Candidate) -> None:
        """Give a saying without a date that of the nearest sentence that tells when its speaker spoke."""
        if candidate.type not in VOICED or candidate.window is not None or candidate.open_date or candidate.nominal or candidate.standing:
            return
        near = [
            (abs(candidate.sentence - index), window, text)
            for index, ref, window, text in self._spoke
            if ref.actor in candidate.initiators
            and (not candidate.people or ref.person is None or ref.person in candidate.people)
            and -_SPOKE_AFTER <= candidate.sentence - index <= _SPOKE_BEFORE
        ]
        if near:
            _, candidate.window, candidate.date_text = min(near)
            candidate.steps.append(f"date: {candidate.date_text!r}, when the speaker spoke")

    def date_by_return(self, item: Parsed, times: list[TimeExpression], told: list[Candidate]) -> None:
        """Give what was just told without a date the day named where this sentence goes back to it.

        "The reopening Monday came …", "The president made the announcement Wednesday", "The ceremony took place on 20 May".
        """
        days = [time for time in times if time.kind in _NEAR_DAYS or time.kind is Kind.DAY]
        back = [(noun, time) for noun, *place in resumed(item.sentence.text) for time in days if _of_move(item, noun, place, time)]
        found = next(iter(back), None)
        if found is None:
            return
        noun, time = found
        window = time.resolve(self._published, Direction.PAST, self.narrative.last)
        if window is None or self._ahead(window):
            return
        undated = [
            candidate
            for candidate in told
            if 0 < item.sentence.index - candidate.sentence <= _RESUMED_WITHIN
            and candidate.window is None
            and not candidate.open_date
            and candidate.status is Status.OCCURRED
            and (noun[:5] == candidate.trigger.lower()[:5] or noun in ANY_MOVE and candidate.type in _MOVES)
        ]
        # What a verb tells was done rather than what a noun mentions; the nearest sentence.
        nearest = min(undated, key=lambda known: (known.nominal, -known.sentence), default=None)
        for candidate in undated:
            if nearest is not None and (candidate.nominal, candidate.sentence) == (nearest.nominal, nearest.sentence):
                candidate.window, candidate.date_text = window, time.text
                candidate.steps.append(f"date: {time.text!r}, with {noun!r} of a later sentence")

    def place_by_speaker(self, candidate: Candidate) -> None:
        """Give a saying without a place that of the nearest sentence that tells where its speaker spoke."""
        near = [
            (abs(candidate.sentence - index), number)
            for number, (index, ref, _, _) in enumerate(self._stood)
            if ref.actor in candidate.initiators
            and ref.person is not None
            and ref.person in candidate.people
            and abs(candidate.sentence - index) <= _SPOKE_AFTER
        ]
        if candidate.type in SAID and candidate.place is None and near:
            _, _, candidate.place, text = self._stood[min(near)[1]]
            candidate.steps.append(f"place: {text!r}, where the speaker spoke")

    def date(self, item: Parsed, token: Token, others: list[Token], times: list[TimeExpression], candidate: Candidate) -> None:
        """Give a candidate its time, and the status that it has by it.

        Args:
            item: The sentence.
            token: What tells of the event.
            others: What tells of other events in the sentence.
            times: The time expressions of the sentence.
            candidate: The candidate, which is changed.
        """
        free = [time for time in times if not _belongs_elsewhere(item, token, others, time)]
        if candidate.type is EventType.INVITATION:
            free = [time for time in free if not _of_the_occasion(item, token, time)]
        if candidate.type in VOICED:
            free = [time for time in free if not _of_what_is_said(item, token, time)]
        if candidate.type not in VOICED and _scheduled(item, token, free):
            candidate.status = Status.PLANNED
            candidate.steps.append("planned: the present tense with a day to come")
        found = self._when(item, token, free, candidate)
        if found is None and len(times) == 1 and _is_caption(item):
            # A picture shows one moment: "A greets B before a meeting in Ankara, Oct. 15, 2015."
            shown = item.doc.char_span(times[0].start, times[0].end, alignment_mode="expand")
            found = self._when(item, shown.root, times, candidate) if shown is not None else None
        if found is not None:
            candidate.window, candidate.date_text = found.window, found.text
            candidate.open_date = found.window is None
            candidate.steps.append(f"date: {found.step}")
            if (
                candidate.status is Status.PLANNED
                and found.window is not None
                and self._published is not None
                and found.window[1] < self._published
            ):
                candidate.status = Status.OCCURRED
                candidate.steps.append("occurred: its day had passed when this was published")
            elif candidate.status is Status.OCCURRED and self._ahead(found.window):
                candidate.status = Status.PLANNED
                candidate.steps.append("planned: its day was still to come when this was published")
        elif (
            not times
            and self.narrative.window is not None
            and candidate.status is not Status.PLANNED
            and not self._ahead(self.narrative.window)
            and not _apart(item, token)
        ):
            candidate.window, candidate.date_text = self.narrative.window, self.narrative.text
            candidate.steps.append(f"date: {self.narrative.text!r}, carried on from the sentence before")
        candidate.standing = _stands(item, token)
        candidate.filed = _is_caption(item) and self._long_ago(candidate.window)

    def _when(self, item: Parsed, token: Token, times: list[TimeExpression], candidate: Candidate) -> When | None:
        """The time of an event; what somebody says cannot lie ahead, so that a day to come is a day of which he speaks."""
        voiced = candidate.type in VOICED
        found = when(item, token, times, self._published, candidate.status, self.narrative.last, voiced)
        return None if found is not None and voiced and self._ahead(found.window) else found

    def outside(self, item: Parsed, times: list[TimeExpression]) -> list[TimeExpression]:
        """The times that are not part of a quotation."""
        quoted = self._quoted.of(item.sentence)
        return [time for time in times if not any(start <= time.start < end for start, end in quoted)]

    def _long_ago(self, window: Window | None) -> bool:
        return window is not None and self._published is not None and self._published - window[1] > _FILED

    def _ahead(self, window: Window | None) -> bool:
        """Whether a time lies after the day of publication."""
        return window is not None and self._published is not None and window[0] > self._published


# What a picture that old shows is no news of the article's.
_FILED = dt.timedelta(days=30)
# How many sentences on a move is still gone back to.
_RESUMED_WITHIN = 2
# What is decided on, announced or done at one moment.
_MOVES = frozenset(
    (
        EventType.AGREEMENT,
        EventType.APPOINTMENT,
        EventType.EXPULSION,
        EventType.RECALL,
        EventType.RUPTURE,
        EventType.SANCTION,
        EventType.PROTEST,
        EventType.INVITATION,
    )
)


def _of_move(item: Parsed, noun: str, place: list[int], time: TimeExpression) -> bool:
    """Whether a time stands beside the word that goes back to something, or in its clause."""
    start, end = place
    if item.sentence.text[end : time.start].strip(" ,") in ("", "on", "last") and time.start > end:
        return True
    word = item.doc.char_span(start, end, alignment_mode="expand")
    span = item.doc.char_span(time.start, time.end, alignment_mode="expand")
    if noun not in ANY_MOVE or word is None or span is None:
        return False
    verb = clause_verb(word.root)
    return word.root.is_ancestor(span.root) or verb.i == clause_verb(span.root).i and not _below(item, verb, time)


def _is_caption(item: Parsed) -> bool:
    return item.sentence.kind is BlockKind.CAPTION or item.sentence.text.startswith("FILE")


def _scheduled(item: Parsed, token: Token, times: list[TimeExpression]) -> bool:
    """Whether a running text tells in the present tense of a day by its name: "they meet in Vienna Monday"."""
    running = item.sentence.kind is BlockKind.PARAGRAPH and not _is_caption(item)
    return running and token.tag_ in ("VBP", "VBZ") and any(time.kind is Kind.WEEKDAY and len(time.text) < 12 for time in times)


def _of_the_occasion(item: Parsed, token: Token, time: TimeExpression) -> bool:
    """Whether the time is that of what somebody is invited to: "invited him to visit in June"."""
    span = item.doc.char_span(time.start, time.end, alignment_mode="expand")
    return span is not None and any(
        child.dep_ in ("xcomp", "ccomp", "acl", "relcl") and (child.i == span.root.i or child.is_ancestor(span.root))
        for child in token.children
    )


def _stands(item: Parsed, token: Token) -> bool:
    """Whether a running text tells in the present tense of what holds all the time: "Delhi accuses Islamabad of arming them"."""
    return item.sentence.kind is BlockKind.PARAGRAPH and not _is_caption(item) and token.tag_ in ("VBP", "VBZ")


def _apart(item: Parsed, token: Token) -> bool:
    """Whether the sentence tells of it beside its narrative: as what holds now, in a relative clause, or as what had been before."""
    verb = clause_verb(token)
    perfect = verb.tag_ == "VBN" and any(child.dep_ == "aux" and child.lemma_ == "have" for child in verb.children)
    return _stands(item, token) or verb.dep_ == "relcl" or perfect


def _below(item: Parsed, verb: Token, time: TimeExpression) -> bool:
    """Whether the time stands in what is said: "they concluded that the agreement of 27 November is void"."""
    span = item.doc.char_span(time.start, time.end, alignment_mode="expand")
    if span is None:
        return False
    current = span.root
    while current.i != verb.i and current.head.i != current.i:
        if current.dep_ in ("ccomp", "parataxis", "relcl", "acl") and current.head.i == verb.i:
            return True
        if current.dep_ in ("dobj", "oprd") and current.head.i == verb.i and current.i != span.root.i and time.kind not in _NEAR_DAYS:
            return True
        current = current.head
    return False


# What is blamed or refused hangs on these: "accused of a raid in May", "blamed for the 2008 attacks".
_CONTENT = frozenset(("dobj", "ccomp", "xcomp", "acl", "relcl", "advcl", "pobj", "pcomp", "nsubjpass"))
_CONTENT_PREPOSITIONS = frozenset(("of", "for", "over", "about", "against", "on", "with", "after", "following", "since"))
_NEAR_DAYS = frozenset((Kind.WEEKDAY, Kind.DEICTIC))


def _of_what_is_said(item: Parsed, token: Token, time: TimeExpression) -> bool:
    """Whether the time is that of what is blamed, refused or threatened, not that of the words: "accused of the 2008 attacks"."""
    span = item.doc.char_span(time.start, time.end, alignment_mode="expand")
    if span is None or time.kind in _NEAR_DAYS:
        return False
    if token.tag_ in ("VBP", "VBZ") and item.sentence.kind is BlockKind.PARAGRAPH and time.kind is Kind.DAY and time.start > token.idx:
        # "accuses Russia of a raid on 4 March": who accuses today did not do so then.
        return True
    current = span.root
    content = False
    while current.head.i != current.i and current.i != token.i:
        below = current.dep_ in _CONTENT and current.i != span.root.i or current.lower_ in _CONTENT_PREPOSITIONS and content
        content = content or below and current.pos_ in ("NOUN", "PROPN", "VERB", "AUX")
        if current.head.i == token.i:
            return content and (current.dep_ in _CONTENT or current.lower_ in _CONTENT_PREPOSITIONS)
        current = current.head
    return False


def _belongs_elsewhere(item: Parsed, token: Token, others: list[Token], time: TimeExpression) -> bool:
    """Whether the time stands in the phrase of another trigger below this one ("invited him to the meeting in June")."""
    span = item.doc.char_span(time.start, time.end, alignment_mode="expand")
    if span is None:
        return False
    head = span.root
    return any(token.is_ancestor(other) and other.is_ancestor(head) for other in others)
