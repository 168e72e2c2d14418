"""Paragraphs from plain text, whether its lines are paragraphs or were broken at a fixed width."""

from __future__ import annotations

import re
from itertools import pairwise

from .byline import named_authors
from .furniture import ends_sentence

# Text broken by a program stands within this; longer lines were never broken.
WIDEST = 100
NARROWEST = 40
# Of fewer lines it cannot be told whether they were broken.
FEWEST = 4


def chunks(text: str) -> list[list[str]]:
    r"""The text's lines, those of one paragraph joined, in groups as blank lines part them.

    >>> chunks("Title\n\nOne line. Another\n\nA third")
    [['Title'], ['One line. Another'], ['A third']]
    """
    raw = re.split(r"\r\n|[\n\r\f\v\x85\u2028\u2029]", text)
    groups: list[list[str]] = [[]]
    for line in raw:
        if line.strip():
            groups[-1].append(line.rstrip())
        elif groups[-1]:
            groups.append([])
    width = wrap_width(groups)
    return [joined(group, width) for group in groups if group]


def wrap_width(groups: list[list[str]]) -> int | None:
    """The width at which the text was broken into lines; nothing where it was not."""
    inner = sorted(len(line) for group in groups for line in group[:-1])
    longest = max((len(line) for group in groups for line in group), default=0)
    if len(inner) < FEWEST or longest > WIDEST + 20:
        return None
    width = inner[int(len(inner) * 0.95)]
    if not NARROWEST <= width <= WIDEST:
        return None
    full = sum(fills(line, after, width) for group in groups for line, after in pairwise(group))
    return width if full * 2 >= len(inner) else None


def fills(line: str, after: str, width: int) -> bool:
    """Whether the line is as full as it could be, since the next line's first word had no room on it."""
    words = after.split(None, 1)
    return bool(words) and len(line) + 1 + len(words[0]) > width - 4


def joined(group: list[str], width: int | None) -> list[str]:
    """The group's lines, with those joined that belong to one paragraph."""
    lines: list[str] = []
    before = ""
    for line in group:
        text = line.strip()
        indented = line[:1] in " \t\u3000" and before[:1] not in " \t\u3000"
        byline = bool(named_authors(text))
        goes_on = text[:1].islower() and not ends_sentence(before)
        if before and not indented and not byline and (goes_on or (width is not None and fills(before, text, width))):
            # A word parted at the end of a line keeps its hyphen: whether it is its own cannot be told.
            lines[-1] += ("" if re.search(r"[a-z]-$", lines[-1]) else " ") + text
        else:
            lines.append(text)
        before = line
    return lines
