"""The rule-based extractor: triggers, grammar and the article's own context give the events of an article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from importlib.metadata import version
from urllib.parse import urlsplit

import pycountry
from spacy.tokens import Doc, Span, Token

from ...version import VERSION
from ..actors.gazetteer import Gazetteer, Name, NameKind, gazetteer
from ..article import Article, BlockKind
from ..dates import Kind, TimeExpression
from ..event import Actor, ActorKind, EventType, Status
from .base import Extraction, Rejected
from .candidate import DIRECTED, MUTUAL, VOICED, Candidate, unique
from .cast import Cast, Ref
from .instruments import instrument_of
from .language import Sentence, load_model, parse, sentences
from .lexicon import Lexicon, Match, lexicon
from .links import link
from .merge import join
from .narrative import Narrative
from .parsed import Parsed
from .people import People
from .records import records
from .roles import Roles, Slots
from .setting import times_of, when, where
from .status import status_of
from .syntax import clause_verb, subjects
from .words import words

# Below this confidence a candidate is noted as rejected and not reported.
FLOOR = 0.3


class RuleExtractor:
    """Finds events by the triggers of triggers.toml and the frames of frames.toml in a sentence's grammar.

    Args:
        model: Name or folder of an installed spaCy pipeline for English.
    """

    def __init__(self, model: str) -> None:
        self._model = model
        self._gazetteer: Gazetteer = gazetteer()
        self._lexicon: Lexicon = lexicon()

    @property
    def name(self) -> str:
        """Name and version, for the provenance of what it finds."""
        return f"rules {VERSION} on {self._model} with spaCy {version('spacy')}"

    def extract(self, article: Article) -> Extraction:
        """The events that the article tells of.

        Raises:
            ConfigurationError: The spaCy model is not installed.
        """
        nlp = load_model(self._model)
        every = sentences(article)
        told, notes = _within(_with_antecedents(every, [sentence for sentence in every if self._lexicon.may_tell(sentence.text)]))
        parsed = [self._parsed(sentence, doc) for sentence, doc in zip(told, parse(nlp, (s.text for s in told)), strict=True)]
        chosen = {sentence.index for sentence in told}
        last = told[-1].index if told else -1
        passed = {sentence.index: self._gazetteer.find(sentence.text) for sentence in every[:last] if sentence.index not in chosen}
        people = People(self._gazetteer, article.published_on, self._home(article))
        cast = Cast(self._gazetteer, people, parsed, passed)
        rejected: list[Rejected] = []
        candidates: list[Candidate] = []
        carried = Narrative()
        for item in parsed:
            self._candidates(article, cast, item, carried, rejected, candidates)
        joined = join(candidates, cast)
        link(joined)
        return replace(records(article, parsed, cast, joined, rejected), notes=notes)

    def _home(self, article: Article) -> Actor | None:
        """The state for which a government's own site speaks, by the country of its domain."""
        host = urlsplit(article.url or "").hostname or ""
        labels = host.split(".")
        official = any(label in ("gov", "gob", "gouv", "go", "mfa", "mofa", "mid", "mea", "fmprc") for label in labels)
        if not official or len(labels) < 2:
            return None
        country = pycountry.countries.get(
            alpha_2="GB" if labels[-1] == "uk" else "US" if labels[-1] in ("gov", "mil") else labels[-1].upper()
        )
        return None if country is None else self._gazetteer.state(country.alpha_3)

    def _parsed(self, sentence: Sentence, doc: Doc) -> Parsed:
        names: dict[int, Name] = {}
        spans: list[tuple[Name, Span]] = []
        opening = _DATELINE.match(sentence.text)
        dateline = opening.end() if opening else 0
        for name in self._gazetteer.find(sentence.text):
            if _defined_here(sentence.text, name) or name.end <= dateline:
                continue
            span = doc.char_span(name.start, name.end, alignment_mode="expand")
            if span is not None:
                spans.append((name, span))
        named = {token.i for _, span in spans for token in span}
        for name, span in spans:
            if not _inside_other_name(span, named):
                for token in span:
                    names.setdefault(token.i, name)
        return Parsed(sentence, doc, names)

    # ------------------------------------------------------------------ one sentence

    def _candidates(
        self, article: Article, cast: Cast, item: Parsed, carried: Narrative, rejected: list[Rejected], earlier: list[Candidate]
    ) -> None:
        matches = [] if _SPORT.search(item.sentence.text) else list(self._matches(item))
        times = times_of(item)
        carried.enter(item, times)
        for match in matches:
            others = [other.token for other in matches if other.token.i != match.token.i]
            candidate, reason = self._candidate(article, cast, item, match, others, times, carried, earlier)
            if candidate is None:
                start = item.sentence.start + match.token.idx
                rejected.append(Rejected(match.token.text, start, start + len(match.token.text), f"{match.trigger.type}: {reason}"))
            else:
                carried.keep(candidate)
                if candidate.type in MUTUAL and len(candidate.parties) > 1 and not candidate.guessed:
                    cast.group = (item.sentence.index, candidate.parties)
                earlier.append(candidate)

    def _matches(self, item: Parsed) -> Iterator[Match]:
        found = [match for token in item.tokens if token.i not in item.people for match in self._lexicon.matches(token)]
        used = {match.object.i for match in found if match.object is not None}
        best: dict[tuple[int, EventType], Match] = {}
        for match in found:
            if match.object is None and match.token.i in used:
                continue
            key = (match.token.i, match.trigger.type)
            if key not in best or match.trigger.weight > best[key].trigger.weight:
                best[key] = match
        yield from best.values()

    def _candidate(
        self,
        article: Article,
        cast: Cast,
        item: Parsed,
        match: Match,
        others: list[Token],
        times: list[TimeExpression],
        carried: Narrative,
        earlier: list[Candidate],
    ) -> tuple[Candidate | None, str]:
        trigger, token = match.trigger, match.token
        roles = Roles(cast, item, match)
        slots = roles.fill(trigger.frame)
        reason = self._unfit(item, match, slots, roles)
        if reason is not None:
            return None, reason
        if trigger.type in VOICED and not slots.targets and roles.hits_private():
            return None, "against somebody who acts for no state"
        if roles.stands_for_nobody(slots):
            return None, "done by somebody who acts for no state"
        roles.fall_back(trigger.frame, slots)
        if not slots.actors() and trigger.type not in VOICED:
            self._go_on(cast, item, match, slots, earlier)
        parties = slots.actors()
        if not parties:
            return None, "no party is named"
        if trigger.type is EventType.VISIT and not slots.targets:
            return None, "no other state is visited"
        if trigger.type in VOICED and not slots.initiators:
            return None, "nobody named voices it"
        if trigger.type in VOICED and not slots.targets:
            return None, "against nobody named"
        if trigger.type in DIRECTED and not slots.initiators and not slots.targets and len(slots.parties) > 1:
            slots.initiators = list(slots.parties)
        if trigger.type in DIRECTED and not slots.initiators and not slots.targets:
            return None, "nobody does it to anybody"
        if trigger.type is EventType.MEETING and roles.is_verb and roles.with_another(slots):
            return None, "with somebody who is no party"
        if trigger.type is EventType.AGREEMENT and len(parties) < 2 and (not roles.is_verb or token.lemma_ == "agree"):
            return None, "only one party"
        reason = _too_few(trigger.type, slots, parties)
        if reason is not None:
            return None, reason
        voiced = trigger.type in VOICED and not trigger.negated and not trigger.future
        status, why = status_of(token, roles.carrier, voiced, match.object)
        if status is Status.OCCURRED and item.sentence.kind in _SHORT and _to_come(clause_verb(token)):
            status, why = Status.PLANNED, "an infinitive in a headline"
        if trigger.future and (status is not Status.PLANNED or not _announced(why)):
            return None, "not said of the future"
        if trigger.future or trigger.negated:
            status = Status.OCCURRED
        if trigger.type in VOICED and not trigger.negated and any(child.dep_ == "neg" for child in token.children):
            return None, "not voiced: it is negated"
        if _conditional(clause_verb(token)):
            return None, "only a condition"
        if status is Status.PLANNED and token.lemma_ == "agree":
            return None, "not yet agreed"
        if status is Status.OCCURRED and not roles.is_verb and item.sentence.kind in _SHORT and _modal_line(item):
            status, why = Status.PLANNED, "a modal in the line"
        if voiced and status is not Status.OCCURRED:
            return None, f"not voiced: {why}"
        confidence, notes = self._confidence(item, match, slots, parties, roles)
        if confidence < FLOOR:
            return None, f"confidence {confidence:.2f} ({'; '.join(notes)})"
        candidate = Candidate(
            type=trigger.type,
            status=status,
            sentence=item.sentence.index,
            kind=item.sentence.kind,
            start=item.sentence.start + token.idx,
            trigger=token.text,
            lemma=token.lemma_.lower(),
            parties=parties,
            initiators=unique([ref.actor for ref in slots.initiators]),
            targets=unique([ref.actor for ref in slots.targets]),
            people=_people(slots, trigger.type) + _beside(cast, item, match, slots, parties),
            weight=confidence,
            lifted=trigger.phase == "lifted" and not _not_yet(match.object),
            nominal=not roles.is_verb,
            unsaid=not roles.is_verb and roles.carrier is None and status is Status.OCCURRED and not _plainly(slots),
            guessed=slots.guessed,
            sentences=[item.sentence.index],
        )
        if trigger.phase == "lifted" and _not_yet(match.object):
            # "paused the planned tariffs": they never came into force.
            candidate.status = Status.CANCELLED
        candidate.steps += [f"{trigger.type} by {token.text!r} (frame {trigger.frame.name})", *slots.steps, f"{status}: {why}", *notes]
        self._place_in_time(article, item, match, others, times, candidate, carried)
        self._place(item, match, roles, candidate, article)
        if candidate.type is EventType.AGREEMENT:
            candidate.instrument = instrument_of(item, token, match.object)
        return candidate, ""

    def _go_on(self, cast: Cast, item: Parsed, match: Match, slots: Slots, earlier: list[Candidate]) -> None:
        """Take the parties of the event just told, for "the tariffs were lifted in 2019" or "the deal was signed"."""
        thing = match.object or match.token
        at, group = cast.group
        if thing.dep_ == "pobj" and thing.head.lower_ == "without" and at == item.sentence.index:
            # "The talks ended without an agreement."
            slots.parties = [Ref(actor, None, match.token.i, "as in the talks of the sentence", 0.8) for actor in group]
            slots.steps.append("parties as in the talks of the sentence")
            return
        if not any(child.lower_ in ("the", "these", "those", "this", "that", "its", "their") for child in thing.lefts):
            return
        for known in reversed(earlier):
            if item.sentence.index - known.sentence > 4:
                return
            if known.type is match.trigger.type or {known.type, match.trigger.type} <= {EventType.AGREEMENT, EventType.RUPTURE}:
                how = f"as in the {known.type.lower()} just told of"
                slots.initiators = [Ref(actor, None, match.token.i, how, 0.75) for actor in known.initiators]
                slots.targets = [Ref(actor, None, match.token.i, how, 0.75) for actor in known.targets]
                if match.trigger.frame.parties:
                    slots.parties = [Ref(actor, None, match.token.i, how, 0.75) for actor in known.parties]
                slots.steps.append(f"parties {how}")
                return

    def _unfit(self, item: Parsed, match: Match, slots: Slots, roles: Roles) -> str | None:
        """Why the words do not mean this event here, or ``None``."""
        trigger, actors = match.trigger, slots.actors()
        if any(child.lower_ == "any" for child in (match.object or match.token).lefts):
            return "any such event, not one"
        if trigger.frame.name == "mutual_pair" and any(child.dep_ in ("oprd", "xcomp", "ccomp", "acomp") for child in match.token.children):
            return "calls somebody something"
        refs = [*slots.initiators, *slots.targets, *slots.parties]
        match trigger.needs:
            case "party" if not actors:
                return "its phrase names no party"
            case "parties" if len(actors) < 2:
                return "its phrase names fewer than two parties"
            case "people" if not any(ref.person is not None for ref in refs) or len(actors) < 2:
                return "no named people of two parties"
            case "official" if not any(_acts(item, ref) for ref in slots.initiators):
                return "its subject is nobody's official"
            case "organization" if not any(ref.actor.kind is ActorKind.ORGANIZATION for ref in slots.initiators):
                return "from no organisation"
            case "treaty" if not _from_treaty(item, match.token):
                return "from no treaty or organisation"
        return None

    def _confidence(self, item: Parsed, match: Match, slots: Slots, parties: list[Actor], roles: Roles) -> tuple[float, list[str]]:
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

    # ------------------------------------------------------------------ time and place

    def _place_in_time(
        self,
        article: Article,
        item: Parsed,
        match: Match,
        others: list[Token],
        times: list[TimeExpression],
        candidate: Candidate,
        carried: Narrative,
    ) -> None:
        free = [time for time in times if not _belongs_elsewhere(item, match.token, others, time)]
        if _scheduled(item, match.token, free):
            candidate.status = Status.PLANNED
            candidate.steps.append("planned: the present tense with a day to come")
        found = when(item, match.token, free, article.published_on, candidate.status, carried.last, candidate.type in VOICED)
        if found is not None:
            candidate.window, candidate.date_text = found.window, found.text
            candidate.open_date = found.window is None
            candidate.steps.append(f"date: {found.step}")
            published = article.published_on
            if candidate.status is Status.PLANNED and found.window is not None and published is not None and found.window[1] < published:
                candidate.status = Status.OCCURRED
                candidate.steps.append("occurred: its day had passed when this was published")
        elif not times and carried.window is not None and candidate.status is not Status.PLANNED:
            candidate.window, candidate.date_text = carried.window, carried.text
            candidate.steps.append(f"date: {carried.text!r}, carried on from the sentence before")

    def _place(self, item: Parsed, match: Match, roles: Roles, candidate: Candidate, article: Article) -> None:
        if candidate.type in (EventType.SANCTION, EventType.DISPUTE, EventType.INVITATION):
            return
        if candidate.type is EventType.VISIT:
            for role in match.trigger.frame.target:
                for head in roles._heads(role):
                    name = item.names.get(head.i)
                    if name is not None and name.place is not None:
                        candidate.place = name.place
                        candidate.steps.append(f"place: {name.text!r}, which is visited")
                        return
        found = where(item, match.token, roles.carrier, own_only=candidate.type in _SAID)
        if found is not None:
            candidate.place = found[0]
            candidate.steps.append(f"place: {found[1]!r}")


