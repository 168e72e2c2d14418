"""Where on a server a dataset is: in the default graph or, where that is the union of all graphs, in a named one; and what else is there.

A server that keeps commits (our own) has a default graph of its own. On any other the dataset notes its layout in the graph
``<base>graph/dataset`` when it is made, so that all who open it later agree.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pyoxigraph as ox

from ..errors import QueryError, StoreError
from ..ontology.iris import Iris
from ..ontology.terms import PREFIXES
from . import union
from .access import View
from .base import DEFAULT_GRAPH, GraphName, Pattern, QueryDataset
from .results import Row

_VIEW, _FOREIGN = ox.NamedNode("urn:diplograph:view"), ox.NamedNode("urn:diplograph:foreign")
# Graphs of the vocabularies and, by default, of the data have names that begin so.
_NAMESPACE = PREFIXES["dg"].removesuffix("ontology#")
# So many graphs of others are left out of each answer that needs it.
_MOST_FOREIGN = 200
# Some servers take no longer block (Virtuoso 4,990 triples).
_BLOCK = 500

Rows = Callable[[str], list[Row]]


@dataclass(frozen=True, slots=True)
class Layout:
    """Where on a server a dataset is.

    Attributes:
        events: The graph of consolidated events, where the server's default graph is the union of all; else nothing.
        hidden: Graphs on the server that are no part of the dataset.
        nowhere: The name of a graph that does not exist.
    """

    events: ox.NamedNode | None = None
    hidden: frozenset[str] = frozenset()
    nowhere: str = "urn:diplograph:nowhere"

    def name(self, graph: ox.NamedNode | ox.BlankNode | ox.Literal | None) -> GraphName | None:
        """What a graph of the server is in the dataset; nothing where it is no part of it."""
        if graph is None or graph == self.events:
            return DEFAULT_GRAPH
        return graph if isinstance(graph, ox.NamedNode) and graph.value not in self.hidden else None

    def on_server(self, graph: GraphName) -> ox.NamedNode | None:
        """The name on the server of a graph of the dataset; nothing where it is the server's default graph."""
        return graph if isinstance(graph, ox.NamedNode) else self.events

    def data(self, quads: Iterable[ox.Quad]) -> str:
        """The quads as the data of an update."""
        graphs: dict[object, list[str]] = defaultdict(list)
        for quad in quads:
            graphs[quad.graph_name].append(f"{quad.subject} {quad.predicate} {quad.object} .")
        blocks = []
        for name, lines in sorted(graphs.items(), key=lambda each: str(each[0])):
            named = self.on_server(name) if isinstance(name, ox.NamedNode | ox.DefaultGraph) else None
            for start in range(0, len(lines), _BLOCK):
                block = "\n".join(lines[start : start + _BLOCK])
                blocks.append(block if named is None else f"GRAPH {named} {{\n{block}\n}}")
        return "\n".join(blocks)

    def pattern(self, patterns: Iterable[Pattern]) -> str:
        """A graph pattern that finds the quads of all the patterns, and maybe more, in the variables ``?s ?p ?o ?g``.

        Literals are not asked for, since some servers change their types on the way (Virtuoso); what is too much is told by them.
        """
        alike: dict[tuple[str, bool, bool], list[str]] = defaultdict(list)
        for *nodes, graph in patterns:
            bound = "".join(name for name, value in zip("spo", nodes, strict=True) if isinstance(value, ox.NamedNode))
            values = [str(value) for value in nodes if isinstance(value, ox.NamedNode)]
            named = None if graph is None else self.on_server(graph)
            if named is not None:
                alike[bound + "g", False, True].append(" ".join([*values, str(named)]))
            else:
                # The server's default graph has no name by which it could be asked together with the named ones.
                everywhere = graph is None
                alike[bound, everywhere and self.events is None or not everywhere, everywhere].append(" ".join(values))
        return " UNION ".join(branch for key, rows in alike.items() for branch in self._branches(*key, rows))

    def literal(self, pattern: Pattern) -> str:
        """A graph pattern that finds the quads of one pattern with a literal, in those variables that it leaves open."""
        *nodes, graph = pattern
        triple = " ".join(f"?{name}" if value is None else str(value) for name, value in zip("spo", nodes, strict=True))
        named = None if graph is None else self.on_server(graph)
        branches = [f"{{ GRAPH {named or '?g'} {{ {triple} }} }}"] if graph is None or named is not None else []
        if self.events is None and (graph is None or named is None):
            branches.append(f"{{ {triple} }}")
        return " UNION ".join(branches)

    def _branches(self, bound: str, in_default: bool, in_named: bool, rows: list[str]) -> Iterable[str]:
        variables, lines = " ".join(f"?{name}" for name in bound), " ".join(f"({row})" for row in rows)
        values = f"VALUES ({variables}) {{ {lines} }} " if bound else ""
        if in_default:
            yield f"{{ {values}?s ?p ?o }}"
        if in_named:
            unseen = (
                f" FILTER (?g NOT IN ({', '.join(f'<{name}>' for name in sorted(self.hidden))}))"
                if self.hidden and "g" not in bound
                else ""
            )
            yield f"{{ {values}GRAPH ?g {{ ?s ?p ?o }}{unseen} }}"

    def asked(self, text: str, dataset: QueryDataset) -> tuple[str, QueryDataset]:
        """A user's query and its dataset, as the server has to be asked for the answer that the dataset would give."""
        if dataset:
            # Where only one kind is named the other is empty, which servers with a union forget.
            nowhere = (self.nowhere,)
            named = dataset.named_graphs or (nowhere if self.events is not None else ())
            return text, QueryDataset(dataset.default_graphs or nowhere, named)
        if union.says(text, "FROM"):
            return text, dataset
        if (self.events is not None or self.hidden) and union.escaped(text):
            raise QueryError("write the query without \\u outside of strings: this server's graphs are told apart by what stands in it")
        if self.events is None:
            return (union.without(text, self.hidden) if self.hidden and union.says(text, "GRAPH") else text), dataset
        if union.says(text, "GRAPH"):
            return union.within(text, self.events.value, self.hidden), dataset
        return text, QueryDataset((self.events.value,))


