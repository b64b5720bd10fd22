"""How many calls are worked on at the same time."""

from __future__ import annotations

from bole.api.admission.limit import AdaptiveLimit
from tests.unit.api.admission.behind import Behind


def limit_of(behind: Behind, most: int = 100) -> AdaptiveLimit:
    return AdaptiveLimit(behind, most=most, target_seconds=0.1, clock=behind.clock)


def test_it_starts_with_the_places_there_are() -> None:
    assert limit_of(Behind(at_once=6)).calls == 6


def test_places_that_come_later_are_used() -> None:
    """The model connects after the service has begun."""
    behind = Behind(at_once=2)
    limit = limit_of(behind)

    behind.at_once = 26

    assert limit.calls == 26


def test_it_rises_by_one_for_two_calls_that_end() -> None:
    limit = limit_of(Behind(at_once=4))

    for _ in range(4):
        limit.adapt(limit.calls, 1.0)

    assert limit.calls == 6


def test_it_does_not_rise_while_it_holds_nobody_back() -> None:
    limit = limit_of(Behind(at_once=4))

    for _ in range(100):
        limit.adapt(3, 1.0)

    assert limit.calls == 4


def test_it_never_rises_above_the_most() -> None:
    limit = limit_of(Behind(at_once=4), most=6)

    for _ in range(100):
        limit.adapt(limit.calls, 1.0)

    assert limit.calls == 6


def test_it_falls_by_the_work_that_has_waited_too_long() -> None:
    """Once, however often it is looked at: what is in progress goes down with what is late."""
    behind = Behind(at_once=40, fewest=2)
    limit = limit_of(behind)

    behind.too_late = 12
    limit.adapt(40, 1.0)
    behind.too_late = 7
    limit.adapt(35, 1.0)

    assert limit.calls == 28


def test_it_falls_by_no_more_than_a_half_in_the_time_of_a_call() -> None:
    """All work is late for a moment where something stands still; and never below the narrowest part."""
    behind = Behind(at_once=40, fewest=3)
    limit = limit_of(behind)
    behind.too_late = 40
    seen = []

    for _ in range(6):
        limit.adapt(40, 2.0)
        limit.adapt(40, 2.0)
        seen.append(limit.calls)
        behind.now += 2.0

    assert seen == [20, 10, 5, 3, 3, 3]


def test_it_rises_again_from_where_it_fell_to() -> None:
    behind = Behind(at_once=40, fewest=2)
    limit = limit_of(behind)
    behind.too_late = 15
    limit.adapt(40, 1.0)
    fallen = limit.calls
    behind.too_late = 0

    for _ in range(4):
        limit.adapt(limit.calls, 1.0)

    assert (fallen, limit.calls) == (25, 27)


def test_late_work_never_raises_it() -> None:
    """More may be in progress than it allows: it has just fallen."""
    behind = Behind(at_once=10, fewest=2)
    limit = limit_of(behind)

    behind.too_late = 1
    limit.adapt(30, 1.0)

    assert limit.calls == 10
