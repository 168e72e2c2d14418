"""What the command `diplograph validate` says of documents, to whom, and with which exit code."""

from __future__ import annotations

import gzip
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
import yaml
from rdflib.namespace import RDF, SH
from typer.testing import CliRunner, Result

import diplograph
from diplograph.cli import app
from diplograph.ontology.turtle import normal_turtle
from diplograph.shapes.report import Report
from diplograph.store.formats import format_named
from diplograph.store.terms import to_rdflib
from tests.conftest import CHECKOUT
from tests.samples import article, extracted

HEAD = """@base <https://w3id.org/diplograph/id/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix dg: <https://w3id.org/diplograph/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
DESCRIBED = """
<article/1> a dg:Article ; rdfs:label "India and Canada" ; dcterms:source "article.txt" ; dg:text "India and Canada met in Ottawa." .
<evidence/1> a dg:Evidence ; dg:article <article/1> ; dg:quote "India and Canada met in Ottawa." ; dg:start 0 ; dg:end 31 .
<state/IND> a dg:State, dg:Actor ; rdfs:label "India" ; dg:iso3 "IND" .
<state/CAN> a dg:State, dg:Actor ; rdfs:label "Canada" ; dg:iso3 "CAN" .
"""
EVENT = """
<report/1> a dg:Meeting, dg:Engagement, dg:Event ;
  rdfs:label "India meets Canada" ; dg:status dg:occurred ; dg:party <state/IND>, <state/CAN> ; dg:evidence <evidence/1> .
"""
FAULTY = (
    HEAD
    + """
<state/IND> a dg:State, dg:Actor ; rdfs:label "India" ; dg:iso3 "Ind"@en-CA .

<evidence/1> a dg:Evidence ; dg:article <article/1> ; dg:quote "Words." ; dg:start 0 ; dg:end 6 .

<report/1> a dg:Meeting, dg:Engagement, dg:Event ;
  rdfs:label "India meets nobody" ;
  dg:status dg:occurred ;
  dg:party <state/IND> ;
  dg:partys <state/IND> ;
  dg:confidence "1.50"^^xsd:decimal ;
  dg:evidence <evidence/1> .
"""
)
OWN_SHAPES = """@prefix dg: <https://w3id.org/diplograph/ontology#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix ex: <https://example.org/shapes#> .
ex:Dated a sh:NodeShape ; sh:targetClass dg:Event ;
  sh:property [ sh:path dg:earliest ; sh:minCount 1 ; sh:severity sh:Warning ] .
