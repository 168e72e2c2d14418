"""Whether two names mean one person and two titles one instrument."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from itertools import product


@dataclass(frozen=True, slots=True, order=True)
class Delegate:
    """A person who took part, as far as it tells the person from others.

    Attributes:
        name: The words of the name in lower case.
        side: IRI of the state or organisation that the person acts for, where known.
    """

    name: tuple[str, ...]
    side: str | None = None


def same_person(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two names can be one person's: one holds the other's words, or the last agree and the first are short for each other.

    >>> same_person(("joe", "biden"), ("joseph", "biden"))
    True

    >>> same_person(("barack", "obama"), ("obama",))
    True
    >>> same_person(("wang", "yi"), ("wang", "wenbin"))
    False
    """
    if set(one) <= set(other) or set(other) <= set(one):
        return True
    letters = 1 if 1 in (len(one[0]), len(other[0])) else 2
    return one[-1] == other[-1] and one[0][:letters] == other[0][:letters]


def shared_people(
    ones: Iterable[Delegate], others: Iterable[Delegate]
) -> tuple[list[tuple[Delegate, Delegate]], list[Delegate], list[Delegate]]:
    """The pairs that are one person, and who is left on either hand; the same pairs whichever hand is which.

    The same words come first, so that a short name does not take the place of the full one.

    >>> full, short, other = Delegate(("ajit", "doval"), "IND"), Delegate(("doval",)), Delegate(("nathalie", "drouin"), "CAN")
    >>> shared_people([full, short], [short, other])[0] == shared_people([short, other], [full, short])[0] == [(short, short)]
    True
    """
    left, right, pairs = sorted(ones, key=_order), sorted(others, key=_order), list[tuple[Delegate, Delegate]]()
    alike = [(one, other) for one, other in product(left, right) if same_person(one.name, other.name)]
    for one, other in sorted(alike, key=lambda pair: (pair[0].name != pair[1].name, *sorted(map(_order, pair)))):
        if one in left and other in right:
            pairs.append((one, other))
            left.remove(one)
            right.remove(other)
    return pairs, left, right


def _order(delegate: Delegate) -> tuple[int, tuple[str, ...], str]:
    return (-len(delegate.name), delegate.name, delegate.side or "")


class Titles(Enum):
    """What the titles of two instruments say of each other."""

    SAME = "same"
    OTHER = "other"
    OPEN = "open"


# Words of titles that say what sort of instrument it is; those of one line are used for each other.
_KINDS = (
    "ceasefire truce armistice cessation hostility",
    "treaty convention protocol covenant",
    "memorandum mou memoranda understanding moa",
    "statement communique declaration",
    "plan roadmap programme program framework",
    "contract purchase sale order",
    "resolution",
    "swap exchange",
)
_KIND = {word: line.split()[0] for line in _KINDS for word in line.split()}
# Any instrument can be called one of these, and these tell nothing.
_PLAIN = frozenset(
    "agreement deal accord pact arrangement document text package settlement compromise commitment cooperation partnership "
    "a an and as at between by for from in into its of on or over that the their to under with "
    "bilateral joint mutual new shared common major historic landmark formal official final signed draft first second third".split()
)


def _words(title: str) -> set[str]:
    words = re.findall(r"\w+", title.replace("cease-fire", "ceasefire").casefold())
    return {word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word for word in words}


def compare_titles(one: str, other: str) -> Titles:
    """Whether two titles are of one instrument: by the words that say what it is about, else by its kind.

    >>> compare_titles("shared work plan", "work plan on national security and law enforcement")
    <Titles.SAME: 'same'>
    >>> compare_titles("extradition treaty", "free trade agreement")
    <Titles.OTHER: 'other'>
    >>> compare_titles("a deal", "free trade agreement")
    <Titles.OPEN: 'open'>
    """
    words, others = _words(one) - _PLAIN, _words(other) - _PLAIN
    about, about_other = words - _KIND.keys(), others - _KIND.keys()
    if about and about_other:
        alike = about <= about_other or about_other <= about or len(about & about_other) * 2 >= len(about | about_other)
        return Titles.SAME if alike else Titles.OTHER
    kinds, other_kinds = ({_KIND[word] for word in found & _KIND.keys()} for found in (words, others))
    if kinds and other_kinds and not kinds & other_kinds:
        return Titles.OTHER
    return Titles.OPEN


def numbers(text: str) -> frozenset[str]:
    """The numbers in a text, by which two values are told apart whatever their currency's sign."""
    return frozenset(re.findall(r"\d+(?:[.,]\d+)*", text))
