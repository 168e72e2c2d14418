"""From joined candidates to event records: evidence, links between events, topics, instruments, labels, confidence."""

from __future__ import annotations

from collections.abc import Callable

from ..article import Article
from ..event import EventRecord, Evidence, Person
from .base import Trace
from .candidate import Candidate
from .labels import label
from .language import Sentence
from .topics import topics_of


def records(
    article: Article, candidates: list[Candidate], sentence_of: Callable[[int], Sentence], person_of: Callable[[int], Person]
) -> tuple[tuple[EventRecord, ...], tuple[Trace, ...]]:
    """The events of the article and how each came about.

    Args:
        article: The article.
        candidates: Its joined and linked candidates, in the order of the text.
        sentence_of: The sentence of a number that the candidates use.
        person_of: The person of a number that the candidates use.
    """
    refs = {id(candidate): f"e{number}" for number, candidate in enumerate(candidates, 1)}
    events, traces = [], []
    for candidate in candidates:
        ref = refs[id(candidate)]
        chosen = [sentence_of(index) for index in candidate.sentences]
        evidence = tuple(Evidence(article.text[sentence.start : sentence.end], sentence.start, sentence.end) for sentence in chosen)
        people = tuple(person_of(index) for index in candidate.people)
        earliest, latest = candidate.window or (None, None)
        events.append(
            EventRecord(
                ref=ref,
                type=candidate.type,
                status=candidate.status,
                label=label(candidate, people, candidate.instrument),
                parties=tuple(candidate.parties),
                evidence=evidence,
                initiators=tuple(candidate.initiators),
                targets=tuple(candidate.targets),
                delegates=people,
                earliest=earliest,
                latest=latest,
                date_text=candidate.date_text if candidate.window else None,
                place=candidate.place,
                instrument=candidate.instrument,
                topics=topics_of([item.quote for item in evidence]),
                outcome_of=tuple(refs[id(other)] for other in candidate.outcome_of),
                in_response_to=tuple(refs[id(other)] for other in candidate.in_response_to),
                part_of=tuple(refs[id(other)] for other in candidate.part_of),
                confidence=round(min(candidate.weight, 0.99), 2),
            )
        )
        traces.append(Trace(ref, tuple(candidate.steps)))
    return tuple(events), tuple(traces)
