"""Extraction in processes of this machine."""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import islice

from ..loaders.document import Unread
from ..pipeline import Pipeline, Prepared, Task
from ..settings import Settings

# So many tasks a process are sent ahead, so that none waits for the one that stores.
AHEAD = 4


@contextmanager
def in_processes(settings: Settings, jobs: int) -> Iterator[Callable[[Iterator[Task]], Iterator[Prepared]]]:
    """What prepares tasks in that many processes; they end with the block.

    A task whose process dies of it (as one that needs more memory than there is) is given up; the others are done by new processes.

    Args:
        settings: Of the pipeline in each process.
        jobs: How many processes.
    """
    pools = _Pools(settings, jobs)
    try:
        yield pools.run
    finally:
        pools.close()


class _Pools:
    """A pool of processes, and another in its place when one of them has died."""

    def __init__(self, settings: Settings, jobs: int) -> None:
        self._settings = settings
        self._jobs = jobs
        self._pool = self._new(jobs)

    def _new(self, jobs: int) -> ProcessPoolExecutor:
        # Forked processes would have the store's locks and threads, and not its threads' work.
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(jobs, mp_context=context, initializer=_begin, initargs=(self._settings,))

    def run(self, tasks: Iterator[Task]) -> Iterator[Prepared]:
        """What became of each task, in their order."""
        waiting: deque[tuple[Task, Future[Prepared]]] = deque()
        for task in islice(tasks, self._jobs * AHEAD):
            waiting.append((task, self._pool.submit(_prepare, task)))
        while waiting:
            task, future = waiting.popleft()
            try:
                prepared = future.result()
            except BrokenProcessPool:
                prepared = self._alone(task)
                self._pool.shutdown(cancel_futures=True)
                self._pool = self._new(self._jobs)
                waiting = deque((task, self._pool.submit(_prepare, task)) for task, _ in waiting)
            for following in islice(tasks, 1):
                waiting.append((following, self._pool.submit(_prepare, following)))
            yield prepared

    def _alone(self, task: Task) -> Prepared:
        """The task in a process of its own: it may have been another's fault that its process died."""
        with self._new(1) as pool:
            try:
                return pool.submit(_prepare, task).result()
            except BrokenProcessPool:
                reason = "the process that read it died, perhaps for want of memory; look at the file, or load it alone"
                return Unread(task.document.called, reason, task.document.origin)

    def close(self) -> None:
        self._pool.shutdown(cancel_futures=True)


_PIPELINE: Pipeline


def _begin(settings: Settings) -> None:
    global _PIPELINE
    # Numpy, which is not loaded yet, would use every processor in each of the processes.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    _PIPELINE = Pipeline(settings)


def _prepare(task: Task) -> Prepared:
    return _PIPELINE.prepare(task)
