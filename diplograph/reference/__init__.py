"""Reference pages of the ontology, the topics, the crosswalk and the shapes, made from their Turtle."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from ..vocabularies import vocabulary
from . import crosswalk, ontology, shapes, topics
from .site import VOCABULARIES, Site, stylesheet

__all__ = ["VOCABULARIES", "Site", "render", "stylesheet", "terms"]

_PAGES: dict[str, Callable[[Site], str]] = {
    "ontology": ontology.render,
    "topics": topics.render,
    "crosswalk": crosswalk.render,
    "shapes": shapes.render,
}


def render(name: str, site: Site) -> str:
    """The page of that name, one of ``VOCABULARIES``; the same vocabularies give the same page."""
    return _PAGES[name](site)


@cache
def terms(name: str) -> frozenset[str]:
    """The local names of the terms that a vocabulary describes."""
    space = f"{VOCABULARIES[name]}#"
    subjects = (getattr(triple.subject, "value", "") for triple in vocabulary(str(VOCABULARIES[name])))
    return frozenset(subject.removeprefix(space) for subject in subjects if subject.startswith(space))
