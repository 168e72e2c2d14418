"""Backups: what they hold, how they come back, and which are refused; and datasets that an older version wrote."""

from __future__ import annotations

import gzip
import json
import multiprocessing
import shutil
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox
import pytest

import diplograph
from diplograph import vocabularies
from diplograph.backups import Backup, backup
from diplograph.consolidation import rebuild_change
from diplograph.database import Database
from diplograph.errors import StoreError
from diplograph.manifest import Manifest
from diplograph.migration import migrate
from diplograph.pipeline import Pipeline
from diplograph.shapes.report import Report
from diplograph.store import open_store
from diplograph.store.base import DEFAULT_GRAPH
from diplograph.store.folder import LAYOUT
from diplograph.store.remote import RemoteStore
from diplograph.store.terms import from_rdflib
from tests.killing import COMMITTED, REJECTED, load_until_killed
from tests.samples import article, broken, extracted, meeting
from tests.store.servers import oxigraph

TARGETS = ["copy", "copy.nq", "copy.nq.gz", "copy.trig", "copy.trig.gz"]


def statements(database: Database) -> list[str]:
    """The dataset in canonical form, but for the vocabularies, whose blank nodes have other labels everywhere."""
    apart = set(map(ox.NamedNode, vocabularies.VOCABULARIES))
    return sorted(str(quad) for quad in database.store.quads() if quad.graph_name not in apart)


def fill(database: Database) -> Database:
    for name in ("a.txt", "b.txt"):
        database.store_extracted(extracted(article(name)), Report(()))
    database.store_extracted(broken(article("c.txt")), REJECTED)
    return database


@pytest.fixture
def store(tmp_path: Path) -> Path:
    with diplograph.open(str(tmp_path / "store")) as database:
        fill(database)
    return tmp_path / "store"


def content(folder: Path) -> list[str]:
    with diplograph.open(str(folder), read_only=True) as database:
        return statements(database)


@pytest.mark.parametrize("name", TARGETS)
def test_what_is_backed_up_comes_back(store: Path, tmp_path: Path, name: str) -> None:
    target = tmp_path / name
    with diplograph.open(str(store), read_only=True) as database:
        made = backup(database.store, target)
        assert made.commit == database.store.commit
        assert made.quads == (len(database.store) if name == "copy" else len(statements(database)))
    with diplograph.open(str(tmp_path / "restored")) as database:
        Backup(target).restore(database)
        assert statements(database) == content(store)
        assert database.stats().quarantined == 1
        # What comes next is consolidated with what came back.
        database.store_extracted(extracted(article("d.txt")), Report(()))
        assert not database.rebuild()
    with diplograph.open("memory:") as database:
        Backup(target).restore(database)
        assert statements(database) == content(store)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["store", "restored", name])


@pytest.mark.parametrize("name", ["copy", "copy.nq.gz"])
def test_a_backup_goes_to_a_server_and_comes_back_from_it(store: Path, tmp_path: Path, name: str) -> None:
    with diplograph.open(str(store), read_only=True) as database:
        backup(database.store, tmp_path / name)
    (tmp_path / "server").mkdir()
    with oxigraph(tmp_path / "server") as server, Database(RemoteStore(server.url, server.access)) as database:
        Backup(tmp_path / name).restore(database)
        assert statements(database) == content(store)
        backup(database.store, tmp_path / "back.nq")
        with pytest.raises(StoreError, match="holds a dataset already"):
            Backup(tmp_path / name).restore(database)
    with diplograph.open("memory:") as database:
        Backup(tmp_path / "back.nq").restore(database)
        assert statements(database) == content(store)


def test_a_dataset_in_memory_is_backed_up_into_a_file_that_is_the_same_each_time(store: Path, tmp_path: Path) -> None:
    with diplograph.open("memory:") as database:
        fill(database)
        with pytest.raises(StoreError, match="name a file"):
            backup(database.store, tmp_path / "copy")
        backup(database.store, tmp_path / "first.nq.gz")
        backup(database.store, tmp_path / "second.nq.gz")
        assert statements(database) == content(store)
    assert (tmp_path / "first.nq.gz").read_bytes() == (tmp_path / "second.nq.gz").read_bytes()
    read = ox.parse(gzip.decompress((tmp_path / "first.nq.gz").read_bytes()), format=ox.RdfFormat.N_QUADS)
    assert sorted(map(str, read)) == content(store)


