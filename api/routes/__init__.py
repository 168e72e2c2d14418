"""The routes, one file a subject; a new subject is a new file and a line here."""

from __future__ import annotations

from . import actors, articles, events, graphs, health, named, overview, resources, sparql, update, validate

SUBJECTS = (sparql, named, update, graphs, validate, articles, overview, events, actors, resources, health)
ROUTERS = tuple(subject.router for subject in SUBJECTS)
