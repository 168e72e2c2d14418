"""Sources that hold many articles: streamed, with bad ones named, and hostile ones refused."""

from __future__ import annotations

import gzip
import io
import json
import random
import tarfile
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import zstandard

from diplograph.errors import ConfigurationError, SourceError
from diplograph.loaders.readers import Document, Options, Stream, Unread, documents, expanded, read, read_bytes, streamed

STORY = "Peru recalls ambassador\n\nPeru recalled its ambassador to Bolivia on Tuesday, its foreign ministry said.\n"
RECORD = json.dumps({"title": "Peru recalls ambassador", "text": STORY})


def found(data: bytes, name: str, options: Options | None = None) -> list[Document | Unread]:
    return list(streamed(Stream(name, io.BytesIO(data)), options or Options()))


def reasons(items: list[Document | Unread]) -> list[str]:
    return [item.reason for item in items if isinstance(item, Unread)]


def zipped(*members: tuple[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return made.getvalue()


def tarred(*members: tuple[str, bytes]) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return made.getvalue()


def test_records_are_given_before_the_rest_is_read_and_take_no_more_memory_together() -> None:
    class Endless(io.RawIOBase):
        read_so_far = 0

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
            line = (RECORD + "\n").encode()
            part = (line * (len(buffer) // len(line) + 2))[Endless.read_so_far % len(line) :][: len(buffer)]
            buffer[: len(part)] = part
            Endless.read_so_far += len(part)
            return len(part)

    records = streamed(Stream("dump.jsonl", io.BufferedReader(Endless())), Options())
    for _ in range(100):
        assert isinstance(next(records), Document)
    tracemalloc.start()
    for _ in range(2_000):
        assert isinstance(next(records), Document)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert Endless.read_so_far > 300_000
    assert peak < 250_000


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.ZstdCompressor().compress])
def test_what_unpacks_to_too_much_is_refused(pack: Callable[[bytes], bytes]) -> None:
    items = found(pack(b"a" * 60_000_000), "bomb.jsonl.gz")
    assert "not believed" in reasons(items)[-1]


def test_an_archive_whose_members_share_their_bytes_is_refused() -> None:
    data = zipped(*((f"{number}.txt", b"a" * 20_000_000) for number in range(3)))
    assert "not believed" in reasons(found(data, "bomb.zip"))[-1]


def test_what_is_packed_again_and_again_is_refused() -> None:
    data = STORY.encode()
    for _ in range(9):
        data = gzip.compress(data)
    assert "packed more than" in reasons(found(data, "story.txt.gz"))[0]


@pytest.mark.parametrize("name", ["../up.txt", "/etc/passwd.txt", "a/../../b.txt", "C:\\a.txt", "..\\b.txt"])
def test_names_that_lead_out_of_an_archive_are_refused(name: str) -> None:
    for data, called in ((zipped((name, STORY.encode()), ("good.txt", STORY.encode())), "a.zip"),) + (
        ((tarred((name, STORY.encode()), ("good.txt", STORY.encode())), "a.tar"),) if "\\" not in name else ()
    ):
        first, second = found(data, called)
        assert isinstance(first, Unread)
        assert "leads out of the archive" in first.reason
        assert isinstance(second, Document)


def test_what_is_cut_short_gives_what_stands_before_and_says_so() -> None:
    lines = "\n".join(json.dumps({"text": STORY, "id": random.Random(number).random().hex()}) for number in range(2000)).encode()  # noqa: S311
    items = found(gzip.compress(lines)[:-4000], "dump.jsonl.gz")
    assert len(items) > 100
    assert isinstance(items[-1], Unread)
    assert "cut short" in items[-1].reason
    archive = tarred(("a.txt", STORY.encode()), ("b.txt", STORY.encode() * 1000))
    items = found(archive[:-20_000], "a.tar")
    assert isinstance(items[0], Document)
    assert "cut short" in reasons(items)[0]
    assert "no ZIP archive" in reasons(found(zipped(("a.txt", STORY.encode()))[:-30], "a.zip"))[0]


def test_a_member_that_is_damaged_or_encrypted_stops_no_other() -> None:
    data = bytearray(zipped(("a.txt", random.Random(1).randbytes(2000)), ("b.txt", STORY.encode())))  # noqa: S311
    data[200] ^= 255
    first, second = found(bytes(data), "a.zip")
    assert isinstance(first, Unread)
    assert "a.zip/a.txt" in first.place
    assert isinstance(second, Document)
    flagged = zipped(("a.txt", STORY.encode())).replace(b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01")
    assert "is encrypted" in reasons(found(flagged, "a.zip"))[0]


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b'{"text": 3', "a.jsonl", "is no JSON"),
        (b"[" * 100_000, "a.jsonl", "is no JSON"),
        (b"[" * 100_000, "a.json", "is no JSON"),
        (b'{"a": {"b": 1}}', "a.json", "holds no articles"),
        (b'{"title": "\xff"}', "a.jsonl", "is not UTF-8 at byte 11"),
        (b"a,b\n1,2\n", "a.csv", "no column of the articles' texts"),
        (b"text\n" + b'"' + b"word " * 40_000 + b'"\n', "a.csv", "field larger than"),
    ],
)
def test_bad_records_are_named_with_a_remedy(data: bytes, name: str, reason: str) -> None:
    assert reason in reasons(found(data, name))[0]


