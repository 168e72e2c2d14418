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


def triples(path: Path, *, keep_other: bool = False) -> tuple[bytes, Tally]:
    """All events of a file, without the dataset's own description, as N-Triples, and what became of its rows."""
    source, iris, tally, name = source_of(path), Iris(), Tally(), dataset_name(path)
    with opened(path) as stream:
        batches = list(source.read(stream, iris.dataset(source.name, name, "1"), name, iris, Options(keep_other), tally))
    return b"".join(line for batch in batches for line in (batch.events, *batch.nodes.values())), tally


def read(path: Path, *, keep_other: bool = False) -> tuple[rdflib.Graph, Tally]:
    """The same as a graph."""
    found, tally = triples(path, keep_other=keep_other)
    return rdflib.Graph().parse(data=found, format="nt"), tally


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
