"""What lies in quarantine, and how it leaves it: in Python and on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pyoxigraph as ox
import pytest
from typer.testing import CliRunner, Result

import diplograph
from diplograph.cli import app
from diplograph.database import Database
from diplograph.errors import NotFound, ValidationFailed
from diplograph.results import Outcome
from diplograph.shapes.report import Report
from tests.samples import article, broken, extracted

STORY = "France and Japan hold talks\n\nFrench Foreign Minister Anne Dupont met her Japanese counterpart Kenji Mori in Paris on Monday.\n"


def reject(database: Database, name: str = "talks.txt", source: str | None = None) -> None:
    found = broken(article(name))
    loaded = database.store_extracted(found, database.pipeline.validator.validate(found.graph), source)
    assert loaded.outcome is Outcome.QUARANTINED


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


@pytest.fixture
def store(tmp_path: Path) -> str:
    """A dataset with an article that was refused, and a file that could not be read."""
    (tmp_path / "empty.txt").write_text("")
    with diplograph.open(str(tmp_path / "store")) as database:
        reject(database)
        assert database.load([tmp_path / "empty.txt"]).count(Outcome.FAILED) == 1
    return str(tmp_path / "store")


def test_an_entry_keeps_the_article_the_report_and_the_graph() -> None:
    with diplograph.open("memory:") as database:
        reject(database)
        (entry,) = database.quarantined()
        assert (entry.kind, entry.source, entry.article) == ("refused", "talks.txt", database.iris.article(article().key))
        assert entry.kept == article()
        assert entry.graph is not None
        assert "Nobody wrote this." in entry.graph
        assert entry.results is not None
        assert entry.results["conforms"] is False
        assert entry.results["results"][0]["message"] in entry.report
        assert entry.reason.endswith(entry.results["results"][0]["message"])


def test_an_article_whose_source_has_gone_is_tried_again_from_what_was_kept() -> None:
    with diplograph.open("memory:") as database:
        reject(database)
        (entry,) = database.quarantined()
        # The rules, by now, find in its text what conforms.
        loaded = database.retry(entry.name[:6])
        assert loaded.outcome is Outcome.LOADED, loaded.reason
        assert loaded.article == entry.article
        assert database.quarantined() == []
        assert database.stats().events


def test_a_source_that_is_there_is_read_again(tmp_path: Path) -> None:
    file = tmp_path / "talks.txt"
    with diplograph.open("memory:") as database:
        file.write_text("")
        database.load([file])
        (entry,) = database.quarantined()
        assert (entry.kind, entry.source, entry.article, entry.kept) == ("unread", str(file), None, None)
        assert database.retry(str(file)).outcome is Outcome.FAILED
        assert [one.name for one in database.quarantined()] == [entry.name]
        file.write_text(STORY)
        assert database.retry(str(file)).outcome is Outcome.LOADED
        assert database.quarantined() == []
        file.unlink()
        reject(database, "gone.txt", str(file))
        file.write_text(STORY)
        # It is another article by now; the entry goes all the same.
        assert database.retry(str(file)).outcome is Outcome.UNCHANGED
        assert database.quarantined() == []


def test_a_source_that_is_gone_and_of_which_nothing_is_kept_stays(tmp_path: Path) -> None:
    file = tmp_path / "empty.txt"
    file.write_text("")
    with diplograph.open("memory:") as database:
        database.load([file])
        file.unlink()
        loaded = database.retry(str(file))
        assert (loaded.outcome, len(database.quarantined())) == (Outcome.FAILED, 1)
        assert "cannot be found" in str(loaded.reason)


def test_loading_a_source_that_could_not_be_read_takes_it_out(tmp_path: Path) -> None:
    file = tmp_path / "talks.txt"
    with diplograph.open("memory:") as database:
        for content, count in (("", 1), (STORY, 0), ("", 1)):
            file.write_text(content)
            database.load([file])
            assert len(database.quarantined()) == count
        # What the source once said stays, as it does when a new version breaks the shapes.
        assert database.stats().articles == 1


def test_a_name_that_was_mistyped_is_told_of_and_not_kept(tmp_path: Path) -> None:
    with diplograph.open("memory:") as database:
        assert database.load([tmp_path / "none.txt", "\0", "x" * 5000]).count(Outcome.FAILED) == 3
        assert database.quarantined() == []


def test_a_graph_that_was_refused_is_tried_again_as_it_was() -> None:
    with diplograph.open("memory:") as database:
        good = extracted(article())
        database.store_extracted(good, Report(()))
        name = database.find_article("talks.txt")
        wrong = broken(article()).graph.serialize(format="nt")
        with pytest.raises(ValidationFailed):
            database.write_graph(name, (quad.triple for quad in ox.parse(wrong, format=ox.RdfFormat.N_TRIPLES)))
        (entry,) = database.quarantined()
        assert (entry.source, entry.kept) == (name.value, None)
        assert database.retry(name.value).outcome is Outcome.QUARANTINED
        assert database.drop(name.value).name == entry.name
        assert database.quarantined() == []


def test_a_name_that_is_none_or_not_enough_is_refused() -> None:
    with diplograph.open("memory:") as database:
        reject(database, "a.txt", "same.txt")
        reject(database, "b.txt", "same.txt")
        with pytest.raises(NotFound, match="2 have that name"):
            database.drop("same.txt")
        for name in ("none", "", "a"):
            with pytest.raises(NotFound, match="quarantine list"):
                database.retry(name)
        assert len(database.quarantined()) == 2


def test_the_list_names_each_entry_with_its_reason(store: str) -> None:
    table = run("quarantine", "list", "--store", store)
    assert table.exit_code == 0, table.stderr
    assert "refused" in table.stdout
    assert "unread" in table.stdout
    entries = json.loads(run("quarantine", "list", "--store", store, "--format", "json").stdout)
    assert sorted(Path(entry["source"]).name for entry in entries) == ["empty.txt", "talks.txt"]
    assert all(entry["reason"] for entry in entries)


def test_an_entry_is_shown_for_people_for_programs_and_as_turtle(store: str) -> None:
    text = run("quarantine", "show", "talks.txt", "--store", store)
    assert text.exit_code == 0
    assert "Violation" in text.stdout
    shown = json.loads(run("quarantine", "show", "talks.txt", "--store", store, "--format", "json").stdout)
    assert shown["text"] == article().text
    assert shown["report"]["conforms"] is False
    turtle = run("quarantine", "show", shown["name"], "--store", store, "--format", "turtle").stdout
    assert turtle == shown["graph"]
    empty = next(
        one for one in json.loads(run("quarantine", "list", "--store", store, "--format", "json").stdout) if one["kind"] == "unread"
    )
    assert empty["reason"] in run("quarantine", "show", empty["name"], "--store", store).stdout
    refused = run("quarantine", "show", empty["name"], "--store", store, "--format", "turtle")
    assert refused.exit_code == 2


def test_entries_are_tried_again_and_dropped(store: str) -> None:
    for verb in ("retry", "drop"):
        assert run("quarantine", verb, "--store", store).exit_code == 2
        assert run("quarantine", verb, "talks.txt", "--all", "--store", store).exit_code == 2
        unknown = run("quarantine", verb, "talks.txt", "none", "--store", store)
        assert unknown.exit_code == 2
        assert "'none'" in unknown.stderr
    tried = run("quarantine", "retry", "--all", "--store", store)
    assert tried.exit_code == 1
    assert tried.stdout.startswith("loaded\t")
    assert "empty.txt" in tried.stderr
    dropped = run("quarantine", "drop", "--all", "--store", store)
    assert (dropped.exit_code, dropped.stdout.count("dropped\t")) == (0, 1)
    assert run("quarantine", "list", "--store", store).stderr == "nothing lies in quarantine\n"


def test_each_command_has_help_with_an_example() -> None:
    for verb in ("list", "show", "retry", "drop"):
        assert f"diplograph quarantine {verb}" in " ".join(run("quarantine", verb, "--help").stdout.split())
