"""Whether the server lives, whether it can answer, and what it counts."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST
from pydantic import BaseModel

from ...store.base import OWN_GRAPHS
from ...store.formats import format_named
from ...version import VERSION
from ...watching.watcher import Watcher
from ..auth import Reading
from ..deps import MetricsDep, QueriesDep, SettingsDep

router = APIRouter(tags=["operation"])


class Watch(BaseModel):
    """How watching feeds goes."""

    feeds: int
    failing: int
    waiting: int
    asked: str | None
    articles: dict[str, int]


class Health(BaseModel):
    """What the server says of itself."""

    status: str
    version: str
    takes_articles: bool
    fetches: bool
    watch: Watch | None = None


class Ready(BaseModel):
    """That the server can answer."""

    status: str


@router.get("/health", summary="See whether the server lives")
async def health(settings: SettingsDep, request: Request) -> Health:
    """That the server lives, its version, whether it takes and fetches articles, and how it goes with the feeds that it watches."""
    watcher: Watcher | None = request.app.state.watcher
    watch = Watch(**watcher.summary()) if watcher is not None else None
    takes, fetches = settings.takes_articles, settings.takes_articles and settings.fetch_for_clients
    return Health(status="ok", version=VERSION, takes_articles=takes, fetches=fetches, watch=watch)


@router.get(
    "/ready",
    summary="See whether queries are answered",
    responses={503: {"description": "Queries are not answered at the moment."}},
)
async def ready(queries: QueriesDep) -> Ready:
    """That a query was answered just now."""
    await queries.run("ASK {}", format_named("json"), None, OWN_GRAPHS, timeout=5)
    return Ready(status="ready")


@router.get(
    "/metrics",
    summary="Count what the server does",
    response_class=Response,
    dependencies=[Reading],
    responses={200: {"description": "The counts, in the text format of Prometheus.", "content": {"text/plain": {}}}},
)
def metrics(counts: MetricsDep) -> Response:
    """What the server has done, and the state of the dataset and of the readers."""
    return Response(counts.text(), headers={"content-type": CONTENT_TYPE_LATEST})
