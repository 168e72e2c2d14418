"""Queries that the engine's plan makes slow, written so that it need not find the same again and again."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from .sparql import TOKENS

_TOKEN = re.compile(rf"{TOKENS.pattern} | \^\^ | \S", re.VERBOSE | re.DOTALL)
_VARIABLE = re.compile(r"[?$]\w+")
_NAME = re.compile(r"<\S*>|(?!_:)[\w.-]*:(?:\S*[^\s.])?")
_LITERAL = re.compile(r"\d+|[\"'].*", re.DOTALL)
# What counts how often it finds something, unless it says DISTINCT.
_COUNTING = frozenset(("COUNT", "SUM", "AVG", "GROUP_CONCAT"))
_AGGREGATES = _COUNTING | {"MIN", "MAX", "SAMPLE"}
# What is another value each time, or makes the query one that is not looked at here.
_OTHER = frozenset(("RAND", "UUID", "STRUUID", "BNODE", "EXISTS", "VALUES", "FROM", "SELECT", "*", "{", "}"))
# Two comparisons that look like a name.
_COMPARISONS = re.compile(r"<[^>]*[?$()&]")
_LONGEST = 10_000


class _FormError(Exception):
    """The query is none that is written anew here."""


@dataclass(slots=True)
class _Group:
    """The WHERE of a query: its triples, of three terms each, and where its filters begin and end among the tokens."""

    triples: list[tuple[str, ...]] = field(default_factory=list)
    filters: list[tuple[int, int]] = field(default_factory=list)


def distinct_first(text: str) -> str:
    """The query with what it asks for only to get on asked for once, where by its form it cannot matter how often that is found.

    So it is with the partners of India in "with how many partners of India has each state an agreement": the engine would look for the
    agreements of a partner once for each of its events with India. The triples around the variable for such an event become a subquery
    with DISTINCT, and the rest is found for each of its rows. That is done where the subquery has a constant to start from and the rest
    has none, and the query is one group of triples and filters, with SELECT DISTINCT or with aggregates that do not count repetitions.

    >>> distinct_first("SELECT DISTINCT ?c { ?e <p> <i>, ?b . ?f <p> ?b, ?c FILTER(?b != ?c) }")
    'SELECT DISTINCT ?c { { SELECT DISTINCT ?b { ?e <p> <i> . ?e <p> ?b } } LATERAL { ?f <p> ?b . ?f <p> ?c } FILTER(?b != ?c) }'
    >>> distinct_first("SELECT ?c { ?e <p> <i>, ?b . ?f <p> ?b, ?c }")
    'SELECT ?c { ?e <p> <i>, ?b . ?f <p> ?b, ?c }'
    """
    if len(text) > _LONGEST or "\\u" in text or "DISTINCT" not in text.upper():
        return text
    try:
        return _rewritten(text)
    except _FormError:
        return text


def _rewritten(text: str) -> str:
    matches = [match for match in _TOKEN.finditer(text) if not match[0].startswith("#")]
    tokens = [match[0] for match in matches]
    start, end = _brackets(tokens)
    around = [*tokens[:start], *tokens[end + 1 :]]
    if not _repetitions_are_nothing(around):
        raise _FormError
    group = _parsed(tokens[: end + 1], start + 1)
    needed = _variables(around)
    for first, last in group.filters:
        needed |= _variables(tokens[first : last + 1])
    for own in sorted(_within(group.triples) - needed):
        first_asked = [triple for triple in group.triples if own in triple]
        rest = [triple for triple in group.triples if own not in triple]
        joined = _within(first_asked) & _within(rest)
        if joined and any(map(_anchored, first_asked)) and not any(map(_anchored, rest)):
            passed = " ".join(sorted(_within(first_asked) & (needed | joined)))
            filters = "".join(f" {text[matches[first].start() : matches[last].end()]}" for first, last in group.filters)
            return (
                f"{text[: matches[start].end()]} {{ SELECT DISTINCT {passed} {{ {_written(first_asked)} }} }} "
                f"LATERAL {{ {_written(rest)} }}{filters} {text[matches[end].start() :]}"
            )
    raise _FormError


def _brackets(tokens: list[str]) -> tuple[int, int]:
    """The numbers of the brackets around the WHERE of a SELECT."""
    place = 0
    while place < len(tokens) and tokens[place].upper() in ("PREFIX", "BASE"):
        place += 3 if tokens[place].upper() == "PREFIX" else 2
    if place >= len(tokens) or tokens[place].upper() != "SELECT" or "{" not in tokens or "}" not in tokens:
        raise _FormError
    return tokens.index("{"), len(tokens) - 1 - tokens[::-1].index("}")


def _repetitions_are_nothing(around: list[str]) -> bool:
    """Whether the answer is the same however often each solution of the WHERE is found."""
    words = [token.upper() for token in around]
    rest = words[words.index("SELECT") + 1 :]
    if _OTHER & set(rest) or any(map(_COMPARISONS.match, rest)):
        return False
    for place, word in enumerate(rest):
        if word in _COUNTING and rest[place + 1 : place + 3] != ["(", "DISTINCT"]:
            return False
    return rest[:1] == ["DISTINCT"] or bool(_AGGREGATES & set(rest))


def _parsed(tokens: list[str], place: int) -> _Group:
    """What stands from that place to the last of the tokens, which closes the group."""
    group = _Group()
    while place < len(tokens) - 1:
        if tokens[place].upper() == "FILTER":
            ending = _closing(tokens, place)
            group.filters.append((place, ending))
            place = ending + 1
        else:
            place = _triples(tokens, place, group)
        if tokens[place] == ".":
            place += 1
    return group


def _closing(tokens: list[str], place: int) -> int:
    """The number of the bracket that ends the filter, which is one in brackets or the call of a function."""
    opening = place + 1 if tokens[place + 1 : place + 2] == ["("] else place + 2
    if tokens[opening : opening + 1] != ["("]:
        raise _FormError
    depth = 0
    for number in range(opening, len(tokens)):
        if tokens[number].upper() in _OTHER - {"*"} or _COMPARISONS.match(tokens[number]):
            raise _FormError
        depth += {"(": 1, ")": -1}.get(tokens[number], 0)
        if depth == 0:
            return number
    raise _FormError


def _triples(tokens: list[str], place: int, group: _Group) -> int:
    """Reads the triples of one subject; gives back the number of what follows."""
    subject, place = _term(tokens, place, literal=False)
    while True:
        verb, place = ("a", place + 1) if tokens[place : place + 1] == ["a"] else _term(tokens, place, literal=False)
        while True:
            value, place = _term(tokens, place, literal=True)
            group.triples.append((subject, verb, value))
            if tokens[place : place + 1] != [","]:
                break
            place += 1
        if tokens[place : place + 1] != [";"]:
            return place
        while tokens[place : place + 1] == [";"]:
            place += 1
        if tokens[place] in (".", "}") or tokens[place].upper() == "FILTER":
            return place


def _term(tokens: list[str], place: int, *, literal: bool) -> tuple[str, int]:
    token = tokens[place]
    if _VARIABLE.fullmatch(token):
        return f"?{token[1:]}", place + 1
    if _NAME.fullmatch(token):
        return token, place + 1
    if not literal or not _LITERAL.fullmatch(token):
        raise _FormError
    following = tokens[place + 1]
    if following.startswith("@"):
        return token + following, place + 2
    if following == "^^":
        datatype, after = _term(tokens, place + 2, literal=False)
        return f"{token}^^{datatype}", after
    return token, place + 1


def _anchored(triple: tuple[str, ...]) -> bool:
    """Whether the triple is found from a constant other than a class."""
    subject, verb, value = triple
    kind = verb == "a" or verb.endswith(("#type>", ":type"))
    return subject[0] != "?" or (value[0] != "?" and not kind)


def _variables(tokens: Iterable[str]) -> set[str]:
    return {f"?{token[1:]}" for token in tokens if _VARIABLE.fullmatch(token)}


def _within(triples: Iterable[tuple[str, ...]]) -> set[str]:
    return _variables(term for triple in triples for term in triple)


def _written(triples: list[tuple[str, ...]]) -> str:
    return " . ".join(map(" ".join, triples))
