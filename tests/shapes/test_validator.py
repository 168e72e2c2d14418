"""The validator and its reports."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import rdflib
from rdflib import Dataset, Graph, Literal, URIRef
from rdflib.compare import isomorphic, to_isomorphic
from rdflib.namespace import RDF, RDFS, SH, XSD
from rdflib.term import BNode, Node

from diplograph.errors import FormatError
from diplograph.ontology.rdf import load_rdf
from diplograph.ontology.terms import DG, PREFIXES
from diplograph.shapes.validator import Report, Severity, Validator, shapes_graph

CASES = Path(__file__).parent
BASE = "https://w3id.org/diplograph/id/"
REPORT = URIRef(BASE + "report/1")
VALIDATOR = Validator()


def conforming() -> Graph:
    return load_rdf(CASES / "Event-initiator/pass.ttl")


def faulty() -> Graph:
    """Four faults, one of them on a blank node."""
    graph = load_rdf(CASES / "Meeting-party/fail.ttl")
    graph.add((REPORT, DG.status, DG.planned))
    graph.add((REPORT, DG.place, BNode()))
    graph.add((REPORT, DG.initiator, URIRef(BASE + "state/CAN")))
    return graph


def shapes_of(turtle: str) -> Graph:
    heads = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
    return load_rdf(f"{heads}@prefix ex: <https://example.org/> .\n{turtle}".encode(), format="turtle")


def test_results_say_what_is_wrong_with_what() -> None:
    report = VALIDATOR.validate(faulty())
    assert not report.conforms
    assert [(str(result.shape).partition("#")[2], result.severity.value) for result in report.results] == [
        ("Event-initiator", "Violation"),
        ("Event-place", "Violation"),
        ("Event-status", "Violation"),
        ("Meeting-party", "Violation"),
    ]
    initiator, place, status, _ = report.results
    assert {result.focus for result in report.results} == {REPORT}
    assert {result.label for result in report.results} == {"India and Canada"}
    assert status.path == DG.status
    assert status.component == SH.MaxCountConstraintComponent
    assert status.value is None
    assert "exactly one status" in status.message
    assert initiator.value == URIRef(BASE + "state/CAN")
    assert initiator.path is not None
    assert "|" in initiator.path
    assert isinstance(place.value, BNode)


def test_report_for_people_is_short_and_complete() -> None:
    text = VALIDATOR.validate(faulty()).text()
    assert text.splitlines()[0] == f"Violation: India and Canada ({BASE}report/1)"
    assert "  property: dg:party | dg:initiator\n" in text
    assert "  shape:    dgsh:Event-status\n" in text
    assert text.endswith("Does not conform: 4 of severity Violation.")
    assert VALIDATOR.validate(conforming()).text() == "Conforms."


def test_report_for_programs_is_plain_json() -> None:
    report = json.loads(json.dumps(VALIDATOR.validate(faulty()).as_dict()))
    assert report["conforms"] is False
    assert len(report["results"]) == 4
    assert report["results"][2]["path"] == str(DG.status)
    assert report["results"][2]["severity"] == "Violation"


def test_report_as_rdf_is_a_shacl_report() -> None:
    graph = VALIDATOR.validate(faulty()).graph()
    (report,) = graph.subjects(RDF.type, SH.ValidationReport)
    assert graph.value(report, SH.conforms) == Literal("false", datatype=XSD.boolean)
    results = list(graph.objects(report, SH.result))
    assert len(results) == 4
    for result in results:
        for predicate in (SH.focusNode, SH.resultSeverity, SH.resultMessage, SH.sourceShape, SH.sourceConstraintComponent):
            assert len(list(graph.objects(result, predicate))) == 1
    assert load_rdf(graph.serialize().encode(), format="turtle")


def test_warnings_alone_conform() -> None:
    shapes = shapes_of("""
        ex:Place a sh:NodeShape ; sh:targetClass dg:Place ; sh:property ex:Place-lat .
        ex:Place-lat a sh:PropertyShape ; sh:path geo:lat ; sh:minCount 1 ; sh:message "A place is found on a map." ;
          sh:severity sh:Warning .
    """)
    place = load_rdf(f"<{BASE}place/1> a <{DG.Place}> .".encode(), format="turtle")
    report = VALIDATOR.validate(place, shapes)
    assert report.conforms
    assert [result.severity for result in report.results] == [Severity.WARNING]
    assert report.text().endswith("Conforms: 1 of severity Warning.")


def test_reports_add_up_in_a_stable_order() -> None:
    one, two = VALIDATOR.validate(faulty()), VALIDATOR.validate(load_rdf(CASES / "Place-lat/fail.ttl"))
    assert (one + two).results == (two + one).results
    assert len((one + two).results) == 5
    assert (one + one).results == one.results
    assert Report(()).conforms


def test_validation_leaves_the_graph_and_its_prefixes_as_they_were() -> None:
    # RDFLib/pySHACL issue 69
    graph = faulty()
    before, prefixes = set(graph), dict(graph.namespaces())
    VALIDATOR.validate(graph)
    assert set(graph) == before
    assert dict(graph.namespaces()) == prefixes


def test_validation_leaves_the_shapes_and_rdflib_as_they_were() -> None:
    shapes = shapes_graph()
    before = to_isomorphic(shapes)
    first = VALIDATOR.validate(faulty(), shapes).as_dict()
    assert isomorphic(to_isomorphic(shapes), before)
    assert rdflib.NORMALIZE_LITERALS
    assert str(Literal("01", datatype=URIRef(PREFIXES["xsd"] + "integer"))) == "1"
    second = VALIDATOR.validate(faulty(), shapes).as_dict()
    assert [r["shape"] for r in first["results"]] == [r["shape"] for r in second["results"]]  # type: ignore[attr-defined]


def test_own_shapes_stand_in_place_of_ours() -> None:
    shapes = shapes_of(
        'ex:Calm a sh:NodeShape ; sh:targetClass dg:Dispute ; sh:property [ sh:path dg:topic ; sh:minCount 1 ; sh:message "No topic." ] .'
    )
    (result,) = VALIDATOR.validate(conforming(), shapes).results
    assert (result.message, result.shape, result.path) == ("No topic.", None, DG.topic)
    assert VALIDATOR.validate(conforming()).results == ()


def test_own_shapes_without_messages_get_the_engines() -> None:
    shapes = shapes_of(
        "ex:Calm a sh:NodeShape ; sh:targetClass dg:Dispute ; sh:property [ sh:path dg:topic ; sh:minCount 1 ; sh:severity sh:Info ] ."
    )
    report = VALIDATOR.validate(conforming(), shapes)
    assert report.conforms
    assert report.results[0].severity is Severity.INFO
    assert report.results[0].message


@pytest.mark.parametrize(
    "turtle",
    [
        "ex:S a sh:PropertyShape ; sh:targetClass dg:Event ; sh:minCount 1 .",
        "ex:S a sh:NodeShape ; sh:targetClass dg:Event ; sh:path dg:party .",
        "ex:S a sh:NodeShape ; sh:targetClass dg:Event ; sh:property [ sh:path dg:party ; sh:minCount 'one' ] .",
        "ex:S a sh:NodeShape ; sh:targetClass dg:Event ; sh:property [ sh:path dg:party ; sh:pattern 1 ] .",
        "ex:S a sh:NodeShape ; sh:targetClass dg:Event ; sh:property [ sh:path rdfs:label ; sh:pattern '(' ] .",
        "ex:S a sh:NodeShape ; sh:targetClass dg:Event ; sh:or () .",
        "ex:S a sh:NodeShape ; sh:targetClass dg:Event ; sh:sparql [ sh:select 'SELECT' ] .",
        "ex:S a sh:NodeShape ; sh:targetClass dg:Event ; sh:sparql [ sh:message 'x' ] .",
        "ex:S a sh:NodeShape ; sh:targetClass dg:Event ; sh:sparql [ sh:select 'SELECT $this { $this no:prefix ?value }' ] .",
        "ex:S a sh:NodeShape ; sh:targetClass dg:Event ; sh:sparql [ sh:select 'SELECT $this { GRAPH $shapesGraph { $this ?p ?o } }' ] .",
        "ex:S a sh:NodeShape ; sh:targetClass dg:Event ; sh:property [ sh:path [ sh:inversePath 'x' ] ; sh:minCount 1 ] .",
    ],
)
def test_malformed_shapes_are_a_format_error(turtle: str) -> None:
    with pytest.raises(FormatError, match="not valid SHACL"):
        VALIDATOR.validate(conforming(), shapes_of(turtle))


ODD: list[Node] = [
    Literal("x"),
    Literal(""),
    Literal("x", lang="en"),
    Literal(3),
    Literal(1.5),
    BNode("odd"),
    URIRef("https://example.org/x"),
]
ILL_TYPED: list[Node] = [
    Literal("x", datatype=URIRef(PREFIXES["xsd"] + name), normalize=False)
    for name in ("date", "dateTime", "integer", "decimal", "boolean", "anyURI")
]


@pytest.mark.parametrize("value", ODD + ILL_TYPED, ids=repr)
def test_odd_values_anywhere_are_reported_and_stop_nothing(value: Node) -> None:
    complete = (
        load_rdf(CASES / "Event-date-order/pass.ttl") + load_rdf(CASES / "Place-lat/pass.ttl") + load_rdf(CASES / "Event-delegate/pass.ttl")
    )
    complete += load_rdf(CASES / "Article-datePublished/pass.ttl")
    for predicate in {URIRef(str(each)) for each in complete.predicates()}:
        graph = Graph()
        for triple in complete:
            graph.add((triple[0], triple[1], value) if triple[1] == predicate else triple)
        if predicate in {DG.party, DG.status, DG.evidence, DG.earliest, DG.start, DG.end}:
            assert not VALIDATOR.validate(graph).conforms, predicate
        else:
            assert VALIDATOR.validate(graph).text()


def test_number_that_stops_the_engine_is_a_format_error() -> None:
    graph = conforming()
    graph.set((URIRef(BASE + "evidence/1"), DG.end, Literal("NaN", datatype=XSD.decimal, normalize=False)))
    with pytest.raises(FormatError, match="cannot be compared"):
        VALIDATOR.validate(graph)


@pytest.mark.parametrize("digits", [10, 5000])
def test_offsets_beyond_any_text_break_their_shape(digits: int) -> None:
    graph = conforming()
    for predicate, first in ((DG.start, "8"), (DG.end, "9")):
        graph.set((URIRef(BASE + "evidence/1"), predicate, Literal(first * digits, datatype=XSD.integer, normalize=False)))
    assert PREFIXES["dgsh"] + "Evidence-end" in {str(result.shape) for result in VALIDATOR.validate(graph).results}


@pytest.mark.parametrize("kind", ["decimal", "nonNegativeInteger", "double"])
def test_offsets_of_another_number_type_break_their_shape_alone(kind: str) -> None:
    graph = conforming()
    graph.set((URIRef(BASE + "evidence/1"), DG.start, Literal("0", datatype=URIRef(PREFIXES["xsd"] + kind), normalize=False)))
    assert {str(result.shape) for result in VALIDATOR.validate(graph).results} == {PREFIXES["dgsh"] + "Evidence-start"}


def test_dataset_is_refused_rather_than_validated_in_part() -> None:
    with pytest.raises(TypeError, match="each graph"):
        VALIDATOR.validate(Dataset())


def test_offsets_count_code_points() -> None:
    graph = load_rdf(CASES / "Evidence-text/pass.ttl")
    text = str(graph.value(URIRef(BASE + "article/1"), DG.text))
    assert len(text.encode("utf-16-le")) // 2 > len(text), "the case has a character beyond the first plane"
    assert VALIDATOR.validate(graph).conforms


@pytest.mark.parametrize(
    ("start", "end", "shape"), [(0, 9, "Evidence-text"), (12, 21, "Evidence-text"), (2, 12, "Evidence-length"), (3, 11, "Evidence-length")]
)
def test_offsets_that_miss_the_quote_break_one_shape(start: int, end: int, shape: str) -> None:
    graph = load_rdf(CASES / "Evidence-text/pass.ttl")
    evidence = URIRef(BASE + "evidence/1")
    graph.set((evidence, DG.start, Literal(start)))
    graph.set((evidence, DG.end, Literal(end)))
    assert {str(result.shape) for result in VALIDATOR.validate(graph).results} == {PREFIXES["dgsh"] + shape}


def test_evidence_without_the_articles_text_is_not_held_to_it() -> None:
    graph = load_rdf(CASES / "Evidence-text/fail.ttl")
    graph.remove((None, DG.text, None))
    assert VALIDATOR.validate(graph).results == ()


def test_unknown_terms_name_the_term_and_who_uses_it() -> None:
    (result,) = VALIDATOR.validate(load_rdf(CASES / "Vocabulary-property/fail.ttl")).results
    assert result.value == URIRef(PREFIXES["dg"] + "partys")
    assert f"{BASE}state/IND uses it" in result.message


@pytest.fixture
def restless() -> Iterator[None]:
    """Python changes from thread to thread as often as it can."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(interval)


