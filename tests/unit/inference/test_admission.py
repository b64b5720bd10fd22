"""Who goes when: bounded, in order, and nothing lost."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bole.domain.errors import BoleError, ErrorReason
from bole.domain.generation import Priority
from bole.inference.admission import IN_A_ROW, Admission, Ticket
from bole.inference.placement import Placement, Seats

Work = Callable[[int], Awaitable[None]]


class Desk:
    """An admission with one way in, and a record of who came in."""

    def __init__(self, *limits: int, queue_limit: int = 1000) -> None:
        self.placement = Placement(Seats(limit) for limit in limits)
        self.admission = Admission(self.placement, queue_limit, clock=lambda: 0.0)
        self.entered: list[str] = []
        self.leave: dict[str, asyncio.Event] = {}

    def come(
        self, name: str, priority: Priority = Priority.INTERACTIVE, prefix: str = "", *, fails: bool = False
    ) -> asyncio.Task[None]:
        """Lets somebody come, who stays until told to leave."""
        self.leave[name] = asyncio.Event()
        return asyncio.create_task(self._stay(name, self.admission.ticket(priority, prefix), fails=fails))

    async def _stay(self, name: str, ticket: Ticket, *, fails: bool) -> None:
        async with self.admission.visit(ticket) as visit:
            self.entered.append(name)
            await self.leave[name].wait()
            if fails:
                raise ValueError(name)
            visit.answered = True


async def settle() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


async def end(*tasks: asyncio.Task[None]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_only_so_many_are_in_at_once_first_come_first_served() -> None:
    desk = Desk(2)
    tasks = [desk.come(name) for name in "abcd"]
    await settle()
    assert desk.entered == ["a", "b"]
    assert desk.admission.waiting == 2
    desk.leave["b"].set()
    await settle()
    assert desk.entered == ["a", "b", "c"]
    await end(*tasks)
    assert (desk.admission.waiting, desk.placement.replicas[0].taken) == (0, 0)


async def test_interactive_requests_go_before_batch() -> None:
    desk = Desk(1)
    tasks = [desk.come("a"), desk.come("b", Priority.BATCH), desk.come("i")]
    await settle()
    desk.leave["a"].set()
    await settle()
    assert desk.entered == ["a", "i"]
    await end(*tasks)


async def test_a_batch_request_goes_after_eight_interactive_ones() -> None:
    desk = Desk(1)
    tasks = [desk.come("first"), desk.come("batch", Priority.BATCH)]
    tasks += [desk.come(f"i{number}") for number in range(20)]
    await settle()
    for _ in range(15):
        desk.leave[desk.entered[-1]].set()
        await settle()
    assert desk.entered.index("batch") == 1 + IN_A_ROW
    await end(*tasks)


async def test_each_priority_has_a_bounded_queue_of_its_own() -> None:
    desk = Desk(1, queue_limit=2)
    tasks = [desk.come("in"), *(desk.come(f"b{number}", Priority.BATCH) for number in range(2)), desk.come("i")]
    await settle()
    with pytest.raises(BoleError) as caught:
        await desk.come("b2", Priority.BATCH)
    assert caught.value.reason is ErrorReason.MODEL_OVERLOADED
    assert caught.value.metadata == {"waiting": "2"}
    assert desk.admission.waiting == 3
    await end(*tasks)


async def test_a_cancelled_waiter_leaves_nothing_behind() -> None:
    desk = Desk(1)
    tasks = [desk.come("a"), desk.come("b"), desk.come("c")]
    await settle()
    await end(tasks[1])
    desk.leave["a"].set()
    await settle()
    assert desk.entered == ["a", "c"]
    await end(*tasks)


async def test_a_place_granted_to_one_who_is_cancelled_goes_to_the_next() -> None:
    """The cancel arrives between the grant and the moment the waiter runs again."""
    desk = Desk(1)
    tasks = [desk.come("a"), desk.come("b"), desk.come("c")]
    await settle()
    desk.leave["a"].set()
    while desk.admission.waiting == 2:  # noqa: ASYNC110 (one step of the loop at a time is the point)
        await asyncio.sleep(0)
    tasks[1].cancel()
    await settle()
    assert desk.entered == ["a", "c"]
    await end(*tasks)
    assert desk.placement.replicas[0].taken == 0


async def test_one_of_a_prefix_goes_first_and_the_others_follow_its_answer() -> None:
    desk = Desk(4)
    tasks = [desk.come(name, prefix="p") for name in "abc"] + [desk.come("x", prefix="q"), desk.come("y")]
    await settle()
    assert desk.entered == ["a", "x", "y"]
    desk.leave["a"].set()
    await settle()
    assert desk.entered == ["a", "x", "y", "b", "c"]
    await end(*tasks)


@pytest.mark.parametrize("how", ["fails", "is cancelled"])
async def test_when_the_first_of_a_prefix_does_not_end_well_the_next_goes_first(how: str) -> None:
    desk = Desk(4)
    tasks = [desk.come("a", prefix="p", fails=True), desk.come("b", prefix="p"), desk.come("c", prefix="p")]
    await settle()
    if how == "fails":
        desk.leave["a"].set()
    else:
        tasks[0].cancel()
    await settle()
    assert desk.entered == ["a", "b"]
    await end(*tasks)


async def test_who_asks_again_keeps_the_rank_and_is_never_turned_away() -> None:
    desk = Desk(1, queue_limit=1)
    ticket = desk.admission.ticket(Priority.BATCH, "")
    async with desk.admission.visit(ticket):
        waiting = desk.come("later", Priority.BATCH)
        await settle()
        desk.placement.lose(0)
    again = asyncio.create_task(desk._stay("again", ticket, fails=False))
    desk.leave["again"] = asyncio.Event()
    await settle()
    assert desk.entered == []
    desk.placement.regain(0, 1)
    desk.admission.dispatch()
    await settle()
    assert desk.entered == ["again"]
    await end(waiting, again)


async def test_everyone_who_waits_can_be_turned_away() -> None:
    desk = Desk(1)
    desk.placement.lose(0)
    tasks = [desk.come("a"), desk.come("b", Priority.BATCH)]
    await settle()
    desk.admission.turn_away(BoleError(ErrorReason.MODEL_UNAVAILABLE, "away"))
    found = await asyncio.gather(*tasks, return_exceptions=True)
    assert [getattr(one, "reason", None) for one in found] == [ErrorReason.MODEL_UNAVAILABLE] * 2
    assert found[0] is not found[1]
    assert desk.admission.waiting == 0


STEPS = st.lists(
    st.tuples(st.sampled_from(["come", "leave", "fail", "cancel", "lose", "regain"]), st.integers(0, 30)),
    max_size=60,
)


@given(steps=STEPS, limits=st.lists(st.integers(1, 3), min_size=1, max_size=3), many=st.booleans())
@settings(max_examples=150, deadline=None)
def test_whatever_happens_no_replica_is_overbooked_and_nobody_is_lost(
    steps: list[tuple[str, int]], limits: list[int], *, many: bool
) -> None:
    """Comes, goes, failures, cancels and losses in any order; at the end every place is free and every caller done."""
    asyncio.run(_play(steps, limits, many=many))


async def _play(steps: list[tuple[str, int]], limits: list[int], *, many: bool) -> None:
    desk = Desk(*limits)
    tasks: dict[str, asyncio.Task[None]] = {}
    for number, (what, which) in enumerate(steps):
        name = f"{number}"
        if what in {"come", "fail"}:
            prefix = ("", "p", "q")[which % 3]
            tasks[name] = desk.come(name, Priority(which % 2), prefix, fails=what == "fail")
        elif what in {"leave", "cancel"} and tasks:
            chosen = sorted(tasks)[which % len(tasks)]
            desk.leave[chosen].set() if what == "leave" else tasks[chosen].cancel()
        elif what == "lose":
            desk.placement.lose(which % len(limits))
        elif what == "regain":
            desk.placement.regain(which % len(limits), limits[which % len(limits)])
            desk.admission.dispatch()
        if not many or which % 2:
            await settle()
        assert all(seats.taken <= seats.limit for seats in desk.placement.replicas)
    await _finish(desk, tasks, limits)


async def _finish(desk: Desk, tasks: dict[str, asyncio.Task[None]], limits: list[int]) -> None:
    for index, limit in enumerate(limits):
        desk.placement.regain(index, limit)
    desk.admission.dispatch()
    for event in desk.leave.values():
        event.set()
    with suppress(TimeoutError):
        async with asyncio.timeout(5):
            await asyncio.gather(*tasks.values(), return_exceptions=True)
    assert all(task.done() for task in tasks.values())
    assert desk.admission.waiting == 0
    assert [seats.taken for seats in desk.placement.replicas] == [0] * len(limits)
    done = {name for name, task in tasks.items() if not task.cancelled()}
    assert done <= set(desk.entered)
    assert len(desk.entered) == len(set(desk.entered))


async def test_only_those_who_do_not_wait_for_a_return_are_turned_away_when_nobody_is_there() -> None:
    admission = Admission(Placement([]), 10)

    async def wait(*, waits_for_return: bool) -> None:
        ticket = admission.ticket(Priority.BATCH, "", waits_for_return=waits_for_return)
        async with admission.visit(ticket):
            raise AssertionError

    tasks = [asyncio.create_task(wait(waits_for_return=waits)) for waits in (False, True, False)]
    await settle()
    admission.turn_away_the_impatient(BoleError(ErrorReason.MODEL_UNAVAILABLE, "away"))
    await settle()
    assert [task.done() for task in tasks] == [True, False, True]
    assert admission.waiting == 1
    await end(*tasks)
