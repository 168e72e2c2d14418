"""What an event is about: concepts of topics.ttl whose labels its sentences use."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from ...ontology.vocabulary import topic_keywords

# An event has few topics; what is named once beside many others is a mention.
_MOST = 3


def topics_of(texts: list[str]) -> tuple[str, ...]:
    """Local names of the topics whose keywords stand in the texts, the most named first.

    >>> topics_of(["They agreed to share intelligence on drug trafficking and fentanyl."])[0]
    'crime'
    """
    pattern, topics = _keywords()
    counts: Counter[str] = Counter()
    for text in texts:
        for match in pattern.finditer(text):
            for topic in topics[match.group().lower()]:
                counts[topic] += 1
    ranked = sorted(counts, key=lambda topic: (-counts[topic], topic))
    return tuple(ranked[:_MOST])


@lru_cache(maxsize=1)
def _keywords() -> tuple[re.Pattern[str], dict[str, list[str]]]:
    topics: dict[str, list[str]] = {}
    for topic, labels in topic_keywords().items():
        for label in labels:
            for form in (label.lower(), label.lower() + "s"):
                if topic not in topics.setdefault(form, []):
                    topics[form].append(topic)
    longest_first = sorted(topics, key=lambda word: (-len(word), word))
    return re.compile(r"\b(?:" + "|".join(re.escape(word) for word in longest_first) + r")\b", re.IGNORECASE), topics
