"""The command that checks RDF documents against the shapes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rdflib import Graph

from ..checks.documents import STDIN, Document, expand, read
from ..database import Database
from ..errors import DiplographError, FormatError
from ..ontology.rdf import load_rdf
from ..options import database, one_of
from ..pipeline import Pipeline
from ..render import complain, note
from ..settings import read_settings
from ..shapes.report import Severity

if TYPE_CHECKING:
    from ..checks.check import Check, Checked
    from ..shapes.validator import Validator

_LOOK = 0.5  # seconds between looks at watched files


def validate(
    files: Annotated[
        list[str],
        typer.Argument(metavar="FILE", help="RDF documents of any format, compressed or not; patterns, folders, or - for standard input."),
    ],
    *,
    format: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="FORMAT",
            help="text, json, sarif (code review), junit (CI), or a SHACL report in turtle, ntriples, nquads, trig, jsonld, rdfxml.",
        ),
    ] = "text",
    together: Annotated[
        bool, typer.Option("--together", help="Check all documents as one graph, so that they may refer to each other.")
    ] = False,
    shapes: Annotated[
        list[str] | None, typer.Option("--shapes", metavar="FILE", help="Your own shapes, beside ours; may be given more than once.")
    ] = None,
    only_shapes: Annotated[bool, typer.Option("--only-shapes", help="Your own shapes instead of ours.")] = False,
    against: Annotated[
        str | None, typer.Option("--against", metavar="STORE", help="A dataset that describes what the documents only name.")
    ] = None,
    fail_on: Annotated[
        str, typer.Option("--fail-on", metavar="SEVERITY", help="violation, warning, info or never: from where on the exit code is 1.")
    ] = "violation",
    inference: Annotated[bool, typer.Option("--inference", help="Take what follows by the ontology for stated.")] = False,
    watch: Annotated[bool, typer.Option("--watch", help="Check again whenever a file changes, until interrupted.")] = False,
) -> None:
    """Check RDF documents against the shapes: exit code 0 if all conform, 1 if not, 2 if one cannot be read.

    Example: [bold]diplograph validate events.ttl 'more/*.ttl.gz' --format sarif[/bold]
    """
    from ..checks.forms import FORMS, THRESHOLDS  # the engines take a second that other commands need not wait for

    one_of(format, tuple(FORMS))
    one_of(fail_on, tuple(THRESHOLDS))
    if only_shapes and not shapes:
        raise FormatError("validate", "--only-shapes needs --shapes FILE")
    if watch and STDIN in files:
        raise FormatError("validate", "standard input cannot be watched; name files")
    validator = Pipeline(read_settings()).validator
    run = partial(_run, files, FORMS[format].write, THRESHOLDS[fail_on], together)
    with _dataset(against) as opened:
        make = partial(_check, validator, shapes or [], ours=not only_shapes, against=opened, inference=inference)
        code = _watched(lambda: run(make()), [*files, *(shapes or [])]) if watch else run(make())
    if code:
        raise typer.Exit(code)


@contextmanager
def _dataset(against: str | None) -> Iterator[Database | None]:
    if against is None:
        yield None
        return
    with database(against, read_only=True) as opened:
        yield opened


def _check(validator: Validator, shapes: list[str], *, ours: bool, against: Database | None, inference: bool) -> Check:
    from ..checks.check import Check

    own = Graph() if shapes else None
    for name in shapes:
        document = read(name)
        assert own is not None
        own += load_rdf(document.data, document.name, document.format)
    return Check(validator, own, ours, against, inference)


def _run(files: list[str], form: Callable[[Sequence[Checked]], str], threshold: Severity | None, together: bool, check: Check) -> int:
    """Checks all documents and prints what came of it; gives back the exit code."""
    checked: list[Checked] = []
    documents: list[Document] = []
    code = 0
    for name in _names(files):
        try:
            document = read(name)
            if together:
                documents.append(document)
            else:
                checked.extend(check.run([document]))
        except DiplographError as error:
            complain(str(error))
            code = 2
    if documents:
        checked.extend(check.run(documents, together=True))
    if checked:
        typer.echo(form(checked))
    return code or int(any(each.fails(threshold) for each in checked))


def _names(files: list[str]) -> Iterator[str]:
    # A pattern that fits nothing stops no other file, and is missed when it is read.
    for file in files:
        try:
            yield from expand([file])
        except DiplographError:
            yield file


def _watched(run: Callable[[], int], files: list[str]) -> int:
    """Runs now and after each change of the files, until interrupted; the exit code of the last run."""
    code, before = 0, None
    try:
        while True:
            now = _state(files)
            if now != before:
                before = now
                code = _attempt(run)
                note("watching for changes; end with Ctrl-C")
            time.sleep(_LOOK)
    except KeyboardInterrupt:
        return code


def _attempt(run: Callable[[], int]) -> int:
    try:
        return run()
    except DiplographError as error:
        complain(str(error))
        return 2
    except typer.Exit as error:
        return error.exit_code


def _state(files: list[str]) -> dict[str, tuple[int, int] | None]:
    found: dict[str, tuple[int, int] | None] = {}
    for file in files:
        try:
            for name in expand([file]):
                status = Path(name).stat()
                found[name] = status.st_mtime_ns, status.st_size
        except (DiplographError, OSError):
            found[file] = None
    return found
