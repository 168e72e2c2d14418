"""How the pages lead to each other, and what stands around each of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from importlib.resources import files

from rdflib import Graph, URIRef
from rdflib.namespace import DCTERMS, OWL
from rdflib.term import Node

from ..ontology.terms import CROSSWALK, ONTOLOGY, SHAPES, TOPICS
from .graphs import short_name, text
from .html import document, element, facts

VOCABULARIES = {"ontology": ONTOLOGY, "topics": TOPICS, "crosswalk": CROSSWALK, "shapes": SHAPES}
"""The pages with the vocabularies that they show."""

_FORMATS = (("Turtle", "ttl"), ("JSON-LD", "jsonld"), ("RDF/XML", "rdf"), ("N-Triples", "nt"))


@dataclass(frozen=True, slots=True)
class Site:
    """Where the pages lie.

    Attributes:
        ending: What the names of the pages end in: nothing on the server, ``.html`` in a folder.
        home: What lies above them, if anything does.
    """

    ending: str = ""
    home: str | None = None

    def address(self, node: str) -> str:
        """Where a name is described: on one of the pages, or where it leads itself."""
        for page, vocabulary in VOCABULARIES.items():
            if node == vocabulary:
                return f"{page}{self.ending}"
            if node.startswith(f"{vocabulary}#"):
                return f"{page}{self.ending}#{node[len(vocabulary) + 1 :]}"
        return node

    def link(self, node: Node, shown: str | None = None) -> str:
        """A name that leads to its description; a literal as it is."""
        name = short_name(node).strip("<>") if shown is None else shown
        if not isinstance(node, URIRef):
            return escape(name)
        return element("a", element("code", escape(name)) if shown is None else escape(name), href=self.address(node))

    def links(self, nodes: Iterable[Node]) -> list[str]:
        """The names, each leading to its description."""
        return [self.link(node) for node in nodes]

    def page(self, name: str, graph: Graph, contents: Iterable[tuple[str, str]], body: str) -> str:
        """A page around its body.

        Args:
            name: Its name, a key of ``VOCABULARIES``.
            graph: The vocabulary that it shows.
            contents: Its parts, each by its anchor and its title.
            body: HTML.
        """
        vocabulary = VOCABULARIES[name]
        title = text(graph, vocabulary, DCTERMS.title)
        pages = [
            element("a", escape(page), href=f"{page}{self.ending}", aria_current="page" if page == name else None) for page in VOCABULARIES
        ]
        if self.home is not None:
            pages.insert(0, element("a", "Diplograph", href=self.home))
        parts = "".join(element("li", element("a", escape(shown), href=f"#{anchor}")) for anchor, shown in contents)
        about = facts(
            [
                ("Address", [element("code", escape(str(vocabulary)))]),
                ("Version", [escape(text(graph, vocabulary, OWL.versionInfo))]),
                ("Licence", self.links(graph.objects(vocabulary, DCTERMS.license))),
                ("As data", [element("a", shown, href=f"{name}.{ending}") for shown, ending in _FORMATS]),
            ]
        )
        head = (
            element("h1", escape(title))
            + element("p", escape(text(graph, vocabulary, DCTERMS.description)), class_="lead")
            + about
            + element("nav", element("ul", parts), class_="contents", aria_label="On this page")
        )
        navigation = element("header", element("nav", *pages, aria_label="Reference"))
        return document(title, navigation, head + body, "reference.css")


def stylesheet() -> str:
    """The style of all pages."""
    return files("diplograph").joinpath("reference", "reference.css").read_text(encoding="utf-8")
