"""The kept index: which labels and quotes have which words.

It knows texts, not statements: what it finds is looked up in the data before it becomes an answer, so that a text too much in it does
no harm. All that keeps it in step is that it holds every text of the data that is read. So the writer adds the texts of a commit before
the commit itself, and takes texts away only when they have left the data; and it notes from which commit to which the index is whole.
Whoever reads another commit searches without the index.

The file is SQLite's, beside the data, and can always be made anew: where it is missing, damaged, or not of the last commit (a writer was
killed, or did not know of it), it is compared with the data when the dataset is opened for writing.
"""

from __future__ import annotations

import contextlib
import logging
import sqlite3
import threading
import time
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from types import MappingProxyType

import pyoxigraph as ox

from ...ontology.terms import PREFIXES
from .folding import VERSION, words
from .search import Search

NAME = "words.db"
KINDS = MappingProxyType(
    {
        ox.NamedNode(PREFIXES["rdfs"] + "label"): 1,
        ox.NamedNode(PREFIXES["skos"] + "altLabel"): 2,
        ox.NamedNode(PREFIXES["dg"] + "quote"): 3,
    }
)
"""The properties whose texts are searched, each with its number in the index."""

Text = tuple[int, ox.Literal]
"""A text, and the number of its property."""

# The number of a text begins with its property and its length, so that the shortest come first without sorting.
_KIND, _LENGTH, _LONGEST = 52, 32, (1 << 20) - 1
_BATCH = 20_000
# So many texts that may have left the data are looked after at a time while the writer works on.
_GONE = 2_000
# Seconds between two lines that tell how far the making of the index is.
_TOLD = 5.0
_SCHEMA = """
CREATE TABLE texts (id INTEGER PRIMARY KEY, digest BLOB NOT NULL UNIQUE, text TEXT NOT NULL, language TEXT, datatype TEXT);
CREATE VIRTUAL TABLE words USING fts5(folded, content='', tokenize='ascii', detail=full);
CREATE TABLE gone (id INTEGER PRIMARY KEY);
CREATE TABLE state (version TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, next INTEGER NOT NULL, loose INTEGER NOT NULL);
"""
_STRING = ox.Literal("").datatype.value

_log = logging.getLogger(__name__)


def texts_of(statements: Iterable[ox.Quad | ox.Triple]) -> set[Text]:
    """The texts of those statements that are searched."""
    return {(KINDS[each.predicate], each.object) for each in statements if each.predicate in KINDS and isinstance(each.object, ox.Literal)}


