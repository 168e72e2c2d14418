"""What can go wrong at the command line: one clear line, an exit code that is not zero, and the store as it was."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path

import pyoxigraph as ox
import pytest
from typer.testing import CliRunner, Result

from diplograph.cli import app
from diplograph.ontology.iris import Iris
from diplograph.store import open_store

PROGRAM = [sys.executable, "-m", "diplograph"]


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "empty").write_text("")
    (folder / "binary").write_bytes(bytes(range(256)) * 20)
    (folder / "torn.ttl").write_text("<http://a> <http://b>\n  <http://c> , .")
    (folder / "bad.rq").write_text("SELECT *\nWHERE { ?s ?p ")
    (folder / "events.ttl").write_text("<http://a> <http://b> <http://c> .")
    return folder


def content(store: Path) -> set[ox.Quad]:
    reader = open_store(str(store), read_only=True)
    try:
        return {quad for quad in reader.quads() if not isinstance(quad.subject, ox.BlankNode) and not isinstance(quad.object, ox.BlankNode)}
    finally:
        reader.close()


def known(store: Path) -> set[ox.Quad]:
    """What the dataset holds but for the quarantine, where a file that cannot be read is named."""
    return {quad for quad in content(store) if quad.graph_name != ox.NamedNode(Iris().quarantine_graph)}


def run(*arguments: str, folder: Path) -> Result:
    """What the command line says and gives back, run in this process."""
    with chdir(folder):
        return CliRunner().invoke(app, arguments, env={"DIPLOGRAPH_WAIT": "0.2"})


def started(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """What a process of its own says and gives back."""
    root = Path(__file__).parent.parent
    environment = {"PYTHONPATH": str(root), "PATH": "/usr/bin:/bin"}
    return subprocess.run([*PROGRAM, *arguments], capture_output=True, text=True, timeout=120, cwd=folder, env=environment, check=False)


CASES = [
    (["load", "none"], "none: no such file"),
    (["load", "empty"], "empty"),
    (["load", "binary"], "binary"),
    (["load", "torn.ttl"], "torn.ttl: is RDF by its name, not an article"),
    (["load", "."], ".: is a folder without articles"),
    (["extract", "none"], "none: no such file"),
    (["extract", "empty"], "empty"),
    (["extract", "binary"], "binary"),
    (["extract", "empty", "--format", "yaml"], "yaml: is not a format"),
    (["query", "-f", "none"], "none: cannot be read"),
    (["query", "-f", "empty"], "the query is empty"),
    (["query", "-f", "binary"], "binary: is not UTF-8"),
    (["query", "-f", "bad.rq"], "line 2, column"),
    (["query", "CLEAR ALL"], "CLEAR begins an update"),
    (["query", "ASK { ?x foo:bar 1 }"], "the prefix of the name here is not declared"),
    (["query", "ASK {}", "--format", "yaml"], "yaml: is not a format"),
    (["query", "ASK {}", "--format", "turtle"], "the answer is rows"),
    (["query", "DESCRIBE <http://a>", "--format", "csv"], "the answer is triples"),
    (["query", "SELECT * { SERVICE <http://127.0.0.1:1/> {} }"], "SERVICE"),
    (["query", "ASK {}", "-f", "bad.rq"], "not both"),
    (["validate", "none"], "none: "),
    (["validate", "empty"], "empty"),
    (["validate", "binary"], "binary"),
    (["validate", "torn.ttl"], "torn.ttl:2:"),
    (["validate", "events.ttl", "--format", "yaml"], "yaml: is not a format"),
    (["export", "--format", "yaml"], "yaml: is not a format"),
    (["export", "--format", "turtle", "--dataset"], "one graph only"),
    (["export", "--graph", "http://example.org/none"], "no graph"),
    (["export", "-o", "none/out.ttl"], "cannot be written"),
    (["stats", "--format", "yaml"], "yaml: is not a format"),
    (["remove", "none"], "no article 'none'"),
    (["serve", "--port", "99999"], "--port"),
    (["serve", "--host", "no.such.host.invalid", "--port", "0"], "cannot listen"),
]


@pytest.mark.parametrize(("arguments", "words"), CASES, ids=[" ".join(arguments) for arguments, _ in CASES])
def test_bad_input_is_one_line_and_leaves_the_store(store: Path, files: Path, arguments: list[str], words: str) -> None:
    before = known(store)
    of_store = [] if arguments[0] in ("extract", "validate") else ["--store", str(store)]
    result = run(*arguments, *of_store, folder=files)
    assert result.exit_code in (1, 2)
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert line.startswith("error: ")
    assert words in line
    assert known(store) == before
    if arguments[0] != "load":
        assert len(content(store)) == len(before)


@pytest.mark.parametrize("arguments", [["load", "none"], ["query", "-f", "bad.rq"], ["serve", "--port", "99999"]], ids=" ".join)
def test_a_process_of_its_own_says_the_same(store: Path, files: Path, arguments: list[str]) -> None:
    alone = started(*arguments, "--store", str(store), folder=files)
    here = run(*arguments, "--store", str(store), folder=files)
    assert (alone.returncode, alone.stdout, alone.stderr) == (here.exit_code, here.stdout, here.stderr)


def test_a_literal_that_its_datatype_does_not_allow_is_told_by_the_report_alone(files: Path) -> None:
    (files / "month.ttl").write_text(
        "@prefix dg: <https://w3id.org/diplograph/ontology#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> ."
        ' <http://a> a dg:Event ; dg:earliest "2026-13-01"^^xsd:date .'
    )
    result = started("validate", "month.ttl", folder=files)
    assert (result.returncode, result.stderr) == (1, "")
    assert "dg:earliest is one day" in result.stdout


@pytest.mark.parametrize("name", ["files", "files/binary"])
def test_a_store_that_is_none_is_refused(files: Path, name: str) -> None:
    before = sorted(files.iterdir())
    for arguments in (["load", "files/events.ttl"], ["query", "ASK {}"], ["export"], ["stats"], ["remove", "x"], ["serve"]):
        result = run(*arguments, "--store", name, folder=files.parent)
        assert result.exit_code == 2
        assert result.stderr.startswith(f"error: {name}: is a f")
        assert result.stderr.count("\n") == 1
    assert sorted(files.iterdir()) == before


@pytest.fixture
def held(store: Path) -> Iterator[int]:
    program = "import sys, diplograph; d = diplograph.open(sys.argv[1]); print('open', flush=True); sys.stdin.read()"
    holder = subprocess.Popen([sys.executable, "-c", program, str(store)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert holder.stdin is not None
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"open\n"
    yield holder.pid
    holder.stdin.close()
    holder.wait(60)
    holder.stdout.close()


def test_a_store_in_use_is_named_with_its_holder_by_each_command_that_writes(store: Path, files: Path, held: int) -> None:
    for arguments in (["load", "events.ttl"], ["remove", "talks.txt"], ["serve", "--port", "0"]):
        result = run(*arguments, "--store", str(store), folder=files)
        assert (result.exit_code, result.stdout) == (2, "")
        (line,) = result.stderr.splitlines()
        assert f"in use by process {held}" in line


def test_commands_that_read_go_on_beside_a_writer(store: Path, files: Path, held: int) -> None:
    assert held
    for arguments in (["query", "ASK { ?x a dg:Meeting }"], ["export"], ["stats"], ["explain", "talks.txt"]):
        result = run(*arguments, "--store", str(store), folder=files)
        assert result.exit_code == 0, result.stderr
        assert result.stdout


def test_a_reader_that_goes_away_is_no_error(store: Path) -> None:
    query = "SELECT ?a ?b ?c { GRAPH ?g { ?a ?b ?c } ?x ?y ?z }"
    program = subprocess.Popen(
        [*PROGRAM, "query", query, "--format", "tsv", "--store", str(store)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert program.stdout is not None
    assert program.stderr is not None
    program.stdout.read(10)
    program.stdout.close()
    assert program.stderr.read() == b""
    program.stderr.close()
    assert program.wait(60) != 0


@pytest.mark.parametrize(
    ("command", "code", "output", "errors"),
    [
        ("query --list > /dev/full", 2, "", "error: the output cannot be read or written: No space left on device\n"),
        ("query --list >&-", 0, "", ""),
        ("validate - <&-", 2, "", "error: stdin: empty file; an RDF document was expected\n"),
        ("validate été.ttl", 0, "été.ttl: Conforms.\n", ""),
    ],
)
def test_streams_may_be_full_closed_or_of_another_encoding(files: Path, command: str, code: int, output: str, errors: str) -> None:
    (files / "été.ttl").write_text("# nothing")
    environment = {"PYTHONPATH": str(Path(__file__).parent.parent), "PYTHONIOENCODING": "ascii"}
    ended = subprocess.run(
        ["/bin/sh", "-c", f"{sys.executable} -m diplograph {command}"],
        capture_output=True, encoding="utf-8", timeout=60, cwd=files, env=environment, check=False,
    )  # fmt: skip
    assert (ended.returncode, ended.stdout, ended.stderr) == (code, output, errors)


def test_an_interrupt_ends_it_quietly(store: Path) -> None:
    program = subprocess.Popen(
        [*PROGRAM, "load", "-", "--store", str(store)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert program.stdin is not None
    # More than a pipe holds, so that it is written when the program has begun to read it.
    program.stdin.write(b" " * 100_000)
    program.stdin.flush()
    assert (store / "lock").read_text().startswith(str(program.pid))
    program.send_signal(signal.SIGINT)
    output, errors = program.communicate(timeout=60)
    assert program.returncode == 130
    assert output == b""
    assert b"Traceback" not in errors
