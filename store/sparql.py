"""What is known of a SPARQL text before it reaches the engine: whether it reaches out, and the place of its errors."""

from __future__ import annotations

import re

import pyoxigraph as ox

from ..errors import QueryError
from ..ontology.terms import QUERY_PREFIXES

# The engine's parser takes ``SERVICE:x`` and ``SERVICEx:y`` for the keyword and a name, so a keyword counts wherever it
# stands outside strings, comments, variables and the local part of a name. Its words need no white space around them.
TOKENS = re.compile(
    r"""
    (?P<iri> <[^<>"{}|^`\\\x00-\x20]*> )
  | \"\"\"(?:"{0,2}(?:[^"\\]|\\.))*\"\"\"
  | '''(?:'{0,2}(?:[^'\\]|\\.))*'''
  | "(?:[^"\\\n\r]|\\.)*"
  | '(?:[^'\\\n\r]|\\.)*'
  | \#[^\n\r]*
  | [?$]\w+
  | @[A-Za-z][A-Za-z0-9-]*
  | (?P<prefix> (?:\w(?:[\w.-]*[\w-])?)? ) : (?:[\w:.%-]|\\.)*
  | (?P<word> \w+ )
    """,
    re.VERBOSE | re.DOTALL,
)
UNICODE_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_PLACE = re.compile(r"^error at (\d+):(\d+): (.*)$", re.DOTALL)
# Of what the engine says it expected: classes of characters, which say nothing to people, and the words and signs.
_CLASSES = re.compile(r"\[(?:\^?'(?:\\u\{\w+\}|\\.|[^'\\])'|[^\]'])*\]")
_WANTED = re.compile(r'"(?:[^"\\]|\\.)+"|\b[A-Za-z](?:[\w ]*\w)?')
_PROLOGUE = re.compile(r"\b(?:PREFIX\s+[\w.-]*:|BASE)\s*<[^>]*>", re.IGNORECASE)
_UPDATES = frozenset(("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"))
_QUERIES = frozenset(("SELECT", "ASK", "CONSTRUCT", "DESCRIBE"))
_GRAPHS = re.compile("GRAPH|FROM", re.IGNORECASE)
_SERVICE = re.compile("SERVICE", re.IGNORECASE)
_SERVICE_OR_LOAD = re.compile("SERVICE|LOAD", re.IGNORECASE)


def unescaped(text: str) -> str:
    r"""The text with each \\u as the character that it stands for."""

    def character(match: re.Match[str]) -> str:
        code = int(match[1] or match[2], 16)
        return chr(code) if code <= 0x10FFFF else match[0]

    return UNICODE_ESCAPE.sub(character, text)


def _keyword_at(text: str, keyword: re.Pattern[str]) -> int | None:
    if keyword.search(text) is None:
        return None
    for match in TOKENS.finditer(text):
        for group in ("word", "prefix"):
            if match[group] and (found := keyword.search(match[group])):
                return match.start(group) + found.start()
        # ``FILTER(?a<?b)SERVICE:x#>`` looks like an IRI; only after a closing bracket can a keyword follow there.
        if (iri := match["iri"]) and ")" in iri and (found := keyword.search(iri, iri.find(")"))):
            return match.start() + found.start()
    return None


def refuse_remote(text: str, *, update: bool = False) -> None:
    """Refuses a query (SERVICE) or update (SERVICE, LOAD) that would reach out to another host.

    Raises:
        QueryError: The text would reach out, with the place where it does.

    >>> refuse_remote('ASK { ?service <http://example.org/service> "SERVICE" } # SERVICE')
    """
    keyword = _SERVICE_OR_LOAD if update else _SERVICE
    for version in dict.fromkeys((text, unescaped(text))):
        offset = _keyword_at(version, keyword)
        if offset is not None:
            line = version.count("\n", 0, offset) + 1
            column = offset - version.rfind("\n", 0, offset)
            what = "SERVICE and LOAD" if update else "SERVICE"
            raise QueryError(
                f"{what}, which would reach out to another host, is not allowed (nor in the name of a prefix); the setting "
                "DIPLOGRAPH_REMOTE_HOSTS of a server names hosts that it may reach",
                line,
                column,
            )


def names_graphs(text: str) -> bool:
    """Whether the query may ask for other graphs than the default graph of the dataset; not, where it has nothing that looks like it.

    >>> names_graphs('PREFIX g: <http://example.org/graph#> SELECT ?graph { ?graph g:from "GRAPH" } # FROM')
    False
    """
    return any(_keyword_at(version, _GRAPHS) is not None for version in dict.fromkeys((text, unescaped(text))))


