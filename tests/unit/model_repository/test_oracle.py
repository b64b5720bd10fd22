"""The oracle's answers stand in the resume, are the same every time, and are wrong as often as asked."""

from __future__ import annotations

from collections import Counter

import pytest
from excerpts import QUOTE_CHARACTERS
from hypothesis import given
from hypothesis import strategies as st
from oracle import Kind, OracleAnswer, Shares, answer_key, experience
from prompt_reading import Criterion

RESUME = """Jordan Example
2019 - 2024 Backend developer, Northwind
- Built order services in Python and Go for 40 hotels.
- No experience with Kafka.
- Moved "billing" to PostgreSQL\\Linux in 2021.
使用Redis缓存热点数据，日均请求百万级。
Skills: JavaScript, C++, Docker"""

HONEST = Shares()


def criterion(*terms: str, text: str = "") -> Criterion:
    return Criterion(text=text or f"Knows {terms[0]}", terms=terms)


def answer(*terms: str, resume: str = RESUME, shares: Shares = HONEST, seed: int = 1) -> OracleAnswer:
    return answer_key(seed, shares, (criterion(*terms),), resume)[0]


@pytest.mark.parametrize(
    ("term", "quote"),
    [
        ("Python", "- Built order services in Python and Go for 40 hotels."),
        ("go", "- Built order services in Python and Go for 40 hotels."),
        ("Redis", "使用Redis缓存热点数据，日均请求百万级。"),
        ("热点数据", "使用Redis缓存热点数据，日均请求百万级。"),
        ("C++", "Skills: JavaScript, C++, Docker"),
        ("PostgreSQL", "to PostgreSQL"),
    ],
)
def test_a_term_is_shown_by_the_first_line_that_names_it(term: str, quote: str) -> None:
    found = answer(term)
    assert found.quotes == (quote,)
    assert found.level in {"DEMONSTRATED", "USED", "LISTED"}
    assert found.kind is Kind.HONEST


@pytest.mark.parametrize("term", ["Java", "C", "Script", "Kafka", "Rust", "ython", ""])
def test_what_the_resume_does_not_name_or_denies_is_absent(term: str) -> None:
    assert answer(term) == OracleAnswer(kind=Kind.HONEST, level="ABSENT", quotes=())


def test_two_terms_are_shown_by_two_lines() -> None:
    assert answer("Python", "Docker", "Redis").quotes == (
        "- Built order services in Python and Go for 40 hotels.",
        "Skills: JavaScript, C++, Docker",
    )


def test_the_answers_depend_on_seed_criteria_and_resume_alone() -> None:
    criteria = tuple(criterion("Python", text=f"criterion {number}") for number in range(40))
    key = answer_key(7, Shares(wrong=0.3), criteria, RESUME)
    assert key == answer_key(7, Shares(wrong=0.3), criteria, RESUME)
    assert key != answer_key(8, Shares(wrong=0.3), criteria, RESUME)
    assert key[::-1] == answer_key(7, Shares(wrong=0.3), criteria[::-1], RESUME)


def test_answers_are_wrong_as_often_as_asked() -> None:
    shares = Shares(off_topic=0.1, not_verbatim=0.2, wrong=0.3)
    criteria = tuple(criterion("Python", text=f"criterion {number}") for number in range(2000))
    kinds = Counter(one.kind for one in answer_key(1, shares, criteria, RESUME))
    assert kinds[Kind.OFF_TOPIC] == pytest.approx(200, abs=60)
    assert kinds[Kind.NOT_VERBATIM] == pytest.approx(400, abs=80)
    assert kinds[Kind.WRONG] == pytest.approx(600, abs=90)


def test_levels_are_spread_by_the_seed() -> None:
    criteria = tuple(criterion("Python", text=f"criterion {number}") for number in range(60))
    assert {one.level for one in answer_key(1, HONEST, criteria, RESUME)} == {"DEMONSTRATED", "USED", "LISTED"}


def test_an_answer_off_topic_quotes_a_line_that_does_not_name_the_term() -> None:
    found = answer("Python", shares=Shares(off_topic=1.0))
    assert found.level == "DEMONSTRATED"
    assert found.quotes[0] in RESUME
    assert "python" not in found.quotes[0].lower()


def test_an_answer_that_is_not_verbatim_names_the_term_and_stands_nowhere() -> None:
    found = answer("Python", shares=Shares(not_verbatim=1.0))
    assert "Python" in found.quotes[0]
    assert found.quotes[0] not in RESUME
    assert found.level == "DEMONSTRATED"


def test_an_invented_answer_claims_what_is_not_there() -> None:
    found = answer("Rust", shares=Shares(wrong=1.0))
    assert found.level == "DEMONSTRATED"
    assert found.quotes[0] not in RESUME


def test_without_a_line_for_it_a_wrong_answer_is_honest() -> None:
    assert answer("Python", resume="Python", shares=Shares(off_topic=1.0)).kind is Kind.HONEST
    assert answer("Rust", shares=Shares(not_verbatim=1.0)).kind is Kind.HONEST


@pytest.mark.parametrize("shares", [{"wrong": 1.2}, {"wrong": -0.1}, {"wrong": 0.6, "off_topic": 0.6}])
def test_shares_that_are_none_are_refused(shares: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        Shares(**shares)


def test_experience_is_copied_from_lines_with_numbers_first() -> None:
    assert experience(RESUME) == (
        "2019 - 2024 Backend developer, Northwind",
        "- Built order services in Python and Go for 40 hotels.",
    )


def test_an_empty_resume_still_has_a_sentence() -> None:
    assert experience("") == ("Not stated.",)


def test_a_long_line_is_cut_to_the_sentence_that_names_the_term() -> None:
    line = "负责订单系统。" * 20 + "使用Kafka处理消息。" + "参与评审。" * 20
    assert answer("Kafka", resume=line).quotes == ("使用Kafka处理消息。",)


def test_a_long_sentence_is_cut_at_words_around_the_term() -> None:
    words = [f"word{number}" for number in range(60)]
    line = " ".join([*words, "Kafka", *words])
    (quote,) = answer("Kafka", resume=line).quotes
    assert set(quote.split()) <= {*words, "Kafka"}
    assert 80 < len(quote) <= QUOTE_CHARACTERS


@given(
    before=st.text(max_size=200),
    after=st.text(max_size=200),
    term=st.sampled_from(["Kafka", "C++", "微服务", "a b"]),
    shares=st.sampled_from([HONEST, Shares(off_topic=1.0), Shares(not_verbatim=1.0), Shares(wrong=1.0)]),
)
def test_every_answer_fits_the_grammar_of_screenings(before: str, after: str, term: str, shares: Shares) -> None:
    resume = f"{before} {term} {after}"
    found = answer(term, resume=resume, shares=shares)
    for quote in (*found.quotes, *experience(resume)):
        assert 1 <= len(quote) <= QUOTE_CHARACTERS
        assert not set(quote) & {'"', "\\", *map(chr, range(32)), *map(chr, range(127, 160)), "\u2028", "\u2029"}
    for quote in found.quotes:
        assert (quote in resume) is (found.kind in {Kind.HONEST, Kind.OFF_TOPIC})
        assert (term.lower() in quote.lower()) is (found.kind is not Kind.OFF_TOPIC)
