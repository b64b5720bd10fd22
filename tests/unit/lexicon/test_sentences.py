"""Sentences and clauses."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bole.domain.spans import Span
from bole.lexicon.sentences import sentence_at, sentences


def _texts(text: str) -> list[str]:
    return [span.of(text) for span in sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("负责审计。编制报表！税务申报；对账", ["负责审计", "编制报表", "税务申报", "对账"]),
        ("Built APIs. Led a team of 5.", ["Built APIs", "Led a team of 5."]),
        ("Used Node.js v3.5 in the U.S. market.", ["Used Node.js v3.5 in the U.S. market."]),
        ("Tools, e.g. Excel, and others", ["Tools, e.g. Excel, and others"]),
        ("Reported to Dr. Smith. Taught math.", ["Reported to Dr. Smith", "Taught math."]),
        ("GPA 3.8. 2019年毕业", ["GPA 3.8", "2019年毕业"]),
        ("• Sold cars\n- Trained staff\n\n  * Opened a store", ["Sold cars", "Trained staff", "Opened a store"]),
        ("● 接待客户 ● 处理投诉", ["接待客户", "处理投诉"]),
        ("Really? Yes!", ["Really", "Yes"]),
        ("。。\n \n;", []),
        ("", []),
    ],
)
def test_text_is_split_where_a_reader_would_pause(text: str, expected: list[str]) -> None:
    """Marks, line ends and bullets end a sentence; full stops of abbreviations and numbers do not."""
    assert _texts(text) == expected


@given(st.text(alphabet="ab A.。；;\n•- \u30003", max_size=50))
def test_sentences_are_trimmed_ordered_and_never_empty(text: str) -> None:
    """Spans do not overlap, and none begins or ends with a blank."""
    spans = sentences(text)

    assert all(span.end > span.start for span in spans)
    assert all(left.end <= right.start for left, right in pairwise(spans))
    assert all(span.of(text) == span.of(text).strip() for span in spans)


@given(st.text(alphabet="ab.。\n ", max_size=40))
def test_every_letter_stands_in_a_sentence(text: str) -> None:
    """Nothing but marks, blanks and bullets falls between sentences."""
    spans = sentences(text)

    assert all(sentence_at(spans, index) is not None for index, letter in enumerate(text) if letter in "ab")


def test_sentence_at_finds_the_sentence_or_none() -> None:
    """Offsets are code points of the text; the end is outside."""
    spans = sentences("甲乙。丙")

    assert sentence_at(spans, 1) == Span(0, 2)
    assert sentence_at(spans, 2) is None
    assert sentence_at(spans, 3) == Span(3, 4)
