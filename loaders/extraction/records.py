"""From joined candidates to event records: evidence, links between events, topics, instruments, labels, confidence."""

from __future__ import annotations

from ..article import Article
from ..event import EventRecord, Evidence
from .base import Extraction, Rejected, Trace
from .candidate import Candidate
from .cast import Cast
from .labels import label
from .parsed import Parsed
from .topics import topics_of


def records(article: Article, parsed: list[Parsed], cast: Cast, candidates: list[Candidate], rejected: list[Rejected]) -> Extraction:
    """The events of the article with their traces."""
    by_index = {item.sentence.index: item for item in parsed}
    refs = {id(candidate): f"e{number}" for number, candidate in enumerate(candidates, 1)}
    events, traces = [], []
    for candidate in candidates:
        evidence = []
        for index in candidate.sentences:
            sentence = by_index[index].sentence
            evidence.append(Evidence(article.text[sentence.start : sentence.end], sentence.start, sentence.end))
        people = tuple(cast.person(index) for index in candidate.people)
        window = candidate.window
        ref = refs[id(candidate)]
        directed = bool(candidate.initiators or candidate.targets)
        events.append(
            EventRecord(
                ref=ref,
                type=candidate.type,
                status=candidate.status,
                label=label(candidate, people, candidate.instrument),
                parties=tuple(candidate.parties),
                evidence=tuple(evidence),
                initiators=tuple(candidate.initiators) if directed else (),
                targets=tuple(candidate.targets) if directed else (),
                delegates=people,
                earliest=window[0] if window else None,
                latest=window[1] if window else None,
                date_text=candidate.date_text if window else None,
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
    return Extraction(tuple(events), tuple(traces), tuple(rejected))
