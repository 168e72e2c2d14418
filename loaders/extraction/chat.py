"""Talk with a language model over an OpenAI-compatible endpoint: one question, one answer, within a time and a size."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

import httpx
from pydantic import BaseModel, ValidationError

# An answer of more bytes is no list of events.
LARGEST_ANSWER = 4_000_000
# A server that asks to wait longer than this is not waited for so long.
LONGEST_PAUSE = 30.0
_PASSING = frozenset((408, 409, 425, 429, 500, 502, 503, 504))
_REFUSED = frozenset((400, 415, 422))
# What a server can be asked for, strictest first; one that refuses the first is asked for the next.
_FORMATS = ("json_schema", "json_object", "text")


class ModelFailure(Exception):  # noqa: N818 (no error of a caller: the extractors turn it into a note)
    """What kept the language model from answering, in words for a note."""


class _Refused(Exception):  # noqa: N818 (likewise)
    """The server does not take the request as it is."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a language model answers, and how.

    Attributes:
        address: The base of the API, such as ``http://127.0.0.1:11434/v1``, or the whole address of its ``chat/completions``.
        model: The model's name there.
        key: Sent as bearer token, and nowhere else.
        timeout: Seconds that one answer may take.
        pause: Seconds before the one further try after a passing failure, where the server names no time.
    """

    address: str
    model: str
    key: str | None = field(default=None, repr=False)
    timeout: float = 120.0
    pause: float = 1.0

    @property
    def url(self) -> httpx.URL:
        """The address that questions are sent to.

        >>> str(Endpoint("https://llm.example.org/v1", "small").url)
        'https://llm.example.org/v1/chat/completions'
        """
        url = httpx.URL(self.address)
        path = url.path.rstrip("/")
        return url if path.endswith("/chat/completions") else url.copy_with(path=f"{path}/chat/completions")


class _Message(BaseModel):
    content: str | None = None
    refusal: str | None = None


class _Choice(BaseModel):
    message: _Message
    finish_reason: str | None = None


class _Completion(BaseModel):
    choices: list[_Choice]


class Chat:
    """Asks one endpoint, and no other address: redirects are not followed, and no proxy of the environment is used.

    Args:
        endpoint: Where the model answers.
    """

    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint = endpoint
        self._format = 0
        self._temperature = True

    def ask(self, system: str, question: str, schema: dict[str, Any]) -> str:
        """The text of the model's answer.

        Args:
            system: What the model is to do.
            question: What it is to do it with.
            schema: The JSON schema of the answer, for servers that can hold a model to one.

        Raises:
            ModelFailure: There is no whole answer.
        """
        format, temperature = self._format, self._temperature
        # The certificates that SSL_CERT_FILE names hold, but no proxy and no .netrc of the environment.
        trusted = httpx.create_ssl_context(trust_env=True) if self.endpoint.url.scheme == "https" else False
        with httpx.Client(trust_env=False, follow_redirects=False, verify=trusted, timeout=self.endpoint.timeout) as client:
            while True:
                try:
                    answer = self._try(client, _body(self.endpoint.model, system, question, schema, _FORMATS[format], temperature))
                except _Refused as refused:
                    if "context" in str(refused) or "token" in str(refused):
                        raise ModelFailure(str(refused)) from refused
                    if temperature and "temperature" in str(refused):
                        temperature = False
                    elif format + 1 < len(_FORMATS):
                        format += 1
                    else:
                        raise ModelFailure(str(refused)) from refused
                else:
                    self._format, self._temperature = format, temperature
                    return _content(answer)

    def _try(self, client: httpx.Client, body: dict[str, Any]) -> bytes:
        """The answer to one request; after a passing failure the second try's."""
        problem, pause = "", self.endpoint.pause
        for attempt in range(2):
            if attempt:
                time.sleep(pause)
            try:
                response, data = self._send(client, body)
            except httpx.TimeoutException as error:
                raise self._too_slow() from error
            except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
                problem = f"cannot be reached ({self._clean(str(error)) or type(error).__name__})"
                continue
            if response.status_code == 200:
                return data
            problem = f"answered {response.status_code} {self._clean(_reason(data))}".strip()
            if response.status_code in _REFUSED:
                raise _Refused(problem)
            if response.status_code not in _PASSING:
                break
            wanted = response.headers.get("retry-after", "")
            if wanted.isascii() and wanted.isdigit():
                pause = min(float(wanted), LONGEST_PAUSE)
        raise ModelFailure(problem)

    def _send(self, client: httpx.Client, body: dict[str, Any]) -> tuple[httpx.Response, bytes]:
        ends = time.monotonic() + self.endpoint.timeout
        headers = {"Accept-Encoding": "identity"}
        if self.endpoint.key:
            headers["Authorization"] = f"Bearer {self.endpoint.key}"
        data = bytearray()
        with client.stream("POST", self.endpoint.url, json=body, headers=headers) as response:
            for piece in response.iter_bytes():
                data += piece
                if len(data) > LARGEST_ANSWER:
                    raise ModelFailure(f"answered with more than {LARGEST_ANSWER:,} bytes")
                # The client's own limit counts from byte to byte.
                if time.monotonic() > ends:
                    raise self._too_slow()
        return response, bytes(data)

    def _too_slow(self) -> ModelFailure:
        return ModelFailure(f"did not answer within {self.endpoint.timeout:g} seconds")

    def _clean(self, text: str) -> str:
        """What a server says, on one short line, without the key."""
        if self.endpoint.key:
            text = text.replace(self.endpoint.key, "…")
        text = "".join(letter for letter in " ".join(text.split()) if letter.isprintable())
        return text if len(text) <= 160 else f"{text[:160]}…"


def _body(model: str, system: str, question: str, schema: dict[str, Any], format: str, temperature: bool) -> dict[str, Any]:
    body: dict[str, Any] = {
        "model": model,
        "messages": [{"role": "system", "content": system}, {"role": "user", "content": question}],
        "stream": False,
    }
    if temperature:
        body["temperature"] = 0
    if format == "json_schema":
        body["response_format"] = {"type": "json_schema", "json_schema": {"name": "events", "strict": True, "schema": schema}}
    elif format == "json_object":
        body["response_format"] = {"type": "json_object"}
    return body


def _reason(data: bytes) -> str:
    """What the body of a failure says, by the ways in which servers say it."""
    text = data[:10_000].decode("utf-8", "replace")

    class Inner(BaseModel):
        message: str

    class Body(BaseModel):
        error: Inner | str

    try:
        error = Body.model_validate_json(text).error
    except ValidationError:
        return "" if text.lstrip().startswith("<") else text
    return error if isinstance(error, str) else error.message


def _content(data: bytes) -> str:
    try:
        choices = _Completion.model_validate_json(data).choices
    except ValidationError as error:
        raise ModelFailure("answered with something that is no chat completion") from error
    if not choices:
        raise ModelFailure("answered without a choice")
    choice = choices[0]
    if choice.finish_reason == "length":
        raise ModelFailure("broke its answer off at its limit of length")
    if choice.message.refusal:
        raise ModelFailure("refused to answer")
    if not choice.message.content or not choice.message.content.strip():
        raise ModelFailure("gave an empty answer")
    return choice.message.content
