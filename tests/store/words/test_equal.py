"""The index and the engine's regular expressions find the same, whatever is searched for and wherever it stands in the query."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diplograph.errors import QueryError
from diplograph.ontology.terms import PREFIXES
from diplograph.store import MEMORY, Change, EmbeddedStore, Store
from diplograph.store.base import DEFAULT_GRAPH, GraphName, QueryDataset
from diplograph.store.formats import format_named
from diplograph.store.words import KINDS, Search, rewriting

EX = "http://example.org/"
LABEL, ALTERNATIVE, QUOTE, EVIDENCE, TYPE = (
    ox.NamedNode(PREFIXES[prefix] + name)
    for prefix, name in (("rdfs", "label"), ("skos", "altLabel"), ("dg", "quote"), ("dg", "evidence"), ("rdf", "type"))
)
WORDS = (
    "nuclear talks Nuclear TALKS peace Ottawa Łódź łodz Erdoğan erdogan İstanbul istanbul U.N. un São sao 2026 会谈 北京 Ångström "
    "e\u0301t\u00e9 ete Straße d'État d\u2019etat co-operation cooperation हिन्दी العَرَب العرب שָׁלוֹם ta talk ﬁre Ⅷ ½ OR AND NOT"
).split()
SPACES = (" ", "  ", "-", ", ", ". ", "\u00a0", "\n", "\u2014", "", "_", "*", '"', "\u0301 ")


def named(name: str) -> ox.NamedNode:
    return ox.NamedNode(EX + name)


GRAPHS: list[GraphName] = [DEFAULT_GRAPH, named("g1"), named("g2")]


def text(chance: random.Random) -> str:
    return "".join(chance.choice(WORDS) + chance.choice(SPACES) for _ in range(chance.randint(1, 6)))


def quads(seed: int, count: int = 60) -> Iterator[ox.Quad]:
    """Events with labels and quotes in the default graph and in two named ones, some in both, and other things with labels."""
    chance = random.Random(seed)  # noqa: S311 (the same data at each run)
    for number in range(count):
        event, evidence = named(f"event/{number}"), named(f"evidence/{number}")
        label, quote = ox.Literal(text(chance)), ox.Literal(text(chance), language=chance.choice(("en", "de")))
        for graph in chance.sample(GRAPHS, chance.randint(1, 3)):
            yield ox.Quad(event, TYPE, ox.NamedNode(PREFIXES["dg"] + "Event"), graph)
            yield ox.Quad(event, LABEL, label, graph)
            yield ox.Quad(event, EVIDENCE, evidence, graph)
            yield ox.Quad(evidence, QUOTE, quote, graph)
            yield ox.Quad(named(f"actor/{number % 7}"), chance.choice((LABEL, ALTERNATIVE)), ox.Literal(text(chance)), graph)
            yield ox.Quad(ox.BlankNode(f"b{number}"), LABEL, label, graph)


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[EmbeddedStore, EmbeddedStore]]:
    """The same data with the index and without."""
    folder = tmp_path_factory.mktemp("words") / "store"
    kept, plain = EmbeddedStore(str(folder)), EmbeddedStore(MEMORY)
    change = Change(add=frozenset(quads(1)))
    kept.apply(change)
    plain.apply(change)
    yield kept, plain
    kept.close()


def rows(store: Store, query: str, dataset: QueryDataset | None = None) -> Counter[str]:
    answer = json.loads(store.query(query, format_named("json"), None, dataset or QueryDataset()).data)
    if "boolean" in answer:
        return Counter([str(answer["boolean"])])
    return Counter(json.dumps(row, sort_keys=True) for row in answer["results"]["bindings"] if not _blank(row))


def _blank(row: dict[str, dict[str, str]]) -> bool:
    return any(value["type"] == "bnode" for value in row.values())


QUERIES = (
    "SELECT ?e { ?e text:query %s }",
    "SELECT * { ?e a dg:Event ; text:query %s ; rdfs:label ?label . }",
    "SELECT ?e ?score { (?e ?score) text:query %s }",
    "SELECT * { (?e ?score ?words) text:query %s . ?e a dg:Event }",
    "SELECT * { ?e a dg:Event OPTIONAL { ?e text:query %s . ?e rdfs:label ?found } }",
    "SELECT ?e { ?e a dg:Event FILTER NOT EXISTS { ?e text:query %s } }",
    "SELECT ?e { ?e a dg:Event MINUS { ?e text:query %s } }",
    "SELECT ?e { { ?e text:query %s } UNION { ?e rdfs:label 'nothing' } } ORDER BY ?e",
    "SELECT ?g ?e { GRAPH ?g { ?e text:query %s } }",
    "SELECT ?g ?e ?score { GRAPH ?g { (?e ?score) text:query %s . ?e rdfs:label ?l } }",
    "SELECT ?g ?e { GRAPH ?g { ?e text:query %s ; a dg:Event } }",
    "SELECT ?e { GRAPH <http://example.org/g1> { ?e a dg:Event ; text:query (rdfs:label %s) } }",
    "SELECT ?g { GRAPH ?g { <http://example.org/event/3> text:query %s } }",
    "SELECT ?e ?score { GRAPH <http://example.org/g1> { (?e ?score) text:query %s } }",
    "SELECT ?e { { SELECT ?e (COUNT(*) AS ?n) { ?e text:query %s . ?e ?p ?o } GROUP BY ?e HAVING (COUNT(*) > 1) } }",
    "SELECT ?e FROM <http://example.org/g1> FROM <http://example.org/g2> { ?e text:query %s }",
    "ASK { <http://example.org/event/3> text:query %s }",
    "SELECT ?score { (<http://example.org/event/3> ?score) text:query %s }",
    "SELECT * { (<http://example.org/event/3> ?score ?words) text:query %s }",
    "SELECT ?e { ?e text:query %s, 'talks' ; text:query 'peace OR nuclear' }",
    "SELECT ?e { ?e text:query (rdfs:label %s) }",
    "SELECT ?e { ?e text:query (skos:altLabel %s) . FILTER(?e != <http://example.org/x>) }",
    "SELECT ?e ?s { (?e ?s) text:query (dg:quote %s) }",
)
FOUND = (
    "talks",
    '"nuclear talks"',
    "lodz OR ottawa",
    "ta*",
    "e*",
    "erdogan -peace",
    "会",
    "un",
    "sao",
    '"d etat"',
    "istanbul",
    "العرب",
    "8 OR viii OR ½",
)


@pytest.mark.parametrize("joined", [500, 1])
@pytest.mark.parametrize("query", QUERIES)
def test_the_index_finds_what_reading_finds(
    stores: tuple[EmbeddedStore, EmbeddedStore], monkeypatch: pytest.MonkeyPatch, query: str, joined: int
) -> None:
    monkeypatch.setattr(rewriting, "_JOINED", joined)
    monkeypatch.setattr(rewriting, "_FEW", joined - 1)
    found = 0
    for search in FOUND:
        asked = query % ox.Literal(search)
        kept, plain = (rows(store, asked) for store in stores)
        assert kept == plain, search
        found += len(kept)
    assert found


@pytest.mark.parametrize("search", FOUND)
def test_what_fits_is_what_is_found(stores: tuple[EmbeddedStore, EmbeddedStore], search: str) -> None:
    texts = stores[0].texts(Search.of(search), 1000)
    assert texts is not None
    every = {
        (kind, quad.object) for quad in stores[0].quads() if (kind := KINDS.get(quad.predicate)) and isinstance(quad.object, ox.Literal)
    }
    assert set(texts) == {(kind, text) for kind, text in every if Search.of(search).fits(text.value)}
    assert stores[1].texts(Search.of(search), 1000) is None


def test_the_index_finds_what_reading_finds_in_a_dataset_that_the_request_names(stores: tuple[EmbeddedStore, EmbeddedStore]) -> None:
    dataset = QueryDataset((EX + "g1", EX + "g2"))
    kept, plain = (rows(store, "SELECT ?e { ?e text:query 'talks' }", dataset) for store in stores)
    assert kept == plain != rows(stores[0], "SELECT ?e { ?e text:query 'talks' }")


def test_the_index_is_what_answers(stores: tuple[EmbeddedStore, EmbeddedStore], monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def condition(_: Search, text: str) -> str:
        asked.append(text)
        return "true"

    monkeypatch.setattr(rewriting, "_FEW", 0)
    monkeypatch.setattr(Search, "condition", condition)
    for query in QUERIES:
        rows(stores[0], query % "'talks'")
    assert not asked
    rows(stores[1], "SELECT ?e { ?e text:query 'talks' }")
    assert asked


@settings(deadline=None, max_examples=60)
@given(st.one_of(st.text(max_size=40), st.lists(st.sampled_from([*WORDS, "-", '"', "*", "OR", " "]), max_size=6).map(" ".join)))
def test_no_text_breaks_a_search(stores: tuple[EmbeddedStore, EmbeddedStore], search: str) -> None:
    asked = f"SELECT ?e ?score {{ (?e ?score) text:query {ox.Literal(search)} }}"
    try:
        kept = rows(stores[0], asked)
    except QueryError as error:
        assert "no word" in error.reason  # noqa: PT017 (most searches raise nothing)
        return
    assert kept == rows(stores[1], asked)


@pytest.mark.parametrize("most", [1, 3, 10, 1000])
@pytest.mark.parametrize("arguments", ["'talks' %d", "rdfs:label 'ta*' %d", "dg:quote 'talks' %d"])
def test_a_limit_gives_the_best(stores: tuple[EmbeddedStore, EmbeddedStore], arguments: str, most: int) -> None:
    for form in (
        "SELECT ?score { (?e ?score) text:query (%s) }",
        "SELECT ?score { GRAPH <http://example.org/g2> { (?e ?score) text:query (%s) } }",
    ):
        kept, plain = (rows(store, form % (arguments % most)) for store in stores)
        everything = rows(stores[0], form % (arguments % 10_000))
        assert kept == plain
        scores = sorted((float(json.loads(row)["score"]["value"]) for row in everything.elements()), reverse=True)
        assert sorted((float(json.loads(row)["score"]["value"]) for row in kept.elements()), reverse=True) == scores[:most]


def test_much_is_read_instead_of_looked_up(stores: tuple[EmbeddedStore, EmbeddedStore], monkeypatch: pytest.MonkeyPatch) -> None:
    expected = rows(stores[1], "SELECT ?e { ?e text:query 'talks' }")
    monkeypatch.setattr(rewriting, "_MOST", 2)
    assert rows(stores[0], "SELECT ?e { ?e text:query 'talks' }") == expected
    assert sum(expected.values()) > 2


@pytest.mark.parametrize("many", [0, 1000])
def test_of_a_class_its_own_texts_are_read(stores: tuple[EmbeddedStore, EmbeddedStore], monkeypatch: pytest.MonkeyPatch, many: int) -> None:
    for name, value in (("_FEW", 0), ("_MOST", 2), ("_MANY", many)):
        monkeypatch.setattr(rewriting, name, value)
    for form in (
        "SELECT * { ?e text:query 'talks' %s a dg:Event }",
        "SELECT * { GRAPH ?g { ?e text:query (rdfs:label 'ta*') %s a dg:Event } }",
    ):
        parted, joined = form % ". ?e", form % ";"
        for store in stores:
            assert rows(store, joined) == rows(store, parted)
        assert sum(rows(stores[0], joined).values()) > 2
