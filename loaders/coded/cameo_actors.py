"""The actors of CAMEO and GDELT by their codes: states, regions of their own, and known groups."""

from __future__ import annotations

from functools import lru_cache

from ..actors.gazetteer import gazetteer
from ..actors.resolve import resolve
from ..event import Actor, ActorKind
from .sides import NOBODY, Side, named_side

# CAMEO's codes of countries are those of ISO 3166-1 alpha-3 but for these.
_STATES = {"ROM": "ROU", "TMP": "TLS", "ZAR": "COD", "KSV": "XKX", "WSB": "PSE", "GZS": "PSE", "BGM": "BEL"}
# Known groups by the codes of our organisations; groups that fight for a state or against one are no organisation here.
_GROUPS = {
    "ADB": "ADB", "AFB": "AfDB", "AMU": "AMU", "ARL": "Arab League", "ASN": "ASEAN", "AUN": "AU", "CIS": "CIS", "COE": "Council of Europe",
    "EBR": "EBRD", "ECO": "ECO", "EEC": "EU", "EFT": "EFTA", "GCC": "GCC", "GOE": "G8", "GOS": "G7", "GTT": "G20", "IAE": "IAEA",
    "ICC": "ICC", "IGD": "IGAD", "ILO": "ILO", "IMF": "IMF", "IOM": "IOM", "IRC": "ICRC", "ITP": "Interpol", "NAT": "NATO", "NON": "NAM",
    "OAS": "OAS", "OAU": "AU", "OIC": "OIC", "OPC": "OPEC", "SAD": "SADC", "SCE": "OSCE", "SCO": "SCO", "UNO": "UN", "WBK": "World Bank",
    "WHO": "WHO", "WTO": "WTO",
}  # fmt: skip
# Types of actors that act for their state.
_STATE_TYPES = frozenset({"GOV", "MIL", "LEG", "JUD", "COP", "SPY"})


@lru_cache(maxsize=100_000)
def coded_side(name: str | None, country: str | None, group: str | None, first_type: str | None) -> Side:
    """The side of those codes.

    Args:
        name: What GDELT calls the actor, in capitals.
        country: Three letters of its state.
        group: Three letters of a known group.
        first_type: The first of the codes that say what it is, such as ``GOV`` or ``MED``.

    >>> coded_side("THE EU", "EUR", "EEC", "IGO").party.code
    'EU'
    """
    known = gazetteer()
    if group is not None:
        own = _organization(name)
        code = _GROUPS.get(group)
        party = own or (known.organization(code) if code is not None and known.known_organization(code) else None)
        return Side(party, acts=party is not None) if party is not None else NOBODY
    iso3 = _STATES.get(country, country) if country is not None else None
    if iso3 is None or not known.known_state(iso3):
        return NOBODY
    person = named_side(name.title()).person if name is not None and " " in name else None
    if person is not None and (person.represents is None or person.represents.code != iso3):
        person = None
    return Side(known.state(iso3), acts=first_type is None or first_type in _STATE_TYPES or person is not None, person=person)


def _organization(name: str | None) -> Actor | None:
    """The organisation of that name, where a group is a whole system of them, as the United Nations are."""
    found = resolve(name.title()) if name is not None and len(name) > 5 else None
    return found if found is not None and found.kind is ActorKind.ORGANIZATION else None
