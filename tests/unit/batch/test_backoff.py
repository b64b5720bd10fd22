"""How long is waited."""

from __future__ import annotations

from bole.batch.backoff import Backoff


def test_waits_double_up_to_half_a_minute_and_begin_anew() -> None:
    """Each is shortened by up to a half."""
    backoff = Backoff(1.0)

    waits = [backoff.next_seconds() for _ in range(8)]

    for wait, longest in zip(waits, [1, 2, 4, 8, 16, 30, 30, 30], strict=True):
        assert longest / 2 <= wait <= longest
    waited = backoff.waits
    backoff.reset()
    assert (waited, backoff.waits) == (True, False)
    assert backoff.next_seconds() <= 1


def test_replicas_do_not_wait_in_step() -> None:
    """The same fault gives different waits."""
    assert len({Backoff(1.0).next_seconds() for _ in range(20)}) > 10
