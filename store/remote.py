"""A dataset on any SPARQL 1.1 server."""

from __future__ import annotations

import itertools
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import IO, TypeVar

import pyoxigraph as ox
import tenacity

from ..errors import FormatError, QueryError, StoreConflict, StoreError
from ..ontology.iris import Iris
from ..ontology.terms import PREFIXES, QUERY_PREFIXES
from . import results, union
from .access import Access, View
from .base import DEFAULT_GRAPH, OWN_GRAPHS, Answer, Change, GraphName, Pattern, QueryDataset
from .bulk import bulk_load_in_parts, rdf_format
from .evaluation import chosen_format
from .formats import Content, Format, used_prefixes
from .layout import Layout, layout
from .protocol import ROWS, TRIPLES, Protocol
from .sparql import refuse_remote
from .words import searched

# Servers refuse queries with too many values (Virtuoso at some thousands).
_AT_ONCE = 500
# How long changes are worked out anew while others keep changing the dataset, in seconds.
_PATIENCE = 20.0
_DECLARED = "".join(f"PREFIX {prefix}: <{iri}> " for prefix, iri in sorted(QUERY_PREFIXES.items()))

Read = TypeVar("Read")


class _Unit:
    """What the work of one transaction has read, and the state of the dataset that it was read from."""

    def __init__(self) -> None:
        self.state: str | None = None
        self._known: set[Pattern] = set()
        self._quads = ox.Store()

    def covers(self, pattern: Pattern) -> bool:
        """Whether all quads of the pattern have been read, for it or for a wider one."""
        subject, predicate, object, graph = ((value, None) if value is not None else (None,) for value in pattern)
        return any(wider in self._known for wider in itertools.product(subject, predicate, object, graph))

    def learn(self, patterns: Iterable[Pattern], quads: Iterable[ox.Quad]) -> None:
        """Keeps the quads, which are all that there are of the patterns."""
        self._quads.extend(quads)
        self._known.update(patterns)

    def quads(self, pattern: Pattern) -> list[ox.Quad]:
        """The quads of a pattern that is covered."""
        return list(self._quads.quads_for_pattern(*pattern))


