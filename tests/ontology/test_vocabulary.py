"""The Turtle files of the vocabulary: complete, in normal form, consistent, and the same as the constants."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest
from owlrl import DeductiveClosure, OWLRL_Semantics
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, OWL, RDF, RDFS, SH, SKOS
from rdflib.term import Node

from diplograph.loaders.event import EventType, Status
from diplograph.ontology.rdf import load_rdf
from diplograph.ontology.terms import CROSSWALK, DG, ONTOLOGY, PREFIXES, SHAPES, TOPICS
from diplograph.ontology.turtle import normal_turtle
from diplograph.ontology.vocabulary import (
    PREFERRED,
    code_classes,
    crosswalk_graph,
    event_classes,
    ontology_graph,
    superclasses,
    topic_keywords,
    topics_graph,
)
from diplograph.shapes.validator import Validator, shapes_graph

ROOT = Path(__file__).parents[2]
FILES = [*sorted((ROOT / "ontology").glob("*.ttl")), *sorted((ROOT / "shapes").glob("*.ttl"))]
TERMS = sorted(s for s in set(ontology_graph().subjects()) if isinstance(s, URIRef) and s.startswith(PREFIXES["dg"]))


def local(iri: Node) -> str:
    return str(iri).rpartition("#")[2]


def closure(*graphs: Graph) -> Graph:
    """The OWL 2 RL closure of the graphs together."""
    joined = Graph()
    for graph in graphs:
        joined += graph
    DeductiveClosure(OWLRL_Semantics, axiomatic_triples=False, datatype_axioms=False).expand(joined)
    return joined


def inconsistencies(graph: Graph) -> list[str]:
    return [str(message) for message in graph.objects(None, URIRef("http://www.daml.org/2002/03/agents/agent-ont#error"))]


def test_files_are_there() -> None:
    assert len(FILES) == 29
    assert len(TERMS) == 65


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_file_is_in_normal_form(file: Path) -> None:
    assert file.read_text(encoding="utf-8") == normal_turtle(load_rdf(file)), "run python -m diplograph.ontology --write"


@pytest.mark.parametrize("graph", [ontology_graph(), topics_graph(), crosswalk_graph(), shapes_graph()], ids=["dg", "dgt", "cw", "dgsh"])
def test_document_says_title_description_licence_and_version(graph: Graph) -> None:
    (document,) = graph.subjects(RDF.type, OWL.Ontology)
    assert document in {ONTOLOGY, TOPICS, CROSSWALK, SHAPES}
    for predicate in (DCTERMS.title, DCTERMS.description, DCTERMS.license, OWL.versionIRI, OWL.versionInfo):
        assert len(set(graph.objects(document, predicate))) == 1
    assert graph.value(document, OWL.versionIRI) == URIRef(f"{document}/{graph.value(document, OWL.versionInfo)}")


@pytest.mark.parametrize("term", TERMS, ids=local)
def test_term_has_label_comment_and_document(term: URIRef) -> None:
    graph = ontology_graph()
    (label,), (comment,), (document,) = (set(graph.objects(term, p)) for p in (RDFS.label, RDFS.comment, RDFS.isDefinedBy))
    assert isinstance(label, Literal)
    assert label.language == "en"
    assert label
    assert isinstance(comment, Literal)
    assert comment.language == "en"
    assert re.fullmatch(r"[^.]+\.", comment), "one sentence"
    assert document == ONTOLOGY


@pytest.mark.parametrize("kind", [OWL.ObjectProperty, OWL.DatatypeProperty], ids=local)
def test_property_has_domain_and_range(kind: URIRef) -> None:
    graph = ontology_graph()
    properties = set(graph.subjects(RDF.type, kind))
    assert len(properties) == {OWL.ObjectProperty: 19, OWL.DatatypeProperty: 16}[kind]
    for term in properties:
        assert (term, RDFS.domain, None) in graph
        assert (term, RDFS.range, None) in graph


def test_constants_are_the_terms_both_ways() -> None:
    constants = {name: value for name, value in vars(DG).items() if not name.startswith("_")}
    assert set(constants.values()) == set(TERMS)
    assert all(value == URIRef(PREFIXES["dg"] + name) for name, value in constants.items())
    assert list(constants) == sorted(constants)


def test_extractors_types_and_statuses_are_terms() -> None:
    assert {superclasses(kind)[0] for kind in EventType} < event_classes()
    assert {URIRef(PREFIXES["dg"] + status) for status in Status} == set(ontology_graph().subjects(RDF.type, DG.Status))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Meeting", "Meeting Engagement Event"),
        ("Appointment", "Appointment Engagement Event"),
        ("Agreement", "Agreement Event"),
        ("Recall", "Recall Dispute Event"),
        ("Dispute", "Dispute Event"),
        ("State", "State Actor"),
        ("Place", "Place"),
    ],
)
def test_superclasses_go_from_special_to_general(name: str, expected: str) -> None:
    assert " ".join(map(local, superclasses(name))) == expected


def test_superclasses_of_an_unknown_class_are_an_error() -> None:
    with pytest.raises(KeyError):
        superclasses("Banquet")


def test_vocabulary_and_a_conforming_event_are_consistent_under_owl_2_rl() -> None:
    data = load_rdf(ROOT / "tests/shapes/Event-delegate/pass.ttl")
    closed = closure(ontology_graph(), topics_graph(), crosswalk_graph(), data)
    assert inconsistencies(closed) == []
    base = "https://w3id.org/diplograph/id/"
    assert {cls for cls in closed.objects(URIRef(base + "state/IND"), RDF.type) if str(cls).startswith(PREFIXES["dg"])} == {
        DG.State,
        DG.Actor,
    }
    events = {s for s in closed.subjects(RDF.type, DG.Event) if isinstance(s, URIRef)}
    assert events == {URIRef(base + "report/1")}, "no other node becomes an event"


@pytest.mark.parametrize(
    "statement",
    [
        "<state/IND> a dg:Person",
        "<report/1> a dg:Place",
        "<report/1> dg:partOf <report/1>",
        "<state/IND> dg:quote 'a'",
        "<article/1> dg:iso3 'IND'",
    ],
)
def test_what_contradicts_the_vocabulary_is_inconsistent(statement: str) -> None:
    data = load_rdf(ROOT / "tests/shapes/Event-delegate/pass.ttl")
    data += load_rdf(f"@base <https://w3id.org/diplograph/id/> . @prefix dg: <{PREFIXES['dg']}> . {statement} .".encode())
    assert inconsistencies(closure(ontology_graph(), data)) != []


def test_vocabulary_itself_conforms_to_the_shapes() -> None:
    for graph in (ontology_graph(), topics_graph(), crosswalk_graph(), shapes_graph()):
        assert Validator().validate(graph).results == ()


def test_topics_are_a_shallow_tree() -> None:
    graph = topics_graph()
    topics = set(graph.subjects(SKOS.inScheme, TOPICS))
    assert len(topics) == 45
    for topic in topics:
        assert len(set(graph.objects(topic, SKOS.prefLabel))) == len(set(graph.objects(topic, SKOS.definition))) == 1
        depth = len(set(graph.transitive_objects(topic, SKOS.broader)))
        assert depth <= 2
        assert ((topic, SKOS.topConceptOf, TOPICS) in graph) == ((TOPICS, SKOS.hasTopConcept, topic) in graph) == (depth == 1)
        for broader in graph.objects(topic, SKOS.broader):
            assert broader in topics
            assert (broader, SKOS.narrower, topic) in graph


def test_topics_are_known_by_distinct_words() -> None:
    keywords = topic_keywords()
    assert all(4 <= len(words) <= 17 for words in keywords.values())
    owners: dict[str, str] = {}
    for topic, words in keywords.items():
        for word in words:
            assert word == unicodedata.normalize("NFC", word).strip()
            assert owners.setdefault(word.lower(), topic) == topic, word


def test_each_code_has_one_preferred_class_of_events() -> None:
    graph = crosswalk_graph()
    codes = set(graph.subjects(SKOS.notation))
    assert len(codes) > 100
    for code in codes:
        preferred = [cls for mapping in PREFERRED for cls in graph.objects(code, mapping)]
        assert len(preferred) == 1
        assert set(preferred) < event_classes()
        related = set(graph.objects(code, SKOS.relatedMatch))
        assert related < event_classes()
        assert not related & set(preferred)
        (scheme,) = graph.objects(code, SKOS.inScheme)
        assert local(code) == f"{local(scheme)}-{graph.value(code, SKOS.notation)}"
        assert (code, DCTERMS.source, None) in graph
        assert (code, SKOS.prefLabel, None) in graph
    assert len(code_classes("CAMEO")) + len(code_classes("PLOVER")) == len(codes)


@pytest.mark.parametrize(
    ("code", "name"),
    {
        "040": "Meeting",
        "043": "Visit",
        "036": "Invitation",
        "057": "Agreement",
        "0871": "Agreement",
        "112": "Accusation",
        "114": "Protest",
        "120": "Rejection",
        "139": "Threat",
        "161": "Rupture",
        "163": "Sanction",
        "085": "Sanction",
        "174": "Expulsion",
    }.items(),
)
def test_cameo_code_means_its_class(code: str, name: str) -> None:
    assert local(code_classes("CAMEO")[code]) == name


@pytest.mark.parametrize("code", ["010", "051", "0233", "100", "141", "173", "190", "1383x"])
def test_code_that_is_no_diplomacy_has_no_class(code: str) -> None:
    assert code not in code_classes("CAMEO")


def test_no_undefined_term_is_used_in_the_project() -> None:
    defined = {
        "dg": {local(term) for term in TERMS},
        "dgt": {local(s) for s in topics_graph().subjects(RDF.type, SKOS.Concept)},
        "dgsh": {local(s) for s in shapes_graph().subjects(RDF.type) if isinstance(s, URIRef) and "#" in s},
    }
    uses = re.compile(
        r"(?<![\w:])(dg|dgt|dgsh):([A-Za-z][\w-]*)|https://w3id\.org/diplograph/(ontology|topics|shapes)#([A-Za-z][\w-]*)|\b(DG)\.([A-Za-z]\w*)"
    )
    names = {"ontology": "dg", "topics": "dgt", "shapes": "dgsh", "DG": "dg"}
    seen = 0
    for file in project_files():
        for first, second, third, fourth, fifth, sixth in uses.findall(file.read_text(encoding="utf-8")):
            kind = first or names[third or fifth]
            term = second or fourth or sixth
            assert term.rstrip("-") in defined[kind], f"{file.relative_to(ROOT)}: {kind}:{term} is not defined"
            seen += 1
    assert seen > 1000


def project_files() -> list[Path]:
    """The project's own files that speak of terms; violating cases and Python tests misspell some on purpose."""
    folders = "api bench diplograph docs loaders ontology seeds shapes store tests web".split()
    found = [*ROOT.glob("*.md")]
    for folder in folders:
        if not (ROOT / folder).is_symlink():
            found += [
                file for file in (ROOT / folder).rglob("*") if file.suffix in {".ttl", ".py", ".rq", ".jsonld", ".md"} and file.is_file()
            ]
    kept = [file for file in found if file.name != "fail.ttl" and not {"node_modules", "dist"} & set(file.parts)]
    return [file for file in kept if not (file.suffix == ".py" and (ROOT / "tests") in file.parents)]


def test_shapes_declare_the_prefixes_of_their_queries() -> None:
    graph = shapes_graph()
    declared = {str(graph.value(d, SH.prefix)): str(graph.value(d, SH.namespace)) for d in graph.objects(SHAPES, SH.declare)}
    assert declared == {name: PREFIXES[name] for name in ("dg", "xsd")}
