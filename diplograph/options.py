"""What the commands share: options, the database that a command works on, and the articles that it is given."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from .database import Database
from .errors import FormatError
from .loaders.article import Article
from .pipeline import Pipeline
from .settings import read_settings
from .store import open_store

STDIN = "-"

StoreOption = Annotated[
    str | None,
    typer.Option("--store", metavar="FOLDER", help="Folder of the dataset; by default .diplograph, or what DIPLOGRAPH_STORE names."),
]
ExtractorOption = Annotated[
    str | None,
    typer.Option(
        "--extractor",
        metavar="rules|model|both",
        help="What finds the events: rules, a language model, or both; by default the rules, or what DIPLOGRAPH_EXTRACTOR names.",
    ),
]


@contextmanager
def database(store: str | None, *, read_only: bool, create: bool = True, extractor: str | None = None) -> Iterator[Database]:
    """The database that a command works on, closed at its end."""
    settings = read_settings(store=store, extractor=extractor)
    with Database(open_store(settings.store, read_only=read_only, create=create, wait=settings.wait), Pipeline(settings)) as opened:
        yield opened


def read_article(pipeline: Pipeline, source: str) -> Article:
    """The article in a file, or on standard input."""
    return pipeline.read_bytes(sys.stdin.buffer.read(), "stdin") if source == STDIN else pipeline.read(source)


def one_of(format: str, known: tuple[str, ...]) -> None:
    """Refuses a format that the command does not write.

    Raises:
        FormatError: It is none of those known.
    """
    if format not in known:
        raise FormatError(format, f"is not a format here; choose one of {', '.join(known)}")
