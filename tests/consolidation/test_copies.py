"""Stories that several papers print: they are recognised whatever came first, and are one voice."""

from __future__ import annotations

import datetime as dt
import io
import random
from collections.abc import Iterable
from typing import Any

import pyoxigraph as ox
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import diplograph
from diplograph.consolidation.copies import alike, wording
from diplograph.database import Database
from diplograph.loaders.article import Article, BlockKind, compose
from diplograph.loaders.extraction.base import Extraction
from diplograph.loaders.mapper import article_graph
from diplograph.named_queries import query_named
from diplograph.ontology.iris import Iris
from diplograph.results import Extracted, Outcome
from diplograph.store.formats import format_named
from tests.consolidation.stories import event, story
from tests.consolidation.test_order import CONFORMS, data, default_graph, implied, taken

WORDS = (
    "the foreign ministers of both countries met in the capital and spoke about trade fishing visas rivers railways flights students "
    "farmers customs tariffs energy borders security health science culture sport tourism banks loans roads bridges ports ships grain "
    "water forests climate mines steel cars films books schools courts police prisons taxes pensions housing land seeds cattle wool tea"
).split()
FIRST = dt.date(2026, 2, 9)


def text(seed: int, spoilt: Iterable[int] = ()) -> str:
    """A text of two hundred words, some of them others than usual; few lie so near each other that they spoil the same sequences."""
    chance = random.Random(seed)  # noqa: S311 (nothing is kept secret)
    words = [chance.choice(WORDS) for _ in range(200)]
    for place in spoilt:
        words[place * 5] = f"word{place}"
    return " ".join(words)


def printed(paper: int, words: str, *, published: dt.date | None = FIRST, **more: Any) -> Extracted:
    return story(f"{paper}.txt", event("Meeting", "IND CAN", quote=words, **more), published=published, publisher=f"Paper {paper}")


def quiet(name: str, words: str) -> Extracted:
    """An article that tells of no event."""
    article = Article(name, *compose([(BlockKind.PARAGRAPH, words)]))
    return Extracted(article, Extraction(()), article_graph(article, Extraction(()), Iris(), "0.1.0, stories"))


def store(database: Database, *articles: Extracted) -> None:
    for each in articles:
        assert database.store_extracted(each, CONFORMS).outcome is Outcome.LOADED
        implied(database)


def copies(database: Database) -> list[tuple[str, str]]:
    """Each copy with the original, by their sources."""
    rows = database.rows("SELECT ?one ?other { ?article dg:copyOf ?first . ?article dcterms:source ?one . ?first dcterms:source ?other }")
    return sorted((str(row["one"]), str(row["other"])) for row in rows)


def publishers(database: Database) -> list[int]:
    return [row["count"] for row in database.rows("SELECT ?count { ?event dg:publisherCount ?count } ORDER BY ?count")]


def test_an_edited_story_in_ten_papers_is_one_voice_and_the_first_is_the_original() -> None:
    with diplograph.open("memory:") as database:
        papers = [printed(paper, text(1, [paper]), published=FIRST + dt.timedelta(days=(paper + 6) % 10)) for paper in range(10)]
        store(database, *papers)
        assert copies(database) == [(f"{paper}.txt", "4.txt") for paper in range(10) if paper != 4]
        assert publishers(database) == [1]
        row = database.rows(query_named("stories-in-several-papers").text)[0]
        assert (row["story"], row["articles"], row["first"]) == ("Story 4.txt", 10, "Paper 4")
        store(database, printed(10, text(2)))
        assert publishers(database) == [2]
        database.remove("4.txt")
        implied(database)
        assert {first for _, first in copies(database)} == {"5.txt"}
        assert len(copies(database)) == 8


def test_a_headline_of_its_own_and_another_case_make_no_other_story() -> None:
    body = text(3)
    whole, other = f"Ministers meet\n\n{body}", f"Talks on fish: what came of them, and what did not\n\n{body.upper()}"
    assert alike(wording(whole, "Ministers meet"), wording(other, "Talks on fish: what came of them, and what did not"))
    assert not alike(wording(body), wording(text(3, range(20))))
    assert wording("Too short to tell.") == b""


def test_wordings_are_the_same_with_every_version_of_what_makes_them() -> None:
    # What lies in datasets is compared with what is loaded next year.
    assert wording(text(1))[:8].hex() == "221da7129c787de8"


def test_stories_fall_apart_without_what_joined_them_and_come_together_again() -> None:
    left, middle, right = text(4, range(6)), text(4, range(3, 9)), text(4, range(6, 12))
    assert alike(wording(left), wording(middle))
    assert alike(wording(middle), wording(right))
    assert not alike(wording(left), wording(right))
    with diplograph.open("memory:") as database:
        bridge = printed(1, middle, published=FIRST + dt.timedelta(days=2))
        store(database, printed(0, left), printed(2, right, published=None))
        assert copies(database) == []
        store(database, bridge)
        assert copies(database) == [("1.txt", "0.txt"), ("2.txt", "0.txt")]
        database.remove("1.txt")
        implied(database)
        assert copies(database) == []


def test_a_load_says_of_what_an_article_is_a_copy() -> None:
    with diplograph.open("memory:") as database:
        first, second = (database.store_extracted(quiet(name, text(5)), CONFORMS) for name in ("a.txt", "b.txt"))
        assert (first.events, first.copy_of, second.copy_of) == (0, None, first.article)
        assert database.store_extracted(quiet("a.txt", text(5)), CONFORMS).copy_of == second.article


def test_an_exported_dataset_knows_its_stories_again() -> None:
    exported = io.BytesIO()
    with diplograph.open("memory:") as database:
        store(database, printed(0, text(6)), printed(1, text(6, [1])))
        store(database, quiet("quiet.txt", text(6, [2])))
        database.export(exported, format_named("nquads"), dataset=True)
        before = data(database)
    with diplograph.open("memory:") as database:
        exported.seek(0)
        database.load_dataset(exported, format_named("nquads"))
        implied(database)
        graphs = {quad.graph_name for quad in before - data(database)}
        assert not graphs - {ox.NamedNode(database.iris.origins_graph)}


@st.composite
def papers(draw: st.DrawFn) -> list[Extracted]:
    """Articles of two stories, edited so that some are copies of each other and some of those between them alone."""
    made = []
    for paper in range(draw(st.integers(3, 7))):
        spoilt = draw(st.sampled_from([(), (1,), range(6), range(3, 9), range(6, 12)]))
        published = draw(st.sampled_from([None, FIRST, FIRST + dt.timedelta(days=1)]))
        made.append(printed(paper, text(draw(st.sampled_from([1, 1, 2])), spoilt), published=published))
    return made


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(papers(), papers(), st.randoms(use_true_random=False))
def test_any_order_of_loading_and_removing_gives_the_same_stories(stories: list[Extracted], others: list[Extracted], random: Any) -> None:
    with diplograph.open("memory:") as one, diplograph.open("memory:") as fresh:
        steps: list[Extracted | str] = [*stories, *others, *(each.article.source for each in stories[:3])]
        random.shuffle(steps)
        for each in taken(steps, one).values():
            fresh.store_extracted(each, CONFORMS)
        assert default_graph(one) == default_graph(fresh)
        assert data(one) == data(fresh)
