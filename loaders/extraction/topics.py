"""What an event is about: concepts of topics.ttl whose labels its sentences use."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from ...ontology.vocabulary import topic_keywords

# An event has few topics; what is named once beside many others is a mention.
_MOST = 3
_WORD = re.compile(r"\w+")


def topics_of(texts: list[str]) -> tuple[str, ...]:
    """Local names of the topics whose keywords stand in the texts, the most named first.

    >>> topics_of(["They agreed to share intelligence on drug trafficking and fentanyl."])[0]
    'crime'
    """
    patterns, topics = _keywords()
    counts: Counter[str] = Counter()
    for text in texts:
        done = 0
        for word in _WORD.finditer(text):
            pattern = patterns.get(word.group().lower()) if word.start() >= done else None
            match = pattern.match(text, word.start()) if pattern is not None else None
            if match is not None:
                done = match.end()
                counts.update(topics[match.group().lower()])
    ranked = sorted(counts, key=lambda topic: (-counts[topic], topic))
    return tuple(ranked[:_MOST])


@lru_cache(maxsize=1)
def _keywords() -> tuple[dict[str, re.Pattern[str]], dict[str, list[str]]]:
    """The keywords that begin with each word, the longest first, and the topics of each keyword."""
    topics: dict[str, list[str]] = {}
    for topic, labels in topic_keywords().items():
        for label in labels:
            for form in (label.lower(), label.lower() + "s"):
                if topic not in topics.setdefault(form, []):
                    topics[form].append(topic)
    beginning: dict[str, list[str]] = {}
    for form in sorted(topics, key=lambda form: (-len(form), form)):
        first = _WORD.match(form)
        assert first is not None, f"the keyword {form!r} does not begin with a word"
        beginning.setdefault(first.group(), []).append(form)
    return {first: re.compile(rf"(?:{'|'.join(map(re.escape, forms))})\b", re.IGNORECASE) for first, forms in beginning.items()}, topics
