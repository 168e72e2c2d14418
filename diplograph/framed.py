"""JSON-LD of events in the words of the project's context, each event with its instruments and the sentences that tell of it inside it.

It is what a processor of JSON-LD 1.1 makes of the same triples with ``ontology/frame.jsonld``; a test holds it to that.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from importlib.resources import files
from typing import Any

import pyoxigraph as ox

from .store.terms import to_rdflib

_WITH_EVENT = ("instrument", "evidence")


def framed_jsonld(triples: Iterable[ox.Triple]) -> str:
    """The document, with the context in it, so that nobody has to fetch one; the same triples give the same document.

    Args:
        triples: What is said of events and what they refer to, without blank nodes.
    """
    context = json.loads(files("diplograph").joinpath("ontology", "context.jsonld").read_text(encoding="utf-8"))["@context"]
    made = json.loads(to_rdflib(triples).serialize(format="json-ld", context=context, auto_compact=False))
    # One thing alone is written without a list of things.
    found = made["@graph"] if "@graph" in made else [{name: value for name, value in made.items() if name != "@context"}]
    things: dict[str, dict[str, Any]] = {_name(thing): _ordered(thing) for thing in found}
    events = [name for name in sorted(things) if "Event" in things[name].get("type", ())]
    inside: set[str] = set()
    for event in events:
        for role in _WITH_EVENT:
            if isinstance(named := things[event].get(role), list):
                # In every event that has it, so that each can be read by itself.
                beside = {one for one in named if one in things and one not in events}
                things[event][role] = [things[one] if one in beside else one for one in named]
                inside |= beside
    rest = [name for name in sorted(things) if name not in events and name not in inside]
    graph = [things[name] for name in [*events, *rest]]
    return json.dumps({"@context": context, "@graph": graph}, ensure_ascii=False, indent=2) + "\n"


def _name(thing: dict[str, Any]) -> str:
    return str(thing.get("id", thing.get("@id", "")))


def _ordered(thing: dict[str, Any]) -> dict[str, Any]:
    """The thing with its name and class first, and with values in one order."""
    first = ("id", "type", "label")
    names = [*(name for name in first if name in thing), *sorted(thing.keys() - {*first})]
    return {name: sorted(thing[name], key=json.dumps) if isinstance(thing[name], list) else thing[name] for name in names}
