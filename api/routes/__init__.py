"""The routes, one file a subject; a new subject is a new file and a line here."""

from __future__ import annotations

from . import articles, health, sparql, validate

ROUTERS = (sparql.router, validate.router, articles.router, health.router)
