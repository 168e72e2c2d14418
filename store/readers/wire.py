"""What the server, the nursery and the readers say to each other: messages with a kind, a length and a content."""

from __future__ import annotations

import asyncio
import json
import socket
import struct
from collections.abc import Sequence
from enum import IntEnum
from typing import Any

from ..base import QueryDataset
from ..embedded import Update
from ..evaluation import Question
from ..formats import format_named

_HEADER = struct.Struct("!BI")
# The largest part of an answer that is sent at once.
PART = 65_536


# Commits by number, with the updates that repeat them.
Changes = Sequence[tuple[int, Update]]


class Kind(IntEnum):
    """What a message is."""

    ASK = 1
    HEAD = 2
    DATA = 3
    END = 4
    ERROR = 5
    FORK = 6
    REAP = 7
    LOAD = 8
    CHANGE = 9
    DONE = 10


def packed(kind: Kind, content: bytes = b"") -> bytes:
    """A message as it is sent."""
    return _HEADER.pack(kind, len(content)) + content


def packed_json(kind: Kind, **content: Any) -> bytes:
    """A message whose content is JSON."""
    return packed(kind, json.dumps(content, ensure_ascii=False).encode("utf-8", "surrogatepass"))


def unpacked_json(content: bytes) -> dict[str, Any]:
    """The content of a message that is JSON."""
    found: dict[str, Any] = json.loads(content.decode("utf-8", "surrogatepass"))
    return found


def receive(channel: socket.socket) -> tuple[Kind, bytes] | None:
    """The next message; nothing where the other side has gone."""
    header = _exactly(channel, _HEADER.size)
    if header is None:
        return None
    kind, length = _HEADER.unpack(header)
    content = _exactly(channel, length)
    return (Kind(kind), content) if content is not None else None


def _exactly(channel: socket.socket, size: int) -> bytes | None:
    data = bytearray(size)
    view, filled = memoryview(data), 0
    while filled < size:
        got = channel.recv_into(view[filled:])
        if not got:
            return None
        filled += got
    return bytes(data)


def receive_with_socket(channel: socket.socket) -> tuple[Kind, bytes, socket.socket | None] | None:
    """The next message with the socket that came along with it, if one did; nothing where the other side has gone."""
    # What is sent with a message comes with its first byte.
    first, handles, _, _ = socket.recv_fds(channel, 1, 1)
    if not first:
        return None
    rest = _exactly(channel, _HEADER.size - 1)
    if rest is None:
        return None
    kind, length = _HEADER.unpack(first + rest)
    content = _exactly(channel, length)
    if content is None:
        return None
    return Kind(kind), content, socket.socket(fileno=handles[0]) if handles else None


async def read(stream: asyncio.StreamReader) -> tuple[Kind, bytes]:
    """The next message.

    Raises:
        asyncio.IncompleteReadError: The other side has gone.
        ConnectionError: Likewise.
    """
    kind, length = _HEADER.unpack(await stream.readexactly(_HEADER.size))
    return Kind(kind), await stream.readexactly(length) if length else b""


def packed_question(question: Question, commit: int, changes: Changes = ()) -> bytes:
    """A query on its way to a reader, which answers it from that commit or a later one; an image takes it there by the changes."""
    return packed_json(
        Kind.ASK,
        text=question.text,
        bindings=question.bindings.name if question.bindings else None,
        graph=question.graph.name if question.graph else None,
        default_graphs=question.dataset.default_graphs,
        named_graphs=question.dataset.named_graphs,
        commit=commit,
        changes=[(number, update.text, update.base) for number, update in changes],
    )


def unpacked_question(content: dict[str, Any]) -> Question:
    """The query as it was before it was packed."""
    bindings, graph = (format_named(content[name]) if content[name] else None for name in ("bindings", "graph"))
    return Question(content["text"], bindings, graph, QueryDataset(tuple(content["default_graphs"]), tuple(content["named_graphs"])))
