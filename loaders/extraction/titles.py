"""Titles: what stands before or after a person's name and says which office he holds, and whose."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from spacy.tokens import Token

from ..actors.gazetteer import NameKind
from ..event import Actor, ActorKind
from .parsed import Parsed
from .words import words

ActorOf = Callable[[int], Actor | None]


@dataclass(frozen=True, slots=True)
class Title:
    """A person's title: its words, the actor that it names, and whether it is of no office in diplomacy."""

    office: str
    actor: Actor | None
    private: bool = False


def title_of(item: Parsed, start: int, end: int, actor_of: ActorOf) -> Title | None:
    """The title of the person named from one token to another, from before the name or from after it.

    Marks the tokens of a title before the name in ``item.titles``.

    Args:
        item: The sentence.
        start: First token of the name.
        end: Token after the name.
        actor_of: For whom a person acts, by number, for "Merkel's spokesman".
    """
    left = _left(item, start, actor_of)
    if left is not None and (left.actor is not None or left.private):
        return left
    right = _right(item, end)
    if right is None:
        return left
    return Title(right.office or (left.office if left else ""), right.actor, right.private)


def unnamed_title(item: Parsed, start: int, end: int) -> Title | None:
    """The title that stands between two tokens, whoever holds it."""
    office = next((k for k in range(start, end) if _is_office(item, item.tokens[k])), None)
    return None if office is None else _read_title(item, start, end, office, None)


def _left(item: Parsed, start: int, actor_of: ActorOf) -> Title | None:
    doc, i = item.tokens, start - 1
    if i >= 0 and doc[i].text in (",", "(") and i >= 1:
        i -= 1
    end = i + 1
    while i >= 0 and end - i < 30:
        token = doc[i]
        if i in item.people:
            break
        if token.text == ")" and i >= 2 and doc[i - 2].text == "(":
            i -= 3
            continue
        listed = token.text == "," and i >= 1 and doc[i - 1].text[:1].isupper() and doc[i + 1].text[:1].isupper()
        if token.text == "-" and i >= 1 and doc[i - 1].whitespace_ == "" and token.whitespace_ == "":
            # "newly-appointed ambassador"
            i -= 1
            continue
        if not (_title_word(item, token) or token.lower_ in words().connectors and token.text != "," or listed):
            break
        i -= 1
    begin = i + 1
    office = next((k for k in range(begin, end) if _is_office(item, doc[k])), None)
    if office is None:
        return None
    first = office
    while first > begin and doc[first - 1].lower_ not in words().bounds:
        first -= 1
    begin = first
    owner: Actor | None = None
    if begin >= 1 and doc[begin].text in ("'s", "’s") and begin - 1 in item.people:
        owner = actor_of(item.people[begin - 1])
    for k in range(begin, end):
        if k not in item.names or k > begin:
            item.titles[k] = item.people[start]
    title = _read_title(item, begin, end, office, owner)
    if (
        title.actor is None
        and not title.private
        and begin >= 2
        and doc[begin - 1].lower_ == "and"
        and begin - 2 in item.people
        and not _highest(title.office)
    ):
        # "Israeli prime minister A and energy minister B": both of one state.
        return Title(title.office, actor_of(item.people[begin - 2]))
    return title


def _highest(office: str) -> bool:
    """Whether an office is one that a state has once, so that two of them beside each other are of two states."""
    return office.lower().removeprefix("the ") in (
        "president",
        "prime minister",
        "premier",
        "king",
        "queen",
        "chancellor",
        "foreign minister",
    )


