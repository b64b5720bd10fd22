"""What is measured of a load, by arithmetic; and what a model is asked."""

from __future__ import annotations

import pytest

from bole.inference.chat_encoder import ChatEncoder
from build_engine.verifying.load import Ran, Timed, between_tokens, first_token, p95
from build_engine.verifying.questions import (
    golden_questions,
    golden_request,
    load_requests,
    long_request,
    prefix_requests,
)

ENCODER = ChatEncoder(max_tokens=8192)


def ran(seconds: float, tokens: int | None, count: int = 5) -> Ran:
    """Returns a run of answers that are all alike."""
    return Ran(answers=(Timed(seconds=seconds, tokens=tokens),) * count, seconds=seconds * count)


def test_times_of_tokens_come_from_answers_of_two_lengths() -> None:
    """A first token after 0.2 s and 0.01 s for each further one: 32 tokens take 0.51 s, 128 take 1.47 s."""
    short, long = ran(0.51, 32), ran(1.47, 128)
    between = between_tokens(short, long)
    assert between == pytest.approx(0.01)
    assert first_token(short, between) == pytest.approx(0.2)


@pytest.mark.parametrize(
    ("short", "long"),
    [
        (ran(0.5, 32), ran(0.5, 128)),  # no longer than the short ones
        (ran(0.5, 32), ran(0.9, 32)),  # no more tokens
        (ran(0.5, None), ran(0.9, 128)),  # not counted
        (ran(0.5, 32), ran(0.9, None)),
    ],
)
def test_what_cannot_be_told_is_not_told(short: Ran, long: Ran) -> None:
    assert between_tokens(short, long) is None
    assert first_token(short, None) is None


def test_a_first_token_before_the_request_is_not_told() -> None:
    assert first_token(ran(0.1, 32), 0.01) is None


def test_a_percentile_needs_enough_answers() -> None:
    assert p95([1.0] * 19) is None
    assert p95([float(number) for number in range(100)]) == 94.0


def test_golden_questions_have_one_answer_among_their_choices_in_both_languages() -> None:
    questions, least = golden_questions()
    assert len(questions) >= 8
    assert 0.5 < least < 1
    for golden in questions:
        assert golden.answer in golden.choices
        assert len(set(golden.choices)) == len(golden.choices) > 1
        grammar = golden_request(golden, ENCODER).guide.grammar
        assert all(f'"{choice}"' in grammar for choice in golden.choices)
    assert any("zh" in golden.name for golden in questions)
    assert any("en" in golden.name for golden in questions)


@pytest.mark.parametrize("max_seq_len", [1024, 8192, 32_768])
def test_a_long_prompt_nearly_fills_the_model(max_seq_len: int) -> None:
    golden, request = long_request(ENCODER, max_seq_len)
    assert max_seq_len // 3 < request.prompt.token_count + request.max_output_tokens <= max_seq_len
    assert golden.text in request.prompt.messages[-1].content


def test_prompts_of_a_load_have_nothing_in_common_and_those_of_the_prefix_check_nearly_all() -> None:
    prompts = load_requests(ENCODER, count=20, tokens=100, output_tokens=16, seed=1)
    assert len({request.prompt.messages[-1].content for request in prompts}) == 20
    assert {request.max_output_tokens for request in prompts} == {16}
    other = load_requests(ENCODER, count=20, tokens=100, output_tokens=16, seed=2)
    assert not {one.prompt.messages[-1].content for one in prompts} & {one.prompt.messages[-1].content for one in other}
    first, second = prefix_requests(ENCODER, 1024, seed=1)
    assert first.prompt.prefix_digest != prefix_requests(ENCODER, 1024, seed=2)[0].prompt.prefix_digest
    assert first.prompt.prefix_digest == second.prompt.prefix_digest
    assert first.prompt.prefix_token_count >= 1024
