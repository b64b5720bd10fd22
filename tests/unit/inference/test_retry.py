"""Which failed calls are made again."""

import pytest

from bole.inference.errors import Remedy
from bole.inference.retry import MOST_CALLS, wait_seconds


@pytest.mark.parametrize("remedy", Remedy)
def test_calls_are_bounded(remedy: Remedy) -> None:
    most = MOST_CALLS[remedy]
    assert [wait_seconds(remedy, calls, 60, 0.5) is None for calls in range(1, most + 1)] == [False] * (most - 1) + [
        True
    ]


def test_what_cannot_be_mended_is_not_sent_again() -> None:
    assert wait_seconds(Remedy.NONE, 1, 60, 0.5) is None


def test_what_broke_inside_is_sent_again_once_and_at_once() -> None:
    assert wait_seconds(Remedy.ONCE, 1, 60, 0.5) == 0
    assert wait_seconds(Remedy.ONCE, 2, 60, 0.5) is None


def test_a_full_server_is_asked_ever_later() -> None:
    waits = [wait_seconds(Remedy.LATER, calls, 60, 0.0) for calls in range(1, 6)]
    assert waits == [0.1, 0.2, 0.4, 0.8, 1.6]
    assert wait_seconds(Remedy.LATER, 1, 60, 0.5) == pytest.approx(0.075)


def test_nothing_is_sent_after_the_deadline() -> None:
    assert wait_seconds(Remedy.LATER, 3, 0.4, 0.0) is None
    assert wait_seconds(Remedy.RETURN, 1, 0.0, 0.0) is None
