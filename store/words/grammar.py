"""Where in a SPARQL text things are searched for: each ``text:query`` with what is searched, and in which graph."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ...errors import QueryError
from ...ontology.terms import PREFIXES
from ..sparql import unescaped

QUERY = "http://jena.apache.org/text#query"
_TYPE = PREFIXES["rdf"] + "type"
DEFAULT = ""
"""The graph of patterns outside of all GRAPH."""

_TOKENS = re.compile(
    r"""
    (?P<space> \s+ | \#[^\n\r]* )
  | (?P<iri> <(?:[^<>"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*> )
  | (?P<string> \"\"\"(?:"{0,2}(?:[^"\\]|\\.))*\"\"\" | '''(?:'{0,2}(?:[^'\\]|\\.))*''' | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*' )
  | (?P<variable> [?$]\w+ )
  | (?P<language> @[A-Za-z]+(?:-[A-Za-z0-9]+)* )
  | (?P<blank> _:\w(?:[\w.-]*[\w-])? )
  | (?P<name> (?:[^\W\d_](?:[\w.-]*[\w-])?)? : (?:(?:[\w:.%-]|\\.)*(?:[\w:%-]|\\.))? )
  | (?P<number> (?:\d*\.\d+|\d+\.?(?=[eE])|\d+)(?:[eE][+-]?\d+)? )
  | (?P<word> \w+ )
  | (?P<sign> \^\^ | . )
    """,
    re.VERBOSE | re.DOTALL,
)
_MISPLACED = 'text:query cannot be answered at this place; write it as a triple of its own, ?event text:query "words", within the WHERE'


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text, with its place."""

    kind: str
    text: str
    start: int
    end: int

    @property
    def word(self) -> str:
        """The keyword that it is, in capitals."""
        return self.text.upper() if self.kind == "word" else ""


@dataclass(frozen=True, slots=True)
class Call:
    """One search.

    Attributes:
        subjects: What stands before ``text:query``: one token, or those of a list.
        arguments: What stands behind it, likewise.
        graph: The IRI of the graph that it is asked of, the variable of GRAPH, or ``DEFAULT``.
        start: Where it begins.
    """

    subjects: tuple[Token, ...]
    arguments: tuple[Token, ...]
    graph: str
    start: int


@dataclass(frozen=True, slots=True)
class Site:
    """A subject with searches among its properties: what of the text is to be replaced, by the answers and by what remains.

    Attributes:
        start, end: Where it stands.
        calls: The searches.
        remains: The subject with its other properties.
        classes: The IRIs of the classes that it has among these.
    """

    start: int
    end: int
    calls: tuple[Call, ...]
    remains: str
    classes: tuple[str, ...]


def place(text: str, offset: int) -> tuple[int, int]:
    """The line and column of a place in a text."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


class Scan:
    """Reads a query or an update that the engine understands.

    Args:
        text: The text.
        prefixes: Those that are known without declaring.

    Attributes:
        sites: Where things are searched for.
        own_dataset: Whether graphs are named for it (FROM, USING, WITH).

    Raises:
        QueryError: ``text:query`` stands where it cannot be answered.
    """

    def __init__(self, text: str, prefixes: Mapping[str, str]) -> None:
        self._text = text
        self.prefixes = dict(prefixes)
        found = _TOKENS.finditer(text)
        self._tokens = [Token(match.lastgroup or "", match[0], match.start(), match.end()) for match in found if match.lastgroup != "space"]
        self._tokens.append(Token("end", "", len(text), len(text)))
        self._at = 0
        self._graph = DEFAULT
        self.sites: list[Site] = []
        self.own_dataset = False
        self._document()

    @property
    def _token(self) -> Token:
        return self._tokens[self._at]

    def _next(self) -> Token:
        token = self._token
        if token.kind == "end":
            self._refuse(token)
        self._at += 1
        return token

    def _refuse(self, token: Token) -> None:
        raise QueryError(_MISPLACED, *place(self._text, token.start))

    def iri(self, token: Token) -> str | None:
        """The IRI that the token names; nothing where it is none."""
        if token.kind == "iri":
            return unescaped(token.text[1:-1])
        if token.kind == "name":
            prefix, _, local = token.text.partition(":")
            if prefix in self.prefixes:
                return self.prefixes[prefix] + re.sub(r"\\(.)", r"\1", local)
        return None

    def _is_search(self, token: Token) -> bool:
        return self.iri(token) == QUERY

    def _document(self) -> None:
        before = Token("end", "", 0, 0)
        while self._token.kind != "end":
            token = self._next()
            if token.word == "PREFIX" and self._token.kind == "name":
                prefix = self._next().text[:-1]
                self.prefixes[prefix] = self._next().text[1:-1]
            elif token.word in ("FROM", "USING", "WITH"):
                self.own_dataset = True
            elif token.text == "{":
                self._at -= 1
                # Templates and data of updates say what is, or what is to be; only of a WHERE can be searched.
                if before.word in ("CONSTRUCT", "INSERT", "DELETE", "DATA") or self._is_short(before):
                    self._raw()
                else:
                    self._group(DEFAULT)
                token = Token("word", "", token.start, token.end)
            elif token.text == "(":
                self._at -= 1
                self._expression()
            elif token.word == "VALUES":
                self._values()
            before = token

    def _is_short(self, before: Token) -> bool:
        """Whether the group that follows is that of DELETE WHERE or of CONSTRUCT WHERE, a template as well as a pattern."""
        number = self._tokens.index(before) - 1 if before.word == "WHERE" else -1
        while number > 0 and (self._tokens[number].kind in ("iri", "name") or self._tokens[number].word in ("FROM", "NAMED")):
            number -= 1
        return number >= 0 and self._tokens[number].word in ("DELETE", "CONSTRUCT")

    def _raw(self) -> None:
        depth = 0
        while True:
            token = self._next()
            if self._is_search(token):
                self._refuse(token)
            depth += {"{": 1, "}": -1}.get(token.text, 0) if token.kind == "sign" else 0
            if not depth:
                return

    def _values(self) -> None:
        while self._token.text != "{":
            self._next()
        self._raw()

    def _expression(self) -> None:
        """Passes over what stands in brackets; patterns may stand in it, behind EXISTS."""
        self._next()
        while self._token.text != ")":
            if self._token.text == "(":
                self._expression()
            elif self._token.text == "{":
                self._group(self._graph)
            elif self._is_search(self._token):
                self._refuse(self._token)
            else:
                self._next()
        self._next()

    def _group(self, graph: str) -> None:
        around, self._graph = self._graph, graph
        self._next()
        if self._token.word == "SELECT":
            self._subselect()
        while self._token.text != "}":
            self._element()
        self._next()
        self._graph = around

    def _subselect(self) -> None:
        while self._token.text != "{":
            if self._token.text == "(":
                self._expression()
            else:
                self._next()
        self._group(self._graph)
        while self._token.text != "}":
            if self._token.text == "(":
                self._expression()
            elif self._token.text == "{":
                self._group(self._graph)
            elif self._next().word == "VALUES":
                self._values()

    def _element(self) -> None:
        token = self._token
        if token.kind == "sign" and token.text == ".":
            self._next()
        elif token.text == "{":
            self._group(self._graph)
        elif token.word in ("UNION", "OPTIONAL", "MINUS", "LATERAL"):
            self._next()
        elif token.word == "GRAPH":
            self._next()
            name = self._next()
            self._group(self.iri(name) or name.text)
        elif token.word == "VALUES":
            self._values()
        elif token.word in ("FILTER", "BIND"):
            self._next()
            while self._token.text not in ("(", "{"):
                self._next()
            if self._token.text == "{":
                self._group(self._graph)
            else:
                self._expression()
        else:
            self._triples()

    def _triples(self) -> None:
        start = self._at
        subjects = self._term()
        calls: list[Call] = []
        classes: list[str] = []
        remains = self._properties(subjects, calls, classes)
        if calls:
            first, last = self._tokens[start], self._tokens[self._at - 1]
            if remains and len(subjects) > 1:
                self._refuse(first)
            subject = self._text[first.start : self._tokens[start + (len(subjects) + 2 if len(subjects) > 1 else 1) - 1].end]
            rest = f"{subject} {' ; '.join(remains)}" if remains else ""
            self.sites.append(Site(first.start, last.end, tuple(calls), rest, tuple(classes)))

    def _properties(self, subjects: tuple[Token, ...], calls: list[Call] | None, classes: list[str] | None = None) -> list[str]:
        """Reads what is said of a subject; puts the searches into the calls, where there may be any, and gives back the rest.

        The classes that it has are put into the list of these.
        """
        remains = []
        while self._verb_follows():
            verb, start = self._token, self._at
            self._path()
            if not (found := self._is_search(verb)) and any(map(self._is_search, self._tokens[start : self._at])):
                self._refuse(verb)
            if found and (calls is None or self._at != start + 1 or not subjects):
                self._refuse(verb)
            typed = self._at == start + 1 and (verb.text == "a" or self.iri(verb) == _TYPE)
            while True:
                arguments = self._term(plain=found)
                if typed and classes is not None and len(arguments) == 1 and (name := self.iri(arguments[0])) is not None:
                    classes.append(name)
                if found and calls is not None:
                    calls.append(Call(subjects, arguments, self._graph, verb.start))
                if self._token.text != ",":
                    break
                self._next()
            if not found:
                remains.append(self._text[verb.start : self._tokens[self._at - 1].end])
            while self._token.text == ";":
                self._next()
        return remains

    def _verb_follows(self) -> bool:
        return self._token.kind in ("iri", "name", "variable") or self._token.text in ("a", "^", "!", "(")

    def _path(self) -> None:
        while True:
            while self._token.text in ("^", "!"):
                self._next()
            if self._token.text == "(":
                self._expression_of_path()
            else:
                self._next()
            while self._token.kind == "sign" and self._token.text in "*+?":
                self._next()
            if self._token.text not in ("/", "|"):
                return
            self._next()

    def _expression_of_path(self) -> None:
        self._next()
        while self._token.text != ")":
            if self._token.text == "(":
                self._expression_of_path()
            else:
                self._next()
        self._next()

    def _term(self, *, plain: bool = False) -> tuple[Token, ...]:
        """Reads a term: gives back its token, those of a list, or none where it is a blank node or has more in it.

        Args:
            plain: Whether blank nodes are refused, and lists of others than plain terms.
        """
        token = self._next()
        if token.text == "(":
            items: list[tuple[Token, ...]] = []
            while self._token.text != ")":
                items.append(self._term(plain=plain))
            self._next()
            return tuple(item[0] for item in items) if all(len(item) == 1 for item in items) and len(items) > 1 else ()
        if token.text == "[":
            self._properties((), None)
            if self._next().text != "]":
                self._refuse(token)
            return ()
        if token.text in ("+", "-"):
            self._next()
            return ()
        if token.kind == "string":
            if self._token.kind == "language":
                self._next()
            elif self._token.text == "^^":
                self._next()
                self._next()
        elif token.kind not in ("iri", "name", "variable", "number", "blank") and token.word not in ("TRUE", "FALSE"):
            self._refuse(token)
        return () if token.kind == "blank" else (token,)
