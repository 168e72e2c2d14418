"""The cast of an article: which words stand for which state or organisation, through names, people, pronouns and general words."""

from __future__ import annotations

from spacy.tokens import Token

from ..actors.gazetteer import Gazetteer, NameKind
from ..event import Actor
from .antecedents import Antecedents
from .holders import holder
from .mentions import Mentions
from .parsed import Parsed, runs_of
from .slots import Ref
from .syntax import agents, conjuncts, prepositional, subjects
from .titles import unnamed_title
from .words import words

# Whom these words name stands beside or against who has them.
_OTHERS = frozenset("ally partner neighbour neighbor rival foe enemy friend adversary backer opponent supporter".split())
# "the Ministry of Foreign Affairs of Oman", "the minister of trade of Kenya"
_OF_PORTFOLIOS = frozenset("ministry minister department secretary secretariat".split())
_NUMBERS = {"two": 2, "both": 2, "three": 3, "four": 4, "five": 5, "six": 6, "2": 2, "3": 3}


# States that share a name, told of together: "the two Koreas".
_NAMESAKES = {"koreas": ("KOR", "PRK"), "sudans": ("SDN", "SSD"), "congos": ("COD", "COG")}
FIRST_PERSON = frozenset(("i", "we", "our", "my", "us", "me"))


