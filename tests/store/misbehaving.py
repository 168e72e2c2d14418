"""A server that answers each request as it is told, for failures that no real server can be brought to."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ROWS = "application/sparql-results+json"
NOTHING = b'{"head":{"vars":["s","p","o","g"]},"results":{"bindings":[]}}'


@dataclass
class Script:
    """What the server answers, one after the other, the last for ever; and what it was asked.

    Attributes:
        url: Where it listens.
        answers: Status, headers and body.
        delay: Seconds before each answer.
        asked: Path and headers of each request.
    """

    url: str = ""
    answers: list[tuple[int, dict[str, str], bytes]] = field(default_factory=lambda: [(200, {"Content-Type": ROWS}, NOTHING)])
    delay: float = 0.0
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)


@contextmanager
def scripted() -> Iterator[Script]:
    """A server that follows the script, which may be changed while it runs."""
    script, over = Script(), threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("content-length", "0")))
            script.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
            if over.wait(script.delay):
                return
            status, headers, body = script.answers[min(len(script.asked), len(script.answers)) - 1]
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            if "Content-Length" not in headers:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        script.url = f"http://127.0.0.1:{server.server_port}/sparql"
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield script
        finally:
            over.set()
            server.shutdown()
            thread.join()
