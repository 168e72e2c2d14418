"""The server's side of the nursery and of the readers: starting them, speaking to them, ending them."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from ...errors import StoreError
from ..embedded import Update
from . import wire
from .wire import Kind

T = TypeVar("T")

# Lets the C library back large pieces of memory by large pages: forking is then five times faster, and queries a fifth.
_LARGE_PAGES = "glibc.malloc.hugetlb=1"
_LOWEST = 19
# Seconds between looks at a reader that is ending.
_ENDING = 0.02


class Nursery:
    """The process that readers are forked from, as the server sees it; its methods block, and belong to its thread.

    Args:
        folder: The dataset's folder.
        memory: Bytes that a query may take.

    Attributes:
        thread: Where its methods are called.
    """

    def __init__(self, folder: Path, memory: int) -> None:
        self._folder = folder
        self.thread = ThreadPoolExecutor(1)
        self._control, theirs = socket.socketpair()
        with theirs:
            # It needs nothing of the environment, which may hold keys. A session of its own keeps the terminal's Ctrl-C from it.
            environment = {"PATH": os.defpath, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "GLIBC_TUNABLES": _LARGE_PAGES}
            command = [
                sys.executable,
                "-P",
                "-m",
                "diplograph.store.readers.nursery",
                str(theirs.fileno()),
                str(folder.absolute()),
                str(memory),
            ]
            self._process = subprocess.Popen(  # noqa: S603 (this very program)
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                env=environment,
                start_new_session=True,
            )

    @property
    def alive(self) -> bool:
        """Whether it can be spoken to."""
        return self._process.poll() is None

    async def call(self, method: Callable[[], T]) -> T:
        """What one of its methods gives back."""
        try:
            return await asyncio.get_running_loop().run_in_executor(self.thread, method)
        except RuntimeError as error:
            raise self._gone() from error  # closed, and its thread with it
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if task is not None and task.cancelling():
                raise
            raise self._gone() from None  # closed while this waited for its thread

    def fork(self) -> tuple[int, int, socket.socket]:
        """A new reader: the number of its process, the commit that it holds in memory (else -1), and the socket on which it is asked.

        Raises:
            StoreError: The nursery has ended.
        """
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                reply = self._said(wire.packed(Kind.FORK), theirs.fileno())
                return int(reply["pid"]), int(reply["commit"]), ours
        except BaseException:
            ours.close()
            raise

    def reap(self, pid: int) -> int | None:
        """The exit status of a reader that has been ended or has closed its socket: negative by a signal, nothing while it is ending.

        Raises:
            StoreError: The nursery has ended.
        """
        status: int | None = self._said(wire.packed(Kind.REAP, str(pid).encode("ascii")))["status"]
        return status

    def load(self, limit: int) -> int:
        """Reads the newest generation into memory, for all readers that are forked from now on; gives back its commit.

        Args:
            limit: Bytes of memory that it may take.

        Raises:
            StoreError: It takes more, or cannot be read; the nursery has ended.
        """
        return int(self._said(wire.packed(Kind.LOAD, str(limit).encode("ascii")))["commit"])

    def change(self, number: int, update: Update) -> None:
        """Repeats a commit in memory.

        Raises:
            StoreError: The nursery has ended.
        """
        try:
            self._control.sendall(wire.packed_json(Kind.CHANGE, number=number, text=update.text, base=update.base))
        except OSError as error:
            raise self._gone() from error

    def _said(self, message: bytes, *handles: int) -> dict[str, Any]:
        try:
            socket.send_fds(self._control, [message], handles)
            reply = wire.receive(self._control)
        except OSError:
            reply = None
        if reply is None:
            raise self._gone()
        return wire.unpacked_json(reply[1])

    def _gone(self) -> StoreError:
        return StoreError(str(self._folder), "the process that answers queries has ended")

    def kill(self) -> None:
        """Ends its process and all its readers, whatever they are doing."""
        # Readers are in its session, also those that do not notice that it ends. Once it has been waited for, its number may be another's.
        if self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)

    def close(self) -> None:
        """Ends it, and all its readers; from any thread but its own."""
        self.kill()
        self.thread.shutdown(cancel_futures=True)
        self._control.close()
        self._process.wait()


class Reader:
    """A reader, as the server sees it.

    Attributes:
        nursery: What it was forked from.
        commit: The commit that it holds, where it has the dataset in memory.
    """

    def __init__(self, nursery: Nursery, pid: int, commit: int, stream: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.nursery = nursery
        self.commit = commit
        self._pid = pid
        self._stream = stream
        self._writer = writer
        self._ended = False
        self._lowered = False
        self._since = time.monotonic()
        try:
            # Kept open, because it is asked at each query.
            self._schedule = os.open(f"/proc/{pid}/schedstat", os.O_RDONLY)
        except OSError:
            self._schedule = -1
        self._reaping: asyncio.Task[int] | None = None

    @classmethod
    async def fork(cls, nursery: Nursery) -> Reader:
        """A new reader.

        Raises:
            StoreError: The nursery has ended.
        """
        pid, commit, channel = await nursery.call(nursery.fork)
        stream, writer = await asyncio.open_unix_connection(sock=channel, limit=2 * wire.PART)
        return cls(nursery, pid, commit, stream, writer)

    @property
    def pid(self) -> int:
        """The number of its process."""
        return self._pid

    @property
    def usable(self) -> bool:
        """Whether it can be asked."""
        return not self._ended and not self._stream.at_eof()

    @property
    def worked(self) -> float:
        """Seconds that it has had the processor, or where the system does not say, that it has lived."""
        try:
            return int(os.pread(self._schedule, 64, 0).split()[0]) / 1e9
        except (OSError, ValueError, IndexError):
            return time.monotonic() - self._since

    async def send(self, message: bytes) -> None:
        """Sends it a message."""
        self._writer.write(message)
        await self._writer.drain()

    async def receive(self) -> tuple[Kind, bytes]:
        """Its next message.

        Raises:
            asyncio.IncompleteReadError: It has ended.
            ConnectionError: Likewise.
        """
        return await wire.read(self._stream)

    def lower(self) -> None:
        """Lets it have only the time of the processor that others leave over."""
        if not self._lowered and not self._ended:
            with contextlib.suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, self._pid, _LOWEST)
                self._lowered = True

    def free(self) -> bool:
        """Whether it can be asked another query, now that it has answered one."""
        if self._lowered:
            # Only a privileged process may raise what it has lowered; elsewhere a new reader takes its place.
            with contextlib.suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, self._pid, os.getpriority(os.PRIO_PROCESS, 0))
                self._lowered = False
        return self.usable and not self._lowered

    def kill(self) -> None:
        """Ends its process, whatever that is doing."""
        if not self._ended:
            self._ended = True
            # Until the nursery reaps it, which comes after this, its number is no other process's; when the nursery ends, so does it.
            if self.nursery.alive:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(self._pid, signal.SIGKILL)

    async def reap(self) -> int | None:
        """Its exit status, once it has ended; nothing where the nursery has gone too."""
        self.kill()
        if self._reaping is None:
            self._writer.close()
            if self._schedule >= 0:
                os.close(self._schedule)
                self._schedule = -1
            self._reaping = asyncio.get_running_loop().create_task(self._reaped())
        try:
            return await asyncio.shield(self._reaping)
        except StoreError:
            return None

    async def _reaped(self) -> int:
        while (status := await self.nursery.call(partial(self.nursery.reap, self._pid))) is None:
            await asyncio.sleep(_ENDING)
        return status
