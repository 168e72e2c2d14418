"""What comes over a connection and is no request, or only the beginning of one."""

from __future__ import annotations

import json
import socket

import httpx
import pytest

LINE = b"GET /health HTTP/1.1\r\nhost: x\r\n"


def exchanged(client: httpx.Client, *parts: bytes) -> tuple[bytes, dict[str, object]]:
    """The first line and the document of the answer to what is sent, after which the server has closed the connection."""
    with socket.create_connection((client.base_url.host, client.base_url.port or 80), timeout=30) as connection:
        for part in parts:
            connection.sendall(part)
        answer = b"".join(iter(lambda: connection.recv(65_536), b""))
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"content-type: application/problem+json" in head
    assert b"x-content-type-options: nosniff" in head
    return head.partition(b"\r\n")[0], json.loads(body)


@pytest.mark.parametrize(
    "noise", [b"SPARQL / HTTP/1.1\r\n\r\n", b"\x16\x03\x01\x02\x00", b"GET nothing HTTP/1.1\r\n\r\n", LINE + b"a b: c\r\n\r\n"]
)
def test_what_is_no_request_is_answered_with_a_problem(plain_server: httpx.Client, noise: bytes) -> None:
    line, document = exchanged(plain_server, noise)
    assert line == b"HTTP/1.1 400 Bad Request"
    assert document["status"] == 400


LONG = b"x" * 8_000


# The last part of each is the one that is too much: who sends more may find the connection gone before the answer is read.
@pytest.mark.parametrize("parts", [[b"GET /", *[LONG] * 9], [LINE, *[b"a: " + LONG + b"\r\n"] * 9], [LINE + b"a: ", *[LONG] * 9]])
def test_a_head_without_end_is_cut_off(plain_server: httpx.Client, parts: list[bytes]) -> None:
    line, document = exchanged(plain_server, *parts)
    assert line == b"HTTP/1.1 431 Request Header Fields Too Large"
    assert "65,536 bytes; send a long query by POST" in str(document["detail"])


def test_requests_that_come_one_behind_the_other_are_answered_in_order(plain_server: httpx.Client) -> None:
    with socket.create_connection((plain_server.base_url.host, plain_server.base_url.port or 80), timeout=30) as connection:
        head = b"POST /sparql HTTP/1.1\r\nhost: x\r\ncontent-type: application/sparql-query\r\naccept: text/csv\r\n"
        asked = [b"SELECT (%d AS ?n) {} # %s" % (number, b"x" * 9_000) for number in range(20)]
        connection.sendall(b"".join(b"%scontent-length: %d\r\n\r\n%s" % (head, len(query), query) for query in asked))
        connection.sendall(LINE + b"connection: close\r\n\r\n")
        answer = b"".join(iter(lambda: connection.recv(65_536), b""))
    assert [line for line in answer.split(b"\r\n") if line.isdigit() and line != b"200"] == [b"%d" % number for number in range(20)]
    assert answer.count(b"HTTP/1.1 200 OK") == 21
