"""Datasets of coded events in a database: what is loaded, what is replaced, what is taken out, and what plain queries see."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest

import diplograph
from diplograph.database import Database
from diplograph.errors import FormatError, NotFound, SourceError
from diplograph.results import Outcome
from diplograph.store.base import QueryDataset

DATA = Path(__file__).parent / "data" / "coded"
ICEWS = DATA / "icews.tab"


def rows(database: Database, query: str, *graphs: str) -> list[list[str]]:
    """The rows of a query, as text."""
    answer = json.loads(database.query(query, "json", QueryDataset(graphs)).data)
    return [[row[name]["value"] for name in answer["head"]["vars"]] for row in answer["results"]["bindings"]]


def quads(database: Database) -> frozenset[ox.Quad]:
    """All that is in the dataset, but for the vocabularies, whose blank nodes differ."""
    names = [*map(str, database.article_graphs()), "DEFAULT"]
    return frozenset(quad for quad in database.store.quads() if str(quad.graph_name) in names)


def test_a_dataset_is_a_graph_of_its_own_that_conforms_and_plain_queries_do_not_see(store: Path) -> None:
    with diplograph.open(str(store)) as database:
        before = quads(database)
        report = database.load_coded(ICEWS)
        assert (report.outcome, report.events, report.tally.rows) == (Outcome.LOADED, 8, 19)
        assert rows(database, "SELECT (COUNT(*) AS ?n) { ?e a dg:Event }", report.dataset) == [["8"]]
        assert quads(database) - before == frozenset(database.store.quads(graph=ox.NamedNode(report.dataset)))
        assert before <= quads(database)
        assert database.validate().conforms
        (told,) = rows(
            database,
            "SELECT ?what ?who { ?d a dg:Dataset ; rdfs:comment ?what ; prov:wasGeneratedBy/prov:wasAssociatedWith/rdfs:label ?who }",
            report.dataset,
        )
        assert told[0].startswith("19 rows, of which 11 are here; left out: ")
        assert told[1].startswith("Diplograph ")


def test_a_coded_event_and_an_articles_event_share_the_nodes_of_their_states(store: Path) -> None:
    with diplograph.open(str(store)) as database:
        graph = database.load_coded(ICEWS).dataset
        shared = f"""SELECT ?coded ?told {{ GRAPH <{graph}> {{ ?coded a dg:Meeting ; dg:party ?india, ?canada ; dg:place ?ottawa }}
                     ?india dg:iso3 "IND" . ?canada dg:iso3 "CAN" . ?told a dg:Meeting ; dg:party ?india, ?canada ; dg:place ?ottawa }}"""
        assert len(rows(database, shared)) == 1


def test_loading_again_changes_nothing_and_a_new_version_takes_the_place_of_the_old(tmp_path: Path) -> None:
    file = Path(shutil.copy(ICEWS, tmp_path / "events.tab"))
    with diplograph.open(str(tmp_path / "store")) as database:
        first = database.load_coded(file)
        once = quads(database)
        assert database.load_coded(file).outcome is Outcome.UNCHANGED
        database.remove(first.dataset)
        assert not quads(database)
        assert database.load_coded(file).dataset == first.dataset
        assert quads(database) == once
        file.write_bytes(b"".join(file.read_bytes().splitlines(keepends=True)[:3]))
        second = database.load_coded(file)
        assert second.replaced == (first.dataset,)
        assert [name.value for name in database.article_graphs()] == [second.dataset]
        # The events that are in both are the same ones.
        assert {quad.subject for quad in quads(database) if "/report/" in str(quad.subject)} < {quad.subject for quad in once}
        with_others = database.load_coded(file, keep_other=True)
        assert (with_others.outcome, with_others.dataset, with_others.replaced) == (Outcome.LOADED, second.dataset, ())


def test_consolidated_events_are_those_of_articles_too_and_leave_with_their_dataset(store: Path) -> None:
    with diplograph.open(str(store)) as database:
        before = quads(database)
        report = database.load_coded(ICEWS, consolidate=True)
        assert rows(database, "SELECT (COUNT(DISTINCT ?e) AS ?n) { ?e dg:dataset ?d ; dg:report ?r }") == [["8"]]
        after = quads(database)
        assert not database.rebuild()
        assert database.validate().conforms
        assert database.load_coded(ICEWS, consolidate=True).outcome is Outcome.UNCHANGED
        database.remove(report.dataset)
        assert quads(database) == before
        database.load_coded(ICEWS)
        assert database.load_coded(ICEWS, consolidate=True).outcome is Outcome.LOADED
        assert quads(database) == after
        assert not database.rebuild()


def test_rows_of_one_event_are_one_consolidated_event_with_the_article_that_tells_of_it(store: Path, tmp_path: Path) -> None:
    file = tmp_path / "facts.tsv"
    head = "date\tsource\tevent_text\tcameo\ttarget\tin_datasets\n"
    file.write_text(
        head + "".join(f"2026-02-07\t{who}\tConsult\t040\tForeign Affairs (Canada)\tx\n" for who in ("India", "Foreign Affairs (India)"))
    )
    with diplograph.open(str(store)) as database:
        database.load_coded(file, consolidate=True)
        found = rows(
            database, "SELECT ?e (COUNT(?r) AS ?n) { ?e a dg:Meeting ; dg:evidence ?said ; dg:dataset ?d ; dg:report ?r } GROUP BY ?e"
        )
        assert [row[1] for row in found] == ["3"]


def test_an_article_that_is_removed_takes_its_actors_with_it_though_a_dataset_apart_knows_them(store: Path) -> None:
    with diplograph.open(str(store)) as database:
        database.load_coded(ICEWS)
        (article,) = (name for name in database.article_graphs() if "/article/" in name.value)
        database.remove(article.value)
        assert rows(database, "SELECT ?s { ?s a dg:State }") == []


@pytest.mark.parametrize(
    ("name", "data", "kind", "error"),
    [
        ("none.tab", None, "icews", SourceError),
        ("other.tab", b"a\tb\n1\t2\n", None, SourceError),
        ("other.tab", b"a\tb\n1\t2\n", "icews", FormatError),
        ("other.tab", b"a\tb\n1\t2\n", "icevs", NotFound),
        ("empty.tab", b"", "icews", FormatError),
        ("torn.tab.gz", b"\x1f\x8b\x08\x00\x00\x00\x00\x00", "icews", SourceError),
    ],
)
def test_a_file_that_is_none_is_refused_and_nothing_changes(
    store: Path, tmp_path: Path, name: str, data: bytes | None, kind: str | None, error: type[Exception]
) -> None:
    if data is not None:
        (tmp_path / name).write_bytes(data)
    with diplograph.open(str(store)) as database:
        before = quads(database)
        with pytest.raises(error):
            database.load_coded(tmp_path / name, kind)
        assert quads(database) == before


def test_a_kill_half_way_leaves_the_earlier_version_and_one_at_the_end_the_new(tmp_path: Path) -> None:
    file, folder = Path(shutil.copy(ICEWS, tmp_path / "events.tab")), tmp_path / "store"
    with diplograph.open(str(folder)) as database:
        database.load_coded(file)
        before = quads(database)
    file.write_bytes(b"".join(file.read_bytes().splitlines(keepends=True)[:3]))
    program = f"""import diplograph, os, signal