class Cast:
    """Who appears in one article.

    Args:
        gazetteer: Names of states, organisations and places.
        mentions: Who is named where in the article.
    """

    def __init__(self, gazetteer: Gazetteer, mentions: Mentions) -> None:
        self._gazetteer = gazetteer
        self.mentions = mentions
        self._antecedents = Antecedents(mentions)

    def refs(self, item: Parsed, token: Token, deep: bool = False) -> list[Ref]:
        """The parties that a noun phrase stands for, its conjuncts included.

        Args:
            item: The sentence.
            token: Head of the phrase.
            deep: Whether a phrase that is itself no actor may stand for the actor that owns it ("Iran's programme").
        """
        found: list[Ref] = []
        for head in self._with_coordinated(item, token):
            for ref in self._head_refs(item, head, deep):
                if ref.actor not in [other.actor for other in found] or ref.person is not None:
                    found.append(ref)
        return found

    def _with_coordinated(self, item: Parsed, token: Token) -> list[Token]:
        """The conjuncts of a head, and the official after "and" where a long title made the parser lose him."""
        heads = list(conjuncts(token))
        index = item.people.get(token.i, item.titles.get(token.i))
        if index is not None and len(heads) == 1:
            end = next((stop for start, stop, person in runs_of(item.people) if person == index and stop > token.i), None)
            if end is not None and end + 1 < len(item.tokens) and item.tokens[end].lower_ == "and":
                plural = next((k for k in range(end + 1, min(end + 12, len(item.tokens))) if k in item.rosters), None)
                if plural is not None:
                    heads.append(item.tokens[plural])
                follower = item.titles.get(end + 1, item.people.get(end + 1))
                if follower is not None and follower != index:
                    heads.append(
                        item.tokens[next(start for start, _, person in runs_of(item.people) if person == follower and start > end)]
                    )
        listed = dict.fromkeys(start for head in heads for start in item.rosters.get(head.i, ()))
        return [head for head in heads if head.i not in item.rosters] + [item.tokens[start] for start in listed]

    def _head_refs(self, item: Parsed, head: Token, deep: bool) -> list[Ref]:
        lists = words()
        if head.i in item.people:
            return self._person_refs(item, item.people[head.i], head)
        if head.i in item.titles:
            return self._person_refs(item, item.titles[head.i], head)
        name = item.names.get(head.i)
        lemma = head.lemma_.lower()
        if name is not None and name.actor is not None:
            return [Ref(name.actor, None, head.i, f"the name {name.text!r}")]
        if head.lower_ in _NAMESAKES:
            return [Ref(self._gazetteer.state(code), None, head.i, f"{head.text!r}, both of them") for code in _NAMESAKES[head.lower_]]
        if head.pos_ == "PRON" or head.dep_ == "poss" and head.tag_ == "PRP$":
            return self._pronoun_refs(item, head)
        if lemma in lists.offices or lemma in lists.bodies or lemma in lists.both:
            return self._office_refs(item, head)
        if head.lower_ in ("both", "two", "sides", "each", "all") and head.dep_ not in ("nummod", "det", "predet"):
            return self._antecedents.several(item, head, 2)
        if deep:
            return self.owners(item, head, prepositions=("by", "of", "from", "in", "against", "on", "with", "between"))
        return []

    def _office_refs(self, item: Parsed, head: Token) -> list[Ref]:
        """Whom an office, a body or a word such as "side" stands for: by a name in it, its owner, a list after it, or those before."""
        lists, lemma = words(), head.lemma_.lower()
        plural = head.tag_ in ("NNS", "NNPS")
        apposed = [child for child in head.children if child.dep_ in ("appos", "compound", "nmod") and child.i in item.people]
        if apposed and not plural:
            found = self._person_refs(item, item.people[apposed[0].i], apposed[0])
            if found:
                return found
        local = ("in", "at") if lemma in lists.local else ()
        owners = self.owners(item, head, prepositions=("of", "from", "for", *local))
        if owners and plural:
            owners = _distinct(owners + self._listed_in(item, head))
        if owners:
            return [self._holding(ref.actor, head, ref.sure * 0.98) for ref in owners]
        if lemma in lists.private:
            return []
        listed = self._listed_in(item, head) if plural else []
        if listed:
            return listed
        if plural and lemma in lists.both:
            number = next((_NUMBERS[child.lower_] for child in head.children if child.lower_ in _NUMBERS), None)
            if number is not None or any(child.lower_ in ("these", "the", "all", "their") for child in head.children):
                return self._antecedents.several(item, head, number)
        if not plural and any(child.lower_ in ("the", "its", "their", "that", "this") for child in head.children):
            return self._antecedents.official(item, head) or self._antecedents.last(
                item, head, 1, f"the {head.text}", states_only=lemma in ("country", "nation", "kingdom", "state", "republic")
            )
        return []

    def _holding(self, actor: Actor, head: Token, sure: float) -> Ref:
        """An office of an actor, with the person who holds it where the article names just one."""
        person = holder(self.mentions.figures, actor, head)
        named = "" if person is None else f", who is {self.mentions.figures[person].name}"
        return Ref(actor, person, head.i, f"{head.text!r} of {actor.label}{named}", sure)

    def _listed_in(self, item: Parsed, head: Token) -> list[Ref]:
        """The states that a plural noun goes on to list: "the six powers - Britain, China, ...", "allies, including France"."""
        end = max(token.i for token in head.subtree)
        for i in range(head.i + 1, min(end + 1, len(item.tokens))):
            if item.tokens[i].text in ("-", "–", "—", ":", "(", "--") or item.tokens[i].lower_ == "including":
                found = [
                    Ref(actor, item.people.get(k), k, f"listed after {head.text!r}", 0.95)
                    for actor, k in self.mentions.actors_in(item, i, end + 1)
                ]
                return _distinct(found) if len(found) > 1 else []
        return []

    def owners(self, item: Parsed, head: Token, prepositions: tuple[str, ...] = ()) -> list[Ref]:
        """The actors that possess or qualify a noun: "Iran's", "Iranian", "of Iran"."""
        found: list[Ref] = []
        for child in head.lefts:
            if child.dep_ == "poss":
                if head.lemma_.lower() in _OTHERS:
                    # "Ukraine's allies" are others than Ukraine.
                    continue
                if child.tag_ == "PRP$":
                    found += self._pronoun_refs(item, child)
                else:
                    found += self.refs(item, child)
        for child in head.lefts:
            if child.dep_ in ("amod", "compound", "nmod", "nummod", "npadvmod", "det", "punct"):
                for token in [child, *_adjectives(child)]:
                    name = item.names.get(token.i)
                    if name is not None and name.actor is not None and not _based(token):
                        found.append(Ref(name.actor, None, token.i, f"{name.text!r} before {head.text!r}"))
                    elif token.i in item.people and token.dep_ in ("compound", "nmod", "poss"):
                        found += self._person_refs(item, item.people[token.i], token)
        found += _enumerated(item, found)
        if head.lemma_.lower() == "counterpart" and found and not any(ref.token in item.names for ref in found):
            # "his counterparts from Kenya and Uganda"
            named = [ref for word in ("from", "of") for goal in prepositional(head, word) for ref in self.refs(item, goal)]
            found = named or found
        if head.lemma_.lower() == "counterpart" and any(ref.token in item.names for ref in found):
            # "his Russian counterpart" acts for Russia alone.
            found = [ref for ref in found if ref.token in item.names and item.tokens[ref.token].dep_ != "poss"] or found
        if found:
            return _distinct(found)
        if "by" in prepositions:
            # "statements made by the group", "a communique issued by Japan"
            for child in head.children:
                if child.dep_ == "acl" and child.tag_ == "VBN":
                    found += [ref for agent in agents(child) for ref in self.refs(item, agent)]
            if found:
                return _distinct(found)
        if "from" in prepositions:
            # Whose goods they are: "steel imported from the EU".
            goods = [
                goal for child in head.children if child.dep_ == "acl" and child.tag_ == "VBN" for goal in prepositional(child, "from")
            ]
            found = [ref for goal in goods for ref in self.refs(item, goal)]
            if found:
                return _distinct(found)
        for word in prepositions:
            for child in head.children:
                if child.dep_ in ("prep", "agent") and child.lower_ == word:
                    for grandchild in child.children:
                        if grandchild.dep_ == "pobj":
                            # "a delegation of the Council of the Law Society of Hong Kong"
                            found += self.refs(item, grandchild, deep=head.lemma_.lower() in ("delegation", "corps", "group"))
                            if not found and word == "of" and head.lemma_.lower() in _OF_PORTFOLIOS:
                                found += [ref for other in prepositional(grandchild, "of") for ref in self.refs(item, other)]
            if found:
                return _distinct(found)
        follower = item.tokens[head.i + 1] if head.i + 1 < len(item.tokens) else None
        if "from" in prepositions and follower is not None and follower.lower_ == "from" and follower.head.i != head.i:
            # "met with the visiting press corps from Balochistan Province of Pakistan", where the parser joins it to the verb
            found = [ref for child in follower.children if child.dep_ == "pobj" for ref in self.refs(item, child, deep=True)]
        return _distinct(found)

    def titled_refs(self, item: Parsed, start: int, end: int) -> list[Ref]:
        """Whom the title between two tokens stands for, where the name after it was not recognised as one."""
        title = unnamed_title(item, start, end)
        return [] if title is None or title.actor is None else [Ref(title.actor, None, start, f"the title {title.office!r}", 0.85)]

    def settle_apart(self, refs: list[Ref]) -> list[Ref]:
        """The two sides of a meeting whose officials seem to be of one state, when one's state was only inferred: it is another."""
        for position, ref in enumerate(refs):
            figure = self.mentions.figures[ref.person] if ref.person is not None else None
            if figure is not None and figure.inferred:
                other = next((actor for actor in self.mentions.homes if actor != ref.actor), None)
                if other is not None:
                    figure.actor = other
                    how = f"{figure.name}, of the other state that the article is about"
                    return [*refs[:position], Ref(other, ref.person, ref.token, how, 0.8), *refs[position + 1 :]]
        return refs

    def is_private(self, item: Parsed, head: Token) -> bool:
        """Whether a head is a person who acts for nobody: a former official, a candidate, a scholar."""
        index = item.people.get(head.i, item.titles.get(head.i))
        if index is not None:
            figure = self.mentions.figures[index]
            return figure.private or figure.actor is None and figure.office is None
        return head.lemma_.lower() in words().private and head.pos_ == "NOUN"

    def place_refs(self, item: Parsed, head: Token) -> list[Ref]:
        """The state in which a named city or region lies: who visits the city visits the state."""
        name = item.names.get(head.i)
        if name is None or name.place is None or name.place.country is None:
            return []
        doc = item.tokens
        if head.i + 1 < len(doc) and doc[head.i + 1].text == ",":
            # "Samara, the capital of the Afar region of Ethiopia"
            for i in range(head.i + 2, min(len(doc), head.i + 12)):
                other = item.names.get(i)
                if doc[i].pos_ == "VERB" or doc[i].text in (",", ";"):
                    break
                if other is not None and other.actor is not None and other.kind is NameKind.NAME:
                    return [Ref(other.actor, None, head.i, f"{name.text!r} lies there, as the text says", 0.95)]
        return [Ref(self._gazetteer.state(name.place.country), None, head.i, f"{name.text!r} lies there", 0.9)]

    def _person_refs(self, item: Parsed, index: int, token: Token) -> list[Ref]:
        figure = self.mentions.figures[index]
        if figure.actor is None or figure.private:
            return []
        return [Ref(figure.actor, index, token.i, f"{figure.name}, who acts for {figure.actor.label} by {figure.known_from}", 0.95)]

    def _pronoun_refs(self, item: Parsed, token: Token) -> list[Ref]:
        word = token.lower_
        if word in ("he", "she", "his", "her", "him", "himself", "herself"):
            return self._own_office(item, token) or self._antecedents.person(item, token)
        if word in ("it", "its", "itself"):
            return self._antecedents.last(item, token, 1, word, states_only=True)
        if word in ("they", "their", "them", "themselves", "both", "each"):
            return self._antecedents.several(item, token, 2 if word in ("both", "each") else None)
        if word in FIRST_PERSON:
            return self.speaker(item)
        return []

    def _own_office(self, item: Parsed, token: Token) -> list[Ref]:
        """Whom an office without a name stands for that speaks of himself: "Chad's president says his country will leave"."""
        if any(i < token.i for i in item.people):
            return []
        current = token
        for _ in range(12):
            current = current.head
            if current.pos_ == "VERB" and current.lemma_ in words().saying:
                heads = [head for head in subjects(current) if head.i < token.i and head.lemma_.lower() in words().offices]
                return [ref for head in heads[:1] for ref in self.refs(item, head)]
            if current.head.i == current.i:
                break
        return []

    def speaker(self, item: Parsed) -> list[Ref]:
        """Who says the sentence: the subject of its verb of saying, else the speaker of the sentence before in the same paragraph."""
        for other in (item, *self.mentions.before(item, 2)):
            if other.sentence.block != item.sentence.block and other is not item and not other.sentence.text.rstrip().endswith(("”", '"')):
                break
            for token in other.tokens:
                if token.lemma_ in words().saying and token.pos_ == "VERB":
                    for subject in subjects(token):
                        # "Our ministry said": who speaks of himself names nobody.
                        if any(part.lower_ in FIRST_PERSON for part in subject.subtree):
                            continue
                        refs = self.refs(other, subject)
                        if refs:
                            return refs[:1]
        return []


