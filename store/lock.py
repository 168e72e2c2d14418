"""The lock on a dataset's folder: one writer over all processes. Readers need none, for they read generations."""

from __future__ import annotations

import contextlib
import fcntl
import os
import sys
from pathlib import Path
from typing import IO

from ..errors import StoreInUse


class FolderLock:
    """A held lock; it is given back by ``release``, or by the system when the process ends however it ends.

    Args:
        folder: The dataset's folder, which exists.

    Raises:
        StoreInUse: Another process holds the dataset; the message names it.
        OSError: The folder cannot be written to.
    """

    def __init__(self, folder: Path) -> None:
        self._file = (folder / "lock").open("a+", encoding="utf-8", errors="replace")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pid, command = _holder(self._file)
            self._file.close()
            raise StoreInUse(str(folder), pid, command) from None
        with contextlib.suppress(OSError):
            self._file.truncate(0)
            program = Path(sys.argv[0]).name.replace("__main__.py", "diplograph")
            self._file.write(f"{os.getpid()} {' '.join([program, *sys.argv[1:]])[:200]}\n")
            self._file.flush()

    def release(self) -> None:
        """Gives the folder free."""
        with contextlib.suppress(OSError):  # what a full disk did not take, which is nothing but who held it
            self._file.close()


def _holder(file: IO[str]) -> tuple[int | None, str]:
    file.seek(0)
    pid, _, command = file.readline().strip().partition(" ")
    return (int(pid) if pid.isdigit() else None), " ".join(command.split())
