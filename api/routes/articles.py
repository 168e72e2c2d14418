"""Loading of articles."""

from __future__ import annotations

import dataclasses
from typing import Annotated, Any

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.exceptions import HTTPException

from ...database import Database
from ...errors import ValidationFailed
from ...loaders.article import Article
from ...render import extracted_json
from ...results import Outcome
from ..audit import digest
from ..auth import CallerDep, Reading, writer
from ..deps import AuditDep, Body, DatabaseDep, SettingsDep, media_type

router = APIRouter(tags=["articles"], dependencies=[Reading])

MEDIA_TYPES = ("text/html", "application/xhtml+xml", "text/plain", "application/json")
# Articles are read one at a time: the language model uses a core of its own.
_ONE_AT_A_TIME = CapacityLimiter(1)


class ArticleBody(BaseModel):
    """An article as JSON: its text, and what is known about it beside the text."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(min_length=1, description="The article, as plain text or as HTML.")
    html: bool = Field(default=False, description="Whether the text is HTML.")
    url: str | None = Field(default=None, pattern=r"^https?://\S+$", description="The article's own address.")
    publisher: str | None = Field(default=None, min_length=1, description="Name of the newspaper, agency or ministry.")


_BODIES = {name: {"schema": {"type": "string"}} for name in MEDIA_TYPES[:-1]}
_BODIES[MEDIA_TYPES[-1]] = {"schema": ArticleBody.model_json_schema()}


@router.post(
    "/articles",
    summary="Load an article",
    response_class=JSONResponse,
    status_code=201,
    responses={
        200: {"description": "The dataset held the article as it is, or it was a dry run."},
        201: {"description": "The article and its events are in the dataset."},
        403: {"description": "The server takes no articles."},
        422: {"description": "The article's events break the shapes; it lies in quarantine, and the report is attached."},
    },
    openapi_extra={"requestBody": {"required": True, "content": _BODIES}},
)
async def load_article(
    *,
    request: Request,
    database: DatabaseDep,
    settings: SettingsDep,
    audit: AuditDep,
    asking: CallerDep,
    body: Body,
    source: Annotated[
        str, Query(min_length=1, max_length=2000, description="What the article is called: its address or file name.")
    ] = "request",
    dry_run: Annotated[bool, Query(description="Finds the events and stores nothing.")] = False,
) -> Response:
    """The events found in the article of the body, which is stored with them unless it is a dry run."""
    kind = media_type(request, MEDIA_TYPES)
    if not dry_run:
        if not settings.takes_articles and not asking.private:
            raise HTTPException(403, "this server takes no articles; start it with --writable, or ask with dry_run=true")
        asking = writer(request, asking)
    given = request.headers.get("content-type", kind)

    def work() -> tuple[int, dict[str, Any]]:
        article = _article(database, body, kind, given, source)
        if dry_run:
            return _tried(database, article)
        with audit.recorded(database, asking, "load", database.iris.article(article.key), digest(body)):
            return _loaded(database, article)

    status, answer = await to_thread.run_sync(work, limiter=_ONE_AT_A_TIME)
    return JSONResponse(answer, status)


def _article(database: Database, body: bytes, kind: str, given: str, source: str) -> Article:
    if kind != "application/json":
        return database.pipeline.read_bytes(body, source, given)
    try:
        document = ArticleBody.model_validate_json(body)
    except ValidationError as error:
        first = error.errors()[0]
        raise HTTPException(400, f"{'.'.join(map(str, first['loc'])) or 'body'}: {first['msg']}") from error
    inner = "text/html; charset=utf-8" if document.html else "text/plain; charset=utf-8"
    article = database.pipeline.read_bytes(document.text.encode("utf-8"), source, inner)
    return dataclasses.replace(article, url=document.url or article.url, publisher=document.publisher or article.publisher)


def _tried(database: Database, article: Article) -> tuple[int, dict[str, Any]]:
    extracted = database.pipeline.extract(article)
    conforms = database.pipeline.validator.validate(extracted.graph).conforms
    return 200, _answer(database, article, "dry run", conforms=conforms) | extracted_json(extracted)


def _loaded(database: Database, article: Article) -> tuple[int, dict[str, Any]]:
    extracted = database.pipeline.extract(article)
    report = database.pipeline.validator.validate(extracted.graph)
    loaded = database.store_extracted(extracted, report)
    if loaded.outcome is Outcome.QUARANTINED:
        raise ValidationFailed(article.source, report)
    status = 201 if loaded.outcome is Outcome.LOADED else 200
    return status, _answer(database, article, loaded.outcome.value, conforms=True) | extracted_json(extracted)


def _answer(database: Database, article: Article, outcome: str, *, conforms: bool) -> dict[str, Any]:
    return {"iri": database.iris.article(article.key), "outcome": outcome, "conforms": conforms}
