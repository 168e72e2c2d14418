"""Where words stand in a text, white space and the shapes of quotation marks apart."""

from __future__ import annotations

from array import array

# Marks that one hand types straight and another curls.
_MARKS = {ord(mark): "'" for mark in "‘’‚‛′`´ʼʹ"} | {ord(mark): '"' for mark in "“”„‟″«»＂"}
# Where words stand more often than this without once standing whole, the text is no prose.
_MOST_PLACES = 10_000
# What no reader sees: soft hyphens, zero-width marks, byte order marks.
_UNSEEN = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff")


def fold(text: str) -> str:
    r"""The text with straight marks and single spaces.

    >>> fold("the  “work\nplan”")
    'the "work plan"'
    """
    return " ".join("".join(letter for letter in text if letter not in _UNSEEN).translate(_MARKS).split())


class Standing:
    """Finds words in one text.

    Args:
        text: The text; offsets count in it as it is given.
    """

    def __init__(self, text: str) -> None:
        letters: list[str] = []
        offsets = array("L")
        for offset, letter in enumerate(text):
            if letter in _UNSEEN:
                continue
            if letter.isspace():
                if not letters or letters[-1] == " ":
                    continue
                letter = " "
            letters.append(letter)
            offsets.append(offset)
        self._offsets = offsets
        self._folded = "".join(letters).translate(_MARKS)
        self._lower = self._folded.casefold()

    def find(self, words: str) -> tuple[int, int] | None:
        """First and last offset of the words where they first stand whole; ``None`` where they do not.

        >>> Standing("He said:  “No,  never.”").find('"No, never."')
        (10, 23)
        """
        wanted = fold(words)
        at = self._whole(self._folded, wanted)
        if at is None and wanted[:1] in "'\"":
            # A model may put the sentence that it quotes between marks of its own.
            wanted = wanted.strip("'\" ")
            at = self._whole(self._folded, wanted)
        return None if at is None else (self._offsets[at], self._offsets[at + len(wanted) - 1] + 1)

    def holds(self, words: str) -> bool:
        """Whether the words stand in the text in any case of letters.

        >>> Standing("the Work Plan").holds("work plan")
        True
        """
        return self._whole(self._lower, fold(words).casefold()) is not None

    @staticmethod
    def _whole(text: str, words: str) -> int | None:
        """Where the words begin, neither cutting a word at their start nor at their end."""
        at = text.find(words) if words else -1
        for _ in range(_MOST_PLACES):
            if at < 0:
                break
            end = at + len(words)
            cut_before = at > 0 and text[at - 1].isalnum() and words[0].isalnum()
            cut_after = end < len(text) and text[end].isalnum() and words[-1].isalnum()
            if not cut_before and not cut_after:
                return at
            at = text.find(words, at + 1)
        return None
