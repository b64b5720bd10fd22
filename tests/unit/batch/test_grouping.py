"""Small writes made into large ones."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from bole.batch.grouping import Grouping


class Writer:
    """Writes numbers as their doubles, one group at a time, when it may."""

    def __init__(self) -> None:
        """Starts with leave to write."""
        self.groups: list[list[int]] = []
        self.writes = asyncio.Event()
        self.may = asyncio.Event()
        self.may.set()
        self.error: Exception | None = None

    async def write(self, values: Sequence[int]) -> Sequence[int]:
        """Notes the group."""
        self.groups.append(list(values))
        self.writes.set()
        await self.may.wait()
        if self.error is not None:
            raise self.error
        return [2 * value for value in values]


async def test_what_comes_in_during_a_write_makes_up_the_next() -> None:
    """At most 128 at once, each with its own result."""
    writer = Writer()
    writer.may.clear()
    grouping = Grouping(writer.write)
    first = asyncio.create_task(grouping.add(0))
    await writer.writes.wait()
    others = [asyncio.create_task(grouping.add(number)) for number in range(1, 201)]
    await asyncio.sleep(0)
    writer.may.set()

    assert await asyncio.gather(first, *others) == [2 * number for number in range(201)]
    assert [len(group) for group in writer.groups] == [1, 128, 72]


async def test_an_error_is_that_of_its_group_alone() -> None:
    """The next group is written."""
    writer = Writer()
    writer.error = ValueError("no")
    grouping = Grouping(writer.write)

    with pytest.raises(ValueError, match="no"):
        await grouping.add(1)
    writer.error = None

    assert await grouping.add(2) == 4


async def test_who_stops_waiting_leaves_the_value_behind() -> None:
    """It is written with the others."""
    writer = Writer()
    writer.may.clear()
    grouping = Grouping(writer.write)
    first, second = asyncio.create_task(grouping.add(1)), asyncio.create_task(grouping.add(2))
    await writer.writes.wait()
    first.cancel()
    writer.may.set()

    assert await second == 4
    assert writer.groups == [[1, 2]]


async def test_the_end_lets_a_write_finish_and_drops_the_rest() -> None:
    """Those who wait for what was dropped are cancelled."""
    writer = Writer()
    writer.may.clear()
    grouping = Grouping(writer.write)
    first = asyncio.create_task(grouping.add(1))
    await writer.writes.wait()
    second = asyncio.create_task(grouping.add(2))
    await asyncio.sleep(0)
    end = asyncio.create_task(grouping.end())
    await asyncio.sleep(0)
    writer.may.set()
    await end

    assert await first == 2
    await asyncio.wait([second])
    assert second.cancelled()
    assert writer.groups == [[1]]
