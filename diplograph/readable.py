"""Turtle of events that people read and compare: equal triples are equal files, and what changes in one event changes its lines alone.

Events stand in the order of their dates, each with its instruments and the sentences that tell of it; actors, places and articles
follow. Names are relative to the base of the dataset, and the head is the same in every file. Comments say what hashes do not.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

import pyoxigraph as ox

from .ontology.terms import DG, PREFIXES

# Those of the data: declared in every file, so that an event which is the first to need one changes no line at its head.
_DECLARED = ("dcterms", "dg", "dgt", "geo", "owl", "prov", "rdfs", "schema", "skos", "xsd")
_TYPE, _LABEL = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>", f"<{PREFIXES['rdfs']}label>"
_FIRST = {
    predicate: f"{number:02}"
    for number, predicate in enumerate(
        (_TYPE, _LABEL, *(f"<{term}>" for term in (
            DG.status, DG.earliest, DG.latest, DG.dateText, DG.initiator, DG.target, DG.party, DG.delegate, DG.place, DG.instrument,
            DG.topic, DG.article, DG.quote, DG.start, DG.end,
        )))
    )
}  # fmt: skip
_EARLIEST, _ARTICLE, _HEADLINE = f"<{DG.earliest}>", f"<{DG.article}>", f"<{PREFIXES['schema']}headline>"
_WITH_EVENT = (f"<{DG.instrument}>", f"<{DG.evidence}>")
_SECTIONS = {
    f"<{term}>": name for term, name in ((DG.Event, "Events"), (DG.Actor, "Actors"), (DG.Place, "Places"), (DG.Article, "Articles"))
}
_LINE = 100
_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?", re.ASCII)
_RELATIVE = re.compile(r"[A-Za-z0-9_-]+(?:/[A-Za-z0-9_-]+)*", re.ASCII)
_BARE = {
    f"<{PREFIXES['xsd']}boolean>": re.compile(r"true|false"),
    f"<{PREFIXES['xsd']}decimal>": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    f"<{PREFIXES['xsd']}integer>": re.compile(r"[+-]?[0-9]+"),
}
_ESCAPE = re.compile(r"\\(.)")
Description = Mapping[str, list[str]]


def canonical_lines(quads: Iterable[ox.Quad]) -> list[str]:
    """The triples of one graph as lines of N-Triples without their end; blank nodes have their canonical labels (RDFC-1.0)."""
    data = _ntriples(quad.triple for quad in quads)
    if b"_:" in data:
        dataset = ox.Dataset(ox.parse(data, format=ox.RdfFormat.N_TRIPLES))
        dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        data = _ntriples(quad.triple for quad in dataset)
    # Not by ``splitlines``, which takes more for the end of a line than N-Triples does.
    return [line[:-2] for line in data.decode("utf-8").split("\n") if line]


def _ntriples(triples: Iterable[ox.Triple]) -> bytes:
    return ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""


def readable_turtle(lines: Iterable[str], base: str) -> Iterator[str]:
    """The document, block by block.

    Args:
        lines: The triples, each once, as lines of N-Triples without their end.
        base: What the names of the data begin with.
    """
    things: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for line in lines:
        subject, predicate, object = line.split(" ", 2)
        things[subject][predicate].append(object)
    terms = _Terms(base)
    head = "".join(f"@prefix {name}: <{PREFIXES[name]}> .\n" for name in _DECLARED)
    yield f"{head}@base <{base}> .\n" if terms.relative else head
    section = None
    for name, subject in _order(things):
        thing = things[subject]
        if name != section:
            section = name
            yield f"\n## {name}\n"
        heading = f"# {_heading(thing)}\n" if name == "Events" and f"<{DG.Event}>" in thing.get(_TYPE, ()) else ""
        yield f"\n{heading}{_block(subject, thing, things, terms)}"


def _order(things: Mapping[str, Description]) -> Iterator[tuple[str, str]]:
    """The subjects with the sections that they stand in."""
    sections: dict[str, list[str]] = defaultdict(list)
    for subject, thing in things.items():
        kinds = thing.get(_TYPE, ())
        sections[next((name for kind, name in _SECTIONS.items() if kind in kinds), "Others")].append(subject)
    placed: set[str] = set()
    for event in sorted(sections["Events"], key=lambda event: (min(things[event].get(_EARLIEST, ['"9999'])), event)):
        yield "Events", event
        beside = {node for predicate in _WITH_EVENT for node in things[event].get(predicate, ()) if node in things}
        for node in sorted(beside - placed):
            yield "Events", node
        placed |= beside
    for name in ("Actors", "Places", "Articles", "Others"):
        for subject in sorted(sections[name]):
            if subject not in placed:
                yield name, subject


def _heading(event: Description) -> str:
    # Of the event itself alone, so that no other event's change touches it.
    day = min(event.get(_EARLIEST, ['"undated']))[1:].partition('"')[0]
    return f"{day}: {_told(event, _LABEL)}"


def _told(thing: Description, predicate: str) -> str:
    text = min(thing.get(predicate, ['""'])).rpartition('"')[0][1:]
    # On one line, whatever a reader takes for the end of it.
    return " ".join(_ESCAPE.sub(lambda escape: " " if escape[1] in "nrtbf" else escape[1], text).split())


def _block(subject: str, thing: Description, things: Mapping[str, Description], terms: _Terms) -> str:
    lines = []
    ordered = sorted(thing, key=lambda predicate: _FIRST.get(predicate, predicate))
    for predicate in ordered:
        name = "a" if predicate == _TYPE else terms[predicate]
        objects = sorted(map(terms.object, thing[predicate]))
        one_line = ", ".join(objects)
        fits = len(objects) == 1 or len(name) + len(one_line) < _LINE
        end = " ." if predicate == ordered[-1] else " ;"
        if predicate == _ARTICLE and (headline := _told(things.get(min(thing[predicate]), {}), _HEADLINE)):
            end += f"  # {headline}"
        lines.append((f"{name} {one_line}" if fits else f"{name}\n    " + ",\n    ".join(objects)) + end)
    return f"{terms[subject]} " + "\n  ".join(lines) + "\n"


class _Terms(dict[str, str]):
    """Terms of N-Triples as this Turtle writes them; IRIs are kept, since they come again."""

    def __init__(self, base: str) -> None:
        super().__init__()
        self._base = base
        # What is relative to another base would take the place of its last part.
        self.relative = base.endswith("/")
        self._prefixes = {PREFIXES[name]: name for name in _DECLARED}

    def __missing__(self, term: str) -> str:
        self[term] = written = self._iri(term) if term.startswith("<") else term
        return written

    def _iri(self, term: str) -> str:
        iri = term[1:-1]
        if self.relative and iri.startswith(self._base) and _RELATIVE.fullmatch(iri, len(self._base)):
            return f"<{iri[len(self._base) :]}>"
        cut = max(iri.rfind("#"), iri.rfind("/")) + 1
        name = self._prefixes.get(iri[:cut])
        return f"{name}:{iri[cut:]}" if name is not None and _LOCAL.fullmatch(iri, cut) else term

    def object(self, term: str) -> str:
        """What stands as an object."""
        if not term.startswith('"'):
            return self[term]
        text, _, rest = term.rpartition('"')
        datatype = rest[2:] if rest.startswith("^^") else None
        if datatype in _BARE and _BARE[datatype].fullmatch(text, 1):
            return text[1:]
        if "\\n" in text:
            text = '""' + _ESCAPE.sub(lambda escape: "\n" if escape[1] == "n" else escape[0], text) + '""'
        return f'{text}"^^{self[datatype]}' if datatype is not None else f'{text}"{rest}'
