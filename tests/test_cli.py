"""The command line on a dataset of one article, in this process."""

from __future__ import annotations

import json
from pathlib import Path

import pyoxigraph as ox
import pytest
from typer.testing import CliRunner, Result

import diplograph
from diplograph.cli import app
from diplograph.ontology.turtle import normal_turtle
from diplograph.store.formats import BINDINGS_FORMATS, GRAPH_FORMATS, names
from tests.samples import article, broken, extracted

LABEL = "India and Canada meet in Ottawa"
MEETINGS = "SELECT ?label { ?event a dg:Meeting ; rdfs:label ?label }"
STORY = "France and Japan hold talks\n\nFrench Foreign Minister Anne Dupont met her Japanese counterpart Kenji Mori in Paris on Monday.\n"


@pytest.fixture
def store(store: Path) -> str:
    return str(store)


def run(*arguments: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(app, list(arguments), input=stdin)


def done(result: Result) -> str:
    assert result.exit_code == 0, result.stderr
    return result.stdout


def test_loading_shows_what_became_of_each_source(tmp_path: Path) -> None:
    story = tmp_path / "talks.txt"
    story.write_text(STORY)
    folder = str(tmp_path / "store")
    for outcome in ("loaded", "unchanged"):
        line = done(run("load", str(story), "--store", folder)).splitlines()
        assert len(line) == 1
        found, events, source, iri = line[0].split("\t")
        assert (found, source) == (outcome, str(story))
        assert events.endswith(("event", "events"))
        assert iri.startswith("https://w3id.org/diplograph/id/article/")
    mixed = run("load", str(tmp_path / "none.txt"), "-", "--store", folder, stdin=STORY)
    assert mixed.exit_code == 1
    assert mixed.stdout.startswith("loaded\t")
    assert "error: " in mixed.stderr
    assert "2 articles: 1 loaded, 1 failed" in mixed.stderr


def test_extraction_shows_events_and_stores_nothing(tmp_path: Path) -> None:
    story = tmp_path / "talks.txt"
    story.write_text(STORY)
    assert "Meeting" in done(run("extract", str(story)))
    document = json.loads(done(run("extract", "-", "--format", "json", stdin=STORY)))
    (event,) = (event for event in document["events"] if event["type"] == "Meeting")
    assert set(event["parties"]) == {"FRA", "JPN"}
    assert event["quote"] in STORY
    turtle = done(run("extract", str(story), "--format", "turtle"))
    assert any(ox.parse(turtle, format=ox.RdfFormat.TURTLE))
    assert [path.name for path in tmp_path.iterdir()] == ["talks.txt"]


def test_a_query_is_given_in_three_ways(store: str, tmp_path: Path) -> None:
    assert LABEL in done(run("query", MEETINGS, "--store", store))
    file = tmp_path / "meetings.rq"
    file.write_text(MEETINGS)
    assert LABEL in done(run("query", "-f", str(file), "--store", store))
    assert LABEL in done(run("query", "-f", "-", "--store", store, stdin=MEETINGS))


@pytest.mark.parametrize("name", names(BINDINGS_FORMATS).split(", "))
def test_rows_in_each_format(store: str, name: str) -> None:
    assert LABEL in done(run("query", MEETINGS, "--format", name, "--store", store))
    assert "true" in done(run("query", "ASK { ?event a dg:Meeting }", "--format", name, "--store", store))


@pytest.mark.parametrize("name", names(GRAPH_FORMATS).split(", "))
def test_triples_in_each_format(store: str, name: str) -> None:
    query = "CONSTRUCT { ?event rdfs:label ?label } WHERE { ?event a dg:Meeting ; rdfs:label ?label }"
    assert LABEL in done(run("query", query, "--format", name, "--store", store))


def test_tables_are_whole_and_cannot_steer_the_terminal(store: str) -> None:
    words = " ".join(["word"] * 100)
    table = done(run("query", f"SELECT ('{words}' AS ?a) (UCASE('\u001b[31m[bold]x') AS ?b) {{}}", "--store", store))
    assert table.count("word") == 100
    assert "\u001b" not in table
    assert "[BOLD]X" in table
    assert done(run("query", "ASK {}", "--store", store)) == "true\n"


def test_validation_answers_by_its_exit_code(tmp_path: Path) -> None:
    good, bad, torn = tmp_path / "good.ttl", tmp_path / "bad.ttl", tmp_path / "torn.ttl"
    good.write_text(normal_turtle(extracted(article()).graph))
    bad.write_text(normal_turtle(broken(article()).graph))
    torn.write_text("<http://a> <http://b>\n  <http://c> , .")
    assert run("validate", str(good)).exit_code == 0
    report = run("validate", str(good), str(bad))
    assert report.exit_code == 1
    assert "Does not conform" in report.stdout
    unreadable = run("validate", str(torn), str(good))
    assert unreadable.exit_code == 2
    assert "torn.ttl:2:" in unreadable.stderr
    assert "Conforms" in unreadable.stdout
    assert run("validate", "-", stdin=good.read_text()).exit_code == 0


def test_validation_reports_as_json_and_turtle(tmp_path: Path) -> None:
    bad = tmp_path / "bad.ttl"
    bad.write_text(normal_turtle(broken(article()).graph))
    told = json.loads(run("validate", str(bad), "--format", "json").stdout)
    assert told["documents"] == [{"source": str(bad), "conforms": False}]
    turtle = run("validate", str(bad), "--format", "turtle").stdout
    assert any(quad.predicate.value.endswith("#resultMessage") for quad in ox.parse(turtle, format=ox.RdfFormat.TURTLE))


def test_exports_go_to_a_file_by_its_ending_or_to_the_output(store: str, tmp_path: Path) -> None:
    target = tmp_path / "out.nt"
    result = run("export", "-o", str(target), "--store", store)
    assert (result.exit_code, result.stdout) == (0, "")
    triples = {quad.triple for quad in ox.parse(path=str(target), format=ox.RdfFormat.N_TRIPLES)}
    turtle = done(run("export", "--store", store))
    assert {quad.triple for quad in ox.parse(turtle, format=ox.RdfFormat.TURTLE)} == triples
    assert turtle == done(run("export", "--store", store))
    assert run("validate", "-", stdin=turtle).exit_code == 0
    trig = done(run("export", "--dataset", "--store", store))
    assert len({quad.graph_name for quad in ox.parse(trig, format=ox.RdfFormat.TRIG)}) == 2
    ontology = done(run("export", "--graph", "https://w3id.org/diplograph/ontology", "--store", store))
    assert "dg:Meeting" in ontology


def test_counts_and_removal(store: str) -> None:
    counted = json.loads(done(run("stats", "--format", "json", "--store", store)))
    assert (counted["articles"], counted["events"]) == (1, 2)
    assert "Agreement" in done(run("stats", "--store", store))
    assert done(run("remove", "talks.txt", "--store", store)).startswith("removed\thttps://")
    assert json.loads(done(run("stats", "--format", "json", "--store", store)))["events"] == 0


def test_the_store_is_named_by_the_environment_too(store: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIPLOGRAPH_STORE", store)
    assert LABEL in done(run("query", MEETINGS))


def test_the_version() -> None:
    assert done(run("--version")) == f"diplograph {diplograph.__version__}\n"


def test_every_command_has_help_with_an_example() -> None:
    commands = [command.name or command.callback.__name__ for command in app.registered_commands if command.callback is not None]
    known = "load extract explain query validate export import stats remove backup restore migrate watch serve token demo"
    assert " ".join(commands) == known
    for command in commands:
        assert f"diplograph {command}" in " ".join(done(run(command, "--help")).split())


def test_the_demonstration_runs_from_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for _ in range(2):
        shown = done(run("demo"))
        assert "Sentence" in shown
        assert shown.count("SELECT ") >= 3
        assert "PREFIX" not in shown
        assert "Who met whom\nEvery meeting" in shown
        assert "Conforms" in shown
        assert "diplograph serve --store build/demo" in shown
        first = (tmp_path / "build" / "diplograph.ttl").read_text()
    done(run("demo"))
    assert (tmp_path / "build" / "diplograph.ttl").read_text() == first


def test_nothing_found_is_said_and_is_no_error(store: str, tmp_path: Path) -> None:
    dull = tmp_path / "dull.txt"
    dull.write_text("Rain fell all day in the valley, and the river rose.\n")
    for arguments, remark in (
        (["query", "SELECT * { <http://none> ?p ?o }"], "no rows"),
        (["query", "DESCRIBE <http://none>"], "no triples"),
        (["extract", str(dull)], "note: dull.txt: no events found in it"),
        (["load", str(dull)], f"note: {dull}: no events found in it"),
    ):
        of_store = [] if arguments[0] == "extract" else ["--store", store]
        result = run(*arguments, *of_store)
        assert result.exit_code == 0
        assert result.stderr.splitlines() == [remark]