"""
FAULTS = {"State-iso3": 7, "Evidence-article-described": 9, "Meeting-party": 11, "Event-confidence": 11, "Vocabulary-property": 11}


def run(*arguments: str, stdin: str | bytes | None = None) -> Result:
    return CliRunner().invoke(app, ["validate", *arguments], input=stdin)


@pytest.fixture
def faulty(tmp_path: Path) -> str:
    (tmp_path / "faulty.ttl").write_text(FAULTY)
    return str(tmp_path / "faulty.ttl")


@pytest.fixture
def sound(tmp_path: Path) -> str:
    (tmp_path / "sound.ttl").write_text(HEAD + DESCRIBED + EVENT)
    return str(tmp_path / "sound.ttl")


def test_people_are_told_the_place_the_thing_the_value_and_the_remedy(faulty: str) -> None:
    result = run(faulty)
    assert result.exit_code == 1
    paragraphs = result.stdout.strip().split("\n\n")
    assert paragraphs[-1] == f"{faulty}: Does not conform, 5 violations."
    assert sorted(paragraph.splitlines()[0] for paragraph in paragraphs[:-1]) == sorted(
        [
            f"{faulty}:9: Violation: https://w3id.org/diplograph/id/evidence/1",
            f"{faulty}:11: Violation: India meets nobody (https://w3id.org/diplograph/id/report/1)",
            f"{faulty}:11: Violation: India meets nobody (https://w3id.org/diplograph/id/report/1)",
            f"{faulty}:7: Violation: India (https://w3id.org/diplograph/id/state/IND)",
            f"{faulty}:11: Violation: https://w3id.org/diplograph/ontology",
        ]
    )
    assert '  value:    "1.50"^^xsd:decimal\n' in result.stdout
    assert '  value:    "Ind"@en-CA\n' in result.stdout
    assert "name the other party with dg:party" in result.stdout


def test_programs_get_the_same_as_json(faulty: str, sound: str) -> None:
    result = run(sound, faulty, "--format", "json")
    told = json.loads(result.stdout)
    assert told["documents"] == [{"source": sound, "conforms": True}, {"source": faulty, "conforms": False}]
    assert {each["shape"].partition("#")[2]: each["line"] for each in told["results"]} == FAULTS
    assert {each["file"] for each in told["results"]} == {faulty}
    assert result.exit_code == 1


def test_code_review_tools_get_sarif(faulty: str, sound: str) -> None:
    log = json.loads(run(sound, faulty, "--format", "sarif").stdout)
    (done,) = log["runs"]
    rules = {rule["id"] for rule in done["tool"]["driver"]["rules"]}
    assert log["version"] == "2.1.0"
    assert {result["ruleId"] for result in done["results"]} == rules
    lines = {
        result["ruleId"].partition("#")[2]: result["locations"][0]["physicalLocation"]["region"]["startLine"] for result in done["results"]
    }
    assert lines == FAULTS
    assert {result["level"] for result in done["results"]} == {"error"}


def test_continuous_integration_gets_junit(faulty: str, sound: str) -> None:
    root = ElementTree.fromstring(run(sound, faulty, "--format", "junit").stdout)  # noqa: S314 (our own output)
    good, bad = root.findall("testsuite")
    assert (good.get("tests"), good.get("failures")) == ("1", "0")
    cases = bad.findall("testcase")
    assert bad.get("failures") == str(len(cases))
    assert {str(case.get("name")).rpartition(": ")[2]: int(case.get("line", 0)) for case in cases} == FAULTS


@pytest.mark.parametrize("name", ["turtle", "ntriples", "nquads", "trig", "jsonld", "rdfxml"])
def test_rdf_tools_get_a_shacl_report_in_any_format(faulty: str, name: str) -> None:
    written = run(faulty, "--format", name).stdout
    assert written == run(faulty, "--format", name).stdout
    engine = format_named(name).engine
    assert isinstance(engine, ox.RdfFormat)
    graph = to_rdflib(quad.triple for quad in ox.parse(written, format=engine))
    assert len(list(graph.subjects(RDF.type, SH.ValidationReport))) == 1
    assert {str(shape).partition("#")[2] for shape in graph.objects(None, SH.sourceShape)} == set(FAULTS)


def test_the_order_of_the_report_is_not_that_of_the_document(tmp_path: Path, faulty: str) -> None:
    blocks = FAULTY.removeprefix(HEAD).strip().split("\n\n")
    turned = tmp_path / "turned.ttl"
    turned.write_text(HEAD + "\n\n".join(reversed(blocks)))

    def messages(name: str) -> list[str]:
        document = json.loads(run(name, "--format", "json").stdout)
        return [result["message"] for result in document["results"]]

    assert messages(str(turned)) == messages(faulty)


def test_documents_that_need_each_other_conform_together(tmp_path: Path) -> None:
    described, event = tmp_path / "described.ttl", tmp_path / "event.ttl"
    described.write_text(HEAD + DESCRIBED)
    event.write_text(HEAD + EVENT)
    assert run(str(described), str(event)).exit_code == 1
    assert run(str(described), str(event), "--together").exit_code == 0
    event.write_text(HEAD + "\n\n" + EVENT.replace(", <state/CAN>", ""))
    result = run(str(described), str(event), "--together")
    assert result.exit_code == 1
    assert f"{event}:9: Violation: India meets Canada" in result.stdout


def test_own_shapes_count_beside_ours_or_instead(tmp_path: Path, sound: str, faulty: str) -> None:
    own = tmp_path / "own.ttl"
    own.write_text(OWN_SHAPES)
    beside = run(sound, "--shapes", str(own))
    assert beside.exit_code == 0
    assert "Conforms, 1 warning." in beside.stdout
    assert "to mend:  add the missing value" in beside.stdout
    assert "Does not conform, 5 violations, 1 warning." in run(faulty, "--shapes", str(own)).stdout
    instead = run(faulty, "--shapes", str(own), "--only-shapes")
    assert "Conforms, 1 warning." in instead.stdout
    assert run(faulty, "--only-shapes").exit_code == 2
    own.write_text(OWN_SHAPES.replace("sh:minCount 1", "sh:minCount 'one'"))
    assert run(sound, "--shapes", str(own)).exit_code == 2


@pytest.mark.parametrize(("threshold", "code"), [("violation", 0), ("warning", 1), ("info", 1), ("never", 0)])
def test_the_threshold_decides_the_exit_code(tmp_path: Path, sound: str, threshold: str, code: int) -> None:
    own = tmp_path / "own.ttl"
    own.write_text(OWN_SHAPES)
    assert run(sound, "--shapes", str(own), "--fail-on", threshold).exit_code == code


def test_violations_can_be_let_pass(faulty: str) -> None:
    assert run(faulty, "--fail-on", "never").exit_code == 0
    assert run(faulty, "--fail-on", "sometimes").exit_code == 2


def test_a_dataset_describes_what_the_document_only_names(tmp_path: Path) -> None:
    store = str(tmp_path / "store")
    with diplograph.open(store) as database:
        found = extracted(article())
        database.store_extracted(found, Report(()))
        evidence = next(str(s) for s in found.graph.subjects() if "/evidence/" in str(s))
    event = tmp_path / "event.ttl"
    event.write_text(HEAD + EVENT.replace("<evidence/1>", f"<{evidence}>"))
    assert run(str(event)).exit_code == 1
    assert run(str(event), "--against", store).exit_code == 0
    event.write_text(HEAD + EVENT.replace("<evidence/1>", "<evidence/none>"))
    result = run(str(event), "--against", store)
    assert "Does not conform, 1 violation." in result.stdout
    assert run(str(event), "--against", str(tmp_path / "none")).exit_code == 2


def test_what_follows_by_the_ontology_is_taken_for_stated_on_request(tmp_path: Path) -> None:
    short = tmp_path / "short.ttl"
    short.write_text(HEAD + DESCRIBED.replace(", dg:Actor", "") + EVENT.replace(", dg:Engagement, dg:Event", ""))
    assert run(str(short)).exit_code == 1
    result = run(str(short), "--inference")
    assert (result.exit_code, result.stdout) == (0, f"{short}: Conforms.\n")
    short.write_text(short.read_text().replace(", <state/CAN>", ""))
    assert "Meeting-party" in run(str(short), "--inference").stdout


def test_a_thing_without_a_name_is_told_by_the_line_of_what_has_it(tmp_path: Path) -> None:
    document = tmp_path / "unnamed.ttl"
    document.write_text(HEAD + DESCRIBED + EVENT.replace("<evidence/1> .", "<evidence/1> ;\n  dg:place [ a dg:Place ] ."))
    assert f"{document}:12: Violation: _:" in run(str(document)).stdout


def test_packed_documents_and_patterns_are_read(tmp_path: Path, faulty: str) -> None:
    (tmp_path / "packed.ttl.gz").write_bytes(gzip.compress(FAULTY.encode()))
    result = run(str(tmp_path / "*.gz"))
    assert f"{tmp_path}/packed.ttl.gz:11: Violation" in result.stdout
    both = run(str(tmp_path / "*"))
    assert "2 documents, 2 with violations: Does not conform, 10 violations." in both.stdout
    assert run("-", stdin=gzip.compress(FAULTY.encode())).stdout.endswith("stdin: Does not conform, 5 violations.\n")
    missing = run(str(tmp_path / "*.rdf"), faulty)
    assert missing.exit_code == 2
    assert "Does not conform" in missing.stdout


def test_watching_checks_again_when_a_file_changes(tmp_path: Path) -> None:
    document = tmp_path / "watched.ttl"
    document.write_text(FAULTY)
    with subprocess.Popen(
        [sys.executable, "-m", "diplograph", "validate", str(document), "--watch"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    ) as process:
        _until(process, "Does not conform")
        _until(process, "watching")
        document.write_text(HEAD + DESCRIBED + EVENT)
        _until(process, ": Conforms.")
        _until(process, "watching")
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0


def _until(process: subprocess.Popen[str], words: str) -> None:
    assert process.stdout is not None
    deadline = time.monotonic() + 60
    for line in process.stdout:
        if words in line:
            return
        assert time.monotonic() < deadline
    raise AssertionError(f"ended without {words!r}")


def test_turtle_of_our_own_conforms_when_it_comes_back(tmp_path: Path) -> None:
    document = tmp_path / "own.ttl"
    document.write_text(normal_turtle(extracted(article()).graph))
    assert run(str(document)).exit_code == 0


def test_the_workflow_and_the_hooks_of_the_page_do_what_they_say(tmp_path: Path) -> None:
    page = (CHECKOUT / "docs" / "validation.md").read_text(encoding="utf-8")
    shown = [yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)]
    (hook,) = shown[0]["repos"][0]["hooks"]
    (ours,) = yaml.safe_load((CHECKOUT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert {name: hook[name] for name in ("id", "name", "entry", "files")} == {
        name: ours[name] for name in ("id", "name", "entry", "files")
    }
    assert re.search(hook["files"], "drafts/events.ttl.gz")
    assert not re.search(hook["files"], "notes.md")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "faulty.ttl").write_text(FAULTY)
    steps = shown[1]["jobs"]["validate"]["steps"]
    (command,) = (step["run"] for step in steps if "diplograph validate" in step.get("run", ""))
    upload = next(step["with"]["sarif_file"] for step in steps if "upload-sarif" in step.get("uses", ""))
    environment = {**os.environ, "PATH": os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))}
    done = subprocess.run(["bash", "-e", "-c", command], cwd=tmp_path, env=environment, check=False, capture_output=True, text=True)
    assert done.returncode == 1, done.stderr
    places = [result["locations"][0]["physicalLocation"] for result in json.loads((tmp_path / upload).read_text())["runs"][0]["results"]]
    assert {place["artifactLocation"]["uri"] for place in places} == {"data/faulty.ttl"}
    assert {place["region"]["startLine"] for place in places} == set(FAULTS.values())
