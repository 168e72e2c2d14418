"""The routes, one file a subject; a new subject is a new file and a line here."""

from __future__ import annotations

from . import articles, graphs, health, sparql, update, validate

ROUTERS = (sparql.router, update.router, graphs.router, validate.router, articles.router, health.router)
