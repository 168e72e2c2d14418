"""The embedded store: transactions, locks, queries, and clear errors."""

from __future__ import annotations

import gzip
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, cast

import pyoxigraph as ox
import pytest

from diplograph.errors import FormatError, QueryError, SourceError, StoreError, StoreInUse
from diplograph.ontology.terms import PREFIXES
from diplograph.store import Change, QueryDataset, Store, open_store
from diplograph.store.base import DEFAULT_GRAPH
from diplograph.store.bulk import bulk_load_in_parts
from diplograph.store.formats import Format, format_named

GRAPH = ox.NamedNode("http://example.org/g")
JSON, CSV, TURTLE, NQUADS = map(format_named, ("json", "csv", "turtle", "nquads"))


def quad(name: str, graph: ox.NamedNode | ox.DefaultGraph = DEFAULT_GRAPH) -> ox.Quad:
    return ox.Quad(ox.NamedNode(f"http://example.org/{name}"), ox.NamedNode("http://example.org/p"), ox.Literal(name), graph)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(str(tmp_path / "store"))
    yield opened
    opened.close()


def test_a_change_removes_and_adds_in_several_graphs(store: Store) -> None:
    store.apply(Change(add=frozenset({quad("a"), quad("b", GRAPH)})))
    store.apply(Change(remove=frozenset({quad("a"), quad("b", GRAPH)}), add=frozenset({quad("c", GRAPH)})))
    assert set(store.quads()) == {quad("c", GRAPH)}
    assert list(store.graphs()) == [GRAPH]


def test_what_was_written_is_there_after_reopening(tmp_path: Path) -> None:
    folder = str(tmp_path / "store")
    store = open_store(folder)
    store.apply(Change(add=frozenset({quad("a")})))
    store.close()
    reader = open_store(folder, read_only=True)
    assert set(reader.quads()) == {quad("a")}
    with pytest.raises(StoreError, match="reading only"):
        reader.apply(Change(add=frozenset({quad("b")})))
    reader.close()


def test_a_graph_is_replaced_with_its_blank_nodes(store: Store) -> None:
    blank = ox.Triple(ox.BlankNode("b"), ox.NamedNode("http://example.org/p"), ox.BlankNode("b"))
    for _ in range(2):
        store.replace(GRAPH, [blank, quad("a").triple])
    assert len(store) == 2
    loop = next(q for q in store.quads(graph=GRAPH) if isinstance(q.subject, ox.BlankNode))
    assert loop.subject == loop.object


