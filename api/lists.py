"""What the lists of events, actors and articles share: asking for descriptions, pages with cursors, and the formats that they come in."""

from __future__ import annotations

import base64
import binascii
import csv
import datetime as dt
import io
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

import pyoxigraph as ox
from anyio import to_thread
from fastapi import Request, Response
from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError
from starlette.exceptions import HTTPException

from ..ontology.terms import PREFIXES
from ..store.base import OWN_GRAPHS
from ..store.formats import GRAPH_FORMATS, Format, format_named
from ..tables.columns import cell
from ..tables.formats import TABLE_FORMATS, TableFormat
from ..tables.telling import Asking, Description, Rows, Told, Values, described, rows_of
from .negotiation import choose, content_type, not_acceptable
from .parameters import origin
from .queries import Queries, respond

DG = PREFIXES["dg"]
JSON, CSV, GEOJSON, CALENDAR = "application/json", "text/csv", "application/geo+json", "text/calendar"
_JSON_ROWS = format_named("json")
TABLE_OFFERS = (JSON, CSV, *(format.media_type for format in GRAPH_FORMATS))
# By what a client that has no headers of its own may call them.
_NAMES = {"json": JSON, "html": "text/html", **{format.name: format.media_type for format in (*TABLE_FORMATS, *GRAPH_FORMATS)}}


def literal(value: str) -> str:
    """A string as SPARQL writes it."""
    return str(ox.Literal(value))


def iri(value: str) -> str:
    """A name as SPARQL writes it.

    Raises:
        HTTPException: It is none (400).
    """
    try:
        return str(ox.NamedNode(value))
    except ValueError as error:
        raise HTTPException(400, f"{value!r} is no IRI") from error


async def rows(queries: Queries, query: str) -> Rows:
    """The rows of a query, the values of each by the names of their variables."""
    answer = await queries.run(query, _JSON_ROWS, None, OWN_GRAPHS)
    return rows_of(answer.data if answer.data is not None else b"".join([part async for part in answer]))


async def answered(queries: Queries, asking: Asking[Told]) -> Told:
    """What the answers to its queries come to."""
    try:
        query = next(asking)
        while True:
            query = asking.send(await rows(queries, query))
    except StopIteration as end:
        return end.value  # type: ignore[no-any-return]  # the generator's own type, which StopIteration does not keep


async def count_events(queries: Queries, names: Iterable[str], path: str) -> dict[str, int]:
    """How many events lead to each of those names by a path of properties."""
    values = " ".join(str(ox.NamedNode(name)) for name in names)
    query = f"SELECT ?name (COUNT(DISTINCT ?event) AS ?n) {{ VALUES ?name {{ {values} }} ?event {path} ?name }} GROUP BY ?name"
    return {row["name"]: int(row["n"]) for row in await rows(queries, query) if "name" in row}


@dataclass(frozen=True, slots=True)
class Page:
    """Where a page of a list begins, and how long it is.

    Attributes:
        limit: The number of entries.
        after: The sort key and the name of the last entry of the page before; nothing at the beginning.
    """

    limit: int
    after: tuple[str, str] | None

    def filter(self, *, falling: bool = False) -> str:
        """The condition on ``?key`` and ``?name`` of the entries of this page and those after it."""
        if self.after is None:
            return ""
        key, name = map(literal, self.after)
        sign = "<" if falling else ">"
        return f"FILTER(?key {sign} {key} || (?key = {key} && STR(?name) > {name}))"


def page_at(cursor: str | None, limit: int) -> Page:
    """The page that a cursor leads to.

    Raises:
        HTTPException: The cursor is none that was given out (400).
    """
    if cursor is None:
        return Page(limit, None)
    try:
        key, name = json.loads(base64.urlsafe_b64decode(cursor.encode("ascii")))
    except (binascii.Error, ValueError, TypeError) as error:
        raise HTTPException(400, "the cursor is none that was given out; leave it away to begin at the first page") from error
    if not isinstance(key, str) or not isinstance(name, str):
        raise HTTPException(400, "the cursor is none that was given out; leave it away to begin at the first page")
    return Page(limit, (key, name))


def cursor_after(key: str, name: str) -> str:
    """The cursor of the page that follows an entry."""
    return base64.urlsafe_b64encode(json.dumps([key, name]).encode("utf-8")).decode("ascii")


@dataclass(frozen=True, slots=True)
class Found:
    """The entries of a page.

    Attributes:
        names: Their names, in order.
        cursor: Where the next page begins, if there is one.
    """

    names: tuple[str, ...]
    cursor: str | None


async def find(queries: Queries, pattern: str, key: str, page: Page, *, falling: bool = False) -> Found:
    """The names that fit a pattern on ``?name``, in the order of the key, an expression, and then of their own.

    Args:
        queries: What is asked.
        pattern: The pattern, which binds ``?name``.
        key: The expression.
        page: The page that is wanted.
        falling: Begins with the largest key.
    """
    order = "DESC(?key)" if falling else "?key"
    # One more than the page holds tells whether there is another.
    query = f"""SELECT DISTINCT ?name ?key {{ {pattern} BIND({key} AS ?key) {page.filter(falling=falling)} }}
        ORDER BY {order} STR(?name) LIMIT {page.limit + 1}"""
    found = await rows(queries, query)
    last = found[page.limit - 1] if len(found) > page.limit else None
    return Found(tuple(row["name"] for row in found[: page.limit]), cursor_after(last["key"], last["name"]) if last else None)


