"""A small server that speaks the chat-completions protocol over HTTP on this machine, with answers written beforehand."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Reply:
    """One answer of the server.

    Attributes:
        delay: Seconds before it begins.
        drip: Seconds between its bytes; sent whole where there are none.
        cut: Bytes that it breaks off before its end.
    """

    body: bytes
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    drip: float = 0.0
    cut: int = 0


def completion(content: str | None, finish: str = "stop", **message: str) -> Reply:
    """An answer as a model gives it."""
    choice = {"index": 0, "finish_reason": finish, "message": {"role": "assistant", "content": content, **message}}
    return Reply(json.dumps({"id": "1", "object": "chat.completion", "model": "small", "choices": [choice]}).encode())


def events(*records: dict[str, Any]) -> Reply:
    """The events of an article as a model gives them."""
    return completion(json.dumps({"events": list(records)}))


def refusal(status: int, message: str = "", **headers: str) -> Reply:
    """A failure as servers report it."""
    return Reply(json.dumps({"error": {"message": message, "type": "error"}}).encode(), status, headers)


@dataclass(frozen=True)
class Asked:
    """One request that came."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]

    @property
    def article(self) -> dict[str, Any]:
        """The article that was sent."""
        document: dict[str, Any] = json.loads(self.body["messages"][1]["content"])
        return document

    @property
    def format(self) -> str | None:
        """The form of answer that was asked for."""
        wanted = self.body.get("response_format")
        return wanted["type"] if wanted else None


class Server:
    """Answers each request with the next reply; with the last one again when there is no other."""

    def __init__(self, replies: tuple[Reply, ...]) -> None:
        self.asked: list[Asked] = []
        self._replies = list(replies)
        self._lock = threading.Lock()
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                server.answer(self)

            def log_message(self, format: str, *arguments: object) -> None:
                """Says nothing: the tests' output is not the place."""

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True

    @property
    def address(self) -> str:
        """The base of the API."""
        return f"http://127.0.0.1:{self.http.server_address[1]}/v1"

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        """Takes one request and sends the next reply."""
        body = json.loads(handler.rfile.read(int(handler.headers["content-length"])))
        with self._lock:
            self.asked.append(Asked(handler.path, {name.lower(): value for name, value in handler.headers.items()}, body))
            reply = self._replies.pop(0) if len(self._replies) > 1 else self._replies[0]
        time.sleep(reply.delay)
        try:
            handler.send_response(reply.status)
            for name, value in {"Content-Type": "application/json", "Content-Length": str(len(reply.body)), **reply.headers}.items():
                handler.send_header(name, value)
            handler.end_headers()
            if reply.drip:
                for byte in reply.body:
                    handler.wfile.write(bytes((byte,)))
                    handler.wfile.flush()
                    time.sleep(reply.drip)
            else:
                handler.wfile.write(reply.body[: len(reply.body) - reply.cut])
            handler.close_connection = bool(reply.cut)
        except OSError:
            # Who asked has gone, as a client whose patience has ended does.
            handler.close_connection = True


@contextmanager
def serving(*replies: Reply) -> Iterator[Server]:
    """A server with these replies, ended at the end of the block."""
    server = Server(replies)
    thread = threading.Thread(target=server.http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.http.shutdown()
        server.http.server_close()
        thread.join()
