"""What the benchmarks share: steps in processes of their own, and the memory that they take."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

import psutil

MB = 1024 * 1024
_Value = TypeVar("_Value")


def apart(step: Callable[[], _Value]) -> _Value:
    """What the step gives, in a new process."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(step).result()


def worked() -> float:
    """Seconds of the processor that the processes which this one has started have had, as far as they still run."""
    times = [process.cpu_times() for process in psutil.Process().children(recursive=True)]
    return sum(each.user + each.system for each in times)


def peak() -> int:
    """The most bytes that this process had resident."""
    # getrusage gives a new process the peak of the one that started it
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024
