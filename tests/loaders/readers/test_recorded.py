"""Recorded sources and the articles that they hold."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from diplograph.errors import SourceError
from diplograph.loaders.article import Article
from diplograph.loaders.readers import COLLECTIONS, READERS, Document, Stream, Unread, article, documents

DATA = Path(__file__).parents[2] / "data" / "readers"
SOURCES = sorted(path for path in DATA.iterdir() if path.with_name(f"{path.name}.json").exists())


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


def become(document: Document | Unread) -> dict[str, object]:
    """What becomes of a document, as the expected file of a collection writes it."""
    place = document.place.removeprefix(f"{DATA}/")
    if isinstance(document, Unread):
        return {"place": place, "unread": document.reason}
    try:
        read = article(document)
    except SourceError as error:
        return {"place": place, "unread": error.reason}
    assert "\n\n".join(text for _, text in read.block_texts()) == read.text
    return {"place": place, "source": read.source, **as_json(read)}


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_source_gives_its_recorded_articles(source: Path) -> None:
    expected = json.loads(source.with_name(f"{source.name}.json").read_text("utf-8"))
    found = [become(document) for document in documents(source)]
    if isinstance(expected, dict):
        assert found == [{"place": source.name, "source": source.name, **expected}]
    else:
        assert found == expected


def test_every_reader_and_collection_has_recorded_sources() -> None:
    found: Counter[str] = Counter()
    for source in SOURCES:
        with source.open("rb") as body:
            stream = Stream(source.name, body)
            collection = next((kind.name for kind in COLLECTIONS if kind.accepts(stream)), None)
            if collection is not None:
                found[collection] += 1
                continue
            document = stream.document()
        found[next(reader.name for reader in READERS if reader.accepts(document))] += 1
    readers = {"html": 8, "text": 4, "markdown": 3, "mail": 2, "pdf": 1}
    assert found == readers | {"json": 3, "csv": 2, "packed": 2, "zip": 1, "tar": 1, "feed": 3, "newsml": 1, "warc": 1}
    assert {reader.name for reader in READERS} | {kind.name for kind in COLLECTIONS} == set(found)