# "WASHINGTON — ", "OTTAWA, Feb 9 (Reuters) - ": where the article was written, not who acts.
_DATELINE = re.compile(r"[A-Z][A-Z .,'’/]{2,40}(?:, [A-Z][a-z]{2,8}\.? \d{1,2})?(?: \([A-Za-z /]+\))? ?[—–-]{1,2}\s?-?")


def _defined_here(text: str, name: Name) -> bool:
    """Whether a short name in brackets is one that the text itself makes from the words before ("Adviser (NSA)")."""
    if name.start < 2 or text[name.start - 1] != "(" or not name.text.isupper():
        return False
    initials = "".join(word[0] for word in re.findall(r"[\w&]+", text[: name.start - 1])[-len(name.text) :]).upper()
    return initials == name.text and name.kind is not NameKind.ORGANIZATION


# Characters of sentences that are parsed: an hour's reading, far beyond any news article, in about ten seconds.
MOST_PARSED = 200_000


def _within(told: list[Sentence]) -> tuple[list[Sentence], tuple[str, ...]]:
    """The sentences up to the limit, and a note where that leaves some out."""
    length = 0
    for number, sentence in enumerate(told):
        length += len(sentence.text)
        if length > MOST_PARSED:
            note = f"only the first {number} of {len(told)} sentences that may tell of events were read: the article is too long"
            return told[:number], (note,)
    return told, ()


