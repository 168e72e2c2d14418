"""What is broken, hostile or empty in each format is refused with the reason, and what is odd is read."""

from __future__ import annotations

import io
import time
from pathlib import Path

import pypdf
import pytest

from diplograph.errors import SourceError
from diplograph.loaders.readers import Document, Options, Stream, Unread, article, documents, read_bytes, streamed

DATA = Path(__file__).parents[2] / "data" / "readers"
STORY = "<p>Peru recalled its ambassador to Bolivia on Tuesday, its foreign ministry said.</p>"
RSS = '<rss version="2.0"><channel><title>Times</title>{}</channel></rss>'
XXE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY file SYSTEM "file:///etc/passwd">]>'
LAUGHS = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{("&" + chr(97 + n) + ";") * 10}">' for n in range(9)
)
G2 = '<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:x"><contentMeta><headline>Talks</headline></contentMeta>{}</newsItem>'


def found(data: bytes | str, name: str, options: Options | None = None) -> list[Document | Unread]:
    data = data.encode() if isinstance(data, str) else data
    return list(streamed(Stream(name, io.BytesIO(data)), options or Options()))


def reason(data: bytes | str, name: str) -> str:
    last = found(data, name)[-1]
    if isinstance(last, Unread):
        return last.reason
    with pytest.raises(SourceError) as caught:
        article(last)
    return caught.value.reason


def pdf(change: str) -> bytes:
    writer = pypdf.PdfWriter(clone_from=DATA / "statement.pdf")
    if change == "encrypted":
        writer.encrypt("secret", algorithm="RC4-128")
    elif change == "opened":
        writer.encrypt("", "owner", algorithm="RC4-128")
    elif change == "scanned":
        writer = pypdf.PdfWriter()
        writer.add_blank_page(100, 100)
    elif change == "long":
        for _ in range(310):
            writer.add_blank_page(100, 100)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


