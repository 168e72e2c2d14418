"""The audit log: a line of JSON for every write that was asked for."""

from __future__ import annotations

import datetime as dt
import json
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..database import Database
from ..errors import ConfigurationError, DiplographError
from .auth import Caller
from .metrics import Metrics

_log = logging.getLogger(__name__)


class Audit:
    """The log of writes.

    Args:
        file: Where it is written, line after line; nothing keeps it in the server's own log.
        metrics: Where writes are counted.

    Raises:
        ConfigurationError: The file cannot be written.
    """

    def __init__(self, file: Path | None, metrics: Metrics) -> None:
        self._metrics = metrics
        self._file = file
        self._writing = threading.Lock()
        if file is not None:
            try:
                file.open("a", encoding="utf-8").close()
            except OSError as error:
                raise ConfigurationError(f"the audit log {file} cannot be written: {error.strerror}") from error

    @contextmanager
    def recorded(self, database: Database, asking: Caller, action: str, graph: str | None, content: str) -> Iterator[None]:
        """Records the write that the block does, whether it succeeds or not.

        Args:
            database: What is written to.
            asking: Who asked for it.
            action: What is done: ``update``, ``put``, ``post``, ``delete`` or ``load``.
            graph: The graph that it is done to, where one is named.
            content: The digest of what was sent.
        """
        outcome = "failed"
        try:
            yield
            outcome = "done"
        except DiplographError as error:
            outcome = f"refused: {type(error).__name__}"
            raise
        finally:
            self._metrics.writes.labels(action, outcome).inc()
            self._write(
                {
                    "time": dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds"),
                    "who": asking.name,
                    "action": action,
                    "graph": graph,
                    "content": content,
                    "outcome": outcome,
                    "commit": database.store.commit,
                }
            )

    def _write(self, entry: dict[str, object]) -> None:
        line = json.dumps(entry, ensure_ascii=False)
        if self._file is None:
            _log.info("%s", line)
            return
        try:
            # Opened each time, so that the file can be moved away while the server runs.
            with self._writing, self._file.open("a", encoding="utf-8") as opened:
                opened.write(f"{line}\n")
        except OSError:
            _log.exception("the audit log cannot be written: %s", line)