_PRONOUN = re.compile(r"(?:He|She|They|It|His|Her|Their|Its)\b")


def _with_antecedents(every: list[Sentence], told: list[Sentence]) -> list[Sentence]:
    """The sentences that may tell of events, and before each that begins with a pronoun the one that says whom it means."""
    chosen = {sentence.index for sentence in told}
    for sentence in told:
        before = sentence.index - 1
        if before >= 0 and _PRONOUN.match(sentence.text) and every[before].block >= sentence.block - 1:
            chosen.add(before)
    return [sentence for sentence in every if sentence.index in chosen]


_SPORT = re.compile(r"\b(?:" + "|".join(re.escape(word) for word in sorted(words().sport)) + r")\b", re.IGNORECASE)
_SHORT = (BlockKind.HEADLINE, BlockKind.TEASER)


def _inside_other_name(span: Span, named: set[int]) -> bool:
    """Whether a name is only a part of an institution's ("Haifa University", "Frack Free Namibia")."""
    for ent in span.doc.ents:
        if ent.label_ == "PERSON" and ent.start == span.start and span.end < ent.end and all(token.pos_ == "PROPN" for token in ent):
            # "Jordan Sekulow", "Chad Smith"
            return True
        if ent.label_ == "ORG" and ent.start <= span.start and span.end <= ent.end and len(ent) > len(span):
            rest = [token for token in ent if token.i not in named and token.pos_ == "PROPN"]
            lists = words()
            if any(token.lower_ in lists.institutions for token in rest):
                return True
            known = lists.bodies | lists.offices | lists.topical | lists.modifiers | lists.connectors
            return bool(rest) and span.end == ent.end and span.start > ent.start and all(token.lower_ not in known for token in rest)
    return False