class RemoteStore:
    """A dataset on a server, spoken to by the SPARQL 1.1 Protocol.

    Args:
        location: The address for queries.
        access: How it is reached.
        read_only: Refuses changes.
        create: Whether a server that holds no dataset yet gets one.

    Raises:
        ConfigurationError: An address or the identity is wrong.
        StoreError: The server is away, or holds no dataset.
    """

    def __init__(self, location: str, access: Access | None = None, *, read_only: bool = False, create: bool = True) -> None:
        access = access if access is not None else Access()
        self._location = location
        self._read_only = read_only
        self._protocol = Protocol(location, access)
        self._units = threading.local()
        self._layout = Layout()
        self._ours = False
        try:
            self._layout = self._found(access, create=create and not read_only)
        except BaseException:
            self._protocol.close()
            raise

    def _found(self, access: Access, *, create: bool) -> Layout:
        if access.view is not View.NAMED and self._protocol.query("ASK {}", ROWS, OWN_GRAPHS).state is not None:
            self._ours = True
            return Layout()
        return layout(self.rows, self._protocol.update, Iris(access.base), access.view, self._location, create=create)

    @property
    def location(self) -> str:
        """The address for queries."""
        return self._location

    @property
    def read_only(self) -> bool:
        """Whether changes are refused."""
        return self._read_only

    @property
    def commit(self) -> int | None:
        """Nothing: servers do not count their commits for others."""
        return None

    @property
    def layout(self) -> Layout:
        """Where on the server the dataset is."""
        return self._layout

    @property
    def requests(self) -> int:
        """How many requests were sent so far."""
        return self._protocol.requests

    def quads(
        self,
        subject: ox.NamedNode | None = None,
        predicate: ox.NamedNode | None = None,
        object: ox.NamedNode | ox.Literal | None = None,
        graph: GraphName | None = None,
    ) -> Iterator[ox.Quad]:
        """The quads that fit the pattern; ``None`` fits anything."""
        pattern = (subject, predicate, object, graph)
        unit = self._unit
        if unit is None:
            found = ox.Store()
            found.extend(self._fetched([pattern]))
            return found.quads_for_pattern(*pattern)
        self.ahead([pattern])
        return iter(unit.quads(pattern))

    def ahead(self, patterns: Iterable[Pattern]) -> bool:
        """Fetches the quads together that the work of ``transact`` is about to ask for; of no use outside of it."""
        unit = self._unit
        if unit is None:
            return False
        missing = [pattern for pattern in dict.fromkeys(patterns) if not unit.covers(pattern)]
        for start in range(0, len(missing), _AT_ONCE):
            some = missing[start : start + _AT_ONCE]
            unit.learn(some, self._fetched(some))
        return True

    def _fetched(self, patterns: list[Pattern]) -> list[ox.Quad]:
        """The quads of the patterns, each once, in the lexical forms that the engine keeps; and maybe more."""
        store = ox.Store()
        # A literal with its subject is found by the subject; one without is asked for itself.
        alone = [pattern for pattern in patterns if isinstance(pattern[2], ox.Literal) and pattern[0] is None]
        for pattern in alone:
            known = {name: value for name, value in zip("po", pattern[1:3], strict=True) if value is not None}
            named = pattern[3] if isinstance(pattern[3], ox.NamedNode) else None
            for row in self.rows(f"SELECT * {{ {self._layout.literal(pattern)} }}"):
                self._keep(store, {**known, **row} if named is None else {**known, **row, "g": named})
        rest = [pattern for pattern in patterns if pattern not in alone]
        for row in self.rows(f"SELECT ?s ?p ?o ?g {{ {self._layout.pattern(rest)} }}") if rest else ():
            self._keep(store, row)
        return list(store)

    def _keep(self, store: ox.Store, row: results.Row) -> None:
        name = self._layout.name(row.get("g"))
        if name is not None:
            store.add(results.quad(row, name))

    def rows(self, text: str) -> list[results.Row]:
        """The rows of a query of our own."""
        reply = self._protocol.query(text, ROWS, OWN_GRAPHS)
        unit = self._unit
        if unit is not None and reply.state is not None:
            if unit.state not in (None, reply.state):
                raise StoreConflict(self._location)
            unit.state = reply.state
        return self._understood(results.rows, reply.data)

    def _understood(self, read: Callable[[bytes], Read], data: bytes) -> Read:
        try:
            return read(data)
        except ValueError as error:
            raise StoreError(
                self._location, f"the server's answer is not understood: {str(error)[:200]}; is it a SPARQL 1.1 endpoint?"
            ) from error

    def graph(self, name: GraphName) -> frozenset[ox.Triple]:
        """The triples of one graph; none where there is no such graph."""
        return frozenset(quad.triple for quad in self.quads(graph=name))

    def graphs(self) -> Iterator[ox.NamedNode]:
        """The names of the named graphs that hold something."""
        for row in self.rows("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"):
            name = self._layout.name(row["g"])
            if isinstance(name, ox.NamedNode):
                yield name

    def __len__(self) -> int:
        """The number of quads."""
        found = self.rows(f"SELECT (COUNT(*) AS ?n) {{ {self._layout.pattern([(None, None, None, None)])} }}")
        return sum(int(value.value) for row in found for value in row.values() if isinstance(value, ox.Literal))

    @property
    def _unit(self) -> _Unit | None:
        unit: _Unit | None = getattr(self._units, "current", None)
        return unit

    def transact(self, work: Callable[[], Change]) -> Change:
        """Makes the change that the work finds to be needed, and gives it back; finds it anew where another client came between."""
        retrying = tenacity.Retrying(
            stop=tenacity.stop_after_delay(_PATIENCE),
            wait=tenacity.wait_random_exponential(multiplier=0.05, max=1.0),
            retry=tenacity.retry_if_exception_type(StoreConflict),
            reraise=True,
        )
        return retrying(self._attempt, work)

    def _attempt(self, work: Callable[[], Change]) -> Change:
        unit = self._units.current = _Unit()
        try:
            change = work()
            if change:
                self._update(self._changing(change), unit.state)
            return change
        finally:
            self._units.current = None

    def apply(self, change: Change) -> None:
        """Makes the change in one request: all of it or, after an error and where the server has transactions, nothing."""
        if change:
            self._update(self._changing(change))

    def _changing(self, change: Change) -> str:
        # In this order each operation stands for itself where the server has no transactions: see docs/remote-stores.md.
        parts = (("INSERT", change.add), ("DELETE", change.remove - change.add))
        return " ;\n".join(f"{verb} DATA {{\n{self._layout.data(quads)}\n}}" for verb, quads in parts if quads)

    def replace(self, name: GraphName, triples: Iterable[ox.Triple]) -> None:
        """Makes a graph hold exactly these triples, blank nodes among them."""
        kept, named = list(triples), self._layout.on_server(name)
        if self._protocol.graph_store_url is not None and kept:
            self._refuse_read_only()
            self._protocol.put(named.value if named is not None else None, ox.serialize(kept, format=ox.RdfFormat.TURTLE) or b"")
            return
        # A template may have blank nodes where data may not, on some servers.
        quads = self._layout.data(ox.Quad(triple.subject, triple.predicate, triple.object, name) for triple in kept)
        self._update(f"DROP SILENT {'DEFAULT' if named is None else f'GRAPH {named}'} ;\nINSERT {{\n{quads}\n}} WHERE {{}}")

    def update(self, text: str, base: str | None = None) -> None:
        """Sends a SPARQL update; where the server's default graph is not the dataset's, such an update cannot be said."""
        refuse_remote(text, update=True)
        if self._layout.events is not None:
            raise QueryError(
                "this server's default graph is the union of all graphs, so an update would not change what it says; write graphs"
            )
        text = text if self._ours else searched(text, None)
        self._update(f"{'' if base is None else f'BASE <{base}> '}{_DECLARED}{text}")

    def bulk_load(self, source: Path | IO[bytes], format: Format, to: GraphName | None = None) -> None:
        """Adds the quads of a document part by part; an error leaves the parts before it."""
        bulk_load_in_parts(self, source, format, to)

    def at_once(self) -> AbstractContextManager[None]:
        """The protocol knows no transaction of many updates: each stands as soon as it is made."""
        return nullcontext()

    def _update(self, text: str, state: str | None = None) -> None:
        self._refuse_read_only()
        self._protocol.update(text, state)

    def _refuse_read_only(self) -> None:
        if self._read_only:
            raise StoreError(self._location, "the dataset was opened for reading only")

    def query(self, text: str, bindings: Format | None, graph: Format | None, dataset: QueryDataset = OWN_GRAPHS) -> Answer:
        """The answer to a SPARQL query."""
        refuse_remote(text)
        form = union.form(text)
        chosen = chosen_format(form, graph if form == "graph" else bindings)
        # A server of our own has an index, which others have not.
        asked, graphs = self._layout.asked(text if self._ours else searched(text, None), dataset)
        reply = self._protocol.query(_DECLARED + asked, TRIPLES if form == "graph" else ROWS, graphs, own=False)
        if form == "graph":
            found = self._understood(lambda data: list(results.triples(data, reply.media_type)), reply.data)
            return Answer(form, chosen, used_prefixes(ox.serialize(found, format=rdf_format(chosen), prefixes=dict(PREFIXES)) or b""))
        if not isinstance(chosen.engine, ox.QueryResultsFormat):
            raise FormatError(chosen.name, "cannot hold the rows of a SELECT or ASK query")
        engine = chosen.engine
        return Answer(form, chosen, self._understood(lambda data: results.written(data, form, engine), reply.data))

    def dump(self, target: Path | IO[bytes], format: Format, graphs: tuple[GraphName, ...] | None, prefixes: Mapping[str, str]) -> None:
        """Writes the graphs (all, where none are named) to a file or a stream."""
        engine_format = rdf_format(format)
        names: tuple[GraphName, ...] = graphs if graphs is not None else (DEFAULT_GRAPH, *self.graphs())
        if format.content is not Content.DATASET and len(names) != 1:
            raise FormatError(format.name, "holds one graph only; choose trig, nquads or jsonld for a whole dataset")
        output = str(target) if isinstance(target, Path) else target
        if format.content is Content.DATASET:
            ox.serialize((quad for name in names for quad in self._streamed(name)), output, format=engine_format, prefixes=dict(prefixes))
        else:
            ox.serialize((quad.triple for quad in self._streamed(names[0])), output, format=engine_format, prefixes=dict(prefixes))

    def _streamed(self, name: GraphName) -> Iterator[ox.Quad]:
        """The quads of one graph, of any size, by way of a file."""
        pattern = self._layout.pattern([(None, None, None, name)])
        (counted,) = self.rows(f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}")
        expected, count = int(getattr(counted["n"], "value", "0")), 0
        with (
            tempfile.TemporaryFile() as file,
            self._protocol.stream(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {pattern} }}", TRIPLES) as (kind, parts),
        ):
            file.writelines(parts)
            file.seek(0)
            format = ox.RdfFormat.from_media_type(kind)
            for quad in ox.parse(file, format=format):
                count += 1
                yield ox.Quad(quad.subject, quad.predicate, quad.object, name)
        if count < expected:
            raise StoreError(
                self._location, f"the server gave {count} of {expected} statements of {name}; raise the most that it gives at once"
            )

    def backup(self, folder: Path) -> None:
        """Refuses: a server has its own way of keeping copies."""
        raise StoreError(
            self._location, "a dataset on a server is backed up by that server; or export it with `diplograph export --dataset`"
        )

    def close(self) -> None:
        """Gives the connections back."""
        self._protocol.close()
