"""Queries that can be had by a name."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from ...named_queries import NamedQuery, named_queries, query_named
from ..auth import Reading

router = APIRouter(tags=["sparql"], dependencies=[Reading])

QUERY = "application/sparql-query"


class Parameter(BaseModel):
    """A value that a query asks for."""

    name: str
    default: str
    meaning: str
    is_date: bool


class Named(BaseModel):
    """A query that can be asked by its name."""

    name: str
    title: str
    description: str
    parameters: list[Parameter]
    text: str


def _named(query: NamedQuery) -> Named:
    parameters = [Parameter(name=each.name, default=each.default, meaning=each.meaning, is_date=each.is_date) for each in query.parameters]
    return Named(name=query.name, title=query.title, description=query.description, parameters=parameters, text=query.text)


@router.get("/queries", summary="List the named queries")
async def list_queries() -> list[Named]:
    """The queries that come with the server, each with its title, its parameters and its text."""
    return list(map(_named, named_queries()))


@router.get(
    "/queries/{name}",
    summary="Get the text of a named query",
    response_class=Response,
    responses={200: {"description": "The query, to be sent to /sparql.", "content": {QUERY: {"schema": {"type": "string"}}}}},
)
async def get_query(name: str, request: Request) -> Response:
    """The text of the query; parameters of the address are the query's own, as in ``?one=FRA&other=DEU``."""
    return Response(query_named(name).filled(dict(request.query_params)), media_type=QUERY)