def _to_come(verb: Token) -> bool:
    """Whether a headline tells of what is to come: "Putin to visit North Korea"."""
    return verb.tag_ == "VB" and any(child.lower_ == "to" and child.dep_ == "aux" for child in verb.children)


def _modal_line(item: Parsed) -> bool:
    return any(token.tag_ == "MD" for token in item.tokens)


def _plainly(slots: Slots) -> bool:
    """Whether two parties are named as such, not meant by a pronoun or taken from the context."""
    return len({ref.actor for ref in [*slots.initiators, *slots.targets, *slots.parties] if ref.sure >= 0.9}) > 1


def _announced(why: str) -> bool:
    """Whether what is to come is announced, not only striven for: "will", "vowed to", "ordered the army to"."""
    return why.startswith("the modal") or re.search(r"'(?:vow|threat|pledg|promis|order|swor|swear|warn)", why) is not None


def _not_yet(thing: Token | None) -> bool:
    return thing is not None and any(child.lower_ in ("planned", "proposed", "threatened") for child in thing.lefts)


def _conditional(verb: Token) -> bool:
    """Whether the clause only sets a condition: "once Israel signs a deal", "if they meet"."""
    return verb.dep_ == "advcl" and any(
        child.dep_ in ("mark", "advmod") and child.lower_ in ("if", "once", "unless", "until", "till", "should") for child in verb.children
    )