def _enumerated(item: Parsed, found: list[Ref]) -> list[Ref]:
    """The states listed with commas before an adjective of one: "Turkish, German, French, British diplomats"."""
    adjectives = [ref.token for ref in found if (name := item.names.get(ref.token)) is not None and name.kind is NameKind.ADJECTIVE]
    refs: list[Ref] = []
    i = min(adjectives, default=0) - 2
    while i >= 0 and item.tokens[i + 1].text == "," and (name := item.names.get(i)) is not None and name.kind is NameKind.ADJECTIVE:
        if name.actor is not None and name.actor not in [ref.actor for ref in found]:
            refs.append(Ref(name.actor, None, i, f"{name.text!r}, listed before"))
        i -= 2
    return refs


def _adjectives(token: Token) -> list[Token]:
    found: list[Token] = []
    for child in token.children:
        if child.dep_ in ("conj", "amod", "compound", "nmod", "npadvmod"):
            found += [child, *_adjectives(child)]
    return found


def _based(token: Token) -> bool:
    doc = token.doc
    return token.i + 2 < len(doc) and doc[token.i + 1].text == "-" and doc[token.i + 2].lower_ in ("based", "born", "backed", "made", "led")


def _distinct(refs: list[Ref]) -> list[Ref]:
    seen: dict[Actor, Ref] = {}
    for ref in refs:
        if ref.actor not in seen or ref.person is not None and seen[ref.actor].person is None:
            seen[ref.actor] = ref
    return list(seen.values())
