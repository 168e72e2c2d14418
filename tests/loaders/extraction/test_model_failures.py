"""Answers of every form, failures, long articles and settings of the language model's extractor, against a real server."""

from __future__ import annotations

import datetime as dt
import json
import socket

import pytest

from diplograph.errors import ConfigurationError
from diplograph.loaders.article import Article, BlockKind, compose
from diplograph.loaders.event import EventType
from diplograph.loaders.extraction import Extraction, Extractor, default_extractor
from diplograph.loaders.extraction.chat import Endpoint
from diplograph.loaders.extraction.model import MOST_PARTS, ModelExtractor, ModelReader
from diplograph.settings import Settings, read_settings
from tests.loaders.extraction.asking import ACCUSATION, ACCUSED, MEETING, MET, STORY, NoRules, model, told
from tests.loaders.extraction.llm_server import Reply, completion, events, refusal, serving
from tests.loaders.extraction.story import article


def fell_back(found: Extraction) -> str:
    """The note on what made the rules be asked."""
    assert found.events == ()
    assert found.notes[1:] == ("the rules were asked",)
    assert found.notes[0].startswith("the language model ")
    assert found.notes[0].endswith("; the events are those of the rules alone")
    return found.notes[0]


# ---------------------------------------------------------------- what the answer looks like


@pytest.mark.parametrize(
    "content",
    [
        "{}",
        "```json\n{}\n```",
        "<think>The article {is} about a meeting.</think>\n{}",
        "Here are the events:\n{}\nI hope this helps.",
    ],
)
def test_json_is_found_in_what_models_put_around_it(content: str) -> None:
    document = json.dumps({"events": [MEETING]})
    with serving(completion(content.replace("{}", document))) as server:
        assert len(model(server).extract(article(*STORY)).events) == 1


def test_a_record_of_the_wrong_form_is_dropped_and_the_others_are_kept() -> None:
    found = told({**MEETING, "type": "War"}, {**MEETING, "earliest": 5}, {"quote": MET}, ["no record"], ACCUSATION)  # type: ignore[arg-type]  # as models do
    assert [event.type for event in found.events] == [EventType.ACCUSATION]
    assert [note.split(" was dropped: ")[1].split(":")[0] for note in found.notes] == ["type", "earliest", "type", "record"]


def test_many_notes_are_counted() -> None:
    found = told(*({**MEETING, "quote": f"No such sentence {number}."} for number in range(30)))
    assert len(found.notes) == 11
    assert found.notes[-1] == "and 20 more"


# ---------------------------------------------------------------- what fails


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (completion("I cannot do that."), "without JSON"),
        (completion('{"events": ['), "without JSON"),
        (completion('{"events": [}'), "JSON that cannot be read"),
        (completion('{"events": ' + "[" * 50_000 + "]" * 50_000 + "}"), "JSON that cannot be read"),
        (completion('{"events": [NaN]}'), "JSON that cannot be read"),
        (completion('{"records": []}'), "without a list of events"),
        (completion('{"events": [{"type": "War"}]}'), "no event in the form that was asked for"),
        (completion(json.dumps({"events": [MEETING] * 201})), "listed 201 events"),
        (completion('{"events": [{"type": "Mee', finish="length"), "broke its answer off"),
        (completion(None, refusal="I will not."), "refused"),
        (completion("  "), "empty answer"),
        (Reply(b'{"choices": []}'), "without a choice"),
        (Reply(b"<html>busy</html>"), "no chat completion"),
        (Reply(b"x" * 5_000_000), "more than 4,000,000 bytes"),
        (Reply(completion("{}").body, cut=20), "cannot be reached"),
        (refusal(401, "wrong key"), "answered 401 wrong key"),
        (refusal(404, "no such model"), "answered 404 no such model"),
        (refusal(500), "answered 500"),
        (refusal(503, "overloaded"), "answered 503 overloaded"),
        (refusal(429, "slow down"), "answered 429 slow down"),
        (Reply(b"", 302, {"Location": "http://127.0.0.1:9/elsewhere"}), "answered 302"),
        (refusal(400, "maximum context length is 4096 tokens"), "maximum context length"),
    ],
)
def test_the_rules_are_asked_where_the_model_fails(reply: Reply, why: str) -> None:
    with serving(reply) as server:
        note = fell_back(model(server).extract(article(*STORY)))
        assert {asked.path for asked in server.asked} == {"/v1/chat/completions"}
    assert why in note


def test_a_passing_failure_is_tried_once_more() -> None:
    with serving(refusal(429, "slow down", **{"Retry-After": "0"}), events(MEETING)) as server:
        assert len(model(server).extract(article(*STORY)).events) == 1
        assert len(server.asked) == 2
    with serving(refusal(500), refusal(500), events(MEETING)) as server:
        fell_back(model(server).extract(article(*STORY)))
        assert len(server.asked) == 2


@pytest.mark.parametrize("slow", [Reply(b"{}", delay=3), Reply(b"{}" * 500, drip=0.05)], ids=["silent", "dripping"])
def test_a_slow_answer_is_given_up(slow: Reply) -> None:
    with serving(slow) as server:
        note = fell_back(model(server, timeout=0.3).extract(article(*STORY)))
    # Had it waited for the whole answer, the note would say what is wrong with that.
    assert "did not answer within 0.3 seconds" in note


def test_nobody_answers() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        endpoint = Endpoint(f"http://127.0.0.1:{taken.getsockname()[1]}/v1", "small", timeout=2, pause=0.01)
        note = fell_back(ModelExtractor(ModelReader(endpoint), NoRules()).extract(article(*STORY)))
    assert "cannot be reached" in note


