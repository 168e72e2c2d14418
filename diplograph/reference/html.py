"""HTML of the reference pages, put together by hand: every text is escaped, and nothing is written that a strict policy would refuse."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape


def element(name: str, *inside: str, **attributes: str | None) -> str:
    """An element around what is HTML already; attributes have their text, and those without one are left out.

    >>> element("a", "Meeting", href="ontology#Meeting", class_="term")
    '<a href="ontology#Meeting" class="term">Meeting</a>'
    """
    written = "".join(f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"' for key, value in attributes.items() if value is not None)
    return f"<{name}{written}>{''.join(inside)}</{name}>"


def facts(lines: Iterable[tuple[str, list[str]]]) -> str:
    """A list of what is said of something, each line with its title, without those that say nothing."""
    rows = "".join(element("div", element("dt", escape(title)), element("dd", ", ".join(values))) for title, values in lines if values)
    return element("dl", rows) if rows else ""


def document(title: str, navigation: str, body: str, style: str) -> str:
    """A whole page."""
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<meta name="viewport" content="width=device-width">\n'
        f'<title>{escape(title)}</title>\n<link rel="stylesheet" href="{escape(style)}">\n</head>\n<body>\n'
        f'<a class="skip" href="#content">To the content</a>\n{navigation}\n'
        f'<main id="content" tabindex="-1">\n{body}\n</main>\n</body>\n</html>\n'
    )
