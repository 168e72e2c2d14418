"""Queries with a name: files whose first lines say what they answer, and whose parameters stand in marked lines."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import pyoxigraph as ox

from .errors import NotFound, QueryError

_HEAD = re.compile(r"# title: (?P<title>.+)\n# description: (?P<description>.+)\n")
# As in `VALUES ?state { "IND" } # parameter: a state, by its ISO 3166-1 alpha-3 code`.
_PARAMETER = re.compile(
    r'VALUES \?(?P<name>\w+) \{ "(?P<default>[^"\\\n]*)"(?P<datatype>\^\^xsd:date)? \} # parameter: (?P<meaning>.+)$', re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value that a query asks for.

    Attributes:
        name: Its name, which is its variable's in the query.
        default: What is asked for where no value is given.
        meaning: What it stands for.
        is_date: Whether it is a day rather than a text.
    """

    name: str
    default: str
    meaning: str
    is_date: bool = False


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A query that can be asked by its name.

    Attributes:
        name: Words with hyphens.
        title: What it is called.
        description: What it answers, in a sentence.
        text: The query, which can be asked as it stands.
    """

    name: str
    title: str
    description: str
    text: str

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """What can be asked for otherwise than it stands there."""
        return tuple(
            Parameter(found["name"], found["default"], found["meaning"], found["datatype"] is not None)
            for found in _PARAMETER.finditer(self.text)
        )

    @property
    def body(self) -> str:
        """The text without its title and description, and without prefixes, which are known undeclared."""
        return "".join(line for line in self.text.splitlines(keepends=True)[2:] if not line.startswith("PREFIX "))

    def filled(self, values: Mapping[str, str]) -> str:
        """The text, asking for those values.

        Args:
            values: Values by the names of their parameters; the others keep their defaults.

        Raises:
            QueryError: It has no such parameter, or the value is none that it can take.
        """
        known = {parameter.name for parameter in self.parameters}
        for name in values:
            if name not in known:
                has = f"it has {', '.join(sorted(known))}" if known else "it has none"
                raise QueryError(f"the query {self.name} has no parameter {name!r}; {has}")
        return _PARAMETER.sub(lambda found: _filled(found, values), self.text)


def _filled(found: re.Match[str], values: Mapping[str, str]) -> str:
    name = found["name"]
    if name not in values:
        return found[0]
    value, datatype = values[name].strip(), found["datatype"] or ""
    if datatype:
        try:
            value = dt.date.fromisoformat(value).isoformat()
        except ValueError as error:
            raise QueryError(f"the parameter {name} is a day such as {found['default']}; got {value!r}") from error
    return f"VALUES ?{name} {{ {ox.Literal(value)}{datatype} }} # parameter: {found['meaning']}"


@cache
def named_queries() -> tuple[NamedQuery, ...]:
    """The queries that come with the package, in the order of their files."""
    folder = files("diplograph").joinpath("seeds", "queries")
    found = sorted((file for file in folder.iterdir() if file.name.endswith(".rq")), key=lambda file: file.name)
    return tuple(_read(file.name.removesuffix(".rq").partition("-")[2], file.read_text("utf-8")) for file in found)


def _read(name: str, text: str) -> NamedQuery:
    head = _HEAD.match(text)
    if head is None:
        raise QueryError(f"the query {name} does not begin with its title and description")
    return NamedQuery(name, head["title"], head["description"], text)


def query_named(name: str) -> NamedQuery:
    """The query of that name.

    Raises:
        NotFound: There is none; the message names the nearest.
    """
    queries = {query.name: query for query in named_queries()}
    if name in queries:
        return queries[name]
    near = difflib.get_close_matches(name, queries, n=3, cutoff=0.4)
    hint = f"did you mean {' or '.join(near)}?" if near else "list them with `diplograph query --list`"
    raise NotFound("query", name, hint, where="comes with Diplograph")