def _digest(text: Text) -> bytes:
    return blake2b(f"{text[0]} {text[1]}".encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _literal(text: str, language: str | None, datatype: str | None) -> ox.Literal:
    if language is not None:
        return ox.Literal(text, language=language)
    return ox.Literal(text, datatype=ox.NamedNode(datatype)) if datatype is not None else ox.Literal(text)


def _found(connection: sqlite3.Connection, search: Search, kinds: Iterable[int], commit: int, most: int) -> list[Text] | None:
    """The texts that a search finds, at most so many; nothing where the index is not that of the commit."""
    with _transaction(connection):
        version, first, last = connection.execute("SELECT version, first, last FROM state").fetchone()
        if version != VERSION or not first <= commit <= last:
            return None
        found: list[Text] = []
        for kind in kinds:
            rows = connection.execute(
                "SELECT t.text, t.language, t.datatype FROM words JOIN texts t ON t.id = words.rowid WHERE words MATCH ? "
                "AND words.rowid BETWEEN ? AND ? ORDER BY words.rowid LIMIT ?",
                (search.expression, kind << _KIND, ((kind + 1) << _KIND) - 1, most - len(found)),
            )
            found += [(kind, _literal(*row)) for row in rows]
        return found


@contextlib.contextmanager
def _transaction(connection: sqlite3.Connection, kind: str = "") -> Iterator[None]:
    connection.execute(f"BEGIN {kind}")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        with contextlib.suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise


class Words:
    """The index as its writer has it, who holds the dataset's lock; an index that fails is in nobody's way.

    Args:
        folder: The dataset's folder.
        engine: The dataset.
        commit: The number of the last commit in it.
    """

    def __init__(self, folder: Path, engine: ox.Store, commit: int) -> None:
        self._file = folder / NAME
        self._connection: sqlite3.Connection | None = None
        with self._tried("cannot be opened, and is made anew"):
            self._connection = self._opened()
        if self._connection is None:
            self._renew()
        if self._connection is not None:
            with self._tried("is of no use"):
                first, last = self._state("first", "last")
                if not first <= commit <= last:
                    self.compare(engine, commit)

    def _opened(self) -> sqlite3.Connection:
        # Readers of other processes read on beside; who writes here is one at a time, by the dataset's own lock.
        connection = sqlite3.connect(self._file, isolation_level=None, check_same_thread=False, timeout=10)
        try:
            for setting in ("journal_mode = WAL", "synchronous = NORMAL", "journal_size_limit = 16000000", "cache_size = -16000"):
                connection.execute(f"PRAGMA {setting}")
            if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'state'").fetchone():
                connection.executescript(f"BEGIN; {_SCHEMA} COMMIT;")
                connection.execute("INSERT INTO state VALUES (?, 0, -1, 1, 0)", (VERSION,))
            (version,) = connection.execute("SELECT version FROM state").fetchone()
            if version != VERSION:
                raise sqlite3.DatabaseError(f"tells words apart as version {version} did")
        except BaseException:
            connection.close()
            raise
        return connection

    def _renew(self) -> None:
        with self._tried("cannot be made; searches read all labels and quotes"):
            for name in (NAME, f"{NAME}-wal", f"{NAME}-shm"):
                self._file.with_name(name).unlink(missing_ok=True)
            self._connection = self._opened()

    @contextlib.contextmanager
    def _tried(self, trouble: str) -> Iterator[None]:
        """Gives the index up when it fails: as it is then not taken on to the next commit, nobody asks it."""
        try:
            yield
        except (sqlite3.Error, OSError, TypeError) as error:
            _log.warning("%s: the index of words %s: %s", self._file, trouble, error)
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _state(self, *columns: str) -> list[int]:
        assert self._connection is not None
        return list(self._connection.execute(f"SELECT {', '.join(columns)} FROM state").fetchone())  # noqa: S608 (names of ours)

    def ahead(self, added: Iterable[ox.Quad | ox.Triple], removed: Iterable[ox.Quad | ox.Triple] | None, commit: int) -> None:
        """Gets ready for a commit, before it is made.

        Args:
            added: Statements that have all texts that it adds.
            removed: Those that have all that it takes away; nothing where nobody knows which.
            commit: Its number.
        """
        if self._connection is None:
            return
        with self._tried("was given up"), _transaction(self._connection, "IMMEDIATE"):
            self._add(texts_of(added))
            for text in texts_of(removed or ()):
                self._connection.execute("INSERT OR IGNORE INTO gone SELECT id FROM texts WHERE digest = ?", (_digest(text),))
            self._connection.execute("UPDATE state SET last = ?, loose = loose OR ?", (commit, removed is None))

    def _add(self, texts: Iterable[Text]) -> None:
        assert self._connection is not None
        look = self._connection.execute
        new = [(text, digest) for text in texts if not look("SELECT 1 FROM texts WHERE digest = ?", (digest := _digest(text),)).fetchone()]
        if not new:
            return
        (number,) = self._state("next")
        # In the order of their numbers, as FTS5 likes best.
        new.sort(key=lambda each: (each[0][0], len(each[0][1].value), each[0][1].value))
        rows = []
        for (kind, literal), digest in new:
            id = kind << _KIND | min(len(literal.value), _LONGEST) << _LENGTH | number
            datatype = literal.datatype.value if literal.language is None else None
            rows.append((id, digest, literal.value, literal.language, datatype if datatype != _STRING else None))
            number += 1
        self._connection.executemany("INSERT INTO texts VALUES (?, ?, ?, ?, ?)", rows)
        folded = ((row[0], " ".join(words(row[2]))) for row in rows)
        self._connection.executemany("INSERT INTO words (rowid, folded) VALUES (?, ?)", folded)
        self._connection.execute("UPDATE state SET next = ?", (number,))

    def compare(self, engine: ox.Store, commit: int) -> None:
        """Makes the index hold the texts of the data, and no others.

        Args:
            engine: The dataset.
            commit: The number of its last commit.
        """
        if self._connection is None:
            return
        with self._tried("was given up"), _transaction(self._connection, "IMMEDIATE"):
            execute = self._connection.execute
            filled = execute("SELECT 1 FROM texts LIMIT 1").fetchone() is not None
            execute("CREATE TEMP TABLE seen (id INTEGER PRIMARY KEY)")
            count, told = 0, time.monotonic()
            for batch in _batches(engine):
                self._add(batch)
                if filled:
                    digests = ((_digest(text),) for text in batch)
                    self._connection.executemany("INSERT OR IGNORE INTO seen SELECT id FROM texts WHERE digest = ?", digests)
                count += len(batch)
                if time.monotonic() - told > _TOLD:
                    _log.warning("%s: the index of words is compared with the data, %s texts so far", self._file, f"{count:,}")
                    told = time.monotonic()
            if filled:
                execute("INSERT OR IGNORE INTO gone SELECT id FROM texts WHERE id NOT IN (SELECT id FROM seen)")
                execute("DELETE FROM gone WHERE id IN (SELECT id FROM seen)")
                self._take_away()
            execute("DROP TABLE seen")
            execute("UPDATE state SET first = ?, last = ?, loose = 0", (commit, commit))

    def sweep(self, engine: ox.Store, commit: int, least: int = _GONE) -> None:
        """Takes texts away that have left the data, if that many may have; arguments as of ``compare``."""
        if self._connection is None:
            return
        with self._tried("was given up"):
            (count,) = self._connection.execute("SELECT COUNT(*) FROM gone").fetchone()
            if count < least:
                return
            with _transaction(self._connection, "IMMEDIATE"):
                rows = self._connection.execute("SELECT id, text, language, datatype FROM gone JOIN texts USING (id)").fetchall()
                predicates = {kind: predicate for predicate, kind in KINDS.items()}
                for id, *text in rows:
                    if next(engine.quads_for_pattern(None, predicates[id >> _KIND], _literal(*text)), None) is not None:
                        self._connection.execute("DELETE FROM gone WHERE id = ?", (id,))
                if self._connection.execute("SELECT 1 FROM gone LIMIT 1").fetchone():
                    self._take_away()
                    self._connection.execute("UPDATE state SET first = ?", (commit,))

    def _take_away(self) -> None:
        assert self._connection is not None
        rows = self._connection.execute("SELECT id, text FROM gone JOIN texts USING (id)").fetchall()
        deleted = (("delete", id, " ".join(words(text))) for id, text in rows)
        self._connection.executemany("INSERT INTO words (words, rowid, folded) VALUES (?, ?, ?)", deleted)
        self._connection.execute("DELETE FROM texts WHERE id IN (SELECT id FROM gone)")
        self._connection.execute("DELETE FROM gone")

    def find(self, search: Search, kinds: Iterable[int], commit: int, most: int) -> list[Text] | None:
        """The texts that a search finds, the shortest of each kind first; nothing where the index cannot tell.

        Args:
            search: What is searched for.
            kinds: The numbers of the properties whose texts are wanted.
            commit: The number of the commit that is read.
            most: At most so many of them.
        """
        found = None
        if self._connection is not None:
            with self._tried("was given up"):
                found = _found(self._connection, search, kinds, commit, most)
        return found

    def close(self, engine: ox.Store, commit: int) -> None:
        """Leaves the index without what has left the data; arguments as of ``compare``."""
        if self._connection is None:
            return
        with self._tried("was left as it is"):
            if self._state("loose") == [1]:
                self.compare(engine, commit)
            self.sweep(engine, commit, least=1)
            if self._connection is not None:
                self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                self._connection.close()
                self._connection = None


def _batches(engine: ox.Store) -> Iterator[list[Text]]:
    for predicate, kind in KINDS.items():
        # A query tells each text once; a pattern would also read the subject and graph of every statement that has it, in twice the time.
        asked = f"SELECT DISTINCT ?text {{ ?thing {predicate} ?text FILTER(isLiteral(?text)) }}"
        found = engine.query(asked, use_default_graph_as_union=True)
        assert isinstance(found, ox.QuerySolutions)
        texts = ((kind, text) for (text,) in found if isinstance(text, ox.Literal))
        while part := list(islice(texts, _BATCH)):
            yield part


class WordsReader:
    """The index as others than its writer read it, in threads one after the other.

    Args:
        folder: The dataset's folder.
    """

    def __init__(self, folder: Path) -> None:
        self._file = folder / NAME
        self._connection: sqlite3.Connection | None = None
        self._reading = threading.RLock()

    def find(self, search: Search, kinds: Iterable[int], commit: int, most: int) -> list[Text] | None:
        """As of ``Words``."""
        with self._reading:
            known = self._connection is not None
            kinds = tuple(kinds)
            found = self._found(search, kinds, commit, most)
            if found is None and known:
                # It may have been made anew since it was opened.
                self.close()
                found = self._found(search, kinds, commit, most)
            return found

    def _found(self, search: Search, kinds: Iterable[int], commit: int, most: int) -> list[Text] | None:
        with contextlib.suppress(sqlite3.Error, OSError, TypeError):
            if self._connection is None:
                address = f"{self._file.absolute().as_uri()}?mode=ro"
                self._connection = sqlite3.connect(address, uri=True, isolation_level=None, check_same_thread=False, timeout=2)
                self._connection.execute("PRAGMA query_only = 1")
            return _found(self._connection, search, kinds, commit, most)
        self.close()
        return None

    def close(self) -> None:
        """Lets go of the file."""
        with self._reading:
            if self._connection is not None:
                self._connection.close()
                self._connection = None
