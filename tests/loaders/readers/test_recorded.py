"""Recorded pages and the articles that they hold."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from diplograph.loaders.article import Article
from diplograph.loaders.readers import READERS, Document, read

DATA = Path(__file__).parents[2] / "data" / "readers"
PAGES = sorted(path for path in DATA.iterdir() if path.suffix in {".txt", ".html"})


def as_json(article: Article) -> dict[str, object]:
    """The article as its expected file writes it."""
    return {
        "headline": article.headline,
        "published": article.published.isoformat() if article.published else None,
        "url": article.url,
        "publisher": article.publisher,
        "authors": list(article.authors),
        "language": article.language,
        "blocks": [[block.kind.value, text] for block, text in article.block_texts()],
    }


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_page_gives_its_recorded_article(page: Path) -> None:
    article = read(page)
    assert as_json(article) == json.loads(page.with_suffix(page.suffix + ".json").read_text("utf-8"))
    assert article.source == page.name
    assert "\n\n".join(text for _, text in article.block_texts()) == article.text


def test_every_reader_has_recorded_pages() -> None:
    documents = [Document(page.name, page.read_bytes()) for page in PAGES]
    readers = [next(reader.name for reader in READERS if reader.accepts(document)) for document in documents]
    assert {name: readers.count(name) for name in readers} == {"html": 2, "text": 4}
