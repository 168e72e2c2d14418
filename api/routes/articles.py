"""Articles: loading them, and listing those that are loaded."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Annotated, Any

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.exceptions import HTTPException

from ...database import Database
from ...errors import ValidationFailed
from ...explain import Explained
from ...loaders.article import Article
from ...render import extracted_json
from ...results import Outcome
from ...tables.telling import Description, Values
from ..auth import CallerDep, Reading, writer
from ..deps import AuditDep, Body, DatabaseDep, QueriesDep, SettingsDep, media_type
from ..lists import TABLE_OFFERS, Table, literal, page_at
from ..metrics import digest

router = APIRouter(tags=["articles"], dependencies=[Reading])

MEDIA_TYPES = ("text/html", "application/xhtml+xml", "text/plain", "application/json")
COLUMNS = ("iri", "headline", "source", "url", "publisher", "authors", "published", "language", "events")
# Articles are read one at a time: the language model uses a core of its own.
ONE_AT_A_TIME = CapacityLimiter(1)


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
    explain: Annotated[bool, Query(description="With a dry run, also says how each event was found and what was rejected.")] = False,
) -> Response:
    """The events found in the article of the body, which is stored with them unless it is a dry run."""
    kind = media_type(request, MEDIA_TYPES)
    if not dry_run:
        if not settings.takes_articles and not asking.private:
            raise HTTPException(403, "this server takes no articles; start it with --writable, or ask with dry_run=true")
        asking = await writer(request, asking)
    given = request.headers.get("content-type", kind)

    def work() -> tuple[int, dict[str, Any]]:
        article = _article(database, body, kind, given, source)
        if dry_run:
            return _tried(database, article, explain=explain)
        with audit.recorded(database, asking, "load", database.iris.article(article.key), digest(body)):
            return _loaded(database, article)

    status, answer = await to_thread.run_sync(work, limiter=ONE_AT_A_TIME)
    return JSONResponse(answer, status)


class ArticleFilter(BaseModel):
    """Which articles are asked for."""

    model_config = ConfigDict(extra="forbid")

    text: str | None = Field(default=None, min_length=1, max_length=500, description="Part of the headline.")
    publisher: str | None = Field(default=None, min_length=1, max_length=500, description="The publisher's name.")
    since: dt.date | None = Field(default=None, description="Articles published on this day or later.")
    until: dt.date | None = Field(default=None, description="Articles published on this day or earlier.")
    limit: int = Field(default=100, ge=1, le=1000, description="Articles on a page.")
    cursor: str | None = Field(default=None, max_length=2000, description="Where the page begins: what the page before says.")
    format: str | None = Field(default=None, max_length=20, description="json, csv, turtle …; else what Accept asks for.")

    def pattern(self) -> str:
        """The pattern of SPARQL that the articles fit."""
        parts = ["?name a dg:Article . OPTIONAL { ?name schema:datePublished ?published } BIND(SUBSTR(STR(?published), 1, 10) AS ?day)"]
        if self.text is not None:
            parts.append(f"?name schema:headline ?headline FILTER(CONTAINS(LCASE(?headline), {literal(self.text.lower())}))")
        if self.publisher is not None:
            parts.append(f"?name schema:publisher {literal(self.publisher)} .")
        if self.since is not None:
            parts.append(f'FILTER(?day >= "{self.since}")')
        if self.until is not None:
            parts.append(f'FILTER(?day <= "{self.until}")')
        return " ".join(parts)


@router.get(
    "/articles",
    summary="List articles",
    response_class=Response,
    responses={200: {"description": "The articles, in the format that is asked for.", "content": {offer: {} for offer in TABLE_OFFERS}}},
)
async def list_articles(request: Request, queries: QueriesDep, asked: Annotated[ArticleFilter, Query()]) -> Response:
    """The articles that fit, by the day on which they were published, a page at a time, each with the number of its events."""
    return await _ARTICLES.answer(request, queries, asked.pattern(), page_at(asked.cursor, asked.limit), asked.format)


def listed(name: str, said: Description, events: int) -> Values:
    """What is told of an article, from its name, its description and the number of its events."""

    def one(property: str) -> str | None:
        return next(iter(said.get(property, ())), None)

    return {
        "iri": name,
        "headline": one("headline"),
        "source": one("source"),
        "url": one("url"),
        "publisher": one("publisher"),
        "authors": said.get("author", []),
        "published": one("datePublished"),
        "language": one("inLanguage"),
        "events": events,
    }


_ARTICLES = Table("articles", COLUMNS, 'COALESCE(STR(?published), "")', "dg:evidence/dg:article", listed)


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


def _tried(database: Database, article: Article, *, explain: bool) -> tuple[int, dict[str, Any]]:
    extracted = database.pipeline.extract(article)
    report = database.pipeline.validator.validate(extracted.graph)
    told = Explained(extracted, database.pipeline.extractor.name).as_dict() if explain else extracted_json(extracted)
    more = {"text": article.text, "report": report.as_dict()}
    return 200, _answer(database, article, "dry run", conforms=report.conforms) | told | more


def _loaded(database: Database, article: Article) -> tuple[int, dict[str, Any]]:
    if (reason := database.pipeline.foreign(article)) is not None:
        set_aside = database.set_aside(article, reason)
        return 200, _answer(database, article, set_aside.outcome.value, conforms=True) | {"reason": reason, "events": []}
    extracted = database.pipeline.extract(article)
    report = database.pipeline.validator.validate(extracted.graph)
    loaded = database.store_extracted(extracted, report)
    if loaded.outcome is Outcome.QUARANTINED:
        raise ValidationFailed(article.source, report)
    status = 201 if loaded.outcome is Outcome.LOADED else 200
    return status, _answer(database, article, loaded.outcome.value, conforms=True) | extracted_json(extracted)


def _answer(database: Database, article: Article, outcome: str, *, conforms: bool) -> dict[str, Any]:
    return {"iri": database.iris.article(article.key), "outcome": outcome, "conforms": conforms}
