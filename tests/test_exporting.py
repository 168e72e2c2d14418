"""Exports: selections that conform on their own, Turtle that can be compared, packed files, and no half ones."""

from __future__ import annotations

import bz2
import dataclasses
import datetime as dt
import difflib
import gzip
import io
import json
import lzma
import multiprocessing
import os
import re
import signal
import stat
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st
from pyld import jsonld

import diplograph
from diplograph.database import Database
from diplograph.errors import NotFound, QueryError
from diplograph.exporting import sink
from diplograph.loaders.event import Status
from diplograph.ontology.iris import BASE
from diplograph.readable import canonical_lines, readable_turtle
from diplograph.selection import Selection
from diplograph.shapes.report import Report
from diplograph.store.base import DEFAULT_GRAPH
from diplograph.store.formats import format_named
from tests.samples import FRANCE, INDIA, accusation, agreement, article, extracted, meeting

TURTLE = format_named("turtle")


def fill(database: Database, *, later: bool = False) -> None:
    first, second = article("first.txt"), article("second.txt", "France and India meet")
    database.store_extracted(extracted(first, meeting(first), agreement(first), accusation(first)), Report(()))
    day = dt.date(2026, 3, 2 if later else 1)
    met = dataclasses.replace(
        meeting(second), parties=(FRANCE, INDIA), status=Status.PLANNED, earliest=day, latest=day, label="France and India will meet",
        place=None, topics=("trade",),
    )  # fmt: skip
    database.store_extracted(extracted(second, met), Report(()))


@pytest.fixture(scope="module")
def database() -> Iterator[Database]:
    with diplograph.open("memory:") as opened:
        fill(opened)
        yield opened


def written(database: Database, selection: Selection | None = None, format: str = "turtle") -> bytes:
    stream = io.BytesIO()
    database.export(stream, format_named(format), selection=selection)
    return stream.getvalue()


def triples(document: bytes, format: str = "turtle") -> set[ox.Triple]:
    engine = format_named(format).engine
    assert isinstance(engine, ox.RdfFormat)
    return {quad.triple for quad in ox.parse(document, format=engine)}


def labels(document: bytes) -> set[str]:
    with diplograph.open("memory:") as other:
        other.load_dataset(io.BytesIO(document), format_named("ntriples"))
        return {event.label for event in other.events()}


MET, AGREED, ACCUSED, PLANNED = (
    "India and Canada meet in Ottawa", "India and Canada agree on a work plan", "India accuses Canada", "France and India will meet",
)  # fmt: skip


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        (Selection(), {MET, AGREED, ACCUSED, PLANNED}),
        (Selection(type="Engagement"), {MET, PLANNED}),
        # The meeting is there because the agreement came of it.
        (Selection(type="Agreement"), {MET, AGREED}),
        (Selection(parties=("IND",)), {MET, AGREED, ACCUSED, PLANNED}),
        (Selection(parties=("india", "France")), {PLANNED}),
        (Selection(parties=("IND", "CAN"), type="Dispute"), {ACCUSED}),
        (Selection(parties=(BASE + "state/FRA",)), {PLANNED}),
        (Selection(status=Status.PLANNED), {PLANNED}),
        (Selection(since=dt.date(2026, 2, 8)), {PLANNED}),
        (Selection(until=dt.date(2026, 2, 7)), {MET}),
        (Selection(since=dt.date(2030, 1, 1)), set()),
        (Selection(topic="security"), {MET}),
        (Selection(place="Canada"), {MET}),
        (Selection(text="ACCUSES"), {ACCUSED}),
        (Selection(article="second.txt"), {PLANNED}),
        (Selection(query="CONSTRUCT { ?e dg:party ?p } WHERE { ?e a dg:Accusation ; dg:party ?p }"), {ACCUSED}),
    ],
)
def test_a_selection_holds_its_events_and_conforms_on_its_own(database: Database, selection: Selection, expected: set[str]) -> None:
    document = written(database, selection, "ntriples")
    assert labels(document) == expected
    assert triples(document, "ntriples") <= database.store.graph(DEFAULT_GRAPH)
    report = database.pipeline.validator.validate_ntriples(document)
    assert report.conforms, report.text()
    for format in ("turtle", "trig", "nquads", "jsonld", "rdfxml"):
        assert triples(written(database, selection, format), format) == triples(document, "ntriples")


