"""Tokens of lists and watches: what was written is read again, and nothing else is taken for one."""

from __future__ import annotations

import base64
import json
from dataclasses import replace

import pytest

from bole.api import page_tokens
from bole.domain.batches import PageStart
from bole.domain.errors import BoleError, ErrorReason

START = PageStart(revision=3, up_to_sequence=512, after=(1083, 17))
RESULTS = page_tokens.for_results(START, b"a batch and a filter")
BATCHES = page_tokens.for_batches("b-17", "default")
CURSOR = page_tokens.cursor(42, "b-17")


def test_a_token_says_where_its_list_goes_on() -> None:
    assert page_tokens.results_start(RESULTS, b"a batch and a filter") == START
    assert page_tokens.last_batch(BATCHES, "default") == "b-17"
    assert page_tokens.sequence_of(CURSOR, "b-17") == 42


def test_without_a_token_it_begins() -> None:
    assert page_tokens.results_start("", b"") is None
    assert page_tokens.last_batch("", "default") == ""
    assert page_tokens.sequence_of("", "b-17") == 0


@pytest.mark.parametrize("token", [RESULTS, BATCHES, CURSOR])
def test_a_token_stands_in_a_url_as_it_is(token: str) -> None:
    assert token.replace("-", "").replace("_", "").isalnum()


def _sealed(content: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode()


@pytest.mark.parametrize(
    "token",
    [
        RESULTS[:-1],
        RESULTS[:-4],
        RESULTS[4:],
        RESULTS + "A",
        RESULTS.swapcase(),
        BATCHES,
        CURSOR,
        page_tokens.for_results(START, b"another filter"),
        page_tokens.for_results(replace(START, up_to_sequence=2**31), b"a batch and a filter"),
        page_tokens.for_results(replace(START, after=(1083, -1)), b"a batch and a filter"),
        "?",
        "\x00",
        "名",
        "A" * 100_000,
        _sealed("[" * 3),
        _sealed([]),
        _sealed({"a": 1}),
        _sealed([None, 3]),
        _sealed(["0" * 16, 3, 512]),
        _sealed(["0" * 16, [1]]),
        _sealed(["0" * 16, 10**30]),
        base64.urlsafe_b64encode(b"[" * 700).decode(),
    ],
)
def test_what_is_no_token_of_these_results_is_refused(token: str) -> None:
    """Damaged, made up, or of another list."""
    with pytest.raises(BoleError) as caught:
        page_tokens.results_start(token, b"a batch and a filter")

    assert caught.value.reason is ErrorReason.ARGUMENT_INVALID
    assert caught.value.field == "page_token"
    assert "next_page_token" in caught.value.message


@pytest.mark.parametrize(
    "token",
    [
        CURSOR[:-1],
        page_tokens.cursor(42, "b-18"),
        page_tokens.cursor(2**31, "b-17"),
        page_tokens.cursor(-1, "b-17"),
        RESULTS,
        BATCHES,
        "x",
    ],
)
def test_a_cursor_is_good_for_its_batch_alone(token: str) -> None:
    with pytest.raises(BoleError) as caught:
        page_tokens.sequence_of(token, "b-17")

    assert caught.value.reason is ErrorReason.ARGUMENT_INVALID
    assert caught.value.field == "cursor"
    assert "WatchBatch" in caught.value.message


@pytest.mark.parametrize(
    "token",
    [
        BATCHES[:-1],
        page_tokens.for_batches("b-17", "another"),
        page_tokens.for_batches("\ud800", "default"),
        page_tokens.for_batches("\0", "default"),
        RESULTS,
        CURSOR,
    ],
)
def test_a_page_of_batches_is_good_for_its_tenant_alone(token: str) -> None:
    with pytest.raises(BoleError) as caught:
        page_tokens.last_batch(token, "default")

    assert caught.value.field == "page_token"
