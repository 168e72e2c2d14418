"""What a reader does, a process of its own: it answers one query after the other until the server has gone or ends it."""

from __future__ import annotations

import contextlib
import gc
import io
import resource
import socket
import time
from pathlib import Path
from typing import IO, Any, cast

import pyoxigraph as ox

from ...errors import DiplographError, FormatError, QueryError, StoreError
from ..embedded import Update
from ..evaluation import evaluate
from ..folder import FolderFinder
from ..formats import Format, used_prefixes
from ..generations import Generation, Generations
from ..words import WordsReader
from . import wire
from .copy import Copy
from .wire import Kind

# Seconds after which what there is of an answer is sent on, so that a slow query shows its first rows.
_PATIENCE = 0.02
_BLOCK = 4_096


class Reader:
    """A reader of one dataset.

    Args:
        channel: Where queries come from and answers go.
        folder: The dataset's folder.
        memory: Bytes that a query may take beyond those that the reader has when it is ready.
        image: The dataset in memory, and the commit that it holds; else the folder's generations are read.
    """

    def __init__(self, channel: socket.socket, folder: Path, memory: int, image: tuple[Copy, int] | None = None) -> None:
        self._channel = channel
        self._generations = Generations(folder)
        self._words = WordsReader(folder)
        self._memory = memory
        self._generation: Generation | None = None
        self._copy = image[0] if image is not None else None
        self._commit = image[1] if image is not None else -1
        self._engine = ox.Store()
        if self._copy is not None:
            self._limit_memory()

    def serve(self) -> None:
        """Answers queries until the other side has gone."""
        with contextlib.suppress(OSError):
            # What is there now is opened before it is asked for; what goes wrong here will go wrong again then.
            self._follow(0, [])
        gc.freeze()
        while (message := wire.receive(self._channel)) is not None:
            self._answer(wire.unpacked_json(message[1]))

    def _answer(self, asked: dict[str, Any]) -> None:
        try:
            self._follow(asked["commit"], asked["changes"])
            answer = _Outgoing(self._channel, self._commit)
            question = wire.unpacked_question(asked)
            engine = self._copy.engine(question) if self._copy is not None else self._engine
            finder = FolderFinder(engine, self._words, self._commit)
            evaluate(engine, question, answer.begin, lambda: contextlib.nullcontext(finder))
            answer.end()
        except BrokenPipeError:
            raise SystemExit(0) from None
        except QueryError as error:
            self._complain(error, reason=error.reason, line=error.line, column=error.column)
        except FormatError as error:
            self._complain(error, reason=error.reason, source=error.source)
        except (StoreError, OSError) as error:
            self._complain(error, reason=str(error))
        except MemoryError as error:
            self._complain(error, reason="")

    def _complain(self, error: DiplographError | OSError | MemoryError, **facts: Any) -> None:
        self._channel.sendall(wire.packed_json(Kind.ERROR, error=type(error).__name__, **facts))

    def _follow(self, commit: int, changes: list[tuple[int, str, str | None]]) -> None:
        if self._commit >= commit:
            return
        if self._copy is not None:
            for number, text, base in changes:
                self._copy.repeat(Update(text, base))
                self._commit = number
            return
        newest = self._generations.newest()
        if newest is None or (self._generation is not None and newest.commit <= self._commit):
            if newest is not None:
                newest.close()
            return
        engine = ox.Store.read_only(str(newest.path))
        if self._generation is not None:
            self._generation.close()
        self._engine, self._generation, self._commit = engine, newest, newest.commit
        self._limit_memory()

    def _limit_memory(self) -> None:
        """Lets the process ask for so much more memory; an allocation beyond it ends the process."""
        with contextlib.suppress(OSError, ValueError):
            _, most = resource.getrlimit(resource.RLIMIT_DATA)
            resource.setrlimit(resource.RLIMIT_DATA, (_data_size() + self._memory, most))


def _data_size() -> int:
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmData:"):
            return int(line.split()[1]) * 1024
    raise OSError("the size of this process is not known")


class _Outgoing(io.RawIOBase):
    """What the engine writes an answer to: parts of it go out as soon as there is enough of them, or has not been for a while."""

    def __init__(self, channel: socket.socket, commit: int) -> None:
        self._channel = channel
        self._commit = commit
        self._parts: list[bytes] = []
        self._size = 0
        self._since = time.monotonic()
        self._begun = False
        self._head: dict[str, Any] = {}

    def begin(self, form: str, format: Format) -> IO[bytes]:
        self._head = {"form": form, "format": format.name, "commit": self._commit}
        return cast("IO[bytes]", self)

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._parts.append(bytes(data))
        self._size += len(data)
        # The engine writes some kilobytes at a time; less than that is the end, which goes out with what says so.
        if self._size >= wire.PART or (self._size >= _BLOCK and time.monotonic() - self._since >= _PATIENCE):
            self._send(b"".join(self._parts))
        return len(data)

    def _send(self, data: bytes, after: bytes = b"") -> None:
        before = b"" if self._begun else wire.packed_json(Kind.HEAD, whole=bool(after), **self._head)
        self._channel.sendall(before + wire.packed(Kind.DATA, data) + after)
        self._begun = True
        self._parts.clear()
        self._size = 0
        self._since = time.monotonic()

    def end(self) -> None:
        data = b"".join(self._parts)
        if not self._begun and self._head["form"] == "graph":
            data = used_prefixes(data)
        self._send(data, wire.packed(Kind.END))