def test_another_process_that_writes_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    program = (
        "import sys; from diplograph.store import open_store; store = open_store(sys.argv[1]); print('open', flush=True); sys.stdin.read()"
    )
    holder = subprocess.Popen([sys.executable, "-c", program, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert holder.stdin is not None
    assert holder.stdout is not None
    try:
        assert holder.stdout.readline() == b"open\n"
        with pytest.raises(StoreInUse, match=f"in use by process {holder.pid}") as caught:
            open_store(str(folder), wait=0.1)
        assert caught.value.pid == holder.pid
    finally:
        holder.stdin.close()
        holder.wait(60)
        holder.stdout.close()
    open_store(str(folder)).close()


def test_a_store_that_is_closed_takes_no_changes(tmp_path: Path) -> None:
    store = open_store(str(tmp_path / "store"))
    store.close()
    store.close()
    with pytest.raises(StoreError, match="closed"):
        store.apply(Change(add=frozenset({quad("a")})))


def test_a_folder_that_is_no_dataset_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8")
    with pytest.raises(StoreError, match="other things in it"):
        open_store(str(tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == ["photo.jpg"]
    with pytest.raises(StoreError, match="is a file"):
        open_store(str(tmp_path / "photo.jpg"))


def test_reading_makes_no_dataset(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="holds no dataset"):
        open_store(str(tmp_path / "none"), read_only=True)
    assert not (tmp_path / "none").exists()


def test_another_layout_is_refused(tmp_path: Path) -> None:
    open_store(str(tmp_path / "store")).close()
    (tmp_path / "store" / "layout").write_text("99\n")
    with pytest.raises(StoreError, match="newer version"):
        open_store(str(tmp_path / "store"))


def test_a_disk_that_takes_nothing_more_is_told_and_damages_nothing(tmp_path: Path) -> None:
    made, new, copy = (str(tmp_path / name) for name in ("made", "new", "copy"))
    store = open_store(made)
    store.apply(Change(add=frozenset({quad("a")})))
    store.close()
    program = """
import resource, sys
from pathlib import Path
from diplograph.errors import StoreError
from diplograph.store import open_store
reader = open_store(sys.argv[1], read_only=True)
resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
for attempt in (lambda: open_store(sys.argv[1]), lambda: open_store(sys.argv[2]), lambda: reader.backup(Path(sys.argv[3]))):
    try:
        attempt()
    except StoreError as error:
        print(error)
"""
    told = subprocess.run([sys.executable, "-c", program, made, new, copy], capture_output=True, text=True, check=True).stdout.splitlines()
    assert [line.partition(": ")[0] for line in told] == [made, new, copy]
    assert all("File too large" in line and "damaged" not in line and len(line) < 400 for line in told)
    reader = open_store(made)
    assert set(reader.quads()) == {quad("a")}
    reader.close()


def test_a_damaged_dataset_is_a_clear_error(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    open_store(str(folder)).close()
    (folder / "data" / "CURRENT").write_text("MANIFEST-999999\n")
    with pytest.raises(StoreError, match="damaged"):
        open_store(str(folder))


def test_forms_of_queries_choose_their_format(store: Store) -> None:
    store.apply(Change(add=frozenset({quad("a"), quad("b", GRAPH)})))
    select = store.query("SELECT ?o { ?s ?p ?o }", CSV, TURTLE)
    assert (select.form, select.format, select.data) == ("select", CSV, b"o\r\na\r\n")
    ask = store.query("ASK { GRAPH ?g { ?s ?p 'b' } }", JSON, TURTLE)
    assert (ask.form, ask.data) == ("ask", b'{"head":{},"boolean":true}')
    built = store.query("CONSTRUCT WHERE { ?s ?p ?o }", JSON, TURTLE)
    assert (built.form, built.format) == ("graph", TURTLE)
    assert {q.triple for q in ox.parse(built.data, format=ox.RdfFormat.TURTLE)} == {quad("a").triple}
    with pytest.raises(FormatError, match="rows"):
        store.query("SELECT * {}", None, TURTLE)
    with pytest.raises(FormatError, match="triples"):
        store.query("DESCRIBE <http://example.org/a>", JSON, None)


def test_a_querys_dataset_is_what_is_asked(store: Store) -> None:
    store.apply(Change(add=frozenset({quad("a"), quad("b", GRAPH)})))
    ask = "SELECT ?o { ?s ?p ?o }"
    assert store.query(ask, CSV, None, QueryDataset(default_graphs=(GRAPH.value,))).data == b"o\r\nb\r\n"
    named = QueryDataset(named_graphs=("http://example.org/other",))
    assert store.query("SELECT ?o { GRAPH ?g { ?s ?p ?o } }", CSV, None, named).data == b"o\r\n"
    with pytest.raises(QueryError, match="IRI"):
        store.query(ask, CSV, None, QueryDataset(default_graphs=("no iri",)))


def test_the_projects_prefixes_need_no_declaring(store: Store) -> None:
    for prefix in ("dg", "rdfs", "skos", "schema", "prov", "geo", "xsd", "dcterms"):
        assert prefix in PREFIXES
        store.query(f"ASK {{ ?s {prefix}:x ?o }}", JSON, None)


def test_a_bad_query_names_its_place(store: Store) -> None:
    with pytest.raises(QueryError) as caught:
        store.query("SELECT *\nWHERE { ?s ?p ", JSON, TURTLE)
    assert caught.value.line == 2
    assert caught.value.column is not None
    with pytest.raises(QueryError, match="SERVICE"):
        store.query("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", JSON, TURTLE)


def test_a_backup_opens_and_answers(store: Store, tmp_path: Path) -> None:
    store.apply(Change(add=frozenset({quad("a")})))
    store.backup(tmp_path / "copy")
    store.apply(Change(add=frozenset({quad("b")})))
    copy = open_store(str(tmp_path / "copy"), read_only=True)
    assert set(copy.quads()) == {quad("a")}
    copy.close()


def test_a_document_is_loaded_from_a_file_and_from_a_compressed_stream(store: Store, tmp_path: Path) -> None:
    plain, packed = tmp_path / "some.nq", tmp_path / "more.nq.gz"
    plain.write_text(f"{quad('a')} .\n{quad('b', GRAPH)} .\n", encoding="utf-8")
    packed.write_bytes(gzip.compress(f"{quad('c', GRAPH)} .\n".encode()))
    store.bulk_load(plain, NQUADS)
    with gzip.open(packed) as stream:
        store.bulk_load(cast("IO[bytes]", stream), NQUADS)
    assert set(store.quads()) == {quad("a"), quad("b", GRAPH), quad("c", GRAPH)}


@pytest.mark.parametrize("load", [lambda store, *given: store.bulk_load(*given), bulk_load_in_parts])
def test_loading_a_document_names_what_is_wrong_with_it(store: Store, tmp_path: Path, load: Callable[[Store, Path, Format], None]) -> None:
    wrong = tmp_path / "wrong.nq"
    wrong.write_text(f"{quad('a')} .\nnonsense\n", encoding="utf-8")
    with pytest.raises(FormatError, match=r"wrong\.nq:2: not nquads"):
        load(store, wrong, NQUADS)
    with pytest.raises(SourceError, match="cannot be read"):
        load(store, tmp_path / "missing.nq", NQUADS)
    assert len(store) == 0


def test_loading_in_parts_adds_every_quad(store: Store, tmp_path: Path) -> None:
    document = tmp_path / "many.nq"
    document.write_text("".join(f"{quad(str(number), GRAPH)} .\n" for number in range(10_001)), encoding="utf-8")
    bulk_load_in_parts(store, document, NQUADS)
    assert len(store) == 10_001
