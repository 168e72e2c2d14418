"""Recorded files of each kind of dataset, and the graphs that they give."""

from __future__ import annotations

from pathlib import Path

import pytest
import rdflib

from diplograph.loaders.coded.base import Options, Tally, dataset_name
from diplograph.loaders.coded.packed import opened
from diplograph.loaders.coded.registry import NAMES, recognised, source_of
from diplograph.ontology.iris import Iris
from diplograph.ontology.turtle import normal_turtle

DATA = Path(__file__).parents[2] / "data" / "coded"
FILES = sorted(path for path in DATA.iterdir() if path.with_name(f"{path.name}.ttl").exists())


def read(path: Path, kind: str | None = None, *, keep_other: bool = False) -> tuple[rdflib.Graph, Tally]:
    """The graph of all events of a file, without the dataset's own description, and what became of its rows."""
    source, iris, tally, graph = source_of(path, kind), Iris(), Tally(), rdflib.Graph()
    name = dataset_name(path)
    with opened(path) as stream:
        for batch in source.read(stream, iris.dataset(source.name, name, "1"), name, iris, Options(keep_other), tally):
            graph.parse(data=b"".join((batch.events, *batch.nodes.values())), format="nt")
    return graph, tally


def test_each_kind_of_dataset_has_a_recorded_file() -> None:
    assert {source.name for path in FILES if (source := recognised(path)) is not None} == set(NAMES)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_recorded_file_gives_its_graph(path: Path) -> None:
    graph, _ = read(path)
    expected = rdflib.Graph().parse(path.with_name(f"{path.name}.ttl"))
    assert normal_turtle(graph) == normal_turtle(expected)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_row_is_kept_or_counted(path: Path) -> None:
    _, tally = read(path)
    assert tally.kept > 0
    assert tally.kept + tally.left_out.total() == tally.rows
