"""A site of this machine, whose pages answer as a test tells them to."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

STORY = "Peru recalled its ambassador to Bolivia on Tuesday, its foreign ministry said."


@dataclass(frozen=True)
class Answer:
    """What a page answers.

    Attributes:
        body: The body, whole or in parts.
        status: The status.
        headers: Headers beside its length.
        wait: Seconds before each part.
        length: What its length is said to be.
    """

    body: bytes | tuple[bytes, ...] = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    wait: float = 0.0
    length: int | None = None


@dataclass
class Site:
    """A site, and what it was asked.

    Attributes:
        url: Its address, without a slash at the end.
        pages: What its paths answer: always the same, or by the headers of the request.
        asked: Path and headers of each request.
    """

    url: str = ""
    pages: dict[str, Answer | Callable[[dict[str, str]], Answer]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def count(self, path: str) -> int:
        """How often a path was asked for."""
        return sum(asked == path for asked, _ in self.asked)


def page(title: str, text: str = STORY) -> Answer:
    """The page of an article."""
    html = f"<html lang='en'><head><title>{title}</title></head><body><article><h1>{title}</h1><p>{text}</p></article></body></html>"
    return Answer(html.encode(), headers={"Content-Type": "text/html; charset=utf-8"})


def tagged(answer: Answer, tag: str) -> Callable[[dict[str, str]], Answer]:
    """The page with an entity tag, which is not sent again to who has it."""

    def answered(headers: dict[str, str]) -> Answer:
        if headers.get("if-none-match") == tag:
            return Answer(status=304, headers={"ETag": tag})
        return Answer(answer.body, answer.status, {**answer.headers, "ETag": tag})

    return answered


@contextmanager
def site() -> Iterator[Site]:
    """A site, for as long as the block lasts."""
    served, over = Site(), threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            served.asked.append((self.path, headers))
            found = served.pages.get(self.path, Answer(status=404))
            answer = found if isinstance(found, Answer) else found(headers)
            parts = answer.body if isinstance(answer.body, tuple) else (answer.body,)
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(answer.length if answer.length is not None else sum(map(len, parts))))
            self.end_headers()
            for part in parts:
                if over.wait(answer.wait):
                    return
                try:
                    self.wfile.write(part)
                except OSError:
                    return

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        served.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield served
        finally:
            over.set()
            server.shutdown()
            thread.join()
