"""What the fields of the playground take."""

from __future__ import annotations

import pytest
from starlette.datastructures import FormData

from bole.web.playground.by_hand import FIELDS, MOST_TOKENS, SEED, TEMPERATURE, TOP_P, request_of
from bole.web.playground.fields import NumberField, faults_of, given

FAULTY = {
    "a word": (TEMPERATURE, "warm"),
    "too warm": (TEMPERATURE, "2.1"),
    "too cold": (TEMPERATURE, "-0.1"),
    "no number": (TEMPERATURE, "nan"),
    "without end": (TEMPERATURE, "inf"),
    "no likelihood": (TOP_P, "0"),
    "half a token": (MOST_TOKENS, "1.5"),
    "no token": (MOST_TOKENS, "0"),
    "a number of ten thousand digits": (SEED, "9" * 10_000),
}


@pytest.mark.parametrize(("field", "text"), FAULTY.values(), ids=FAULTY)
def test_a_number_that_the_service_would_not_take_is_a_fault(field: NumberField, text: str) -> None:
    fault = field.fault(text)
    assert fault is not None
    assert fault.values == {"low": field.low, "high": field.high}


def test_empty_numbers_are_the_usual_ones_and_line_ends_are_those_of_models() -> None:
    values = given(FormData({"prompt_text": "a\r\nb", "temperature": " ", "seed": "7"}), FIELDS)

    assert faults_of(values, FIELDS) == {}
    request = request_of(values)
    assert (request.prompt_text, request.temperature, request.top_p) == ("a\nb", 0.0, 1.0)
    assert (request.max_output_tokens, request.seed) == (512, 7)


def test_a_prompt_of_blanks_is_missing() -> None:
    assert set(faults_of(given(FormData({"prompt_text": " \r\n "}), FIELDS), FIELDS)) == {"prompt_text"}


def test_a_text_that_is_too_long_is_a_fault() -> None:
    values = given(FormData({"prompt_text": "x" * 50_001, "grammar": "g" * 20_000}), FIELDS)
    assert set(faults_of(values, FIELDS)) == {"prompt_text"}
