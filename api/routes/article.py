"""One article: its text, what it tells of, and how each event was found."""

from __future__ import annotations

from typing import Annotated, Any

from anyio import to_thread
from fastapi import APIRouter, Query, Request, Response

from ...database import Database
from ...errors import NotFound
from ...explain import Explained, stored_article
from ...tables.telling import described, told
from ..auth import Reading
from ..conditions import entity_tag, known
from ..deps import DatabaseDep, QueriesDep
from ..lists import JSON, answered, as_json, as_rdf, iri, rdf_format, rows, wanted
from .articles import ONE_AT_A_TIME, listed
from .events import RDF

router = APIRouter(tags=["articles"], dependencies=[Reading])


@router.get("/articles/{id}", summary="Show an article", response_class=Response)
async def show_article(
    *,
    request: Request,
    database: DatabaseDep,
    queries: QueriesDep,
    id: str,
    explain: Annotated[
        bool, Query(description="Reads the article again, and says how each event was found and what was rejected.")
    ] = False,
    format: str | None = None,
) -> Response:
    """An article with its text and the events that it tells of, the sentences of each by their place in the text."""
    media_type = wanted(request, (JSON, *RDF), format)
    headers = {"vary": "accept", "cache-control": "no-cache", **entity_tag(database.state, f"article{explain:d}.{media_type}")}
    if unchanged := known(request, headers):
        return unchanged
    name = f"{database.iris.base}article/{id}"
    graph = iri(name)
    said = (await answered(queries, described([name]))).get(name)
    if said is None:
        raise NotFound("article", id, "GET /articles lists the articles")
    if chosen := rdf_format(media_type):
        return await as_rdf(request, queries, [name], chosen, headers)
    text = await rows(queries, f"SELECT ?text {{ GRAPH {graph} {{ {graph} dg:text ?text }} }}")
    found = await rows(queries, f"SELECT DISTINCT ?event {{ ?evidence dg:article {graph} . ?event dg:evidence ?evidence ; a dg:Event }}")
    events = await answered(queries, told([row["event"] for row in found]))
    for event in events:
        event["evidence"] = [sentence for sentence in event["evidence"] if sentence["article"] == name]
    events.sort(key=lambda event: (event["evidence"][0]["start"], event["iri"]))
    answer: dict[str, Any] = {"id": id, **listed(name, said, len(events)), "text": text[0]["text"] if text else "", "events": events}
    if explain:
        answer["explained"] = await to_thread.run_sync(_explained, database, name, limiter=ONE_AT_A_TIME)
    return as_json(answer, headers)


def _explained(database: Database, name: str) -> dict[str, Any]:
    pipeline = database.pipeline
    document = Explained(pipeline.extract(stored_article(database, name)), pipeline.extractor.name).as_dict()
    return {name: document[name] for name in ("extractor", "events", "rejected", "notes")}
