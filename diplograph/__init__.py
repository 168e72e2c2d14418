"""Diplograph reads news and turns it into a database of diplomatic events that can be trusted and queried."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .version import VERSION

if TYPE_CHECKING:
    from .database import Database
    from .errors import DiplographError
    from .settings import Settings

__all__ = ["Database", "DiplographError", "Settings", "__version__", "open"]

__version__ = VERSION

# Imported when they are first asked for, so that a process that needs a part of the package does not take all of it into memory.
_HOMES = {"Database": "database", "DiplographError": "errors", "Settings": "settings"}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(f".{_HOMES[name]}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def open(store: str | None = None, *, read_only: bool = False, settings: Settings | None = None) -> Database:
    """The database in a folder, made if it does not exist.

    Args:
        store: The folder, or ``memory:``; the settings' own where none is given.
        read_only: Reads what is published, beside any writer, and refuses changes.
        settings: The settings; the environment's where none are given.

    Raises:
        StoreError: The dataset is missing, damaged, or in use by another process.
    """
    from .database import Database
    from .pipeline import Pipeline
    from .settings import Settings
    from .store import open_store

    settings = settings if settings is not None else Settings()
    location = store if store is not None else settings.store
    return Database(open_store(location, read_only=read_only, wait=settings.wait, access=settings.access), Pipeline(settings))
