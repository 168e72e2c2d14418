"""Events in the columns and codes of the POLECAT files, which are coded by PLOVER, for the tools of political scientists.

An event that parties do together has them all for its actor and no recipient, as PLOVER has it. What is unknown is None, and several
values in a cell are parted by "; ", as in the published files. A quarrel as such, and what was cancelled or denied, has no code.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from typing import IO

from ..loaders.actors.libraries import correlates_of_war
from ..loaders.coded.polecat_columns import COLUMNS
from ..loaders.event import EventType, Status
from ..version import VERSION
from .columns import cell
from .row import row
from .telling import Values, short
from .text import Encoded

CODES = {
    EventType.MEETING: ("CONSULT", ""),
    EventType.VISIT: ("CONSULT", "visit"),
    EventType.INVITATION: ("AGREE", ""),
    EventType.APPOINTMENT: ("SUPPORT", ""),
    EventType.AGREEMENT: ("AGREE", ""),
    EventType.ACCUSATION: ("ACCUSE", ""),
    EventType.REJECTION: ("REJECT", ""),
    EventType.PROTEST: ("ACCUSE", "allege"),
    EventType.THREAT: ("THREATEN", ""),
    EventType.EXPULSION: ("SANCTION", "expel"),
    EventType.RECALL: ("SANCTION", "withdraw"),
    EventType.SANCTION: ("SANCTION", ""),
    EventType.RUPTURE: ("SANCTION", "discontinue"),
}
"""The PLOVER event and mode of each type of event that has one; the crosswalk leads from each back to the type."""

# A signed treaty is an act of support, what is to be done together by word alone is agreed.
_TREATIES = frozenset({"accord", "convention", "memorandum", "memorandum of understanding", "pact", "protocol", "treaty"})
_QUADS = {
    "AGREE": "VERBAL COOPERATION", "CONSULT": "VERBAL COOPERATION", "SUPPORT": "VERBAL COOPERATION", "RETREAT": "MATERIAL COOPERATION",
    "ACCUSE": "VERBAL CONFLICT", "REJECT": "VERBAL CONFLICT", "THREATEN": "VERBAL CONFLICT", "SANCTION": "MATERIAL CONFLICT",
}  # fmt: skip
# The contexts of PLOVER that our topics name too.
CONTEXTS = {
    "arms-control": "military", "borders": "territory", "climate": "environment", "conflict": "military", "crime": "crime",
    "cyber": "cyber", "defence": "military", "democracy": "pro_democracy", "development": "economic", "economy": "economic",
    "energy": "natural_resource",
    "environment": "environment", "health": "health", "human-rights": "human_rights", "humanitarian": "human_security",
    "intelligence": "intelligence", "justice": "legal", "migration": "migration", "minerals": "natural_resource", "missiles": "military",
    "nuclear": "cbrn", "peacekeeping": "peacekeeping", "tariffs": "economic", "technology": "technology", "terrorism": "terrorism",
    "trade": "economic", "war-crimes": "legal", "water": "natural_resource",
}  # fmt: skip
_NONE = "None"


def plover(event: Values) -> tuple[str, str] | None:
    """The event and mode of PLOVER that an event is coded by; the intention to do together what is planned is AGREE."""
    type = event["type"]
    if type not in {kind.value for kind in CODES} or event["status"] not in (Status.OCCURRED, Status.PLANNED):
        return None
    code, mode = CODES[EventType(type)]
    if event["status"] == Status.PLANNED:
        return ("AGREE", "") if _QUADS[code].endswith("COOPERATION") else None
    if type == EventType.MEETING:
        return code, _meeting(event)
    if type == EventType.AGREEMENT and "ceasefire" in event["topics"]:
        return "RETREAT", "ceasefire"
    if type == EventType.AGREEMENT and any((instrument["kind"] or "").lower() in _TREATIES for instrument in event["instruments"]):
        return "SUPPORT", mode
    return code, mode


def _meeting(event: Values) -> str:
    states = [party["code"] for party in event["parties"] if party["kind"] == "State"]
    if len(event["parties"]) > 2:
        return "multilateral"
    host = row(event)["country"]
    return "third-party" if len(states) == 2 and host is not None and host not in states else ""


def write_polecat(events: Iterable[Values], target: IO[bytes]) -> int:
    """Writes a line for each event that PLOVER has a code for, parted by tabs; gives back how many were left out."""
    writer = csv.writer(Encoded(target), delimiter="\t", lineterminator="\n")
    writer.writerow(COLUMNS)
    left_out = 0
    for event in events:
        coded = plover(event)
        if coded is None:
            left_out += 1
        else:
            known = _line(event, *coded)
            writer.writerow([_text(known.get(column)) for column in COLUMNS])
    return left_out


def _line(event: Values, code: str, mode: str) -> Values:
    line = row(event)
    sentence: Values = next(iter(event["evidence"]), {})
    actors, recipients = (event["initiator"], event["target"]) if event["initiator"] else (event["parties"], [])
    return {
        "Event ID": event["id"],
        # Of an event without a date, that of the article, as in the published files.
        "Event Date": (event["earliest"] or line["published"] or "")[:10],
        "Event Type": code,
        "Event Mode": mode,
        "Quad Code": _QUADS[code],
        "Contexts": list(dict.fromkeys(["diplomatic", *(CONTEXTS[topic] for topic in event["topics"] if topic in CONTEXTS)])),
        **_side("Actor", actors),
        **_side("Recipient", recipients),
        "Placename": line["place"],
        "Country": line["country"],
        "Latitude": line["latitude"],
        "Longitude": line["longitude"],
        "Raw Placename": line["place"],
        "Source": line["publisher"],
        "Publication Date": (line["published"] or "")[:10],
        "Story People": line["delegates"],
        "Story Organizations": [party["name"] for party in event["parties"] if party["kind"] == "Organization"],
        "Story Locations": [place["name"] for place in event["places"]],
        "Language": sentence.get("language"),
        "Version": f"diplograph {VERSION}",
    }


def _side(side: str, actors: list[Values]) -> Values:
    states = sorted(actor["code"] for actor in actors if actor["kind"] == "State" and actor["code"])
    numbers = correlates_of_war()
    return {
        f"{side} Name": sorted(actor["name"] or short(actor["iri"]) for actor in actors),
        f"{side} Country": states,
        f"{side} COW": [numbers[state] for state in states if state in numbers],
        f"Primary {side} Sector": "GOV" if states else None,
        f"{side} Sectors": ["GOV"] * bool(states),
    }


def _text(value: object) -> str:
    """A cell: without tabs and ends of lines, which many readers of these files take for those of the table."""
    if isinstance(value, list):
        value = "; ".join(str(part) for part in value if part is not None)
    if isinstance(value, str):
        value = cell(" ".join(value.split()))
    return _NONE if value is None or value == "" else str(value)