def _too_few(kind: EventType, slots: Slots, parties: list[Actor]) -> str | None:
    if kind is EventType.DISPUTE and len(parties) < 2:
        return "a quarrel needs two parties"
    if kind in MUTUAL and len(parties) < 2 and parties[0].kind is not ActorKind.ORGANIZATION:
        return "only one party"
    return None


def _people(slots: Slots, kind: EventType) -> list[int]:
    """Who takes part; in what is only said of somebody, those who say it."""
    refs = slots.initiators if kind in _SAID else [*slots.initiators, *slots.targets, *slots.parties]
    return list(dict.fromkeys(ref.person for ref in refs if ref.person is not None))


_SAID = frozenset((EventType.ACCUSATION, EventType.REJECTION, EventType.THREAT))


def _scheduled(item: Parsed, token: Token, times: list[TimeExpression]) -> bool:
    """Whether a running text tells in the present tense of a day by its name: "they meet in Vienna Monday"."""
    running = item.sentence.kind is BlockKind.PARAGRAPH and not item.sentence.text.startswith("FILE")
    return running and token.tag_ in ("VBP", "VBZ") and any(time.kind is Kind.WEEKDAY and len(time.text) < 12 for time in times)


def _beside(cast: Cast, item: Parsed, match: Match, slots: Slots, parties: list[Actor]) -> list[int]:
    """People of the parties who are named in the clause of a meeting, visit or agreement, but not as owners of something."""
    kind = match.trigger.type
    known = set(_people(slots, kind))
    verb = clause_verb(match.token)
    if kind not in (EventType.MEETING, EventType.VISIT, EventType.AGREEMENT):
        doers = [item.people.get(head.i, item.titles.get(head.i)) for head in subjects(verb)]
        mine = {ref.actor for ref in slots.initiators}
        return [index for index in doers if index is not None and index not in known and cast.person(index).represents in mine]
    found: list[int] = []
    for token in verb.subtree:
        index = item.people.get(token.i)
        if (
            index is None
            or index in known
            or index in found
            or token.dep_ == "poss"
            or clause_verb(token).i != verb.i
            and not match.token.is_ancestor(token)
        ):
            continue
        person = cast.person(index)
        if person.represents in parties and (kind is not EventType.VISIT or person.represents in [ref.actor for ref in slots.initiators]):
            found.append(index)
    return found


