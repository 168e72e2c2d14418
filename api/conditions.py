"""Entity tags: what a client has read, and whether it still holds (RFC 9110, section 13)."""

from __future__ import annotations

import re

from fastapi import Request, Response

from ..database import Database
from ..errors import Outdated

_TAG = re.compile(r'"([^"]*)"')


def entity_tag(state: str | None, format: str) -> dict[str, str]:
    """The header that names the state of the dataset that an answer was made from, and its form; none where the state is not known."""
    return {"etag": f'"{state}.{format}"'} if state is not None else {}


def known(request: Request, headers: dict[str, str]) -> Response | None:
    """The answer to a client that has this already (304), or nothing."""
    asked = request.headers.get("if-none-match")
    if asked is None or "etag" not in headers:
        return None
    if asked.strip() == "*" or headers["etag"].strip('"') in _TAG.findall(asked):
        return Response(status_code=304, headers=headers)
    return None


def expected_state(request: Request, database: Database) -> str | None:
    """The state of the dataset that a write is meant for, by ``If-Match``; nothing where the client names none.

    Raises:
        Outdated: The dataset is in none of the states named.
    """
    asked = request.headers.get("if-match")
    if asked is None or asked.strip() == "*":
        return None
    state = database.state
    # The form that was read does not matter to a write, only the state that it was read from.
    if state is None or state not in {tag.rpartition(".")[0] for tag in _TAG.findall(asked)}:
        raise Outdated
    return state
