"""Articles: loading them, and listing those that are loaded."""

from __future__ import annotations

import dataclasses
from typing import Annotated, Any, Self

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from starlette.exceptions import HTTPException

from ...database import Database
from ...errors import ValidationFailed
from ...explain import Explained
from ...loaders.article import Article
from ...render import extracted_json
from ...results import Outcome
from ...selection import titled
from ...tables.telling import Description, Values
from ..auth import Reading
from ..deps import PagesDep, QueriesDep
from ..intake import IntakeDep, answered, described
from ..lists import TABLE_OFFERS, Day, Table, literal, page_at
from ..metrics import digest

router = APIRouter(tags=["articles"], dependencies=[Reading])

# Of what the readers read, and JSON for what is known beside a text.
MEDIA_TYPES = (
    "text/html",
    "application/xhtml+xml",
    "text/plain",
    "text/markdown",
    "application/pdf",
    "message/rfc822",
    "application/vnd.iptc.g2.newsitem+xml",
    "application/json",
)
COLUMNS = ("iri", "headline", "source", "url", "publisher", "authors", "published", "language", "events")
# Articles are read one at a time: the language model uses a core of its own.
ONE_AT_A_TIME = CapacityLimiter(1)
# Fetching is waiting for others, which no other article has to do meanwhile.
_FETCHING = CapacityLimiter(8)


class ArticleBody(BaseModel):
    """An article as JSON: its text, and what is known about it beside the text; or the address at which it is."""

    model_config = ConfigDict(extra="forbid")

    text: str | None = Field(default=None, min_length=1, description="The article, as plain text or as HTML.")
    html: bool = Field(default=False, description="Whether the text is HTML.")
    url: str | None = Field(default=None, pattern=r"^https?://\S+$", description="The article's own address.")
    publisher: str | None = Field(default=None, min_length=1, description="Name of the newspaper, agency or ministry.")
    address: str | None = Field(
        default=None,
        pattern=r"^https?://\S+$",
        max_length=2000,
        description="Where the article is: the server fetches it from there, instead of a text that is sent.",
    )

    @model_validator(mode="after")
    def _from_somewhere(self) -> Self:
        if (self.text is None) == (self.address is None):
            raise ValueError("give the article's text, or the address to fetch it from")
        if self.address is not None and (self.html or self.url is not None):
            raise ValueError("what is fetched brings its own address and media type; give the address alone")
        return self


_BODIES = {name: {"schema": {"type": "string"}} for name in MEDIA_TYPES[:-1]}
_BODIES[MEDIA_TYPES[-1]] = {"schema": ArticleBody.model_json_schema()}


@router.post(
    "/articles",
    summary="Load an article",
    **described(
        _BODIES,
        "The dataset held the article as it is, or it was a dry run.",
        "The article and its events are in the dataset.",
        "The article's events break the shapes; it lies in quarantine, and the report is attached.",
        s502={"description": "The address does not answer at the moment."},
    ),
)
async def load_article(
    taken: IntakeDep,
    pages: PagesDep,
    source: Annotated[
        str,
        Query(
            min_length=1,
            max_length=2000,
            description="What the article is called: its address or file name; one that is fetched, by where it was found.",
        ),
    ] = "request",
    dry_run: Annotated[bool, Query(description="Finds the events and stores nothing.")] = False,
    explain: Annotated[bool, Query(description="With a dry run, also says how each event was found and what was rejected.")] = False,
) -> Response:
    """The events found in the article of the body, or at the address that the body names, which is stored with them unless it is a dry run.

    An address is fetched only for those who may write, as the settings allow: by robots.txt, and never from a private network. What a dry
    run has fetched is what is stored when the same address is sent again within ten minutes.
    """
    kind = taken.kind(MEDIA_TYPES)
    sent = _sent(taken.body) if kind == MEDIA_TYPES[-1] else None
    address = sent.address if sent is not None else None
    asking = taken.asking if dry_run and address is None else await taken.allowed()
    database, body, given = taken.database, taken.body, taken.request.headers.get("content-type")
    if sent is not None and sent.text is not None:
        body, given = sent.text.encode("utf-8"), f"text/{'html' if sent.html else 'plain'}; charset=utf-8"
    if address is not None:
        if not taken.settings.fetch_for_clients:
            raise HTTPException(
                403, "this server fetches nothing for its clients (DIPLOGRAPH_FETCH_FOR_CLIENTS); save the page, and send it"
            )
        page = await to_thread.run_sync(pages.look if dry_run else pages.take, address, limiter=_FETCHING)
        source, body, given = page.name, page.data, page.content_type

    def work() -> tuple[int, dict[str, Any]]:
        article = database.pipeline.read_bytes(body, source, given)
        if sent is not None:
            article = dataclasses.replace(article, url=sent.url or article.url, publisher=sent.publisher or article.publisher)
        if dry_run:
            return _tried(database, article, explain=explain)
        with taken.audit.recorded(database, asking, "load", database.iris.article(article.key), digest(body)):
            return _loaded(database, article)

    return await answered(work, ONE_AT_A_TIME)


class ArticleFilter(BaseModel):
    """Which articles are asked for."""

    model_config = ConfigDict(extra="forbid")

    text: str | None = Field(default=None, min_length=1, max_length=500, description="Words of the headline; the last need only begin so.")
    publisher: str | None = Field(default=None, min_length=1, max_length=500, description="The publisher's name.")
    since: Day | None = Field(default=None, description="Articles published on this day or later.")
    until: Day | None = Field(default=None, description="Articles published on this day or earlier.")
    limit: int = Field(default=100, ge=1, le=1000, description="Articles on a page.")
    cursor: str | None = Field(default=None, max_length=2000, description="Where the page begins: what the page before says.")
    format: str | None = Field(default=None, max_length=20, description="json, csv, turtle …; else what Accept asks for.")

    def pattern(self) -> str:
        """The pattern of SPARQL that the articles fit."""
        parts = ["?name a dg:Article . OPTIONAL { ?name schema:datePublished ?published } BIND(SUBSTR(STR(?published), 1, 10) AS ?day)"]
        if self.text is not None:
            parts.insert(0, f"{titled(self.text, 'dg:Article', 'rdfs:label')} ?name schema:headline ?headline .")
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


def _sent(body: bytes) -> ArticleBody:
    try:
        return ArticleBody.model_validate_json(body)
    except ValidationError as error:
        first = error.errors()[0]
        raise HTTPException(400, f"{'.'.join(map(str, first['loc'])) or 'body'}: {first['msg'].removeprefix('Value error, ')}") from error


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