def test_a_backup_goes_to_a_new_place_alone(store: Path, tmp_path: Path) -> None:
    (tmp_path / "old.nq").write_text("precious")
    with diplograph.open(str(store)) as database:
        for target in (tmp_path / "old.nq", store):
            with pytest.raises(StoreError, match="exists already"):
                backup(database.store, target)
        with pytest.raises(StoreError, match="cannot be written"):
            backup(database.store, tmp_path / "old.nq" / "copy")
        backup(database.store, tmp_path / "new" / "copy")
    assert (tmp_path / "old.nq").read_text() == "precious"


def changed(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-40])


@pytest.mark.parametrize("name", TARGETS)
@pytest.mark.parametrize("harm", [changed, cut])
def test_a_damaged_backup_is_refused_and_the_store_left_alone(store: Path, tmp_path: Path, name: str, harm: object) -> None:
    target = tmp_path / name
    with diplograph.open(str(store), read_only=True) as database:
        backup(database.store, target)
    files = [path for path in target.rglob("*") if path.is_file() and path.stat().st_size > 40] if target.is_dir() else [target]
    assert callable(harm)
    for path in files:
        sound = path.read_bytes()
        harm(path)
        with pytest.raises(StoreError, match=r"damaged|incomplete") as caught:
            Backup(target)
        assert path.name in str(caught.value)
        path.write_bytes(sound)
    assert Backup(target).manifest.quads


def test_an_incomplete_or_foreign_backup_is_refused(store: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy"
    with diplograph.open(str(store), read_only=True) as database:
        backup(database.store, target)
    manifest = json.loads((target / "manifest.json").read_text())
    name = next(name for name in manifest["files"] if name.endswith(".sst"))
    (target / name).rename(tmp_path / "away")
    with pytest.raises(StoreError, match=f"incomplete: {name} is missing"):
        Backup(target)
    (tmp_path / "away").rename(target / name)
    newer = Manifest(1, 1, {}, "99", "9.0")
    (target / "manifest.json").write_text(newer.text())
    with pytest.raises(StoreError, match=r"made by Diplograph 9\.0 and has a newer layout .* restore it with that version"):
        Backup(target)
    (target / "manifest.json").unlink()
    (tmp_path / "plain.nq").write_text("<http://a> <http://b> <http://c> .\n")
    for other, words in ((target, "manifest.json is missing"), (tmp_path / "plain.nq", "last line is missing"), (store, "no backup")):
        with pytest.raises(StoreError, match=words):
            Backup(other)
    with pytest.raises(StoreError, match="no such backup"):
        Backup(tmp_path / "none")


def test_a_backup_is_no_dataset_to_open(store: Path, tmp_path: Path) -> None:
    with diplograph.open(str(store), read_only=True) as database:
        backup(database.store, tmp_path / "copy")
    for read_only in (True, False):
        with pytest.raises(StoreError, match="diplograph restore"):
            open_store(str(tmp_path / "copy"), read_only=read_only)
    Backup(tmp_path / "copy")


@pytest.mark.parametrize("name", ["copy", "copy.nq.gz"])
def test_a_dataset_that_is_not_empty_is_not_restored_over(store: Path, tmp_path: Path, name: str) -> None:
    with diplograph.open(str(store)) as database:
        backup(database.store, tmp_path / name)
        before = statements(database)
        with pytest.raises(StoreError, match="holds a dataset already"):
            Backup(tmp_path / name).restore(database)
        assert statements(database) == before
    with diplograph.open(str(tmp_path / "rejected")) as database:
        database.store_extracted(broken(article("c.txt")), REJECTED)
        with pytest.raises(StoreError, match="holds a dataset already"):
            Backup(tmp_path / name).restore(database)


def test_a_restored_dataset_goes_on_counting_and_readers_see_it(store: Path, tmp_path: Path) -> None:
    with diplograph.open(str(store), read_only=True) as database:
        made = backup(database.store, tmp_path / "copy")
    assert made.commit
    with diplograph.open(str(tmp_path / "restored")) as database:
        first = database.store.commit
        reader = diplograph.open(str(tmp_path / "restored"), read_only=True)
        Backup(tmp_path / "copy").restore(database)
        assert database.store.commit
        assert first is not None
        assert database.store.commit > first
        assert database.store.commit >= made.commit
        assert statements(reader) == []
        reader.close()
        assert content(tmp_path / "restored") == content(store)


def test_a_backup_beside_a_writer_is_of_one_moment(tmp_path: Path) -> None:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.killing"])
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=load_until_killed, args=(str(tmp_path / "store"), 1, theirs))
    process.start()
    theirs.close()

    def wait(commits: int) -> None:
        while commits:
            commits -= ours.recv_bytes().decode() == COMMITTED

    sizes = []
    for number, name in enumerate(["first", "second.nq.gz", "third"]):
        wait(8)
        with diplograph.open(str(tmp_path / "store"), read_only=True) as reader:
            backup(reader.store, tmp_path / name)
        # The pipe is not emptied meanwhile, and so the writer goes on only a little; it does go on.
        wait(2)
        with diplograph.open(str(tmp_path / f"restored{number}")) as database:
            Backup(tmp_path / name).restore(database)
            assert not rebuild_change(database.store, database.article_graphs(), database.iris)
            sizes.append(database.stats().articles)
    process.kill()
    process.join()
    ours.close()
    assert sizes[0] > 0
    assert sizes == sorted(sizes)


