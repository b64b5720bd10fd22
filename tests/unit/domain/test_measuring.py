"""Work tells of itself to who listens, and to nobody else."""

from __future__ import annotations

import asyncio
import pickle

import pytest

from bole.domain.measuring import Collected, Count, Distribution, Stage, count, listener, listening, observe, stage


def measure() -> None:
    count(Count.ANSWERS, "asked")
    count(Count.MODEL_TOKENS, "prompt", by=40)
    observe(Distribution.MATCH_SCORE, 83, "rules", "0a1b2c3d")
    with stage(Stage.PARSE):
        pass


def test_without_a_listener_nothing_happens() -> None:
    """Stages share one object that does nothing: not even a clock is read."""
    measure()

    assert listener() is None
    assert stage(Stage.PARSE) is stage(Stage.MODEL)


def test_who_listens_is_told_until_the_block_ends() -> None:
    """The listener from before is back afterwards."""
    outer, inner = Collected(), Collected()

    with listening(outer):
        with listening(inner):
            measure()
        count(Count.ANSWERS, "kept_before")
    measure()

    assert dict(inner.counts) == {(Count.ANSWERS, ("asked",)): 1, (Count.MODEL_TOKENS, ("prompt",)): 40}
    assert inner.observed == [(Distribution.MATCH_SCORE, ("rules", "0a1b2c3d"), 83)]
    assert [which for which, _, _ in inner.stages] == [Stage.PARSE]
    assert dict(outer.counts) == {(Count.ANSWERS, ("kept_before",)): 1}


def test_a_stage_that_fails_took_its_time_too() -> None:
    told = Collected()

    with listening(told), pytest.raises(ValueError, match="no resume"), stage(Stage.PARSE):
        raise ValueError("no resume")

    ((which, began, ended),) = told.stages
    assert which is Stage.PARSE
    assert ended >= began > 0


async def test_tasks_that_are_begun_in_the_block_are_heard_after_its_end() -> None:
    """The work on batches goes on for the life of a service."""
    told = Collected()
    begin = asyncio.Event()

    async def work() -> None:
        await begin.wait()
        count(Count.ANSWERS, "asked")

    with listening(told):
        task = asyncio.create_task(work())
    begin.set()
    await task

    assert told.counts[Count.ANSWERS, ("asked",)] == 1


def test_what_was_collected_travels_and_is_told_on() -> None:
    """As it does from a worker process."""
    told, collected = Collected(), Collected()
    with listening(collected):
        measure()
        measure()

    arrived: Collected = pickle.loads(pickle.dumps(collected))  # noqa: S301  # our own bytes
    arrived.tell(told)

    assert told == collected
    assert told.counts[Count.MODEL_TOKENS, ("prompt",)] == 80
