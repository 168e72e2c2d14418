"""The command that explains: how each event was found, and what was rejected, from a file, a pipe or the dataset."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from typer.testing import CliRunner, Result

import diplograph
from diplograph.cli import app
from diplograph.explain import Explained, stored_article
from diplograph.loaders.extraction.base import Extraction, Rejected, Trace
from diplograph.pipeline import Pipeline
from diplograph.results import Extracted
from tests.loaders.extraction.asking import ACCUSATION, ACCUSED
from tests.loaders.extraction.llm_server import events, refusal, serving
from tests.samples import accusation, agreement, article, extracted, meeting

STORY = """\
France and Japan hold talks

Published 9 February 2026

French Foreign Minister Anne Dupont met her Japanese counterpart Kenji Mori in Paris on Monday.

Talks were held. Chile accused Peru of spying.
"""


@pytest.fixture
def story(tmp_path: Path) -> Path:
    file = tmp_path / "talks.txt"
    file.write_text(STORY)
    return file


def run(*arguments: str, stdin: str | None = None, **environment: str) -> Result:
    return CliRunner().invoke(app, ["explain", *arguments], input=stdin, env=environment)


def done(result: Result) -> str:
    assert result.exit_code == 0, result.stderr
    return result.stdout


def document(*arguments: str, **environment: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(done(run(*arguments, "--format", "json", **environment)))
    return found


def sample(*rejected: Rejected) -> Extracted:
    """Three events with their traces, by hand, so that the layout depends on no rule."""
    of = article()
    found = extracted(of, meeting(of), agreement(of), accusation(of))
    traces = (Trace("e1", ("Meeting by 'met'", "  joined below")), Trace("e2", ("Agreement by 'agreed'",)), Trace("e3", ()))
    return Extracted(of, Extraction(found.extraction.events, traces, rejected), found.graph)


def at(words: str, reason: str) -> Rejected:
    start = article().text.index(words)
    return Rejected(words, start, start + len(words), reason)


def shown(explained: Explained, *, terminal: bool = False, width: int = 60) -> str:
    stream = io.StringIO()
    explained.show(
        Console(file=stream, force_terminal=terminal, width=width, highlight=False, color_system="standard" if terminal else None)
    )
    return stream.getvalue()


# ---------------------------------------------------------------- the layout


def test_each_event_stands_with_its_sentence_and_its_decisions() -> None:
    lines = shown(Explained(sample(), "rules 1")).splitlines()
    assert lines[:2] == ["India and Canada hold talks", "talks.txt; published 2026-02-09T09:19:00+05:30; rules 1"]
    start = lines.index("e1  Meeting, occurred, confidence 0.80  India and Canada meet in Ottawa")
    assert lines[start + 1 : start + 5] == [
        "    IND, CAN; 2026-02-07 (“Saturday”); Ottawa; Ajit Doval",
        "    “Ajit Doval met his Canadian counterpart in Ottawa on Saturday.”",
        "      - Meeting by 'met'",
        "        - joined below",
    ]
    assert "    IND, CAN; no date; no place; outcome of e1" in lines


def test_what_was_rejected_stands_by_its_sentence() -> None:
    explained = Explained(sample(at("Saturday", "third"), at("met", "first"), at("counterpart", "second")), "rules 1")
    lines = shown(explained).splitlines()
    assert lines[lines.index("Rejected") :] == [
        "Rejected",
        "  Ajit Doval met his Canadian counterpart in Ottawa on Saturday.",
        "    “met”  first",
        "    “counterpart”  second",
        "    “Saturday”  third",
    ]


def test_one_event_alone_and_what_was_rejected_beside_it() -> None:
    found = sample(at("hold", "elsewhere"), at("counterpart", "beside"))
    alone = shown(Explained(found, "rules 1", "1"))
    assert "e1  Meeting" in alone
    assert "e2  " not in alone
    assert "Rejected" not in alone
    beside = shown(Explained(found, "rules 1", "e1", rejected=True))
    assert "beside" in beside
    assert "elsewhere" not in beside
    assert "Rejected" not in shown(Explained(found, "rules 1", rejected=False))


def test_a_terminal_has_colours_and_its_own_width_and_is_not_steered() -> None:
    found = sample(Rejected("met", 0, 3, "\x1b[2Jwiped"))
    colours = shown(Explained(found, "rules 1"), terminal=True, width=40)
    assert "\x1b[1" in colours
    assert "\x1b[2J" not in colours
    plain = shown(Explained(found, "rules 1"), width=40)
    assert "\x1b" not in plain
    assert "    “Ajit Doval met his Canadian counterpart in Ottawa on Saturday.”" in plain.splitlines()


def test_an_article_without_events_says_so() -> None:
    nothing = Extracted(article(), Extraction(()), sample().graph)
    assert "No event." in shown(Explained(nothing, "rules 1"))


# ---------------------------------------------------------------- the command


def test_a_file_is_explained_with_rules_parties_and_dates(story: Path) -> None:
    text = done(run(str(story)))
    assert "France and Japan hold talks" in text
    assert "Meeting, occurred" in text
    assert "by 'met'" in text
    assert "'Monday' is 2026-02-09 to 2026-02-09" in text
    assert "Japan" in text
    assert text == done(run("-", stdin=STORY)).replace("stdin", "talks.txt")


def test_the_same_as_json(story: Path) -> None:
    found = document(str(story))
    assert found["article"]["headline"] == "France and Japan hold talks"
    assert found["extractor"].startswith("rules ")
    (met,) = (event for event in found["events"] if any("counterpart" in item["quote"] for item in event["evidence"]))
    assert any("by 'met'" in step for step in met["trace"])
    for one in found["rejected"]:
        assert set(one) == {"trigger", "start", "end", "reason", "sentence"}
        assert one["trigger"] in one["sentence"]
    assert any(one["sentence"] == "Talks were held." for one in found["rejected"])
    alone = document(str(story), "--event", met["id"])
    assert [event["id"] for event in alone["events"]] == [met["id"]]
    assert alone["rejected"] == []
    assert document(str(story), "--no-rejected")["rejected"] == []


def test_an_article_of_the_dataset_is_explained_as_its_file_is(story: Path, tmp_path: Path) -> None:
    folder = str(tmp_path / "store")
    with diplograph.open(folder) as database:
        (loaded,) = database.load([story]).sources
        read = stored_article(database, "talks.txt")
    assert read == Pipeline().read(story)
    expected = document(str(story))
    story.unlink()
    for name in ("talks.txt", str(loaded.article)):
        assert document(name, "--store", folder) == expected
    again = run("talks.txt", "--store", folder)
    assert "note: talks.txt is read from" in again.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("none.txt",), "none.txt: is no file, and no article of the dataset"),
        (("STORY", "--event", "99"), "there is no event '99'; its events are e1 to e"),
        (("STORY", "--format", "xml"), "xml: is not a format here; choose one of text, json"),
        (("STORY", "--extractor", "guess"), "the option --extractor is 'guess'"),
        (("STORY", "--extractor", "model"), "DIPLOGRAPH_LLM_ENDPOINT is not set"),
    ],
)
def test_what_cannot_be_explained_is_one_line(
    arguments: tuple[str, ...], message: str, story: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(*(str(story) if argument == "STORY" else argument for argument in arguments))
    assert result.exit_code == 2
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert line.startswith("error: ")
    assert message in line


# ---------------------------------------------------------------- with a language model


def test_the_extractor_is_chosen_on_the_command_line(story: Path, tmp_path: Path) -> None:
    forged = {**ACCUSATION, "quote": "Chile praised Peru."}
    alone = {**ACCUSATION, "targets": []}
    with serving(events(ACCUSATION, forged, alone)) as server:
        environment = {"DIPLOGRAPH_LLM_ENDPOINT": server.address, "DIPLOGRAPH_LLM_MODEL": "small"}
        found = document(str(story), "--extractor", "model", **environment)
        (event,) = found["events"]
        assert event["quote"] == ACCUSED
        assert event["trace"][0].startswith("Accusation by the model, from sentence ")
        assert [one["reason"] for one in found["rejected"]] == ["Accusation by the model: against nobody known"]
        assert sum("was dropped" in note for note in found["notes"]) == 2
        both = document(str(story), "--extractor", "both", **environment)
        assert any("found by the rules alone" in event["trace"] for event in both["events"])
        loaded = CliRunner().invoke(app, ["load", str(story), "--extractor", "model", "--store", str(tmp_path / "s")], env=environment)
        assert loaded.stdout.startswith("loaded\t1 event\t"), loaded.stderr
        assert "was dropped: its quote does not stand in the article: 'Chile praised Peru.'" in loaded.stderr
        extracted = CliRunner().invoke(app, ["extract", str(story), "--format", "json", "--extractor", "model"], env=environment)
        assert len(json.loads(extracted.stdout)["events"]) == 1


def test_a_failing_model_is_noted_and_the_rules_explain(story: Path) -> None:
    with serving(refusal(401, "wrong key")) as server:
        result = run(str(story), DIPLOGRAPH_EXTRACTOR="model", DIPLOGRAPH_LLM_ENDPOINT=server.address, DIPLOGRAPH_LLM_MODEL="small")
    assert "Meeting, occurred" in done(result)
    assert "note: the language model answered 401 wrong key; the events are those of the rules alone" in result.stderr
