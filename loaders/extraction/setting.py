"""When and where an event of a sentence happens: the time expression and the place that belong to its clause."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from spacy.tokens import Token

from ..actors.gazetteer import NameKind
from ..dates import Direction, Kind, TimeExpression, find_times
from ..event import Place, Status
from .parsed import Parsed
from .syntax import clause_verb
from .words import words

Window = tuple[dt.date, dt.date]
_PLACE_PREPOSITIONS = frozenset(("in", "at", "near", "outside", "inside"))
# "is set to meet today": what these govern has their date.
_SCHEDULED = frozenset(("set", "schedule", "slate", "expect", "plan", "go"))
_CLAUSE_DEPS = frozenset(("ccomp", "advcl", "relcl", "acl", "conj", "parataxis"))


@dataclass(frozen=True, slots=True)
class When:
    """The days on which an event may have begun, the words that say so, and a line for the trace."""

    window: Window | None
    text: str
    step: str


def times_of(item: Parsed) -> list[TimeExpression]:
    """The time expressions of a sentence, but for names of people ("May", "January Makamba")."""
    text = item.sentence.text
    return [time for time in find_times(text) if not _is_person(item, time) and not _FIRST_SINCE.search(text, 0, time.start + 6)]


# "for the first time since March": no date of what happens.
_FIRST_SINCE = re.compile(r"\b(?:first|highest|biggest|largest|worst)\b[^.;]{0,40}\bsince\s*\Z|\bfirst time since\b.{0,6}\Z")


def _is_person(item: Parsed, time: TimeExpression) -> bool:
    span = item.doc.char_span(time.start, time.end, alignment_mode="expand")
    return span is not None and all(token.i in item.people for token in span)


def when(
    item: Parsed,
    token: Token,
    times: list[TimeExpression],
    published: dt.date | None,
    status: Status,
    anchor: Window | None,
    voiced: bool = False,
) -> When | None:
    """The time that the clause of a trigger gives, resolved; ``None`` where the sentence gives none for it.

    Args:
        item: The sentence.
        token: The trigger.
        times: The time expressions that may be its own.
        published: Day of publication.
        status: Of the event; what is planned lies ahead.
        anchor: The time that the narrative has reached.
        voiced: Whether the event is the saying itself, so that it has the date of who says it.
    """
    direction = Direction.FUTURE if status is Status.PLANNED else Direction.PAST
    ranked = sorted(
        (distance, position, time) for position, time in enumerate(times) if (distance := _distance(item, token, time, voiced)) is not None
    )
    found: When | None = None
    for distance, _, time in ranked:
        if distance > 45:
            break
        if status is Status.PLANNED and _dates_the_saying(item, token, time):
            continue
        if time.start < token.idx and (turned := time.turned()) is not None and _hangs_on(item, token, time):
            # "The announcement came a day after the envoys met."
            time = turned
        resolved = time.resolve(published, direction, anchor)
        if resolved is None and time.kind is not Kind.BOUNDED:
            continue
        if resolved is not None and published is not None and resolved[0] > published and _is_over(item, token, time):
            continue
        if found is None:
            step = f"{time.text!r} is {resolved[0]} to {resolved[1]}" if resolved else f"{time.text!r} leaves the day open"
            found = When(resolved, time.text, step)
            if found.window is None:
                break
        elif resolved is not None and _narrows(found.window, resolved):
            # "next week in Beijing, around July 18"
            found = When(resolved, time.text, f"{time.text!r} is {resolved[0]} to {resolved[1]}, within {found.text!r}")
    return found


def _hangs_on(item: Parsed, trigger: Token, time: TimeExpression) -> bool:
    span = item.doc.char_span(time.start, time.end, alignment_mode="expand")
    return span is not None and (clause_verb(trigger).is_ancestor(span.root) or span.root.is_ancestor(trigger))


def _narrows(wide: Window | None, narrow: Window) -> bool:
    return wide is not None and wide != narrow and wide[0] <= narrow[0] and narrow[1] <= wide[1]


_DONE = frozenset("hold have conduct sign ink seal pay make reach conclude lodge file".split())


def _is_over(item: Parsed, trigger: Token, time: TimeExpression) -> bool:
    """Whether what the trigger tells is over, so that a time to come is that of something else: "met to prepare a visit next year"."""
    verb = trigger
    if trigger.pos_ == "NOUN" and trigger.dep_ in ("dobj", "nsubjpass") and trigger.head.lemma_ in _DONE:
        verb = trigger.head
    span = item.doc.char_span(time.start, time.end, alignment_mode="expand")
    beside = span is not None and clause_verb(span.root).i != verb.i
    if verb.tag_ == "VBD" or verb.tag_ == "VBN" and any(child.lemma_ == "have" or child.tag_ == "VBD" for child in verb.children):
        # A date in its own clause is its own, whatever the tense: a page can have the wrong day of publication.
        return beside or time.kind is not Kind.DAY
    return span is not None and beside and verb.pos_ == "VERB" and verb.is_ancestor(span.root)


def _dates_the_saying(item: Parsed, trigger: Token, time: TimeExpression) -> bool:
    """Whether the time is that of saying or settling what is to come: "said on Monday that it would", "agreed on Friday to restore"."""
    span = item.doc.char_span(time.start, time.end, alignment_mode="expand")
    if span is None:
        return False
    verb, own = clause_verb(span.root), clause_verb(trigger)
    if verb.lemma_ in ("leave", "depart") and verb.tag_ == "VBD" and not trigger.is_ancestor(span.root):
        # "left on Sunday for talks"
        return True
    if any(step.lower_ == "according" for step in span.root.ancestors):
        return True
    said = verb.lemma_ in words().saying or own.dep_ in ("xcomp", "ccomp", "acl") and verb.lemma_ not in _SCHEDULED
    return verb.i != own.i and said and verb.is_ancestor(own) and verb.tag_ in ("VBD", "VBN")


def _distance(item: Parsed, trigger: Token, time: TimeExpression, voiced: bool) -> float | None:
    """How far a time expression is from a trigger: words, and a fine for each clause between them; lower is nearer."""
    span = item.doc.char_span(time.start, time.end, alignment_mode="expand")
    if span is None:
        return None
    head = span.root
    if _only_bounds(head, trigger) or not voiced and _told_later(head, trigger):
        return None
    verb, own = clause_verb(head), clause_verb(trigger)
    between = abs(head.i - trigger.i) / 4
    # A date inside the trigger's own noun phrase ("the January 28 meeting", "a meeting on Monday") is surely its own.
    if voiced and verb.i != own.i and verb.is_ancestor(own) and verb.lemma_ in words().saying:
        return between * 0.2
    if trigger.is_ancestor(head):
        path = _verbs_between(head, trigger)
        return between * 0.2 + 25 * path
    if verb.i == own.i:
        return between * 0.5 + 1 + (12 if _in_other_noun(head, trigger) else 0)
    if own.is_ancestor(verb):
        return 10 + between + 22 * _clauses_up(verb, own)
    if verb.is_ancestor(own):
        # "On Monday, X said that Y had …": the date of saying; for what is told in the past perfect it is not the event's.
        relative = any(step.dep_ in ("relcl",) for step in _path(own, verb))
        told = trigger.i == own.i or own.lemma_ in _DONE
        if (
            told
            and own.dep_ in ("relcl", "advcl")
            and any(child.lower_ in ("when", "where") and child.dep_ == "advmod" for child in own.children)
        ):
            # "the protest came on Monday, when the envoy was summoned"
            return 5 + between
        return 14 + between + 10 * _clauses_up(own, verb) + (25 if relative else 0)
    return 45 + between


# What these lead to was before or after, and fixes no day: "the first talks since the war broke out on 24 February".
_BOUNDS = frozenset(("since", "after", "before", "until", "following"))


def _only_bounds(head: Token, trigger: Token) -> bool:
    """Whether a date stands in a phrase or clause that only says after or before what the trigger's event was."""
    current = head
    while not (current.i == trigger.i or current.is_ancestor(trigger)):
        upper = current.head
        if upper.i == current.i:
            return False
        if current.i != head.i and current.lower_ in _BOUNDS and current.dep_ in ("prep", "pcomp"):
            return True
        if current.dep_ == "advcl" and any(child.dep_ == "mark" and child.lower_ in _BOUNDS for child in current.children):
            return True
        if current.dep_ == "conj" and current.pos_ == "VERB" and head.i < current.i and current.i > trigger.i > upper.i - 1:
            # "blamed the raid on Chad and, on 7 May, closed the border"
            return True
        current = upper
    return False


