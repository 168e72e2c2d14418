"""The process that readers are forked from: small and of one thread, so that a new reader is there in milliseconds.

The server starts it and speaks to it over a socket. It ends when the server ends, however that happens, and its readers end with it.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import socket
import sys
from pathlib import Path

from . import wire
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

    def run(self) -> None:
        """Does what the server says until it has gone."""
        while (message := wire.receive_with_socket(self._control)) is not None:
            kind, content, channel = message
            if kind is Kind.FORK and channel is not None:
                self._control.sendall(wire.packed_json(Kind.DONE, pid=self._fork(channel)))
            elif kind is Kind.REAP:
                # Nobody else waits for a reader, so its number is not given to another process before this.
                _, status = os.waitpid(int(content), 0)
                self._control.sendall(wire.packed_json(Kind.DONE, status=os.waitstatus_to_exitcode(status)))

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
            Reader(channel, self._folder, self._memory).serve()
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
