"""Tables of events, CSV and JSON: what they may look like, and what is said of their faults, with the line."""

from __future__ import annotations

import json

import pytest

from diplograph.checks.documents import Document
from diplograph.errors import FormatError
from diplograph.importing import TEMPLATES, Imported, Known, read_import
from diplograph.loaders.actors.exact import actor_called
from diplograph.loaders.actors.gazetteer import gazetteer
from diplograph.loaders.event import ActorKind
from diplograph.loaders.source import Source
from diplograph.ontology.iris import Iris
from diplograph.ontology.terms import DG
from diplograph.tables.row import code

IRIS = Iris()
HEAD = "type,status,label,parties"
ROW = "Meeting,occurred,India meets Canada,IND; CAN"


def imported(text: str | bytes, name: str = "mine.csv", encoding: str | None = None) -> Imported:
    data = text.encode() if isinstance(text, str) else text
    return read_import(Document(name, data), Source(name), Known(IRIS, IRIS.source(name)), encoding)


def faults(text: str | bytes, name: str = "mine.csv") -> list[str]:
    return [fault.text(name) for fault in imported(text, name).faults]


def values(read: Imported, predicate: str) -> list[str]:
    return sorted(triple.object.value for triple in read.triples if triple.predicate.value == predicate)  # type: ignore[union-attr]


@pytest.mark.parametrize("name", TEMPLATES)
def test_the_template_can_be_imported_as_it_is(name: str) -> None:
    read = imported(TEMPLATES[name](), f"mine.{name}")
    assert read.faults == ()
    assert read.notes == ()
    assert len(read.reports) == 2
    assert values(read, str(DG.earliest)) == ["2026-02-01", "2026-02-07"]
    assert values(read, str(DG.latest)) == ["2026-02-07", "2026-02-28"]
    assert len(values(read, str(DG.outcomeOf))) == 1


@pytest.mark.parametrize(
    "text",
    [
        f"{HEAD}\n{ROW}\n",
        f"{HEAD}\r\n{ROW}\r\n",
        f"\ufeff{HEAD}\n\n{ROW}",
        f"{HEAD}\n{ROW}\n".encode("utf-16"),
        'sep=;\ntype;status;label;parties\nMeeting;occurred;India meets Canada;"IND; CAN"\n',
        "type\tstatus\tlabel\tparties\nMEETING\tOccurred\tIndia meets Canada\tIND; CAN\n",
        'Type , Status,LABEL,"parties"\nMeeting,occurred,India meets Canada,"India;\nthe Canada; "\n',
    ],
)
def test_what_spreadsheets_make_of_a_table_is_read_alike(text: str | bytes) -> None:
    assert imported(text).triples == imported(f"{HEAD}\n{ROW}\n").triples


def test_the_same_in_json_gives_the_same() -> None:
    event = {"type": "Meeting", "status": "occurred", "label": "India meets Canada", "parties": ["IND", {"name": "Canada"}], "topics": []}
    forms = [json.dumps([event]), json.dumps({"events": [event], "next": None}, indent=2), json.dumps(event), f"{json.dumps(event)}\n"]
    for form in forms:
        assert imported(form, "mine.csv.json").triples == imported(forms[0], "mine.csv.json").triples
        assert len(imported(form, "mine.json").reports) == 1
    assert len(imported(forms[2].replace("India meets", "Canada meets") + "\n" + forms[2], "lines.jsonl").reports) == 2


def test_every_fault_of_a_table_is_told_with_its_line_its_column_and_the_remedy() -> None:
    text = """id,type,status,label,earliest,latest,parties,topics,url,publisher,latitude,place
1,Meting,occurred,One,07/02/2026,,IND; CAN,,,,,
2,Meeting,occured,Two,2026-02-30,,Indai; CAN,secrity,www.example.org,The Paper,,
3,Visit,planned,"Three
lines",2026-03,2026-02,IND,,,The Paper,95,Delhi
4,Visit,planned
1,Visit,planned,Five,,2026,IND,,,,,
"""
    told = faults(text)
    assert [fault.partition(" is ")[0] for fault in told[:3]] == [
        "mine.csv:2: type: 'Meting'",
        "mine.csv:2: earliest: '07/02/2026'",
        "mine.csv:3: status: 'occured'",
    ]
    for words in (
        "did you mean Meeting?",
        "write 2026-02-07, 2026-02 or 2026",
        "mine.csv:3: earliest: '2026-02-30' is no date",
        "'Indai' is no state or organisation that is known",
        "did you mean India?",
        "did you mean security?",
        "mine.csv:3: url: 'www.example.org' is no address of the web",
        "mine.csv:4: label: 'Three\\nlines' has more than one line",
        "mine.csv:4: latest: '2026-02' comes before earliest",
        "mine.csv:4: publisher: 'The Paper' belongs to no article",
        "mine.csv:4: latitude: '95' is no number from -90 to 90",
        "mine.csv:6: the row has 3 cells, and the heading 12",
        "mine.csv:7: earliest: is empty where latest is not",
    ):
        assert any(words in fault for fault in told), words


