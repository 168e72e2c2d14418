"""Runs the command line: ``python -m diplograph``."""

from __future__ import annotations

from .cli import main

main()
