"""The reference pages say of every term what its Turtle says, lead everywhere they point, and need no script."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import lxml.html
import pyoxigraph as ox
import pytest
from rdflib import RDF, URIRef
from rdflib.namespace import OWL, RDFS, SKOS

from diplograph.ontology.terms import DG, PREFIXES
from diplograph.ontology.vocabulary import crosswalk_graph, ontology_graph, superclasses, topics_graph
from diplograph.reference import VOCABULARIES, Site, render, stylesheet, terms
from diplograph.reference.__main__ import main
from diplograph.reference.documents import DOCUMENTS, document
from diplograph.reference.graphs import _example_lines, example_of, local, short_name
from diplograph.reference.rules import rules
from diplograph.shapes.validator import Validator
from diplograph.vocabularies import vocabulary


@cache
def page(name: str) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(render(name, Site()))


def section(name: str, term: URIRef) -> lxml.html.HtmlElement:
    (found,) = page(name).xpath("//*[@id=$id]", id=local(term))
    return found


def hrefs(element: lxml.html.HtmlElement) -> set[str]:
    return {str(link) for link in element.xpath(".//a/@href")}


@pytest.mark.parametrize(("name", "count"), [("ontology", 55), ("topics", 45), ("crosswalk", 95), ("shapes", 105)])
def test_every_term_has_its_place_under_its_own_name(name: str, count: int) -> None:
    ids = [str(id) for id in page(name).xpath("//@id")]
    assert len(ids) == len(set(ids))
    assert terms(name) - set(ids) == set()
    assert len(terms(name)) >= count


@pytest.mark.parametrize("name", VOCABULARIES)
def test_every_link_within_the_pages_leads_somewhere(name: str) -> None:
    for href in hrefs(page(name)):
        if "://" in href:
            continue
        target, _, anchor = href.partition("#")
        if anchor:
            assert page(target or name).xpath("//*[@id=$id]", id=anchor), href
        else:
            assert target in {*VOCABULARIES, *(f"{one}.{format.extension}" for one in VOCABULARIES for format in DOCUMENTS)}, href


@pytest.mark.parametrize("name", VOCABULARIES)
def test_a_page_needs_no_script_and_no_style_of_its_own(name: str) -> None:
    html = render(name, Site())
    assert not re.search(r"<script|<style|\sstyle=|\son\w+=|javascript:", html)
    assert page(name).xpath("//link/@href") == ["reference.css"]
    assert page(name).get("lang") == "en"
    assert page(name).xpath("//main//h1")
    assert html == render(name, Site())


def test_the_ontology_s_page_says_of_every_term_what_its_turtle_says() -> None:
    graph = ontology_graph()
    said = 0
    for term in terms("ontology"):
        name = URIRef(PREFIXES["dg"] + term)
        shown = section("ontology", name)
        text = " ".join(shown.text_content().split())
        for property in (RDFS.label, RDFS.comment):
            assert str(graph.value(name, property)) in text
        for property in (RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, SKOS.closeMatch):
            for value in graph.objects(name, property):
                said += 1
                assert (f"ontology#{local(value)}" if value.startswith(PREFIXES["dg"]) else str(value)) in hrefs(shown)  # type: ignore[attr-defined]
    assert said > 90
    assert "ontology#Meeting" in hrefs(section("ontology", DG.Engagement))
    assert {"ontology#State", "ontology#Organization"} <= hrefs(section("ontology", DG.party))


def test_rules_and_terms_lead_to_each_other() -> None:
    assert len(rules()) == 100
    linked = 0
    for rule in rules():
        shown = section("shapes", rule.name)
        assert rule.message in shown.text_content()
        assert rule.severity in shown.text_content()
        for term in (*rule.classes, *rule.properties):
            if term.startswith(PREFIXES["dg"]):
                linked += 1
                assert f"ontology#{local(term)}" in hrefs(shown)
                assert f"shapes#{local(rule.name)}" in hrefs(section("ontology", term))
                assert rule.message in section("ontology", term).text_content()
    assert linked > 120


def test_codes_and_classes_lead_to_each_other() -> None:
    assert "crosswalk#CAMEO-042" in hrefs(section("ontology", DG.Visit))
    code = URIRef(PREFIXES["cw"] + "CAMEO-042")
    assert "ontology#Visit" in hrefs(section("crosswalk", code))
    assert str(crosswalk_graph().value(code, SKOS.prefLabel)) in section("crosswalk", code).text_content()
    topic = section("topics", URIRef(PREFIXES["dgt"] + "tariffs"))
    assert "topics#trade" in hrefs(topic)
    assert str(topics_graph().value(URIRef(PREFIXES["dgt"] + "tariffs"), SKOS.definition)) in topic.text_content()


def test_the_diagram_shows_every_class_of_events_and_every_property_and_leads_to_them() -> None:
    (drawing,) = page("ontology").xpath("//*[local-name()='svg']")
    graph = ontology_graph()
    named = {URIRef(PREFIXES["dg"] + href[1:]) for href in hrefs(drawing)}
    classes = {name for name in graph.subjects(RDF.type, OWL.Class) if isinstance(name, URIRef)}
    properties = {name for kind in (OWL.ObjectProperty, OWL.DatatypeProperty) for name in graph.subjects(RDF.type, kind)}
    assert named >= classes | properties


def test_the_examples_conform_and_there_is_one_of_every_term() -> None:
    report = Validator().validate_ntriples("".join(f"{line} .\n" for line in _example_lines()).encode())
    assert report.conforms, report.text()
    for term in sorted(terms("ontology") - {"Status"}):
        name = URIRef(PREFIXES["dg"] + term)
        example = example_of(name)
        assert short_name(name) in example
        head = "@base <https://example.org/> .\n" + "".join(f"@prefix {prefix}: <{space}> .\n" for prefix, space in PREFIXES.items())
        assert len(list(ox.parse(head + example, format=ox.RdfFormat.TURTLE))) >= 1
    meeting = example_of(DG.Meeting)
    assert all(f"dg:{local(name)}" in meeting for name in superclasses("Meeting"))


def test_a_folder_of_them_stands_by_itself(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "reference")]) == 0
    assert "ontology.html" in capsys.readouterr().err
    files = {file.name for file in (tmp_path / "reference").iterdir()}
    assert (tmp_path / "reference" / "reference.css").read_text(encoding="utf-8") == stylesheet()
    for name in VOCABULARIES:
        html = lxml.html.document_fromstring((tmp_path / "reference" / f"{name}.html").read_text(encoding="utf-8"))
        assert {href.partition("#")[0] for href in hrefs(html) if "://" not in href} - {""} <= files


@pytest.mark.parametrize("name", VOCABULARIES)
@pytest.mark.parametrize("format", DOCUMENTS, ids=lambda format: format.name)
def test_a_vocabulary_is_the_same_in_every_format(name: str, format: object) -> None:
    chosen = next(known for known in DOCUMENTS if known == format)
    data = document(name, chosen)
    assert data == document(name, chosen)
    assert isinstance(chosen.engine, ox.RdfFormat)
    found, wanted = (
        ox.Dataset(quads)
        for quads in (ox.parse(data, format=chosen.engine), (ox.Quad(*triple) for triple in vocabulary(str(VOCABULARIES[name]))))
    )
    for dataset in (found, wanted):
        dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    assert found == wanted
