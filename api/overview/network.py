"""Who deals with whom: pairs of parties, by how many events of cooperation and of conflict they share."""

from __future__ import annotations

from typing import Any

import polars as pl

from .counts import Conditions
from .facts import Facts


def network(facts: Facts, asked: Conditions, limit: int) -> dict[str, Any]:
    """The pairs of parties that share most of the chosen events.

    Meetings, visits and agreements are cooperation, disputes are conflict. An event of several parties counts for each pair of them.
    """
    mask = asked.chosen(facts)
    parties = facts.parties.filter(pl.Series(mask[facts.parties["n"].to_numpy()]))
    kinds = facts.events.select("n", conflict=pl.col("family") == "Dispute")
    pairs = (
        parties.join(parties, on="n").filter(pl.col("value") < pl.col("value_right")).join(kinds, on="n")
        .group_by("value", "value_right")
        .agg(conflict=pl.col("conflict").sum(), total=pl.len())
        .sort("total", "value", "value_right", descending=[True, False, False])
    )  # fmt: skip
    shown = pairs.head(limit)
    among = pl.concat([shown["value"], shown["value_right"]]).unique()
    nodes = (
        parties.filter(pl.col("value").is_in(among.to_list())).group_by("value").agg(events=pl.len())
        .join(facts.actors, left_on="value", right_on="iri").sort("events", "value", descending=[True, False])
    )  # fmt: skip
    return {
        "nodes": [
            {"iri": row["value"], "code": row["code"], "name": row["name"], "kind": row["kind"], "events": row["events"]}
            for row in nodes.iter_rows(named=True)
        ],
        "pairs": [
            {"one": row["value"], "other": row["value_right"], "cooperation": row["total"] - row["conflict"], "conflict": row["conflict"]}
            for row in shown.iter_rows(named=True)
        ],
        "left_out": pairs.height - shown.height,
        "total": int(mask.sum()),
    }