def _right(item: Parsed, end: int) -> Title | None:
    doc = item.tokens
    if end + 1 < len(doc) and doc[end].lower_ == "of" and _office_before(item, end):
        # "Special Envoy Zhai Jun of the Chinese Government"
        owner = next((item.names[k].actor for k in range(end + 1, min(end + 4, len(doc))) if k in item.names), None)
        return Title("", owner) if owner is not None else None
    if end >= len(doc) or doc[end].text not in (",", "(", "—", "–"):
        return None
    stop = end + 1
    while stop < len(doc) and stop - end < 25 and doc[stop].text not in (",", ")", ";", "—", "–", "."):
        if doc[stop].pos_ in ("AUX",) or doc[stop].pos_ == "VERB" and doc[stop].dep_ not in ("amod", "compound") or stop in item.people:
            break
        stop += 1
    office = next((k for k in range(end + 1, stop) if _is_office(item, doc[k])), None)
    if stop in item.people and item.people[stop] != item.people.get(end - 1) and doc[stop - 1].pos_ not in ("ADP", "PART", "CCONJ"):
        # "Minister A, Foreign Minister of Oman B": the title of the next in the list.
        return None
    if office is None or any(doc[k].lower_ in _NO_TITLE for k in range(end + 1, office)):
        return None
    if office + 1 < stop and doc[office + 1].tag_ == "POS":
        # "Modi, the prime minister's guest"
        return None
    return _read_title(item, end + 1, stop, office, None)


# "Modi, their first meeting since the premier's visit": what follows such words is no office of his.
_NO_TITLE = frozenset(("who", "whose", "with", "from", "by", "since", "after", "before", "about", "over", "during", "when"))


def _office_before(item: Parsed, end: int) -> bool:
    """Whether an office stands right before the person whose name ends there."""
    start = end - 1
    while start - 1 in item.people and item.people[start - 1] == item.people[end - 1]:
        start -= 1
    return start >= 1 and _is_office(item, item.tokens[start - 1])


def _title_word(item: Parsed, token: Token) -> bool:
    return (
        token.i in item.names
        or _is_office(item, token)
        or token.lower_ in words().modifiers
        or token.lower_ in words().private
        or token.text[:1].isupper()
        or token.pos_ in ("ADJ", "NOUN")
    )


def _is_office(item: Parsed, token: Token) -> bool:
    lists = words()
    lemma = token.lemma_.lower()
    return (
        token.lower_ in lists.offices or lemma in lists.offices or lemma in lists.private and lemma != "former"
    ) and token.lower_ not in ("general",)


def _read_title(item: Parsed, begin: int, end: int, office: int, owner: Actor | None) -> Title:
    doc, lists = item.tokens, words()
    lowered = [doc[k].lower_ for k in range(begin, end)]
    private = any(word in lists.private or word in lists.institutions for word in lowered)
    text = item.written(begin, end).removeprefix("'s").removeprefix("’s").strip(" ,") if begin < end else ""
    if private and not any(doc[k].lower_ == "envoy" for k in range(begin, end)):
        return Title(text, None, private=True)
    before = [k for k in range(begin, office) if k in item.names and item.names[k].actor is not None]
    based = [k for k in before if k + 2 < len(doc) and doc[k + 1].text == "-" and doc[k + 2].lower_ in ("based", "born")]
    before = [k for k in before if k not in based and not any(doc[j].lower_ in ("and", "of", "to", ",") for j in range(k, office))]
    if owner is not None:
        return Title(text, owner)
    if before:
        return Title(text, item.names[before[0]].actor)
    to_office = any(doc[k].lower_ in words().sent for k in range(office, end))
    states = any(name.actor is not None and name.actor.kind is ActorKind.STATE for k in range(office, end) if (name := item.names.get(k)))
    for k in range(office, end):
        name = item.names.get(k)
        if name is None or name.actor is None or k > 0 and item.names.get(k - 1) is name:
            continue
        if states and name.actor.kind is ActorKind.ORGANIZATION and k + 1 < end and doc[k + 1].pos_ == "PROPN" and k + 1 not in item.names:
            # "Head of the UN Division of the Swiss Foreign Department"
            continue
        preposition = next(
            (doc[j].lower_ for j in range(k - 1, office, -1) if doc[j].lower_ in ("of", "to", "for", "on", "at", "in")), None
        )
        if preposition in ("of", "at", "in") or preposition == "for" and not to_office:
            if preposition == "for" and name.kind is NameKind.ADJECTIVE:
                continue
            return Title(text, name.actor)
        if preposition is None:
            return Title(text, name.actor)
    return Title(text, None)
