"""What the codes of CAMEO and PLOVER mean here, by the crosswalk, beyond their class."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from rdflib import URIRef
from rdflib.namespace import SKOS

from ...ontology.terms import PREFIXES
from ...ontology.vocabulary import code_classes, crosswalk_graph
from ..event import EventType

# By the crosswalk's note the source is the host, so that initiator and target are exchanged: the event is that of the other code.
_TURNED = {"043": "042"}
# An agreement that a party says it intends.
_INTENTS = ("03", "AGREE")


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a code means.

    Attributes:
        type: The class of its events.
        code: The code under which they go, where rows of two codes tell of the same event.
        turned: Whether source and target are exchanged.
        mutual: Whether the event is the same from both sides, so that its dataset may have it twice.
        planned: Whether it is spoken of as something to come.
    """

    type: EventType
    code: str
    turned: bool
    mutual: bool
    planned: bool


@cache
def meanings(scheme: str) -> Mapping[str, Meaning]:
    """The meaning of each code of a scheme, ``CAMEO`` or ``PLOVER``, that stands for something in the ontology.

    >>> meanings("CAMEO")["043"].turned
    True
    """
    found = {}
    for code, cls in code_classes(scheme).items():
        kind = EventType(cls.removeprefix(PREFIXES["dg"]))
        planned = kind is EventType.AGREEMENT and code.startswith(_INTENTS)
        mutual = kind is EventType.MEETING or (kind is EventType.AGREEMENT and not planned)
        found[code] = Meaning(kind, _TURNED.get(code, code), code in _TURNED, mutual, planned)
    return found


@cache
def words(scheme: str) -> Mapping[str, str]:
    """What each code of a scheme is called in the crosswalk.

    >>> words("CAMEO")["042"]
    'Make a visit'
    """
    graph = crosswalk_graph()
    codes = graph.subjects(SKOS.inScheme, URIRef(PREFIXES["cw"] + scheme))
    return {str(graph.value(code, SKOS.notation)): str(graph.value(code, SKOS.prefLabel)) for code in codes}
