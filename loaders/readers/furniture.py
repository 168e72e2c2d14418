"""What on a news page is not the story: the table ``furniture.toml``, compiled, and the questions that readers ask of it."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

# Longer lines are running text, and some of the patterns are not meant for them.
LONGEST_FURNITURE = 300
SENTENCE_END = re.compile(r"[.!?…][)\]\"”’'»]*$")


@dataclass(frozen=True, slots=True)
class Furniture:
    """The compiled table. Each pattern is one alternation of the lines that its key holds."""

    whole_line: re.Pattern[str]
    end_of_story: re.Pattern[str]
    teaser: re.Pattern[str]
    inner_teaser: re.Pattern[str]
    first_published: re.Pattern[str]
    dated: re.Pattern[str]
    last_updated: re.Pattern[str]
    credit: re.Pattern[str]
    caption_start: re.Pattern[str]
    caption_label: re.Pattern[str]
    generic_title: re.Pattern[str]
    abbreviation: re.Pattern[str]

    def drops(self, line: str) -> bool:
        """Whether the whole line is furniture."""
        return len(line) <= LONGEST_FURNITURE and self.whole_line.fullmatch(line) is not None

    def ends_story(self, line: str) -> bool:
        """Whether lists of links, offers or comments follow the line."""
        return len(line) <= 80 and self.end_of_story.fullmatch(line) is not None

    def teaser_start(self, text: str) -> int | None:
        """Where in the text a link to another article begins, with its label."""
        if self.teaser.match(text):
            return 0
        match = self.inner_teaser.search(text)
        return match.start() if match else None

    def caption(self, text: str) -> str:
        """A caption without its label and credit; empty where it was nothing else.

        >>> furniture().caption("Image caption The envoys in Vienna. Photo: Agency")
        'The envoys in Vienna.'
        """
        text = self.caption_label.sub("", text, count=1)
        credited = self.without_credit(text)
        return text if credited is None else credited

    def without_credit(self, text: str) -> str | None:
        """A caption without the credit that ends it; nothing where no credit does."""
        tail = max(0, len(text) - 140)
        match = self.credit.search(text, tail)
        if match is None or (match.start() > 0 and text[match.start() - 1].isalnum()):
            return None
        kept = text[: match.start()].rstrip(" |-–—\n")
        return self.without_credit(kept) or kept

    def caption_at(self, text: str) -> int | None:
        """Where in the text the opening of a caption stands."""
        match = self.caption_start.match(text) or re.search(r"(?<=[\s\"”.])FILE\s?[-–—]\s(?=[A-Z])", text)
        return match.start() if match else None

    def sentence_end(self, text: str, start: int = 0) -> int:
        """Where the sentence that begins at ``start`` ends.

        >>> furniture().sentence_end("He met U.S. officials on Sept. 9. They agreed.")
        33
        """
        for match in re.finditer(r"[.!?][\"”’)]*(?=\s+[\"“‘(]?[A-Z0-9])", text[start:]):
            word = text[start : start + match.start()].rsplit(None, 1)[-1:] or [""]
            bare = word[0].lstrip("\"“‘('")
            if match.group()[0] == "." and (self.abbreviation.fullmatch(bare) or re.fullmatch(r"[A-Z]|(?:[A-Za-z]\.)+[A-Za-z]", bare)):
                continue
            return start + match.end()
        return len(text)


@cache
def furniture() -> Furniture:
    """The table, read and compiled once."""
    table: dict[str, list[str]] = tomllib.loads(files(__package__).joinpath("furniture.toml").read_text("utf-8"))

    def any_of(key: str, pattern: str = "{}") -> re.Pattern[str]:
        return re.compile(pattern.replace("{}", "(?:" + "|".join(table[key]) + ")"), re.IGNORECASE)

    first, dated = table["first_published"]
    return Furniture(
        whole_line=any_of("whole_line"),
        end_of_story=any_of("end_of_story"),
        teaser=any_of("teaser_label", r"{}\s*(?:[|:]|\s[-–—]\s)\s*(?=\S)"),
        # In mid-paragraph a label has to be unmistakable: behind a sentence's end, with a bar or colon behind it.
        inner_teaser=any_of(
            "teaser_label",
            r"(?<=[.!?\"”’)])\s*\b(?:{}\s*\||(?-i:(?:ALSO|MUST|READ|SEE|WATCH|RELATED|EXPLAINED)(?: [A-Z]+){0,3}"
            r"|(?:Also|Must) [Rr]ead|Read (?:[Mm]ore|[Aa]lso)|(?:See|Watch) [Aa]lso)\s*[:|])\s*(?=\S)",
        ),
        first_published=re.compile(rf"\b{first}\s*[:|-]?\s*", re.IGNORECASE),
        dated=re.compile(rf"^\W*(?:{dated})\s*[:|]?\s*", re.IGNORECASE),
        last_updated=any_of("last_updated", r"\b{}\s*[:|-]?\s*"),
        credit=any_of("credit", r"{}[.\s]*$"),
        caption_start=any_of("caption_start"),
        caption_label=any_of("caption_label", "^{}"),
        generic_title=any_of("generic_title"),
        abbreviation=re.compile("|".join(re.escape(word) for word in table["abbreviations"])),
    )


def ends_sentence(text: str) -> bool:
    """Whether the text ends as a sentence does.

    >>> ends_sentence('He said "no."'), ends_sentence("Thaw in ties")
    (True, False)
    """
    return SENTENCE_END.search(text) is not None


def is_short(text: str) -> bool:
    """Whether the line has the shape of a heading, name or menu entry: few words and no full stop."""
    return len(text) <= 90 and len(text.split()) <= 12 and (not ends_sentence(text) or text.endswith("?"))
