"""The lock on a dataset's folder: one writer or several readers, over all processes."""

from __future__ import annotations

import contextlib
import fcntl
import os
import sys
import time
from pathlib import Path

from ..errors import StoreError


class FolderLock:
    """A held lock; it is given back by ``release``, or by the system when the process ends however it ends.

    Args:
        folder: The dataset's folder, which exists.
        shared: Lets other readers in, but no writer.
        wait: Seconds to wait for another process to finish.

    Raises:
        StoreError: Another process holds the dataset; the message names it.
    """

    def __init__(self, folder: Path, *, shared: bool, wait: float = 2.0) -> None:
        self._file = (folder / "lock").open("a+", encoding="utf-8")
        deadline = time.monotonic() + wait
        while True:
            try:
                fcntl.flock(self._file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() < deadline:
                    time.sleep(0.05)
                    continue
                holder = self._holder()
                self._file.close()
                raise StoreError(
                    str(folder),
                    f"the dataset is in use by {holder}; try again when that has ended, or name another folder with --store",
                ) from None
        with contextlib.suppress(OSError):
            self._file.truncate(0)
            program = Path(sys.argv[0]).name.replace("__main__.py", "diplograph")
            self._file.write(f"{os.getpid()} {' '.join([program, *sys.argv[1:]])[:200]}\n")
            self._file.flush()

    def _holder(self) -> str:
        self._file.seek(0)
        pid, _, command = self._file.readline().strip().partition(" ")
        return f"process {pid} ({' '.join(command.split())})" if pid.isdigit() else "another process"

    def release(self) -> None:
        """Gives the folder free."""
        self._file.close()
