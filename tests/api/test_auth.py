"""Who may read and write, how tokens are kept and revoked, what browsers are told, and the audit log."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

import diplograph
from diplograph.api.app import create_app
from diplograph.cli import app
from diplograph.errors import ConfigurationError
from diplograph.tokens import Role, Tokens, keep, new_token
from tests.api.asking import TURTLE, UPDATE, problem, update
from tests.api.serving import serving
from tests.samples import article, broken, extracted

INSERT = "INSERT DATA { GRAPH <http://e/g> { <http://e/a> <http://e/b> 1 } }"


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A file of tokens."""
    return tmp_path / "tokens"


def made(file: Path, name: str, role: Role) -> dict[str, str]:
    secret, token = new_token(name, role)
    keep(file, token)
    return {"authorization": f"Bearer {secret}"}


@pytest.fixture
def server(database: diplograph.Database, kept: Path, tmp_path: Path) -> Iterator[httpx.Client]:
    """A server whose writers need tokens."""
    kept.touch()
    settings = diplograph.Settings(writable=True, gate=False, token_file=kept, audit_log=tmp_path / "audit.jsonl")
    with serving(create_app(settings, database, private_token="of this machine")) as client:  # noqa: S106 (made up)
        yield client


def test_writing_needs_a_writers_token(server: httpx.Client, kept: Path) -> None:
    reader, writer = made(kept, "reader", Role.READER), made(kept, "writer", Role.WRITER)
    refused = server.post("/update", content=INSERT, headers=UPDATE)
    problem(refused, 401)
    assert refused.headers["www-authenticate"].startswith("Bearer")
    for method, address in (("PUT", "/graphs?graph=http://e/g"), ("POST", "/graphs"), ("DELETE", "/graphs?default")):
        problem(server.request(method, address, content="", headers=TURTLE), 401)
    problem(server.post("/articles", content="text", headers={"content-type": "text/plain"}), 401)
    problem(server.post("/update", content=INSERT, headers={**UPDATE, **reader}), 403)
    assert server.post("/update", content=INSERT, headers={**UPDATE, **writer}).status_code == 204
    password = base64.b64encode(f"anyone:{writer['authorization'].partition(' ')[2]}".encode()).decode()
    basic = {**UPDATE, "authorization": f"Basic {password}"}
    assert server.post("/update", content=INSERT, headers=basic).status_code == 204
    # Browsers send a password that they know from any page.
    problem(server.post("/update", content=INSERT, headers={**basic, "origin": "http://other.example"}), 403)
    assert server.post("/update", content=INSERT, headers={**UPDATE, **writer, "origin": "http://other.example"}).status_code == 204


def test_reading_is_open_but_a_wrong_token_is_told(server: httpx.Client) -> None:
    assert server.get("/sparql", params={"query": "ASK {}"}).status_code == 200
    for wrong in ("Bearer wrong", "Bearer", "Basic wrong", "Basic !!", "Bearer " + "é" * 10):
        problem(server.get("/sparql", params={"query": "ASK {}"}, headers={b"authorization": wrong.encode("latin-1")}), 401)


def test_a_token_without_its_line_is_not_known_any_more(server: httpx.Client, kept: Path) -> None:
    first, second = made(kept, "first", Role.WRITER), made(kept, "second", Role.WRITER)
    for writer in (first, second):
        assert server.post("/update", content=INSERT, headers={**UPDATE, **writer}).status_code == 204
    lines = kept.read_text(encoding="utf-8").splitlines()
    kept.write_text(f"# the first is gone\n\nnonsense\n{lines[1]}\n", encoding="utf-8")
    problem(server.post("/update", content=INSERT, headers={**UPDATE, **first}), 401)
    assert server.post("/update", content=INSERT, headers={**UPDATE, **second}).status_code == 204
    kept.unlink()
    problem(server.post("/update", content=INSERT, headers={**UPDATE, **second}), 401)


def test_reading_may_need_a_token_too(database: diplograph.Database, kept: Path) -> None:
    reader = made(kept, "reader", Role.READER)
    with serving(create_app(diplograph.Settings(read_auth=True, token_file=kept), database)) as client:
        for address in ("/sparql?query=ASK%20%7B%7D", "/sparql", "/graphs?default"):
            problem(client.get(address), 401)
            assert client.get(address, headers=reader).status_code == 200
        problem(client.post("/validate", content="", headers=TURTLE), 401)
        assert client.get("/health").status_code == 200


def test_commands_of_this_machine_write_without_the_gate(database: diplograph.Database) -> None:
    own = {"authorization": "Bearer of this machine"}
    with serving(create_app(diplograph.Settings(), database, private_token="of this machine")) as client:  # noqa: S106 (made up)
        assert client.post("/update", content="INSERT DATA { <http://e/a> <http://e/b> 1 }", headers={**UPDATE, **own}).status_code == 204
        assert client.put("/graphs", params={"default": ""}, content="", headers={**TURTLE, **own}).status_code == 204


