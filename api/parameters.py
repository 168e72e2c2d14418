"""The parameters of the SPARQL Protocol, whether they come in the address or in a form."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from urllib.parse import parse_qsl

from fastapi import Request
from starlette.exceptions import HTTPException

FORM = "application/x-www-form-urlencoded"


class Parameters:
    """Names and values in order; a name may come more than once.

    Args:
        pairs: The names and values.
    """

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self._pairs = list(pairs)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """The names and values in order."""
        return iter(self._pairs)

    @classmethod
    def of_address(cls, request: Request, besides: str) -> Parameters:
        """Those of the address, without the one that the body holds."""
        return cls((name, value) for name, value in request.query_params.multi_items() if name != besides)

    @classmethod
    def of_form(cls, text: str, request: Request) -> Parameters:
        """Those of a form, and of the address that it was sent to."""
        try:
            fields = parse_qsl(text, keep_blank_values=True, errors="strict")
        except UnicodeDecodeError as error:
            raise HTTPException(400, "the form's escapes are not UTF-8") from error
        return cls([*fields, *request.query_params.multi_items()])

    def has(self, name: str) -> bool:
        """Whether there is such a parameter."""
        return any(name == given for given, _ in self._pairs)

    def all(self, name: str) -> tuple[str, ...]:
        """The values of that name."""
        return tuple(value for given, value in self._pairs if given == name)

    def single(self, name: str) -> str:
        """The value of that name, which comes once.

        Raises:
            HTTPException: It is missing, empty, or comes more than once (400).
        """
        values = self.all(name)
        if len(values) != 1:
            raise HTTPException(400, f"give exactly one parameter named {name}" if values else f"the parameter named {name} is missing")
        if not values[0].strip():
            raise HTTPException(400, f"the parameter named {name} is empty")
        return values[0]

    def seconds(self, name: str) -> float | None:
        """The seconds that the parameter of that name gives; nothing where there is none.

        Raises:
            HTTPException: They are no positive number (400).
        """
        if not self.has(name):
            return None
        try:
            seconds = float(self.single(name))
        except ValueError:
            seconds = 0.0
        if not 0 < seconds < math.inf:
            raise HTTPException(400, f"{name} is no positive number of seconds: {self.single(name)!r}")
        return seconds


def decoded(request: Request, body: bytes) -> str:
    """The text of the body, which is in UTF-8.

    Raises:
        HTTPException: It is not (400), or says that it is not (415).
    """
    for parameter in request.headers.get("content-type", "").split(";")[1:]:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset" and value.strip(" \"'").lower() not in ("utf-8", "utf8", "us-ascii"):
            raise HTTPException(415, f"a body in {value.strip()} is not taken here; send it in UTF-8")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise HTTPException(400, "the body is not UTF-8") from error


def origin(request: Request) -> str:
    """The server's own address as the client calls it, without a slash at its end."""
    return f"{request.url.scheme}://{request.url.netloc}"
