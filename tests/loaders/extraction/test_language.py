"""Sentences of a block, and the language model."""

from __future__ import annotations

import itertools
import time
from typing import SupportsIndex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diplograph.errors import ConfigurationError
from diplograph.loaders.article import Article, BlockKind, compose
from diplograph.loaders.extraction.language import LONGEST_SENTENCE, load_model, parse, sentences, split_block
from diplograph.settings import Settings

SPLIT = [
    ["He met Dr. Li in the U.S. on Monday.", "They agreed."],
    ["Mr. Modi and Mrs. Meloni met.", "Gen. Sisi did not."],
    ["The U.S. Secretary of State left for Paris."],
    ["He left the U.S.", "The talks go on."],
    ["It rose by 3.5 per cent.", "Nobody knew why."],
    ["The talks began at 9 a.m. on Feb. 9 in St. Petersburg."],
    ["John F. Kennedy met Nikita S. Khrushchev in Vienna."],
    ["“We agree.”", "The minister left."],
    ['"We agree," he said.', '"They do not."'],
    ["Did they meet?", "Yes!", "They did."],
    ["He paused… and went on."],
    ["“Will they come?” he asked."],
    ["See www.un.org for more.", "The figure is 3.14159."],
    ["No full stop at the end"],
    ["北京 is the capital.", "Élysée is a palace."],
]
GLUED = [
    ("Liu Bin arrived in Beijing.Liu Bin said so.", ["Liu Bin arrived in Beijing.", "Liu Bin said so."]),
    ("They met in the U.S.A. and left.", ["They met in the U.S.A. and left."]),
    ("They met.”He left.", ["They met.”", "He left."]),
    ("Line one.\nLine two.\n\n  Line three.", ["Line one.", "Line two.", "Line three."]),
    ("", []),
    (" \n\t ", []),
    ("...", ["..."]),
    (".", ["."]),
]


def _texts(text: str) -> list[str]:
    return [text[start:end] for start, end in split_block(text)]


@pytest.mark.parametrize("wanted", SPLIT)
def test_sentences_end_where_a_reader_sees_it(wanted: list[str]) -> None:
    assert _texts(" ".join(wanted)) == wanted


@pytest.mark.parametrize(("text", "wanted"), GLUED)
def test_odd_joints(text: str, wanted: list[str]) -> None:
    assert _texts(text) == wanted


@given(st.text(alphabet=st.one_of(st.sampled_from(list(".!?…\"'”“)( \nAaZz1.…")), st.characters()), max_size=400))
def test_sentences_are_the_text_but_for_white_space(text: str) -> None:
    spans = list(split_block(text))
    assert all(start < end for start, end in spans)
    assert all(first[1] <= second[0] for first, second in itertools.pairwise(spans))
    assert all(text[start:end] == text[start:end].strip() for start, end in spans)
    kept = {i for start, end in spans for i in range(start, end)}
    assert all(text[i].isspace() for i in range(len(text)) if i not in kept)


@pytest.mark.parametrize("unit", ["a", "word ", "A. ", "? ", "\n", "(", '"', "“Yes.” ", "U.S. ", "… ", "Beijing.Liu"])
def test_long_blocks_are_split_in_bounded_time_into_bounded_sentences(unit: str) -> None:
    text = unit * (400_000 // len(unit))
    begun = time.process_time()
    spans = list(split_block(text))
    assert time.process_time() - begun < 5
    assert all(end - start <= LONGEST_SENTENCE for start, end in spans)


class Counted(str):
    """A text that counts the characters that are taken out of it."""

    taken = 0

    def __getitem__(self, key: SupportsIndex | slice) -> str:
        part = super().__getitem__(key)
        self.taken += len(part)
        return part


def test_work_grows_with_the_length_and_not_with_its_square() -> None:
    def taken(count: int) -> int:
        text = Counted("The ministers of India and Nepal met in the U.S. in May. " * count)
        assert len(list(split_block(text))) == count
        return text.taken

    # Eight times the text; its square would be sixty-four times as much.
    assert 0 < taken(8_000) < 9 * taken(1_000)


def test_long_sentences_are_cut_at_spaces() -> None:
    text = "word " * 1_000
    pieces = _texts(text)
    assert "".join(pieces).replace(" ", "") == text.replace(" ", "")
    assert all(piece.startswith("word") and piece.endswith("word") for piece in pieces)


def test_a_sentence_never_crosses_a_block() -> None:
    text, blocks = compose(
        [(BlockKind.HEADLINE, "India and Nepal meet"), (BlockKind.PARAGRAPH, "They met. They left."), (BlockKind.CAPTION, "In Delhi")]
    )
    found = sentences(Article("story.txt", text, blocks))
    assert [sentence.text for sentence in found] == ["India and Nepal meet", "They met.", "They left.", "In Delhi"]
    assert [sentence.block for sentence in found] == [0, 1, 1, 2]
    assert [sentence.kind for sentence in found] == [BlockKind.HEADLINE, BlockKind.PARAGRAPH, BlockKind.PARAGRAPH, BlockKind.CAPTION]
    assert [sentence.index for sentence in found] == [0, 1, 2, 3]
    assert all(text[sentence.start : sentence.end] == sentence.text for sentence in found)


def test_grammar_keeps_the_offsets_of_the_text() -> None:
    texts = [
        "Trump imposed tariffs on Mexico.",
        "Macron, left, greets Modi.",
        "The six powers - Britain, China and others - met.",
        "",
        "  two  spaces ",
    ]
    for text, doc in zip(texts, parse(load_model(Settings().model), texts), strict=True):
        assert len(doc.text) == len(text)
        for token in doc:
            written = text[token.idx : token.idx + len(token)]
            assert written == token.text or token.text.isspace() or token.text == "," or written.istitle()


def test_spaces_of_any_width_part_words_alike() -> None:
    nlp = load_model(Settings().model)
    plain, odd = parse(nlp, ["China met the Ugandan Minister of Energy.", "China met\u00a0the Ugandan\u2002Minister of\u2009Energy."])
    assert [(token.text, token.dep_) for token in odd] == [(token.text, token.dep_) for token in plain]


def test_a_model_that_is_not_installed_is_named() -> None:
    with pytest.raises(ConfigurationError, match=r"xx_no_such_model.*DIPLOGRAPH_MODEL"):
        load_model("xx_no_such_model")
