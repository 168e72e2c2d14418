"""The command that keeps the project's Turtle files in one normal form.

python -m diplograph.ontology --check|--write FILE...
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from ..errors import DiplographError
from .rdf import load_rdf
from .turtle import normal_turtle


def main(arguments: list[str] | None = None, out: Callable[[str], object] = sys.stderr.write) -> int:
    """The exit status of the command line: 0 where every file is, or now is, in normal form."""
    parser = argparse.ArgumentParser(prog="python -m diplograph.ontology", description="Keep Turtle files in one normal form.")
    mode = parser.add_mutually_exclusive_group(required=True)
    mode.add_argument("--check", action="store_true", help="name the files that are not in normal form")
    mode.add_argument("--write", action="store_true", help="rewrite them")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    options = parser.parse_args(arguments)
    status = 0
    for path in options.files:
        try:
            normal = normal_turtle(load_rdf(path, format="turtle"))
        except DiplographError as error:
            out(f"{error}\n")
            status = 2
            continue
        if path.read_text(encoding="utf-8") == normal:
            continue
        if options.write:
            path.write_text(normal, encoding="utf-8")
        else:
            out(f"{path}: not in normal form; run with --write\n")
            status = max(status, 1)
    return status


if __name__ == "__main__":
    raise SystemExit(main())