def layout_1(folder: Path, names: Iterable[str]) -> None:
    """A dataset as the first version wrote it: no generations, no commits, no index, and events that nobody had joined."""
    data = ox.Store(str(folder / "data"))
    for name in vocabularies.VOCABULARIES:
        data.extend(ox.Quad(t.subject, t.predicate, t.object, ox.NamedNode(name)) for t in vocabularies.vocabulary(name))
    for name in names:
        found = extracted(article(name))
        graph = ox.NamedNode(Pipeline().iris.article(found.article.key))
        for triple in from_rdflib(found.graph):
            data.add(ox.Quad(triple.subject, triple.predicate, triple.object, graph))
            subject = ox.NamedNode(str(triple.subject)[1:-1].replace("/report/", "/event/"))
            data.add(ox.Quad(subject, triple.predicate, triple.object, DEFAULT_GRAPH))
    data.flush()
    (folder / "layout").write_text("1\n")
    (folder / "lock").write_text("4711 diplograph load\n")


def test_a_dataset_of_an_older_layout_is_refused_with_the_remedy_and_migrated(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    folder.mkdir()
    layout_1(folder, ["a.txt", "b.txt"])
    for read_only in (True, False):
        with pytest.raises(StoreError, match=rf"older version .*diplograph migrate --store {folder}"):
            open_store(str(folder), read_only=read_only)
    kept = migrate(folder, Pipeline())
    assert kept == tmp_path / "store-layout-1"
    with diplograph.open(str(tmp_path / "fresh")) as fresh:
        for name in ("a.txt", "b.txt"):
            fresh.store_extracted(extracted(article(name)), Report(()))
        with diplograph.open(str(folder)) as migrated:
            assert statements(migrated) == statements(fresh)
            migrated.store_extracted(extracted(article("c.txt"), meeting(article("c.txt"))), Report(()))
            assert not migrated.rebuild()
        # The backup holds what was there before; restored, it is brought up to date too.
        assert Backup(kept).manifest.layout == "1"
        with diplograph.open(str(tmp_path / "restored")) as restored:
            Backup(kept).restore(restored)
            assert statements(restored) == statements(fresh)
    assert migrate(folder, Pipeline()) is None
    assert (folder / "layout").read_text().strip() == LAYOUT


def test_a_migration_that_was_cut_short_goes_on(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    folder.mkdir()
    layout_1(folder, ["a.txt"])
    old = tmp_path / "old"
    shutil.copytree(folder, old)
    kept = migrate(folder, Pipeline())
    assert kept is not None
    expected = content(folder)
    # As if it had been killed before its last step.
    (folder / "layout").write_text("1\n")
    assert migrate(folder, Pipeline()) == kept
    assert content(folder) == expected
    cut(kept / "manifest.json")
    (folder / "layout").write_text("1\n")
    with pytest.raises(StoreError, match="damaged"):
        migrate(folder, Pipeline())
    assert migrate(folder, Pipeline(), tmp_path / "elsewhere") == tmp_path / "elsewhere"


def test_a_newer_dataset_is_refused_with_the_remedy(tmp_path: Path) -> None:
    open_store(str(tmp_path / "store")).close()
    (tmp_path / "store" / "layout").write_text("99\n")
    with pytest.raises(StoreError, match=r"newer version of Diplograph .* use that version"):
        migrate(tmp_path / "store", Pipeline())
