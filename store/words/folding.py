"""What counts as a word, and which words count as the same.

A word is a run of letters and digits. Two are the same that differ only in case (one letter for another, as by Unicode's simple
folding) or in diacritics; a few letters that Unicode does not take apart count as their plain sisters too (ø, đ, ł, ħ, ı). Chinese and
Japanese do not part words, so each of their characters is one.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from functools import cache

# Raised when words are told apart in another way; an index of another version is made anew.
VERSION = f"1 {unicodedata.unidata_version}"

_SISTERS = {"ø": "o", "đ": "d", "ł": "l", "ħ": "h", "ı": "i"}
# Combining accents, and the points of Hebrew and Arabic; the vowel signs of other scripts are letters to their readers.
_MARKS = ((0x300, 0x36F), (0x591, 0x5BD), (0x5BF, 0x5BF), (0x5C1, 0x5C2), (0x5C4, 0x5C5), (0x5C7, 0x5C7), (0x64B, 0x65F), (0x670, 0x670))
_IDEOGRAPHS = ((0x3041, 0x3096), (0x30A1, 0x30FA), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x323AF))


def _among(code: int, ranges: tuple[tuple[int, int], ...]) -> bool:
    return any(first <= code <= last for first, last in ranges)


def _letter(character: str) -> str | None:
    """What a character of a word counts as; nothing where it is none of a word's."""
    plain = unicodedata.normalize("NFD", character)
    if all(_among(ord(mark), _MARKS) for mark in plain[1:]):
        character = plain[0]
    if unicodedata.category(character)[0] not in "LNM":
        return None
    small = character.casefold()
    small = small if len(small) == 1 else character.lower()
    small = unicodedata.normalize("NFD", small)[0] if len(small) == 1 else character
    return _SISTERS.get(small, small)


class _Table(dict[int, str]):
    """What each character becomes, found out when it is first met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if _among(code, _MARKS):
            folded = ""
        else:
            letter = _letter(character)
            folded = " " if letter is None else f" {letter} " if _among(ord(letter), _IDEOGRAPHS) else letter
        self[code] = folded
        return folded


_TABLE = _Table()


def words(text: str) -> list[str]:
    """The words of a text, as they are compared.

    >>> words("Erdoğan's visit to Łódź, U.N.")
    ['erdogan', 's', 'visit', 'to', 'lodz', 'u', 'n']
    """
    return text.translate(_TABLE).split()


# The same told to an engine of regular expressions, which knows the categories of characters (as XPath, Rust, PCRE, Java do).


def _ranges(ranges: tuple[tuple[int, int], ...]) -> str:
    return "".join(chr(first) if first == last else f"{chr(first)}-{chr(last)}" for first, last in ranges)


_MARK = f"[{_ranges(_MARKS)}]*"
_IDEOGRAPH = _ranges(_IDEOGRAPHS)
# Marks are passed over; whatever else is no part of a word parts two of them.
_GAP = rf"(?:[^\p{{L}}\p{{N}}\p{{M}}]{_MARK})"
_BORDER = rf"[^\p{{L}}\p{{N}}\p{{M}}]{_MARK}|[{_IDEOGRAPH}]{_MARK}"


@cache
def _alike() -> dict[str, str]:
    """The characters that count as each letter, where these are more than itself."""
    found = defaultdict[str, list[str]](list)
    for code in range(0x1E944):
        character = chr(code)
        if not 0xD800 <= code <= 0xDFFF and character.isalnum() and (letter := _letter(character)) is not None:
            found[letter].append(character)
    return {letter: "".join(characters) for letter, characters in found.items() if characters != [letter]}


def pattern(wanted: tuple[str, ...], *, prefix: bool) -> str:
    """A regular expression for texts that have those words next to each other, the last only begun where it is a prefix."""
    parts: list[str] = []
    for number, word in enumerate(wanted):
        if number:
            ideographs = _is_ideograph(word) or _is_ideograph(wanted[number - 1])
            parts.append(f"{_GAP}{'*' if ideographs else '+'}")
        parts += [f"[{_alike().get(letter, letter)}]{_MARK}" for letter in word]
    before = "" if _is_ideograph(wanted[0]) else f"(?:^{_MARK}|{_BORDER})"
    after = "" if prefix or _is_ideograph(wanted[-1]) else f"(?:$|{_BORDER})"
    return before + "".join(parts) + after


def _is_ideograph(word: str) -> bool:
    return _among(ord(word[0]), _IDEOGRAPHS)
