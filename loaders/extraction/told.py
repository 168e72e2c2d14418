"""What a language model is asked to answer, and the reading of its answer: nothing is taken that has not this form."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import from_json

from ..event import EventType, Status
from .chat import ModelFailure

# More records in one answer are no reading of an article.
MOST_EVENTS = 200


def _day(value: object) -> object:
    """Only whole days are days: pydantic would also take numbers of seconds."""
    if value is None or isinstance(value, dt.date) or isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return value
    raise ValueError("not a day as YYYY-MM-DD")


def _absent_if_empty(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


Words = Annotated[str, Field(min_length=1, max_length=300)]
MaybeWords = Annotated[Words | None, BeforeValidator(_absent_if_empty)]
Day = Annotated[dt.date | None, BeforeValidator(_day)]
Codes = Annotated[list[Words], Field(max_length=60)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class ToldPerson(_Part):
    """A person who takes part."""

    name: Words
    office: MaybeWords = None
    represents: MaybeWords = None


class ToldPlace(_Part):
    """Where it happens."""

    name: Words
    country: MaybeWords = None


class ToldInstrument(_Part):
    """What was agreed."""

    title: Words
    kind: MaybeWords = None
    value: MaybeWords = None


class Told(_Part):
    """One event as the model tells it, unchecked against the article."""

    type: EventType
    status: Status
    quote: Annotated[str, Field(min_length=1, max_length=5_000)]
    more_quotes: list[Annotated[str, Field(max_length=5_000)]] = Field(default=[], max_length=20)
    parties: Codes
    initiators: Codes = []
    targets: Codes = []
    date_text: MaybeWords = None
    earliest: Day = None
    latest: Day = None
    people: list[ToldPerson] = Field(default=[], max_length=60)
    place: ToldPlace | None = None
    instrument: ToldInstrument | None = None
    lifted: bool = False
    confidence: float = Field(default=0.6, ge=0, le=1, allow_inf_nan=False)


class _Answer(BaseModel):
    events: list[Told]


@cache
def answer_schema() -> dict[str, Any]:
    """The JSON schema of a whole answer in the strict form: every field required, none beside them, no bounds.

    Servers differ in the keywords that they take; bounds are checked here, when the answer has come.
    """
    schema: dict[str, Any] = _strict(_Answer.model_json_schema())
    return schema


_KEPT = frozenset(("type", "properties", "items", "anyOf", "enum", "$ref", "$defs"))


def _strict(node: Any) -> Any:
    if not isinstance(node, dict):
        return node
    strict = {key: value for key, value in node.items() if key in _KEPT}
    for key in ("properties", "$defs"):
        if key in strict:
            strict[key] = {name: _strict(inner) for name, inner in strict[key].items()}
    if "items" in strict:
        strict["items"] = _strict(strict["items"])
    if "anyOf" in strict:
        strict["anyOf"] = [_strict(inner) for inner in strict["anyOf"]]
    if "properties" in strict:
        strict |= {"required": list(strict["properties"]), "additionalProperties": False}
    return strict


def read_answer(content: str) -> tuple[list[Told], list[str]]:
    r"""The events of an answer that have the right form, and what is wrong with each of the others.

    Raises:
        ModelFailure: The answer is no JSON object with a list of events, or none of its events has the right form.

    >>> read_answer('```json\n{"events": []}\n```')
    ([], [])
    """
    raw = _object(content).get("events")
    if not isinstance(raw, list):
        raise ModelFailure("answered without a list of events")
    if len(raw) > MOST_EVENTS:
        raise ModelFailure(f"listed {len(raw):,} events, more than an article tells of")
    told: list[Told] = []
    wrong: list[str] = []
    for number, item in enumerate(raw, 1):
        try:
            told.append(Told.model_validate(item))
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            where = ".".join(map(str, first["loc"])) or "record"
            wrong.append(f"record {number} of the model's answer was dropped: {where}: {first['msg']}")
    if wrong and not told:
        raise ModelFailure(f"gave no event in the form that was asked for ({wrong[0]})")
    return told, wrong


def _object(content: str) -> dict[str, Any]:
    """The JSON object of an answer, without the thoughts before it and the fence around it."""
    text = content.rpartition("</think>")[2]
    first, last = text.find("{"), text.rfind("}")
    if first < 0 or last < first:
        raise ModelFailure("answered without JSON")
    try:
        found = from_json(text[first : last + 1], allow_inf_nan=False)
    except ValueError as error:
        raise ModelFailure("answered with JSON that cannot be read") from error
    if not isinstance(found, dict):
        raise ModelFailure("answered without a JSON object")
    return found
