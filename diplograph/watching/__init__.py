"""Watching feeds: asking them politely, and loading what is new."""

from .beside import log, show, state_file, watched
from .watcher import Watcher, feeds_named

__all__ = ["Watcher", "feeds_named", "log", "show", "state_file", "watched"]
