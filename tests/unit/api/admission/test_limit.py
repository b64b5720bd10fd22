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


def test_it_rises_by_one_when_as_many_calls_as_it_allows_have_ended() -> None:
    limit = limit_of(Behind(at_once=4))

    for _ in range(5):
        limit.adapt(in_progress=limit.calls)

    assert limit.calls == 5


def test_it_does_not_rise_while_it_holds_nobody_back() -> None:
    limit = limit_of(Behind(at_once=4))

    for _ in range(100):
        limit.adapt(in_progress=3)

    assert limit.calls == 4


def test_it_never_rises_above_the_most() -> None:
    limit = limit_of(Behind(at_once=4), most=6)

    for _ in range(100):
        limit.adapt(in_progress=limit.calls)

    assert limit.calls == 6


def test_it_falls_when_work_waits_too_long_and_never_below_the_places() -> None:
    """A tenth at most once in the time of the target: what waits already does not become less by it."""
    behind = Behind(at_once=4)
    limit = limit_of(behind)
    for _ in range(300):
        limit.adapt(in_progress=limit.calls)
    risen = limit.calls
    behind.waited = 0.2

    for _ in range(10):
        limit.adapt(in_progress=risen)
    once = limit.calls
    for _ in range(100):
        behind.now += 0.1
        limit.adapt(in_progress=limit.calls)

    assert risen > 20
    assert once == int(risen * 0.9)
    assert limit.calls == 4


def test_a_limit_that_nobody_reached_falls_to_what_was_in_progress() -> None:
    behind = Behind(at_once=4)
    limit = limit_of(behind)
    for _ in range(1000):
        limit.adapt(in_progress=limit.calls)
    behind.waited = 0.2

    limit.adapt(in_progress=10)

    assert limit.calls == 9
