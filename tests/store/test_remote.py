"""Remote stores give what the embedded one gives: same loads, same queries, same answers, same export; on real servers."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import pyoxigraph as ox
import pytest

from diplograph.database import Database
from diplograph.errors import QueryError
from diplograph.results import Extracted, Outcome
from diplograph.selection import Selection
from diplograph.shapes.report import Report
from diplograph.store import MEMORY, Change, QueryDataset, open_store
from diplograph.store.base import DEFAULT_GRAPH, OWN_GRAPHS, GraphName
from diplograph.store.formats import format_named
from diplograph.store.remote import RemoteStore
from tests.conftest import CHECKOUT
from tests.consolidation.stories import event, story
from tests.samples import article, broken, extracted
from tests.store.servers import Server, ours, oxigraph, union, virtuoso

CONFORMS = Report(())
GRAPH = ox.NamedNode("https://w3id.org/diplograph/id/graph/of-a-user")
CSV, NTRIPLES = format_named("csv"), format_named("ntriples")
# A load has to ask: the article and its quarantine, what is filed near, its events, their reports and these reports' details.
MOST_REQUESTS = 12


@pytest.fixture(scope="module", params=[oxigraph, union, virtuoso, ours], ids=lambda start: start.__name__)
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with request.param(tmp_path_factory.mktemp("server")) as started:
        yield started


@pytest.fixture
def store(server: Server) -> Iterator[RemoteStore]:
    """The server's dataset, left empty."""
    opened = RemoteStore(server.url, server.access)
    yield opened
    data: list[GraphName] = [name for name in opened.graphs() if name.value.startswith("https://w3id.org/diplograph/id/")]
    opened.apply(Change(remove=frozenset(quad for name in [*data, DEFAULT_GRAPH] for quad in opened.quads(graph=name))))
    opened.close()


@pytest.fixture
def database(store: RemoteStore) -> Database:
    return Database(store)


@pytest.fixture
def near() -> Iterator[Database]:
    """The same in memory, to compare with."""
    with Database(open_store(MEMORY)) as opened:
        yield opened


def stories() -> list[Extracted]:
    """Articles on the same meeting, agreement and visit, and one on its own."""
    made = [
        story(
            f"{number}.txt",
            event(people=["IND:Ajit Doval"] if number % 2 else [], topics="security", place=("Ottawa", "CAN", 45.41117, -75.69812)),
            event("Agreement", instrument="work plan", value=f"{number % 2} billion", outcome_of=["e1"]),
            event("Visit", initiators="IND", targets="CAN", part_of=["e1"], confidence=0.75),
            publisher=f"Paper {number}",
        )
        for number in range(4)
    ]
    return [*made, extracted(article())]


def load(articles: list[Extracted], *databases: Database) -> None:
    for each in articles:
        for one in databases:
            assert one.store_extracted(each, CONFORMS).outcome is Outcome.LOADED


def exported(database: Database, format: str = "turtle", *, dataset: bool = False, selection: Selection | None = None) -> list[bytes]:
    """The export; its lines in order where the engine's order is as good as any."""
    written = io.BytesIO()
    database.export(written, format_named(format), dataset=dataset, selection=selection)
    lines = written.getvalue().splitlines()
    return lines if format == "turtle" else sorted(lines)


def quad(value: ox.Literal | ox.NamedNode, graph: ox.NamedNode | ox.DefaultGraph = GRAPH) -> ox.Quad:
    return ox.Quad(ox.NamedNode("http://example.org/s"), ox.NamedNode("http://example.org/p"), value, graph)


def test_loads_give_the_same_export_and_counts(database: Database, near: Database) -> None:
    load(stories(), database, near)
    assert exported(database) == exported(near)
    assert exported(database, "ntriples") == exported(near, "ntriples")
    assert exported(database, "nquads", dataset=True) == exported(near, "nquads", dataset=True)
    for selection in (Selection(parties=("IND", "Canada"), type="Agreement"), Selection(query="CONSTRUCT WHERE { ?event a dg:Visit }")):
        assert exported(database, selection=selection) == exported(near, selection=selection)
    assert database.events() == near.events()
    counts, expected = database.stats(), near.stats()
    assert (counts.quads, counts.articles, counts.events, counts.types) == (
        expected.quads,
        expected.articles,
        expected.events,
        expected.types,
    )
    assert set(database.article_graphs()) == set(near.article_graphs())
    assert database.validate().conforms
    assert not database.rebuild()


