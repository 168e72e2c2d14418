"""The server's side of the nursery and of the readers: starting them, speaking to them, ending them."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

from ...errors import StoreError
from . import wire
from .wire import Kind

# Lets the C library back large pieces of memory by large pages: forking is then five times faster, and queries a fifth.
_LARGE_PAGES = "glibc.malloc.hugetlb=1"
_LOWEST = 19


class Nursery:
    """The process that readers are forked from, as the server sees it; its methods block, and may be called from any thread.

    Args:
        folder: The dataset's folder.
        memory: Bytes that a query may take.
    """

    def __init__(self, folder: Path, memory: int) -> None:
        self._folder = folder
        self._speaking = threading.Lock()
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

    def fork(self) -> tuple[int, socket.socket]:
        """A new reader: the number of its process and the socket on which it is asked.

        Raises:
            StoreError: The nursery has ended.
        """
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                return int(self._said(wire.packed(Kind.FORK), theirs.fileno())["pid"]), ours
        except BaseException:
            ours.close()
            raise

    def reap(self, pid: int) -> int:
        """The exit status of a reader that has been ended or has closed its socket; negative where a signal ended it.

        Raises:
            StoreError: The nursery has ended.
        """
        return int(self._said(wire.packed(Kind.REAP, str(pid).encode("ascii")))["status"])

    def _said(self, message: bytes, *handles: int) -> dict[str, Any]:
        with self._speaking:
            try:
                socket.send_fds(self._control, [message], handles)
                reply = wire.receive(self._control)
            except OSError:
                reply = None
        if reply is None:
            raise StoreError(str(self._folder), "the process that answers queries has ended")
        return wire.unpacked_json(reply[1])

    def close(self) -> None:
        """Ends it, and all its readers."""
        with contextlib.suppress(OSError):
            self._control.shutdown(socket.SHUT_RDWR)
        self._control.close()
        # Readers are in its session, also those that do not notice that it ends.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


class Reader:
    """A reader, as the server sees it.

    Attributes:
        commit: The newest commit that it has answered from.
    """

    def __init__(self, nursery: Nursery, pid: int, stream: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._nursery = nursery
        self._pid = pid
        self._stream = stream
        self._writer = writer
        self._ended = False
        self._lowered = False
        self._since = time.monotonic()
        self._reaping: asyncio.Task[int] | None = None

    @classmethod
    async def fork(cls, nursery: Nursery) -> Reader:
        """A new reader.

        Raises:
            StoreError: The nursery has ended.
        """
        pid, channel = await asyncio.to_thread(nursery.fork)
        stream, writer = await asyncio.open_unix_connection(sock=channel, limit=2 * wire.PART)
        return cls(nursery, pid, stream, writer)

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
            with open(f"/proc/{self._pid}/schedstat", "rb") as file:  # noqa: PTH123 (asked often, and a Path takes as long as the reading)
                return int(file.read().split()[0]) / 1e9
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
                os.setpriority(os.PRIO_PROCESS, self._pid, 0)
                self._lowered = False
        return self.usable and not self._lowered

    def kill(self) -> None:
        """Ends its process, whatever that is doing."""
        if not self._ended:
            self._ended = True
            # Until it is reaped, which comes after this, its number is no other process's.
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._pid, signal.SIGKILL)

    async def reap(self) -> int | None:
        """Its exit status, once it has ended; nothing where the nursery has gone too."""
        self.kill()
        if self._reaping is None:
            self._writer.close()
            self._reaping = asyncio.get_running_loop().create_task(asyncio.to_thread(self._nursery.reap, self._pid))
        try:
            return await asyncio.shield(self._reaping)
        except StoreError:
            return None
