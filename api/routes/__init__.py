"""The routes, one file a subject; a new subject is a new file and a line here."""

from __future__ import annotations

from . import (
    actors,
    article,
    articles,
    events,
    export,
    graphs,
    health,
    imports,
    named,
    overview,
    quarantine,
    resources,
    sparql,
    update,
    validate,
)

SUBJECTS = (
    sparql,
    named,
    update,
    graphs,
    validate,
    articles,
    article,
    imports,
    quarantine,
    overview,
    events,
    export,
    actors,
    resources,
    health,
)
ROUTERS = tuple(subject.router for subject in SUBJECTS)