def _told_later(head: Token, trigger: Token) -> bool:
    """Whether a date is only that of telling what had been before: "said on Thursday that they had met"."""
    verb, own = clause_verb(head), clause_verb(trigger)
    if verb.i == own.i or own.dep_ != "ccomp" or verb.lemma_ not in words().saying or not verb.is_ancestor(own):
        return False
    return own.tag_ == "VBN" and any(child.dep_ == "aux" and child.lower_ == "had" for child in own.children)


def _in_other_noun(head: Token, trigger: Token) -> bool:
    """Whether the date hangs on another noun than the trigger ("the treaty of 1972")."""
    current = head
    for _ in range(4):
        if current.head.i == current.i or current.pos_ in ("VERB", "AUX"):
            return False
        current = current.head
        if (
            current.pos_ in ("NOUN", "PROPN")
            and current.i != trigger.i
            and current.dep_ not in ("npadvmod", "tmod", "nmod")
            and current.i != head.i
        ):
            return current.ent_type_ not in ("DATE", "TIME")
    return False


def _path(lower: Token, upper: Token) -> list[Token]:
    steps = [lower]
    while steps[-1].i != upper.i and steps[-1].head.i != steps[-1].i and len(steps) < 40:
        steps.append(steps[-1].head)
    return steps[:-1]


