"""The normal form of Turtle: the same graph, the same text."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import Graph, Literal, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import XSD

from diplograph.errors import FormatError
from diplograph.ontology.__main__ import main
from diplograph.ontology.rdf import load_rdf
from diplograph.ontology.turtle import normal_turtle

UNTIDY = b"""
@prefix ex: <https://w3id.org/diplograph/id/> . @prefix dg: <https://w3id.org/diplograph/ontology#> .
ex:b dg:party ( ex:x "a" 1 ) , [ dg:quote "two\\nlines \\"quoted\\"" ] . ex:b a dg:Meeting .
ex:a dg:start 01, 1.50, true ; dg:end "x"^^<http://www.w3.org/2001/XMLSchema#integer>, "1"^^<http://www.w3.org/2001/XMLSchema#boolean> .
[] dg:party [] .
"""


def test_form_is_stable_and_keeps_the_graph() -> None:
    graph = load_rdf(UNTIDY)
    normal = normal_turtle(graph)
    again = load_rdf(normal.encode(), format="turtle")
    assert isomorphic(graph, again)
    assert normal_turtle(again) == normal
    assert normal.index("id/a>") < normal.index("id/b>")
    assert "dg:start 01, 1.50, true" in normal


def test_order_of_statements_does_not_matter() -> None:
    graph = load_rdf(UNTIDY)
    backwards = Graph()
    for triple in sorted(graph, reverse=True):
        backwards.add(triple)
    assert normal_turtle(backwards) == normal_turtle(graph)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30))
def test_any_string_survives(text: str) -> None:
    graph = Graph()
    for value in (Literal(text), Literal(text, lang="en"), Literal(text, datatype=XSD.decimal, normalize=False)):
        graph.add((URIRef("https://example.org/s"), URIRef("https://example.org/p"), value))
    assert set(load_rdf(normal_turtle(graph).encode(), format="turtle")) == set(graph)


@pytest.mark.parametrize("document", ["_:a <x:p> _:b . <x:s> <x:p> _:a . <x:t> <x:p> _:a .", "_:a <x:p> _:b . _:b <x:p> _:a ."])
def test_shared_and_circular_blank_nodes_have_no_form(document: str) -> None:
    with pytest.raises(FormatError, match="blank node"):
        normal_turtle(load_rdf(document.encode()))


def test_command_checks_and_writes(tmp_path: Path) -> None:
    file = tmp_path / "untidy.ttl"
    file.write_bytes(UNTIDY)
    said: list[str] = []
    assert main(["--check", str(file)], said.append) == 1
    assert main(["--write", str(file)], said.append) == 0
    assert main(["--check", str(file)], said.append) == 0
    assert said == [f"{file}: not in normal form; run with --write\n"]
    file.write_text("<a:b> .")
    assert main(["--check", str(file)], said.append) == 2