def test_a_heading_that_is_wrong_is_told_at_once() -> None:
    assert faults(f"{HEAD},partys\n{ROW},x\n") == ["mine.csv:1: heading: 'partys' is no column of the template; did you mean parties?"]
    assert any("'type' is missing" in fault for fault in faults("label\nx\n"))
    assert any("more than once" in fault for fault in faults(f"{HEAD},label\n{ROW},x\n"))


def test_a_quotation_mark_that_is_not_closed_is_found() -> None:
    assert faults(f'{HEAD}\n{ROW}\nMeeting,planned,"India meets') == [
        "mine.csv:3: is no CSV (unexpected end of data); look for a quotation mark that is not closed, and write one within a text twice"
    ]


def test_the_same_event_twice_is_told_with_the_line_of_the_first() -> None:
    (fault,) = faults(f"{HEAD}\n{ROW}\n{ROW.replace('IND; CAN', 'Canada; India')}\n")
    assert fault.startswith("mine.csv:3: the same event stands on line 2")
    (fault,) = faults(f"{HEAD},id\n{ROW},a\n{ROW.replace('meets', 'sees')},a\n")
    assert "line 2" in fault


def test_faults_of_json_have_the_line_and_the_path() -> None:
    text = """{"events": [
      {"type": "Meeting", "status": "occurred",
       "label": "One",
       "parties": ["IND",
                   "Kanada"],
       "confidence": "high",
       "partys": 3},
      17,
      {"type": "Visit", "status": "planned", "label": "x", "parties": ["IND"], "delegates": [["a"]],
       "outcome_of": ["zz"]}
    ]}"""
    assert [fault.partition(" is ")[0] for fault in faults(text, "mine.json")] == [
        "mine.json:4: $.events[0].parties: 'Kanada'",
        "mine.json:6: $.events[0].confidence: 'high'",
        "mine.json:7: $.events[0]: 'partys'",
        "mine.json:8: $.events[1]: '17'",
        "mine.json:9: $.events[2].delegates[0]: '[\"a\"]'",
    ]
    assert faults('[{"type": "Meeting",}]', "mine.json")[0].startswith("mine.json:1: is no JSON (")
    assert faults("[" * 100_000, "mine.json")[0].startswith("mine.json")
    unlinked = '[{"type": "Meeting", "status": "occurred", "label": "x", "parties": ["IND"], "outcome_of": ["zz"]}]'
    assert faults(unlinked, "mine.json") == ["mine.json:1: $[0].outcome_of: 'zz' is the `id` of no row of this file"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (b" \n", "is empty"),
        (HEAD.encode(), "has a heading and no events"),
        (f"{HEAD}\nVisit,planned,Besuch in K\xf6ln,DEU\n".encode("latin-1"), r"mine.csv:2: is not utf-8; save it as"),
        (f"{HEAD}\n\0\n".encode(), "has characters that no text has"),
    ],
)
def test_files_that_are_no_tables_are_refused(data: bytes, words: str) -> None:
    with pytest.raises(FormatError, match=words):
        imported(data)


def test_an_encoding_can_be_named() -> None:
    data = f"{HEAD}\nVisit,planned,Besuch in K\xf6ln,DEU\n".encode("windows-1252")
    assert "Besuch in Köln" in values(imported(data, encoding="windows-1252"), "http://www.w3.org/2000/01/rdf-schema#label")
    with pytest.raises(FormatError, match="there is no encoding 'klingon'"):
        imported(data, encoding="klingon")


def test_text_that_was_guarded_against_spreadsheets_is_itself_again() -> None:
    read = imported(f"{HEAD},date_text\nMeeting,occurred,'=HYPERLINK(1),IND; CAN,'@noon\n")
    labels = values(read, "http://www.w3.org/2000/01/rdf-schema#label")
    assert "=HYPERLINK(1)" in labels
    assert values(read, str(DG.dateText)) == ["@noon"]


@pytest.mark.parametrize("odd", ["\u2028", "\x0b", "\x85"])
def test_signs_that_python_takes_for_the_end_of_a_line_are_none(odd: str) -> None:
    read = imported(f"{HEAD},date_text\n{ROW},a{odd}b\n{ROW.replace('meets', 'sees')},\n")
    assert (read.faults, len(read.reports)) == ((), 2)
    assert sorted(read.lines.values()) == [2, 3]


def test_every_actor_goes_out_into_a_table_by_a_name_that_leads_back_to_it() -> None:
    actors = gazetteer().actors
    made = {actor: IRIS.state(actor.code) if actor.kind is ActorKind.STATE else IRIS.organization(actor.code) for actor in actors}
    assert len(set(made.values())) == len(actors) > 400
    for actor, iri in made.items():
        written = code({"kind": actor.kind.value.title(), "code": actor.code, "name": actor.label, "iri": iri})
        assert (actor_called(written), actor_called(actor.label)) == (actor, actor)
