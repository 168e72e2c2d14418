"""Rows of coded events to RDF, by the column: what ``loaders.mapper`` gives for the same events, at the speed of tables.

A dataset's own file gives a frame of these columns, all of text, in which what is missing is null:

line             number of the line in the file
date             as 2018-06-01
code             of the dataset's scheme, as the crosswalk notates it
text             the code in words
intensity        a decimal number
identifier       the row's id, which need not be unique
origin           what the coder read
story            what else tells rows apart that agree in date, code and sides
source, target   what the two sides are called
source_side, target_side   index of each in the list of sides
place            index in the list of places
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import polars as pl

from ...ontology.iris import Iris, digest
from ...ontology.terms import DG, PREFIXES
from ...ontology.vocabulary import superclasses
from ..event import EventType, Place
from .base import Batch, Options, Tally
from .codes import meanings, words
from .nodes import Nodes
from .sides import Side

_PLAIN = "Event"
_RDF_TYPE, _LABEL, _XSD = PREFIXES["rdf"] + "type", PREFIXES["rdfs"] + "label", PREFIXES["xsd"]
_IDENTIFIER, _ORIGIN = PREFIXES["dcterms"] + "identifier", PREFIXES["dcterms"] + "source"
_DATE = r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"
_DECIMAL = r"^-?[0-9]+(\.[0-9]+)?$"

OUTSIDE = "outside of the ontology by their code"
NOBODY = "a side names no known state or organisation"
DOMESTIC = "both sides are of one state or organisation"
SOCIETY = "a side does not act for a state or organisation (citizens, media, firms, parties)"
NO_PARTY = "neither side names a known state or organisation"


class Table:
    """Turns the rows of one dataset into batches.

    Args:
        dataset: What its events' keys begin with: its source and name, the same in each version.
        scheme: ``CAMEO`` or ``PLOVER``.
        graph: The IRI of the dataset.
        iris: The makers of IRIs.
        options: What is asked.
        tally: Is told what becomes of the rows.
    """

    def __init__(self, dataset: str, scheme: str, graph: str, iris: Iris, options: Options, tally: Tally) -> None:
        self._dataset, self._scheme, self._graph, self._iris = dataset, scheme, graph, iris
        self._options, self._tally = options, tally
        self._nodes = Nodes(graph, iris)
        self._seen: list[pl.DataFrame] = []

    def relevant(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The rows that can be events at all, with what their code means; the others are counted."""
        wrong = (
            pl.when(~pl.col("date").fill_null("").str.contains(_DATE) | pl.col("date").str.to_date("%Y-%m-%d", strict=False).is_null())
            .then(pl.lit("the date is none"))
            .when(pl.col("code").is_null() | ~pl.col("code").str.contains(r"^\S+$"))
            .then(pl.lit("the code is none"))
            .when(
                pl.col("intensity").is_not_null()
                & (~pl.col("intensity").str.contains(_DECIMAL) | (pl.col("intensity").cast(pl.Float64, strict=False).abs() > 10))
            )
            .then(pl.lit("the intensity is no number from -10 to 10"))
        )
        frame = frame.with_columns(wrong=wrong)
        for line, reason in frame.filter(pl.col("wrong").is_not_null()).select("line", "wrong").iter_rows():
            self._tally.malformed(line, reason)
        frame = frame.filter(pl.col("wrong").is_null()).drop("wrong").join(_known_codes(self._scheme), on="code", how="left")
        return (
            frame
            if self._options.keep_other
            else self._without(frame.with_columns(reason=pl.when(pl.col("type").is_null()).then(pl.lit(OUTSIDE))))
        )

    def batch(self, rows: int, frame: pl.DataFrame, sides: Sequence[Side], places: Sequence[Place | None]) -> Batch:
        """The batch of these rows.

        Args:
            rows: How many rows were read for it.
            frame: The rows, as ``relevant`` gives them.
            sides: What the frame's indexes of sides stand for.
            places: What its indexes of places stand for.
        """
        kept = self._sorted_out(self._placed(self._sided(frame, sides), places))
        events = self._keyed(kept)
        self._seen.append(events.select("key", "turned", "identifier"))
        once = events.unique("key", keep="first", maintain_order=True)
        wanted = {iri for name in ("a_others", "b_others") for iri in once[name].explode().drop_nulls()}
        wanted |= {iri for name in ("a", "b", "a_person", "b_person", "place") for iri in once[name].drop_nulls().unique()}
        return Batch(
            self._lines(once) + self._row_lines(events),
            {iri: self._nodes.described[iri] for iri in sorted(wanted)},
            rows,
            tuple(once["key"]),
        )

    def finish(self) -> None:
        """Counts, when all batches are made, the rows that tell of the same event, and the ids that stand for several."""
        if not self._seen:
            return
        seen, notes = pl.concat(self._seen), self._tally.notes
        keys, ways = seen["key"].n_unique(), seen.select("key", "turned").n_unique()
        notes["rows that are the other direction of a row before, one event with it"] += ways - keys
        notes["rows that repeat a row before, one event with it"] += len(seen) - ways
        ids = seen.filter(pl.col("identifier").is_not_null()).select("identifier", "key").unique()
        notes["ids that stand for more than one event"] += int(ids.group_by("identifier").len().filter(pl.col("len") > 1).height)
        notes["events"] += keys

    def _sided(self, frame: pl.DataFrame, sides: Sequence[Side]) -> pl.DataFrame:
        known = pl.DataFrame(
            {
                "index": range(len(sides)),
                "party": [self._nodes.iri(side.party) for side in sides],
                "person": [self._nodes.iri(side.person) for side in sides],
                "acts": [side.acts for side in sides],
                "called": [side.label for side in sides],
                "others": [[self._nodes.iri(party) for party in side.others] for side in sides],
            },
            schema={
                "index": pl.UInt32,
                "party": pl.String,
                "person": pl.String,
                "acts": pl.Boolean,
                "called": pl.String,
                "others": pl.List(pl.String),
            },
        )
        for end in ("source", "target"):
            columns = {name: f"{end}_{name}" for name in ("party", "person", "acts", "called", "others")}
            frame = frame.join(known.rename({"index": f"{end}_side", **columns}), on=f"{end}_side", how="left")
            frame = frame.with_columns(pl.coalesce(end, f"{end}_called", pl.lit("unknown")).alias(end))
        return frame

    def _placed(self, frame: pl.DataFrame, places: Sequence[Place | None]) -> pl.DataFrame:
        known = pl.DataFrame(
            {"place": range(len(places)), "where": list(map(self._nodes.iri, places))}, schema={"place": pl.UInt32, "where": pl.String}
        )
        return frame.join(known, on="place", how="left").drop("place").rename({"where": "place"})

    def _sorted_out(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The rows that are kept; the others are counted."""
        source, target = pl.col("source_party"), pl.col("target_party")
        # Who is expelled may be anybody.
        acting = pl.col("source_acts") & (pl.col("target_acts") | (pl.col("type") == EventType.EXPULSION.value))
        reason = (
            pl.when(pl.col("type").is_null())
            .then(pl.lit(OUTSIDE))
            .when(source.is_null() | target.is_null())
            .then(pl.lit(NOBODY))
            .when(source == target)
            .then(pl.lit(DOMESTIC))
            .when(~acting)
            .then(pl.lit(SOCIETY))
        )
        frame = frame.with_columns(reason=reason)
        if self._options.keep_other:
            other = pl.col("reason").is_not_null()
            frame = frame.with_columns(
                type=pl.when(other).then(pl.lit(_PLAIN)).otherwise("type"),
                meant=pl.when(other).then("code").otherwise("meant"),
                **{name: pl.when(other).then(pl.lit(False)).otherwise(name) for name in ("exchanged", "mutual", "planned")},
                reason=pl.when(source.is_null() & target.is_null()).then(pl.lit(NO_PARTY)),
            )
            self._tally.notes["rows kept as plain events"] += frame.filter((pl.col("type") == _PLAIN) & pl.col("reason").is_null()).height
        return self._without(frame)

    def _without(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The rows that nothing speaks against; the others are counted by their reason."""
        for why, count in frame.filter(pl.col("reason").is_not_null()).group_by("reason").len().iter_rows():
            self._tally.left_out[why] += count
        return frame.filter(pl.col("reason").is_null()).drop("reason")

    def _keyed(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The rows, turned so that both rows of one event are alike, with the event's key and label."""
        backward = pl.col("target") < pl.col("source")
        frame = frame.with_columns(turned=pl.col("exchanged") | (pl.col("mutual") & backward))
        ends = {
            f"{to}{name}": pl.when("turned").then(f"{back}{given}").otherwise(f"{there}{given}")
            for to, there, back in (("a", "source", "target"), ("b", "target", "source"))
            for name, given in (("", "_party"), ("_person", "_person"), ("_others", "_others"), ("_name", ""))
        }
        frame = frame.with_columns(**ends)
        joint = pl.when("mutual").then(pl.lit(", ")).otherwise(pl.lit(" → "))
        said = pl.when(pl.col("meant") != pl.col("code")).then(pl.col("meant").replace_strict(words(self._scheme), default=None))
        named = pl.coalesce(said, "text", pl.col("meant").replace_strict(words(self._scheme), default=None), pl.col("meant"))
        keys = [
            digest(self._dataset, *parts)
            for parts in frame.select(pl.col("date", "meant", "a_name", "b_name", "type", "story").fill_null("")).iter_rows()
        ]
        return frame.with_columns(key=pl.Series(keys, dtype=pl.String), label=pl.concat_str(named, pl.lit(": "), "a_name", joint, "b_name"))

    def _lines(self, events: pl.DataFrame) -> bytes:
        """What is said of events."""
        subject = _subject(self._iris)

        def line(predicate: str, value: pl.Expr) -> pl.Expr:
            return pl.concat_str(subject, pl.lit(f"<{predicate}> "), value, pl.lit(" .\n"))

        def node(column: str) -> pl.Expr:
            return pl.concat_str(pl.lit("<"), column, pl.lit(">"))

        def day() -> pl.Expr:
            return pl.concat_str(pl.lit('"'), "date", pl.lit(f'"^^<{_XSD}date>'))

        lineage = [superclasses(kind) for kind in (*EventType, _PLAIN)]
        classes = {
            depth: {str(line[0]).rpartition("#")[2]: str(line[depth]) for line in lineage if len(line) > depth}
            for depth in range(max(map(len, lineage)))
        }
        directed = (pl.col("type") != _PLAIN) & ~pl.col("mutual")
        parts = [
            *(
                line(_RDF_TYPE, pl.concat_str(pl.lit("<"), pl.col("type").replace_strict(known, default=None), pl.lit(">")))
                for known in classes.values()
            ),
            line(_LABEL, _literal("label")),
            line(str(DG.status), pl.when("planned").then(pl.lit(f"<{DG.planned}>")).otherwise(pl.lit(f"<{DG.occurred}>"))),
            line(str(DG.party), node("a")),
            line(str(DG.party), pl.when(pl.col("b") != pl.col("a").fill_null("")).then(node("b"))),
            line(str(DG.initiator), pl.when(directed).then(node("a"))),
            line(str(DG.target), pl.when(directed).then(node("b"))),
            line(str(DG.delegate), node("a_person")),
            line(str(DG.delegate), pl.when(pl.col("b_person") != pl.col("a_person").fill_null("")).then(node("b_person"))),
            line(str(DG.earliest), day()),
            line(str(DG.latest), day()),
            line(str(DG.place), node("place")),
            line(str(DG.dataset), pl.lit(f"<{self._graph}>")),
        ]
        found = _joined(events.select(pl.concat_str(parts, ignore_nulls=True)))
        for end, role in (("a", DG.initiator), ("b", DG.target)):
            others = events.select("key", "type", "mutual", other=f"{end}_others").explode("other").drop_nulls("other")
            if others.height:
                lines = (line(str(DG.party), node("other")), line(str(role), pl.when(directed).then(node("other"))))
                found += _joined(others.select(pl.concat_str(lines, ignore_nulls=True)))
        return found

    def _row_lines(self, rows: pl.DataFrame) -> bytes:
        """What is said of events by each of their rows."""
        subject, found = _subject(self._iris), b""
        decimal = pl.concat_str(pl.lit('"'), "intensity", pl.lit(f'"^^<{_XSD}decimal>'))
        for column, predicate, value in (
            ("code", str(DG.code), _literal("code")),
            ("intensity", str(DG.intensity), decimal),
            ("identifier", _IDENTIFIER, _literal("identifier")),
            ("origin", _ORIGIN, _literal("origin")),
        ):
            told = rows.select("key", column).drop_nulls().unique(maintain_order=True)
            found += _joined(told.select(pl.concat_str(subject, pl.lit(f"<{predicate}> "), value, pl.lit(" .\n"))))
        return found


@cache
def _known_codes(scheme: str) -> pl.DataFrame:
    """What each code of the scheme means."""
    columns = {
        "code": pl.String,
        "type": pl.String,
        "meant": pl.String,
        "exchanged": pl.Boolean,
        "mutual": pl.Boolean,
        "planned": pl.Boolean,
    }
    found = [(code, each.type.value, each.code, each.turned, each.mutual, each.planned) for code, each in meanings(scheme).items()]
    return pl.DataFrame(found, schema=columns, orient="row")


def _subject(iris: Iris) -> pl.Expr:
    return pl.concat_str(pl.lit(f"<{iris.report('')}"), "key", pl.lit("> "))


def _literal(column: str) -> pl.Expr:
    text = pl.col(column).str.replace_all("\\", "\\\\", literal=True).str.replace_all('"', '\\"', literal=True)
    return pl.concat_str(pl.lit('"'), text, pl.lit('"'))


def _joined(lines: pl.DataFrame) -> bytes:
    return "".join(lines.to_series()).encode() if lines.height else b""


def numbered(
    frame: pl.DataFrame, columns: Sequence[str], number: str, known: Sequence[tuple[str | None, ...]]
) -> tuple[pl.DataFrame, list[tuple[str | None, ...]]]:
    """The frame with a column of indexes into the list of its distinct rows of those columns, which follow those that are known."""
    distinct = frame.select(columns).unique(maintain_order=True)
    numbers = distinct.with_columns(pl.Series(number, range(len(known), len(known) + distinct.height), dtype=pl.UInt32))
    return frame.join(numbers, on=list(columns), how="left", nulls_equal=True), [*known, *distinct.iter_rows()]
