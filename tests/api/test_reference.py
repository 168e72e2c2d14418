"""The addresses of terms, on the server: pages for browsers, RDF for who asks for it."""

from __future__ import annotations

import httpx
import pyoxigraph as ox
import pytest

from diplograph.reference import VOCABULARIES
from diplograph.reference.documents import DOCUMENTS
from tests.api.asking import kind, problem

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@pytest.mark.parametrize("name", VOCABULARIES)
def test_a_browser_gets_a_page_that_may_run_nothing(client: httpx.Client, name: str) -> None:
    answer = client.get(f"/{name}", headers={"accept": BROWSER})
    assert (answer.status_code, kind(answer)) == (200, "text/html")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "style-src 'self'" in policy
    assert "unsafe" not in policy
    assert client.get("/reference.css").headers["content-type"] == "text/css; charset=utf-8"
    assert client.get(f"/{name}", headers={"accept": BROWSER, "if-none-match": answer.headers["etag"]}).status_code == 304


@pytest.mark.parametrize("format", DOCUMENTS, ids=lambda format: format.name)
def test_a_client_of_rdf_gets_rdf(client: httpx.Client, format: object) -> None:
    chosen = next(known for known in DOCUMENTS if known == format)
    assert isinstance(chosen.engine, ox.RdfFormat)
    for name in VOCABULARIES:
        answer = client.get(f"/{name}", headers={"accept": chosen.media_type})
        assert kind(answer) == chosen.media_type
        assert any(quad.subject == ox.NamedNode(str(VOCABULARIES[name])) for quad in ox.parse(answer.content, format=chosen.engine))
        assert client.get(f"/{name}.{chosen.extension}").content == answer.content
        assert client.get(f"/{name}?format={chosen.name}").content == answer.content
    assert client.get("/ontology", headers={"accept": "image/png"}).status_code == 406


def test_a_term_by_a_path_of_its_own_leads_to_its_place(client: httpx.Client) -> None:
    for path, place in (("ontology/Meeting", "/ontology#Meeting"), ("shapes/Event-earliest", "/shapes#Event-earliest")):
        answer = client.get(f"/{path}", headers={"accept": BROWSER}, follow_redirects=False)
        assert answer.status_code == 303
        assert str(answer.url.join(answer.headers["location"])).endswith(place)
    problem(client.get("/ontology/Nothing"), 404)


def test_the_page_of_a_thing_leads_to_the_terms_that_tell_of_it(client: httpx.Client) -> None:
    page = client.get("/data/state/IND", headers={"accept": BROWSER}).text
    assert 'href="/ontology#iso3"' in page
    assert 'href="/ontology#State"' in page


def test_the_context_is_served_under_its_name(client: httpx.Client) -> None:
    answer = client.get("/context.jsonld")
    assert kind(answer) == "application/ld+json"
    assert "label" in answer.json()["@context"]
    assert client.get("/frame.jsonld").json()["@context"] == "https://w3id.org/diplograph/context.jsonld"