def _acts(item: Parsed, ref: Ref) -> bool:
    if ref.person is not None:
        return True
    lemma = item.tokens[ref.token].lemma_.lower()
    return lemma in words().offices or lemma in ("delegation", "team", "mission")


def _from_treaty(item: Parsed, token: Token) -> bool:
    wanted = (
        "agreement",
        "treaty",
        "deal",
        "pact",
        "accord",
        "convention",
        "union",
        "bloc",
        "alliance",
        "organisation",
        "organization",
        "court",
        "membership",
        "council",
    )
    for child in token.children:
        if child.dep_ == "prep" and child.lower_ in ("from", "of"):
            for grandchild in child.children:
                name = item.names.get(grandchild.i)
                if (
                    grandchild.lemma_.lower() in wanted
                    or name is not None
                    and name.actor is not None
                    and name.actor.kind is ActorKind.ORGANIZATION
                ):
                    return True
    return False


def _belongs_elsewhere(item: Parsed, token: Token, others: list[Token], time: TimeExpression) -> bool:
    """Whether the time stands in the phrase of another trigger below this one ("invited him to the meeting in June")."""
    span = item.doc.char_span(time.start, time.end, alignment_mode="expand")
    if span is None:
        return False
    head = span.root
    return any(token.is_ancestor(other) and other.is_ancestor(head) for other in others)


def _quoted(text: str, at: int) -> bool:
    before = text[:at]
    return before.count('"') % 2 == 1 or before.count("“") > before.count("”")


__all__ = ["RuleExtractor"]
