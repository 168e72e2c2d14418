"""The application: one function makes it, and nothing is made at import."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from fastapi_offline import FastAPIOffline

from ..database import Database
from ..pipeline import Pipeline
from ..settings import Settings
from ..store import open_store
from ..tokens import Tokens
from ..version import VERSION
from .access import Observed, open_access_log
from .audit import Audit
from .fetched import Pages
from .metrics import Metrics
from .middleware import add_middleware
from .overview import Overview
from .page import add_page
from .problems import HANDLERS, RESPONSES
from .queries import ThreadQueries, opened_queries
from .reference import add_reference
from .routes import ROUTERS
from .routes.sparql import DIRECT


def create_app(settings: Settings, database: Database | None = None, private_token: str | None = None) -> FastAPI:
    """The server's application.

    Args:
        settings: The settings.
        database: What is served, closed by its owner; else the settings' own store, closed when the application ends.
        private_token: What commands of this machine show that work on the dataset through this server.
    """
    served = database if database is not None else Database(open_store(settings.store, access=settings.access), Pipeline(settings))

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with opened_queries(served.store, settings) as queries:
            app.state.queries = queries
            metrics.watch(queries)
            app.state.overview.warm()
            yield
        await app.state.overview.close()
        if database is None:
            served.close()

    # FastAPI's own page of its description is put together from files of a host elsewhere; this one brings them along.
    app = FastAPIOffline(
        redoc_url=None,
        static_url="/docs/assets",
        title="Diplograph",
        version=VERSION,
        summary="A database of diplomatic events: SPARQL, validation and loading.",
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        lifespan=lifespan,
        responses=RESPONSES,
    )
    metrics = Metrics(served.store)
    app.state.settings = settings
    app.state.database = served
    app.state.private_token = private_token
    app.state.tokens = Tokens(settings.tokens, settings.token_file)
    app.state.audit = Audit(_audit_log(settings, served), metrics)
    app.state.metrics = metrics
    app.state.overview = Overview(served.store)
    app.state.pages = Pages(lambda address: served.pipeline.fetcher.stream(address))
    app.state.queries = ThreadQueries(served.store)
    app.state.watcher = None
    add_middleware(app, settings)
    # Outermost, so that it sees what really goes out.
    app.add_middleware(Observed, metrics=metrics, log=open_access_log(settings.access_log))
    for kind, handler in HANDLERS.items():
        app.add_exception_handler(kind, handler)
    app.router.routes.append(DIRECT)
    for router in ROUTERS:
        app.include_router(router)
    add_reference(app)
    add_page(app)
    return app


def _audit_log(settings: Settings, served: Database) -> Path | None:
    if settings.audit_log is not None:
        return settings.audit_log
    folder = Path(served.store.location)
    return folder / "audit.jsonl" if folder.is_dir() else None