def test_only_hashes_are_kept(kept: Path) -> None:
    secret, token = new_token("newsroom", Role.WRITER)
    keep(kept, token)
    assert secret not in kept.read_text(encoding="utf-8")
    assert kept.read_text(encoding="utf-8") == f"newsroom:writer:{hashlib.sha256(secret.encode()).hexdigest()}\n"
    assert kept.stat().st_mode & 0o077 == 0
    assert Tokens([str(token)]).find(secret) == token
    assert Tokens(file=kept).find(secret) == token
    assert Tokens(file=kept).find(secret[:-1]) is None
    with pytest.raises(ConfigurationError):
        Tokens(["newsroom:emperor:00"])
    with pytest.raises(ConfigurationError):
        Tokens(file=kept / "missing")


def test_the_command_shows_a_token_once(kept: Path) -> None:
    done = CliRunner().invoke(app, ["token", "newsroom", "--role", "reader", "--file", str(kept)])
    assert done.exit_code == 0, done.output
    found = Tokens(file=kept).find(done.stdout.strip())
    assert found is not None
    assert (found.name, found.role) == ("newsroom", Role.READER)
    shown = CliRunner().invoke(app, ["token", "newsroom"])
    assert Tokens([shown.stderr.strip().rpartition(" ")[2]]).find(shown.stdout.strip()) is not None
    assert CliRunner().invoke(app, ["token", "news room"]).exit_code == 2
    assert CliRunner().invoke(app, ["token", "newsroom", "--role", "emperor"]).exit_code == 2


def test_without_tokens_a_server_serves_this_machine_alone() -> None:
    with pytest.raises(ConfigurationError, match="this machine alone"):
        diplograph.settings.read_settings(auth=False, host="0.0.0.0")  # noqa: S104 (nothing listens)


def test_every_write_stands_in_the_audit_log(server: httpx.Client, database: diplograph.Database, kept: Path, tmp_path: Path) -> None:
    writer = made(kept, "newsroom", Role.WRITER)
    for method, address, headers, body in (
        ("POST", "/update", UPDATE, INSERT),
        ("POST", "/update", UPDATE, "INSERT nonsense"),
        ("PUT", "/graphs?graph=http://e/g", TURTLE, "<http://e/a> <http://e/b> 2 ."),
        ("DELETE", "/graphs?graph=http://e/g", {}, ""),
    ):
        server.request(method, address, content=body, headers={**headers, **writer})
    lines = [json.loads(line) for line in (tmp_path / "audit.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [(line["action"], line["graph"], line["outcome"]) for line in lines] == [
        ("update", None, "done"),
        ("update", None, "refused: QueryError"),
        ("put", "<http://e/g>", "done"),
        ("delete", "<http://e/g>", "done"),
    ]
    assert {line["who"] for line in lines} == {"newsroom"}
    assert lines[-1]["commit"] == database.store.commit
    assert lines[0]["content"] == hashlib.sha256(INSERT.encode()).hexdigest()[:16]


def test_the_audit_log_lies_in_the_datasets_folder(tmp_path: Path) -> None:
    with diplograph.open(str(tmp_path / "store")) as database:
        settings = diplograph.Settings(auth=False, writable=True)
        with serving(create_app(settings, database)) as client:
            graph = {"graph": database.iris.article("third")}
            document = broken(article("third.txt", "Third")).graph.serialize(format="turtle").encode()
            problem(client.put("/graphs", params=graph, content=document, headers=TURTLE), 422)
            document = extracted(article("third.txt", "Third")).graph.serialize(format="turtle").encode()
            assert client.put("/graphs", params=graph, content=document, headers=TURTLE).status_code == 201
    lines = [json.loads(line) for line in (tmp_path / "store" / "audit.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [line["outcome"] for line in lines] == ["refused: ValidationFailed", "done"]
    diplograph.open(str(tmp_path / "store")).close()


def test_browsers_are_told_to_run_nothing(client: httpx.Client) -> None:
    for response in (client.get("/sparql", params={"query": "ASK {}"}), client.get("/nothing"), update(client, "CLEAR ALL")):
        assert response.headers["x-content-type-options"] == "nosniff"
        assert response.headers["x-frame-options"] == "DENY"
        assert response.headers["referrer-policy"] == "no-referrer"
        assert "default-src 'none'" in response.headers["content-security-policy"]
        assert "server" not in response.headers
    assert "default-src 'self'" in client.get("/docs").headers["content-security-policy"]