def test_a_server_that_knows_no_schema_is_asked_for_less_and_remembered() -> None:
    refused = refusal(400, "response_format of type json_schema is not supported")
    with serving(refused, refusal(422, "nor json_object"), events(MEETING)) as server:
        extractor = model(server)
        assert len(extractor.extract(article(*STORY)).events) == 1
        assert len(extractor.extract(article(*STORY)).events) == 1
        assert [asked.format for asked in server.asked] == ["json_schema", "json_object", None, None]


def test_a_model_that_takes_no_temperature_is_sent_none() -> None:
    with serving(refusal(400, "temperature does not support 0 with this model"), events(MEETING)) as server:
        assert len(model(server).extract(article(*STORY)).events) == 1
        assert [(asked.body.get("temperature"), asked.format) for asked in server.asked] == [(0, "json_schema"), (None, "json_schema")]


def test_the_key_is_in_no_note_and_no_repr() -> None:
    with serving(refusal(401, "Incorrect API key provided: secret-1.")) as server:
        extractor = model(server, key="secret-1")
        note = fell_back(extractor.extract(article(*STORY)))
        assert "secret-1" not in note + extractor.name + repr(Endpoint(server.address, "small", "secret-1"))


def test_no_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert len(told(MEETING).events) == 1


# ---------------------------------------------------------------- long articles


def test_a_long_article_is_read_in_parts_by_blocks() -> None:
    filler = "Nothing happened that day. " * 60
    story = article(MET, filler, filler, ACCUSED)
    with serving(events(MEETING), events(ACCUSATION)) as server:
        found = model(server, part=2_000).extract(story)
        parts = [asked.article["blocks"] for asked in server.asked]
    assert [block["text"] for part in parts for block in part] == [story.text[block.start : block.end] for block in story.blocks]
    assert all(sum(len(block["text"]) for block in part) <= 2_000 for part in parts)
    assert [event.type for event in found.events] == [EventType.MEETING, EventType.ACCUSATION]


def test_a_block_longer_than_a_part_is_cut_between_sentences() -> None:
    story = article("Nothing happened that day. " * 200 + MET)
    with serving(events(), events(), events(MEETING)) as server:
        found = model(server, part=2_000).extract(story)
        texts = [block["text"] for asked in server.asked for block in asked.article["blocks"]]
    assert len(texts) == 3
    assert all(text.endswith((".", MET)) and len(text) <= 2_000 for text in texts)
    assert " ".join(texts) == story.text
    assert len(found.events) == 1


def test_an_article_of_too_many_parts_is_cut_with_a_note() -> None:
    text, blocks = compose([(BlockKind.PARAGRAPH, MET), (BlockKind.PARAGRAPH, "x" * 1_000_000)])
    with serving(events(MEETING), events()) as server:
        found = model(server, part=2_000).extract(Article("long.txt", text, blocks, published=dt.date(2024, 5, 15)))
        assert len(server.asked) == MOST_PARTS
    assert len(found.events) == 1
    assert any("read only the first" in note for note in found.notes)


# ---------------------------------------------------------------- settings


def test_the_rules_are_the_default_and_nothing_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(events(MEETING)) as server:
        monkeypatch.setenv("DIPLOGRAPH_LLM_ENDPOINT", server.address)
        monkeypatch.setenv("DIPLOGRAPH_LLM_MODEL", "small")
        chosen: Extractor = default_extractor(read_settings())
        assert chosen.name.startswith("rules ")
        chosen.extract(article(*STORY))
        assert server.asked == []


def test_the_settings_choose_the_model_and_the_rules_stand_behind_it(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(events(ACCUSATION), refusal(401)) as server:
        for name, value in {"ENDPOINT": f"{server.address}/", "MODEL": "small", "KEY": "secret\n", "TIMEOUT": "5"}.items():
            monkeypatch.setenv(f"DIPLOGRAPH_LLM_{name}", value)
        settings = read_settings(extractor="model")
        assert "secret" not in repr(settings)
        chosen = default_extractor(settings)
        assert chosen.name.startswith("language model small ")
        assert [event.type for event in chosen.extract(article(*STORY)).events] == [EventType.ACCUSATION]
        rules = chosen.extract(article(*STORY))
        assert server.asked[0].headers["authorization"] == "Bearer secret"
    assert "answered 401" in rules.notes[0]
    assert EventType.MEETING in [event.type for event in rules.events]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({}, "DIPLOGRAPH_LLM_ENDPOINT is not set"),
        ({"llm_endpoint": "http://127.0.0.1:9/v1"}, "DIPLOGRAPH_LLM_MODEL is not set"),
        ({"llm_endpoint": "http://127.0.0.1:9/v1", "llm_model": "small", "llm_key": "schlüssel"}, "DIPLOGRAPH_LLM_KEY holds"),
    ],
)
def test_settings_that_lack_something_are_named(given: dict[str, str], message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        default_extractor(Settings(extractor="model", **given))  # type: ignore[arg-type]  # as the environment gives them


@pytest.mark.parametrize(
    "address", ["ftp://a/v1", "file:///etc/passwd", "http://user:word@host/v1", "host/v1", "http://host/v1#x", "http://"]
)
def test_an_address_that_cannot_be_asked_is_refused(address: str) -> None:
    with pytest.raises(ConfigurationError, match="--llm-endpoint"):
        read_settings(llm_endpoint=address)