def _verbs_between(lower: Token, upper: Token) -> int:
    return sum(1 for step in _path(lower, upper) if step.i != lower.i and step.pos_ == "VERB" and step.dep_ in _CLAUSE_DEPS)


def _clauses_up(lower: Token, upper: Token) -> int:
    return sum(1 for step in _path(lower, upper) if step.dep_ in _CLAUSE_DEPS)


def where(item: Parsed, token: Token, carrier: Token | None, own_only: bool = False) -> tuple[Place, str] | None:
    """The place that the clause of a trigger names, and the words that say so.

    Args:
        item: The sentence.
        token: The trigger.
        carrier: The verb that carries a noun.
        own_only: Whether only a place that hangs on the trigger itself counts, because the rest of the clause is what is said.
    """
    best: tuple[float, Place, str] | None = None
    seen: set[int] = set()
    for i, name in item.names.items():
        if name.place is None or id(name) in seen:
            continue
        seen.add(id(name))
        place_token = item.tokens[i]
        if i + 2 < len(item.tokens) and item.tokens[i + 1].text == "-" and item.tokens[i + 2].lower_ == "based":
            continue
        if city_of(place_token, token, name.kind) and (name.actor is None or name.kind is not NameKind.NAME):
            return name.place, f"{name.text} {token.text}"
        preposition = _preposition(place_token, name.kind in (NameKind.CITY, NameKind.CAPITAL))
        if preposition is None or preposition.lower_ not in _PLACE_PREPOSITIONS:
            island = preposition is not None and preposition.lower_ == "on" and name.actor is None and preposition.head.i == token.i
            if preposition is None or not island:
                continue
        holder = preposition.head
        anchors = {token.i, clause_verb(token).i} | ({carrier.i} if carrier is not None else set())
        score = abs(i - token.i) / 4
        if own_only and holder.i != token.i and not _says(holder) and not (holder.dep_ == "nsubj" and holder.head.i == token.i):
            continue
        if holder.i not in anchors:
            if not own_only and _elsewhere(holder, token):
                continue
            same = clause_verb(place_token).i == clause_verb(token).i
            nested = holder.pos_ in ("NOUN", "PROPN") and holder.i not in anchors
            score += (3 if same else 10) + (2 if nested and holder.i not in item.people else 0)
        if name.kind in (NameKind.CITY, NameKind.CAPITAL):
            score -= 2
        if best is None or score < best[0]:
            best = (score, name.place, f"{preposition.text} {name.text}")
    if best is None or best[0] > 18:
        return None
    return best[1], best[2]


def _elsewhere(holder: Token, trigger: Token) -> bool:
    """Whether a place is where somebody says it, or where something else happened before or after: "told reporters in Rome that …"."""
    verb, own = clause_verb(holder), clause_verb(trigger)
    if verb.i != own.i and verb.is_ancestor(own) and own.dep_ == "ccomp" and verb.lemma_ in words().saying:
        return True
    return holder.pos_ in ("NOUN", "PROPN") and verb.i != own.i and _only_bounds(holder, trigger)


_HELD = frozenset("summit talk meeting conference negotiation agreement accord forum dialogue round consultation".split())


def city_of(place: Token, token: Token, kind: NameKind) -> bool:
    """Whether a city stands right before what is held there: "the Hangzhou summit"."""
    before = place.i == token.i - 1 and place.dep_ == "compound" and place.head.i == token.i
    return before and kind in (NameKind.CITY, NameKind.CAPITAL) and token.lemma_.lower() in _HELD and token.nbor(-1).i > 0


# "at a news conference in Geneva", "in an interview in Cairo": where what is said was said.
_OCCASIONS = frozenset("conference briefing interview speech statement summit meeting forum rally address ceremony session event".split())


def _says(holder: Token) -> bool:
    """Whether a place hangs on the saying: "speaking in Singapore", "told reporters in Geneva"."""
    if holder.pos_ == "VERB":
        return holder.lemma_ in words().saying or holder.lemma_ in ("speak", "talk", "address")
    # "told the General Assembly in New York"
    audience = holder.dep_ in ("dobj", "pobj") and clause_verb(holder).lemma_ in ("tell", "address", "speak")
    return audience or holder.lemma_.lower() in _OCCASIONS


def _preposition(token: Token, city: bool) -> Token | None:
    """The preposition on which a place hangs; a city's also through a noun that it qualifies ("in the Geneva talks")."""
    current = token
    for _ in range(4):
        if current.dep_ == "pobj":
            return current.head
        if current.dep_ in ("compound", "nmod", "appos", "conj", "npadvmod", "poss", "amod"):
            if current.head.pos_ == "NOUN" and not city:
                # "progress in China relations"
                return None
            current = current.head
        else:
            return None
    return None
