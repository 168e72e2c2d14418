"""The readers on the real pages of the gold articles."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path

from diplograph.loaders.article import BlockKind
from diplograph.loaders.readers import read

QUOTES = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "—": "-", "–": "-"})


def bare(text: str) -> str:
    """The text without white space and with plain quotes."""
    return re.sub(r"\s+", "", text.translate(QUOTES))


def test_seed_article_is_parted_from_its_page(shared: Path) -> None:
    folder = shared / "gold" / "seed"
    article = read(folder / "india-canada-work-plan.txt")
    events = json.loads((folder / "india-canada-work-plan.json").read_text("utf-8"))["events"]
    assert article.headline == "India, Canada agree on 'shared work plan' to boost security cooperation"
    assert article.published == dt.datetime(2026, 2, 9, 9, 19, tzinfo=dt.timezone(dt.timedelta(hours=5, minutes=30)))
    assert article.authors == ("Rishika Agarwal",)
    assert article.publisher is None
    assert [event["quote"] for event in events if bare(event["quote"]) not in bare(article.text)] == []
    kinds = [block.kind for block in article.blocks]
    assert kinds.count(BlockKind.STANDFIRST) == 1
    assert kinds.count(BlockKind.TEASER) == 1
    assert kinds.count(BlockKind.HEADING) == 4
    assert kinds.count(BlockKind.PARAGRAPH) == 14
    for furniture in ("Sponsor", "min read", "Topics", "Next Story", "First Published", "Photo:"):
        assert furniture not in article.text


def test_gold_pages_keep_their_quotes_headlines_and_days(shared: Path) -> None:
    quotes = found = days = headlines = 0
    pages = sorted((shared / "gold" / "dev").glob("*.html"))
    for page in pages:
        gold = json.loads(page.with_suffix(".json").read_text("utf-8"))
        article = read(page)
        headlines += article.headline is not None
        days += str(article.published_on) == str(gold["published"])
        quotes += len(gold["events"])
        found += sum(bare(event["quote"]) in bare(article.text) for event in gold["events"])
    assert len(pages) == 31
    assert headlines == len(pages)
    # Two pages bear another day than the gold record: one by its JSON-LD, one by the date line at its end.
    assert days >= len(pages) - 2
    assert found >= 0.98 * quotes
