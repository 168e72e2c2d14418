"""The people of an article: who they are, their offices, and for whom they act.

Titles are read from the words around a name, because parsers attach long titles badly ("Secretary of the Ministry of
Energy of Bhutan Karma Tshering").
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from ..actors.gazetteer import Gazetteer
from ..actors.office_holders import find_holder
from ..article import BlockKind
from ..event import Actor, ActorKind
from .names import clean_name, name_words, person_spans
from .parsed import Parsed, runs_of
from .rosters import rosters
from .titles import title_of

# States of whose people news in English calls many by the first of their names, which is the family's or their own.
_FIRST_NAMED = frozenset(
    ("CHN", "TWN", "HKG", "MAC", "KOR", "PRK", "VNM", "KHM", "SGP", "THA", "LAO", "MMR", "MYS", "IDN", "ETH", "ERI", "SOM", "ISL")
)
# Offices whose holders headlines call by the surname alone.
_WELL_KNOWN = ("president", "prime minister", "chancellor", "foreign minister", "secretary of state", "supreme leader", "external affairs")


@dataclass(slots=True)
class Figure:
    """A person of the article while it is read."""

    name: str
    office: str | None = None
    actor: Actor | None = None
    private: bool = False
    known_from: str = ""
    titled: bool = False
    inferred: bool = False


class People:
    """The people of one article, by number.

    Args:
        gazetteer: Names of states and organisations.
        published: Day of publication, for whom an office-holder of that time stands for.
        home: The state that the article's own publisher speaks for, where its address says so (a ministry's site).
    """

    def __init__(self, gazetteer: Gazetteer, published: dt.date | None, home: Actor | None) -> None:
        self._gazetteer = gazetteer
        self._published = published
        self.home = home
        self._by_word: dict[str, list[int]] = {}
        self.figures: list[Figure] = []
        self.homes: list[Actor] = []

    def read(self, parsed: list[Parsed], counts: Counter[Actor]) -> None:
        """Learn the people of the sentences and mark them there: who is called what, then who is meant by a last name alone.

        Args:
            parsed: The sentences, in order.
            counts: How often the article names each actor.
        """
        common = {token.text for item in parsed for token in item.tokens if token.text.islower()}
        spans = [
            (item, start, end)
            for item in parsed
            for start, end in person_spans(item)
            # In a headline of capitals, what the text has in small letters elsewhere is no name ("Diplomatic Ties").
            if item.sentence.kind is not BlockKind.HEADLINE or not all(token.lower_ in common for token in item.tokens[start:end])
        ]
        for item, start, end in sorted(spans, key=lambda span: span[1] - span[2]):
            self._learn(item, start, end)
        for item in parsed:
            self._mark_known_names(item)
        for item in parsed:
            self._mark_holders(item)
        self._learn_lists(parsed)
        self._learn_titles(parsed)
        self._look_up()
        for item in parsed:
            self._mark_family_names(item)
        # Once more, for those whose title leads over another person: "Olaf Scholz's spokesman".
        self._learn_titles(parsed)
        self._settle_unnamed(parsed, counts)

    def _learn(self, item: Parsed, start: int, end: int) -> None:
        name = clean_name(item, start, end)
        if not name or len(name) < 2:
            return
        index = self._find_figure(name)
        if index is None:
            index = len(self.figures)
            self.figures.append(Figure(name))
            for word in name_words(name):
                self._by_word.setdefault(word, []).append(index)
        figure = self.figures[index]
        if len(name) > len(figure.name) and figure.name.split()[-1].lower() in name.lower():
            figure.name = name
        for i in range(start, end):
            item.people[i] = index

    def _find_figure(self, name: str) -> int | None:
        parts = name_words(name)
        if not parts:
            return None
        best: int | None = None
        for word in (parts[-1], parts[0]):
            for index in self._by_word.get(word, []):
                known = name_words(self.figures[index].name)
                if set(parts) <= set(known) or set(known) <= set(parts):
                    return index
                if len(parts) > 1 and len(known) > 1 and parts[-1] == known[-1] and parts[0] == known[0]:
                    best = index
        return best

    def _mark_known_names(self, item: Parsed) -> None:
        """Last names that the named-entity recogniser passed over."""
        for token in item.tokens:
            if token.i in item.people or token.i in item.names or not token.text[:1].isupper() or len(token.text) < 2:
                continue
            word = item.written(token.i, token.i + 1).lower()
            known = [index for index in self._by_word.get(word, []) if self._called(index, word)]
            if len(known) == 1 and token.pos_ in ("PROPN", "NOUN", "X", "ADJ"):
                item.people[token.i] = known[0]

    def _mark_holders(self, item: Parsed) -> None:
        """Heads of states and governments by the surname alone, whom the recogniser passed over: "Modi, Putin hold talks"."""
        for token in item.tokens:
            if (
                token.i in item.people
                or token.i in item.names
                or token.pos_ not in ("PROPN", "NOUN")
                or len(token.text) < 4
                or not token.text.istitle()
            ):
                continue
            near = [item.tokens[i] for i in (token.i - 1, token.i + 1) if 0 <= i < len(item.tokens)]
            if any(other.pos_ == "PROPN" and other.i not in item.names for other in near):
                continue
            word = item.written(token.i, token.i + 1)
            holder = find_holder(word, self._published) if self._published is not None else None
            if holder is not None and holder.in_office and (holder.office or "").startswith(_WELL_KNOWN):
                self._learn(item, token.i, token.i + 1)

    def _called(self, index: int, word: str) -> bool:
        """Whether a person is called by a word alone, the last of the name."""
        return len(word) > 2 and name_words(self.figures[index].name)[-1:] == [word]

    def _learn_lists(self, parsed: list[Parsed]) -> None:
        for item in parsed:
            for roster in rosters(item):
                starts = tuple(start for start, _ in roster.names)
                item.rosters.update(dict.fromkeys((roster.noun, *(end - 1 for _, end in roster.names)), starts))
                for start, actor in zip(starts, roster.actors, strict=True):
                    figure = self.figures[item.people[start]]
                    if figure.actor is None:
                        figure.office = figure.office or roster.office
                        figure.actor, figure.titled = actor, True
                        figure.known_from = "the list of officials in which the name stands"

    def _mark_family_names(self, item: Parsed) -> None:
        """First names of a name alone, of people who are called by them: "Wang said" after "Wang Wenbin"."""
        for token in item.tokens:
            if token.pos_ != "PROPN" or token.i in item.people or token.i in item.names:
                continue
            word = item.written(token.i, token.i + 1).lower()
            known = [index for index in self._by_word.get(word, []) if name_words(self.figures[index].name)[:1] == [word]]
            actors = {actor.code for index in known if (actor := self.figures[index].actor) is not None}
            if len(known) == 1 and actors & _FIRST_NAMED:
                item.people[token.i] = known[0]

    def _learn_titles(self, parsed: list[Parsed]) -> None:
        for item in parsed:
            for start, end, index in runs_of(item.people):
                figure = self.figures[index]
                title = title_of(item, start, end, self._actor_of)
                if title is None or figure.actor is not None:
                    continue
                if figure.office is None or title.actor is not None:
                    figure.office = title.office
                figure.actor = title.actor
                figure.titled = title.actor is not None
                figure.private = figure.private or title.private
                figure.known_from = f"its title {title.office!r}"

    def _actor_of(self, index: int) -> Actor | None:
        return self.figures[index].actor

    def _look_up(self) -> None:
        """Take those whom the article leaves open from the table of office-holders."""
        for figure in self.figures:
            if figure.actor is None and (not figure.private or figure.office is None):
                holder = find_holder(figure.name, self._published)
                if holder is not None and (holder.in_office or figure.office is not None):
                    known = self._gazetteer
                    figure.actor = known.state(holder.code) if known.known_state(holder.code) else known.organization(holder.code)
                    figure.office = figure.office or holder.office
                    figure.known_from = f"the table of office-holders ({holder.office}, {holder.code})"

    def _settle_unnamed(self, parsed: list[Parsed], counts: Counter[Actor]) -> None:
        """Officials whose title names no state act for the article's own state.

        That is its publisher's, where a ministry publishes it, else the state most named in the article apart from
        those of the officials met with in the same sentence.
        """
        self.homes = ranked = self._homes(counts)
        beside: dict[int, set[Actor | None]] = {}
        first: dict[int, Parsed] = {}
        for item in parsed:
            indices = {index for _, _, index in runs_of(item.people)}
            for index in indices:
                beside.setdefault(index, set()).update(
                    self.figures[other].actor
                    for other in indices
                    if other != index and self.figures[other].titled and item is first.setdefault(index, item)
                )
        for index, figure in enumerate(self.figures):
            if figure.actor is None and figure.office is not None and not figure.private:
                others = beside.get(index, set())
                free = [actor for actor in ranked if actor not in others]
                figure.actor = self.home if self.home is not None and self.home not in others else free[0] if free else None
                figure.inferred = figure.actor is not self.home
                figure.known_from = "its office, whose state is the article's own"

    def _homes(self, counts: Counter[Actor]) -> list[Actor]:
        """The states that may be the article's own, likeliest first.

        A ministry or a national newspaper calls its own minister "the foreign minister" and the other one "the Italian
        foreign minister": the own state is one that is much named and whose officials are seldom qualified.
        """
        states = [actor for actor, _ in counts.most_common() if actor.kind is ActorKind.STATE]
        if not states:
            return []
        leading = [actor for actor in states if counts[actor] * 4 >= counts[states[0]]][:4]
        qualified = Counter(
            figure.actor
            for figure in self.figures
            if figure.actor is not None and figure.titled and not {"ambassador", "embassy"} & set((figure.office or "").lower().split())
        )
        leading.sort(key=lambda actor: (qualified[actor], -counts[actor]))
        return leading + [actor for actor in states if actor not in leading]
