"""The application as a whole: its description, its health, its faults."""

from __future__ import annotations

import re
from pathlib import Path

import httpx

import diplograph
from diplograph.api.app import create_app
from diplograph.errors import StoreError
from tests.api.serving import serving

PATHS = set(
    "/sparql /update /graphs /graphs/{path} /validate /articles /events /events/{id} /actors /id/{path} /data/{path} "
    "/articles/{id} /export /quarantine /quarantine/{name} /quarantine/{name}/retry "
    "/imports /imports/template /events/facets /events/timeline /events/map /events/network /stats "
    "/queries /queries/{name} /health /ready /metrics".split()
)


def test_the_description_names_every_route_with_its_bodies(client: httpx.Client) -> None:
    document = client.get("/openapi.json").json()
    assert set(document["paths"]) == PATHS
    assert "application/sparql-query" in document["paths"]["/sparql"]["post"]["requestBody"]["content"]
    assert "query" in [parameter["name"] for parameter in document["paths"]["/sparql"]["get"]["parameters"]]


def test_the_page_of_the_description_needs_no_other_host(client: httpx.Client) -> None:
    page = client.get("/docs").text
    addresses = re.findall(r"(?:src|href)=\"([^\"]+)\"", page)
    assert len(addresses) == 3
    for address in addresses:
        assert client.get(address).status_code == 200
    assert "https://" not in page
    assert "'/openapi.json'" in page


def test_what_is_not_answered_is_said_with_where_to_look(client: httpx.Client) -> None:
    for answer, asked in ((client.get("/nothing"), "GET /nothing"), (client.put("/sparql"), "PUT /sparql")):
        assert answer.status_code in (404, 405)
        assert f"{asked} is nothing that is answered here; /docs lists what is" == answer.json()["detail"]


def test_health_says_that_the_server_lives(client: httpx.Client) -> None:
    document = client.get("/health").json()
    assert document["status"] == "ok"
    assert document["version"] == diplograph.__version__
    assert document["takes_articles"] is True


def test_an_application_of_its_own_opens_and_closes_the_store(tmp_path: Path) -> None:
    settings = diplograph.Settings(store=str(tmp_path / "store"))
    with serving(create_app(settings)) as client:
        assert client.get("/health").status_code == 200
    diplograph.open(settings.store).close()


def test_faults_of_the_server_tell_nothing_of_its_machine(database: diplograph.Database) -> None:
    app = create_app(diplograph.Settings(), database)

    @app.get("/broken-store")
    def broken_store() -> None:
        raise StoreError("/secret/folder", "is damaged")

    @app.get("/broken-code")
    def broken_code() -> None:
        raise RuntimeError("/secret/folder")

    with serving(app) as client:
        for path, status in (("/broken-store", 503), ("/broken-code", 500)):
            response = client.get(path)
            assert response.status_code == status
            assert response.headers["content-type"] == "application/problem+json"
            assert "secret" not in response.text