def test_large_selections_are_asked_for_in_parts(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = written(database, Selection(parties=("IND",)))
    monkeypatch.setattr("diplograph.selection._AT_ONCE", 0)
    monkeypatch.setattr("diplograph.selection._PAGE", 2)
    monkeypatch.setattr("diplograph.selection._BATCH", 2)
    assert written(database, Selection(parties=("IND",))) == expected


def test_what_a_query_makes_up_is_exported_too(database: Database) -> None:
    text = "CONSTRUCT { ?e <http://example.org/told> [ rdfs:label ?label ] } WHERE { ?e a dg:Accusation ; rdfs:label ?label }"
    first, second = (written(database, Selection(query=text)) for _ in range(2))
    # Canonical labels, where the engine's own are others each time.
    assert first == second
    assert b"_:c14n0" in first
    assert len(triples(written(database, Selection(query=text), "jsonld"), "jsonld")) == len(triples(first))


@pytest.mark.parametrize(
    "selection",
    [
        Selection(parties=("XYZ",)), Selection(parties=("no: IRI",)), Selection(place="Nowhere"), Selection(topic="nothing"),
        Selection(topic="no topic"), Selection(article="none.txt"),
    ],
)  # fmt: skip
def test_a_name_that_nothing_has_is_told(database: Database, selection: Selection) -> None:
    with pytest.raises(NotFound):
        written(database, selection)


def test_a_query_selects_by_itself() -> None:
    with pytest.raises(QueryError, match="by itself"):
        Selection(query="CONSTRUCT WHERE { ?s ?p ?o }", type="Meeting")


def test_turtle_says_what_an_event_is(database: Database) -> None:
    text = written(database).decode()
    event, actors = text.index("# 2026-02-07: India and Canada meet in Ottawa"), text.index("## Actors")
    assert event < text.index("dg:quote", event) < text.index("# 2026-03-01: France and India will meet") < actors
    assert "dg:party <state/CAN>, <state/IND> ;" in text
    assert "# India and Canada hold talks" in text


def test_json_has_the_sentences_inside_their_events(database: Database) -> None:
    document = written(database, Selection(type="Agreement"), "jsonld")
    assert document == written(database, Selection(type="Agreement"), "jsonld")
    things = json.loads(document)["@graph"]
    events = {thing["label"]: thing for thing in things if "Event" in thing["type"]}
    assert set(events) == {MET, AGREED}
    assert events[AGREED]["evidence"][0]["quote"] == "The two sides agreed on a work plan worth C$2 billion."
    assert events[AGREED]["instrument"][0]["instrumentKind"] == "work plan"
    assert events[AGREED]["outcomeOf"] == [events[MET]["id"]]
    assert not any("Evidence" in thing["type"] for thing in things)
    # Nothing is described, and nothing breaks.
    assert json.loads(written(database, Selection(since=dt.date(2030, 1, 1)), "jsonld"))["@graph"] == []


def test_a_processor_of_json_ld_frames_the_same_document(database: Database) -> None:
    document = json.loads(written(database, Selection(type="Event"), "jsonld"))
    frame = json.loads(files("diplograph").joinpath("ontology", "frame.jsonld").read_text(encoding="utf-8"))
    framed = jsonld.frame(jsonld.flatten(document), {**frame, "@context": document["@context"]}, {"omitGraph": False})
    assert len(document["@graph"]) > 10
    assert unordered(framed["@graph"]) == unordered(document["@graph"])


def unordered(value: Any) -> Any:
    if isinstance(value, list):
        return sorted((unordered(part) for part in value), key=lambda part: json.dumps(part, sort_keys=True))
    return {name: unordered(part) for name, part in value.items()} if isinstance(value, dict) else value


def test_git_shows_of_one_changed_event_its_own_lines_alone(database: Database, tmp_path: Path) -> None:
    with diplograph.open("memory:") as other:
        fill(other, later=True)
        for name, each in (("before.ttl", database), ("after.ttl", other)):
            each.export(tmp_path / name, TURTLE)
    shown = subprocess.run(
        ["git", "diff", "--no-index", "--unified=0", "before.ttl", "after.ttl"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    changed = [line for line in shown.stdout.splitlines()[4:] if not line.startswith("@@")]
    assert sum(line.startswith("-") for line in changed) == sum(line.startswith("+") for line in changed) == 5
    assert all(re.match(r"[+-](# 2026-03-0|<event/|  dg:(earliest|latest|report) )", line) for line in changed), changed


def test_one_changed_event_changes_its_own_lines(database: Database) -> None:
    with diplograph.open("memory:") as other:
        fill(other, later=True)
        before, after = (written(each).decode() for each in (database, other))
    rest = [[block for block in document.split("\n\n") if PLANNED not in block] for document in (before, after)]
    assert rest[0] == rest[1]
    changes = list(difflib.unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm=""))[2:]
    # The heading, the name, both days and the report, before and after.
    assert sum(not line.startswith("@@") for line in changes) == 2 * 5


def test_the_order_of_loading_makes_no_difference(database: Database) -> None:
    lines = canonical_lines(database.store.quads(graph=DEFAULT_GRAPH))
    assert list(readable_turtle(reversed(lines), BASE)) == list(readable_turtle(sorted(lines), BASE))


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20), st.sampled_from(["http://e.org/d#", BASE]))
def test_any_string_survives(text: str, base: str) -> None:
    dg, schema = "https://w3id.org/diplograph/ontology#", "https://schema.org/"
    thing, told = ox.NamedNode(base + "article/x"), ox.NamedNode(base + "evidence/y")
    literals = [ox.Literal(text), ox.Literal(text, language="en"), ox.Literal(text, datatype=ox.NamedNode(base + "type"))]
    quads = [ox.Quad(thing, ox.NamedNode(schema + "headline"), literal) for literal in literals]
    quads.append(ox.Quad(told, ox.NamedNode(dg + "article"), thing))
    quads.append(
        ox.Quad(told, ox.NamedNode(dg + "start"), ox.Literal(text, datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer")))
    )
    document = "".join(readable_turtle(canonical_lines(quads), base))
    assert triples(document.encode()) == {quad.triple for quad in quads}


@pytest.mark.parametrize("format", ["nquads", "trig"])
def test_a_whole_dataset_is_written_while_it_is_read(tmp_path: Path, format: str) -> None:
    with diplograph.open("memory:") as database:
        name, graph = ox.NamedNode("http://example.org/p"), ox.NamedNode(BASE + "article/x")
        database.store.replace(graph, (ox.Triple(graph, name, ox.Literal(f"{number:0100}")) for number in range(5_000)))
        told: list[int] = []
        database.export(tmp_path / "all", format_named(format), dataset=True, progress=told.append)
    parts = [after - before for before, after in zip([0, *told], told, strict=False)]
    assert sum(parts) == (tmp_path / "all").stat().st_size
    assert max(parts) <= sum(parts) / 8


UNPACK: dict[str, Callable[[bytes], bytes]] = {
    ".gz": gzip.decompress,
    ".bz2": bz2.decompress,
    ".xz": lzma.decompress,
    ".zst": lambda data: zstandard.ZstdDecompressor().decompressobj().decompress(data),
    "": bytes,
}


@pytest.mark.parametrize("ending", UNPACK)
def test_the_ending_says_how_a_file_is_packed(database: Database, tmp_path: Path, ending: str) -> None:
    told: list[int] = []
    files = [tmp_path / name / f"events.ttl{ending}" for name in ("a", "b")]
    for file in files:
        file.parent.mkdir()
        database.export(file, TURTLE, progress=told.append)
    assert UNPACK[ending](files[0].read_bytes()) == written(database)
    assert files[0].read_bytes() == files[1].read_bytes()
    assert len(written(database)) in told


def _stuck(target: Path) -> None:
    with sink(target) as stream:
        stream.write(b"half of it" * 100_000)
        os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize("name", ["events.nq", "events.nq.gz"])
def test_a_killed_export_leaves_the_old_file(tmp_path: Path, name: str) -> None:
    target = tmp_path / name
    target.write_text("old")
    process = multiprocessing.get_context("fork").Process(target=_stuck, args=(target,))
    process.start()
    process.join(20)
    assert process.exitcode == -signal.SIGKILL
    assert target.read_text() == "old"


def test_what_is_no_file_is_written_to_and_not_replaced(database: Database, tmp_path: Path) -> None:
    pipe, file, link = tmp_path / "pipe", tmp_path / ("n" * 250), tmp_path / "link"
    os.mkfifo(pipe)
    link.symlink_to(file.name)
    with ThreadPoolExecutor() as threads:
        read = threads.submit(pipe.read_bytes)
        database.export(pipe, format_named("turtle"))
        assert read.result(60) == written(database)
    assert pipe.is_fifo()
    file.touch(0o600)
    database.export(link, format_named("turtle"))
    assert (link.is_symlink(), file.read_bytes(), stat.S_IMODE(file.stat().st_mode)) == (True, written(database), 0o600)
