"""``text:query`` in SPARQL: each is replaced by a pattern that has the same answers, which any engine understands.

The answers of the index are looked up in the data that is asked, and stand in the query as VALUES. Where the graph that is asked is not
fixed, the query joins the texts that were found with the data. Where there is no index, or so much is found that reading is no slower, a
regular expression finds the texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

import pyoxigraph as ox

from ...errors import QueryError
from ...ontology.terms import PREFIXES, QUERY_PREFIXES
from ..sparql import unescaped
from .grammar import DEFAULT, QUERY, Call, Scan, Token, place
from .index import KINDS, Text
from .search import Search

# More texts than these, and reading all labels and quotes is as quick as looking each up.
_MOST = 10_000
_AT_ONCE = 500
# Of a class with no more things than the one, their texts are read without asking the index; with more than the other, those of all things.
_FEW, _MANY = 100, 50_000
_JOINED = 500
_LABEL, _ALTERNATIVE, _QUOTE = KINDS
_EVIDENCE = ox.NamedNode(PREFIXES["dg"] + "evidence")
_TYPE = ox.NamedNode(PREFIXES["rdf"] + "type")
_DOUBLE = ox.NamedNode(PREFIXES["xsd"] + "double")
_INTEGER = re.compile(r"[0-9]+")
_FORMS = 'text:query takes "words", ("words" 10), (rdfs:label "words") or (rdfs:label "words" 10)'
_NEVER = "FILTER(false)"


class Finder(Protocol):
    """What an index has to say of the state of the data that is asked."""

    @property
    def engine(self) -> ox.Store:
        """The data."""
        ...

    def find(self, search: Search, kinds: Iterable[int], most: int) -> list[Text] | None:
        """The texts that a search finds, the shortest of each kind first; nothing where the index cannot tell."""
        ...


def searches(text: str) -> bool:
    """Whether a query or an update may search for words."""
    return any("text:query" in version or QUERY.removesuffix("query") in version for version in {text, unescaped(text)})


def searched(text: str, finder: Finder | None, *, own_dataset: bool = False) -> str:
    """A query or an update that the engine understands, with its searches replaced.

    Args:
        text: The text, in which the project's prefixes need no declaring.
        finder: What the index says; nothing where there is none.
        own_dataset: Whether graphs are named for it beside its text.

    Raises:
        QueryError: A search is not understood, or stands where it cannot be answered.
    """
    if not searches(text):
        return text
    scan = Scan(text, QUERY_PREFIXES)
    written, done = [], 0
    names = (f"words{number}" for number in range(1_000_000))
    for site in sorted(scan.sites, key=lambda site: site.start):
        wanted = [Wanted.of(call, scan, text) for call in site.calls]
        fixed = finder if not (own_dataset or scan.own_dataset) else None
        patterns = [
            _Answers(each, next(name for name in names if name not in text), finder, fixed, site.classes).pattern() for each in wanted
        ]
        written += [text[done : site.start], " ".join(patterns), " ", site.remains]
        done = site.end
    return "".join(written) + text[done:]


@dataclass(frozen=True, slots=True)
class Wanted:
    """One search as it was asked for.

    Attributes:
        subject: What is searched: a variable or an IRI, as SPARQL writes it.
        score: The variable of the score, if it is asked for.
        literal: The variable of the text, likewise.
        search: What is searched for.
        predicate: The property that is searched; nothing for all, and then events are found by their quotes.
        most: How many are wanted; nothing for all.
        graph: The graph that is asked, as of ``Call``.
    """

    subject: str
    score: str | None
    literal: str | None
    search: Search
    predicate: ox.NamedNode | None
    most: int | None
    graph: str

    @classmethod
    def of(cls, call: Call, scan: Scan, text: str) -> Wanted:
        """What a call asks for.

        Raises:
            QueryError: It is not understood.
        """

        def refuse(token: Token | None, reason: str) -> QueryError:
            return QueryError(reason, *place(text, token.start if token is not None else call.start))

        subject, *outputs = call.subjects
        iri = scan.iri(subject)
        if subject.kind != "variable" and iri is None:
            raise refuse(subject, "text:query finds things that have names; write a variable or an IRI before it")
        if len(outputs) > 2 or any(output.kind != "variable" for output in outputs):
            raise refuse(
                subject, "before text:query stands ?thing, (?thing ?score) or (?thing ?score ?literal), where the last are variables"
            )
        arguments = list(call.arguments)
        for token in arguments:
            if token.kind == "variable":
                raise refuse(token, f"the words of text:query have to be written out, since they are looked up beforehand; {_FORMS}")
        predicate = None
        if arguments and (name := scan.iri(arguments[0])) is not None:
            predicate = ox.NamedNode(name)
            if predicate not in KINDS:
                raise refuse(arguments[0], "text:query searches rdfs:label, skos:altLabel and dg:quote, and no other property")
            arguments.pop(0)
        if not arguments or arguments[0].kind != "string" or len(arguments) > 2:
            raise refuse(None, _FORMS)
        most = None
        if len(arguments) > 1 and call.graph[:1] in ("?", "$"):
            raise refuse(
                arguments[1], "within GRAPH with a variable text:query takes no number; name the graph, or put LIMIT at the query's end"
            )
        if len(arguments) > 1:
            if arguments[1].kind != "number" or not _INTEGER.fullmatch(arguments[1].text) or int(arguments[1].text) < 1:
                raise refuse(arguments[1], f"how many are wanted is a whole number from 1; {_FORMS}")
            most = int(arguments[1].text)
        try:
            search = Search.of(_value(arguments[0].text))
        except QueryError as error:
            raise refuse(arguments[0], error.reason) from error
        names = [token.text for token in outputs]
        return cls(
            f"<{iri}>" if iri is not None else subject.text,
            names[0] if names else None,
            names[1] if len(names) > 1 else None,
            search,
            predicate,
            most,
            call.graph,
        )

    @property
    def kinds(self) -> tuple[int, ...]:
        """The numbers of the properties that are searched."""
        return tuple(KINDS.values()) if self.predicate is None else (KINDS[self.predicate],)


def _value(string: str) -> str:
    """What a string of SPARQL says."""
    (quad,) = ox.parse(f"<urn:s> <urn:p> {string} .", format=ox.RdfFormat.TURTLE)
    assert isinstance(quad.object, ox.Literal)
    return quad.object.value


def _double(number: float) -> str:
    return str(ox.Literal(repr(number), datatype=_DOUBLE))


class _Answers:
    """The pattern that replaces one search.

    Args:
        wanted: What is asked for.
        name: The beginning of names that no variable of the query has.
        finder: What the index says, if there is one.
        fixed: The same where the graph that is asked is fixed, unless the call is within a GRAPH that is not.
        classes: The classes that the things have by what stands beside the search.
    """

    def __init__(self, wanted: Wanted, name: str, finder: Finder | None, fixed: Finder | None, classes: tuple[str, ...]) -> None:
        self._wanted = wanted
        self._finder = finder
        self._graph = wanted.graph if wanted.graph[:1] in ("?", "$") else ""
        self._fixed = fixed if not self._graph else None
        self._thing = wanted.subject if wanted.subject[0] in "?$" else f"?{name}_thing"
        self._text = wanted.literal or f"?{name}_text"
        self._score = wanted.score or f"?{name}_score"
        self._node = f"?{name}_node"
        # Which things are the best is to be asked of all.
        self._classes = [ox.NamedNode(name) for name in classes] if wanted.most is None and wanted.subject[0] in "?$" else []

    def pattern(self) -> str:
        """The pattern."""
        if self._fixed is not None and self._wanted.most is not None and self._wanted.literal is None:
            best = self._best(self._fixed, self._wanted.most)
            return self._values(best) if best is not None else self._subquery(None)
        if self._members(_FEW):
            return self._subquery(None)
        texts = self._finder.find(self._wanted.search, self._wanted.kinds, _MOST + 1) if self._finder is not None else None
        if texts is None or len(texts) > _MOST:
            if self._fixed is not None and not self._members(_MANY):
                self._classes = []
            return self._subquery(None)
        if self._fixed is None:
            return self._subquery(texts)
        return self._values(self._found(self._fixed.engine, texts))

    # What was looked up already.

    def _members(self, most: int) -> bool:
        """Whether it is known that no more things than those are of one of the classes."""
        if self._fixed is None:
            return False
        engine, graph = self._fixed.engine, self._named_graph
        found = (engine.quads_for_pattern(None, _TYPE, each, graph) for each in self._classes)
        return any(next(islice(members, most, None), None) is None for members in found)

    @property
    def _named_graph(self) -> ox.NamedNode | ox.DefaultGraph:
        return ox.DefaultGraph() if self._wanted.graph == DEFAULT else ox.NamedNode(self._wanted.graph)

    def _subjects(self, engine: ox.Store, text: Text) -> Iterator[ox.NamedNode]:
        kind, literal = text
        graph = self._named_graph
        predicate = next(predicate for predicate, number in KINDS.items() if number == kind)
        for quad in engine.quads_for_pattern(None, predicate, literal, graph):
            node = quad.subject
            if isinstance(node, ox.NamedNode) and kind == KINDS[_QUOTE] and self._wanted.predicate is None:
                for evidence in engine.quads_for_pattern(None, _EVIDENCE, node, graph):
                    if isinstance(evidence.subject, ox.NamedNode):
                        yield evidence.subject
            elif isinstance(node, ox.NamedNode):
                yield node

    def _found(self, engine: ox.Store, texts: list[Text]) -> Iterator[tuple[ox.NamedNode, Text]]:
        """The things that have the texts: asked for all at once, which takes a third of the time of looking each up."""
        for predicate, kind in KINDS.items():
            listed = " ".join(str(literal) for number, literal in texts if number == kind)
            if listed:
                found = engine.query(
                    f"SELECT ?thing ?text {{ VALUES ?text {{ {listed} }} {self._told(predicate, '?thing', '?node', '?text')} }}",
                    default_graph=self._named_graph,
                )
                assert isinstance(found, ox.QuerySolutions)
                for thing, text in found:
                    if isinstance(thing, ox.NamedNode) and isinstance(text, ox.Literal):
                        yield thing, (kind, text)

    def _told(self, predicate: ox.NamedNode, thing: str, node: str, text: str) -> str:
        """The triples by which a thing has a text; events have the sentences of their evidence, unless these themselves are wanted."""
        if predicate == _QUOTE and self._wanted.predicate is None:
            return f"{node} {_QUOTE} {text} . {thing} {_EVIDENCE} {node}"
        return f"{thing} {predicate} {text}"

    def _best(self, finder: Finder, most: int) -> list[tuple[ox.NamedNode, Text]] | None:
        """The best things and the texts that they were found by; nothing where the index cannot tell."""
        found: list[tuple[ox.NamedNode, Text]] = []
        for kind in self._wanted.kinds:
            things: set[ox.NamedNode] = set()
            asked = min(_AT_ONCE, 2 * most + 10)
            done = 0
            while len(things) < most:
                texts = finder.find(self._wanted.search, (kind,), asked)
                if texts is None:
                    return None
                for text in texts[done:]:
                    if len(things) >= most:
                        break
                    for subject in self._subjects(finder.engine, text):
                        things.add(subject)
                        found.append((subject, text))
                if len(texts) < asked:
                    break
                done, asked = len(texts), 4 * asked
        return found

    def _values(self, found: Iterable[tuple[ox.NamedNode, Text]]) -> str:
        """The answers as they stand."""
        wanted, search = self._wanted, self._wanted.search
        fixed = wanted.subject[0] == "<"
        best: dict[str, float] = {}
        rows: dict[tuple[str, str], float] = {}
        for subject, (_, literal) in found:
            name, score = str(subject), search.score(literal.value)
            if not fixed or wanted.most is not None or name == wanted.subject:
                best[name] = max(score, best.get(name, 0.0))
                rows[name, str(literal)] = score
        kept = set(best)
        if wanted.most is not None:
            kept = set(sorted(best, key=lambda name: (-best[name], name))[: wanted.most])
        if fixed:
            kept &= {wanted.subject}
        if wanted.literal is not None:
            lines = [(*row, _double(score)) for row, score in rows.items() if row[0] in kept]
            columns = [(self._thing, 0), (self._text, 1), (self._score, 2)]
        else:
            lines = [(name, "", _double(best[name])) for name in best if name in kept]
            columns = [(self._thing, 0)] + ([(self._score, 2)] if wanted.score is not None else [])
        columns = columns[1:] if fixed else columns
        if not columns:
            return "FILTER(true)" if lines else _NEVER
        values = " ".join(f"({' '.join(line[number] for _, number in columns)})" for line in lines)
        variables = " ".join(variable for variable, _ in columns)
        listed = f"VALUES ({variables}) {{ {values} }}"
        # The engine goes through more of them once for each thing that it joins them with, unless they come from a subquery.
        return listed if len(lines) <= _JOINED else f"{{ SELECT DISTINCT {variables} {{ {listed} }} }}"

    # What the query looks up itself.

    def _subquery(self, texts: list[Text] | None) -> str:
        wanted = self._wanted
        fixed = wanted.subject[0] == "<"
        bound = f"VALUES {self._thing} {{ {wanted.subject} }} " if fixed and wanted.most is None else ""
        body = bound + self._body(texts)
        # The engine binds the variable of a GRAPH within what stands in it; elsewhere it is unbound there, and no harm is done.
        shown = f"{'' if fixed else self._thing} {self._graph}".strip()
        if wanted.score is None and wanted.most is None:
            return f"{{ SELECT DISTINCT {shown} {{ {body} }} }}" if shown else f"FILTER EXISTS {{ {body} }}"
        length = f"{_double(float(wanted.search.length))} / STRLEN(STR({self._text}))"
        scored = f"IF({length} > {_double(1.0)}, {_double(1.0)}, {length})"
        if wanted.literal is not None and wanted.most is None:
            return f"{{ SELECT DISTINCT {shown} {self._score} {self._text} {{ {body} BIND({scored} AS {self._score}) }} }}"
        order = f" ORDER BY DESC(MAX({scored})) STR({self._thing}) LIMIT {wanted.most}" if wanted.most is not None else ""
        grouped = f"{self._thing} {self._graph}".strip()
        best = f"{{ SELECT {grouped} (MAX({scored}) AS {self._score}) {{ {body} }} GROUP BY {grouped}{order} }}"
        if wanted.most is None and not fixed:
            return best
        if wanted.literal is not None:
            best = f"{{ SELECT {self._thing} {{ {body} }} GROUP BY {self._thing}{order} }} {body} BIND({scored} AS {self._score})"
        of = f"FILTER({self._thing} = {wanted.subject})" if fixed else ""
        columns = f"{shown} {self._score if wanted.score else ''} {self._text if wanted.literal else ''}".strip()
        if not columns:
            return f"FILTER EXISTS {{ {best} {of} }}"
        return f"{{ SELECT DISTINCT {columns} {{ {best} {of} }} }}"

    def _body(self, texts: list[Text] | None) -> str:
        branches = []
        # Where all texts would be read, it is enough to read those of the things that the rest of the query leaves.
        typed = "".join(f"{self._thing} {_TYPE} {each} . " for each in self._classes) if texts is None else ""
        for predicate, kind in KINDS.items():
            if kind not in self._wanted.kinds:
                continue
            if texts is None:
                chosen = ""
                condition = f" FILTER({self._wanted.search.condition(f'STR({self._text})')})"
            else:
                chosen = f"VALUES {self._text} {{ {' '.join(str(literal) for number, literal in texts if number == kind)} }} "
                condition = ""
            triples = self._told(predicate, self._thing, self._node, self._text)
            branches.append(f"{{ {chosen}{typed}{triples}{condition} }}")
        return f"{' UNION '.join(branches)} FILTER(isIRI({self._thing}))"
