"""Whose turn it is."""

from __future__ import annotations

from bole.batch.scheduling import Turns
from bole.domain.batches import BatchPriority

LOW, NORMAL, HIGH = BatchPriority.LOW, BatchPriority.NORMAL, BatchPriority.HIGH


def test_equals_take_turns() -> None:
    """In the order in which they came."""
    turns, waiting = Turns(), [("a", NORMAL), ("b", NORMAL), ("c", NORMAL)]

    assert [turns.next(waiting) for _ in range(6)] == ["a", "b", "c", "a", "b", "c"]


def test_the_highest_priority_goes_first_as_long_as_it_waits() -> None:
    """The others go on after it."""
    turns = Turns()
    both = [("low", LOW), ("normal", NORMAL)]

    assert [turns.next([*both, ("high", HIGH)]) for _ in range(3)] == ["high"] * 3
    assert [turns.next(both) for _ in range(2)] == ["normal"] * 2
    assert turns.next([("low", LOW)]) == "low"


def test_one_that_came_later_does_not_make_up_for_the_time_before() -> None:
    """It goes next, and then takes turns."""
    turns = Turns()
    for _ in range(5):
        turns.next([("a", NORMAL)])

    assert [turns.next([("a", NORMAL), ("b", NORMAL)]) for _ in range(4)] == ["b", "a", "b", "a"]


def test_nobody_waits() -> None:
    """And one that was forgotten is new again."""
    turns = Turns()
    assert turns.next([]) is None

    turns.next([("a", NORMAL), ("b", NORMAL)])
    turns.forget("a")

    assert turns.next([("a", NORMAL), ("b", NORMAL)]) == "a"
