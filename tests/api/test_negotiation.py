"""Which format a client gets."""

from __future__ import annotations

import pytest

from diplograph.api.negotiation import choose, choose_format
from diplograph.store.formats import BINDINGS_FORMATS, GRAPH_FORMATS

OFFERS = ["application/json", "text/turtle", "text/csv"]


@pytest.mark.parametrize(
    ("accept", "wanted"),
    [
        (None, "application/json"),
        ("", "application/json"),
        ("*/*", "application/json"),
        ("text/*", "text/turtle"),
        ("text/csv", "text/csv"),
        ("TEXT/CSV; charset=utf-8", "text/csv"),
        ("text/turtle;q=0.5, text/csv;q=0.9", "text/csv"),
        ("text/*;q=0.5, text/turtle;q=0.1, application/json;q=0.2", "text/csv"),
        ("application/json;q=0, */*", "text/turtle"),
        ("text/html, */*;q=0.1", "application/json"),
        ("image/png", None),
        ("text/csv;q=0", None),
        ("text/csv;q=nonsense", None),
        ("nonsense", None),
    ],
)
def test_the_wanted_media_type(accept: str | None, wanted: str | None) -> None:
    assert choose(accept, OFFERS) == wanted


def test_one_name_may_stand_for_two_formats_by_what_the_answer_is() -> None:
    rows, graph = choose_format("application/json", BINDINGS_FORMATS), choose_format("application/json", GRAPH_FORMATS)
    assert rows is not None
    assert graph is not None
    assert (rows.format.name, rows.media_type) == ("json", "application/json")
    assert (graph.format.name, graph.media_type) == ("jsonld", "application/json")
    assert choose_format("text/csv", GRAPH_FORMATS) is None