@pytest.mark.parametrize(
    ("change", "wanted"), [("encrypted", "is encrypted"), ("scanned", "is a PDF of pictures"), ("long", "has 313 pages"), ("", "")]
)
def test_pdf_that_is_no_article_is_refused(change: str, wanted: str) -> None:
    if wanted:
        assert wanted in reason(pdf(change), "a.pdf")
    whole = pdf(change)
    assert reason(whole[: len(whole) // 3], "a.pdf")


def test_pdf_that_opens_without_a_password_is_read() -> None:
    assert read_bytes(pdf("opened"), "a.pdf").headline == "Joint statement of Ghana and Togo"


@pytest.mark.parametrize(
    ("feed", "wanted"),
    [
        (XXE + RSS.format("<item><title>&file;</title></item>"), "declares entities"),
        (LAUGHS + "]>" + RSS.format("<item><title>&j;</title></item>"), "declares entities"),
        ('{"version": "https://jsonfeed.org/version/1.1", "items": 3}', "no list of items"),
        ('{"version": "https://jsonfeed.org/version/1.1", "items": [', "no JSON Feed that can be read"),
    ],
)
def test_feeds_that_are_none_are_refused(feed: str, wanted: str) -> None:
    assert wanted in reason(feed, "a.rss")


def test_a_feed_that_is_cut_short_gives_what_stands_before() -> None:
    entry = "<item><title>Peru recalls ambassador</title><link>https://times.example/{}</link><description>" + STORY.replace("<", "&lt;")
    feed = RSS.format("".join(entry.format(number) + "</description></item>" for number in range(5)))
    items = found(feed[: len(feed) * 3 // 5], "a.rss")
    assert len([item for item in items if isinstance(item, Document)]) >= 2


def test_pages_that_a_feed_links_to_are_read_instead_on_request() -> None:
    def fetch(address: str) -> Stream:
        if address.endswith("/2"):
            raise SourceError(address, "is not there (404)")
        page = f"<html><head><title>Peru recalls ambassador</title></head><body><h1>Peru recalls ambassador</h1>{STORY * 2}</body></html>"
        return Stream(address, io.BytesIO(page.encode()), "text/html")

    entry = "<item><title>Peru recalls</title><link>https://times.example/{}</link><pubDate>Tue, 5 Mar 2024 14:00:00 GMT</pubDate></item>"
    feed = RSS.format(entry.format(1) + entry.format(2))
    page, gone = found(feed, "https://times.example/feed", Options(follow=True, fetch=fetch))
    assert isinstance(page, Document)
    read = article(page)
    assert (read.headline, str(read.published), read.url) == (
        "Peru recalls ambassador",
        "2024-03-05 14:00:00+00:00",
        "https://times.example/1",
    )
    assert gone == Unread("https://times.example/2", "is not there (404)", "https://times.example/2")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (XXE + G2.format("&file;"), "declares entities"),
        (LAUGHS + "]>" + G2.format("&j;"), "is no XML that can be read"),
        (G2.format("")[:-9], "is no XML"),
        ('<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"/>', "holds no news item"),
    ],
)
def test_newsml_that_is_none_is_refused(text: str, wanted: str) -> None:
    began = time.process_time()
    assert wanted in reason(text, "a.xml")
    assert time.process_time() - began < 5


def test_web_archives_that_are_cut_short_give_what_stands_before() -> None:
    whole = (DATA / "crawl.warc.gz").read_bytes()
    items = found(whole[: len(whole) - 120], "a.warc.gz")
    assert isinstance(items[0], Document)
    assert "cut short" in items[-1].reason if isinstance(items[-1], Unread) else False
    assert "no record that is whole" in reason(b"WARC/1.0\r\nWARC-Ty", "a.warc")


@pytest.mark.parametrize(
    ("mail", "wanted"),
    [
        (b"From: a\nSubject: b\nDate: c\n\n", "without text"),
        (b"From: a\nSubject: b\nContent-Type: application/pdf\nContent-Transfer-Encoding: base64\n\nJVBERi0=\n", "without text"),
        (b'From: a\nSubject: b\nContent-Type: multipart/mixed; boundary="x"\n\n--x\n' * 300, "without text"),
    ],
)
def test_mail_that_is_no_article_is_refused(mail: bytes, wanted: str) -> None:
    assert wanted in reason(mail, "a.eml")


def test_mail_in_an_unknown_or_wrong_charset_is_read() -> None:
    text = "Peru recalled its ambassador to Bolivia on Tuesday, Ana Peñ"
    for charset in ("x-none", "utf-8", "us-ascii"):
        head = "From: =?x-none?q?A?= <a@b.example>\nSubject: Peru recalls ambassador\nDate: sometime\n"
        head += f"Content-Type: text/plain; charset={charset}\n\n"
        read = read_bytes(head.encode() + f"{text}a said in Lima.\n".encode("latin-1"), "a.eml")
        assert (read.headline, read.published) == ("Peru recalls ambassador", None)
        assert "Peru recalled its ambassador" in read.text


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("---\ntitle: a: b: c\n---\nText of it.", "no YAML, at line 2"),
        ("---\n- a\n---\nText of it.", "without names and values"),
        ("---\ntitle: Talks\n---\n# Only a heading\n", "no paragraph"),
        ("---\na: &a [x,x]\nb: &b [*a,*a]\ntitle: !!python/object:os.system x\n---\nText.", "no YAML"),
    ],
)
def test_front_matter_that_is_none_is_refused(text: str, wanted: str) -> None:
    assert wanted in reason(text, "a.md")


def test_a_rule_of_dashes_at_the_top_of_a_text_is_no_front_matter() -> None:
    assert read_bytes(f"---\nPeru recalls ambassador\n\n{STORY[3:-4]}\n".encode(), "a.txt").headline == "Peru recalls ambassador"


def test_documents_name_what_they_can_be_read_from_again(tmp_path: Path) -> None:
    file = tmp_path / "dump.jsonl"
    file.write_text('{"text": 1}\n')
    (unread,) = documents(file)
    assert isinstance(unread, Unread)
    assert (unread.place, unread.origin) == (f"{file}:1", str(file))
