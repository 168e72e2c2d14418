"""What several pages are put together from: a term with all that is said of it, and a rule of the shapes."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from rdflib import URIRef

from .graphs import local, short_name
from .html import element, facts
from .rules import Rule
from .site import Site


def term(name: URIRef, label: str, comment: str, lines: Iterable[tuple[str, list[str]]], rest: str = "") -> str:
    """The section of a term, which its fragment leads to."""
    anchor = local(name)
    heading = element(
        "h3",
        element("code", escape(short_name(name))),
        " ",
        element("a", "#", href=f"#{anchor}", class_="self", aria_label=f"Link to {anchor}"),
    )
    called = element("p", escape(label), class_="label") if label else ""
    about = facts([*lines, ("Address", [element("code", escape(str(name)))])])
    return element("section", heading, called, element("p", escape(comment)) if comment else "", about, rest, id=anchor, class_="term")


def example(turtle: str) -> str:
    """An example that can be unfolded."""
    return folded("Example", turtle) if turtle else ""


def folded(title: str, turtle: str) -> str:
    """Turtle that can be unfolded."""
    return element("details", element("summary", escape(title)), element("pre", escape(turtle), tabindex="0"))


def rules_of(site: Site, found: Iterable[Rule], above: Iterable[URIRef] = ()) -> str:
    """The rules that hold for a term, each leading to its shape, and the classes above it, whose rules hold too."""
    items = [element("li", severity(rule), " ", escape(rule.message), " ", site.link(rule.name)) for rule in found]
    items += [element("li", "And what holds for every ", site.link(name), ".") for name in above]
    return element("h4", "What data must hold") + element("ul", *items, class_="rules") if items else ""


def severity(rule: Rule) -> str:
    """How grave it is to break a rule."""
    return element("span", escape(rule.severity), class_=f"severity {rule.severity.lower()}")
