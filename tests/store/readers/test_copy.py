"""The dataset in memory answers as one engine with all of it would, whatever is asked and however it has changed."""

from __future__ import annotations

import pyoxigraph as ox
from hypothesis import given, settings
from hypothesis import strategies as st

from diplograph.store.base import OWN_GRAPHS, QueryDataset
from diplograph.store.embedded import Update
from diplograph.store.evaluation import Question, engine_graphs
from diplograph.store.formats import format_named
from diplograph.store.readers.copy import Copy

NAMES = st.sampled_from(["<e:a>", "<e:b>", "<e:c>"])
ONTOLOGY = "<https://w3id.org/diplograph/ontology>"
GRAPHS = st.sampled_from(["<e:a>", "<e:g>", ONTOLOGY])
VARIABLES = st.sampled_from(["?x", "?y", "?z"])
PATHS = st.builds(lambda name, sign: name + sign, NAMES, st.sampled_from(["", "*", "?", "+", "/<e:b>*"]))
NODES = st.one_of(NAMES, VARIABLES)
PATTERNS = st.builds("{} {} {} .".format, NODES, st.one_of(PATHS, VARIABLES), NODES)
GROUPS = st.recursive(
    PATTERNS,
    lambda inner: st.one_of(
        st.builds("{}{}".format, inner, inner),
        st.builds("OPTIONAL {{ {} }}".format, inner),
        st.builds("{{ {} }} UNION {{ {} }}".format, inner, inner),
        st.builds("{} FILTER EXISTS {{ {} }}".format, inner, inner),
        st.builds("VALUES ?x {{ {} }} {}".format, NAMES, inner),
        st.builds("{} MINUS {{ {} }}".format, inner, inner),
        st.builds("{{ SELECT DISTINCT ?x {{ {} }} }}".format, inner),
        st.builds(
            "{} {} {{ {} }}".format,
            inner,
            st.sampled_from(["GRAPH ?g", "graph<e:g>", f"GRAPH {ONTOLOGY}", f"graph{ONTOLOGY}", "\\u0047RAPH ?g"]),
            inner,
        ),
    ),
    max_leaves=4,
)
QUERIES = st.one_of(
    st.builds(
        "SELECT * {}{{ {} }}".format,
        st.sampled_from(["", "", f"FROM {ONTOLOGY}", "FROM <e:g>", "FROM NAMED<e:g>", "fr\\u006Fm <e:a>"]),
        GROUPS,
    ),
    st.builds("SELECT ?x (COUNT(*) AS ?n) {{ {} }} GROUP BY ?x".format, GROUPS),
    st.builds("DESCRIBE {}".format, NAMES),
    st.builds("ASK {{ {} }}".format, GROUPS),
)
DATASETS = st.sampled_from([OWN_GRAPHS, OWN_GRAPHS, QueryDataset(("e:g",)), QueryDataset((), ("e:g",))])
TRIPLES = st.builds("{} {} {}".format, NAMES, NAMES, NAMES)
DATA = st.one_of(TRIPLES, st.builds("GRAPH {} {{ {} }}".format, GRAPHS, TRIPLES))
UPDATES = st.one_of(
    st.builds("INSERT DATA {{ {} }}".format, st.lists(DATA, max_size=9).map(" ".join)),
    st.builds("DELETE DATA {{ {} }} ; INSERT DATA {{ {} }}".format, DATA, DATA),
    st.builds("DROP SILENT {}".format, st.sampled_from(["DEFAULT", "GRAPH <e:g>", f"GRAPH {ONTOLOGY}"])),
)


def answer(engine: ox.Store, question: Question) -> list[str]:
    default, named = engine_graphs(question.dataset)
    try:
        found = engine.query(question.text, default_graph=default, named_graphs=named)
    except SyntaxError:
        return ["not understood"]
    if isinstance(found, ox.QueryBoolean):
        return [str(bool(found))]
    return sorted(map(str, found))


@given(first=st.lists(DATA, max_size=12), updates=st.lists(UPDATES, max_size=4), query=QUERIES, dataset=DATASETS)
@settings(max_examples=150, deadline=None, database=None, derandomize=True)
def test_a_copy_answers_as_the_dataset_would(first: list[str], updates: list[str], query: str, dataset: QueryDataset) -> None:
    whole, copied = ox.Store(), ox.Store()
    for engine in (whole, copied):
        engine.update(f"INSERT DATA {{ {' '.join(first)} }}")
    copy = Copy(copied)
    for text in updates:
        Update(text, None).repeat(whole)
        copy.repeat(Update(text, None))
    question = Question(query, format_named("json"), format_named("ntriples"), dataset)
    assert answer(copy.engine(question), question) == answer(whole, question)


def test_most_queries_are_asked_of_the_default_graph_by_itself() -> None:
    whole = ox.Store()
    whole.update("INSERT DATA { <e:a> <e:b> <e:c> GRAPH <e:g> { <e:a> <e:b> <e:c> } }")
    copy = Copy(whole)
    told = f"ASK {{ GRAPH {ONTOLOGY} {{ ?s ?p ?o }} }}"
    for text, size in (
        ("ASK { ?s ?p 'GRAPH' } # FROM", 1),
        (told, 1),
        ("ASK { GRAPH ?g { ?s ?p ?o } }", 2),
        ("ASK FROM <e:g> { ?s ?p ?o }", 2),
    ):
        assert len(copy.engine(Question(text, None, None))) == size
    copy.repeat(Update("INSERT DATA { <e:a> <e:b> 1 GRAPH <e:g> { <e:a> <e:b> 1 } }", None))
    assert [len(copy.engine(Question(text, None, None))) for text in ("ASK {}", "ASK { GRAPH ?g {} }")] == [2, 4]