@pytest.mark.usefixtures("restless")
def test_threads_do_not_disturb_each_other() -> None:
    """Each thread is new, so that it reads the shapes and their queries while the others validate."""
    validator = Validator()

    def work(graph: Graph) -> list[str]:
        return [validator.validate(graph).text() for _ in range(10)]

    graphs = [faulty(), faulty(), faulty(), conforming()]
    with ThreadPoolExecutor(len(graphs)) as pool:
        found = list(pool.map(work, graphs))
    assert found == [[VALIDATOR.validate(graph).text()] * 10 for graph in graphs]


def test_labels_come_from_the_data() -> None:
    graph = faulty()
    graph.remove((REPORT, RDFS.label, None))
    assert {result.label for result in VALIDATOR.validate(graph).results} == {None}


@pytest.mark.parametrize(
    "query",
    [
        "SELECT $this WHERE { SERVICE <http://127.0.0.1:9/sparql> { $this ?p ?o } }",
        "SELECT $this WHERE {SERVICE<http://127.0.0.1:9/sparql>{$this ?p ?o}}",
        "SELECT $this WHERE { { SELECT $this { OPTIONAL { SERVICE SILENT ?x { $this ?p ?o } } } } }",
        "SELECT $this FROM <file:///etc/hostname> WHERE { $this ?p ?o }",
        "SELECT $this FROM <http://127.0.0.1:9/graph> WHERE { $this ?p ?o }",
    ],
)
def test_the_queries_of_shapes_fetch_nothing(query: str) -> None:
    shapes = shapes_of(f"ex:Asked a sh:NodeShape ; sh:targetClass dg:Event ; sh:sparql [ sh:select {json.dumps(query)} ] .")
    with pytest.raises(FormatError, match="not valid SHACL"):
        VALIDATOR.validate(conforming(), shapes)
