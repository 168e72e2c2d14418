"""Extraction on a cluster of Ray, or on this machine where there is none."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any

from ..errors import ConfigurationError
from ..pipeline import Pipeline, Prepared, Task
from ..settings import Settings

# So many tasks an actor are sent ahead, so that none waits for the one that stores.
AHEAD = 4


@contextmanager
def on_ray(settings: Settings, jobs: int) -> Iterator[Callable[[Iterator[Task]], Iterator[Prepared]]]:
    """What prepares tasks in that many actors of Ray, each with a pipeline of its own; they end with the block.

    The cluster is the one that ``RAY_ADDRESS`` names, else one that is begun on this machine. Its machines need this package.

    Args:
        settings: Of the pipeline in each actor.
        jobs: How many actors.

    Raises:
        ConfigurationError: Ray is not installed.
    """
    try:
        import ray
    except ImportError as error:
        raise ConfigurationError("the engine 'ray' needs Ray; install it with `pip install diplograph[ray]`") from error

    begun = not ray.is_initialized()
    if begun:
        ray.init(log_to_driver=False, include_dashboard=False, configure_logging=False)
    # An actor that dies is begun anew, and its task is tried again once.
    remote: Any = ray.remote(max_restarts=-1, max_task_retries=1)(Pipeline)
    actors: list[Any] = [remote.remote(settings) for _ in range(jobs)]

    def run(tasks: Iterator[Task]) -> Iterator[Prepared]:
        numbered = enumerate(tasks)
        waiting = deque(actors[number % jobs].prepare.remote(task) for number, task in islice(numbered, jobs * AHEAD))
        while waiting:
            prepared: Prepared = ray.get(waiting.popleft())
            waiting.extend(actors[number % jobs].prepare.remote(task) for number, task in islice(numbered, 1))
            yield prepared

    try:
        yield run
    finally:
        for actor in actors:
            ray.kill(actor)
        if begun:
            ray.shutdown()
