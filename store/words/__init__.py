"""Searching for words: what a search means, the kept index of labels and quotes, and ``text:query`` in SPARQL."""

from __future__ import annotations

from .folding import words
from .index import KINDS, Text, Words, WordsReader
from .rewriting import Finder, searched, searches
from .search import Search

__all__ = ["KINDS", "Finder", "Search", "Text", "Words", "WordsReader", "searched", "searches", "words"]
