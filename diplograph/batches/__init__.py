"""Many articles at once: where they are read and extracted, in this process, in others, or on other machines.

An engine turns documents into what is ready to be stored, in the order of the documents, whichever process did the work; one process
stores it. Extraction is a pure function of the article, so every engine gives the same bytes. A new engine is a new file and a line here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

from ..errors import ConfigurationError
from ..pipeline import Prepared, Task
from ..settings import Settings
from .processes import in_processes
from .ray import on_ray

__all__ = ["ENGINES", "engine"]

Run = Callable[[Iterator[Task]], Iterator[Prepared]]

ENGINES: dict[str, Callable[[Settings, int], AbstractContextManager[Run]]] = {"local": in_processes, "ray": on_ray}
"""By their names; each takes the settings of the pipeline and how many articles are worked on at the same time."""


def engine(name: str, settings: Settings, jobs: int) -> AbstractContextManager[Run]:
    """The engine of that name.

    Raises:
        ConfigurationError: There is none, or what it needs is not installed.
    """
    if name not in ENGINES:
        raise ConfigurationError(f"there is no engine {name!r}; choose one of {', '.join(ENGINES)}")
    return ENGINES[name](settings, jobs)
