"""Where things are described, in each format that can be read."""

from __future__ import annotations

import pytest

from diplograph.checks.places import language_tags, subject_lines

TURTLE = '''# <http://e/comment> a ex:comment .
@prefix ex: <http://e/> .
PREFIX o: <http://o/>
@base <http://b/d/> .

ex:one ex:says """a string
<http://e/string> a ex:Trap . """ , 'it''s' , "ex:trap ." ; # ex:trap . ex:two a
  ex:has [ a ex:Thing ; ex:in ( ex:x ex:y ) ] .
<two> a o:T ; ex:size 1.5 , 2.0e3, true .
o:a.b ex:p "x"@en-GB .
[] ex:p ex:four .
_:five ex:p ex:six . ex:se\\,ven
  a ex:T .
ex:one a ex:Again .
'''


def test_turtle() -> None:
    assert subject_lines(TURTLE.encode()) == {
        "http://e/one": 6,
        "http://b/d/two": 9,
        "http://o/a.b": 10,
        "http://e/se,ven": 12,
    }


def test_trig_with_named_graphs() -> None:
    trig = b"@prefix ex: <http://e/> .\nex:g {\n ex:a a ex:T .\n ex:b a ex:T\n}\nGRAPH ex:h { ex:c a ex:T }\n{ ex:d a ex:T }"
    lines = subject_lines(trig)
    assert {name: lines[f"http://e/{name}"] for name in "abcd"} == {"a": 3, "b": 4, "c": 6, "d": 7}


def test_quads() -> None:
    assert subject_lines(b'<http://a> <http://p> "x\\" . <http://no> " <http://g> .\n<http://b> <http://p> _:x .\n') == {
        "http://a": 1,
        "http://b": 2,
    }


def test_json_ld_prefers_where_a_thing_is_described() -> None:
    document = b"""{
      "@context": {"ex": "http://e/", "@base": "http://b/"},
      "@graph": [
        {"@id": "ex:one", "ex:knows": {"@id": "ex:two"}},
        {"id": "ex:two", "ex:p": 1},
        {"@id": "three", "ex:p": "caf\\u00e9"},
        {"@id": "http://e/four", "ex:p": {"@id": "ex:five"}}
      ]
    }"""
    lines = subject_lines(document)
    assert [lines[f"http://{name}"] for name in ("e/one", "e/two", "b/three", "e/four", "e/five")] == [4, 5, 6, 7, 7]


def test_rdf_xml() -> None:
    document = b"""<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/" xml:base="http://b/d">
  <e:T rdf:about="http://e/one"><e:p rdf:resource="http://e/two"/></e:T>
  <rdf:Description rdf:ID="three">
    <e:p><e:T rdf:about="four" xml:base="http://c/"/></e:p>
  </rdf:Description>
</rdf:RDF>"""
    assert subject_lines(document) == {"http://e/one": 3, "http://b/d#three": 4, "http://c/four": 5}


@pytest.mark.parametrize(
    "document", [b'<http://a> <http://p> "x"@en-CA .', b'{"@language": "en-CA"}', b'<a xml:lang="en-CA"/>', b"<b xml:lang = 'en-CA'/>"]
)
def test_language_tags_as_they_are_written(document: bytes) -> None:
    assert language_tags(document) == {"en-ca": "en-CA"}


def test_a_long_document_takes_time_in_proportion() -> None:
    line = b'<http://e/%d> <http://e/p> "some words and \\"more\\" of them" , <http://e/o> ; a <http://e/T> .\n'
    lines = subject_lines(b"".join(line % number for number in range(20_000)))
    assert lines["http://e/19999"] == 20_000