def test_rows_behind_one_that_is_too_long_are_read() -> None:
    text = "Peru recalled its ambassador to Bolivia on Tuesday."
    table = f'title,text\nOne,"{text}"\nTwo,"{"word " * 40_000}\nmore, of it"\nThree,"{text}"\n'
    first, second, third = found(table.encode(), "a.csv")
    assert isinstance(first, Document)
    assert isinstance(second, Unread)
    assert second.place == "a.csv:3"
    assert isinstance(third, Document)
    assert third.known.headline == "Three"


def test_columns_are_named_by_options() -> None:
    table = f'kop,verhaal,text\nPeru recalls ambassador,"{STORY}",x\n'.encode()
    (document,) = found(table, "a.csv", Options(columns={"headline": "kop", "text": "verhaal"}))
    assert isinstance(document, Document)
    assert (document.known.headline, document.data.decode()) == ("Peru recalls ambassador", STORY)
    assert "has no column 'none'" in reasons(found(table, "a.csv", Options(columns={"text": "none"})))[0]
    with pytest.raises(ConfigurationError, match="no field 'kop'"):
        found(table, "a.csv", Options(columns={"kop": "kop"}))


def test_a_format_is_forced() -> None:
    (document,) = found((RECORD + "\n").encode(), "news.txt", Options(format="json"))
    assert isinstance(document, Document)
    assert document.known.headline == "Peru recalls ambassador"
    (document,) = found(gzip.compress(RECORD.encode()), "news.bin", Options(format="json"))
    assert isinstance(document, Document)


def test_folders_and_patterns_are_searched(tmp_path: Path) -> None:
    for name in ("b.txt", "a.jsonl.gz", "c.json", "d.png", "e/f.HTML", "[g].txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(STORY)

    def names(*sources: str | Path) -> Iterator[str]:
        return (name.removeprefix(f"{tmp_path}/") for name in expanded(sources))

    assert list(names(tmp_path)) == ["[g].txt", "a.jsonl.gz", "b.txt", "e/f.HTML"]
    assert list(names(f"{tmp_path}/**/*.[Hh]*", f"{tmp_path}/[g].txt", "-")) == ["e/f.HTML", "[g].txt", "-"]
    assert list(names("none*.txt")) == ["none*.txt"]
    (unread,) = documents("none*.txt")
    assert isinstance(unread, Unread)
    assert (unread.reason, unread.origin) == ("fits no file; check the pattern", None)


def test_a_source_of_many_articles_is_no_single_one(tmp_path: Path) -> None:
    (tmp_path / "two.jsonl").write_text(f"{RECORD}\n{RECORD}\n")
    with pytest.raises(SourceError, match="more than one article"):
        read(tmp_path / "two.jsonl")
    with pytest.raises(SourceError, match="holds no article"):
        read_bytes(zipped(("a.png", b"x")), "a.zip")
    assert read_bytes(gzip.compress(STORY.encode()), "talks.txt.gz").source == "talks.txt"


def test_names_that_are_no_utf8_are_written_out_and_stop_nothing(tmp_path: Path) -> None:
    names = ["a\udce9.txt", "b.txt", "c\udce8.txt", "d\udcff.txt"]
    for name in names:
        (tmp_path / name).write_text("" if name[0] == "d" else STORY)
    (tmp_path / "old.tar").write_bytes(tarred((names[0], STORY.encode())))
    items = [item for source in expanded([tmp_path]) for item in documents(source)]
    assert [item.name for item in items if isinstance(item, Document)] == [
        r"a\udce9.txt", "b.txt", r"c\udce8.txt", r"d\udcff.txt", r"old.tar/a\udce9.txt"
    ]  # fmt: skip
    for item in items:
        assert (item.place + str(item.origin)).encode()
