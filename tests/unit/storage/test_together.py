"""Calls that come at the same time are answered together."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from bole.domain.errors import BoleError, ErrorReason
from bole.storage.together import Together


class Doubling:
    """Doubles numbers, each time the gate is opened once, and keeps what it was asked."""

    def __init__(self) -> None:
        """Is closed."""
        self.asked: list[list[int]] = []
        self.gate = asyncio.Semaphore(0)

    async def __call__(self, numbers: Sequence[int]) -> list[int]:
        """Waits and doubles; is away at 13, and chokes on 666."""
        self.asked.append(list(numbers))
        await self.gate.acquire()
        if 666 in numbers:
            raise ValueError
        if 13 in numbers:
            raise BoleError(ErrorReason.STORAGE_UNAVAILABLE, "Wait.")
        return [number * 2 for number in numbers]


async def begun(calls: Together[int, int], *numbers: int) -> list[asyncio.Task[int]]:
    """Begins calls, and lets each come as far as it comes."""
    tasks = [asyncio.create_task(calls(number)) for number in numbers]
    for _ in range(3):
        await asyncio.sleep(0)
    return tasks


async def test_what_comes_while_one_is_answered_is_answered_together() -> None:
    doubling = Doubling()
    tasks = await begun(Together(doubling, most=3), 1, 2, 3, 4, 5)
    for _ in range(3):
        doubling.gate.release()

    assert await asyncio.gather(*tasks) == [2, 4, 6, 8, 10]
    assert doubling.asked == [[1], [2, 3, 4], [5]]


async def test_a_caller_that_goes_away_does_not_take_the_others_along() -> None:
    doubling = Doubling()
    tasks = await begun(Together(doubling, most=9), 1, 2, 3)
    doubling.gate.release()
    await tasks[0]
    await asyncio.sleep(0)

    tasks[1].cancel()  # the one that asks for both
    doubling.gate.release()

    assert await tasks[2] == 6
    assert doubling.asked == [[1], [2, 3], [2, 3]]


async def test_an_error_is_raised_to_all_who_asked_and_to_no_later_one() -> None:
    doubling = Doubling()
    calls = Together(doubling, most=9)
    tasks = await begun(calls, 1, 13, 3)
    for _ in range(3):
        doubling.gate.release()

    ended = await asyncio.gather(*tasks, return_exceptions=True)

    assert ended[0] == 2
    assert [type(each) for each in ended[1:]] == [BoleError, BoleError]
    assert await calls(4) == 8


async def test_what_is_wrong_with_one_is_raised_to_it_alone() -> None:
    """Also to no later one."""
    doubling = Doubling()
    calls = Together(doubling, most=9)
    tasks = await begun(calls, 1, 2, 666, 3)
    for _ in range(6):
        doubling.gate.release()

    ended = await asyncio.gather(*tasks, return_exceptions=True)

    assert [ended[0], ended[1], type(ended[2]), ended[3]] == [2, 4, ValueError, 6]
    assert await calls(4) == 8
