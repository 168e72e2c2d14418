"""What networks and servers do to remote stores: each failure is mended by waiting, or told with the address and what to do."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pyoxigraph as ox
import pytest

from diplograph.database import Database
from diplograph.errors import ConfigurationError, QueryError, StoreConflict, StoreError
from diplograph.results import Extracted
from diplograph.store import MEMORY, Access, Change, View, open_store, remote
from diplograph.store.base import DEFAULT_GRAPH
from diplograph.store.formats import format_named
from diplograph.store.remote import RemoteStore
from tests.store.misbehaving import NOTHING, ROWS, Script, scripted
from tests.store.servers import free_port, ours, oxigraph, virtuoso
from tests.store.test_remote import CONFORMS, exported, quad, stories

JSON, TURTLE = format_named("json"), format_named("turtle")
FINE = (200, {"Content-Type": ROWS}, NOTHING)
BUSY = (503, {"Retry-After": "1"}, b"")


@pytest.fixture
def script() -> Iterator[Script]:
    with scripted() as running:
        yield running


Connect = Callable[..., RemoteStore]


@pytest.fixture
def connect() -> Iterator[Connect]:
    """Opens stores, and closes them at the end."""
    with ExitStack() as opened:
        yield lambda *arguments, **options: opened.enter_context(closing(RemoteStore(*arguments, **options)))


@pytest.fixture
def store(script: Script, connect: Connect) -> RemoteStore:
    """A store on the server, which answered well until it was opened."""
    opened = connect(script.url, Access(view=View.DEFAULT, timeout=0.5, tries=3), create=False)
    script.asked.clear()
    return opened


def ask(store: RemoteStore) -> bytes:
    return store.query("ASK { ?s ?p ?o }", JSON, TURTLE).data


def test_a_busy_server_is_asked_again_after_the_pause_that_it_wants(script: Script, store: RemoteStore) -> None:
    script.answers = [BUSY, FINE]
    started = time.monotonic()
    assert ask(store) == b'{"head":{},"boolean":false}'
    assert time.monotonic() - started >= 1
    assert len(script.asked) == 2


def test_a_change_that_met_a_busy_server_is_sent_again(script: Script, store: RemoteStore) -> None:
    script.answers = [(502, {}, b""), (200, {}, b"")]
    store.apply(Change(add=frozenset({quad(ox.Literal("a"))})))
    assert [path for path, _ in script.asked] == ["/update", "/update"]


@pytest.mark.parametrize(
    ("answer", "words", "times"),
    [
        ((503, {"Retry-After": "0"}, b""), "busy or away (503 Service Unavailable), in 3 tries", 3),
        ((429, {"Retry-After": "0"}, b""), "busy or away (429", 3),
        ((200, {"Content-Type": "text/html"}, b"<html>"), "answers with text/html where application/sparql-results+json", 1),
        ((200, {"Content-Type": ROWS}, b'{"head'), "not understood", 1),
        ((200, {"Content-Type": ROWS}, b"[]"), "not understood", 1),
        ((200, {"Content-Type": ROWS, "Content-Length": "500"}, NOTHING), "broke off in the middle", 1),
        ((200, {"Content-Type": ROWS, "X-SPARQL-MaxRows": "10"}, NOTHING), "10 rows at most", 1),
        ((301, {"Location": "https://elsewhere.example/sparql"}, b""), "moved (301) to https://elsewhere.example/sparql", 1),
        ((404, {}, b""), "no such service there (404 Not Found); check --store", 1),
        ((403, {"Content-Type": "application/problem+json"}, b'{"detail": "readers only"}'), "(403 Forbidden: readers only)", 1),
        ((401, {}, b""), "DIPLOGRAPH_STORE_TOKEN", 1),
    ],
)
def test_a_failure_names_the_address_and_what_was_answered(
    script: Script, store: RemoteStore, answer: tuple[int, dict[str, str], bytes], words: str, times: int
) -> None:
    script.answers = [answer]
    with pytest.raises(StoreError) as caught:
        ask(store)
    assert words in str(caught.value)
    assert str(caught.value).startswith(script.url)
    assert len(script.asked) == times


def test_a_query_that_the_server_refuses_is_its_writers_matter(script: Script, store: RemoteStore) -> None:
    script.answers = [(400, {"Content-Type": "text/plain"}, b"no such function\nlong story")]
    with pytest.raises(QueryError, match=r"400 Bad Request: no such function\)"):
        ask(store)
    script.asked.clear()
    for text, words in (
        ("ASK { ?s ?p", "line 1, column"),
        ("DELETE WHERE { ?s ?p ?o }", "DELETE begins an update"),
        ("{" * 5000, "brackets"),
    ):
        with pytest.raises(QueryError, match=words):
            store.query(text, JSON, TURTLE)
    with pytest.raises(QueryError, match="SERVICE"):
        store.query("ASK { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", JSON, TURTLE)
    assert script.asked == []


def test_a_query_is_parsed_here_and_not_evaluated(script: Script, store: RemoteStore) -> None:
    much = " ".join(f"VALUES ?v{n} {{ {' '.join(map(str, range(100)))} }}" for n in range(8))
    started = time.monotonic()
    store.query(f"SELECT (COUNT(*) AS ?n) {{ {much} }}", JSON, TURTLE)
    assert time.monotonic() - started < 20


def test_a_server_that_hangs_is_not_waited_for_and_not_asked_again(script: Script, store: RemoteStore) -> None:
    script.delay = 60
    started = time.monotonic()
    with pytest.raises(StoreError, match=r"no answer within 0\.5 seconds.*DIPLOGRAPH_STORE_TIMEOUT"):
        ask(store)
    assert time.monotonic() - started < 20
    assert len(script.asked) == 1


def test_a_server_that_is_away_is_named() -> None:
    url = f"http://127.0.0.1:{free_port()}/sparql"
    with pytest.raises(StoreError, match=r"cannot be reached .*in 3 tries; see that it runs"):
        RemoteStore(url, Access(tries=3))


def test_a_password_is_sent_and_never_told(script: Script) -> None:
    access = Access(user="reader", password="open sesame", tries=1)  # noqa: S106 (of no server)
    assert "sesame" not in repr(access)
    script.answers = [(401, {"WWW-Authenticate": "Basic"}, b"open sesame")]
    with pytest.raises(StoreError, match="does not take the user and password") as caught:
        RemoteStore(script.url, access)
    assert "sesame" not in str(caught.value)
    assert script.asked[0][1]["authorization"].startswith("Basic ")
    script.asked.clear()
    with pytest.raises(StoreError, match="token"):
        RemoteStore(script.url, Access(token="abc", tries=1))  # noqa: S106
    assert script.asked[0][1]["authorization"] == "Bearer abc"


@pytest.mark.parametrize(
    ("url", "access", "words"),
    [
        ("https://me:secret@host.example/sparql", Access(), "holds a user name or a password"),
        ("https://host.example/sparql", Access(update_url="https://me:secret@host.example/u"), "--update-url holds a user name"),
        ("https://host.example/sparql?key=secret", Access(), "without"),
        ("https://host.example/sparql", Access(user="me"), "belong together"),
        ("https://host.example/sparql", Access(user="me", password="", token=""), "not both"),
        ("https://host.example/sparql", Access(graph_store_url="ftp://host.example/"), "--graph-store-url"),
    ],
)
def test_addresses_and_identities_that_cannot_be_are_refused(url: str, access: Access, words: str) -> None:
    with pytest.raises(ConfigurationError, match=words) as caught:
        RemoteStore(url, access)
    assert "me:secret" not in str(caught.value)


def test_where_updates_go_is_not_guessed_from_an_address_that_does_not_tell(script: Script, connect: Connect) -> None:
    store = connect(script.url.replace("/sparql", "/repositories/news"), Access(view=View.DEFAULT), create=False)
    with pytest.raises(StoreError, match="give --update-url"):
        store.apply(Change(add=frozenset({quad(ox.Literal("a"))})))


def test_a_dataset_says_where_its_events_are(tmp_path: Path, connect: Connect) -> None:
    with oxigraph(tmp_path) as server:
        with pytest.raises(StoreError, match="holds no dataset"):
            connect(server.url, server.access, read_only=True)
        assert ask(connect(server.url, Access(view=View.DEFAULT), read_only=True)) == b'{"head":{},"boolean":false}'
        theirs = quad(ox.Literal("theirs"), ox.NamedNode("http://example.org/theirs"))
        connect(server.url, Access(view=View.DEFAULT), create=False).apply(Change(add=frozenset({theirs})))
        store = connect(server.url, server.access)
        assert list(store.graphs()) == []
        assert len(store) == 0
        with pytest.raises(StoreError, match="--view default"):
            connect(server.url, Access(view=View.NAMED))
        with pytest.raises(StoreError, match="reading only"):
            connect(server.url, server.access, read_only=True).apply(Change(add=frozenset({quad(ox.Literal("a"))})))


def test_rows_that_a_server_leaves_out_are_missed(tmp_path: Path, connect: Connect) -> None:
    with virtuoso(tmp_path, rows=100) as server:
        store = connect(server.url, server.access)
        store.apply(Change(add=frozenset(quad(ox.Literal(str(number))) for number in range(200))))
        with pytest.raises(StoreError, match="ResultSetMaxRows"):
            list(store.quads())


def go_on(database: Database, articles: list[Extracted]) -> None:
    while True:
        for each in articles:
            database.store_extracted(each, CONFORMS)
        for each in articles:
            database.remove(each.article.source)


def test_a_server_killed_in_the_middle_leaves_every_article_whole(tmp_path: Path, connect: Connect) -> None:
    articles = stories()
    with Database(open_store(MEMORY)) as near:
        for each in articles:
            near.store_extracted(each, CONFORMS)
        whole = {name: near.store.graph(name) for name in near.article_graphs()}
        for moment in (0.05, 0.2):
            with oxigraph(tmp_path) as server:
                database = Database(connect(server.url, Access(tries=1)))
                threading.Timer(moment, server.process.send_signal, [signal.SIGKILL]).start()
                with pytest.raises(StoreError, match=r"cannot be reached|broke off"):
                    go_on(database, articles)
            with oxigraph(tmp_path) as server:
                database = Database(connect(server.url, server.access))
                for name in database.article_graphs():
                    assert database.store.graph(name) == whole[name]
                assert not database.rebuild()
                for each in articles:
                    database.store_extracted(each, CONFORMS)
                assert exported(database) == exported(near)
                for each in articles:
                    database.remove(each.article.source)


def test_two_clients_of_our_server_lose_nothing(tmp_path: Path, connect: Connect) -> None:
    with ours(tmp_path) as server:
        one, other = connect(server.url, server.access), connect(server.url, server.access)
        count = ox.NamedNode("http://example.org/count")
        calls = []

        def work() -> Change:
            """Adds one to the number that the dataset holds."""
            (held,) = [*one.quads(predicate=count), None][:1]
            number = int(held.object.value) if held is not None and isinstance(held.object, ox.Literal) else 0
            calls.append(number)
            if len(calls) == 1:
                other.apply(Change(add=frozenset({counted(5)})))
            removed = frozenset({held}) if held is not None else frozenset()
            return Change(remove=removed, add=frozenset({counted(number + 1)}))

        def counted(number: int) -> ox.Quad:
            return ox.Quad(ox.NamedNode("http://example.org/s"), count, ox.Literal(str(number)), DEFAULT_GRAPH)

        one.transact(work)
        assert calls == [0, 5]
        assert list(other.quads(predicate=count)) == [counted(6)]


def test_a_client_that_never_finds_the_dataset_at_rest_gives_up(tmp_path: Path, connect: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote, "_PATIENCE", 0.5)
    with ours(tmp_path) as server:
        one, other = connect(server.url, server.access), connect(server.url, server.access)

        def work() -> Change:
            number = len(one.graph(DEFAULT_GRAPH))
            other.apply(Change(add=frozenset({quad(ox.Literal(f"other {number}"), DEFAULT_GRAPH)})))
            return Change(add=frozenset({quad(ox.Literal("one"), DEFAULT_GRAPH)}))

        with pytest.raises(StoreConflict, match="others keep changing"):
            one.transact(work)
        assert quad(ox.Literal("one"), DEFAULT_GRAPH) not in list(other.quads())
