"""Who the two sides of a coded event are: the states and organisations that they act for, and people among them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from ..actors.gazetteer import gazetteer
from ..actors.names import NameKind
from ..actors.office_holders import find_holder, is_known_name
from ..actors.resolve import resolve
from ..event import Actor, ActorKind, Person

# As in: Foreign Affairs (France); Secretariat (All Progressives Congress).
_AGENT = re.compile(r"(?P<agent>.+?) \((?P<origin>[^()]+(?:\([^()]*\))?)\)\Z")
# What acts for a state, by the names of agents and bodies; all else (citizens, firms, papers, parties, rebels) does not.
_OF_STATE = re.compile(
    r"\b(?:govern(?:ment|or)|ministr|ministery|minister|cabinet|authorit|officials?\b|foreign affairs|domestic affairs|head of|royal"
    r"|undersecretary|secretary of|envoy|ambassador|consul|embassy|high commission|diplomat|delegation|representative|legislat"
    r"|parliament|congress|senate|lawmaker|assembl|house (?:of|speaker)|lower house|upper house|state duma|security council|supreme council"
    r"|court|judge|judiciary|attorney general|prosecutor|justice dep|police|military|army|armed forces|defen[cs]e (?:forces|/)|air force"
    r"|naval|navy|marine corp|admiral|chief of staff|joint chiefs|national guard|intelligence|secret agent|national security|advisors?\b"
    r"|coast guard|treasury|civil serv|bureaucrat|central bank|planning commission|election commission|energy dep|health ministry"
    r"|presidential (?:press|aide)|president of the senate)",
    re.IGNORECASE,
)
_NOT_OF_STATE = re.compile(
    r"\b(?:candidate|part(?:y|ies)|opposition|former|supporter|rebel|militant|terrorist|media|lawyer|rights activist)\b", re.IGNORECASE
)
# Sectors of ICEWS that make an actor one of the state, and those that make it one of none.
_STATE_SECTORS = frozenset({"Government", "Executive", "Executive Office", "Military", "Police", "Legislative / Parliamentary", "Judicial"})
_BODIES = frozenset({"International Government Organization"})
# What no actor is named by, though its state could be told from it.
_NO_PARTIES = (NameKind.MEDIA, NameKind.PARTY, NameKind.CITY)
# A name of which so much is that of an actor is the actor's.
_MOST = 0.6
# Patronymics and further given names between the first and the last, by which ICEWS names people whom the table has without.
_MIDDLE = re.compile(r"(\S+) (?:\S+ ){1,3}(\S+)\Z")


@dataclass(frozen=True, slots=True)
class Side:
    """One side of an event.

    Attributes:
        party: The state or organisation that it is of; nothing where none is known.
        acts: Whether it acts for that party, as a ministry does and a citizen does not.
        person: Who it is, where it is somebody.
        others: Further states and organisations on the same side.
    """

    party: Actor | None
    acts: bool
    person: Person | None = None
    others: tuple[Actor, ...] = ()

    @property
    def label(self) -> str | None:
        """The name of its party."""
        return self.party.label if self.party is not None else None


NOBODY = Side(None, acts=False)


@lru_cache(maxsize=100_000)
def named_side(name: str | None, sectors: str | None = None, country: str | None = None) -> Side:
    """The side of that name.

    Args:
        name: As ICEWS and POLECAT name actors: a state, an organisation, a person, or an agent with its state in brackets.
        sectors: What kind of actor it is by ICEWS, in words parted by commas; nothing where that is not known.
        country: The name of its state, where known.

    >>> named_side("Foreign Affairs (France)").party.code, named_side("Citizen (India)").acts
    ('FRA', False)
    """
    if name is None:
        return NOBODY
    kinds = frozenset(sectors.split(",")) if sectors is not None else None
    home = resolve(country) if country is not None else None
    agent = _AGENT.match(name)
    if agent is not None:
        party = home or party_named(agent["origin"])
        return Side(party, acts=_acts(agent["agent"], kinds))
    known = _known_person(name)
    if known is not None and (home is None or known.represents in (home, None) or known.represents.kind is ActorKind.ORGANIZATION):
        return Side(known.represents, acts=True, person=known)
    party = party_named(name)
    if party is not None and (home is None or home == party or party.kind is ActorKind.ORGANIZATION):
        return Side(party, acts=kinds is None or not kinds or not kinds.isdisjoint(_STATE_SECTORS | _BODIES))
    if kinds is not None and not kinds.isdisjoint(_BODIES):
        return NOBODY  # an official of an organisation that is not known acts for it, not for the home country
    if home is not None and kinds is not None:
        return Side(home, acts=not kinds.isdisjoint(_STATE_SECTORS))
    party = home or _part(name)
    return Side(party, acts=party is not None and _acts(name, kinds))


def _acts(agent: str, kinds: frozenset[str] | None) -> bool:
    if kinds is not None:
        return not kinds.isdisjoint(_STATE_SECTORS | _BODIES)
    return bool(_OF_STATE.search(agent)) and not _NOT_OF_STATE.search(agent)


def _known_person(name: str) -> Person | None:
    short = _MIDDLE.sub(r"\1 \2", name)
    found = next((spelling for spelling in dict.fromkeys((name, short)) if is_known_name(spelling)), None)
    holder = find_holder(found) if found is not None else None
    if holder is None:
        return None
    # Whom the extractor names is named so in articles, too.
    return Person(holder.name, represents=resolve(holder.name))


def party_named(name: str) -> Actor | None:
    """The state or organisation whose name that is, or the name of an organ of it; not that of a newspaper, a party or an armed group."""
    found = gazetteer().find(name)
    if not found or found[0].kind in _NO_PARTIES or sum(len(each.text) for each in found) < len(name) * _MOST:
        return None
    actor = found[0].actor
    if actor is not None and actor.kind is ActorKind.ORGANIZATION and gazetteer().origin(actor.code):
        return None
    return resolve(name)


def _part(name: str) -> Actor | None:
    """The state of a body that has its name in its own, as the French Armed Forces have."""
    return next((each.actor for each in gazetteer().find(name) if each.actor is not None and each.kind is NameKind.ADJECTIVE), None)
