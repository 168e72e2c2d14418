"""The command that asks the dataset a query."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from .. import render
from ..errors import FormatError, QueryError, SourceError
from ..named_queries import named_queries, query_named
from ..options import STDIN, StoreOption, database
from ..render import note, write
from ..store.base import OWN_GRAPHS, QueryDataset
from ..store.formats import format_named


def query(
    text: Annotated[
        str | None, typer.Argument(metavar="QUERY", help="A SPARQL 1.1 query; dg:, rdfs:, skos:, schema: and others need no declaring.")
    ] = None,
    file: Annotated[
        str | None, typer.Option("--file", "-f", metavar="FILE", help="Read the query from a file, or from standard input with -.")
    ] = None,
    name: Annotated[str | None, typer.Option("--name", "-n", metavar="NAME", help="Ask a query that comes with Diplograph.")] = None,
    values: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="PARAMETER=VALUE", help="With --name: ask for this value; may be given several times."),
    ] = None,
    list_all: Annotated[bool, typer.Option("--list", help="List the queries that can be asked by name.")] = False,
    format: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="FORMAT",
            help="table, json, xml, csv, tsv for rows; turtle, ntriples, jsonld, rdfxml, trig, nquads for triples.",
        ),
    ] = "table",
    graph: Annotated[
        str | None,
        typer.Option(
            "--graph", "-g", metavar="GRAPH", help="Ask this graph in place of what is known: an IRI, or a dataset such as icews."
        ),
    ] = None,
    store: StoreOption = None,
) -> None:
    """Ask the dataset a SPARQL query, in words of your own or by its name.

    Example: [bold]diplograph query 'SELECT ?label { ?event a dg:Meeting ; rdfs:label ?label }'[/bold]

    Example: [bold]diplograph query --name two-countries --set one=FRA --set other=AUS[/bold]

    Example: [bold]diplograph query --name who-met-whom --graph icews[/bold]
    """
    if list_all:
        render.console().print(render.query_table(named_queries()))
        return
    if values and name is None:
        raise QueryError("--set gives a value to a named query; name it with --name, or write the value into the query")
    asked = _query_text(text, file) if name is None else _named(name, text, file, values or [])
    chosen = None if format == "table" else _format(format)
    with database(store, read_only=True) as opened:
        dataset = QueryDataset((opened.find_graph(graph).value,)) if graph is not None else OWN_GRAPHS
        answer = opened.query(asked, chosen, dataset)
    if format == "table" and answer.form != "graph":
        render.console().print(render.answer_table(answer.data))
        if not render.has_rows(answer.data):
            note("no rows")
    elif format == "table" and not answer.data:
        note("no triples")
    else:
        write(answer.data)


def _named(name: str, text: str | None, file: str | None, values: list[str]) -> str:
    if text is not None or file is not None:
        raise QueryError("give the query itself, a file with --file or a name with --name, not two of them")
    chosen = {}
    for value in values:
        parameter, equals, given = value.partition("=")
        if not equals:
            raise QueryError(f"--set {value!r} gives no value; write PARAMETER=VALUE, such as country=FRA")
        chosen[parameter.strip()] = given
    return query_named(name).filled(chosen)


def _format(name: str) -> str:
    try:
        return format_named(name).name
    except FormatError as error:
        raise FormatError(name, error.reason.replace("choose one of ", "choose one of table, ")) from error


def _query_text(text: str | None, file: str | None) -> str:
    if text is not None and file is not None:
        raise QueryError("give the query itself or a file with --file, not both")
    if text is None:
        if file is None and sys.stdin.isatty():
            raise QueryError("no query; give one, a file with --file, or a name with --name")
        data = sys.stdin.buffer.read() if file in (None, STDIN) else _bytes(str(file))
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise SourceError(file or "stdin", "is not UTF-8 text; give a SPARQL query") from error
    if not text.strip():
        raise QueryError("the query is empty; give a SPARQL 1.1 query")
    return text


def _bytes(name: str) -> bytes:
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise SourceError(name, f"cannot be read ({error.strerror}); check the path") from error
