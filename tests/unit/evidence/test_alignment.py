"""Where quotes stand in visible text, and where they do not."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bole.domain.screening import Alignment
from bole.domain.spans import Span
from bole.evidence.alignment import align
from bole.lexicon.folding import fold

TEXT = (
    "张伟。2019年至今在XX科技任职Python开发，主要负责订单系统开发。"
    "使用 Python Flask MySQL构建高并发接口，日均请求百万级。\n"
    "Worked 8 years with JavaScript and Google Cloud.\n"
    "拥有13 years of work, revenue 3.5 million, budget 1,000 yuan.\n"
    "負責微服務\n架構 拆分工作与数据库设计。\n"
    "Maintained the billing platform for three retail clients and cut its nightly run from 90 to 25 minutes."
)
FOLDED = fold(TEXT)
NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
WORD = 16
"""Longest word of the text and what stands around it: as far as a cut word at an end may move that end."""


@pytest.mark.parametrize(
    ("quote", "alignment", "slice_of_text"),
    [
        ("主要负责订单系统开发", Alignment.EXACT, "主要负责订单系统开发"),
        ("  主要负责订单系统开发 ", Alignment.EXACT, "主要负责订单系统开发"),
        ("使用Python Flask  MySQL构建高并发接口", Alignment.NORMALIZED, "使用 Python Flask MySQL构建高并发接口"),
        ("负责微服务架构拆分工作", Alignment.NORMALIZED, "負責微服務\n架構 拆分工作"),
        ("worked 8 YEARS with javascript", Alignment.NORMALIZED, "Worked 8 years with JavaScript"),
        ("“主要负责订单系统开发...”", Alignment.NORMALIZED, "主要负责订单系统开发"),
        ("revenue 3.5 million", Alignment.EXACT, "revenue 3.5 million"),
        (
            "Maintained the billing platform of three retail clients and cut its nightly run from 90 to 25 minutes",
            Alignment.FUZZY,
            "Maintained the billing platform for three retail clients and cut its nightly run from 90 to 25 minutes",
        ),
        ("负责微服务架构拆分工作和数据库设计", Alignment.FUZZY, "負責微服務\n架構 拆分工作与数据库设计"),
    ],
)
def test_quote_aligns_to_the_tight_slice(quote: str, alignment: Alignment, slice_of_text: str) -> None:
    """A quote is found verbatim, folded or nearly, and the span holds no blank at its ends."""
    found = align(quote, FOLDED)

    assert found is not None
    assert (found.alignment, found.span.of(TEXT)) == (alignment, slice_of_text)


@pytest.mark.parametrize(
    "quote",
    [
        "",
        "  ",
        "…",
        "3 years of work",  # 13 years
        "5 million",  # 3.5 million
        "000 yuan",  # 1,000 yuan
        "Worked 3 years with JavaScript and Google Cloud",  # 8 years
        "Worked 8 years with TypeScript and Google Cloud",
        "Maintained the billing platform for three retail clients and cut its nightly run from 80 to 25 minutes",
        "Java",
        "Go",
        "订单系统管理",  # six code points: never nearly
        "developed rockets in space for many customers",
    ],
)
def test_what_the_text_does_not_say_aligns_nowhere(quote: str) -> None:
    """Numbers, words and short quotes are never stretched to fit."""
    assert align(quote, FOLDED) is None


def test_quote_that_an_engine_cut_inside_a_word_aligns() -> None:
    """Engines stop at a limit: a long quote may end inside a word, never inside a number."""
    cut = "Maintained the billing platform for three retail clients and cut its nightly run from 90 to 25 min"

    found = align(cut, FOLDED)

    assert found is not None
    assert found.span.of(TEXT) == cut


def test_first_occurrence_counts_unless_another_is_expected() -> None:
    """A repeated sentence aligns to its first place, or to the one inside `within`."""
    text = "Wrote reports.\nWrote reports.\n"
    folded = fold(text)

    first, second, folded_second = (
        align("Wrote reports", folded),
        align("Wrote reports", folded, within=Span(15, 29)),
        align("wrote  reports", folded, within=Span(15, 29)),
    )

    assert [one and one.span for one in (first, second, folded_second)] == [Span(0, 13), Span(15, 28), Span(15, 28)]


def test_within_is_a_preference_only() -> None:
    """A quote that stands elsewhere alone is found there."""
    found = align("Worked 8 years", FOLDED, within=Span(0, 5))

    assert found is not None
    assert found.span.of(TEXT) == "Worked 8 years"


@given(st.integers(0, len(TEXT)), st.integers(0, len(TEXT)))
def test_every_slice_that_aligns_is_its_own_text(left: int, right: int) -> None:
    """A slice aligns to itself, or nowhere when it cuts a number or a short word; a cut word at an end is completed."""
    quote = TEXT[min(left, right) : max(left, right)].strip()

    found = align(quote, FOLDED)

    if found is not None and found.alignment is Alignment.EXACT:
        assert found.span.of(TEXT) == quote
    elif found is not None:
        start, end = found.span.start, found.span.end
        assert abs(start - TEXT.index(quote)) < WORD
        assert abs(end - TEXT.index(quote) - len(quote)) < WORD
        assert set(NUMBER.findall(fold(quote).text)) <= set(NUMBER.findall(fold(found.span.of(TEXT)).text))


@pytest.mark.parametrize("last", ["2023", "20", "montreal", "y"])
def test_long_quote_does_not_align_without_a_false_last_word(last: str) -> None:
    """What the text does not go on with was not cut: neither another number nor another word."""
    text = f"{TEXT[-103:-1]} in the month of May 2019, with two juniors."
    quote = f"{TEXT[-103:-1]} in the month of May {last}"

    assert align(quote, fold(text)) is None


@given(
    st.text(alphabet="Work年8 开发Java，.\n\u3000１", max_size=60),
    st.text(alphabet="Work年8 开发Java，.\n１", max_size=40),
)
def test_spans_are_tight_and_inside_whatever_the_input(text: str, quote: str) -> None:
    """Any text and any quote give a span inside the text, without blanks at its ends."""
    found = align(quote, fold(text))

    if found is not None:
        piece = found.span.of(text)
        assert piece == piece.strip() != ""