def test_a_load_costs_few_requests(database: Database, store: RemoteStore) -> None:
    for each in stories():
        before = store.requests
        database.store_extracted(each, CONFORMS)
        assert store.requests - before <= MOST_REQUESTS
    before = store.requests
    assert database.store_extracted(stories()[0], CONFORMS).outcome is Outcome.UNCHANGED
    assert store.requests - before <= MOST_REQUESTS


def test_removing_leaves_what_would_be_without(database: Database, near: Database) -> None:
    load(stories(), database)
    load(stories()[:2], near)
    for each in stories()[2:]:
        database.remove(each.article.source)
    assert exported(database, "nquads", dataset=True) == exported(near, "nquads", dataset=True)


def test_rebuilding_mends_the_view(database: Database, near: Database, store: RemoteStore) -> None:
    load(stories(), database, near)
    spoilt = [one for one in store.quads(graph=DEFAULT_GRAPH) if "/event/" in str(one.subject)]
    store.apply(Change(remove=frozenset(spoilt)))
    assert exported(database) != exported(near)
    assert database.rebuild()
    assert exported(database) == exported(near)


def test_what_does_not_conform_is_kept_apart(database: Database, near: Database) -> None:
    found = broken(article())
    for one in (database, near):
        loaded = one.store_extracted(found, one.pipeline.validator.validate(found.graph))
        assert loaded.outcome is Outcome.QUARANTINED
    assert database.stats().quarantined == 1
    assert list(database.article_graphs()) == []
    quarantine = ox.NamedNode(near.iris.quarantine_graph)
    assert database.store.graph(quarantine) == near.store.graph(quarantine)


QUERIES = {path.name: path.read_text() for path in (CHECKOUT / "seeds" / "queries").glob("*.rq")}
QUERIES |= {
    "graphs": "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g",
    "who says": "SELECT ?e ?a { ?e dg:report ?r . GRAPH ?a { ?r dg:status ?s } }",
    "optional graph": "SELECT ?e ?a { ?e a dg:Event OPTIONAL { ?e dg:report ?r GRAPH ?a { ?r dg:place ?s } } }",
    "graph in a subquery": "SELECT ?n { { SELECT (COUNT(DISTINCT ?a) AS ?n) { GRAPH ?a { ?r a dg:Meeting } } } }",
    "not exists in a graph": "SELECT ?e { ?e a dg:Event FILTER NOT EXISTS { ?e dg:report ?r GRAPH ?a { ?r dg:place ?p } } }",
    "class tree": "SELECT ?c ?l { ?e a ?c GRAPH <https://w3id.org/diplograph/ontology> { ?c rdfs:subClassOf* dg:Event ; rdfs:label ?l } }",
    "count": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
    "from": "SELECT ?s ?o FROM <https://w3id.org/diplograph/ontology> { ?s rdfs:subClassOf ?o }",
    "own graphs": "SELECT ?s { GRAPH <https://w3id.org/diplograph/id/graph/index> { ?s dcterms:hasPart ?o } }",
    "index is not known": "ASK { ?s dcterms:hasPart ?o }",
    "is there": "ASK { ?e a dg:Agreement }",
    "no such": "ASK { ?e a dg:Expulsion }",
    "built": "CONSTRUCT { ?e rdfs:label ?l . ?a dg:report ?e } WHERE { ?e rdfs:label ?l GRAPH ?a { ?e a dg:Meeting } }",
    "short": "CONSTRUCT WHERE { ?e a dg:Meeting ; dg:party ?p }",
    "values": "PREFIX dg: <https://w3id.org/diplograph/ontology#>\nSELECT ?e { ?e a ?c } VALUES ?c { dg:Meeting } # GRAPH",
    "language": "SELECT ?c ?d { GRAPH <https://w3id.org/diplograph/ontology> { ?c rdfs:comment ?d } FILTER (LANG(?d) = 'en') }",
}


def lines(database: Database, query: str, dataset: QueryDataset = OWN_GRAPHS) -> list[list[str]]:
    """The rows of the answer in order."""
    answer = database.store.query(query, CSV, NTRIPLES, dataset)
    if answer.form == "graph":
        return sorted([line] for line in answer.data.decode().splitlines())
    # What GROUP_CONCAT strings together has no order.
    return sorted([", ".join(sorted(cell.split(", "))) for cell in row] for row in csv.reader(io.StringIO(answer.data.decode())))


