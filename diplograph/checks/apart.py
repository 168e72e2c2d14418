"""Judging by strangers' shapes in a process of its own, which is ended when it takes too long or too much memory.

Shapes can hold queries and patterns that never come to an end, and nothing ends them but the end of their process.
"""

from __future__ import annotations

import os
import pickle
import resource
import subprocess
import sys
from dataclasses import dataclass

from rdflib import Graph

from ..errors import FormatError, QueryTimeout, QueryTooLarge
from ..shapes.report import Report

# What the interpreter, rdflib and the shapes take by themselves.
_OWN_MEMORY = 600_000_000
_NO_MEMORY = 3


@dataclass(frozen=True, slots=True)
class ApartJudge:
    """A judge, as ``Check`` knows it, that works in processes.

    Attributes:
        seconds: What each may take.
        memory: The bytes that each may take beside its own.
    """

    seconds: float
    memory: int

    def __call__(self, data: bytes, shapes: Graph | None, ours: bool, inference: bool) -> Report:
        """The report.

        Raises:
            FormatError: The shapes are not valid SHACL, or a literal stops the engine.
            QueryTimeout: It takes too long.
            QueryTooLarge: It takes too much memory.
        """
        own = shapes.serialize(format="nt", encoding="utf-8") if shapes is not None else None
        # It needs nothing of the environment, which may hold keys.
        environment = {"PATH": os.defpath, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        try:
            done = subprocess.run(  # noqa: S603 (this very program)
                [sys.executable, "-P", "-m", __name__, str(self.memory)],
                input=pickle.dumps((data, own, ours, inference)),
                capture_output=True,
                timeout=self.seconds,
                env=environment,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise QueryTimeout(self.seconds, "the validation", "send less at a time, or simpler shapes") from error
        if done.returncode < 0 or done.returncode == _NO_MEMORY:
            raise QueryTooLarge("memory", self.memory, "the validation", "send less at a time, or simpler shapes")
        done.check_returncode()
        answer: Report | tuple[str, str] = pickle.loads(done.stdout)  # noqa: S301 (written by this very program)
        if isinstance(answer, Report):
            return answer
        raise FormatError(*answer)


def _answer(task: bytes, memory: int) -> Report | tuple[str, str]:
    from ..shapes.validator import Validator, ntriples_graph
    from .check import judged

    data, own, ours, inference = pickle.loads(task)  # noqa: S301 (written by this very program)
    shapes = ntriples_graph(own) if own is not None else None
    resource.setrlimit(resource.RLIMIT_AS, (memory + _OWN_MEMORY, memory + _OWN_MEMORY))
    try:
        return judged(Validator(), data, shapes, ours, inference)
    except FormatError as error:
        return error.source, error.reason


if __name__ == "__main__":
    try:
        found = _answer(sys.stdin.buffer.read(), int(sys.argv[1]))
    except MemoryError:
        sys.exit(_NO_MEMORY)
    sys.stdout.buffer.write(pickle.dumps(found))
