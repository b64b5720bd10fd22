"""Whose turn it is."""

from __future__ import annotations

import asyncio

import pytest

from bole.api.admission.fair_queue import FairQueue, Waiting


@pytest.fixture
async def queue() -> FairQueue:
    """A queue inside of an event loop."""
    return FairQueue()


def waiting(share: str, since: float, *, returns: bool = False) -> Waiting:
    return Waiting(share=share, returns=returns, since=since, let_in=asyncio.get_running_loop().create_future())


async def test_shares_have_turns_however_many_calls_one_of_them_makes(queue: FairQueue) -> None:
    for since in range(5):
        queue.add(waiting("many", since))
    queue.add(waiting("one", 9))

    assert [queue.take().share for _ in range(4)] == ["many", "one", "many", "many"]


async def test_within_a_share_the_first_goes_first_but_for_those_sent_away_before(queue: FairQueue) -> None:
    for since, returns in ((1, False), (2, False), (3, True), (4, True)):
        queue.add(waiting("a", since, returns=returns))

    assert [queue.take().since for _ in range(4)] == [3, 4, 1, 2]


async def test_who_has_gone_does_not_wait(queue: FairQueue) -> None:
    first, second = waiting("a", 1), waiting("a", 2)
    queue.add(first)
    queue.add(second)

    assert queue.remove(first)
    assert not queue.remove(first)
    assert (len(queue), queue.oldest_since(), list(queue)) == (1, 2, [second])
    assert queue.remove(second)
    assert (len(queue), queue.oldest_since(), list(queue)) == (0, None, [])


async def test_room_is_taken_from_the_end_of_the_longest_line(queue: FairQueue) -> None:
    """A line that would be the shorter one afterwards gives nothing."""
    for since in range(3):
        queue.add(waiting("many", since))
    queue.add(waiting("few", 7))

    taken = queue.take_from_the_longest("few")
    again = queue.take_from_the_longest("few")

    assert taken is not None
    assert (taken.share, taken.since) == ("many", 2)
    assert again is None
    assert queue.length("many") == 2


async def test_a_share_takes_no_room_from_itself(queue: FairQueue) -> None:
    for since in range(3):
        queue.add(waiting("many", since))

    assert queue.take_from_the_longest("many") is None


async def test_nobody_waits_in_an_empty_queue(queue: FairQueue) -> None:
    with pytest.raises(KeyError):
        queue.take()
    assert queue.take_from_the_longest("a") is None