with diplograph.open({str(folder)!r}) as database:
    database.load_coded({str(file)!r}, progress=lambda rows, events: os.kill(os.getpid(), signal.SIGKILL))"""
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == -signal.SIGKILL
    assert (folder / "data.staged").exists()
    with diplograph.open(str(folder), read_only=True) as database:
        assert quads(database) == before
    with diplograph.open(str(folder)) as database:
        assert quads(database) == before
        assert not (folder / "data.staged").exists()
        database.load_coded(file)
        after = quads(database)
    # As a kill between the two renames leaves it.
    (folder / "data").rename(folder / "data.staged")
    (folder / "data.replaced").mkdir()
    with diplograph.open(str(folder)) as database:
        assert quads(database) == after
        assert not (folder / "data.replaced").exists()


def test_an_error_half_way_leaves_the_earlier_version(tmp_path: Path) -> None:
    file = Path(shutil.copy(ICEWS, tmp_path / "events.tab"))

    def stop(rows: int, events: int) -> None:
        raise KeyboardInterrupt

    with diplograph.open(str(tmp_path / "store")) as database:
        database.load_coded(file)
        before = quads(database)
        file.write_bytes(b"".join(file.read_bytes().splitlines(keepends=True)[:3]))
        with pytest.raises(KeyboardInterrupt):
            database.load_coded(file, progress=stop)
        assert quads(database) == before
    with diplograph.open(str(tmp_path / "store"), read_only=True) as database:
        assert quads(database) == before
