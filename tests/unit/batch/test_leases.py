"""Which leases have run out, on the observer's own clock."""

from __future__ import annotations

from bole.batch.leases import LeaseWatch
from bole.domain.batches import BatchPriority, LeaseView


def view(batch_id: str = "b", owner: str = "other", epoch: int = 1, heartbeat: int = 1) -> LeaseView:
    """Returns a lease as the store shows it."""
    return LeaseView(
        tenant="t",
        batch_id=batch_id,
        priority=BatchPriority.NORMAL,
        owner=owner,
        epoch=epoch,
        heartbeat=heartbeat,
        item_count=1,
        accepts_items=False,
    )


def test_what_nobody_has_is_free_at_once() -> None:
    """And what this replica has is left out."""
    watch = LeaseWatch(30)

    assert watch.free([view("a", owner=""), view("b", owner="")], {"b"}, 0.0) == [view("a", owner="")]


def test_a_heartbeat_that_stands_still_for_long_enough_is_a_death() -> None:
    """Counted from when this observer saw it first."""
    watch = LeaseWatch(30)

    for now in (1000.0, 1010.0, 1020.0, 1029.5):
        assert watch.free([view()], (), now) == []
    assert watch.free([view()], (), 1030.0) == [view()]


def test_a_time_without_looking_is_no_death_of_others() -> None:
    """The store was away for all of them: who looks first would take the batches of all others."""
    watch = LeaseWatch(30)
    for heartbeat, now in ((1, 0.0), (1, 10.0), (1, 600.0), (2, 610.0), (2, 620.0), (2, 630.0)):
        assert watch.free([view(heartbeat=heartbeat)], (), now) == []

    assert watch.free([view(heartbeat=2)], (), 640.0) == [view(heartbeat=2)]


def test_a_heartbeat_that_moves_is_a_life() -> None:
    """However long it is watched; also where it moved back, as in a database that was restored."""
    watch = LeaseWatch(30)

    for heartbeat, now in ((5, 0.0), (6, 25.0), (7, 50.0), (3, 75.0), (3, 100.0)):
        assert watch.free([view(heartbeat=heartbeat)], (), now) == []


def test_another_owner_begins_anew() -> None:
    """A batch that was taken meanwhile is alive."""
    watch = LeaseWatch(30)
    watch.free([view()], (), 0.0)

    assert watch.free([view(owner="third", epoch=2)], (), 40.0) == []


def test_a_lease_that_was_gone_for_a_while_is_a_new_one() -> None:
    """What is not listed is forgotten."""
    watch = LeaseWatch(30)
    watch.free([view()], (), 0.0)
    watch.free([], (), 10.0)

    assert watch.free([view()], (), 40.0) == []
