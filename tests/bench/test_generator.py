"""The benchmarks' datasets are what loading their articles would have made."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import pyoxigraph as ox

import diplograph
from bench.generator import part, write
from bench.world import articles, later_article
from diplograph.consolidation.triples import PUBLISHER_COUNT
from diplograph.ontology.iris import Iris
from diplograph.results import Outcome
from diplograph.shapes.report import Report
from diplograph.shapes.validator import Validator
from diplograph.store.formats import format_named

IRIS = Iris()


def test_rebuilding_a_generated_dataset_changes_nothing(tmp_path: Path) -> None:
    made = write(tmp_path / "made.nq", quads=15_000)
    assert made.periods == 2
    with diplograph.open("memory:") as database:
        vocabularies = len(database.store)
        database.load_dataset(tmp_path / "made.nq", format_named("nquads"))
        # Every line of the file is a quad of its own.
        assert len(database.store) - vocabularies == made.quads
        assert sum(1 for _ in database.article_graphs()) == made.articles
        assert not database.rebuild()
        counts = [int(quad.object.value) for quad in database.store.quads(predicate=PUBLISHER_COUNT) if isinstance(quad.object, ox.Literal)]
        assert 0 < len(counts) < made.reports
        assert max(counts) > 2
        later = database.store_extracted(later_article(1, 0, IRIS), Report(()))
        assert later.outcome is Outcome.LOADED
        assert not database.rebuild()


def test_generated_articles_conform_to_the_shapes() -> None:
    validator = Validator()
    for extracted in [*islice(articles(3, IRIS), 8), later_article(3, 1, IRIS)]:
        assert validator.validate(extracted.graph).results == ()


def test_generating_again_and_in_other_processes_gives_the_same_bytes(tmp_path: Path) -> None:
    write(tmp_path / "one.nq", quads=1)
    write(tmp_path / "two.nq", quads=1, workers=2)
    assert (tmp_path / "one.nq").read_bytes() == (tmp_path / "two.nq").read_bytes()
    assert part(0, IRIS).own != part(1, IRIS).own
