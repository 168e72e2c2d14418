"""Documents are found by name, pattern and folder, and unpacked with a limit."""

from __future__ import annotations

import bz2
import gzip
import lzma
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from diplograph.checks import documents
from diplograph.checks.documents import expand, read
from diplograph.errors import FormatError, SourceError

TEXT = b"<http://a> <http://b> <http://c> .\n"
PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zst": zstandard.ZstdCompressor().compress,
}


@pytest.mark.parametrize("ending", PACKERS)
def test_packed_documents_are_unpacked_whatever_their_name(tmp_path: Path, ending: str) -> None:
    for name in (f"some.nt.{ending}", "some.nt"):
        (tmp_path / name).write_bytes(PACKERS[ending](TEXT))
        assert read(str(tmp_path / name)).data == TEXT


@pytest.mark.parametrize("ending", PACKERS)
def test_what_unpacks_to_far_more_is_refused(tmp_path: Path, ending: str) -> None:
    bomb = tmp_path / f"bomb.nt.{ending}"
    bomb.write_bytes(PACKERS[ending](b" " * 30_000_000))
    with pytest.raises(FormatError, match="unpacks to more than"):
        read(str(bomb))


@pytest.mark.parametrize("ending", PACKERS)
def test_broken_packing_is_named(tmp_path: Path, ending: str) -> None:
    torn = tmp_path / f"torn.nt.{ending}"
    packed = PACKERS[ending](bytes(range(256)) * 40)
    torn.write_bytes(packed[:8] + b"\xff" * 40 + packed[60:])
    with pytest.raises(FormatError, match=r"torn.*compression is broken"):
        read(str(torn))


@pytest.mark.parametrize("ending", PACKERS)
def test_packing_that_is_cut_short_is_named_and_pieces_are_joined(tmp_path: Path, ending: str) -> None:
    packed = PACKERS[ending](TEXT * 100)
    (tmp_path / "short.nt").write_bytes(packed[:-5])
    with pytest.raises(FormatError, match=r"compression is broken"):
        read(str(tmp_path / "short.nt"))
    (tmp_path / "joined.nt").write_bytes(packed + packed)
    assert read(str(tmp_path / "joined.nt")).data == TEXT * 200


def test_the_format_of_a_packed_document_follows_from_the_ending_before_that_of_its_packing(tmp_path: Path) -> None:
    for name, format in (("a.nq.gz", "nquads"), ("a.rdf.zst", "rdfxml"), ("a.gz", None), ("a.nq", None)):
        (tmp_path / name).write_bytes(gzip.compress(TEXT))
        assert read(str(tmp_path / name)).format == format


def test_a_document_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "MAX_BYTES", 10)
    (tmp_path / "large.nt").write_bytes(TEXT)
    with pytest.raises(FormatError, match="larger than 10 bytes"):
        read(str(tmp_path / "large.nt"))


def test_patterns_and_folders_stand_for_their_files(tmp_path: Path) -> None:
    for name in ("b.ttl", "a.ttl", "deep/er/c.nt.gz", "deep/notes.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(TEXT)
    assert list(expand([str(tmp_path / "*.ttl")])) == [str(tmp_path / "a.ttl"), str(tmp_path / "b.ttl")]
    assert list(expand([str(tmp_path / "**" / "*.gz"), "-"])) == [str(tmp_path / "deep/er/c.nt.gz"), "-"]
    assert [Path(name).name for name in expand([str(tmp_path)])] == ["a.ttl", "b.ttl", "c.nt.gz"]
    assert list(expand(["missing.ttl"])) == ["missing.ttl"]
    for wrong in (str(tmp_path / "*.rdf"), str(tmp_path / "none" / "**")):
        with pytest.raises(SourceError, match="fits no file"):
            list(expand([wrong]))
    (tmp_path / "empty").mkdir()
    with pytest.raises(SourceError, match="without RDF documents"):
        list(expand([str(tmp_path / "empty")]))
