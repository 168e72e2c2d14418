"""The index is always in step with the data that is read, whoever changes it and however, and is mended where it is not."""

from __future__ import annotations

import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diplograph.errors import QueryError
from diplograph.store import DEFAULT_GRAPH, Change, EmbeddedStore
from diplograph.store.formats import format_named
from diplograph.store.words import Search
from diplograph.store.words.index import KINDS, NAME, Words
from tests.store.words.test_equal import EX, LABEL, named, quads, rows

ASKED = (
    "SELECT ?e { ?e text:query 'talks' }",
    "SELECT ?g ?e { GRAPH ?g { ?e text:query 'peace OR ta*' } }",
    "SELECT ?e { ?e text:query 'fresh' }",
)
FRESH = ox.Quad(named("new"), LABEL, ox.Literal("fresh talks"), DEFAULT_GRAPH)


def found(store: EmbeddedStore) -> list[Counter[str]]:
    return [rows(store, query) for query in ASKED]


def in_step(store: EmbeddedStore, *, kept: bool = True) -> list[Counter[str]]:
    """What is found, which is what reading finds; the index has taken part where it is to be kept."""
    expected = found(EmbeddedStore.holding(store.quads()))
    assert found(store) == expected
    with store._opened.steady() as finder:
        assert finder is not None
        assert (finder.find(Search.of("talks"), KINDS.values(), 10) is not None) == kept
    return expected


def texts(folder: Path) -> set[str]:
    connection = sqlite3.connect(folder / NAME)
    try:
        return {text for (text,) in connection.execute("SELECT text FROM texts")}
    finally:
        connection.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "store"
    store = EmbeddedStore(str(folder))
    store.apply(Change(add=frozenset(quads(1))))
    store.close()
    return folder


