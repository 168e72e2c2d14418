"""The process that readers are forked from: small and of one thread, so that a new reader is there in milliseconds.

The server starts it and speaks to it over a socket. It ends when the server ends, however that happens, and its readers end with it.
"""

from __future__ import annotations

import ctypes
import gc
import os
import resource
import signal
import socket
import sys
from pathlib import Path

import pyoxigraph as ox

from ..embedded import Update
from ..generations import Generations
from . import wire
from .copy import Copy
from .reader import Reader
from .wire import Kind

_PR_SET_PDEATHSIG = 1


class Nursery:
    """Forks readers of one dataset.

    Args:
        control: Where the server speaks.
        folder: The dataset's folder.
        memory: Bytes that a query may take.
    """

    def __init__(self, control: socket.socket, folder: Path, memory: int) -> None:
        self._control = control
        self._folder = folder
        self._memory = memory
        self._image: tuple[Copy, int] | None = None

    def run(self) -> None:
        """Does what the server says until it has gone."""
        while (message := wire.receive_with_socket(self._control)) is not None:
            kind, content, channel = message
            if kind is Kind.FORK and channel is not None:
                self._control.sendall(
                    wire.packed_json(Kind.DONE, pid=self._fork(channel), commit=self._image[1] if self._image is not None else -1)
                )
            elif kind is Kind.LOAD:
                self._image = self._load(int(content))
                self._control.sendall(wire.packed_json(Kind.DONE, commit=self._image[1]))
            elif kind is Kind.CHANGE and self._image is not None:
                change = wire.unpacked_json(content)
                self._image[0].repeat(Update(change["text"], change["base"]))
                self._image = self._image[0], change["number"]
            elif kind is Kind.REAP:
                # Nobody else waits for a reader, so its number is not given to another process before this.
                # One that was lowered may need long to end beside others that work; meanwhile the next is to be forked.
                pid, status = os.waitpid(int(content), os.WNOHANG)
                self._control.sendall(wire.packed_json(Kind.DONE, status=os.waitstatus_to_exitcode(status) if pid else None))

    def _load(self, limit: int) -> tuple[Copy, int]:
        """The newest generation in memory, and its commit; the process ends if that takes more than the limit."""
        _, most = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, (limit, most))
        newest = Generations(self._folder).newest()
        if newest is None:
            raise SystemExit("there is no generation to read")
        source, target = os.pipe()
        pid = os.fork()
        if not pid:
            # The engine on disk has threads, which a process that is to be forked must not have.
            with os.fdopen(target, "wb", wire.PART) as output:
                ox.Store.read_only(str(newest.path)).dump(output, format=ox.RdfFormat.N_QUADS)
            os._exit(0)
        os.close(target)
        whole = ox.Store()
        whole.bulk_load(path=f"/dev/fd/{source}", format=ox.RdfFormat.N_QUADS)
        os.close(source)
        if os.waitpid(pid, 0)[1]:
            raise SystemExit("the newest generation cannot be read")
        newest.close()
        copy = Copy(whole)
        gc.freeze()
        return copy, newest.commit

    def _fork(self, channel: socket.socket) -> int:
        mine = os.getpid()
        pid = os.fork()
        if pid:
            channel.close()
            return pid
        status = 1
        try:
            self._control.close()
            _end_with_parent(mine)
            Reader(channel, self._folder, self._memory, self._image).serve()
            status = 0
        except SystemExit:
            status = 0
        finally:
            # What the nursery has left to do, a reader must not do again.
            os._exit(status)


def _end_with_parent(parent: int) -> None:
    """Lets the system end this process when its parent ends, even in the midst of a query; where the system can do that."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(0)


def main() -> None:
    """Runs a nursery: ``HANDLE FOLDER MEMORY``."""
    handle, folder, memory = sys.argv[1:]
    # A reader that crashes leaves no image of its memory behind.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    Nursery(socket.socket(fileno=int(handle)), Path(folder), int(memory)).run()


if __name__ == "__main__":
    main()