def _written_out(day: object) -> object:
    # Numbers would be taken for the seconds since 1970, and times for their days.
    if isinstance(day, str) and not re.fullmatch(r"\d{4}-\d\d-\d\d", day, re.ASCII):
        raise PydanticCustomError("day", "{day} is no day; write it like 2026-02-07", {"day": repr(day)})
    return day


Day = Annotated[dt.date, BeforeValidator(_written_out)]


def wanted(request: Request, offers: Sequence[str], format: str | None) -> str:
    """The media type to answer in: what the parameter names, else what the client likes most.

    Raises:
        HTTPException: There is no such format here (400 for the parameter, 406 for the header).
    """
    if format is not None:
        media_type = _NAMES.get(format)
        if media_type is None or media_type not in offers:
            known = ", ".join(name for name, media_type in _NAMES.items() if media_type in offers)
            raise HTTPException(400, f"the format {format!r} is none of {known}")
        return media_type
    accept = request.headers.get("accept")
    chosen = choose(accept, offers)
    if chosen is None:
        raise not_acceptable(accept, offers)
    return chosen


def rdf_format(media_type: str) -> Format | None:
    """The format of RDF of that media type, if it is one."""
    return next((format for format in GRAPH_FORMATS if format.media_type == media_type), None)


async def as_rdf(request: Request, queries: Queries, names: Iterable[str], format: Format, headers: Mapping[str, str]) -> Response:
    """What the default graph says of those names, and of what they speak of, in a format of RDF."""
    values = " ".join(str(ox.NamedNode(name)) for name in names)
    text = f"""CONSTRUCT {{ ?s ?p ?o }} WHERE {{
        {{ VALUES ?s {{ {values} }} ?s ?p ?o }}
        UNION {{ VALUES ?name {{ {values} }} ?name ?any ?s . ?s ?p ?o FILTER(isIRI(?s) && ?any != rdf:type) }}
        UNION {{ VALUES ?name {{ {values} }} ?name dg:evidence/dg:article ?s . ?s ?p ?o }} }}"""
    answer = await queries.run(text, None, format, OWN_GRAPHS)
    return await respond(request, answer, {"content-type": content_type(format.media_type), **headers})


def next_page(request: Request, cursor: str | None) -> dict[str, str]:
    """The headers of a page of a list: in which of its forms it is, and where the next one is (RFC 8288)."""
    headers = {"vary": "accept"}
    if cursor is not None:
        rest = [(name, value) for name, value in request.query_params.multi_items() if name != "cursor"]
        headers["link"] = f'<{origin(request)}{request.url.path}?{urlencode([*rest, ("cursor", cursor)])}>; rel="next"'
    return headers


def as_json(document: object, headers: Mapping[str, str], media_type: str = JSON) -> Response:
    """A document of JSON."""
    return Response(json.dumps(document, ensure_ascii=False).encode("utf-8"), headers={"content-type": media_type, **headers})


def as_csv(columns: Sequence[str], entries: Iterable[Mapping[str, object]], headers: Mapping[str, str]) -> Response:
    """A table, a line for each entry; several values in one cell are parted by semicolons."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(columns)
    for entry in entries:
        writer.writerow(cell(entry.get(column)) for column in columns)
    return Response(written.getvalue().encode("utf-8"), headers={"content-type": content_type(CSV), **headers})


def table_of(media_type: str) -> TableFormat | None:
    """The format of tables of events of that media type, if it is one."""
    return next((table for table in TABLE_FORMATS if table.media_type == media_type), None)


async def as_table(table: TableFormat, events: Iterable[Values], headers: Mapping[str, str]) -> Response:
    """Events in a format of tables."""
    written = io.BytesIO()
    await to_thread.run_sync(table.write, events, written)
    return Response(written.getvalue(), headers={"content-type": content_type(table.media_type), **headers})


@dataclass(frozen=True, slots=True)
class Table:
    """A list whose entries each count the events that lead to them.

    Attributes:
        title: What its entries are called.
        columns: Those of its table.
        key: The expression by which it is in order.
        path: The properties that lead from an event to an entry.
        entry: What is told of an entry, from its name, its description and the number of its events.
    """

    title: str
    columns: Sequence[str]
    key: str
    path: str
    entry: Callable[[str, Description, int], Values]

    async def answer(self, request: Request, queries: Queries, pattern: str, page: Page, format: str | None) -> Response:
        """A page of the entries that fit a pattern on ``?name``, in the format that the parameter or the client asks for."""
        media_type = wanted(request, TABLE_OFFERS, format)
        found = await find(queries, pattern, self.key, page)
        headers = next_page(request, found.cursor)
        if graph := rdf_format(media_type):
            return await as_rdf(request, queries, found.names, graph, headers)
        things = await answered(queries, described(found.names))
        counts = await count_events(queries, found.names, self.path)
        entries = [self.entry(name, things[name], counts.get(name, 0)) for name in found.names]
        if media_type == CSV:
            return as_csv(self.columns, entries, headers)
        return as_json({self.title: entries, "next": found.cursor}, headers)
