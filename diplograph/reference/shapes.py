"""The page of the shapes: every rule that data must hold, by the class that it holds for."""

from __future__ import annotations

from html import escape

from rdflib import URIRef
from rdflib.namespace import SH

from .graphs import local, shapes_graph
from .html import element
from .parts import folded, severity, term
from .rules import Rule, rules
from .site import Site


def render(site: Site) -> str:
    """The page."""
    graph = shapes_graph()
    groups: dict[str, list[Rule]] = {}
    for rule in rules():
        groups.setdefault(local(rule.name).partition("-")[0], []).append(rule)
    body = [
        element("p", "Data that breaks a rule of the severity Violation is not taken in; a Warning is kept beside what was taken in."),
        *(
            _group(site, name, found, {shape for shape in graph.subjects(SH.targetClass) if isinstance(shape, URIRef)})
            for name, found in groups.items()
        ),
    ]
    return site.page("shapes", graph, [(f"of-{name}", name) for name in groups], "\n".join(body))


def _group(site: Site, name: str, found: list[Rule], holders: set[URIRef]) -> str:
    holder = next((shape for shape in sorted(holders) if local(shape) == name), None)
    classes = site.links(dict.fromkeys(target for rule in found for target in rule.classes if local(target) == name))
    about = element("p", "Holds for every ", *classes, ".") if classes else ""
    anchor = element("span", id=name) if holder is not None else ""
    return element("h2", escape(name), id=f"of-{name}") + anchor + about + "".join(_rule(site, rule) for rule in found)


def _rule(site: Site, rule: Rule) -> str:
    lines = [
        ("Severity", [severity(rule)]),
        ("Of", site.links(rule.classes)),
        ("Looks at", site.links(rule.properties)),
        ("Note", [escape(rule.comment)] if rule.comment else []),
    ]
    return term(rule.name, "", rule.message, lines, folded("As SHACL", rule.turtle))
