"""What is no article is refused with the reason; what is broken or hostile ends soon."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path

import pytest

from diplograph.errors import SourceError
from diplograph.loaders.readers import MAX_BYTES, read, read_bytes

PARAGRAPH = b"<p>The minister met the ambassador in Vienna on Monday, and both sides spoke of progress.</p>"


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"", "a.txt", "is empty"),
        (b" \n\t ", "a.html", "is empty"),
        (b"PK\x03\x04\x14\x00\x00", "a.txt", "is no ZIP archive"),
        (b"\x7fELF\x02\x00\x00", "a.txt", "is a binary file"),
        (b"%PDF-1.7 text follows", "a.pdf", "is no PDF that can be read"),
        (b"\xff\xfea\x00b", "a.txt", "starts as utf-16 but is not"),
        (b"Share\nPrint\nSubscribe\n", "a.txt", "nothing but page furniture"),
        (b"<html><body><nav><a href='/'>Home</a></nav></body></html>", "a.html", "has no article in it"),
        (b"<html><body>" + b"<div>" * 100_000 + PARAGRAPH, "a.html", "nested more than"),
        (b"<html><body>" + b"<p>a</p>" * 100_000, "a.html", "elements"),
        (b"<html><body>" + PARAGRAPH * 200_000, "a.html", "MB of markup"),
        (b"x" * (MAX_BYTES + 1), "a.txt", "more than 50 MB"),
        (b"A line here.\n\n" * 50_000, "a.txt", "paragraphs"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_article_is_refused_with_the_reason(data: bytes, name: str, reason: str) -> None:
    with pytest.raises(SourceError, match=reason) as caught:
        read_bytes(data, name)
    assert caught.value.source == name


def test_missing_file_folder_and_address_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no such file"):
        read(tmp_path / "none.txt")
    with pytest.raises(SourceError, match="is a folder without articles"):
        read(tmp_path)
    with pytest.raises(SourceError, match="save the page"):
        read("https://news.example/story")
    with pytest.raises(SourceError, match="cannot be read"):
        read("a\x00b")


@pytest.mark.parametrize(
    "data",
    [
        b"<html><body>" + b"<script>" * 100_000 + b"</body></html>",
        b"<html><body>" + b"<svg" * 200_000,
        b"<html><body><p " + b" ".join(b'a%d="x"' % number for number in range(100_000)) + b">x</p>" + PARAGRAPH,
        b"<html><body><!--" + b"-" * 1_000_000 + PARAGRAPH,
        b"<html><head><script type='application/ld+json'>" + b"[" * 100_000 + b"</script></head><body>" + PARAGRAPH,
        b"<!DOCTYPE html [<!ENTITY a 'aa'><!ENTITY b '&a;&a;'>]><html><body>" + PARAGRAPH + b"<p>" + b"&b;&#0;&#x110000;" * 50_000,
        b"<html><script>" + b"x=1;" * 5_000_000 + b"</script><body>" + PARAGRAPH,
        b"word " * 200_000,
        b"ALSO READ | " * 80_000,
        b"FILE - A b. " * 40_000,
        b"(" * 1_000_000,
        b"A-" * 500_000,
        b"By " + b"A. " * 100_000,
    ],
    ids=[
        "scripts",
        "svg",
        "attributes",
        "comment",
        "json",
        "entities",
        "20 MB script",
        "words",
        "teasers",
        "captions",
        "brackets",
        "hyphens",
        "byline",
    ],
)
def test_hostile_input_ends_within_seconds(data: bytes) -> None:
    began = time.process_time()
    with contextlib.suppress(SourceError):
        assert read_bytes(data, "page.html" if data.startswith(b"<") else "page.txt").text
    assert time.process_time() - began < 20


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1"])
def test_encodings_are_read(encoding: str) -> None:
    text = "Haïti et la République se rencontrent à Genève\n\nLes délégations d’Haïti étaient déjà là.".replace(
        "’", "’" if encoding != "latin-1" else "'"
    )
    article = read_bytes(text.encode(encoding), "page.txt")
    assert article.headline == "Haïti et la République se rencontrent à Genève"
    assert "étaient déjà là." in article.text


def test_declared_encoding_wins_over_the_guess() -> None:
    page = (
        "<html><head><meta charset='iso-8859-2'><title>Wałęsa in Gdańsk for talks</title></head><body>"
        + PARAGRAPH.decode()
        + "</body></html>"
    )
    assert read_bytes(page.encode("iso-8859-2"), "page.html").headline == "Wałęsa in Gdańsk for talks"
    assert read_bytes(page.encode("cp1250"), "page", "text/html; charset=windows-1250").headline == "Wałęsa in Gdańsk for talks"
