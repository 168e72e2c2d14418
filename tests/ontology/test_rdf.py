"""Reading of RDF documents: every format, and nothing that a stranger's document could do."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from rdflib import Literal, URIRef
from rdflib.namespace import OWL, RDF, XSD

from diplograph.errors import FormatError, SourceError
from diplograph.ontology.rdf import FORMATS, load_graphs, load_rdf
from diplograph.ontology.terms import CONTEXT, DG, PREFIXES
from diplograph.ontology.vocabulary import ontology_graph
from diplograph.shapes.validator import Validator

HEAD = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="https://example.org/">'
DOCUMENTS = {
    "turtle": "@prefix e: <https://example.org/> . e:s e:p 'o' .",
    "trig": "@prefix e: <https://example.org/> . e:g { e:s e:p 'o' }",
    "ntriples": '<https://example.org/s> <https://example.org/p> "o" .',
    "nquads": '<https://example.org/s> <https://example.org/p> "o" <https://example.org/g> .',
    "jsonld": '{"@id": "https://example.org/s", "https://example.org/p": "o"}',
    "rdfxml": f'{HEAD}<rdf:Description rdf:about="https://example.org/s"><e:p>o</e:p></rdf:Description></rdf:RDF>',
}
TRIPLE = (URIRef("https://example.org/s"), URIRef("https://example.org/p"), Literal("o"))


@pytest.mark.parametrize("kind", FORMATS)
def test_format_is_known_by_name_by_ending_and_by_content(kind: str, tmp_path: Path) -> None:
    data = DOCUMENTS[kind].encode()
    file = tmp_path / f"data{FORMATS[kind].endings[0]}"
    file.write_bytes(b"\xef\xbb\xbf" + data)
    assert set(load_rdf(file)) == set(load_rdf(data, format=kind)) == set(load_rdf(data)) == {TRIPLE}
    assert set(load_rdf(data, format=f"{FORMATS[kind].media_types[0]}; charset=utf-8")) == {TRIPLE}


@pytest.mark.parametrize("kind", ["trig", "nquads"])
def test_graphs_of_a_dataset_stay_apart(kind: str) -> None:
    data = DOCUMENTS[kind] + "\n" + DOCUMENTS["ntriples"]
    graphs = load_graphs(data.encode(), format=kind)
    assert {name: len(graph) for name, graph in graphs.items()} == {"https://example.org/g": 1, None: 1}
    assert graphs["https://example.org/g"].identifier == URIRef("https://example.org/g")


def test_literals_keep_the_form_in_which_they_were_written() -> None:
    (value,) = load_rdf(b"<e:s> <e:p> 01.50 .").objects()
    assert isinstance(value, Literal)
    assert (str(value), value.datatype) == ("01.50", XSD.decimal)


@pytest.mark.parametrize(
    ("data", "kind", "line", "column", "words"),
    [
        (b"@prefix a: <b:> .\na:b a:c a:d .\na:b a:c foo .", "turtle", 3, 9, "foo"),
        (b"a:b a:c a:d .", "turtle", 1, None, "prefix"),
        (b"<s> <e:p> <e:o> .", "turtle", 1, 1, "relative IRI"),
        (b'<e:s> <e:p> "o" .\n<e:s> "p" <e:o> .', "ntriples", 2, None, "not ntriples"),
        (b'{\n  "@id": "e:s",,\n}', "jsonld", 2, None, "not jsonld"),
        (b"<rdf:RDF>\n<a>\n</b></rdf:RDF>", "rdfxml", 3, None, "mismatched tag"),
        (b"<e:s> <e:p> '\xff\xfe' .", "turtle", 1, None, "not UTF-8"),
        (b"", "turtle", None, None, "empty file"),
        (b" \n\n", None, None, None, "empty file"),
        (b"\0" * 100, None, None, None, "binary file"),
        (b"PK\x03\x04\0\0", "turtle", None, None, "binary file"),
        (b"The two sides met.", None, 1, None, "not trig"),
        (b"<e:s> <e:p> <<( <e:s> <e:p> <e:o> )>> .", "turtle", None, None, "RDF 1.2"),
    ],
)
def test_broken_document_says_where(data: bytes, kind: str | None, line: int | None, column: int | None, words: str) -> None:
    with pytest.raises(FormatError) as caught:
        load_rdf(data, "data", kind)
    assert caught.value.line == line
    assert column in (None, caught.value.column)
    assert words in str(caught.value)
    assert str(caught.value).startswith("data:")
    assert "\n" not in str(caught.value)


def test_unknown_format_names_the_known_ones() -> None:
    with pytest.raises(FormatError, match="turtle, trig"):
        load_rdf(b"x", format="docx")


@pytest.mark.parametrize("name", [".", "missing.ttl"])
def test_file_that_cannot_be_read_is_named(name: str, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot be read"):
        load_rdf(tmp_path / name)


NESTED = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))


@pytest.mark.parametrize(
    "doctype",
    [
        '<!ENTITY x SYSTEM "file:///etc/hostname">',
        '<!ENTITY x PUBLIC "a" "http://127.0.0.1:9/x">',
        '<!ENTITY % x SYSTEM "http://127.0.0.1:9/x"> %x;',
        f'<!ENTITY l0 "x">{NESTED}<!ENTITY x "&l9;">',
        f'<!ENTITY x "{"x" * 1000}">',
    ],
    ids=["file", "public", "parameter", "nested", "long"],
)
def test_entities_of_xml_reach_nothing_and_do_not_grow(doctype: str) -> None:
    document = f'<!DOCTYPE r [{doctype}]>{HEAD}<rdf:Description rdf:about="e:s"><e:p>&x;</e:p></rdf:Description></rdf:RDF>'
    with pytest.raises(FormatError, match=r"not allowed|not rdfxml"):
        load_rdf(document.encode(), format="rdfxml")


def test_entity_that_abbreviates_a_namespace_is_read() -> None:
    doctype = '<!DOCTYPE rdf:RDF [<!ENTITY e "https://example.org/">]>'
    document = doctype + DOCUMENTS["rdfxml"].replace("https://example.org/s", "&e;s")
    assert set(load_rdf(document.encode())) == {TRIPLE}


@pytest.mark.parametrize(
    ("kind", "document"),
    [
        ("turtle", "<e:s> <e:p> " + "<<( <e:s> <e:p> " * 100_000 + "1" + " )>>" * 100_000 + " ."),
        ("rdfxml", HEAD + "<e:a><e:b>" * 100_000 + "</e:b></e:a>" * 100_000 + "</rdf:RDF>"),
        ("jsonld", '{"a:b":' * 100_000 + "1" + "}" * 100_000),
        ("jsonld", '{"@context": "' + CONTEXT + '", "a:b":' + "[" * 100_000 + "]" * 100_000 + "}"),
    ],
    ids=["triple-terms", "elements", "json", "json-context"],
)
def test_deep_nesting_is_refused_at_once(kind: str, document: str) -> None:
    started = time.thread_time()
    with pytest.raises(FormatError):
        load_rdf(document.encode(), format=kind)
    assert time.thread_time() - started < 5


@pytest.mark.parametrize(
    "context", ["http://127.0.0.1:9/context", "https://schema.org/", ["http://127.0.0.1:9/c"], {"@import": "http://127.0.0.1:9/c"}]
)
def test_contexts_at_addresses_are_not_fetched(context: object) -> None:
    with pytest.raises(FormatError, match="not jsonld"):
        load_rdf(json.dumps({"@context": context, "@id": "e:s", "label": "x"}).encode(), format="jsonld")


EVENT = {
    "@context": CONTEXT,
    "@graph": [
        {
            "id": "e:report",
            "type": ["Meeting", "Engagement", "Event"],
            "label": "India and Canada meet",
            "party": ["e:IND", "e:CAN"],
            "initiator": "e:IND",
            "status": "occurred",
            "earliest": "2026-02-07",
            "latest": "2026-02-07",
            "topic": "dgt:security",
            "confidence": "0.8",
            "evidence": "e:evidence",
            "place": {"id": "e:ottawa", "type": "Place", "label": "Ottawa", "lat": "45.42", "long": "-75.69"},
        },
        {"id": "e:evidence", "type": "Evidence", "article": "e:article", "quote": "They met.", "start": 0, "end": 9},
        {"id": "e:article", "type": "Article", "label": "They met", "source": "a.txt", "text": "They met.", "published": "2026-02-09"},
        {"id": "e:IND", "type": ["State", "Actor"], "label": "India", "iso3": "IND"},
        {"id": "e:CAN", "type": ["State", "Actor"], "label": "Canada", "iso3": "CAN"},
    ],
}


def test_own_context_gives_data_that_conforms() -> None:
    graph = load_rdf(json.dumps(EVENT).encode())
    assert Validator().validate(graph).results == ()
    report = URIRef("e:report")
    assert set(graph.objects(report, DG.status)) == {DG.occurred}
    assert set(graph.objects(report, DG.topic)) == {URIRef(PREFIXES["dgt"] + "security")}
    assert set(graph.objects(report, DG.earliest)) == {Literal("2026-02-07", datatype=XSD.date)}
    assert set(graph.objects(URIRef("e:evidence"), DG.end)) == {Literal(9)}


def test_context_has_every_term_with_its_kind_of_value() -> None:
    context = json.loads((Path(__file__).parents[2] / "ontology/context.jsonld").read_text())["@context"]
    graph = ontology_graph()
    for term in (term for name, term in vars(DG).items() if not name.startswith("_")):
        entry = context[str(term).removeprefix(PREFIXES["dg"])]
        iri, kind = (entry, None) if isinstance(entry, str) else (entry["@id"], entry["@type"])
        assert iri == f"dg:{str(term).removeprefix(PREFIXES['dg'])}"
        if (term, RDF.type, OWL.ObjectProperty) in graph:
            assert kind in {"@id", "@vocab"}
        elif (term, RDF.type, OWL.DatatypeProperty) in graph:
            assert (kind or "xsd:string") == str(next(graph.objects(term, URIRef(PREFIXES["rdfs"] + "range")))).replace(
                PREFIXES["xsd"], "xsd:"
            )
    assert {name: iri for name, iri in context.items() if PREFIXES.get(name)} == {
        name: PREFIXES[name] for name in context if name in PREFIXES
    }
