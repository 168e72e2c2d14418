"""Where the server is reached that holds a dataset's folder, so that commands which write can work through it."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

_NAME = "server"


@dataclass(frozen=True, slots=True)
class Server:
    """A server that holds the folder of a dataset.

    Attributes:
        address: Where it is reached from this machine, such as ``http://127.0.0.1:8765``.
        pid: Its process.
        token: What commands of the same user show to it, as a bearer token.
    """

    address: str
    pid: int
    token: str


@contextmanager
def announced(folder: Path | None, address: str) -> Iterator[Server]:
    """The server that this process is, told in the folder until the end of the block; for the one that holds the folder's lock.

    Args:
        folder: The dataset's folder; nothing where the dataset lies in no folder, and nobody is told.
        address: Where the server is reached from this machine.

    Raises:
        OSError: The folder cannot be written to.
    """
    server = Server(address, os.getpid(), secrets.token_urlsafe(32))
    if folder is None:
        yield server
        return
    file, unfinished = folder / _NAME, folder / f".{_NAME}"
    # Whoever can read the token may write to the dataset, as whoever can write to the folder may.
    unfinished.unlink(missing_ok=True)
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as handle:
        json.dump(asdict(server), handle)
    unfinished.rename(file)
    try:
        yield server
    finally:
        with contextlib.suppress(OSError):
            file.unlink()


def announced_server(folder: Path, holder: int | None) -> Server | None:
    """The server that holds the folder; nothing where none is announced, or where it is not what holds the folder's lock any more.

    Args:
        folder: The dataset's folder.
        holder: The process that holds its lock.
    """
    try:
        told = json.loads((folder / _NAME).read_text(encoding="utf-8"))
        server = Server(str(told["address"]), int(told["pid"]), str(told["token"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    # One that was killed could not take its file away; the lock tells, which the system gives back.
    return server if server.pid == holder else None
