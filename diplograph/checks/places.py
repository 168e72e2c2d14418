"""Where in a document a thing is described, so that a report can name the line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from urllib.parse import urljoin
from xml.parsers import expat

from ..ontology.terms import PREFIXES

_TOKENS = re.compile(
    r"""
    (?P<iri> <[^<>"{}|^`\\\x00-\x20]*> )
  | (?P<skip> \#[^\n]* | \"\"\"(?:"{0,2}(?:[^"\\]|\\.))*\"\"\" | '''(?:'{0,2}(?:[^'\\]|\\.))*'''
      | "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*' )
  | (?P<directive> @prefix\b | @base\b | \bPREFIX\b | \bBASE\b )
  | (?P<tag> @[A-Za-z]+(?:-[A-Za-z0-9]+)* )
  | (?P<name> (?:\w(?:[\w.-]*[\w-])?)? : (?:[\w:%-]|\\.|\.(?=[\w:%\\.-]))* )
  | (?P<sign> [.\[\](){}] )
  | (?P<word> [\w+-][\w.+-]*(?<!\.) )
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_JSON_ID = re.compile(r'"(?:@id|id)"\s*:\s*("(?:[^"\\]|\\.)*")(\s*\})?')
_JSON_NAME = re.compile(r'"([\w-]+|@base)"\s*:\s*"([^"\\\s]+)"')
_TAG = "([A-Za-z]+(?:-[A-Za-z0-9]+)*)"
_LANGUAGE = re.compile(rf"""(?:"@language"\s*:\s*|xml:lang\s*=\s*)["']{_TAG}["']|["']@{_TAG}""")


def subject_lines(data: bytes) -> dict[str, int]:
    r"""The line, counted from 1, on which each thing is first described, by its IRI.

    >>> subject_lines(b'@prefix ex: <http://e/> .\nex:a ex:b ex:c .\nex:c a ex:d .')
    {'http://e/a': 2, 'http://e/c': 3}
    """
    text = data.decode("utf-8-sig", errors="replace")
    beginning = text.lstrip()[:1]
    places: Iterable[tuple[str, int]]
    if beginning == "<" and re.match(r"<\?xml|<!|<[\w.-]*:?RDF", text.lstrip()):
        places = _in_xml(text)
    elif beginning == "{" and '"' in text and _JSON_ID.search(text) or re.match(r"\[\s*\{", text.lstrip()):
        places = _in_json(text)
    else:
        places = _in_turtle(text)
    found: dict[str, int] = {}
    for iri, line in places:
        found.setdefault(iri, line)
    return found


def language_tags(data: bytes) -> dict[str, str]:
    """The language tags of a document as they are written, by their forms in lower case, which parsers give."""
    text = data.decode("utf-8-sig", errors="replace")
    tags = (match[1] or match[2] for match in _LANGUAGE.finditer(text))
    return {tag.lower(): tag for tag in tags}


def _in_turtle(text: str) -> Iterator[tuple[str, int]]:
    prefixes: dict[str, str] = {}
    base, depth, begins, directive, prefix = "", 0, True, "", ""
    line, counted = 1, 0
    for token in _TOKENS.finditer(text):
        kind, word = token.lastgroup, token[0]
        if kind == "skip":
            # A string is no subject, and a comment says nothing.
            continue
        if kind == "directive":
            directive = word.lower().lstrip("@")
        elif directive == "prefix" and kind == "name":
            prefix = word[:-1]
        elif directive and kind == "iri":
            if directive == "base":
                base = urljoin(base, word[1:-1])
            else:
                prefixes[prefix] = urljoin(base, word[1:-1])
            directive, begins = "", True
        elif kind == "sign":
            # In TriG a graph's name stands where a subject could, and its triples begin after the bracket.
            depth = max(0, depth + {"[": 1, "(": 1, "]": -1, ")": -1}.get(word, 0))
            begins = word in ".{}" and depth == 0
        elif begins and kind in ("iri", "name") and depth == 0:
            line += text.count("\n", counted, token.start())
            counted = token.start()
            name, _, local = word.partition(":")
            if kind == "iri":
                yield urljoin(base, word[1:-1]) if base else word[1:-1], line
            elif name in prefixes:
                yield prefixes[name] + re.sub(r"\\(.)", r"\1", local), line
            begins = False
        elif kind == "word" and word.upper() != "GRAPH":
            begins = False


def _in_json(text: str) -> list[tuple[str, int]]:
    names = {**PREFIXES, **{match[1]: match[2] for match in _JSON_NAME.finditer(text)}}
    described: list[tuple[str, int]] = []
    mentioned: list[tuple[str, int]] = []
    line, counted = 1, 0
    for match in _JSON_ID.finditer(text):
        line += text.count("\n", counted, match.start())
        counted = match.start()
        iri = str(json.loads(match[1]))
        prefix, colon, local = iri.partition(":")
        if colon and prefix in names and not local.startswith("//"):
            iri = names[prefix] + local
        elif not colon and "@base" in names:
            iri = urljoin(names["@base"], iri)
        # An object of nothing but its name is a mention.
        (mentioned if match[2] else described).append((iri, line))
    return described + mentioned


def _in_xml(text: str) -> list[tuple[str, int]]:
    found: list[tuple[str, int]] = []
    bases = [""]
    parser = expat.ParserCreate("utf-8", namespace_separator=" ")
    rdf = PREFIXES["rdf"]

    def start(_element: str, attributes: dict[str, str]) -> None:
        bases.append(urljoin(bases[-1], attributes.get("http://www.w3.org/XML/1998/namespace base", "")))
        if (about := attributes.get(f"{rdf} about")) is not None:
            found.append((urljoin(bases[-1], about) if bases[-1] else about, parser.CurrentLineNumber))
        elif (name := attributes.get(f"{rdf} ID")) is not None:
            found.append((f"{bases[-1]}#{name}", parser.CurrentLineNumber))

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _element: bases.pop()
    parser.Parse(text.encode("utf-8"), True)
    return found
