"""Every shape has a conforming and a violating case; the violating one breaks that shape and no other."""

from __future__ import annotations

from pathlib import Path

import pyshacl
import pytest
from rdflib import Graph, URIRef
from rdflib.namespace import OWL, RDF, RDFS, SH

from diplograph.ontology.rdf import load_rdf
from diplograph.ontology.terms import DG, PREFIXES
from diplograph.ontology.vocabulary import ontology_graph, superclasses, topics_graph
from diplograph.shapes.validator import Severity, Validator, shapes_graph

CASES = Path(__file__).parent
SHAPES = shapes_graph()
CHECKS = sorted(
    {shape for shape in SHAPES.subjects(RDF.type, SH.PropertyShape) if isinstance(shape, URIRef)}
    | {shape for shape in SHAPES.subjects(RDF.type, SH.NodeShape) if (shape, SH.property, None) not in SHAPES and isinstance(shape, URIRef)}
)
VALIDATOR = Validator()


def local(iri: URIRef) -> str:
    return iri.removeprefix(PREFIXES["dgsh"])


def values(graph: Graph, shape: URIRef) -> bool:
    """Whether the graph has something for the shape to check: its class, or the subjects it aims at."""
    owner = SHAPES.value(None, SH.property, shape) or shape
    classes = [(None, RDF.type, cls) for cls in SHAPES.objects(owner, SH.targetClass)]
    subjects = [(None, predicate, None) for predicate in SHAPES.objects(owner, SH.targetSubjectsOf)]
    return any(pattern in graph for pattern in classes + subjects) or (owner, SH.targetNode, None) in SHAPES


def test_every_shape_is_found_and_no_case_is_left_over() -> None:
    assert len(CHECKS) == 100
    assert sorted(path.name for path in CASES.iterdir() if (path / "pass.ttl").exists()) == sorted(map(local, CHECKS))


@pytest.mark.parametrize("shape", CHECKS, ids=local)
def test_conforming_case_passes_every_shape(shape: URIRef) -> None:
    graph = load_rdf(CASES / local(shape) / "pass.ttl")
    assert values(graph, shape)
    assert VALIDATOR.validate(graph).results == ()


@pytest.mark.parametrize("shape", CHECKS, ids=local)
def test_violating_case_breaks_this_shape_alone(shape: URIRef) -> None:
    report = VALIDATOR.validate(load_rdf(CASES / local(shape) / "fail.ttl"))
    assert {result.shape for result in report.results} == {shape}
    assert all(
        result.message == str(SHAPES.value(shape, SH.message)) or "{?" in str(SHAPES.value(shape, SH.message)) for result in report.results
    )
    assert report.conforms == (SHAPES.value(shape, SH.severity) == SH.Warning)


@pytest.mark.parametrize("shape", CHECKS, ids=local)
def test_shape_has_a_severity_and_one_message(shape: URIRef) -> None:
    assert SHAPES.value(shape, SH.severity) in {SH[severity.value] for severity in Severity}
    (message,) = SHAPES.objects(shape, SH.message)
    assert str(message).endswith(".")
    assert len(str(message)) > 40


def test_shapes_are_well_formed_by_shacls_own_shapes() -> None:
    conforms, _, text = pyshacl.validate(Graph(), shacl_graph=shapes_graph(), meta_shacl=True)
    assert conforms, text


def test_every_class_has_a_shape_that_asks_for_the_class_above_it() -> None:
    classes = {cls for cls in ontology_graph().subjects(RDF.type, OWL.Class) if isinstance(cls, URIRef)} - {DG.Status}
    assert set(SHAPES.objects(None, SH.targetClass)) == classes
    for cls in classes:
        above = superclasses(cls.removeprefix(PREFIXES["dg"]))[1:2]
        asked = tuple(SHAPES.objects(URIRef(f"{PREFIXES['dgsh']}{cls.removeprefix(PREFIXES['dg'])}-type"), SH.hasValue))
        assert asked == above


def test_lists_of_terms_in_shapes_are_those_of_the_vocabulary() -> None:
    def listed(shape: str) -> set[str]:
        query = SHAPES.value(SHAPES.value(URIRef(PREFIXES["dgsh"] + shape), SH.sparql), SH.select)
        return set(str(query).partition("#(")[2].partition(")$")[0].split("|"))

    terms = [s for s in ontology_graph().subjects(RDFS.isDefinedBy) if isinstance(s, URIRef)]
    named = {term.removeprefix(PREFIXES["dg"]) for term in terms if (term, RDF.type, DG.Status) not in ontology_graph()}
    assert listed("Vocabulary-class") == {name for name in named if name[0].isupper()}
    assert listed("Vocabulary-property") == {name for name in named if name[0].islower()}
    (head,) = SHAPES.objects(URIRef(PREFIXES["dgsh"] + "Event-topic"), SH["in"])
    topics = SHAPES.items(head)
    assert set(topics) == set(topics_graph().subjects(RDF.type, URIRef(PREFIXES["skos"] + "Concept")))


@pytest.mark.parametrize("file", sorted(CASES.parents[1].glob("shapes/*.ttl")), ids=lambda file: file.stem)
def test_file_holds_the_shapes_of_one_class_and_is_named_after_it(file: Path) -> None:
    shapes = [s for s in load_rdf(file).subjects(SH.severity) if isinstance(s, URIRef)]
    assert shapes
    assert {local(shape).partition("-")[0].lower() for shape in shapes} == {file.stem}
