"""Validation over HTTP: what the command can do, the server can."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from xml.etree import ElementTree

import httpx
import pyoxigraph as ox
import pytest
import zstandard
from rdflib.namespace import RDF, SH

import diplograph
from diplograph.api.app import create_app
from diplograph.checks.forms import FORMS
from diplograph.store.formats import format_named
from diplograph.store.terms import to_rdflib
from tests.api.serving import serving
from tests.checks.test_command import DESCRIBED, EVENT, FAULTS, FAULTY, HEAD, OWN_SHAPES
from tests.samples import article, broken, extracted

TURTLE = {"content-type": "text/turtle"}
SOUND = HEAD + DESCRIBED + EVENT
# One of its faults breaks two constraints of one shape.
RESULTS = len(FAULTS) + 1
# What the dataset of the tests describes, named only.
NAMED = HEAD + EVENT.replace("<report/1>", "<report/2>")
FORMATS = {"turtle": "text/turtle", "nt": "application/n-triples", "xml": "application/rdf+xml", "json-ld": "application/ld+json"}


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    """A client of one server for all tests, since validation stores nothing."""
    settings = diplograph.Settings(store="memory:", max_request_bytes=20_000, auth=False)
    with diplograph.open("memory:") as database:
        found = extracted(article())
        database.store_extracted(found, database.pipeline.validator.validate(found.graph))
        with serving(create_app(settings, database)) as opened:
            yield opened


def files(*documents: tuple[str, str], shapes: str | None = None) -> list[tuple[str, tuple[str, str]]]:
    own = [] if shapes is None else [("shapes", ("own.ttl", shapes))]
    return [("file", document) for document in documents] + own


def test_a_document_that_conforms(client: httpx.Client) -> None:
    response = client.post("/validate", content=extracted(article()).graph.serialize(format="turtle"), headers=TURTLE)
    assert response.status_code == 200
    assert response.json() == {"conforms": True, "documents": [{"source": "body", "conforms": True}], "results": []}


@pytest.mark.parametrize(("name", "media_type"), FORMATS.items())
def test_a_document_that_does_not_in_any_format(client: httpx.Client, name: str, media_type: str) -> None:
    response = client.post("/validate", content=broken(article()).graph.serialize(format=name), headers={"content-type": media_type})
    assert response.status_code == 200
    document = response.json()
    assert document["conforms"] is False
    assert any("evidence" in result["focus"] for result in document["results"])


def test_results_have_the_lines_of_what_is_wrong_and_the_name_that_was_given(client: httpx.Client) -> None:
    results = client.post("/validate", params={"source": "mine.ttl"}, content=FAULTY, headers=TURTLE).json()["results"]
    assert {result["shape"].partition("#")[2]: result["line"] for result in results} == FAULTS
    assert {result["file"] for result in results} == {"mine.ttl"}


@pytest.mark.parametrize("name", FORMS)
def test_the_report_comes_in_every_form_by_accept_and_by_name(client: httpx.Client, name: str) -> None:
    media_type = FORMS[name].media_type
    response = client.post("/validate", content=FAULTY, headers={**TURTLE, "accept": media_type})
    assert response.headers["content-type"].partition(";")[0] == media_type
    assert response.text == client.post("/validate", params={"format": name}, content=FAULTY, headers=TURTLE).text
    if name == "text":
        assert "body: Does not conform, 5 violations." in response.text
    elif name == "json":
        assert len(response.json()["results"]) == RESULTS
    elif name == "sarif":
        assert len(response.json()["runs"][0]["results"]) == RESULTS
    elif name == "junit":
        suite = ElementTree.fromstring(response.text).find("testsuite")  # noqa: S314 (our own output)
        assert suite is not None
        assert suite.get("failures") == str(RESULTS)
    else:
        engine = format_named(name).engine
        assert isinstance(engine, ox.RdfFormat)
        graph = to_rdflib(quad.triple for quad in ox.parse(response.text, format=engine))
        assert len(list(graph.subjects(RDF.type, SH.ValidationReport))) == 1
        assert {str(shape).partition("#")[2] for shape in graph.objects(None, SH.sourceShape)} == set(FAULTS)


@pytest.mark.parametrize(
    ("pack", "headers"),
    [
        (gzip.compress, {**TURTLE, "content-encoding": "gzip"}),
        (zstandard.compress, {**TURTLE, "content-encoding": "zstd"}),
        (gzip.compress, {"content-type": "application/gzip"}),
        (zstandard.compress, {"content-type": "application/octet-stream"}),
    ],
)
def test_packed_bodies_are_unpacked(client: httpx.Client, pack: object, headers: dict[str, str]) -> None:
    assert callable(pack)
    response = client.post("/validate", content=pack(FAULTY.encode()), headers=headers)
    assert response.status_code == 200, response.text
    assert len(response.json()["results"]) == RESULTS


def test_what_a_packed_body_unpacks_to_is_held_to_the_limit_of_bodies(client: httpx.Client) -> None:
    for pack in (gzip.compress, zstandard.compress):
        response = client.post("/validate", content=pack(b"#" * 10_000_000), headers=TURTLE)
        assert response.status_code == 400
        assert "unpacks to more than 20,000 bytes" in response.json()["detail"]
        cut = client.post("/validate", content=pack(SOUND.encode())[:-9], headers=TURTLE)
        assert cut.status_code == 400
        assert "compression is broken" in cut.json()["detail"]
    assert client.post("/validate", content=SOUND, headers={**TURTLE, "content-encoding": "br"}).status_code == 415


def test_several_files_by_themselves_and_together(client: httpx.Client) -> None:
    parts = files(("things.ttl", HEAD + DESCRIBED), ("events.ttl", HEAD + EVENT))
    apart = client.post("/validate", files=parts).json()
    assert [document["conforms"] for document in apart["documents"]] == [True, False]
    assert {result["file"] for result in apart["results"]} == {"events.ttl"}
    assert client.post("/validate", files=parts, params={"together": True}).json()["conforms"] is True


def test_own_shapes_beside_and_instead_of_ours(client: httpx.Client) -> None:
    parts = files(("faulty.ttl", FAULTY), shapes=OWN_SHAPES)
    both = client.post("/validate", files=parts, params={"fail_on": "warning"})
    assert both.status_code == 422
    assert len(both.json()["results"]) == RESULTS + 1
    (own,) = client.post("/validate", files=parts, params={"only_shapes": True}).json()["results"]
    assert (own["severity"], own["file"], own["line"]) == ("Warning", "faulty.ttl", 11)


def test_the_dataset_may_describe_what_a_document_names(client: httpx.Client) -> None:
    named = NAMED.replace("<evidence/1>", f"<{evidence(client)}>")
    assert client.post("/validate", content=named, headers=TURTLE).json()["conforms"] is False
    assert client.post("/validate", content=named, headers=TURTLE, params={"against": True}).json()["conforms"] is True


def evidence(client: httpx.Client) -> str:
    query = "SELECT ?e { ?e a dg:Evidence } ORDER BY ?e LIMIT 1"
    value: str = client.get("/sparql", params={"query": query}).json()["results"]["bindings"][0]["e"]["value"]
    return value


def test_inference_takes_what_follows_for_stated(client: httpx.Client) -> None:
    short = SOUND.replace("a dg:Meeting, dg:Engagement, dg:Event", "a dg:Meeting")
    assert client.post("/validate", content=short, headers=TURTLE).json()["conforms"] is False
    assert client.post("/validate", content=short, headers=TURTLE, params={"inference": True}).json()["conforms"] is True


def test_the_threshold_makes_the_status(client: httpx.Client) -> None:
    for fail_on, status in (("never", 200), ("violation", 422), ("warning", 422)):
        assert client.post("/validate", content=FAULTY, headers=TURTLE, params={"fail_on": fail_on}).status_code == status
        assert client.post("/validate", content=SOUND, headers=TURTLE, params={"fail_on": fail_on}).status_code == 200


def query_shape(query: str) -> str:
    return OWN_SHAPES + f"ex:Asked a sh:NodeShape ; sh:targetClass dg:Event ; sh:sparql [ sh:select {json.dumps(query)} ] ."


def test_shapes_that_are_no_shacl_are_refused(client: httpx.Client) -> None:
    response = client.post("/validate", files=files(("sound.ttl", SOUND), shapes=query_shape("SELECT $this FROM <http://127.0.0.1:9/> {}")))
    assert response.status_code == 400
    assert "FROM and SERVICE" in response.json()["detail"]


def test_shapes_without_end_are_ended(database: diplograph.Database) -> None:
    endless = " ".join(f"?a{n} ?b{n} ?c{n} ." for n in range(9))
    parts = files(("s.ttl", SOUND), shapes=query_shape(f"SELECT $this WHERE {{ {endless} }}"))
    with serving(create_app(diplograph.Settings(store="memory:", auth=False, query_timeout=2.5), database)) as client:
        response = client.post("/validate", files=parts)
    assert response.status_code == 503
    assert "the validation was ended after 2.5 seconds" in response.json()["detail"]


def test_requests_that_are_not_understood(client: httpx.Client) -> None:
    response = client.post("/validate", content="<http://a> <http://b>\n <http://c> , .", headers=TURTLE)
    assert response.status_code == 400
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["line"] == 2
    assert client.post("/validate", content=" ", headers=TURTLE).status_code == 400
    assert client.post("/validate", content="x", headers={"content-type": "image/png"}).status_code == 415
    assert client.post("/validate", content="#" * 20_001, headers=TURTLE).status_code == 413
    assert client.post("/validate", content=SOUND, headers={**TURTLE, "accept": "image/png"}).status_code == 406
    assert client.post("/validate", content=SOUND, headers=TURTLE, params={"format": "pdf"}).status_code == 400
    assert client.post("/validate", content=SOUND, headers=TURTLE, params={"only_shapes": True}).status_code == 400
    assert client.post("/validate", content=SOUND, headers=TURTLE, params={"fail-on": "warning"}).status_code == 400
    assert client.post("/validate", files=files(shapes=OWN_SHAPES)).status_code == 400
    assert client.post("/validate", files=files(("s.ttl", SOUND), shapes="@prefix sh:")).status_code == 400
