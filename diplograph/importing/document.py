"""Rows of JSON: an array of events, an object with one under ``events``, or an object a line (JSON Lines); each value with its line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from ..tables.columns import NAMES
from .fault import Fault, did_you_mean
from .row import BY_NAME, Cell, Row

_SPACE = re.compile(r"[ \t\r\n]*")
_DECODER = json.JSONDecoder()
# By what an object that stands for an actor, a person or another thing is known: as the lists of the server give them.
_SHORT = ("code", "name", "title", "iri")


def looks_like_rdf(text: str) -> bool:
    """Whether a document of JSON is JSON-LD."""
    return re.search(r'"@(?:context|graph|id|type)"\s*:', text[:10_000]) is not None


class _Scanner:
    """A document of JSON, read value by value, with the lines of what is read."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self._line, self._counted = 1, 0

    def peek(self) -> str:
        self.at = _SPACE.match(self.text, self.at).end()  # type: ignore[union-attr]  # it matches nothing, too
        return self.text[self.at : self.at + 1]

    def line(self, at: int) -> int:
        self._line += self.text.count("\n", self._counted, at)
        self._counted = at
        return self._line

    def take(self, sign: str) -> None:
        if self.peek() != sign:
            raise json.JSONDecodeError(f"expecting {sign!r}", self.text, self.at)
        self.at += 1

    def value(self) -> Any:
        self.peek()
        value, self.at = _DECODER.raw_decode(self.text, self.at)
        return value

    def items(self, close: str) -> Iterator[None]:
        """Stands before each member of an array or object in turn, whose opening was taken."""
        if self.peek() != close:
            yield
            while self.peek() == ",":
                self.at += 1
                yield
        self.take(close)


def read_rows(text: str) -> Iterator[Row | Fault]:
    """The rows of a document; a fault in place of each that cannot be read, and of a document that is no JSON."""
    scanner = _Scanner(text)
    try:
        if scanner.peek() == "[":
            yield from _array(scanner, "$")
        else:
            yield from _objects(scanner)
        if scanner.peek():
            raise json.JSONDecodeError("more than one value", text, scanner.at)
    except json.JSONDecodeError as error:
        yield Fault(f"is no JSON ({error.msg}, column {error.colno}); see `diplograph import --template json`", error.lineno)
    except RecursionError:
        yield Fault("is nested too deep; see `diplograph import --template json`")


def _array(scanner: _Scanner, path: str) -> Iterator[Row | Fault]:
    scanner.take("[")
    for number, _ in enumerate(scanner.items("]")):
        yield from _row(scanner, f"{path}[{number}]")


def _objects(scanner: _Scanner) -> Iterator[Row | Fault]:
    number = 0
    while scanner.peek():
        begin = scanner.at
        if number == 0 and scanner.peek() == "{" and (at := _events(scanner)) is not None:
            scanner.at = at
            yield from _array(scanner, "$.events")
            # What else the object says, such as where the next page begins, is none of an event's.
            while scanner.peek() == ",":
                scanner.take(",")
                scanner.value()
                scanner.take(":")
                scanner.value()
            scanner.take("}")
            return
        scanner.at = begin
        yield from _row(scanner, f"$[{number}]")
        number += 1


def _events(scanner: _Scanner) -> int | None:
    """Where the array of events begins, if this is an object that has one."""
    scanner.take("{")
    for _ in scanner.items("}"):
        key = scanner.value()
        scanner.take(":")
        if key == "events" and scanner.peek() == "[":
            return scanner.at
        scanner.value()
    return None


def _row(scanner: _Scanner, path: str) -> Iterator[Row | Fault]:
    if scanner.peek() != "{":
        line = scanner.line(scanner.at)
        yield Fault(
            "is no object; each event is one, with the columns of the template as its members", line, path, json.dumps(scanner.value())
        )
        return
    line = scanner.line(scanner.at)
    cells: dict[str, Cell] = {}
    faults: list[Fault] = []
    scanner.take("{")
    for _ in scanner.items("}"):
        scanner.peek()
        here = scanner.line(scanner.at)
        key = str(scanner.value())
        scanner.take(":")
        value, place = scanner.value(), f"{path}.{key}"
        if key not in BY_NAME:
            hint = did_you_mean(key, NAMES)
            faults.append(Fault(f"is no member of the template{hint or '; the members are ' + ', '.join(NAMES)}", here, path, key))
        elif key in cells:
            faults.append(Fault("stands more than once; take one away", here, place, key))
        else:
            cell = _cell(value, BY_NAME[key].many, here, place)
            if isinstance(cell, Fault):
                faults.append(cell)
            elif cell.values:
                cells[key] = cell
    yield Row(line, path, cells, tuple(faults))


def _cell(value: Any, many: bool, line: int, place: str) -> Cell | Fault:
    values = value if isinstance(value, list) else [value]
    if isinstance(value, list) and not many:
        return Fault("is a list; give one value", line, place, json.dumps(value, ensure_ascii=False))
    texts = []
    for number, each in enumerate(values):
        if isinstance(each, dict):
            each = next((each[name] for name in _SHORT if each.get(name)), each)
        if each is None or each == "":
            continue
        if isinstance(each, bool) or not isinstance(each, str | int | float):
            here = f"{place}[{number}]" if many else place
            return Fault("is neither text nor a number", line, here, json.dumps(each, ensure_ascii=False))
        texts.append(str(each).strip())
    return Cell(tuple(filter(None, texts)), line, place)
