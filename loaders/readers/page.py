"""The raw page beside the article that is taken out of it: what is a heading, caption or link there, and in what order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml.html import HtmlElement

from .shape import letters, one_line

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
TEXTUAL = HEADINGS | {"p", "li", "figcaption", "blockquote", "td", "dd", "dt", "div", "section", "span", "a", "time", "address"}
SILENT = frozenset({"script", "style", "noscript", "template", "svg", "iframe", "object", "select", "button", "form", "textarea", "head"})
CAPTION_WORDS = ("figcaption", "caption", "cutline")
ASIDE = frozenset({"nav", "footer", "aside"})
# A passage is a paragraph or less; a container of passages is none.
LONGEST = 5000
INNER_BLOCKS = frozenset(
    {
        "p",
        "div",
        "ul",
        "ol",
        "table",
        "section",
        "article",
        "figure",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "main",
        "header",
        "footer",
        "aside",
        "nav",
        "blockquote",
    }
)


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of text on the raw page.

    Attributes:
        text: Its words on one line.
        bare: Its letters and digits alone, for comparison.
        tag: The element's name.
        classes: Its class and id, in lower case.
        caption: Whether it is the caption of a picture.
        linked: Whether nearly all of it is a link.
        aside: Whether it stands in a menu, footer or side column.
    """

    text: str
    bare: str
    tag: str
    classes: str
    caption: bool
    linked: bool
    aside: bool


def passages(root: HtmlElement) -> Iterator[Passage]:
    """The page's pieces of text in order."""
    # One walk with a stack of what is open, since pages can be nested deeper than Python calls.
    stack: list[tuple[HtmlElement, bool, bool]] = [(root, False, False)]
    while stack:
        element, in_aside, in_link = stack.pop()
        tag = element.tag
        if not isinstance(tag, str) or tag in SILENT:
            continue
        classes = f"{element.get('class') or ''} {element.get('id') or ''}".lower()
        in_aside = in_aside or tag in ASIDE
        in_link = in_link or tag == "a"
        caption = tag == "figcaption" or (tag in TEXTUAL and any(word in classes for word in CAPTION_WORDS))
        if tag in TEXTUAL and (caption or not any(child.tag in INNER_BLOCKS for child in element if isinstance(child.tag, str))):
            text = one_line(visible(element))
            if text and len(text) <= LONGEST:
                bare = letters(text)
                yield Passage(text, bare, tag, classes, caption, in_link or link_share(element) * 10 >= len(bare) * 9, in_aside)
                # What stands inside is part of it.
                continue
        stack.extend((child, in_aside, in_link) for child in reversed(element))


def visible(element: HtmlElement) -> str:
    """The element's text without scripts and styles, with line breaks as spaces."""
    parts: list[str] = []
    stack: list[HtmlElement | str] = [element]
    first = True
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            parts.append(item)
            continue
        tail = None if first else item.tail
        first = False
        if tail:
            stack.append(tail)
        if not isinstance(item.tag, str) or item.tag in SILENT:
            continue
        if item.tag in {"br", "p", "div", "li"}:
            parts.append(" ")
        stack.extend(reversed(list(item)))
        if item.text:
            stack.append(item.text)
    return "".join(parts)


def link_share(element: HtmlElement) -> int:
    """How many letters and digits of the element stand in links."""
    return sum(len(letters(visible(link))) for link in element.iter("a"))