_BRACKET = re.compile(rf"{TOKENS.pattern} | (?P<bracket> [()] )", re.VERBOSE | re.DOTALL)


def plain_concatenations(text: str) -> str:
    """The query with each GROUP_CONCAT in STR, which by the standard changes nothing; the engine would keep a language that all share.

    >>> plain_concatenations("SELECT (GROUP_CONCAT(?x; separator=')') AS ?y) {}")
    "SELECT (STR(GROUP_CONCAT(?x; separator=')')) AS ?y) {}"
    """
    if "GROUP_CONCAT" not in text.upper():
        return text
    written, done = [], 0
    # For each bracket that is open, where the GROUP_CONCAT begins that it belongs to.
    opened: list[int | None] = []
    begun: int | None = None
    for match in _BRACKET.finditer(text):
        if match["bracket"] == "(":
            opened.append(begun)
        elif match["bracket"] == ")" and opened:
            start = opened.pop()
            if start is not None and start >= done:
                written += [text[done:start], "STR(", text[start : match.end()], ")"]
                done = match.end()
        elif match["iri"] and re.search("[()]", match["iri"]):
            # It may be a comparison with brackets, so that they cannot be counted.
            return text
        if not match[0].startswith("#"):
            begun = match.start() if match["word"] and match["word"].upper() == "GROUP_CONCAT" else None
    return "".join(written) + text[done:]


def undeclared_prefix(text: str) -> QueryError | None:
    """The complaint about a prefix of the project that the text uses without declaring it, for where they are not known of themselves.

    >>> undeclared_prefix("ASK { ?e a dg:Event }") is None
    False
    >>> undeclared_prefix("PREFIX dg: <https://w3id.org/diplograph/ontology#> ASK { ?e a dg:Event }") is None
    True
    """
    declared: set[str] = set()
    declaring = False
    for match in TOKENS.finditer(text):
        if match["prefix"] is not None:
            if declaring:
                declared.add(match["prefix"])
            elif match["prefix"] in QUERY_PREFIXES.keys() - declared:
                start = match.start()
                line, column = text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start)
                return QueryError(f"the prefix {match['prefix']!r} is not declared; declare it with PREFIX", line, column)
        if match["prefix"] is not None or match["word"]:
            declaring = bool(match["word"]) and match["word"].upper() == "PREFIX"
    return None


def syntax_error(error: Exception, text: str, *, update: bool = False) -> QueryError:
    """The engine's complaint about a query or an update, with its line and column, in words that its writer can use."""
    message = " ".join(str(error).split())
    match = _PLACE.match(message)
    line, column = (int(match[1]), int(match[2])) if match else (None, None)
    reason = match[3] if match else message
    first = next((found["word"].upper() for found in TOKENS.finditer(_PROLOGUE.sub("", text)) if found["word"]), "")
    if update and first in _QUERIES:
        reason = f"{first} begins a query, and only updates are taken here"
    elif first in _UPDATES and not update:
        reason = f"{first} begins an update, and only queries are answered here: SELECT, ASK, CONSTRUCT or DESCRIBE"
    elif "Prefix not found" in reason:
        reason = f"the prefix of the name here is not declared; declare it with PREFIX, or use one of {', '.join(sorted(QUERY_PREFIXES))}"
    elif reason.startswith("expected "):
        reason = _expected(reason, "update" if update else "query")
    return QueryError(_shortened(reason), line, column)


def _expected(reason: str, what: str) -> str:
    """What the engine would take, without its classes of characters and cut to a few; or what it says of the meaning."""
    wanted = _WANTED.findall(_CLASSES.sub("", reason.removeprefix("expected ").removeprefix("one of ")))
    for token in wanted:
        if " " in token and not token.startswith('"'):
            return f"{token[0].lower() if token[1].islower() else token[0]}{token[1:]}; mend the {what} before this place"
    shown = [token for token in wanted if token not in ('"{|"', '"~"')]
    if not shown:
        return f"the {what} is not understood at this place"
    several, more = "one of " if len(shown) > 1 else "", ", …" if len(shown) > 8 else ""
    return f"the {what} is not understood at this place; expected {several}{', '.join(shown[:8])}{more}"


def _shortened(line: str) -> str:
    return line if len(line) <= 250 else line[:249] + "…"


def graph_names(names: tuple[str, ...]) -> list[ox.NamedNode | ox.BlankNode]:
    """The names of the graphs that a request gives.

    Raises:
        QueryError: One is no IRI.
    """
    try:
        return [ox.NamedNode(name) for name in names]
    except ValueError as error:
        raise QueryError(f"a graph of the query's dataset has no valid IRI: {error}") from error
