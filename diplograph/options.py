"""What the commands share: options, the database that a command works on, and the articles that it is given."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Annotated, Any

import typer

from .database import Database
from .errors import ConfigurationError, FormatError
from .loaders.article import Article
from .loaders.document import Options
from .pipeline import Pipeline
from .settings import Settings, read_settings
from .store import open_store

STDIN = "-"

StoreOption = Annotated[
    str | None,
    typer.Option(
        "--store",
        metavar="FOLDER|URL",
        help="Folder of the dataset, or address of a SPARQL endpoint; by default .diplograph, or what DIPLOGRAPH_STORE names.",
    ),
]
ExtractorOption = Annotated[
    str | None,
    typer.Option(
        "--extractor",
        metavar="rules|model|both",
        help="What finds the events: rules, a language model, or both; by default the rules, or what DIPLOGRAPH_EXTRACTOR names.",
    ),
]
ColumnOption = Annotated[
    list[str] | None,
    typer.Option(
        "--column",
        metavar="FIELD=NAME",
        help="The column or key of a table or of JSON that holds text, html, headline, published, url, publisher, authors, language or id, "
        "where it is not one of the usual ones; may be given several times.",
    ),
]
FormatOption = Annotated[
    str | None,
    typer.Option("--as", metavar="FORMAT", help="What the sources are, whatever they look like."),
]
FollowOption = Annotated[bool, typer.Option("--follow", help="Read the pages that feeds link to, instead of what the feeds say of them.")]


# How a server is reached, which every command takes that takes --store.
_REMOTE = {
    "update_url": typer.Option(
        "--update-url",
        metavar="URL",
        help="Where updates go, if --store is a server's address and they do not go to `update` beside it.",
    ),
    "graph_store_url": typer.Option(
        "--graph-store-url", metavar="URL", help="The server's Graph Store Protocol address, to put whole graphs; else by updates."
    ),
    "view": typer.Option(
        "--view", metavar="default|named|auto", help="Where the server keeps the consolidated events; found out by default."
    ),
}
_GIVEN: ContextVar[Mapping[str, str | None]] = ContextVar("given", default={})  # noqa: B039 (nobody writes to it)


def with_server(command: Callable[..., None]) -> Callable[..., None]:
    """The command with the options that say how a server is reached, for ``given_settings``."""

    @wraps(command)
    def run(*arguments: Any, **options: Any) -> None:
        token = _GIVEN.set({name: options.pop(name, None) for name in _REMOTE})
        try:
            command(*arguments, **options)
        finally:
            _GIVEN.reset(token)

    signature = inspect.signature(command, eval_str=True)
    added = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=Annotated[str | None, option])
        for name, option in _REMOTE.items()
    ]
    parameters = [*signature.parameters.values(), *added]
    run.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]  # which Typer reads
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return run


def given_settings(**options: Any) -> Settings:
    """The settings of a command: of the environment, overridden by its options.

    Raises:
        ConfigurationError: A setting has a value that it cannot have.
    """
    return read_settings(**_GIVEN.get(), **options)


@contextmanager
def database(store: str | None, *, read_only: bool, create: bool = True, extractor: str | None = None) -> Iterator[Database]:
    """The database that a command works on, closed at its end."""
    settings = given_settings(store=store, extractor=extractor)
    opening = open_store(settings.store, read_only=read_only, create=create, wait=settings.wait, access=settings.access)
    with Database(opening, Pipeline(settings)) as opened:
        yield opened


def read_article(pipeline: Pipeline, source: str) -> Article:
    """The article in a file, or on standard input."""
    return pipeline.read_bytes(sys.stdin.buffer.read(), "stdin") if source == STDIN else pipeline.read(source)


def reading(column: list[str] | None, format: str | None, *, follow: bool = False) -> Options:
    """How sources are to be read, by the options of a command.

    Raises:
        FormatError: There is no such format.
        ConfigurationError: A column is not given as a field and a name.
    """
    from .loaders.readers import COLLECTIONS, READERS  # as other commands need not wait for

    if format is not None:
        one_of(format, (*(reader.name for reader in READERS), *(kind.name for kind in COLLECTIONS)))
    pairs = [pair.partition("=") for pair in column or ()]
    if wrong := next((field for field, _, name in pairs if not name), None):
        raise ConfigurationError(f"--column {wrong} does not say what the column is called; give FIELD=NAME, such as text=Body")
    return Options(format, {field: name for field, _, name in pairs}, follow)


def one_of(format: str, known: tuple[str, ...]) -> None:
    """Refuses a format that the command does not write.

    Raises:
        FormatError: It is none of those known.
    """
    if format not in known:
        raise FormatError(format, f"is not a format here; choose one of {', '.join(known)}")