def layout(rows: Rows, update: Callable[[str], object], iris: Iris, wanted: View, location: str, *, create: bool) -> Layout:
    """The layout that a dataset on a server has; noted there where it has none yet.

    Args:
        rows: Asks the server a query.
        update: Sends it an update.
        iris: The makers of IRIs.
        wanted: What the user says of the server.
        location: The address for queries.
        create: Whether a server without a dataset gets one.

    Raises:
        StoreError: There is no dataset, or it has another layout than is wanted.
    """
    note = ox.NamedNode(iris.dataset_graph)
    noted = [(row["p"], row["o"]) for row in rows(f"SELECT ?p ?o {{ GRAPH {note} {{ {note} ?p ?o }} }}")]
    views = [value.value for predicate, value in noted if predicate == _VIEW and isinstance(value, ox.Literal)]
    if views:
        if wanted not in (View.AUTO, views[0]):
            raise StoreError(
                location, f"the dataset was made with --view {views[0]}, and cannot be opened with --view {wanted}; leave it out"
            )
        foreign = {value.value for predicate, value in noted if predicate == _FOREIGN and isinstance(value, ox.NamedNode)}
        return _made(View(views[0]), iris, foreign)
    if not create:
        if wanted is View.AUTO:
            raise StoreError(
                location, "the server holds no dataset; make one with `diplograph load`, or read what it holds with --view default"
            )
        return _made(wanted, iris, ())
    foreign = _foreign(rows, iris, location)
    view = wanted if wanted is not View.AUTO else _probed(rows, update, note)
    known = [f"{note} {_VIEW} {ox.Literal(view)} ."] + [f"{note} {_FOREIGN} <{name}> ." for name in sorted(foreign)]
    update(f"INSERT DATA {{ GRAPH {note} {{ {' '.join(known)} }} }}")
    return _made(view, iris, foreign)


def _made(view: View, iris: Iris, foreign: Iterable[str]) -> Layout:
    events = ox.NamedNode(iris.events_graph) if view is View.NAMED else None
    return Layout(events, frozenset({*foreign, iris.dataset_graph}), f"{iris.base}graph/nowhere")


def _foreign(rows: Rows, iris: Iris, location: str) -> set[str]:
    """The graphs that stood on the server before the dataset; Virtuoso has some of its own."""
    found = {str(getattr(row["g"], "value", "")) for row in rows("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")}
    foreign = {name for name in found if not name.startswith((iris.base, _NAMESPACE))}
    if len(foreign) > _MOST_FOREIGN:
        raise StoreError(
            location,
            f"the server holds {len(foreign)} graphs of others, too many to tell them from the dataset's; give it a repository of its own",
        )
    return foreign


def _probed(rows: Rows, update: Callable[[str], object], note: ox.NamedNode) -> View:
    """Whether what is put into a named graph comes up in the default graph too."""
    probe = f"{note} {_VIEW} <urn:diplograph:probe> ."
    update(f"INSERT DATA {{ GRAPH {note} {{ {probe} }} }}")
    seen = rows(f"SELECT ?p {{ {note} ?p <urn:diplograph:probe> }}")
    update(f"DELETE DATA {{ GRAPH {note} {{ {probe} }} }}")
    return View.NAMED if seen else View.DEFAULT
