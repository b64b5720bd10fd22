"""Term matching beyond the rows of the matching table."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bole.lexicon.folding import fold
from bole.lexicon.terms import term_matcher


def _found(text: str, *spellings: str) -> list[str]:
    return [span.of(text) for span in term_matcher(spellings).find(fold(text))]


def test_mentions_come_in_order_and_do_not_overlap() -> None:
    """The longest spelling wins at each place."""
    text = "Spring Boot项目；Spring；springboot2"

    assert _found(text, "Spring", "Spring Boot") == ["Spring Boot", "Spring", "springboot"]


def test_spans_are_of_the_source_not_of_the_folded_text() -> None:
    """A quote is what the person wrote."""
    assert _found("精通Ｐｙｔｈｏｎ，會\n計", "Python", "会计") == ["Ｐｙｔｈｏｎ", "會\n計"]


def test_first_is_none_where_nothing_stands() -> None:
    """No mention, no span."""
    assert term_matcher(("Redis",)).first(fold("MySQL")) is None


def test_blank_spellings_are_left_out() -> None:
    """A posting may leave an empty item in a list."""
    assert _found("Redis", "", "  ", "redis") == ["Redis"]


def test_the_same_spellings_give_the_same_matcher() -> None:
    """Matchers are compiled once."""
    assert term_matcher(("Kafka",)) is term_matcher(("Kafka",))


def test_marks_of_regular_expressions_are_plain_characters() -> None:
    """A term from a posting is never a pattern."""
    assert _found("uses a.*b and (x|y)", "a.*b") == ["a.*b"]
    assert _found("aXXb", "a.*b") == []


@given(st.text(max_size=40), st.text(min_size=1, max_size=12))
def test_no_term_and_no_text_break_the_matcher(text: str, term: str) -> None:
    """Whatever is found lies inside the text, in order, and is not empty."""
    spans = term_matcher((term,)).find(fold(text))

    ends = [0] + [span.end for span in spans]
    assert all(start <= span.start < span.end <= len(text) for start, span in zip(ends, spans, strict=False))


@given(st.text(alphabet="会计Python 微服务,\n", max_size=20), st.sampled_from(["Python", "会计", "微服务"]))
def test_a_match_folds_to_its_spelling(text: str, term: str) -> None:
    """Every quote is the term again after folding."""
    assert {fold(found).text for found in _found(text, term)} <= {fold(term).text, fold(term).text + "s"}