TOLD = [quad for quad in quads(1) if isinstance(quad.subject, ox.NamedNode)][:20]
EVENT = TOLD[1]
CHANGES: dict[str, Callable[[EmbeddedStore], None]] = {
    "apply": lambda store: store.apply(Change(remove=frozenset(TOLD), add=frozenset([FRESH]))),
    "replace": lambda store: store.replace(named("g1"), [FRESH.triple]),
    "bulk load": lambda store: store.bulk_load(BytesIO(f"{FRESH} .\n".encode()), format_named("nquads")),
    "data": lambda store: store.update(f"INSERT DATA {{ <{EX}new> rdfs:label 'fresh talks' }} ; DELETE DATA {{ {EVENT.triple} }}"),
    "new texts": lambda store: store.update("INSERT { ?e rdfs:label ?new } WHERE { ?e rdfs:label ?l BIND(CONCAT('fresh ', ?l) AS ?new) }"),
    "clear": lambda store: store.update("CLEAR GRAPH <http://example.org/g1> ; CLEAR DEFAULT"),
    "copy": lambda store: store.update("COPY <http://example.org/g1> TO <http://example.org/g3>"),
    "search": lambda store: store.update("DELETE { ?e rdfs:label ?l } WHERE { ?e text:query 'talks' ; rdfs:label ?l }"),
    "search and insert": lambda store: store.update("INSERT { ?e rdfs:label 'fresh' } WHERE { ?e text:query ('talks' 3) }"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_every_way_of_changing_the_data_changes_the_index(folder: Path, change: str) -> None:
    store = EmbeddedStore(str(folder))
    before = in_step(store)
    old = EmbeddedStore(str(folder), read_only=True)
    CHANGES[change](store)
    after = in_step(store)
    assert after != before
    store.publish()
    assert found(old) == before
    new = EmbeddedStore(str(folder), read_only=True)
    assert in_step(new) == after
    store.close()
    # What has left the data has left the index, so that the older reader does without it.
    assert found(old) == before
    assert texts(folder) == {quad.object.value for quad in new.quads() if quad.predicate in KINDS and isinstance(quad.object, ox.Literal)}
    for each in (old, new):
        each.close()
    reopened = EmbeddedStore(str(folder))
    assert in_step(reopened) == after
    reopened.close()


def test_a_change_that_fails_leaves_no_words(folder: Path) -> None:
    store = EmbeddedStore(str(folder))
    before = in_step(store)
    with pytest.raises(QueryError):
        store.update("INSERT DATA { <http://example.org/new> rdfs:label 'fresh' } ; INSERT DATA { broken }")
    with pytest.raises(QueryError):
        store.update("CREATE GRAPH <http://example.org/g1> ; INSERT DATA { <http://example.org/new> rdfs:label 'fresh' }")
    assert in_step(store) == before
    store.close()
    assert "fresh" not in texts(folder)


def _missing(folder: Path) -> None:
    (folder / NAME).unlink()


def _damaged(folder: Path) -> None:
    (folder / NAME).write_bytes(b"SQLite format 3\0" + b"\xff" * 9000)


def _truncated(folder: Path) -> None:
    data = (folder / NAME).read_bytes()
    (folder / NAME).write_bytes(data[: len(data) // 3])


def _of_another_version(folder: Path) -> None:
    connection = sqlite3.connect(folder / NAME)
    connection.execute("UPDATE state SET version = 'other'")
    connection.commit()
    connection.close()


def _behind(folder: Path) -> None:
    """A writer that knows of no index changes the data."""
    kept = folder.parent / "kept"
    shutil.copy(folder / NAME, kept)
    store = EmbeddedStore(str(folder))
    store.apply(Change(add=frozenset([FRESH])))
    store.close()
    shutil.copy(kept, folder / NAME)


@pytest.mark.parametrize("harm", [_missing, _damaged, _truncated, _of_another_version, _behind])
def test_an_index_that_is_of_no_use_is_not_asked_and_is_mended(folder: Path, harm: Callable[[Path], None]) -> None:
    harm(folder)
    reading = EmbeddedStore(str(folder), read_only=True)
    expected = in_step(reading, kept=False)
    writing = EmbeddedStore(str(folder))
    assert in_step(writing) == expected
    # The reader sees that there is one now.
    assert in_step(reading) == expected
    for store in (reading, writing):
        store.close()


def test_an_index_that_fails_is_in_nobodys_way(folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    store = EmbeddedStore(str(folder))
    monkeypatch.setattr(Words, "_add", lambda *_: (_ for _ in ()).throw(sqlite3.OperationalError("disk is full")))
    store.apply(Change(add=frozenset([FRESH])))
    assert "disk is full" in caplog.text
    after = in_step(store, kept=False)
    store.close()
    monkeypatch.undo()
    store = EmbeddedStore(str(folder))
    assert in_step(store) == after
    store.close()


def test_where_no_index_can_be_made_all_is_read(folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr(Words, "_opened", lambda *_: (_ for _ in ()).throw(sqlite3.OperationalError("unable to open database file")))
    store = EmbeddedStore(str(folder))
    assert "searches read all labels and quotes" in caplog.text
    store.apply(Change(add=frozenset([FRESH])))
    in_step(store, kept=False)
    store.close()


def test_a_long_life_keeps_no_texts_that_have_gone(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("diplograph.store.words.index._GONE", 10)
    monkeypatch.setattr(Words.sweep, "__defaults__", (10,))
    store = EmbeddedStore(str(folder))
    for number in range(30):
        gone = ox.Quad(named("new"), LABEL, ox.Literal(f"fresh {number}"), DEFAULT_GRAPH)
        store.apply(Change(add=frozenset([gone])))
        store.apply(Change(remove=frozenset([gone])))
        store.publish()
    assert len([text for text in texts(folder) if text.startswith("fresh")]) < 10
    in_step(store)
    store.close()


# What is put together to updates at random: names of graphs, what is written and taken away, and what is asked for that.
NAMES = ("<http://example.org/g1>", "<http://example.org/g2>", "ex:g3")
TEMPLATES = (
    "?e rdfs:label ?new", "?e ?p ?l", "?e rdfs:label ?l ; skos:altLabel ?new, 'both' .", "?e ?p 'fixed'@en", "?e rdfs:label 'fixed'",
    "?e a ?l", "GRAPH ?g { ?e ?p ?new } ?e rdfs:seeAlso ?g", "GRAPH ex:g3 { ?e dg:quote ?new . ex:x ?p ?l . }", "[] rdfs:label ?new",
)  # fmt: skip
CHOSEN = (
    "?e rdfs:label|skos:altLabel ?l", "GRAPH ?g { ?e ?p ?l }", "{ ?e rdfs:label ?l } UNION { GRAPH ?g { ?e dg:quote ?l } }",
    "?e rdfs:label ?l FILTER NOT EXISTS { GRAPH ex:g3 { ?e ?p ?l } }", "?e dg:evidence/dg:quote ?l . ?e text:query 'ta*'",
    "{ SELECT ?e (MIN(?some) AS ?l) { ?e rdfs:label ?some } GROUP BY ?e }", "?e rdfs:label ?l OPTIONAL { ?e skos:altLabel ?p } # }",
)  # fmt: skip
AFTER = (
    "", " ;", " ; INSERT DATA { ex:late rdfs:label 'fresh talks, later' }", " ; DELETE DATA { ex:late rdfs:label 'fresh talks, later' }",
    " ; CLEAR SILENT GRAPH ex:g3", " ; INSERT { ?e rdfs:label ?new } WHERE { ?e skos:altLabel ?o BIND(CONCAT(STR(?o), ' twice') AS ?new) }",
)  # fmt: skip


@st.composite
def updates(draw: st.DrawFn) -> str:
    def one(choices: tuple[str, ...]) -> str:
        return draw(st.sampled_from(choices))

    new = draw(st.sampled_from(("CONCAT('fresh ', STR(?l))", "UCASE(?l)", "STRUUID()", "?l", "COUNT")))
    where = f"{one(CHOSEN)}\n FILTER(STRENDS(STR(?e), '{draw(st.integers(0, 9))}')) BIND({new.replace('COUNT', 'STRLEN(STR(?l))')} AS ?new)"
    begin = "PREFIX ex: <http://example.org/> "
    if draw(st.integers(0, 5)) == 0:
        chosen = one(("?e rdfs:label ?l", "GRAPH ?g { ?e ?p ?l }", "?e skos:altLabel ?l"))
        return f"{begin} DELETE WHERE {{ {chosen} }}{one(AFTER)}"
    graph = f"WITH {one(NAMES)} " if draw(st.booleans()) else ""
    verbs = draw(st.sampled_from((("INSERT",), ("DELETE",), ("DELETE", "INSERT"))))
    written = " ".join(f"{verb} {{ {one(TEMPLATES if verb == 'INSERT' else TEMPLATES[:-1])} }}" for verb in verbs)
    using = draw(st.sampled_from(("", "", f"USING {one(NAMES)}", f"USING {one(NAMES)} USING NAMED {one(NAMES)}")))
    return f"{begin} {graph}{written} {using} WHERE {{ {where} }}{one(AFTER)}"


def told(store: EmbeddedStore) -> set[str]:
    return {quad.object.value for quad in store.quads() if quad.predicate in KINDS and isinstance(quad.object, ox.Literal)}


@settings(deadline=None, max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(updates(), min_size=1, max_size=6))
def test_updates_of_all_kinds_leave_the_index_in_step(tmp_path_factory: pytest.TempPathFactory, several: list[str]) -> None:
    folder = tmp_path_factory.mktemp("updates") / "store"
    store = EmbeddedStore(str(folder))
    store.apply(Change(add=frozenset(quads(1, 20))))
    for text in several:
        store.update(text)
        assert told(store) <= texts(folder), text
        in_step(store)
    expected = told(store)
    store.close()
    assert texts(folder) == expected, several


@pytest.mark.parametrize("change", ["new texts", "search", "search and insert"])
def test_only_what_an_update_changes_is_looked_at(folder: Path, monkeypatch: pytest.MonkeyPatch, change: str) -> None:
    store = EmbeddedStore(str(folder))
    monkeypatch.setattr(Words, "compare", lambda *_: pytest.fail("all texts were compared"))
    CHANGES[change](store)
    in_step(store)
    store.close()
