"""The command that exports: its options, and what it says when they make no sense."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import diplograph
from diplograph.cli import app
from tests.test_exporting import fill


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = str(tmp_path_factory.mktemp("export") / "dataset")
    with diplograph.open(folder) as database:
        fill(database)
    return folder


def run(store: str, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["export", *arguments, "--store", store])


@pytest.mark.parametrize(
    ("arguments", "count"),
    [
        (["--since", "2026-03-01", "--until", "2026-03-31", "--status", "planned", "--type", "Meeting", "--topic", "trade"], 1),
        (["--pair", "IND, FRA"], 1),
        (["--party", "IND", "--party", "CAN", "--place", "Ottawa"], 1),
        (["--article", "first.txt"], 3),
        (["--text", "meet*", "--status", "planned"], 1),
        (["--query", "CONSTRUCT WHERE { ?event a dg:Agreement }"], 2),
    ],
)
def test_selected_events_go_to_a_packed_file_that_conforms(store: str, tmp_path: Path, arguments: list[str], count: int) -> None:
    target = tmp_path / "some.ttl.gz"
    result = run(store, *arguments, "-o", str(target))
    assert (result.exit_code, result.stdout) == (0, "")
    assert gzip.decompress(target.read_bytes()).decode().count("\n<event/") == count
    checked = CliRunner().invoke(app, ["validate", str(target)])
    assert checked.exit_code == 0, checked.output


def test_tables_go_to_files_by_their_ending_and_say_what_they_leave_out(store: str, tmp_path: Path) -> None:
    for name, first in (
        ("events.csv", b"id,type,status"),
        ("events.ics", b"BEGIN:VCALENDAR"),
        ("net.graphml.gz", b"\x1f\x8b"),
        ("e.parquet", b"PAR1"),
    ):
        result = run(store, "-o", str(tmp_path / name))
        assert (result.exit_code, result.stdout) == (0, "")
        assert (tmp_path / name).read_bytes().startswith(first)
    result = run(store, "--status", "occurred", "-o", str(tmp_path / "occurred.ics"))
    assert "left out 2 events without a date" in result.stderr
    assert run(store, "--pair", "IND,FRA", "--format", "jsonl").stdout.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--format", "xls"], "choose one of turtle"),
        (["--dataset", "--format", "csv"], "holds one graph only"),
        (["--type", "Party"], "choose one of Event, Engagement, Meeting"),
        (["--status", "done"], "choose one of occurred"),
        (["--pair", "IND"], "two parties with a comma"),
        (["--since", "yesterday"], "write it like 2026-02-07"),
        (["--dataset", "--party", "IND"], "one of --graph, --dataset and a selection"),
        (["--query", "ASK {}"], "the answer is rows"),
        (["--query", "CONSTRUCT WHERE { ?s ?p ?o }", "--type", "Meeting"], "by itself"),
        (["--party", "Atlantis"], "no party 'Atlantis'"),
    ],
)
def test_what_cannot_be_selected_is_told_in_a_line(store: str, arguments: list[str], message: str) -> None:
    result = run(store, *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in " ".join(result.stderr.split())
