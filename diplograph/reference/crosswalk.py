"""The page of the crosswalk: the codes of CAMEO and PLOVER, and the classes that they stand for."""

from __future__ import annotations

from html import escape

from rdflib import Graph, URIRef
from rdflib.namespace import DCTERMS, SKOS
from rdflib.term import Node

from ..ontology.vocabulary import PREFERRED, crosswalk_graph
from .graphs import local, named, text
from .html import element
from .site import Site

_SAYS = {
    SKOS.exactMatch: "the same as",
    SKOS.closeMatch: "nearly",
    SKOS.broadMatch: "a part of",
    SKOS.narrowMatch: "as far as it is",
}


def render(site: Site) -> str:
    """The page."""
    graph = crosswalk_graph()
    schemes = named(graph.objects(None, SKOS.inScheme))
    body = "\n".join(_scheme(site, graph, scheme) for scheme in schemes)
    return site.page("crosswalk", graph, [(local(scheme), text(graph, scheme, SKOS.prefLabel)) for scheme in schemes], body)


def _scheme(site: Site, graph: Graph, scheme: URIRef) -> str:
    codes = named(graph.subjects(SKOS.inScheme, scheme))
    head = element("tr", *(element("th", title, scope="col") for title in ("Code", "Means", "Stands for", "May also be")))
    table = element("table", element("thead", head), element("tbody", *(_code(site, graph, code) for code in codes)))
    return (
        element("h2", escape(text(graph, scheme, SKOS.prefLabel)), id=local(scheme))
        + element("p", escape(text(graph, scheme, DCTERMS.title)), " (", *site.links(graph.objects(scheme, DCTERMS.source)), ")")
        + element("div", table, class_="wide", tabindex="0", role="region", aria_label=f"Codes of {local(scheme)}")
    )


def _code(site: Site, graph: Graph, code: Node) -> str:
    stands = [f"{_SAYS[match]} {site.link(cls)}" for match in PREFERRED for cls in named(graph.objects(code, match))]
    return element(
        "tr",
        element("th", element("code", escape(text(graph, code, SKOS.notation))), scope="row"),
        element("td", escape(text(graph, code, SKOS.prefLabel))),
        element("td", *stands),
        element("td", ", ".join(site.links(named(graph.objects(code, SKOS.relatedMatch))))),
        id=local(code),
    )
