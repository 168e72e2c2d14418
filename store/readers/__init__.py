"""Queries in processes of their own, which can be ended: the pool, its limits, and what it answers."""

from __future__ import annotations

from .lanes import most_readers
from .limits import Limits, StreamedAnswer
from .pool import QueryPool

__all__ = ["Limits", "QueryPool", "StreamedAnswer", "most_readers"]
