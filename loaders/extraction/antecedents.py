"""Whom words mean that go back to others: "he", "they", "the two sides", "both countries"."""

from __future__ import annotations

import re

from spacy.tokens import Token

from ..event import Actor
from .holders import holder, office_of, spoken_of
from .mentions import Mentions
from .parsed import Parsed, runs_of
from .slots import Ref
from .words import words

_WORD = re.compile(r"\w+")


class Antecedents:
    """What pronouns and general words go back to, by who was named before them.

    Args:
        mentions: Who is named where in the article.
    """

    def __init__(self, mentions: Mentions) -> None:
        self._mentions = mentions

    def person(self, item: Parsed, token: Token) -> list[Ref]:
        """The person last told of, for "he" or "her"."""
        for back, other in enumerate((item, *self._mentions.before(item, 4))):
            runs = [(start, index) for start, _, index in runs_of(other.people) if other is not item or start < token.i]
            if other is item and token.dep_ in ("nsubj", "nsubjpass"):
                # "After the death of Chavez, he …": a subject goes back to a subject.
                runs = [run for run in runs if _prominence(other.tokens[run[0]]) > 0]
            if not runs:
                continue
            nearest = back == 0 and token.dep_ == "poss"
            _, index = max(runs, key=lambda run: (0 if nearest else _prominence(other.tokens[run[0]]), run[0] if back == 0 else -run[0]))
            figure = self._mentions.figures[index]
            if figure.private or figure.actor is None:
                return []
            return [Ref(figure.actor, index, token.i, f"{token.text!r} for {figure.name}", 0.85)]
        return []

    def several(self, item: Parsed, token: Token, number: int | None) -> list[Ref]:
        """Those last dealt with together: the parties of the meeting or agreement just told of, else those of the sentence before."""
        here = list(dict.fromkeys(actor for actor, _ in self._mentions.actors_in(item, 0, token.i)))
        if len(here) == (number or 2):
            return [Ref(actor, None, token.i, f"{token.text!r} for {actor.label}, named before in the sentence", 0.8) for actor in here]
        how = "of those who just dealt with each other"
        officials = self._officials_of(token)
        if officials:
            own = {self._mentions.figures[index].actor: index for index in reversed(self._mentions.officials[1])}
            return [Ref(actor, own.get(actor), token.i, f"{token.text!r} for {actor.label}, {how}", 0.8) for actor in officials]
        at, group = self._mentions.group
        if 0 <= item.sentence.index - at <= 4 and (number is None or len(group) == number):
            return [Ref(actor, None, token.i, f"{token.text!r} for {actor.label}, {how}", 0.78) for actor in group]
        if number is None and token.pos_ != "PRON" and token.dep_ != "poss":
            return []
        return self.last(item, token, number or 2, f"{token.text!r}")

    def _officials_of(self, token: Token) -> list[Actor]:
        """The parties of the last meeting of named people, where one of them holds the office that a plural names."""
        group, people = self._mentions.officials
        lemma = token.lemma_.lower()
        if lemma not in words().offices:
            return []
        field = [child.lower_ for child in token.lefts if child.dep_ in ("amod", "compound") and child.lower_ in words().modifiers]
        office = " ".join([*field, lemma])
        return group if any(office in (self._mentions.figures[index].office or "").lower() for index in people) else []

    def official(self, item: Parsed, token: Token) -> list[Ref]:
        """The person last told of who holds an office that is named alone: "the minister said"."""
        if token.lemma_.lower() not in words().offices:
            return []
        wanted = office_of(spoken_of(token))
        own = self._mentions.home
        if own is not None and (index := holder(self._mentions.figures, own, token)) is not None:
            # A ministry calls its own minister "the minister".
            return [Ref(own, index, token.i, f"the {token.text!r}, {self._mentions.figures[index].name}", 0.85)]
        for other in (item, *self._mentions.before(item, 6)):
            for start, _, index in reversed(runs_of(other.people)):
                figure = self._mentions.figures[index]
                if other is item and start > token.i or figure.actor is None or figure.private or not figure.office:
                    continue
                office = office_of(figure.office)
                named = wanted[0] == office[0] and token.lemma_.lower() in _WORD.findall(figure.office.lower())
                if office == wanted or named and wanted[1] == token.lemma_.lower():
                    return [Ref(figure.actor, index, token.i, f"the {token.text!r}, {figure.name}", 0.8)]
        return []

    def last(self, item: Parsed, token: Token, count: int, how: str, states_only: bool = False) -> list[Ref]:
        """The parties last dealt with before the token."""
        last = item.sentence.index
        for other in (item, *self._mentions.before(item, 4)):
            for between in range(last - 1, other.sentence.index, -1):
                named = list(dict.fromkeys(name.actor for name in self._mentions.passed.get(between, []) if name.actor is not None))
                if len(named) == count or count == 1 and named:
                    return [Ref(actor, None, token.i, f"{how} for {actor.label}, last dealt with", 0.7) for actor in named[:count]]
            last = other.sentence.index
            limit = token.i if other is item else len(other.tokens)
            seen = self._mentions.actors_in(other, 0, limit)
            if states_only and count == 1:
                subject = [a for a, i in seen if _in_subject(other.tokens[i])]
                chosen = (subject or [a for a, _ in seen])[-1:]
            else:
                chosen = list(dict.fromkeys(a for a, _ in seen))
            if len(chosen) >= count:
                chosen = chosen[-count:] if count == 1 else chosen[:count] if len(chosen) == count else []
                if chosen:
                    return [Ref(actor, None, token.i, f"{how} for {actor.label}, last dealt with", 0.7) for actor in chosen]
        ranked = [actor for actor, _ in self._mentions.counts.most_common(count)]
        if len(ranked) == count and count > 1:
            return [Ref(actor, None, token.i, f"{how} for {actor.label}, most named in the article", 0.6) for actor in ranked]
        return []


def _in_subject(token: Token) -> bool:
    current = token
    for _ in range(6):
        if current.dep_ in ("nsubj", "nsubjpass"):
            return True
        if current.head.i == current.i or current.pos_ == "VERB":
            return False
        current = current.head
    return False


def _prominence(token: Token) -> int:
    """How likely a pronoun in the next sentence means this person: subject of the main clause, of another, or neither."""
    current = token
    for _ in range(6):
        if current.dep_ in ("nsubj", "nsubjpass"):
            return 2 if current.head.dep_ == "ROOT" else 1
        if current.head.i == current.i or current.pos_ == "VERB" or current.dep_ == "poss":
            return 0
        current = current.head
    return 0
