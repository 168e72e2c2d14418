"""Validation over HTTP."""

from __future__ import annotations

import httpx
import pytest

from tests.samples import article, broken, extracted

TURTLE = {"content-type": "text/turtle"}


def test_a_document_that_conforms(client: httpx.Client) -> None:
    response = client.post("/validate", content=extracted(article()).graph.serialize(format="turtle"), headers=TURTLE)
    assert response.status_code == 200
    assert response.json()["conforms"] is True


FORMATS = {"turtle": "text/turtle", "nt": "application/n-triples", "xml": "application/rdf+xml", "json-ld": "application/ld+json"}


@pytest.mark.parametrize(("name", "media_type"), FORMATS.items())
def test_a_document_that_does_not_in_any_format(client: httpx.Client, name: str, media_type: str) -> None:
    response = client.post("/validate", content=broken(article()).graph.serialize(format=name), headers={"content-type": media_type})
    assert response.status_code == 200
    document = response.json()
    assert document["conforms"] is False
    assert any("evidence" in result["focus"] for result in document["results"])


@pytest.mark.parametrize(("accept", "words"), [("text/turtle", "sh:ValidationReport"), ("text/plain", "Does not conform")])
def test_reports_for_people_and_as_rdf(client: httpx.Client, accept: str, words: str) -> None:
    response = client.post("/validate", content=broken(article()).graph.serialize(format="turtle"), headers={**TURTLE, "accept": accept})
    assert response.headers["content-type"] == f"{accept}; charset=utf-8"
    assert words in response.text


def test_documents_that_cannot_be_read(client: httpx.Client) -> None:
    response = client.post("/validate", content="<http://a> <http://b>\n <http://c> , .", headers=TURTLE)
    assert response.status_code == 400
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["line"] == 2
    assert client.post("/validate", content=" ", headers=TURTLE).status_code == 400
    assert client.post("/validate", content="x", headers={"content-type": "image/png"}).status_code == 415
    assert client.post("/validate", content="#" * 20_001, headers=TURTLE).status_code == 413
    assert client.post("/validate", content="<http://a> a <http://b> .", headers={**TURTLE, "accept": "image/png"}).status_code == 406
