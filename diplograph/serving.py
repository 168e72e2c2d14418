"""The commands around the server: serving a dataset, and making the tokens by which others may write to it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .options import StoreOption, given_settings, one_of
from .render import note
from .tokens import Role, keep, new_token


def serve(
    host: Annotated[
        str | None, typer.Option("--host", metavar="ADDRESS", help="Address to listen on; by default this machine alone.")
    ] = None,
    port: Annotated[int | None, typer.Option("--port", metavar="PORT", help="Port to listen on; 0 takes a free one.")] = None,
    writable: Annotated[
        bool | None,
        typer.Option(
            "--writable/--read-only",
            help="Take articles, updates and graphs over HTTP; by default only articles, while listening on this machine alone.",
        ),
    ] = None,
    gate: Annotated[
        bool | None,
        typer.Option("--gate/--no-gate", help="Validate what is written, and let the consolidated events follow; on by default."),
    ] = None,
    auth: Annotated[
        bool | None,
        typer.Option("--auth/--no-auth", help="Ask writers for a token; off only while listening on this machine alone."),
    ] = None,
    workers: Annotated[
        int | None, typer.Option("--workers", metavar="N", help="Queries that run at the same time, each in a process of its own.")
    ] = None,
    watch: Annotated[
        Path | None, typer.Option("--watch", metavar="FILE", help="Watch the feeds whose addresses stand in this file, one a line.")
    ] = None,
    store: StoreOption = None,
) -> None:
    """Serve the dataset over HTTP: SPARQL, validation and loading.

    Example: [bold]diplograph serve --port 8765[/bold]
    """
    settings = given_settings(store=store, host=host, port=port, writable=writable, gate=gate, auth=auth, readers=workers)
    from .api.serve import run  # FastAPI takes half a second that other commands need not wait for

    run(settings, watch)


def token(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What the audit log calls its holder.")],
    role: Annotated[str, typer.Option("--role", metavar="reader|writer|admin", help="What its holder may do.")] = "writer",
    file: Annotated[
        Path | None, typer.Option("--file", metavar="FILE", help="Keep its hash in this file; else it is shown, to be kept where you like.")
    ] = None,
) -> None:
    """Make a token by which somebody may read or write over HTTP; only its hash is kept, so it is shown this once.

    Example: [bold]diplograph token newsroom --role writer --file tokens[/bold]
    """
    one_of(role, ("reader", "writer", "admin"))
    secret, kept = new_token(name, Role[role.upper()])
    if file is not None:
        keep(file, kept)
    note(f"kept in {file}" if file is not None else f"for the file that DIPLOGRAPH_TOKEN_FILE names: {kept}")
    typer.echo(secret)
