"""What could not be read or does not conform, kept apart: in a graph of its own, as text, so that no query takes it for what is known.

An entry has its source, the reason, the report, the graph that was refused, and the article as it was read: so that it can be tried again
after the rules or the shapes have changed, wherever its source has gone.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import rdflib
from rdflib import RDF, RDFS
from rdflib.namespace import DCTERMS, PROV, SH

from .consolidation import Triples, in_graph
from .errors import NotFound
from .loaders.article import Article, Block, BlockKind
from .ontology.iris import Iris
from .shapes.report import Report, Severity
from .store.base import Change, Store
from .store.terms import from_rdflib, to_rdflib

if TYPE_CHECKING:
    from .importing.fault import Fault

# So many faults of a file are kept.
_MOST_FAULTS = 1_000
_JSON = rdflib.URIRef(str(RDF) + "JSON")


@dataclass(frozen=True, slots=True)
class Entry:
    """Something in quarantine.

    Attributes:
        name: The entry's short name.
        source: Where it was read from.
        reason: Why it is here, on one line.
        report: The validation report as text, or what the reader said.
        article: The IRI of the article, or of the graph that was to be written; nothing for what could not be read.
        results: The results of the validation as JSON values.
        graph: The graph that was refused, as Turtle.
        kept: The article as it was read, where it was one.
        origin: The file or address that it can be read from again, where that is another name than its source.
        imported: What the source is called, where it is a file of events.
        warned: Whether it is in the dataset, and the entry only keeps what the shapes warn of.
    """

    name: str
    source: str
    reason: str
    report: str
    article: str | None = None
    results: dict[str, Any] | None = None
    graph: str | None = None
    kept: Article | None = None
    origin: str | None = None
    imported: str | None = None
    warned: bool = False

    @property
    def kind(self) -> str:
        """``unread`` for what could not be read, ``set aside`` for what is in another language, ``refused`` for what breaks the shapes.

        ``warned`` is for what is in the dataset all the same.
        """
        if self.warned:
            return "warned"
        return "unread" if self.article is None else "set aside" if self.graph is None else "refused"

    def as_dict(self) -> dict[str, Any]:
        """All of it as JSON values."""
        return {
            "name": self.name,
            "kind": self.kind,
            "source": self.source,
            "reason": self.reason,
            "article": self.article,
            "report": self.results if self.results is not None else self.report,
            "graph": self.graph,
            "text": self.kept.text if self.kept is not None else None,
        }


def refused(iris: Iris, article: str, source: str, graph: str, report: Report, kept: Article | None = None) -> Triples:
    """The triples that keep a graph that breaks the shapes, in Turtle, with its report and the article that it was made from."""
    node, triples = _entry(iris, article, source, {"reason": _first(report), "results": report.as_dict(), "article": _article_json(kept)})
    triples.add((node, DCTERMS.isVersionOf, rdflib.URIRef(article)))
    triples.add((node, DCTERMS.description, rdflib.Literal(report.text())))
    triples.add((node, PROV.value, rdflib.Literal(graph)))
    return from_rdflib(triples)


def warned(iris: Iris, graph: str, source: str, report: Report) -> Triples:
    """The triples that keep what the shapes warn of in a graph that is in the dataset; none where they warn of nothing."""
    if not report.results:
        return frozenset()
    told = {"reason": report.results[0].message, "results": report.as_dict(), "warned": True}
    node, triples = _entry(iris, graph, source, told, SH.ValidationReport)
    triples.add((node, DCTERMS.isVersionOf, rdflib.URIRef(graph)))
    triples.add((node, DCTERMS.description, rdflib.Literal(report.text())))
    return from_rdflib(triples)


def not_imported(iris: Iris, graph: str, source: str, name: str, faults: Sequence[Fault], triples: Iterable[ox.Triple] = ()) -> Triples:
    """The triples that keep what is wrong with a file of events, and what was read of its events that were refused."""
    lines = [fault.text(source) for fault in faults[:_MOST_FAULTS]]
    more = [f"and {len(faults) - _MOST_FAULTS:,} more"] if len(faults) > _MOST_FAULTS else []
    first = f"{lines[0]}" + (f" (and {len(faults) - 1} more)" if len(faults) > 1 else "")
    told = {"reason": first, "import": name, "results": {"faults": [fault.as_dict() for fault in faults[:_MOST_FAULTS]]}}
    node, kept = _entry(iris, graph, source, told)
    kept.add((node, DCTERMS.isVersionOf, rdflib.URIRef(graph)))
    kept.add((node, DCTERMS.description, rdflib.Literal("\n".join(lines + more))))
    refused = to_rdflib(triples)
    if len(refused):
        kept.add((node, PROV.value, rdflib.Literal(refused.serialize(format="turtle"))))
    return from_rdflib(kept)


def unread(iris: Iris, source: str, reason: str, origin: str | None = None) -> Triples:
    """The triples that keep the name of a source that could not be read, and why; its bytes are not kept."""
    node, triples = _entry(iris, source, source, {"reason": reason, "origin": origin})
    triples.add((node, DCTERMS.description, rdflib.Literal(reason)))
    return from_rdflib(triples)


def set_aside(iris: Iris, article: str, source: str, reason: str, kept: Article) -> Triples:
    """The triples that keep an article of which no events are sought, and why."""
    node, triples = _entry(iris, article, source, {"reason": reason, "article": _article_json(kept)})
    triples.add((node, DCTERMS.isVersionOf, rdflib.URIRef(article)))
    triples.add((node, DCTERMS.description, rdflib.Literal(reason)))
    return from_rdflib(triples)


def _entry(
    iris: Iris, name: str, source: str, details: dict[str, Any], kind: rdflib.URIRef = PROV.Entity
) -> tuple[rdflib.URIRef, rdflib.Graph]:
    node, triples = rdflib.URIRef(iris.quarantine(name)), rdflib.Graph()
    triples.add((node, RDF.type, kind))
    triples.add((node, RDFS.label, rdflib.Literal(f"Quarantined: {source}")))
    triples.add((node, DCTERMS.source, rdflib.Literal(source)))
    written = json.dumps(details, ensure_ascii=False, sort_keys=True)
    triples.add((node, RDF.value, rdflib.Literal(written, datatype=_JSON, normalize=False)))
    return node, triples


def change(store: Store, iris: Iris, names: Iterable[str], after: Triples = frozenset()) -> Change:
    """The change that leaves these triples, or none, of the entries of those names (articles' IRIs, and sources)."""
    graph = ox.NamedNode(iris.quarantine_graph)
    patterns = [(ox.NamedNode(iris.quarantine(name)), None, None, graph) for name in names]
    store.ahead(patterns)
    before = frozenset(quad.triple for pattern in patterns for quad in store.quads(*pattern))
    return Change(remove=in_graph(before - after, graph), add=in_graph(after - before, graph))


def entries(store: Store, iris: Iris) -> list[Entry]:
    """What lies in quarantine, by its source."""
    grouped: dict[str, dict[str, str]] = {}
    for triple in store.graph(ox.NamedNode(iris.quarantine_graph)):
        if isinstance(triple.subject, ox.NamedNode) and isinstance(triple.object, ox.Literal | ox.NamedNode):
            grouped.setdefault(triple.subject.value, {})[triple.predicate.value] = triple.object.value
    found = (_read(iri.removeprefix(f"{iris.base}quarantine/"), facts) for iri, facts in grouped.items())
    return sorted(found, key=lambda entry: (entry.source, entry.name))


def _read(name: str, facts: dict[str, str]) -> Entry:
    # An older version kept no details; what it kept has the same names.
    details = json.loads(facts.get(str(RDF.value), "{}"))
    report = facts.get(str(DCTERMS.description), "")
    return Entry(
        name=name,
        source=facts.get(str(DCTERMS.source), name),
        reason=details.get("reason") or " ".join(report.split())[:200],
        report=report,
        article=facts.get(str(DCTERMS.isVersionOf)),
        results=details.get("results"),
        graph=facts.get(str(PROV.value)),
        kept=_article(details["article"]) if details.get("article") else None,
        origin=details.get("origin"),
        imported=details.get("import"),
        warned=details.get("warned", False),
    )


def find(known: Iterable[Entry], name: str) -> Entry:
    """The entry with that name, a part of it, that source or that article's IRI.

    Raises:
        NotFound: None has, or more than one.
    """
    known = list(known)
    exact = [entry for entry in known if name in (entry.name, entry.source, entry.article)]
    found = exact or [entry for entry in known if len(name) >= 4 and entry.name.startswith(name)]
    if len(found) > 1:
        names = ", ".join(entry.name for entry in found)
        raise NotFound("single entry of the quarantine", name, f"{len(found)} have that name; give one of {names}")
    if not found:
        raise NotFound("entry of the quarantine", name, "see `diplograph quarantine list`")
    return found[0]


def reason(report: Report) -> str:
    """The first violation of a report on one line, with the number of the others, and where the article is now."""
    return f"does not conform to the shapes and lies in quarantine: {_first(report)}"


def _first(report: Report) -> str:
    broken = [result for result in report.results if result.severity is Severity.VIOLATION]
    more = f" (and {len(broken) - 1} more)" if len(broken) > 1 else ""
    return f"{broken[0].label or broken[0].focus}: {broken[0].message}{more}"


def _article_json(article: Article | None) -> dict[str, Any] | None:
    if article is None:
        return None
    told = asdict(article)
    told["blocks"] = [[block.kind.value, block.start, block.end] for block in article.blocks]
    told["published"] = article.published.isoformat() if article.published is not None else None
    return told


def _article(told: dict[str, Any]) -> Article:
    published: dt.date | None = None
    if (text := told.pop("published")) is not None:
        published = dt.datetime.fromisoformat(text) if "T" in text else dt.date.fromisoformat(text)
    blocks = tuple(Block(BlockKind(kind), start, end) for kind, start, end in told.pop("blocks"))
    return Article(**{**told, "authors": tuple(told["authors"]), "blocks": blocks, "published": published})


def rdf(turtle: str) -> Iterator[ox.Triple]:
    """The triples of a graph that was refused."""
    return (quad.triple for quad in ox.parse(turtle, format=ox.RdfFormat.TURTLE))