# Virtuoso 7 does not understand VALUES behind the WHERE.
REFUSED = {"virtuoso": {"values"}}


def test_queries_have_the_same_answers(server: Server, database: Database, near: Database) -> None:
    load(stories(), database, near)
    refused = REFUSED.get(server.name, set())
    assert len(QUERIES) - len(refused) >= 20
    differing = {name for name in QUERIES.keys() - refused if lines(database, QUERIES[name]) != lines(near, QUERIES[name])}
    assert not differing
    for name in refused:
        with pytest.raises(QueryError, match="does not answer"):
            lines(database, QUERIES[name])
    one = next(near.article_graphs()).value
    everything = "SELECT ?s ?p ?o { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
    for dataset in (QueryDataset((one,)), QueryDataset((), (one,)), QueryDataset((one,), (one,))):
        assert lines(database, everything, dataset) == lines(near, everything, dataset)


@pytest.mark.parametrize(
    "value",
    [
        ox.Literal("plain"),
        ox.Literal("Grüße 😀", language="de"),
        ox.Literal('quotes " and \\ and\nlines\r\t'),
        ox.Literal("long " * 50_000),
        ox.Literal("0.8", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#decimal")),
        ox.Literal("-75.69812", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#decimal")),
        ox.Literal("1", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#decimal")),
        ox.Literal("2026-02-07", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#date")),
        ox.Literal("2026-02-09T09:19:00+05:30", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#dateTime")),
        ox.Literal("2026-02-09T09:19:00", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#dateTime")),
        ox.Literal("true", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#boolean")),
        ox.Literal("own", datatype=ox.NamedNode("http://example.org/type")),
        ox.NamedNode("http://example.org/ö(a)'b"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_value_comes_back_as_it_was_and_can_be_taken_out(store: RemoteStore, value: ox.Literal | ox.NamedNode) -> None:
    store.apply(Change(add=frozenset({quad(value), quad(value, DEFAULT_GRAPH)})))
    assert list(store.quads(object=value, graph=GRAPH)) == [quad(value)]
    assert set(store.quads(subject=ox.NamedNode("http://example.org/s"))) == {quad(value), quad(value, DEFAULT_GRAPH)}
    store.apply(Change(remove=frozenset({quad(value)})))
    assert list(store.quads(graph=GRAPH)) == []
    assert set(store.graph(DEFAULT_GRAPH)) == {quad(value).triple}


def test_a_large_change_is_one_request(store: RemoteStore) -> None:
    quads = frozenset(quad(ox.Literal(f"value {number}")) for number in range(12_000))
    before = store.requests
    store.apply(Change(add=quads))
    assert store.requests == before + 1
    assert len(list(store.quads(graph=GRAPH))) == 12_000
    written = io.BytesIO()
    store.dump(written, NTRIPLES, (GRAPH,), {})
    assert written.getvalue().count(b"\n") == 12_000
    store.apply(Change(remove=quads))


def test_a_graph_is_replaced_with_its_blank_nodes(store: RemoteStore) -> None:
    blank = ox.Triple(ox.BlankNode("b"), ox.NamedNode("http://example.org/p"), ox.BlankNode("b"))
    link = ox.Triple(ox.NamedNode("http://example.org/s"), ox.NamedNode("http://example.org/p"), ox.BlankNode("b"))
    for _ in range(2):
        store.replace(GRAPH, [blank, link])
    found = store.graph(GRAPH)
    assert len(found) == 2
    assert len({node for triple in found for node in (triple.subject, triple.object) if isinstance(node, ox.BlankNode)}) == 1
    store.replace(GRAPH, [])
    assert store.graph(GRAPH) == frozenset()


def test_opening_again_finds_the_dataset_as_it_was_left(server: Server, database: Database, store: RemoteStore) -> None:
    load(stories()[:1], database)
    again = RemoteStore(server.url, server.access)
    assert again.layout == store.layout
    opened, before = Database(again), again.requests
    # The vocabularies stand as they were put there, with their blank nodes.
    assert opened.events() == database.events()
    assert len(again) == len(store)
    assert again.requests - before == 2
    again.close()
